"""Whether an image shows the molecule: the odds of its best pose against noise alone, and against something else.

Something else is anything of any shape: an image whose power on each shell is its own. A contaminant, an edge of carbon, or ice explains
itself so; of a particle, the molecule explains more than its spectrum does, unless a shell holds far more signal than noise.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import mean_by_shell

POSE_NATS = math.log(192 * 32 * 9)
"""What a free choice among the poses of a pose grid is worth to an image that shows none of them."""
FIRST_SHELL = 1
"""Shell 0 holds the image's mean, which is arbitrary."""


def something_else(whitened: WhitenedImages) -> Float[Tensor, " n"]:
    """Log-likelihood of each image with a spectrum of its own, over noise alone, nats. Each shell costs what a free parameter does.

    Complex Gaussian samples of variance v on a shell have log-likelihood -log v - |y|^2 / v; the best v is their mean power.
    """
    power = mean_by_shell(whitened.lattice, whitened.images.abs().square())
    count = torch.bincount(whitened.lattice.shell, minlength=power.shape[1]).to(power)
    power, count = power[:, FIRST_SHELL:].clamp_min(1), count[FIRST_SHELL:]
    gain = count * (power - 1 - power.log()) - 0.5 * count.clamp_min(1).log()
    return gain.clamp_min(0).sum(dim=1)


def log_odds(
    whitened: WhitenedImages, log_likelihood: Float[Tensor, " n"], contrast_log_prior: Float[Tensor, " n"] | float = 0.0
) -> Float[Tensor, " n"]:
    """Of the molecule at its best pose against noise alone and something else; nats.

    Args:
        whitened: Up to the shell that the likelihoods are of.
        log_likelihood: At the best pose, over noise alone, z integrated out.
        contrast_log_prior: Of each image's contrast.
    """
    molecule = log_likelihood + contrast_log_prior - POSE_NATS
    other = something_else(whitened)
    return molecule - torch.logaddexp(other, torch.zeros_like(other))
