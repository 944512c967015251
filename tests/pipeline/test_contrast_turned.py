"""A contrast that was taken the wrong way round is turned once the map shows it."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.data import standardise
from cryofire.data.statistics import Contrast
from cryofire.io.mrc import read_volume
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import train
from runs import QUICK_AT_KNOWN_POSES, small_config
from stacks import tiny_set, write_tiny_stack


@pytest.fixture
def wrong_sign(monkeypatch):
    """The statistics of the images call protein dark, and are sure of it."""
    monkeypatch.setattr(standardise, "find_contrast", lambda images, optics: Contrast(-1.0, -40.0))


def trained(tmp_path, *options: str) -> RunStore:
    stack = write_tiny_stack(tmp_path / "set", tiny_set(200, noise=0.3, seed=6))
    given = f"data.pose={stack.pose}"
    train(
        small_config(stack.star, tmp_path / "run", *QUICK_AT_KNOWN_POSES, "z_dim=0", given, *options, recipe="fixed-poses", is_small=False)
    )
    return RunStore(tmp_path / "run")


def skewness(run: RunStore) -> float:
    volume = np.asarray(read_volume(run.volume(0)).values, dtype=np.float64)
    off = volume - volume.mean()
    return float((off**3).mean() / (off**2).mean() ** 1.5)


def test_dark_map_turns_the_contrast_that_was_found(tmp_path, wrong_sign):
    run = trained(tmp_path)
    assert run.read_config()["data"]["invert"] is False
    assert skewness(run) > 1


def test_contrast_that_was_given_stays(tmp_path):
    run = trained(tmp_path, "data.invert=true")
    assert run.read_config()["data"]["invert"] is True
    assert skewness(run) < -1


def test_bright_map_turns_nothing(tmp_path):
    run = trained(tmp_path)
    assert run.read_config()["data"]["invert"] is False
    assert isinstance(run.read_config()["data"]["norm"], list)
    assert skewness(run) > 1
