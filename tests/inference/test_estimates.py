"""Score and confidence of each particle: known to some runs, and carried wherever the poses go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cryofire.analysis.particles import read_run_particles
from cryofire.inference.estimates import Estimates
from cryofire.pipeline.results import write_particles
from cryofire.training.loop import LoopProgress
from cryofire.training.published import checkpoint
from cryofire.training.trained_state import TrainedState
from runs import make_trainer, small_config


@pytest.fixture
def known() -> Estimates:
    return replace(Estimates.empty(48, 1), scores=torch.arange(48) * 0.5 - 3, confidence=torch.arange(48) / 47)


@pytest.fixture
def network() -> TrainedState:
    model = torch.nn.Linear(2, 2)
    return checkpoint.state_of(model, torch.optim.Adam(model.parameters()))


def test_score_and_confidence_are_written_beside_the_poses_and_read_back(known, tiny_stack, tmp_path):
    trainer = make_trainer(small_config(tiny_stack.star, tmp_path / "run", "z_dim=1"))
    write_particles(trainer.run, trainer.sets.train, known)
    found = read_run_particles(tmp_path / "run")
    torch.testing.assert_close(torch.from_numpy(found.score), known.scores.double(), atol=1e-6, rtol=0)
    torch.testing.assert_close(torch.from_numpy(found.confidence), known.confidence.double(), atol=1e-6, rtol=0)
    write_particles(trainer.run, trainer.sets.train, Estimates.empty(48, 1))
    assert read_run_particles(tmp_path / "run").score is None


def test_checkpoint_brings_score_and_confidence_back(known, network, tmp_path):
    checkpoint.save(tmp_path, network, known, LoopProgress(step=3), 0)
    back = replace(Estimates.empty(48, 1), scores=torch.zeros(48), confidence=torch.zeros(48))
    assert checkpoint.load_all(tmp_path, network, back).step == 3
    assert torch.equal(back.scores, known.scores)
    assert torch.equal(back.confidence, known.confidence)


@pytest.mark.parametrize("is_stored", [True, False], ids=["more than is asked for", "less than is asked for"])
def test_checkpoint_with_other_columns_is_read_as_far_as_it_goes(is_stored, known, network, tmp_path: Path):
    plain = replace(Estimates.empty(48, 1), z=torch.full((48, 1), 2.5))
    stored, asked = (replace(known, z=plain.z.clone()), Estimates.empty(48, 1)) if is_stored else (plain, replace(known))
    checkpoint.save(tmp_path, network, stored, LoopProgress(), 0)
    checkpoint.load_all(tmp_path, network, asked)
    assert asked.z.unique().tolist() == [2.5]
    assert (asked.scores is None) == is_stored
    if asked.scores is not None:
        assert asked.scores.tolist() == [0.5 * i - 3 for i in range(48)]
