"""The half plane of Fourier samples that describes a real image.

An image is real, so F(-k) is the conjugate of F(k): half of the plane says everything. Samples are sorted by
shell, so "everything up to shell s" is the first `n_upto(s)` samples, a view and not a copy.

          ky
           |  o o o o        o  kept: kx > 0, or kx = 0 and ky > 0
           |  o o o o        .  left out: conjugates, and zero frequency
      . . .+--o-o-o-- kx
      . . .|  o o o
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor


@dataclass(frozen=True)
class Lattice:
    """Integer frequencies of the half plane up to a shell, sorted by shell."""

    box_px: int
    """Pixels a side of the images."""
    indices: Int[Tensor, "n 2"]
    """Frequency of each sample in units of 1 / box, (x, y)."""

    @staticmethod
    def create(box_px: int, max_shell: int | None = None) -> Lattice:
        """All half-plane samples with 0 < |k| <= max_shell, by default up to Nyquist (`box // 2`).

        Zero frequency is left out. On even boxes so is the Nyquist point of each axis, where the sign of the
        frequency, and with it the effect of a shift, is undefined.
        """
        reach = (box_px - 1) // 2
        limit = box_px // 2 if max_shell is None else min(max_shell, box_px // 2)
        k = torch.arange(-reach, reach + 1)
        ky, kx = torch.meshgrid(k, k, indexing="ij")
        is_kept = ((kx > 0) | ((kx == 0) & (ky > 0))) & (kx**2 + ky**2 <= limit**2)
        pairs = torch.stack([kx[is_kept], ky[is_kept]], dim=1)
        return Lattice(box_px, pairs[torch.argsort((pairs**2).sum(dim=1), stable=True)])

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def freqs_per_px(self) -> Float[Tensor, "n 2"]:
        """Cycles per pixel, (x, y); |f| <= 0.5."""
        freqs: Tensor = self.indices.float() / self.box_px
        return freqs

    @property
    def radius(self) -> Float[Tensor, " n"]:
        """Distance of each sample from zero frequency, in shells (units of 1 / box)."""
        distance: Tensor = self.indices.double().norm(dim=1)
        return distance.float()

    @property
    def shell(self) -> Int[Tensor, " n"]:
        """Nearest whole shell of each sample."""
        distance: Tensor = self.indices.double().norm(dim=1)
        return distance.round().long()

    @property
    def max_shell(self) -> int:
        """The outermost shell."""
        return self.box_px // 2

    def n_upto(self, shell: int | float) -> int:
        """How many of the sorted samples have a radius of at most `shell`."""
        return int(((self.indices**2).sum(dim=1) <= shell**2).sum())

    def upto(self, shell: int | float) -> Lattice:
        """The lattice cut at a shell."""
        return Lattice(self.box_px, self.indices[: self.n_upto(shell)])

    def to(self, device: torch.device) -> Lattice:
        return Lattice(self.box_px, self.indices.to(device))

    def sample(self, images: Float[Tensor, "*batch box box"]) -> Complex[Tensor, "*batch n"]:
        """Fourier transform of images (origin at `box // 2`) at the lattice's samples; unnormalised."""
        half: Tensor = torch.fft.rfft2(torch.fft.ifftshift(images, dim=(-2, -1)))
        rows, columns = self.indices[:, 1] % self.box_px, self.indices[:, 0]
        return half.flatten(-2)[..., rows * half.shape[-1] + columns]

    def to_images(self, images_ft: Complex[Tensor, "*batch n"]) -> Float[Tensor, "*batch box box"]:
        """Real images that have these samples, and zero at every other frequency. Inverse of `sample`."""
        width = self.box_px // 2 + 1
        half = images_ft.new_zeros(*images_ft.shape[:-1], self.box_px * width)
        rows, columns = self.indices[:, 1] % self.box_px, self.indices[:, 0]
        half[..., rows * width + columns] = images_ft
        on_axis = columns == 0  # the line kx = 0 holds its own conjugates
        half[..., (-rows[on_axis] % self.box_px) * width] = images_ft[..., on_axis].conj()
        half = half.unflatten(-1, (self.box_px, width))
        images: Tensor = torch.fft.fftshift(torch.fft.irfft2(half, s=(self.box_px, self.box_px)), dim=(-2, -1))
        return images


def mean_by_shell(lattice: Lattice, values: Float[Tensor, "*batch n"]) -> Float[Tensor, "*batch shells"]:
    """Mean over the samples of each shell, from 0 to the outermost of the lattice; 0 for a shell without samples."""
    shell = lattice.shell
    n_shells = int(shell.max()) + 1
    sums = values.new_zeros(*values.shape[:-1], n_shells).index_add_(-1, shell, values)
    return sums / torch.bincount(shell, minlength=n_shells).clamp_min(1)
