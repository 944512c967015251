"""Gaussians of z: shares, shapes and odds of groups of known size, and junk that takes none."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.analysis.landscape.mixture import fit_mixture


def two_groups(n: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    group = (rng.random(n) < 0.3).astype(int)
    long = rng.normal(size=(n, 2)) * [3.0, 0.3]
    compact = rng.normal(size=(n, 2)) * 0.4 + [0.0, 3.0]
    return np.where(group[:, None] == 0, long, compact), group


def test_groups_of_any_shape_are_found_with_their_shares():
    z, group = two_groups()
    found = fit_mixture(z, np.ones(len(z), bool), 2)
    assert found.shares == pytest.approx([0.7, 0.3], abs=0.02)
    assert (found.labels == group).mean() > 0.99
    np.testing.assert_allclose(found.means, [[0, 0], [0, 3]], atol=0.15)
    np.testing.assert_allclose(np.sqrt(np.diagonal(found.covariances, axis1=1, axis2=2)), [[3, 0.3], [0.4, 0.4]], rtol=0.1)
    assert all((z == each).all(axis=1).any() for each in found.representatives), "particles' own"


def test_odds_are_right_where_groups_overlap():
    rng = np.random.default_rng(1)
    group = rng.integers(0, 2, 6000)
    z = rng.normal(size=(6000, 1)) + 2.0 * group[:, None]
    found = fit_mixture(z, np.ones(6000, bool), 2)
    near = (found.labels == 1) == (found.means[1, 0] > found.means[0, 0])
    right = near == (group == 1)
    assert right.mean() == pytest.approx(found.probability.mean(), abs=0.02)


def test_junk_takes_no_gaussian_and_few_conformations_make_few():
    z, _ = two_groups(1000)
    junk = np.full((500, 2), 40.0) + np.random.default_rng(2).normal(size=(500, 2))
    found = fit_mixture(np.concatenate([z, junk]), np.arange(1500) < 1000, 2)
    assert np.abs(found.means).max() < 5 and len(found.labels) == 1500
    assert len(fit_mixture(np.repeat(z[:3], 50, axis=0), np.ones(150, bool), 8).shares) == 3
