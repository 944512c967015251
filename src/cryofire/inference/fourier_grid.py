"""Fourier volumes on a grid, read by trilinear interpolation and filled by its adjoint.

Several volumes share one grid: V_0 and the components V_1 ... V_q of a linear model of the motion. The grid holds
shells up to `shell`, `oversampling` points for each lattice step, zero frequency in its middle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.physics.interpolation import Corners, Layout, corners, gather, gather_real, scatter_add_
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.physics.slices import slice_coordinates

LARGEST_MASK = 0.9
"""Radius of the mask in half boxes where no other is known: the sphere that the box holds."""


@dataclass(frozen=True)
class FourierGrid:
    """The geometry of a grid of Fourier voxels."""

    shell: int
    oversampling: float
    device: torch.device
    mask_radius: float = LARGEST_MASK
    """Of the sphere that the density of volumes solved on the grid lies in, in half boxes; it fades out beyond it."""
    symmetry: PointGroup = C1
    """Of volumes solved on the grid, and of the poses compared with them."""

    def upto(self, shell: int) -> FourierGrid:
        """The same up to another shell."""
        return replace(self, shell=shell)

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

    def lattice_points(self, first_shell: int, last_shell: int, is_half: bool) -> tuple[Float[Tensor, "m 3"], Int[Tensor, " m"]]:
        """(x, y, z) of the lattice's frequencies on some shells, and the shell of each, counted from the first.

        Args:
            is_half: Only those with x >= 0; the others are their conjugates.
        """
        k = torch.arange(-last_shell, last_shell + 1, device=self.device)
        points = torch.cartesian_prod(k[last_shell:] if is_half else k, k, k).float()
        shell = points.norm(dim=1).round().long()
        inside = (shell >= first_shell) & (shell <= last_shell)
        return points[inside], shell[inside] - first_shell

    def corners(self, points: Float[Tensor, "m 3"]) -> Corners:
        """The voxels around points (x, y, z), in shells."""
        return corners(Layout.full(self.reach), points * self.oversampling)

    def at(self, volumes: Complex[Tensor, "voxels c"], points: Float[Tensor, "m 3"]) -> Complex[Tensor, "m c"]:
        """Values of all volumes at points (x, y, z), in shells."""
        return gather(volumes, self.corners(points))

    def slice(
        self, volumes: Complex[Tensor, "voxels c"], rotations: Float[Tensor, "b 3 3"], indices: Float[Tensor, "k 2"]
    ) -> Complex[Tensor, "b k c"]:
        """Central slices of all volumes at each rotation.

        Args:
            indices: Where each slice is sampled, (x, y), in shells.
        """
        points = slice_coordinates(rotations, indices)
        return self.at(volumes, points.reshape(-1, 3)).unflatten(0, (len(rotations), len(indices)))

    def slice_parts(
        self, table: Float[Tensor, "voxels 2c"], rotations: Float[Tensor, "b 3 3"], indices: Float[Tensor, "k 2"]
    ) -> Float[Tensor, "b k 2 c"]:
        """The same slices, real parts and then imaginary ones of each sample.

        Args:
            table: From `parts_apart`.
        """
        at = self.corners(slice_coordinates(rotations, indices).reshape(-1, 3))
        return gather_real(table, at).view(len(rotations), len(indices), 2, -1)

    def backproject(
        self,
        values: Float[Tensor, "b k c"],
        rotations: Float[Tensor, "b 3 3"],
        indices: Float[Tensor, "k 2"],
        into: Float[Tensor, "voxels c"],
    ) -> None:
        """Add slices to sums on the grid, in place: the adjoint of `slice`."""
        points = slice_coordinates(rotations, indices)
        scatter_add_(into, values.reshape(-1, values.shape[-1]), self.corners(points.reshape(-1, 3)))

    def hermitian(self, values: Tensor) -> Tensor:
        """Values plus the conjugates of their point mirrors: sums over the half plane become sums over the plane."""
        mirrored = values.flip(0)  # the grid is odd: reversing the flat index mirrors all three axes
        return values + (mirrored.conj() if values.is_complex() else mirrored)


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


def parts_apart(volumes: Complex[Tensor, "voxels c"]) -> Float[Tensor, "voxels 2c"]:
    """The real parts of all volumes, then the imaginary ones: what is summed over samples is then summed over both alike."""
    return torch.cat([volumes.real, volumes.imag], dim=1)
