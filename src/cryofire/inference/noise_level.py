"""The noise of a set in one number, by which sets of different grey scale are compared."""

from __future__ import annotations

import torch
from torch import Tensor

from cryofire.data.dataset import ParticleDataset
from cryofire.inference.whitened_images import load_whitened

N_LOOKED_AT = 1000
"""Images that tell the noise of a set, at most."""


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
    return float(load_whitened(dataset, some, device or torch.device("cpu"), last_shell=1).noise_sd[-1])
