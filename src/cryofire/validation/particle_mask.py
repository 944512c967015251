"""A soft mask round the particle, made from its map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy import ndimage
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.physics.shells import low_passed

SMALL_SHARE = 0.05
"""Pieces of less than this share of the largest one's voxels are noise."""
BRIGHT = 0.999
"""Quantile of the densities that is taken for the molecule's brightest."""
SHARE_OF_BRIGHT = 0.15
"""The level is at least this share of it."""
NOISE_SDS = 4.0
"""And at least so many standard deviations of the noise, where two half maps tell it."""


@dataclass(frozen=True)
class MaskOptions:
    """How a mask is made. Names and lengths are those of RELION's mask creation."""

    low_pass_A: float = 15.0
    """The map is filtered to this first, Angstrom; at least four pixels."""
    level: float | None = None
    """Density from which on a voxel is inside; by default found from the map and its noise."""
    extend_px: float = 3.0
    """The mask reaches so far beyond that, voxels."""
    soft_edge_px: float = 6.0
    """Width of the cosine edge after that, voxels."""


@dataclass(frozen=True)
class ParticleMask:
    """A mask, and how it was made."""

    values: Float[Tensor, "box box box"]
    """0 to 1, (z, y, x)."""
    level: float | None = None
    """Density from which on a voxel was inside, of the filtered map; None of a mask that was given."""
    low_pass_A: float | None = None
    """Of that map."""


def make_mask(
    volume: Float[Tensor, "box box box"],
    pixel_size_A: float,
    options: MaskOptions | None = None,
    halves: tuple[Float[Tensor, "box box box"], Float[Tensor, "box box box"]] | None = None,
) -> ParticleMask:
    """A soft mask of all that is bright, without small pieces and without holes.

    Args:
        volume: (z, y, x), protein bright.
        halves: Half maps of it, whose difference is noise.

    Raises:
        DataError: If nothing, or nearly all of the box, lies above the level.
    """
    options = options or MaskOptions()
    low_pass_A = max(options.low_pass_A, 4 * pixel_size_A)
    smooth = low_passed(volume, pixel_size_A, low_pass_A).numpy()
    noise = None if halves is None else low_passed((halves[0] - halves[1]) / 2, pixel_size_A, low_pass_A).numpy()
    level = _level(smooth, noise) if options.level is None else options.level
    is_inside = _large_pieces(smooth > level)
    share = float(is_inside.mean())
    if not 0 < share < 0.9:
        raise DataError(
            f"a mask at density {level:.4g} holds {share:.0%} of the box; the map has {smooth.min():.4g} to {smooth.max():.4g}.",
            "choose a level in between, or give a mask",
        )
    is_inside = ndimage.binary_fill_holes(is_inside)
    distance = ndimage.distance_transform_edt(~is_inside) - options.extend_px
    ramp = np.clip(distance / max(options.soft_edge_px, 1e-6), 0, 1)
    return ParticleMask(torch.from_numpy(0.5 + 0.5 * np.cos(math.pi * ramp)).float(), level, low_pass_A)


def _level(smooth: np.ndarray, noise: np.ndarray | None) -> float:
    # The ground is the commonest density, not zero: zero frequency is not measured.
    ground = float(np.median(smooth))
    bright = float(np.quantile(smooth, BRIGHT))
    least = 0.0 if noise is None else NOISE_SDS * float(noise.std())
    return ground + min(max(SHARE_OF_BRIGHT * (bright - ground), least), 0.5 * (bright - ground))


def _large_pieces(is_inside: np.ndarray) -> np.ndarray:
    labels, n = ndimage.label(is_inside)
    if n < 2:
        return is_inside
    sizes = np.bincount(labels.ravel())[1:]
    kept = np.flatnonzero(sizes >= SMALL_SHARE * sizes.max()) + 1
    return np.isin(labels, kept)
