"""A run that is stopped, or dies, at the worst moments: everything it had is kept, and `--resume` ends it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cryofire.core.errors import RunError
from cryofire.core.stop import StopRequest
from cryofire.io.atomic import replace_folder, whole_folder, write_atomically
from cryofire.io.run_lock import RunLock, Writer
from cryofire.io.run_store import RunStore
from cryofire.pipeline import results, stages
from cryofire.pipeline import run as pipeline_run
from cryofire.training.encoder.learn import EncoderTask
from cryofire.training.hypervolume.learn import HypervolumeTask
from runs import SMALL_ENCODER
from stacks import TinyStack, tiny_set, write_tiny_stack

BRIEF = ("amortize.n_seen=256", "joint.n_seen=48", "amortize.n_calibration=100", "amortize.minutes=1", "joint.minutes=1")


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> TinyStack:
    return write_tiny_stack(tmp_path_factory.mktemp("lost"), tiny_set(120, 16, noise=0.6, seed=11))


def words(stack: TinyStack, run: Path, *options: str) -> list[object]:
    settings = [word for option in (*SMALL_ENCODER, *options) for word in ("--set", option)]
    return ["train", stack.star, "-o", run, "--recipe", "homogeneous", "--seed", 1, "--device", "cpu", *settings]


def done(run: Path) -> list[str]:
    record = RunStore(run).read_stages()
    assert record is not None
    return record["done"]


@pytest.fixture(scope="module")
def whole(cryofire, stack, tmp_path_factory) -> Path:
    """A run with encoder and hypervolume that nobody disturbed."""
    run = tmp_path_factory.mktemp("whole") / "run"
    assert cryofire(*words(stack, run, *BRIEF)).code == 0
    assert done(run) == ["search", "first results", "encoder", "hypervolume", "reading", "results"]
    return run


def assert_same_results(run: Path, whole: Path) -> None:
    assert done(run) == done(whole)
    for name in ("particles.star", "evidence.json", "verdict.json"):
        assert (run / name).read_text() == (whole / name).read_text(), name
    assert not (run / "search").exists()
    assert not (run / "training").exists()


# ---- between the stages ----------------------------------------------------------------------------------------


@pytest.mark.long
def test_disk_full_while_results_are_written_is_finished_once_there_is_room(cryofire, stack, whole, tmp_path, monkeypatch):
    run, write = tmp_path / "run", results.write_volume

    def no_room(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(results, "write_volume", no_room)
    finished = cryofire(*words(stack, run, *BRIEF))
    assert finished.code == 1
    assert "volumes: no space left on device." in finished.err
    assert done(run) == ["search"]
    assert not list(run.glob(".volumes*")), "nothing half-written stays"
    monkeypatch.setattr(results, "write_volume", write)
    resumed = cryofire("train", "-o", run, "--resume")
    assert resumed.code == 0
    assert "search: done already" in resumed.err
    assert_same_results(run, whole)


@pytest.mark.long
@pytest.mark.parametrize(("task", "stage"), [(EncoderTask, "encoder"), (HypervolumeTask, "hypervolume")])
def test_ctrl_c_in_a_training_ends_the_run_there_and_nothing_is_lost(task, stage, cryofire, stack, whole, tmp_path, monkeypatch):
    run, step, calls = tmp_path / "run", task.step, []

    def stopping(self, batch, progress, total):
        calls.append(progress.images_seen)
        if len(calls) == 2:
            signal.raise_signal(signal.SIGINT)
        return step(self, batch, progress, total)

    monkeypatch.setattr(task, "step", stopping)
    first = cryofire(*words(stack, run, *BRIEF))
    assert first.code == 130
    assert f"of the stage `{stage}`; all of it is saved" in first.err
    assert f"cryofire train -o {run} --resume" in first.err
    assert len(calls) == 2, "the next stage has not begun"
    assert done(run)[-1] == ("first results" if stage == "encoder" else "encoder")
    if stage == "hypervolume":
        inferred = cryofire("infer", run, stack.star, "-o", tmp_path / "out")
        assert inferred.code == 0
        assert json.loads((tmp_path / "out" / "summary.json").read_text())["has_encoder"], "the encoder is there already"
    monkeypatch.setattr(task, "step", step)
    second = cryofire("train", "-o", run, "--resume")
    assert second.code == 0
    assert "goes on after" in second.err
    assert_same_results(run, whole)


def test_time_limit_stops_as_ctrl_c_does(cryofire, stack, tmp_path):
    finished = cryofire(*words(stack, tmp_path / "run", *BRIEF), "--stop-after", 0)
    assert finished.code == 130
    assert "stopped after step" in finished.err
    assert StopRequest(None).is_asked is False


def test_finished_run_that_is_resumed_does_nothing_again(cryofire, whole, monkeypatch):
    monkeypatch.setattr(stages, "run_search", None)
    before = (whole / "particles.star").stat().st_mtime_ns
    again = cryofire("train", "-o", whole, "--resume")
    assert again.code == 0
    assert again.err.count("done already") == 6
    assert again.out.startswith("verdict: ")
    assert (whole / "particles.star").stat().st_mtime_ns == before


@pytest.mark.long
def test_minutes_of_a_resumed_run_are_trained_and_kept_in_its_configuration(cryofire, stack, tmp_path, slow_clock):
    run = tmp_path / "run"
    assert cryofire(*words(stack, run)).code == 0
    assert done(run) == ["search", "first results"]
    resumed = cryofire("train", "-o", run, "--resume", "--minutes", 0.012)
    assert resumed.code == 0, resumed.err
    config = pipeline_run.read_config(RunStore(run))
    assert (config.amortize.minutes, config.joint.minutes) == (pytest.approx(0.012 * 2 / 3), pytest.approx(0.012 / 3))
    # 10 ms a step by this clock: 0.48 s are about 48 steps of 64 images, less those that measured it.
    assert config.amortize.n_seen is not None
    assert config.joint.n_seen is not None
    assert 20 * 64 <= config.amortize.n_seen <= 48 * 64
    assert 8 * 16 <= config.joint.n_seen <= 24 * 16


def test_given_poses_are_kept_by_an_encoder_that_knows_others(cryofire, whole, stack):
    from cryofire.analysis.particles import read_run_particles

    found, given = read_run_particles(whole).poses, stack.truth.poses
    assert float((found.rotations - given.rotations).abs().max()) < 1e-5
    assert float((found.shifts_px - given.shifts_px).abs().max()) < 1e-4


def test_machine_without_git_trains(cryofire, stack, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline_run.shutil, "which", lambda name: None)
    monkeypatch.setattr(pipeline_run.subprocess, "run", None)
    assert cryofire(*words(stack, tmp_path / "run")).code == 0
    assert RunStore(tmp_path / "run").read_config()["provenance"]["commit"] is None


def test_resuming_with_other_particles_says_so(cryofire, stack, tmp_path):
    run, star = tmp_path / "run", tmp_path / "particles.star"
    shutil.copy(stack.mrcs, tmp_path / stack.mrcs.name)
    text = stack.star.read_text()
    star.write_text(text)
    assert cryofire("train", star, *words(stack, run)[2:]).code == 0
    lines = [line for line in text.splitlines() if line.strip()]
    star.write_text("\n".join(lines[:-1]) + "\n")  # one row fewer
    fewer = cryofire("train", "-o", run, "--resume")
    assert (fewer.code, "began with 120 particles" in fewer.err, "119 particles" in fewer.err) == (1, True, True)
    star.write_text("\n".join([*lines[:-2], lines[-1], lines[-2]]) + "\n")  # as many, in another order
    other = cryofire("train", "-o", run, "--resume")
    assert (other.code, "other particles" in other.err) == (1, True)
    star.write_text(text)
    assert cryofire("train", "-o", run, "--resume").code == 0


def test_run_of_the_version_before_is_opened_and_goes_on(cryofire, stack, whole, tmp_path):
    """Without a record of stages, as version 0.1 left its folder."""
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    (run / "stages.json").unlink()
    for name in ("encoder", "hypervolume"):
        shutil.rmtree(run / name)
    config = RunStore(run).read_config()
    for section in ("amortize", "joint"):
        for key in ("n_seen", "distil_n_seen"):
            config[section].pop(key, None)
        config[section]["minutes"] = 0.0
    RunStore(run).write_config(config)
    progress = run / "checkpoints" / "images_000000000000" / "progress.json"
    progress.write_text(
        json.dumps({"cryofire": "0.1.0", "step": 0, "images_seen": 0, "loss_sum": 0.0, "data_sum": 0.0, "kl_sum": 0.0, "steps_in_sums": 0})
    )
    assert cryofire("volumes", run, "-o", tmp_path / "maps").code == 0
    resumed = cryofire("train", "-o", run, "--resume")
    assert resumed.code == 0, resumed.err
    assert "search: done already" in resumed.err


# ---- folders and files -----------------------------------------------------------------------------------------


def fill(text: str):
    return lambda folder: (folder / "content").write_text(text)


def test_old_folder_is_there_whenever_the_process_dies(tmp_path, monkeypatch):
    folder, rename = tmp_path / "kept", Path.rename
    replace_folder(folder, fill("old"))
    for n_renames in (0, 1):
        left = [n_renames]

        def dying(self, target, left=left):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", dying)
        with pytest.raises(KeyboardInterrupt):
            replace_folder(folder, fill("new"))
        assert (whole_folder(folder) / "content").read_text() == "old", f"after {n_renames} renames"
    monkeypatch.setattr(Path, "rename", rename)
    replace_folder(folder, fill("newest"))
    assert (folder / "content").read_text() == "newest"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_file_that_finds_no_room_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "file.txt"
    write_atomically(path, lambda p: p.write_text("old"))

    def no_room(partial: Path) -> None:
        partial.write_text("ne")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_atomically(path, no_room)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file.txt"]


# ---- two writers -----------------------------------------------------------------------------------------------


def test_second_writer_is_refused_with_the_first_ones_number(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    try:
        (tmp_path / ".lock").write_text(json.dumps(vars(_writer_of(child.pid))))
        with pytest.raises(RunError, match=f"process {child.pid} on"), RunLock(tmp_path):
            pass
    finally:
        child.kill()
        child.wait()


def _writer_of(pid: int) -> Writer:
    from cryofire.io import run_lock

    return Writer(Writer.this().host, pid, run_lock._born(pid))


def test_lock_of_a_process_that_has_ended_is_told_and_taken_over(tmp_path, caplog):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    (tmp_path / ".lock").write_text(json.dumps(vars(Writer(Writer.this().host, child.pid, "12345"))))
    with caplog.at_level("WARNING", logger="cryofire"), RunLock(tmp_path):
        assert json.loads((tmp_path / ".lock").read_text())["pid"] == os.getpid()
    assert f"process {child.pid}" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_lock_of_another_host_is_never_taken(tmp_path):
    (tmp_path / ".lock").write_text(json.dumps(vars(Writer("elsewhere", 1, "1"))))
    with pytest.raises(RunError, match="process 1 on elsewhere"), RunLock(tmp_path):
        pass
    assert json.loads((tmp_path / ".lock").read_text())["host"] == "elsewhere"


def test_number_that_another_process_has_now_is_no_living_writer(tmp_path):
    (tmp_path / ".lock").write_text(json.dumps(vars(Writer(Writer.this().host, os.getpid(), "1"))))
    with RunLock(tmp_path):
        assert json.loads((tmp_path / ".lock").read_text())["born"] == Writer.this().born


def test_resuming_a_run_that_is_being_written_is_refused(cryofire, whole, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    (run / ".lock").write_text(json.dumps(vars(Writer("elsewhere", 7, "1"))))
    finished = cryofire("train", "-o", run, "--resume")
    assert finished.code == 1
    assert "process 7 on elsewhere writes into this run" in finished.err
    assert np.load(run / "latents.npy").shape == (120, 0)
