"""Whitened images of a few Gaussian atoms whose transform is known in closed form, for tests of the search."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases
from stacks import BLOBS, tiny_optics


@dataclass(frozen=True)
class Atoms:
    """Volumes V_0 ... V_q that are sums of Gaussians about the same places."""

    positions_px: Tensor
    """(a, 3), (x, y, z)."""
    weights: Tensor
    """(c, a): how much of each atom each volume has."""
    width_px: float
    box_px: int

    def at(self, points: Tensor) -> Tensor:
        """(m, c) transform at points (x, y, z) in shells."""
        k = points / self.box_px
        envelope = torch.exp(-2 * math.pi**2 * self.width_px**2 * k.square().sum(dim=1, keepdim=True))
        angle = -2 * math.pi * k @ self.positions_px.T
        return (torch.polar(torch.ones_like(angle), angle) * envelope) @ self.weights.T.to(torch.complex64)

    def on(self, grid: FourierGrid) -> Tensor:
        """(voxels, c) values of a grid."""
        return self.at(grid_points(grid))


def grid_points(grid: FourierGrid) -> Tensor:
    """(voxels, 3) where the voxels of a grid lie, (x, y, z), shells."""
    axis = grid.axis()
    z, y, x = torch.meshgrid(axis, axis, axis, indexing="ij")
    return torch.stack([x, y, z], dim=-1).flatten(0, 2)


def blob_atoms(box_px: int, n_components: int = 0, scale: float = 1.0) -> Atoms:
    """The blobs of the tiny stack; the components, one atom each less another, make two of them appear and vanish."""
    blobs = torch.tensor(BLOBS)
    weights = torch.zeros(1 + n_components, len(blobs))
    weights[0] = blobs[:, 3]
    for j in range(n_components):
        weights[1 + j, 1 + j], weights[1 + j, 0] = 0.8, -0.3
    return Atoms(blobs[:, :3] * box_px * 0.5, weights * scale, 0.07 * box_px, box_px)


@dataclass(frozen=True)
class Planted:
    """Images, what is true of them, and the volumes they were made from."""

    whitened: WhitenedImages
    truth: ParticlePosteriors
    atoms: Atoms
    clean: Tensor
    """(n, k) the images without noise."""


def planted(n: int, box_px: int = 16, n_components: int = 0, scale: float = 3.0, noise: float = 1.0, seed: int = 0) -> Planted:
    """Images at random poses with CTF and shifts of up to 1.5 px; `noise` is the standard deviation, 1 as the search expects."""
    generator = torch.Generator().manual_seed(seed)
    lattice, atoms = Lattice.create(box_px), blob_atoms(box_px, n_components, scale)
    truth = ParticlePosteriors.from_prior(n, n_components, torch.device("cpu"))
    truth.rotations.copy_(random_rotations(n, generator))
    truth.shifts_px.copy_((2 * torch.rand(n, 2, generator=generator) - 1) * 1.5)
    truth.z.copy_(torch.randn(n, n_components, generator=generator))
    ctfs = ctf(lattice.freqs_per_px, tiny_optics(n, generator)).float()
    slices = atoms.at(slice_coordinates(truth.rotations, lattice.indices.float()).reshape(-1, 3)).unflatten(0, (n, -1))
    basis = torch.cat([torch.ones(n, 1), truth.z], dim=1).to(slices.dtype)
    clean = (slices * basis[:, None]).sum(dim=-1) * ctfs * shift_phases(lattice.freqs_per_px, truth.shifts_px)
    white = torch.view_as_complex(torch.randn(*clean.shape, 2, generator=generator)) * math.sqrt(0.5)
    return Planted(WhitenedImages(lattice, clean + noise * white, ctfs, torch.ones(len(lattice))), truth, atoms, clean)


def grid_of(found: WhitenedImages, oversampling: float = 2.0) -> FourierGrid:
    """A grid up to the last shell of some images."""
    return FourierGrid(int(found.lattice.shell.max()), oversampling, torch.device("cpu"))
