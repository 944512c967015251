"""Trilinear interpolation on a grid of voxels, and its adjoint: how slices are read out of a volume and added to one.

A `Layout` says where voxels lie in memory: a periodic cube, an odd cube with zero in its middle, or the half of one with
x >= 0. `corners` finds the eight voxels around each point and their weights; `gather` and `scatter_add_` do the rest, the
same for all layouts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from jaxtyping import Complex, Float, Int
from scipy.sparse import csr_array
from torch import Tensor
from torch.nn.functional import embedding_bag

LARGEST_INT32 = 2**31


@dataclass(frozen=True)
class Layout:
    """Where the voxels of a grid lie in a flat array, index (z, y, x) with x running fastest."""

    shape: tuple[int, int, int]
    """Voxels along z, y and x."""
    zero: tuple[int, int, int]
    """Index (z, y, x) of the voxel at zero."""
    is_periodic: bool = False
    """Whether a point beyond one side is met on the other; otherwise points must lie between the first and the last voxel."""

    @staticmethod
    def periodic(size: int) -> Layout:
        """A whole cube of a discrete transform: +Nyquist is -Nyquist."""
        return Layout((size, size, size), (size // 2, size // 2, size // 2), is_periodic=True)

    @staticmethod
    def full(reach: int) -> Layout:
        """An odd cube of `reach` voxels on each side of zero."""
        return Layout((2 * reach + 1, 2 * reach + 1, 2 * reach + 1), (reach, reach, reach))

    @staticmethod
    def half(reach: int) -> Layout:
        """The half of that cube with x >= 0."""
        return Layout((2 * reach + 1, 2 * reach + 1, reach + 1), (reach, reach, 0))

    @property
    def n_voxels(self) -> int:
        depth, height, width = self.shape
        return depth * height * width


@dataclass(frozen=True)
class Corners:
    """The eight voxels around each point."""

    index: Int[Tensor, "*points 8"]
    """Flat index of each."""
    weight: Float[Tensor, "*points 8"]
    """Share of each in the value at the point; the eight add up to 1."""


def corners(layout: Layout, points: Float[Tensor, "m 3"]) -> Corners:
    """The voxels around points.

    Args:
        points: (x, y, z) in voxels, counted from the voxel at zero.
    """
    low = points.detach().floor()
    kind = torch.int32 if layout.n_voxels < LARGEST_INT32 else torch.int64
    upper, start, step = (points - low).T.contiguous(), low.to(kind), torch.arange(2, dtype=kind, device=points.device)
    if layout.is_periodic:
        x, y, z = ((start[:, j, None] + layout.zero[2 - j] + step) % layout.shape[2 - j] for j in range(3))
        rows = z[:, :, None] * layout.shape[1] + y[:, None, :]  # (m, 2, 2)
        index = (rows[..., None] * layout.shape[2] + x[:, None, None, :]).flatten(1)
    else:
        (_, height, width), (z0, y0, x0) = layout.shape, layout.zero
        first = ((start[:, 2] + z0) * height + start[:, 1] + y0) * width + start[:, 0] + x0
        index = first[:, None] + ((step[:, None, None] * height + step[:, None]) * width + step).flatten()
    # One corner after the other: each is three products of long vectors.
    sides = (1 - upper, upper)
    along_zy = [z[2] * y[1] for z in sides for y in sides]
    weight = torch.stack([both * x[0] for both in along_zy for x in sides], dim=1)
    return Corners(index, weight)


def gather(values: Complex[Tensor, "voxels c"], at: Corners) -> Complex[Tensor, "m c"]:
    """Interpolated values at points, of several volumes on one grid."""
    return torch.view_as_complex(gather_real(torch.view_as_real(values).flatten(1), at).unflatten(1, (-1, 2)))


def gather_real(values: Float[Tensor, "voxels c"], at: Corners) -> Float[Tensor, "m c"]:
    """The same for real values."""
    return embedding_bag(at.index, values, per_sample_weights=at.weight.to(values.dtype), mode="sum")


def scatter_add_(into: Float[Tensor, "voxels c"], values: Float[Tensor, "m c"], at: Corners) -> None:
    """Add values at points to sums on the grid: the adjoint of `gather`.

    In place, unlike other functions of physics: these sums are the largest tensors of a run.
    """
    weight = at.weight.to(into.dtype)
    if into.device.type == "cpu":
        _scatter_on_cpu(into, values, at.index.reshape(-1), weight.reshape(-1))
        return
    for corner in range(8):
        into.index_add_(0, at.index[:, corner], values * weight[:, corner, None])


@cache
def _warned_of_beta() -> None:
    """PyTorch says once in a process that its sparse rows are in beta: here, where nobody hears it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.sparse_csr_tensor(torch.zeros(2, dtype=torch.int32), torch.zeros(0, dtype=torch.int32), torch.zeros(0), (1, 1))


def _scatter_on_cpu(into: Float[Tensor, "voxels c"], values: Float[Tensor, "m c"], index: Int[Tensor, " w"], weight: Tensor) -> None:
    """The same as a product with a sparse matrix, a row a voxel: each is added up by one thread, in the order of the points.

    Sorting what each voxel is given costs less than it saves: twice as fast as the matrix as it comes (COO), for which PyTorch
    has one thread, and five times as fast as eight scattered additions.
    """
    shape = (len(into), len(values))
    if not torch.backends.mkl.is_available() or index.dtype != torch.int32:  # PyTorch has no such product then
        points = torch.arange(len(values)).repeat_interleave(8)
        into.addmm_(torch.sparse_coo_tensor(torch.stack([index.long(), points]), weight, shape, check_invariants=False), values)
        return
    _warned_of_beta()
    each = np.arange(0, len(index) + 1, 8, dtype=np.int32)
    by_voxel = csr_array((weight.numpy(), index.numpy(), each), shape=shape[::-1]).tocsc()
    starts, points, shares = (torch.from_numpy(part) for part in (by_voxel.indptr, by_voxel.indices, by_voxel.data))
    torch.addmm(into, torch.sparse_csr_tensor(starts, points, shares, shape, check_invariants=False), values, out=into)
