"""The run folder: whole files only, whatever happens while they are written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cryofire.core.errors import RunError
from cryofire.io.atomic import write_atomically
from cryofire.io.run_store import RunStore


class PowerCutError(Exception):
    """In the middle of writing."""


def fill(text: str):
    def write(folder: Path) -> None:
        (folder / "model.safetensors").write_text(text)

    return write


def cut_short(folder: Path) -> None:
    (folder / "model.safetensors").write_text("half")
    raise PowerCutError


# ---- checkpoints -----------------------------------------------------------------------------------------------


def test_latest_points_to_the_newest_checkpoint(tmp_path):
    run = RunStore(tmp_path)
    for images_seen in (100, 2000, 30_000_000):
        run.write_checkpoint(images_seen, fill(str(images_seen)), n_kept=3)
        assert run.latest_checkpoint() == run.checkpoint(images_seen)
        assert (run.latest_checkpoint() / "model.safetensors").read_text() == str(images_seen)


def test_checkpoint_that_was_cut_short_is_not_there_and_the_one_before_still_counts(tmp_path):
    run = RunStore(tmp_path)
    run.write_checkpoint(100, fill("whole"), n_kept=3)
    with pytest.raises(PowerCutError):
        run.write_checkpoint(200, cut_short, n_kept=3)
    assert run.latest_checkpoint() == run.checkpoint(100)
    assert [path.name for path in run.checkpoints.glob("images_*")] == ["images_000000000100"]
    run.write_checkpoint(200, fill("second try"), n_kept=3)
    assert (run.latest_checkpoint() / "model.safetensors").read_text() == "second try"
    assert not list(run.checkpoints.glob(".*"))


def test_only_the_newest_checkpoints_are_kept(tmp_path):
    run = RunStore(tmp_path)
    for images_seen in (5, 10, 100, 1000):
        run.write_checkpoint(images_seen, fill("x"), n_kept=2)
    assert sorted(path.name for path in run.checkpoints.glob("images_*")) == ["images_000000000100", "images_000000001000"]


def test_checkpoint_of_the_same_moment_replaces_the_old_one(tmp_path):
    run = RunStore(tmp_path)
    run.write_checkpoint(7, fill("old"), n_kept=1)
    run.write_checkpoint(7, fill("new"), n_kept=1)
    assert (run.latest_checkpoint() / "model.safetensors").read_text() == "new"


def test_run_without_checkpoint_says_so(tmp_path):
    with pytest.raises(RunError, match="no checkpoint there yet"):
        RunStore(tmp_path).latest_checkpoint()


# ---- files -----------------------------------------------------------------------------------------------------


def test_file_that_was_cut_short_leaves_the_old_one(tmp_path):
    path = tmp_path / "latents.npy"
    path.write_text("old")

    def write(partial: Path) -> None:
        partial.write_text("ha")
        raise PowerCutError

    with pytest.raises(PowerCutError):
        write_atomically(path, write)
    assert path.read_text() == "old"


def test_latents_come_back_row_by_row(tmp_path):
    z = np.arange(6, dtype=np.float32).reshape(3, 2)
    run = RunStore(tmp_path)
    run.write_latents(z)
    assert np.array_equal(np.load(run.latents), z)


def test_metrics_come_back_without_a_line_that_was_cut_short(tmp_path):
    run = RunStore(tmp_path)
    for images_seen in (10, 20):
        run.append_metrics({"images_seen": images_seen, "loss": 1 / 3})
    with run.metrics.open("a") as file:
        file.write('{"images_seen": 30, "lo')
    assert list(run.read_metrics()) == [{"images_seen": 10, "loss": 1 / 3}, {"images_seen": 20, "loss": 1 / 3}]


def test_metrics_after_a_checkpoint_are_forgotten_and_new_ones_start_on_their_own_line(tmp_path):
    run = RunStore(tmp_path)
    for images_seen in (10, 20, 30):
        run.append_metrics({"stage": "network", "images_seen": images_seen, "done": images_seen})
    with run.metrics.open("a") as file:
        file.write('{"images_')
    run.trim_metrics("network", 20)
    run.append_metrics({"images_seen": 25})
    assert [json.loads(line)["images_seen"] for line in run.metrics.read_text().splitlines()] == [10, 20, 25]


def test_metrics_of_a_new_folder_are_empty(tmp_path):
    assert list(RunStore(tmp_path).read_metrics()) == []


# ---- starting --------------------------------------------------------------------------------------------------


def test_run_is_not_written_into_another_and_not_resumed_from_nothing(tmp_path):
    run = RunStore(tmp_path / "deep" / "run")
    with pytest.raises(RunError, match="no run to resume"):
        run.create(is_resuming=True)
    run.create(is_resuming=False)
    run.write_config({"seed": 1})
    with pytest.raises(RunError, match="holds a run already") as caught:
        run.create(is_resuming=False)
    assert "--resume" in caught.value.hint
    run.create(is_resuming=True)
    assert run.read_config() == {"seed": 1}


def test_maps_are_numbered_with_three_digits():
    assert [RunStore(Path("r")).volume(i).name for i in (0, 12, 1234)] == ["vol_000.mrc", "vol_012.mrc", "vol_1234.mrc"]
