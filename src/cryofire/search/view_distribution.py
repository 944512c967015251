"""Which way particles face: how evenly, and which of them to keep for views to be even."""

from __future__ import annotations

from functools import lru_cache

import healpix
import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.physics.point_groups import C1, PointGroup

DIRECTION_ORDER = 2
"""HEALPix order of the view directions counted: 192, about 15 degrees apart, 96 once the two hands are one."""
N_DIRECTIONS = 6 * 4**DIRECTION_ORDER
"""Of those, with the two hands as one."""
FEWEST_KEPT = 2000
"""Particles that are kept at least when they are thinned to even views; fewer are not thinned."""


def directions(rotations: Float[Tensor, "n 3 3"]) -> Int[np.ndarray, " n"]:
    """The direction that each particle is seen from, 0 to 95; opposite ones see mirror images of each other and are one, exactly."""
    x, y, z = rotations[:, 2].cpu().double().numpy().T
    # One of the two opposite vectors, on the equator as well: the last of z, y, x that is not 0 decides.
    sign = np.where(z != 0, np.sign(z), np.where(y != 0, np.sign(y), np.sign(x)))
    found: np.ndarray = _merged()[healpix.vec2pix(2**DIRECTION_ORDER, *(value * sign + 0.0 for value in (x, y, z)), nest=True)]
    return found


@lru_cache(maxsize=1)
def _merged() -> Int[np.ndarray, " pixels"]:
    """Number of each HEALPix pixel's direction: pixels that lie opposite each other share one."""
    pixels = np.arange(2 * N_DIRECTIONS)
    x, y, z = healpix.pix2vec(2**DIRECTION_ORDER, pixels, nest=True)
    opposite = healpix.vec2pix(2**DIRECTION_ORDER, -x, -y, -z, nest=True)
    numbers: np.ndarray = np.unique(np.minimum(pixels, opposite), return_inverse=True)[1].reshape(-1)
    return numbers


def view_spread(rotations: Float[Tensor, "n 3 3"], symmetry: PointGroup = C1) -> tuple[float, float]:
    """Effective share of the viewing directions that are seen (entropy), and the share of particles in the most crowded one.

    Few particles cannot fill all directions: the share is of what as many particles spread evenly would fill. A particle of a symmetric
    molecule is seen from all copies of its direction.
    """
    rotations = symmetry.copies(rotations).flatten(0, 1)
    n = len(rotations)
    counts = np.bincount(directions(rotations))
    share = counts[counts > 0] / n
    entropy = -(share * np.log(share)).sum()
    # Expected entropy of an even spread, to first order in the number of particles (Miller and Madow).
    even = np.log(N_DIRECTIONS) - min(0.5 * (N_DIRECTIONS - 1) / n, 0.5 * np.log(N_DIRECTIONS))
    return float(min(1.0, np.exp(entropy - even))), float(share.max())


def even_rows(rotations: Float[Tensor, "n 3 3"], seed: int, symmetry: PointGroup = C1) -> Int[Tensor, " m"]:
    """Particles, in increasing order, of which no direction has more than twice as many as the middle one of all directions.

    Where that leaves too few to search with, crowded directions keep more.
    """
    at = directions(symmetry.within_asymmetric_unit(rotations))
    counts, n_directions = np.bincount(at), max(1, N_DIRECTIONS // symmetry.order)
    middle = np.median(np.sort(np.pad(counts, (n_directions, 0)))[-n_directions:])
    most = int(2 * middle)
    while np.minimum(counts, most).sum() < min(len(at), FEWEST_KEPT):
        most += 1
    drawn = np.random.default_rng(seed).permutation(len(at))
    by_direction = drawn[np.argsort(at[drawn], kind="stable")]
    place = np.arange(len(at)) - (np.cumsum(counts) - counts)[at[by_direction]]
    return torch.from_numpy(np.sort(by_direction[place < most]))
