"""Fourier volumes on a grid, read by trilinear interpolation and filled by its adjoint.

Several volumes share one grid: V_0 and the components V_1 ... V_q of a linear model of the motion. The grid holds
shells up to `shell`, `oversampling` points for each lattice step, zero frequency in its middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor
from torch.nn.functional import embedding_bag

from cryofire.physics.slices import slice_coordinates


@dataclass(frozen=True)
class FourierGrid:
    """The geometry of a grid of Fourier voxels."""

    shell: int
    oversampling: float
    device: torch.device

    @property
    def reach(self) -> int:
        """Largest index on each side of the middle."""
        return int(self.shell * self.oversampling) + 2

    @property
    def size(self) -> int:
        return 2 * self.reach + 1

    @property
    def n_voxels(self) -> int:
        return self.size**3

    def axis(self) -> Float[Tensor, " size"]:
        """Coordinate of each index, in shells."""
        return torch.arange(-self.reach, self.reach + 1, device=self.device) / self.oversampling

    def radius(self) -> Float[Tensor, " voxels"]:
        """Distance of each voxel from zero frequency, in shells."""
        a = self.axis() ** 2
        return (a[:, None, None] + a[:, None] + a).sqrt().reshape(-1)

    def corners(self, points: Float[Tensor, "m 3"]) -> tuple[Int[Tensor, "m 8"], Float[Tensor, "m 8"]]:
        """Flat voxel index and weight of the eight neighbours of points (x, y, z) in shells."""
        scaled = points * self.oversampling
        low = scaled.floor()
        upper = scaled - low
        at = low.long() + self.reach
        n = self.size
        first = (at[:, 2] * n + at[:, 1]) * n + at[:, 0]
        steps = torch.tensor([(dz * n + dy) * n + dx for dz in (0, 1) for dy in (0, 1) for dx in (0, 1)], device=points.device)
        x, y, z = (torch.stack([1 - upper[:, j], upper[:, j]], dim=1) for j in range(3))
        weights = (z[:, :, None, None] * y[:, None, :, None] * x[:, None, None, :]).flatten(1)
        return first[:, None] + steps, weights

    def hermitian(self, values: Tensor) -> Tensor:
        """Values plus the conjugates of their point mirrors: sums over the half plane become sums over the plane."""
        mirrored = values.flip(0)  # the grid is odd: reversing the flat index mirrors all three axes
        return values + (mirrored.conj() if values.is_complex() else mirrored)


def read(
    grid: FourierGrid, volumes: Complex[Tensor, "voxels c"], rotations: Float[Tensor, "b 3 3"], indices: Float[Tensor, "k 2"]
) -> Complex[Tensor, "b k c"]:
    """Slices of all volumes at each rotation."""
    at, weight = grid.corners(slice_coordinates(rotations, indices).reshape(-1, 3))
    return read_at(volumes, at, weight).unflatten(0, (len(rotations), len(indices)))


def read_at(volumes: Complex[Tensor, "voxels c"], at: Int[Tensor, "m 8"], weight: Float[Tensor, "m 8"]) -> Complex[Tensor, "m c"]:
    """Interpolated values, given the corners of each point."""
    found = embedding_bag(at, torch.view_as_real(volumes).flatten(1), per_sample_weights=weight, mode="sum")
    return torch.view_as_complex(found.unflatten(1, (-1, 2)))


def insert(
    grid: FourierGrid,
    values: Float[Tensor, "b k c"],
    rotations: Float[Tensor, "b 3 3"],
    indices: Float[Tensor, "k 2"],
    into: Float[Tensor, "voxels c"],
) -> None:
    """Add slices to sums on the grid, in place: the adjoint of `read`."""
    at, weight = grid.corners(slice_coordinates(rotations, indices).reshape(-1, 3))
    flat = values.reshape(-1, values.shape[-1])
    if into.device.type == "cpu":
        # A sparse product is three times as fast as eight scattered additions.
        points = torch.arange(len(flat)).repeat_interleave(8)
        scatter = torch.sparse_coo_tensor(
            torch.stack([at.reshape(-1), points]), weight.reshape(-1), (len(into), len(flat)), check_invariants=False
        )
        into.addmm_(scatter, flat)
        return
    for corner in range(8):
        into.index_add_(0, at[:, corner], flat * weight[:, corner, None])


def with_gradients(grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]) -> Complex[Tensor, "voxels 4c"]:
    """Volumes, then their derivatives along kx, ky, kz (per shell), by central differences on the grid.

    Returns:
        Columns [V_0 ... V_q, dV_0/dkx ..., dV_0/dky ..., dV_0/dkz ...].
    """
    n = grid.size
    v = volumes.view(n, n, n, -1)
    parts = [v]
    for axis in (2, 1, 0):  # x is the last axis of the grid
        parts.append((v.roll(-1, axis) - v.roll(1, axis)) * (grid.oversampling / 2))
    return torch.cat(parts, dim=-1).flatten(0, 2)
