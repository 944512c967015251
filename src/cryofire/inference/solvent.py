"""What is known of a density before any image: there is none outside the box."""

from __future__ import annotations

from functools import lru_cache

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.fourier import centred_fft, centred_ifft

INNER, OUTER = 0.9, 1.1
"""Where density begins to be taken for solvent, and where it surely is, in half boxes."""


@lru_cache(maxsize=16)
def density_factor(size: int, oversampling: float, device: torch.device) -> Float[Tensor, "m m m"]:
    """What density on the grid's own field of view, `oversampling` boxes, is multiplied by.

    1 within the sphere inscribed in the box, fading to 0 outside of it, over the transform of the triangle by which images were
    spread over the voxels around their samples: that dims what is far from the middle.
    """
    line = (torch.arange(size, device=device) - size // 2) / size
    squares = (2 * oversampling * line).square()
    radius = (squares[:, None, None] + squares[:, None] + squares).sqrt()
    inside = 0.5 + 0.5 * torch.cos(torch.pi * ((radius - INNER) / (OUTER - INNER)).clamp(0, 1))
    spread = torch.sinc(line).square()
    return inside / (spread[:, None, None] * spread[:, None] * spread)


def without_solvent(volumes: Complex[Tensor, "voxels c"], grid: FourierGrid) -> Complex[Tensor, "voxels c"]:
    """The same with nothing outside the box, up to the grid's shell."""
    n = grid.size
    factor, is_kept = density_factor(n, grid.oversampling, volumes.device), grid.radius() <= grid.shell + 1
    found = torch.empty_like(volumes)
    for j in range(volumes.shape[1]):
        density = centred_ifft(volumes[:, j].view(n, n, n), 3).real * factor
        found[:, j] = centred_fft(density, 3).flatten() * is_kept
    return found
