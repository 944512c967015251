"""The best pose of the bank for every particle, with z integrated out where there are components."""

from __future__ import annotations

import torch
from jaxtyping import Complex
from torch import Tensor

from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.pose_grid import Bank
from cryofire.inference.whitened_images import Spectra


def search(spectra: Spectra, beliefs: Beliefs, bank: Bank, volumes: Complex[Tensor, "voxels c"], chunk: int) -> None:
    """Put the likeliest rotation and shift of the bank into the beliefs, in place.

    Args:
        spectra: Up to the shell of the bank's cube.
        chunk: Images at a time; memory grows with it.
    """
    slices = bank.slices(volumes)
    n_rotations = len(bank.rotations)
    for rows in torch.arange(len(spectra), device=slices.device).split(chunk):
        score = bank.log_likelihood(slices, spectra.images[rows], spectra.ctfs[rows]).flatten(1)
        value, best = score.max(dim=1)
        beliefs.rotations[rows] = bank.rotations[best % n_rotations]
        beliefs.shifts_px[rows] = bank.shifts_px[best // n_rotations]
        beliefs.log_likelihood[rows] = value
