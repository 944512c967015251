"""The loss: data term, prior, and their weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Complex, Float
from pydantic import Field
from torch import Tensor

from cryofire.core.config import Config
from cryofire.core.types import Prediction
from cryofire.objective.data_terms import squared_error
from cryofire.objective.priors import kl_divergence


class BetaSchedule(Config):
    """Weight of the KL term, rising (or falling) linearly with the number of images seen."""

    start: float
    """Weight up to `from_images`."""
    end: float
    """Weight from `to_images` on."""
    from_images: int = 0
    """Images seen where the change begins."""
    to_images: int
    """Images seen where the change ends."""

    def at(self, images_seen: int) -> float:
        span = max(1, self.to_images - self.from_images)
        share = min(1.0, max(0.0, (images_seen - self.from_images) / span))
        return self.start + share * (self.end - self.start)


class ObjectiveConfig(Config):
    """Options of the loss."""

    sym_loss: bool = True
    """Try mirrored views of each image and keep the best (published: sym_loss). Off where poses are known."""
    sym_loss_factor: Literal[2, 4, 8] = 2
    """How many of the eight symmetric views are tried: 2 is the image and its mirror."""
    loss_scale: float = Field(default=1.0, gt=0)
    """Factor of the whole loss."""
    beta_conf: float | BetaSchedule = 0.0
    """Weight of the KL divergence of a variational latent: a number, or start/end/from_images/to_images."""

    def beta_at(self, images_seen: int) -> float:
        """Weight of the KL term after so many images."""
        return self.beta_conf.at(images_seen) if isinstance(self.beta_conf, BetaSchedule) else self.beta_conf

    @property
    def n_candidates(self) -> int:
        """Views tried of each image."""
        return self.sym_loss_factor if self.sym_loss else 1


@dataclass(frozen=True)
class Loss:
    """The terms of a loss, in the order they are reported."""

    total: Float[Tensor, ""]
    """What is minimised."""
    data: Float[Tensor, ""]
    """Mean squared error in Hartley space."""
    kl: Float[Tensor, ""] | None
    """KL divergence of the latent, nats; None where it is not variational."""


def loss(
    prediction: Prediction,
    images_ft: Complex[Tensor, "b n"],
    freqs_per_px: Float[Tensor, "n 2"],
    box_px: int,
    beta: float,
    loss_scale: float,
) -> Loss:
    """Data error plus beta x KL / box^2, times the scale; one candidate a particle, the one that was kept.

    Source: Levy et al., NeurIPS 2022, equation 8; the KL term is spread over the image's pixels as there.
    """
    data = squared_error(images_ft, prediction, freqs_per_px).mean()
    latents = prediction.latents
    if latents is None or latents.log_variance is None:
        return Loss(loss_scale * data, data, None)
    kl = kl_divergence(latents)
    return Loss(loss_scale * (data + beta * kl / box_px**2), data, kl)
