"""What images volumes make, without noise."""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.lattice import Lattice


def predicted(lattice: Lattice, grid: FourierGrid, volumes: Tensor, rotations: Tensor, z: Tensor, ctfs: Tensor) -> Complex[Tensor, "b k"]:
    """Centred images of V_0 + sum z_j V_j."""
    return slices_of(grid, volumes, rotations, z, lattice.indices.float()) * ctfs


def slices_of(
    grid: FourierGrid,
    volumes: Complex[Tensor, "voxels c"],
    rotations: Float[Tensor, "b 3 3"],
    z: Float[Tensor, "b z"],
    indices: Float[Tensor, "k 2"],
) -> Complex[Tensor, "b k"]:
    """Slices of V_0 + sum z_j V_j."""
    basis = torch.cat([torch.ones(len(z), 1, device=z.device), z], dim=1).to(volumes.dtype)
    return torch.einsum("bkc,bc->bk", grid.slice(volumes, rotations, indices), basis)
