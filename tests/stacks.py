"""A tiny particle stack with a known truth, small enough to train on in a second, in every form that users bring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.types import Optics, ParticleBatch, Poses
from cryofire.io.cryodrgn import write_ctf, write_poses
from cryofire.io.mrc import write_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import write_star
from cryofire.io.stacks import read_stack
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_phases

PIXEL_SIZE_A = 4.0

BLOBS = ((0.0, 0.0, 0.0, 1.0), (0.45, 0.1, 0.0, 0.9), (-0.1, 0.4, 0.2, 0.7), (-0.3, -0.25, -0.35, 0.6), (0.15, -0.2, 0.4, 0.8))
"""(x, y, z, weight), positions in units of half a box: no symmetry, and another shape than its mirror image."""
CTF_FIELDS = (
    "pixel_size_A",
    "defocus_u_A",
    "defocus_v_A",
    "defocus_angle_deg",
    "voltage_kV",
    "cs_mm",
    "amplitude_contrast",
    "phase_shift_deg",
)
"""Fields of `Optics` that a ctf.pkl holds, in its order."""


@dataclass(frozen=True)
class TinySet:
    """Images and all that is true of them, in memory."""

    volume: Tensor
    """(z, y, x); its projections have the grey values of the noiseless images."""
    images: Tensor
    """(n, box, box)."""
    optics: Optics
    poses: Poses

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, n: int | None = None, has_ctf: bool = True) -> ParticleBatch:
        """The first n particles with their true poses, images divided by their spread."""
        rows = torch.arange(len(self) if n is None else n)
        images = self.images[rows] / self.images.std()
        return ParticleBatch(rows, images, self.optics[rows] if has_ctf else None, self.poses[rows])


@dataclass(frozen=True)
class TinyStack:
    """The same on disk."""

    truth: TinySet
    folder: Path

    @property
    def star(self) -> Path:
        """RELION 3.1, with CTF and poses."""
        return self.folder / "particles.star"

    @property
    def mrcs(self) -> Path:
        return self.folder / "particles.mrcs"

    @property
    def ctf(self) -> Path:
        """cryoDRGN's layout."""
        return self.folder / "ctf.pkl"

    @property
    def pose(self) -> Path:
        """cryoDRGN's layout: shifts are fractions of the box."""
        return self.folder / "pose.pkl"


def blob_volume(box_px: int) -> Tensor:
    """A few Gaussian blobs, (z, y, x), about the origin pixel."""
    x = (torch.arange(box_px) - box_px // 2) / (box_px / 2)
    z_, y_, x_ = torch.meshgrid(x, x, x, indexing="ij")
    volume = torch.zeros(box_px, box_px, box_px)
    for at_x, at_y, at_z, weight in BLOBS:
        squares = (x_ - at_x) ** 2 + (y_ - at_y) ** 2 + (z_ - at_z) ** 2
        volume += weight * torch.exp(-squares / (2 * 0.16**2))
    return volume


def tiny_optics(n: int, generator: torch.Generator) -> Optics:
    """Underfocus of 0.6 to 1.2 micrometres with a little astigmatism, 300 kV."""
    defocus = 6000 + 6000 * torch.rand(n, generator=generator, dtype=torch.float64)
    ones = torch.ones(n, dtype=torch.float64)
    angle = 180 * torch.rand(n, generator=generator, dtype=torch.float64)
    return Optics(PIXEL_SIZE_A * ones, 300 * ones, 2.7 * ones, 0.1 * ones, defocus, defocus - 200, angle, 0 * ones, 0 * ones, ones)


def images_of(volume: Tensor, optics: Optics | None, poses: Poses) -> Tensor:
    """Projections without noise; without CTF where there are no optics."""
    lattice = Lattice.create(len(volume))
    freqs_per_px = lattice.freqs_per_px
    images_ft = central_slices(volume_to_grid(volume), poses.rotations, freqs_per_px) * shift_phases(freqs_per_px, poses.shifts_px)
    return lattice.to_images(images_ft if optics is None else images_ft * ctf(freqs_per_px, optics))


def tiny_set(n: int = 48, box_px: int = 16, noise: float = 0.1, seed: int = 0, max_shift_px: float = 1.5, has_ctf: bool = True) -> TinySet:
    """Projections of the blobs with CTF and shifts.

    Args:
        n: How many particles.
        box_px: Pixels a side; 16 and 17 try both parities.
        noise: Standard deviation of white noise over that of the noiseless images.
        seed: Of poses, optics and noise.
        max_shift_px: Largest shift on each axis, pixels.
        has_ctf: False for images without CTF (the optics are then to be left out).
    """
    generator = torch.Generator().manual_seed(seed)
    volume = blob_volume(box_px)
    rotations = random_rotations(n, generator)
    shifts_px = (2 * torch.rand(n, 2, generator=generator) - 1) * max_shift_px
    optics = tiny_optics(n, generator)
    images = images_of(volume, optics if has_ctf else None, Poses(rotations, shifts_px))
    images = images + noise * images.std() * torch.randn(images.shape, generator=generator)
    return TinySet(volume, images, optics, Poses(rotations, shifts_px))


def write_tiny_stack(folder: Path, truth: TinySet) -> TinyStack:
    """Write a set as particles.mrcs, particles.star, ctf.pkl and pose.pkl."""
    folder.mkdir(parents=True, exist_ok=True)
    stack = TinyStack(truth, folder)
    box_px = truth.images.shape[-1]
    write_stack(stack.mrcs, truth.images.numpy().astype(np.float32), PIXEL_SIZE_A)
    table = read_stack(stack.mrcs, ReadOptions()).with_optics(truth.optics)
    write_star(stack.star, table, truth.poses, {})
    write_ctf(stack.ctf, truth.optics, box_px)
    write_poses(stack.pose, truth.poses, box_px)
    return stack


def correlation(a: Tensor, b: Tensor) -> float:
    """Pearson's correlation of all entries of two arrays."""
    a, b = a.double().flatten(), b.double().flatten()
    a, b = a - a.mean(), b - b.mean()
    return float((a @ b) / (a.norm() * b.norm()))


def scattered_spots(radius: float, noise: float, box_px: int = 48, n: int = 300) -> Tensor:
    """Images with a spot anywhere in a disc of this radius, in units of half a box, each as likely as the next."""
    generator = torch.Generator().manual_seed(3)
    distance, angle = radius * torch.rand(n, generator=generator).sqrt(), 2 * torch.pi * torch.rand(n, generator=generator)
    x = (torch.arange(box_px) - box_px // 2) / (box_px / 2)
    across = (x - (distance * angle.cos())[:, None]).square()
    down = (x - (distance * angle.sin())[:, None]).square()
    spots = torch.exp(-(down[:, :, None] + across[:, None, :]) / (2 * 0.06**2))
    return spots + noise * torch.randn(n, box_px, box_px, generator=generator)
