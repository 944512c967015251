"""What is believed of conformations before any image is seen."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Latents


def kl_divergence(latents: Latents) -> Float[Tensor, ""]:
    """KL(N(mean, variance) || N(0, 1)), nats: summed over z, averaged over particles; never negative.

    Source: Kingma & Welling, ICLR 2014, appendix B. (The published code had the opposite sign, which rewards
    posteriors for running away from the prior.)
    """
    assert latents.log_variance is not None, "only a variational latent has a divergence"
    terms = latents.mean.square() + latents.log_variance.exp() - 1 - latents.log_variance
    return 0.5 * terms.sum(dim=-1).mean()
