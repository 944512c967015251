"""Images that a run has not seen: which show its molecule, and how strongly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cryofire.analysis.judge_unseen import UnseenJudge
from cryofire.inference.estimates import Estimates
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.pose_estimator import PoseEstimator
from planted import grid_of, planted

PLACE = PlaceConfig(grid_shell=5, n_hypotheses=4, first_shell=6, last_shell=9, judge_shell=8, max_shift_px=1.5, n_in_plane=24)
N = 200


@pytest.fixture(scope="module")
def judged() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Contrasts put in, then contrasts and odds found; the images of the second half are noise."""
    data = planted(2 * N, box_px=20, scale=12.0)
    true = (0.25 * torch.randn(N, generator=torch.Generator().manual_seed(5))).exp()
    noise = data.whitened.images - data.clean
    images = torch.cat([data.clean[:N] * true[:, None] + noise[:N], noise[N:]])
    whitened = replace(data.whitened, images=images)
    grid = grid_of(data.whitened)
    estimator = PoseEstimator(whitened, data.atoms.on(grid), grid, PLACE, None)
    own = replace(Estimates.empty(N, 0), contrasts=true, odds=torch.ones(N))
    judge = UnseenJudge.create(estimator, data.whitened, own, True, 0)
    assert judge.by.contrast_sd == pytest.approx(float(true.std()), rel=1e-3)
    return true, *judge.judge(whitened, estimator.read(whitened, True))


def test_images_of_the_molecule_pass_and_noise_does_not(judged):
    _, _, odds = judged
    assert float((odds[:N] > 0).float().mean()) > 0.95
    assert float((odds[N:] > 0).float().mean()) < 0.06


def test_contrasts_are_found(judged):
    true, found, _ = judged
    assert np.corrcoef(true, found[:N])[0, 1] > 0.9
    assert float((found[:N] / true).median()) == pytest.approx(1, abs=0.08)
