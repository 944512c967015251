"""Latent scores: a latent that knows the state scores 1, one that does not scores 0."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.analysis.latent_space import score_latents
from cryofire.core.errors import DataError

RNG = np.random.default_rng(0)
ANGLE = RNG.random(1000) * 2 * np.pi
CIRCLE = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)


def test_a_latent_that_is_the_state_explains_it_all():
    r2 = score_latents(CIRCLE @ RNG.normal(size=(2, 6)), CIRCLE, False).knn_r2
    assert r2 is not None
    assert len(r2) == 2
    assert min(r2) > 0.99


def test_a_latent_of_noise_explains_nothing():
    r2 = score_latents(RNG.normal(size=(1000, 4)), CIRCLE, False).knn_r2
    assert r2 is not None
    # The mean of 15 neighbours adds a fifteenth of the variance.
    assert all(value == pytest.approx(-1 / 15, abs=0.06) for value in r2)


def test_the_scale_of_a_latent_does_not_matter():
    z = CIRCLE + RNG.normal(size=CIRCLE.shape) * 0.3
    assert score_latents(z, CIRCLE, False).knn_r2 == pytest.approx(score_latents(1000 * z + 5, CIRCLE, False).knn_r2)


def test_one_axis_of_two_is_told_and_the_other_not():
    r2 = score_latents(CIRCLE[:, :1], CIRCLE, False).knn_r2
    assert r2 is not None
    assert r2[0] > 0.99
    assert r2[1] < 0.1


def test_classes_score_the_share_that_is_told():
    state = np.repeat(np.arange(4), 250)
    z = np.eye(4)[state] + RNG.normal(size=(1000, 4)) * 0.05
    assert score_latents(z, np.eye(4)[state], True).knn_accuracy == 1.0
    lost = np.where(state < 2, 0, state)  # two classes at one place: one of two is right there
    accuracy = score_latents(np.eye(4)[lost] + RNG.normal(size=(1000, 4)) * 0.05, np.eye(4)[state], True).knn_accuracy
    assert accuracy == pytest.approx(0.75, abs=0.06)


def test_latents_that_are_not_numbers_are_counted():
    z = CIRCLE.copy()
    z[3] = np.nan
    with pytest.raises(DataError, match="1 of 1000 latents"):
        score_latents(z, CIRCLE, False)


def test_too_few_or_unequal_rows_are_refused():
    with pytest.raises(DataError, match="20 particles; 30 are needed"):
        score_latents(CIRCLE[:20], CIRCLE[:20], False)
    with pytest.raises(DataError, match="999 latents for 1000 particles"):
        score_latents(CIRCLE[:999], CIRCLE, False)
