"""What is known of a density before any image: there is none outside the particle.

Of a grid's field of view a particle takes a small part, and noise takes all of it: without the rest, volumes that no image was
used for explain 3 to 6 nats an image more (IgG, 1,500 images, SNR 0.1; benchmarks/NOTES.md).
"""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.fourier import centred_fft, centred_ifft
from cryofire.physics.point_groups import C1, PointGroup, split_rotations

SOFT = 0.2
"""Width of the mask's soft edge, in half boxes."""


@lru_cache(maxsize=16)
def density_factor(
    size: int, oversampling: float, mask_radius: float, device: torch.device, symmetry: PointGroup = C1
) -> Float[Tensor, "m m m"]:
    """What density on the grid's own field of view, `oversampling` boxes, is multiplied by.

    1 within the mask, fading to 0 outside of it, over the transform of the triangle by which images were
    spread over the voxels around their samples: that dims what is far from the middle. Sums that were turned between voxels were spread
    twice, once before they were turned.
    """
    line = (torch.arange(size, device=device) - size // 2) / size
    squares = (2 * oversampling * line).square()
    radius = (squares[:, None, None] + squares[:, None] + squares).sqrt()
    inside = 0.5 + 0.5 * torch.cos(torch.pi * ((radius - mask_radius) / SOFT).clamp(0, 1))
    spread = torch.sinc(line).square()
    once = spread[:, None, None] * spread[:, None] * spread
    between = split_rotations(symmetry)[0]
    if len(between) == 1:
        return inside / once
    z, y, x = torch.meshgrid(line, line, line, indexing="ij")
    turned = torch.einsum("gij,jzyx->gizyx", between[1:].to(line), torch.stack([x, y, z]))
    twice = once * torch.sinc(turned).square().prod(dim=1).sum(dim=0)
    return inside / ((once + twice) / len(between)).clamp_min(1e-3)


def independent_share(grid: FourierGrid) -> float:
    """Of a grid's voxels those that are independent: as many as fit the mask into the grid's field of view (Shannon)."""
    radius = grid.mask_radius + SOFT / 2
    return 4 / 3 * math.pi * radius**3 / (2 * grid.oversampling) ** 3


def without_solvent(volumes: Complex[Tensor, "voxels c"], grid: FourierGrid) -> Complex[Tensor, "voxels c"]:
    """The same with nothing outside the grid's mask, up to its shell."""
    n = grid.size
    factor, is_kept = density_factor(n, grid.oversampling, grid.mask_radius, volumes.device, grid.symmetry), grid.radius() <= grid.shell + 1
    found = torch.empty_like(volumes)
    for j in range(volumes.shape[1]):
        density = centred_ifft(volumes[:, j].view(n, n, n), 3).real * factor
        found[:, j] = centred_fft(density, 3).flatten() * is_kept
    return found
