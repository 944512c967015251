"""The noise of a set in one number, by which sets of different grey scale are compared."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.whitened_images import SMALLEST_NOISE
from cryofire.physics.lattice import Lattice

N_LOOKED_AT = 1000
"""Images that tell the noise of a set, at most."""
OUTER_SHARE = 0.85
"""Shells beyond this share of Nyquist are taken for noise."""
LARGEST_POWER = 9.0
"""How many times the median power an image may have there to count."""


def typical_power(power: Float[Tensor, " n"]) -> float:
    """Mean power of the images, without those that have more than 9 times the median: one of them could set the level of all."""
    if not len(power):
        return 0.0
    return float(power[power <= LARGEST_POWER * power.median()].mean())


def noise_level(dataset: ParticleDataset, rows: Tensor | None = None, n: int = N_LOOKED_AT, device: torch.device | None = None) -> float:
    """Standard deviation of a Fourier sample beyond 85 % of Nyquist, in the orthonormal scale of the images as trained.

    Signal that reaches there counts: this is no measure of the noise alone, but the same of every set.

    Args:
        rows: Particles to look at; all by default.
        n: How many of them are read, evenly from all, at most.
        device: What to compute on.
    """
    among = torch.arange(len(dataset)) if rows is None else rows
    some = among[torch.linspace(0, len(among) - 1, min(n, len(among))).round().long()]
    lattice = Lattice.create(dataset.box_px).to(device or torch.device("cpu"))
    is_outer = lattice.radius > OUTER_SHARE * lattice.max_shell
    power = []
    for part in some.split(images_at_once(torch.device("cpu"), 512, 40 * dataset.box_px**2)):
        samples = lattice.sample(dataset.load(part).to(lattice.shell.device))[:, is_outer] / dataset.box_px
        power.append(samples.abs().square().mean(dim=1))
    return max(typical_power(torch.cat(power)) ** 0.5, SMALLEST_NOISE)
