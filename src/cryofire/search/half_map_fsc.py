"""How far out two halves of the particles agree on the mean volume: the shells that can tell poses."""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.shells import shell_sums

AGREEING = 0.5
"""Correlation of the halves down to which a shell tells poses. Both halves share their poses, so it is optimistic; beyond it,
steps follow the noise (benchmarks/NOTES.md)."""


def half_correlation(a: Complex[Tensor, " voxels"], b: Complex[Tensor, " voxels"], grid: FourierGrid) -> Float[Tensor, " shells"]:
    """Fourier shell correlation of two volumes on a grid, shells 0 to the grid's."""
    shell, n = grid.radius().round().long(), grid.shell + 1
    cross = shell_sums((a * b.conj()).real, shell, n)
    power_a, power_b = shell_sums(a.abs().square(), shell, n), shell_sums(b.abs().square(), shell, n)
    return cross / (power_a.sqrt() * power_b.sqrt()).clamp_min(1e-20)


def half_mean_volumes(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid
) -> tuple[Complex[Tensor, " voxels"], Complex[Tensor, " voxels"]]:
    """Mean volumes of even and odd particles at their poses, without a prior.

    Args:
        whitened: Up to the grid's shell.
    """
    rows, rigid = torch.arange(len(whitened), device=grid.device), posteriors.with_no_components()
    one, other = (solve_volumes(whitened.take(half), rigid.take(half), grid, None)[0][:, 0] for half in (rows[::2], rows[1::2]))
    return one, other


def half_map_cutoff_shell(whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, least: int) -> int:
    """Outermost shell, without a gap from `least` on, to which the mean volumes of even and odd particles agree; at least `least`.

    Args:
        whitened: Up to the grid's shell.
    """
    one, other = half_mean_volumes(whitened, posteriors, grid)
    below = torch.nonzero(half_correlation(one, other, grid)[least:] < AGREEING)[:, 0]
    return max(least, least + int(below[0]) - 1) if len(below) > 0 else grid.shell
