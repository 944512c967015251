"""What a set of images says of itself: its gains, and whether protein is bright or dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Optics
from cryofire.data.preprocess import pixel_radius
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice

N_FOR_STATISTICS = 4096
"""Images that suffice for a mean, a spread and a sign."""
RUN_FOR_STATISTICS = 8
"""Neighbouring images that are taken together; more of them would say less, being of one micrograph."""
SIGN_SIGMA = 4.0
"""How many standard errors the contrast must stand out by to be believed."""

GAINS_DIFFER = 0.15
"""Relative spread of the images' standard deviations from which gains may be why: views and defocus make less of a difference."""
FEWEST_FOR_GAINS = 16
"""Images; fewer do not tell a spread."""


@dataclass(frozen=True)
class Gains:
    """How images differ in gain: by how much each multiplies signal and noise alike."""

    background_sd: float
    """Standard deviation of the background that is usual."""
    low: float
    """Relative to the usual, 5 % of images are below."""
    high: float
    """5 % of images are above."""


@dataclass(frozen=True)
class Contrast:
    """Whether protein is bright (as ours) or dark in the images, and how sure that is."""

    sign: float
    """1: protein bright; -1: protein dark, images must be inverted."""
    sigma: float
    """Distance of the evidence from none, in standard errors; signed, positive for bright."""

    @property
    def is_sure(self) -> bool:
        return abs(self.sigma) >= SIGN_SIGMA


def sample_rows(n_particles: int, seed: int) -> Tensor:
    """Rows that statistics are taken from: all of a small set, a seeded choice of a large one, sorted.

    The choice is of short runs of rows, which lie together on disk: a disk finds each, and no more than these.
    """
    if n_particles <= N_FOR_STATISTICS:
        return torch.arange(n_particles)
    generator = torch.Generator().manual_seed(seed)
    n_runs = N_FOR_STATISTICS // RUN_FOR_STATISTICS
    starts = torch.randperm(n_particles // RUN_FOR_STATISTICS, generator=generator)[:n_runs].sort().values * RUN_FOR_STATISTICS
    return (starts[:, None] + torch.arange(RUN_FOR_STATISTICS)).flatten()


def find_contrast(images: Float[Tensor, "b box box"], optics: Optics | None) -> Contrast:
    """Is there, after correcting the CTF's sign, more density in the middle than around it?

    Each image gets one number: its overlap with a template (a disc of radius 0.35 half boxes minus the ring
    around it, balanced to mean zero) seen through its own CTF, so that frequencies that the CTF does not pass or
    passes with the other sign count as they should. The mean of these numbers over its standard error tells the sign.

    Args:
        images: Raw or windowed, not sign-corrected.
        optics: None for a CTF of 1.
    """
    box = images.shape[-1]
    lattice = Lattice.create(box)
    radius = pixel_radius(box)
    disc, ring = (radius < 0.35).float(), ((radius >= 0.5) & (radius < 0.85)).float()
    template = lattice.sample(disc / disc.sum() - ring / ring.sum())
    expected = template[None] if optics is None else template[None] * ctf(lattice.freqs_per_px, optics)
    scores = (lattice.sample(images) * expected.conj()).real.sum(dim=1)
    # The few images with ice or an edge in them must not outvote the rest.
    limit = 5 * scores.abs().median()
    scores = scores.clamp(-limit, limit)
    sigma = float(scores.mean() / (scores.std() / len(scores) ** 0.5 + 1e-30)) if len(scores) > 1 else 0.0
    return Contrast(sign=-1.0 if sigma < 0 else 1.0, sigma=sigma)


def ratios_to_group(values: Float[Tensor, " b"], groups: np.ndarray) -> Float[Tensor, " b"]:
    """Each image's value over the median of its optics group."""
    ratios = torch.empty_like(values)
    for number in np.unique(groups):
        own = torch.from_numpy(groups == number)
        ratios[own] = values[own] / values[own].median().clamp_min(1e-30)
    return ratios


def find_gains(background: Float[Tensor, " b"], spread: Float[Tensor, " b"], groups: np.ndarray) -> Gains | None:
    """Do images differ in gain, within their optics groups? None if not.

    A gain multiplies the background, which shows noise alone, and the whole image alike. What else images differ in (view, defocus,
    neighbours) changes one of the two. So both must vary, and their ratio at most half as much. It is asked of single images, not
    of micrographs: many files do not name those, and a background of thousands of pixels tells a gain to 1 or 2 %.

    Args:
        background: Standard deviation outside the inscribed circle; NaN where there are too few pixels.
        spread: Standard deviation of the whole image.
        groups: (b,) optics group of each.
    """
    is_known = background.isfinite() & (background > 0) & (spread > 0)
    if int(is_known.sum()) < FEWEST_FOR_GAINS:
        return None
    background, spread, groups = background[is_known], spread[is_known], groups[is_known.numpy()]
    of_background, of_image = (ratios_to_group(values, groups).log() for values in (background, spread))
    if _width(of_image) < GAINS_DIFFER or _width(of_background - of_image) > 0.5 * _width(of_image):
        return None
    low, high = np.quantile(of_background.exp().numpy(), [0.05, 0.95])
    return Gains(float(background.median()), float(low), float(high))


def _width(values: Tensor) -> float:
    """Standard deviation as the middle nine tenths have it: few outliers do not count, a tenth of all images does."""
    low, high = np.quantile(values.numpy(), [0.05, 0.95])
    return float(high - low) / 3.29
