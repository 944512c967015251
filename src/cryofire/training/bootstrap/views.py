"""Which way particles face: how evenly, and how to draw them so that every view counts alike."""

from __future__ import annotations

import healpix
import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

DIRECTION_ORDER = 2
"""HEALPix order of the view directions counted: 192, about 15 degrees apart, 96 once the two hands are one."""
LEAST_SHARE = 0.3
"""Directions with fewer particles than this share of an even spread are not drawn more often for it: most of theirs are strays."""


def directions(rotations: Float[Tensor, "n 3 3"]) -> Int[np.ndarray, " n"]:
    """The direction that each particle is seen from; opposite ones see mirror images of each other and count as one."""
    views = rotations[:, 2].cpu().double()
    views = torch.where((views[:, 2] < 0)[:, None], -views, views)
    found: np.ndarray = healpix.vec2pix(2**DIRECTION_ORDER, *(views[:, j].numpy() for j in range(3)), nest=True)
    return found


def view_spread(rotations: Float[Tensor, "n 3 3"]) -> tuple[float, float]:
    """Effective share of the viewing directions that are seen (entropy), and the share of particles in the most crowded one.

    Few particles cannot fill all directions: the share is of what as many particles spread evenly would fill.
    """
    n = len(rotations)
    counts = np.bincount(directions(rotations))
    share = counts[counts > 0] / n
    entropy = -(share * np.log(share)).sum()
    n_directions = 6 * 4**DIRECTION_ORDER
    # Expected entropy of an even spread, to first order in the number of particles (Miller and Madow).
    even = np.log(n_directions) - min(0.5 * (n_directions - 1) / n, 0.5 * np.log(n_directions))
    return float(min(1.0, np.exp(entropy - even))), float(share.max())


def evening_weights(rotations: Float[Tensor, "n 3 3"]) -> Float[Tensor, " n"]:
    """How often each particle is to be drawn for all directions to be drawn alike; of mean 1."""
    at = directions(rotations)
    counts = np.bincount(at)[at]
    weights = 1 / np.maximum(counts, LEAST_SHARE * len(at) / (6 * 4**DIRECTION_ORDER))
    return torch.from_numpy(weights / weights.mean()).float()
