"""The course of a run: what is reported when, and how it ends."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from rich.console import Console

from cryofire.core.errors import RunError
from cryofire.io.formats import read_particles
from cryofire.pipeline.results import representative_latents, write_particles
from cryofire.training.hooks.base import HeavyReport, Hook, Report
from cryofire.training.hooks.progress import ProgressHook, duration
from runs import make_trainer, small_config
from stacks import tiny_set, write_tiny_stack


class Recorder(Hook):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.reports: list[Report] = []
        self.heavy: list[HeavyReport] = []
        self.n_ends = 0

    def on_step(self, stage: str, images_seen: int, total: int, unit: str) -> None:
        self.steps.append(images_seen)

    def on_log(self, report: Report) -> None:
        self.reports.append(report)

    def on_heavy(self, report: HeavyReport) -> None:
        self.heavy.append(report)

    def on_end(self) -> None:
        self.n_ends += 1


def watched(stack, folder, *assignments: str) -> tuple[Recorder, object]:
    trainer = make_trainer(small_config(stack.star, folder / "run", "z_dim=2", *assignments))
    trainer.hooks = [recorder := Recorder()]
    return recorder, trainer


# ---- reports ---------------------------------------------------------------------------------------------------


def test_scalars_come_at_each_interval_of_images_and_at_the_end_whatever_the_batch(tiny_stack, tmp_path):
    recorder, trainer = watched(tiny_stack, tmp_path, "batch_size=10", "num_epochs=3", "log_interval=25")
    assert trainer.train()
    assert recorder.steps == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    assert [report.images_seen for report in recorder.reports] == [30, 50, 80, 100, 120]
    assert {report.total for report in recorder.reports} == {120}
    assert [report.values["epoch"] for report in recorder.reports] == [1, 2, 2, 3, 3]


def test_reported_loss_is_the_mean_over_the_steps_since_the_last_report(tiny_stack, tmp_path):
    losses = []
    for interval in (8, 48):
        recorder, trainer = watched(tiny_stack, tmp_path / str(interval), "batch_size=8", "num_epochs=1", f"log_interval={interval}")
        trainer.train()
        losses.append([report.values["loss"] for report in recorder.reports])
    single, together = losses
    assert len(single) == 6
    assert together == pytest.approx([np.mean(single)], rel=1e-6)


@pytest.mark.parametrize(("interval", "expected"), [(1, [48, 96, 144]), (2, [96, 144]), (0, [144])])
def test_checkpoints_come_every_few_epochs_and_at_the_end(interval, expected, tiny_stack, tmp_path):
    options = ("batch_size=16", "num_epochs=3", f"log_heavy_interval={interval}", "n_checkpoints=9")
    recorder, trainer = watched(tiny_stack, tmp_path, *options)
    trainer.train()
    assert [report.images_seen for report in recorder.heavy] == expected
    assert sorted(int(path.name.removeprefix("images_")) for path in trainer.run.checkpoints.glob("images_*")) == expected


def test_schedule_of_a_run_goes_from_shell_three_to_the_last(tiny_stack, tmp_path):
    options = ("batch_size=8", "num_epochs=2", "log_interval=8", "add_one_frequency_every=16", "pose_only_phase=40")
    recorder, trainer = watched(tiny_stack, tmp_path, *options)
    trainer.train()
    assert [report.values["shell"] for report in recorder.reports] == [3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    assert [report.phase for report in recorder.reports] == 5 * ["pose_only"] + 7 * ["joint"]


def test_held_out_set_is_scored_at_each_checkpoint_and_never_trained_on(tiny_stack, tmp_path):
    held_out = write_tiny_stack(tmp_path / "held_out", tiny_set(10, seed=9))
    recorder, trainer = watched(
        tiny_stack, tmp_path, "batch_size=16", "num_epochs=2", "log_heavy_interval=1", f"test_particles={held_out.star}"
    )
    trainer.train()
    assert [(report.images_seen, report.is_test) for report in recorder.heavy] == [(48, False), (48, True), (96, False), (96, True)]
    assert [len(report.estimates.rotations) for report in recorder.heavy] == [48, 10, 48, 10]
    assert trainer.sets.test is not None
    _, loss = trainer.infer(trainer.sets.test)
    assert recorder.heavy[-1].test_loss == pytest.approx(loss)


# ---- ends ------------------------------------------------------------------------------------------------------


def test_watchers_are_told_of_the_end_even_if_it_is_an_error(tiny_stack, tmp_path):
    recorder, trainer = watched(tiny_stack, tmp_path, "batch_size=16", "num_epochs=2")
    with torch.no_grad():
        next(trainer.model.decoder.parameters()).fill_(float("nan"))
    with pytest.raises(RunError, match="not finite"):
        trainer.train()
    assert recorder.n_ends == 1


def test_every_particle_has_an_estimate_at_the_end(tiny_stack, tmp_path):
    _, trainer = watched(tiny_stack, tmp_path, "batch_size=48", "num_epochs=1", "pose_only_phase=0")
    trainer.train()
    identity = torch.eye(3)
    assert (trainer.estimates.rotations - identity).flatten(1).norm(dim=1).min() > 1e-3
    assert trainer.estimates.z.abs().sum(dim=1).min() > 0


def test_set_smaller_than_a_batch_trains(tmp_path):
    stack = write_tiny_stack(tmp_path / "stack", tiny_set(3))
    _, trainer = watched(stack, tmp_path, "batch_size=32", "num_epochs=2")
    assert trainer.train()
    assert trainer.progress.images_seen == 6


def test_poses_are_written_in_pixels_of_the_images_on_disk(tiny_stack, tmp_path):
    _, trainer = watched(tiny_stack, tmp_path, "data.box_px=8", "batch_size=16", "num_epochs=1")
    trainer.train()
    write_particles(trainer.run, trainer.sets.train, trainer.estimates)
    written = read_particles(trainer.run.particles, tiny_stack.star.parent).poses
    torch.testing.assert_close(written.shifts_px, 2 * trainer.estimates.shifts_px.double(), rtol=0, atol=1e-5)
    assert trainer.estimates.shifts_px.abs().max() > 0.1


# ---- the progress line -----------------------------------------------------------------------------------------


def a_report(images_seen: int) -> Report:
    values = {"epoch": 2, "shell": 12, "loss": 0.5, "data_loss": 0.25, "kl": 1.5, "lr": 1e-4, "images_per_s": 100.0}
    return Report("network", "joint", images_seen, 10_000, "images", images_seen, 40.0, 60.0, values)


def test_progress_outside_a_terminal_is_a_plain_line_of_the_log(caplog):
    out = io.StringIO()
    hook = ProgressHook(Console(file=out, force_terminal=False))
    with caplog.at_level("INFO", logger="cryofire"):
        hook.on_step("network", 4000, 10_000, "images")
        hook.on_log(a_report(4000))
        hook.on_end()
    assert out.getvalue() == ""
    line = caplog.messages[-1]
    for words in ("4,000 of 10,000 images", "epoch 2", "joint", "shell 12", "loss 0.25", "KL 1.5", "images/s 100", "60 s left"):
        assert words in line


def test_progress_in_a_terminal_is_a_bar_that_goes_away_at_the_end():
    out = io.StringIO()
    hook = ProgressHook(Console(file=out, force_terminal=True, width=120))
    hook.on_step("network", 4000, 10_000, "images")
    bar = hook.bar
    assert bar is not None
    hook.on_log(a_report(4000))
    bar.refresh()
    assert "4,000/10,000 images" in out.getvalue()
    assert "network" in out.getvalue()
    hook.on_end()
    assert not bar.live.is_started


@pytest.mark.parametrize(("seconds", "words"), [(45, "45 s"), (89.6, "90 s"), (720, "12 min"), (5400, "1.5 h"), (36_000, "10.0 h")])
def test_time_left_is_said_in_words(seconds, words):
    assert duration(seconds) == words


# ---- which maps ------------------------------------------------------------------------------------------------


def test_representatives_are_particles_most_crowded_cluster_first():
    rng = np.random.default_rng(0)
    centres, counts = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]), (5, 30, 15)
    z = np.concatenate([centre + 0.1 * rng.normal(size=(n, 2)) for centre, n in zip(centres, counts, strict=True)]).astype(np.float32)
    chosen = representative_latents(z, 3)
    np.testing.assert_allclose(chosen, centres[[1, 2, 0]], atol=0.3)
    assert all((z == row).all(axis=1).any() for row in chosen)


def test_there_are_no_more_representatives_than_different_conformations():
    assert len(representative_latents(np.zeros((20, 2), np.float32), 10)) == 1


@pytest.mark.parametrize(("is_verbose", "n_lines"), [("true", 1), ("false", 0)])
def test_verbose_time_logs_what_loading_takes(tiny_stack, tmp_path, caplog, is_verbose, n_lines):
    options = ("num_epochs=1", f"verbose_time={is_verbose}", "log_interval=1000")
    with caplog.at_level("INFO", logger="cryofire"):
        make_trainer(small_config(tiny_stack.star, tmp_path / "run", *options)).train()
    assert sum(line.startswith("time: ") and "loading" in line for line in caplog.messages) == n_lines
