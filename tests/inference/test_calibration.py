"""Confidence: a stated share is the share that is right."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.inference.calibration import calibrate, calibration_table


def odds(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Evidence whose true log-odds are 2 x - 1, and a column that says nothing; outcomes drawn accordingly."""
    generator = torch.Generator().manual_seed(seed)
    evidence = torch.randn(n, 2, generator=generator)
    return evidence, torch.rand(n, generator=generator) < torch.sigmoid(2 * evidence[:, 0] - 1)


def test_stated_confidence_is_the_share_that_is_right_on_other_images():
    calibration = calibrate(*odds(4000, 0))
    evidence, is_right = odds(20_000, 1)
    table = calibration_table(calibration.confidence(evidence).numpy(), is_right.numpy(), (0, 0.2, 0.4, 0.6, 0.8, 1))
    assert sum(row.n for row in table) == 20_000
    assert len(table) == 5
    assert max(abs(row.stated - row.right) for row in table) < 0.03


def test_confidence_of_known_odds_is_their_probability():
    calibration = calibrate(*odds(20_000, 2))
    found = calibration.confidence(torch.tensor([[0.5, 0.0], [1.5, 0.0], [1.5, 2.0]]))
    assert found.tolist() == pytest.approx([0.5, 0.881, 0.881], abs=0.02)


@pytest.mark.parametrize("is_right", [True, False])
def test_even_where_all_are_alike_nothing_is_certain(is_right):
    evidence = torch.randn(300, 2, generator=torch.Generator().manual_seed(0))
    found = calibrate(evidence, torch.full((300,), is_right)).confidence(evidence)
    assert float((found - float(is_right)).abs().max()) < 0.2
    assert float(found.min()) > 0
    assert float(found.max()) < 1


def test_table_counts_and_shares_are_those_of_each_bin():
    rows = calibration_table(np.array([0.1, 0.15, 0.9, 1.0]), np.array([False, True, True, True]), (0, 0.5, 1))
    assert [(row.n, row.stated, row.right) for row in rows] == [(2, pytest.approx(0.125), 0.5), (2, pytest.approx(0.95), 1.0)]
