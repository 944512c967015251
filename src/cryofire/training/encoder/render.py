"""Images rendered out of known volumes, as many as wanted, each with its pose, shift and conformation known."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.types import cat_records, take_rows
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import cropped
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.predicted_images import predicted
from cryofire.inference.whitened_images import WhitenedImages, white_noise
from cryofire.physics.lattice import Lattice, mean_by_shell
from cryofire.physics.rotations import random_rotations
from cryofire.physics.translations import shift_images, shift_phases

SHIFT_JITTER_PX = 0.5
"""Shifts of rendered images are those of the set's particles and this much more."""


@dataclass(frozen=True)
class Labelled:
    """Whitened images, and what is true of them."""

    images: Complex[Tensor, "b k"]
    ctfs: Float[Tensor, "b k"]
    rotations: Float[Tensor, "b 3 3"]
    shifts_px: Float[Tensor, "b 2"]
    z: Float[Tensor, "b z"]

    def __len__(self) -> int:
        return len(self.images)

    def joined(self, other: Labelled) -> Labelled:
        """These, then those."""
        return cat_records([self, other])

    def take(self, rows: Int[Tensor, " m"]) -> Labelled:
        """Some of them."""
        return take_rows(self, rows)


@dataclass(frozen=True)
class Renderer:
    """Volumes, and what the images of a set are like: CTF and noise of each, and the shifts and conformations that occur."""

    lattice: Lattice
    """Up to the shell wanted."""
    volumes: Complex[Tensor, "voxels c"]
    grid: FourierGrid
    ctfs: Float[Tensor, "n k"]
    """Divided by the noise, as in `WhitenedImages`, of contrast 1."""
    residuals: Complex[Tensor, "n k"] | None
    """What real images have that the volumes do not explain: noise, and the volumes' own faults. White noise where None."""
    shifts_px: Float[Tensor, "m 2"]
    z: Float[Tensor, "m z"]
    window: Float[Tensor, "box box"] | None = None
    """That the set's images are multiplied by, and white noise as well."""
    contrasts: Float[Tensor, " n"] | None = None
    """How strong the molecule is in the set's images; in rendered ones it varies so, and nobody is told."""

    def draw(self, n: int, generator: torch.Generator, share: slice = slice(None)) -> Labelled:
        """Images at uniformly random poses; shift, z, and the pair of CTF and noise are those of three particles drawn apart.

        Args:
            share: Those of them that are made; all are drawn.
        """
        device = self.grid.device

        def own(drawn: Tensor) -> Tensor:
            return drawn[share].to(device)

        def some_of(values: Tensor) -> Tensor:
            return values[own(torch.randint(len(values), (n,), generator=generator))]

        def normal(*shape: int) -> Tensor:
            return own(torch.randn(*shape, generator=generator))

        particle = own(torch.randint(len(self.ctfs), (n,), generator=generator))
        rotations, z, ctfs = own(random_rotations(n, generator)), some_of(self.z), self.ctfs[particle]
        shifts_px = some_of(self.shifts_px) + SHIFT_JITTER_PX * normal(n, 2)
        clean = predicted(self.lattice, self.grid, self.volumes, rotations, z, ctfs) * shift_phases(self.lattice.freqs_per_px, shifts_px)
        if self.contrasts is not None:
            clean = clean * some_of(self.contrasts)[:, None]
        if self.residuals is not None:
            # Sign and conjugate (the image turned by 180 degrees) are drawn too: four images of noise from each.
            noise = self.residuals[particle] * (1 - 2 * own(torch.randint(2, (n, 1), generator=generator)))
            is_turned = own(torch.randint(2, (n, 1), generator=generator)) == 1
            noise = torch.where(is_turned, noise.conj(), noise)
        else:
            noise = white_noise(self.lattice, self.window, n, generator)[share]
        return Labelled(clean + noise, ctfs, rotations, shifts_px, z)

    def residual_power(self) -> Float[Tensor, " k"]:
        """Mean |residual|^2 of each sample's shell: 1 where the noise is what the images were whitened by."""
        assert self.residuals is not None
        return mean_by_shell(self.lattice, self.residuals.abs().square().mean(dim=0))[self.lattice.shell]


def renderer_of(whitened: WhitenedImages, posteriors: ParticlePosteriors, volumes: Tensor, grid: FourierGrid) -> Renderer:
    """What a set's images are like, by their residuals at the poses found.

    Args:
        whitened: Of some of the set's images, up to the shell to be rendered.
        posteriors: Of the same images.
        volumes: On a grid of at least that shell.
    """
    inner = grid.upto(int(whitened.lattice.radius.max().ceil()))
    middle, residuals = cropped(volumes, grid, inner), torch.empty_like(whitened.images)
    chunk = images_at_once(grid.device, 500, len(whitened.lattice) * (250 + 24 * volumes.shape[1]))
    for rows in torch.arange(len(whitened), device=grid.device).split(chunk):
        clean = predicted(whitened.lattice, inner, middle, posteriors.rotations[rows], posteriors.z[rows], whitened.ctfs[rows])
        residuals[rows] = whitened.images[rows] - shift_images(clean, whitened.lattice.freqs_per_px, posteriors.shifts_px[rows])
    plain = whitened.with_contrasts(None)
    return Renderer(
        whitened.lattice,
        middle,
        inner,
        plain.ctfs,
        residuals,
        posteriors.shifts_px,
        posteriors.z,
        whitened.window,
        whitened.contrasts,
    )
