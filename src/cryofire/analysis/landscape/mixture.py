"""Conformations as a mixture of Gaussians: groups that overlap, of any size and shape, with the odds of each particle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.mixture import GaussianMixture

N_STARTS = 3
LEAST_VARIANCE = 1e-3
"""Share of the spread of z that each Gaussian has at least, in every direction: none collapses onto a few particles."""


@dataclass(frozen=True)
class Mixture:
    """Gaussians of z, the largest first."""

    shares: np.ndarray
    """(k,) of the particles that show the molecule."""
    means: np.ndarray
    """(k, z)."""
    covariances: np.ndarray
    """(k, z, z)."""
    labels: np.ndarray
    """(n,) the likeliest Gaussian of each particle, from 0."""
    probability: np.ndarray
    """(n,) that it is from that one."""
    representatives: np.ndarray
    """(k, z) the particle's own conformation nearest to each mean, of those that show the molecule."""


def fit_mixture(z: np.ndarray, shows: np.ndarray, n: int, seed: int = 0) -> Mixture:
    """So many Gaussians; fewer where there are fewer distinct conformations.

    Args:
        shows: (n,) which particles show the molecule, bool: the mixture is of those.
    """
    own = z[shows] if shows.any() else z
    scale = own.std(axis=0).clip(min=1e-6)
    n = min(n, len(np.unique(own, axis=0)))
    model = GaussianMixture(n, covariance_type="full", n_init=N_STARTS, reg_covar=LEAST_VARIANCE, random_state=seed).fit(own / scale)
    order = np.argsort(-model.weights_, kind="stable")
    probability = model.predict_proba(z / scale)[:, order]
    means = model.means_[order] * scale
    nearest = [int(np.square((own - mean) / scale).sum(axis=1).argmin()) for mean in means]
    covariances = model.covariances_[order] * scale[:, None] * scale
    return Mixture(model.weights_[order], means, covariances, probability.argmax(axis=1), probability.max(axis=1), own[nearest])
