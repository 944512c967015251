"""What a latent space knows of the true conformation: nearest neighbours, half of the particles against the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.spatial import cKDTree

from cryofire.core.errors import DataError

N_NEIGHBOURS = 15


@dataclass(frozen=True)
class LatentScore:
    """How well the true state can be read off the latent; one of the two is given."""

    knn_r2: tuple[float, ...] | None
    """Explained share of the variance of each state coordinate: 1 is all, 0 is none; can be negative."""
    knn_accuracy: float | None
    """Share of particles whose class is told, where the states are classes."""


def score_latents(z: Float[np.ndarray, "n z"], coordinates: Float[np.ndarray, "n d"], is_discrete: bool) -> LatentScore:
    """Guess the state coordinates of one half of the particles from their neighbours in the other half.

    Args:
        z: Latents; their axes keep their proportions, only the overall scale is taken out.
        coordinates: What the latent should tell, a row a particle (one-hot for classes).
        is_discrete: Whether the coordinates are one-hot.

    Raises:
        DataError: If the rows do not match, there are too few, or a latent is not a number.
    """
    if len(z) != len(coordinates):
        raise DataError(f"{len(z)} latents for {len(coordinates)} particles.", "score a run on the set it was made from.")
    if len(z) // 2 < N_NEIGHBOURS:
        raise DataError(f"{len(z)} particles; {2 * N_NEIGHBOURS} are needed to score latents.", "simulate more.")
    if not np.isfinite(z).all():
        raise DataError(f"{int((~np.isfinite(z)).any(axis=1).sum())} of {len(z)} latents are not finite.", "look at the run's loss.")
    scaled = (z - z.mean(axis=0)) / (z.std(axis=0).max() + 1e-9)
    order = np.random.default_rng(0).permutation(len(z))
    known, asked = order[: len(z) // 2], order[len(z) // 2 :]
    _, near = cKDTree(scaled[known]).query(scaled[asked], k=N_NEIGHBOURS)
    guess, target = coordinates[known][near].mean(axis=1), coordinates[asked]
    if is_discrete:
        return LatentScore(None, float((guess.argmax(axis=1) == target.argmax(axis=1)).mean()))
    r2 = 1 - np.square(guess - target).mean(axis=0) / target.var(axis=0)
    return LatentScore(tuple(float(value) for value in r2), None)
