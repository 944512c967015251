"""A run folder that version 0.1 wrote before its rooms were moved (`tests/old_run`, made by that program) is opened and goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire import Run
from cryofire.io.formats import read_particles
from cryofire.io.run_store import RunStore
from cryofire.physics.rotations import angle_between_deg
from cryofire.pipeline.run import read_config
from cryofire.pipeline.run_kind import RunKind

KEPT = Path(__file__).resolve().parents[1] / "old_run"


@pytest.fixture
def old(tmp_path) -> Path:
    """A copy whose configuration says where it lies."""
    shutil.copytree(KEPT, tmp_path / "old")
    config = tmp_path / "old" / "run" / "config.yaml"
    config.write_text(config.read_text().replace("FOLDER", str(tmp_path / "old")))
    return tmp_path / "old" / "run"


def test_its_results_are_read(old):
    run = Run(old, device="cpu")
    assert read_config(RunStore(old)).kind is RunKind.FIXED_POSES
    assert run.z.shape == (30, 1)
    assert np.array_equal(run.z, np.load(old / "latents.npy"))
    assert run.poses.rotations.shape == (30, 3, 3)
    assert ((run.confidence > 0) & (run.confidence < 1)).all()
    volume = run.volume(run.z[0])
    assert volume.shape == (12, 12, 12)
    assert volume.max() > 5 * abs(np.median(volume))
    predicted, images = run.predict(range(30)), run.images(range(30))
    assert np.corrcoef(predicted.ravel(), images.ravel())[0, 1] > 0.7


def test_commands_take_it(old, cryofire, tmp_path):
    assert cryofire("volumes", old, "-o", tmp_path / "maps", "--kmeans", 2).code == 0
    assert cryofire("export", old, "-o", tmp_path / "out").code == 0
    inferred = cryofire("infer", old, old.parent / "stack" / "particles.star", "-o", tmp_path / "inferred", "--refine")
    assert inferred.code == 0, inferred.err
    assert np.load(tmp_path / "inferred" / "latents.npy").shape == (30, 1)


def test_it_is_known_to_be_finished_and_can_be_trained_further(old, cryofire, slow_clock):
    again = cryofire("train", "-o", old, "--resume")
    assert again.code == 0, again.err
    assert again.err.count("done already") >= 2
    further = cryofire("train", "-o", old, "--resume", "--minutes", 0.01)
    assert further.code == 0, further.err
    assert "encoder: goes on from the run's own" in further.err
    config = read_config(RunStore(old))
    assert config.amortize.n_seen is not None
    given = read_particles(old.parent / "stack" / "particles.star").poses
    found = torch.from_numpy(Run(old, device="cpu").poses.rotations).double()
    assert float(angle_between_deg(found, given.rotations).max()) < 1e-2, "poses that were given come back: that version replaced some"
