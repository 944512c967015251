"""Sums over images of a symmetric molecule: what an image adds at its pose, it adds at all copies of the pose.

Turning the sums does the same as adding each image as often as the group has rotations. Rotations that take voxels to voxels do so
exactly; between voxels sums are interpolated, which spreads them once more (`density_factor` takes that back).
"""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.interpolation import gather_real
from cryofire.physics.point_groups import split_rotations

POINTS_AT_ONCE = 200_000


def summed_over_copies(values: Float[Tensor, "voxels c"], grid: FourierGrid) -> Float[Tensor, "voxels c"]:
    """S(k) = sum over the group of values(g k): as if each image had been added at all copies of its pose."""
    between, onto = split_rotations(grid.symmetry)
    total = values
    if len(between) > 1:
        total = values.clone()
        inside = torch.nonzero(grid.radius() * grid.oversampling < grid.reach - 1)[:, 0]
        for part in inside.split(POINTS_AT_ONCE):
            points = _points(grid, part)
            for rotation in between[1:].to(points):
                total[part] += gather_real(values, grid.corners(points @ rotation.T))
    if len(onto) == 1:
        return total
    voxels = torch.arange(grid.n_voxels, device=values.device)
    whole = _indices(grid, voxels)
    found = total.clone()
    for rotation in onto[1:].to(values.device):
        found += total[_flat(grid, (whole[:, None] * rotation).sum(dim=2))]  # a GPU multiplies no matrices of integers
    return found


def symmetric(volume: Complex[Tensor, " voxels"], grid: FourierGrid) -> Complex[Tensor, " voxels"]:
    """The mean of a volume over the turns of the grid's symmetry."""
    if grid.symmetry.is_trivial:
        return volume
    return torch.view_as_complex(summed_over_copies(torch.view_as_real(volume), grid) / grid.symmetry.order)


def _indices(grid: FourierGrid, voxels: Int[Tensor, " v"]) -> Int[Tensor, "v 3"]:
    """(x, y, z) of voxels, counted from the middle."""
    n, reach = grid.size, grid.reach
    return torch.stack([voxels % n, voxels // n % n, voxels // (n * n)], dim=1) - reach


def _points(grid: FourierGrid, voxels: Int[Tensor, " v"]) -> Float[Tensor, "v 3"]:
    """(x, y, z) of voxels, shells."""
    return _indices(grid, voxels) / grid.oversampling


def _flat(grid: FourierGrid, indices: Int[Tensor, "v 3"]) -> Int[Tensor, " v"]:
    n, (x, y, z) = grid.size, (indices + grid.reach).unbind(dim=1)
    return (z * n + y) * n + x
