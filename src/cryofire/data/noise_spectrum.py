"""The noise of a set, shell by shell, before anything is known of the molecule: from what lies outside the particles.

Noise is not white: scattering by ice, the detector's envelope and binning give every microscope another colour, and it is the
inner shells, which find poses, that hold several times the power of the outer ones. What an image shows outside the particle is
noise in every shell; beside the detector's that is ice and the fringes of neighbours, which a likelihood has to count as noise too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.data.noise_of_groups import NoiseOfGroups, groups_of, noise_of_groups
from cryofire.data.preprocess import pixel_radius
from cryofire.physics.lattice import Lattice, mean_by_shell

if TYPE_CHECKING:
    from cryofire.data.dataset import ParticleDataset

N_LOOKED_AT = 2000
"""Images looked at, evenly from the whole set."""
N_OF_GROUP, N_LOOKED_AT_MOST = 30, 10_000
"""More are looked at where the set has many micrographs: so many of each, up to so many in all."""
BEYOND_PARTICLE = 1.3
"""Where the outside begins, in radii that hold 80 % of the particle's variance."""
FURTHEST = 0.85
"""The outside begins no further out than this share of half a box: corners alone tell inner shells badly."""
SOFT = 0.15
"""Width of the soft edge of the outside, in units of half a box."""
BORDER = 0.1
"""Width of the soft edge at the box's border, in units of half a box: noise does not go on at the other side of the box."""
N_RATIOS = 3
"""Rounds in which that is put back; more change nothing."""
INNER_SHELLS = 6
"""Shells by which images with something else outside the particle are known."""
SMALLEST_NOISE = 0.05
"""Noise is taken to be at least this share of the images' standard deviation."""
OUTER_SHARE = 0.85
"""Shells beyond this share of Nyquist tell the level of the noise: what is seen of a molecule there is little."""
CROWDED = 2.0
"""Times the median power of the outside that an image may have there to count."""


def outside(box_px: int, radius: float) -> Float[Tensor, "box box"]:
    """A soft mask: 0 within a radius, in units of half a box, 1 beyond it, and fading to 0 again at the border."""
    rise = ((pixel_radius(box_px) - radius) / SOFT).clamp(0, 1)
    line = ((torch.arange(box_px) - box_px // 2) / (box_px / 2)).abs()
    fall = ((1 - torch.maximum(line[:, None], line)) / BORDER).clamp(0, 1)
    return rise.square() * (3 - 2 * rise) * fall


def outside_of(dataset: ParticleDataset) -> Float[Tensor, "box box"]:
    """Where the particles of a set are not."""
    return outside(dataset.box_px, min(BEYOND_PARTICLE * dataset.particle_radius, FURTHEST))


@dataclass(frozen=True)
class NoiseSpectrum:
    """The noise of a set, in images as standardised but not windowed, orthonormal scale."""

    power: Float[Tensor, " shells"]
    """Of the whole set, shells 0 to Nyquist."""
    of_groups: NoiseOfGroups | None
    """What that of each micrograph or optics group has more or less; None where they do not differ, or are not told."""


def noise_spectrum(dataset: ParticleDataset) -> NoiseSpectrum:
    """The noise by what images show outside their particles.

    The masked images' power over that of the mask, as for any window (Welch, IEEE Trans. Audio Electroacoust. 1967), and what the mask
    spreads from shell to shell put back. On realistic simulations that is within 9 % of what was put in from shell 4 on; the innermost
    have neighbours and slopes as well, up to 40 % more, which are noise to a likelihood (benchmarks/NOTES.md). Shell 0 is not told
    and has that of shell 1.
    """
    parted = groups_of(dataset.table)
    n_groups = max((int(values.max()) + 1 for values in parted), default=1)
    rows = dataset.rows_across(min(N_LOOKED_AT_MOST, max(N_LOOKED_AT, N_OF_GROUP * n_groups)))
    by_image = power_outside(dataset, rows)
    is_usual = usual_outside(by_image)
    power = put_back(by_image[is_usual].mean(dim=0), outside_of(dataset))
    return NoiseSpectrum(power, noise_of_groups(by_image, rows, is_usual, parted))


def usual_outside(by_image: Float[Tensor, "m shells"]) -> Bool[Tensor, " m"]:
    """Which images have nothing else outside their particle than most have."""
    inner = by_image[:, 1 : INNER_SHELLS + 1].mean(dim=1)
    return inner <= CROWDED * inner.median()


def outer_level(power: Float[Tensor, " shells"], window: Float[Tensor, "box box"] | None) -> float:
    """Noise in one number, by which sets of different grey scale are compared: the standard deviation of its outermost Fourier samples,
    as the window leaves them; orthonormal scale."""
    outer = power[math.ceil(OUTER_SHARE * (len(power) - 1)) :]
    kept = 1.0 if window is None else float(window.square().mean())
    # Noiseless images have nothing there; what they are compared by is some noise all the same.
    return max((kept * float(outer.mean())) ** 0.5, SMALLEST_NOISE)


def level_of(dataset: ParticleDataset, rows: Tensor) -> float:
    """The same of some images of a set."""
    by_image = power_outside(dataset, rows)
    return outer_level(put_back(by_image[usual_outside(by_image)].mean(dim=0), outside_of(dataset)), dataset.preprocess.window)


def put_back(power: Float[Tensor, " shells"], mask: Float[Tensor, "box box"]) -> Float[Tensor, " shells"]:
    """Power of noise that shows so much of it on each shell under a mask: from the latter by ratios, as Richardson and Lucy have it."""
    mixed, found = spread_by(mask), power.double()
    for _ in range(N_RATIOS):
        found = found * power.double() / (mixed @ found).clamp_min(1e-30)
    return found.to(power)


def spread_by(mask: Float[Tensor, "box box"]) -> Float[Tensor, "shells shells"]:
    """Of noise with power 1 on one shell alone (columns), what it has on each shell (rows) under a mask, over the mask's own power."""
    box_px = len(mask)
    line = box_px * torch.fft.fftfreq(box_px)
    shell = torch.hypot(line[:, None], line).round().long().clamp(max=box_px // 2)  # corners are as the last shell
    window = torch.fft.fft2(mask.double()).abs().square()
    response = torch.fft.fft2(window / window.sum())
    columns = []
    for j in range(box_px // 2 + 1):
        seen = torch.fft.ifft2(torch.fft.fft2((shell == j).double()) * response).real
        columns.append(torch.bincount(shell.flatten(), seen.flatten()) / torch.bincount(shell.flatten()))
    return torch.stack(columns, dim=1)


def power_outside(dataset: ParticleDataset, rows: Tensor) -> Float[Tensor, "m shells"]:
    """Power of each image outside its particle, on each shell; shell 0 as shell 1."""
    box_px, lattice, mask = dataset.box_px, Lattice.create(dataset.box_px), outside_of(dataset)
    whole, parts = dataset.without_window(), []
    for part in rows.split(images_at_once(torch.device("cpu"), 500, 40 * box_px**2)):
        power = (lattice.sample(whole.load(part) * mask) / box_px).abs().square()
        parts.append(mean_by_shell(lattice, power))
    by_image = torch.cat(parts) / mask.square().mean()
    by_image[:, 0] = by_image[:, 1]
    return by_image
