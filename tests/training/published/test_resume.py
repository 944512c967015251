"""A run that was stopped, or died, and went on, is the run that was never interrupted: to the bit, on a CPU."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest
import torch

from cryofire.core.errors import RunError
from cryofire.core.stop import Stopped
from cryofire.io.run_store import RunStore
from cryofire.pipeline.build import make_model
from cryofire.pipeline.run import read_config, train
from cryofire.pipeline.run_config import RunConfig
from cryofire.training.hooks.base import Hook
from cryofire.training.hooks.metrics import MetricsHook
from cryofire.training.loop import LoopProgress
from cryofire.training.published import checkpoint
from cryofire.training.published.trainer import Trainer
from runs import make_trainer, small_config
from stacks import TinyStack, tiny_set, write_tiny_stack

# 6 batches an epoch, 4 epochs. Every part of the schedule changes on the way, none of it at the end of an epoch; noise is drawn.
OPTIONS = (
    *("batch_size=8", "num_epochs=4", "pose_only_phase=56", "add_one_frequency_every=40", "log_interval=24", "log_heavy_interval=1"),
    *("z_dim=2", "lr=1e-3", "lr_decay=cosine", "variational_het=true"),
    "beta_conf={start: 0.0, end: 1.0, from_images: 60, to_images: 150}",
)
N_IMAGES = 192
CLOCKS = ("images_per_s", "peak_memory_MB", "seconds", "seconds_left")


def configured(stack: TinyStack, outdir: Path, *more: str) -> RunConfig:
    return small_config(stack.star, outdir, *OPTIONS, *more)


class PowerCutError(Exception):
    """What a power cut looks like."""


class At(Hook):
    """Does something once so many images were seen."""

    def __init__(self, images_seen: int | None, trainer: Trainer, dies: bool) -> None:
        self.images_seen, self.trainer, self.dies = images_seen, trainer, dies

    def on_step(self, stage: str, images_seen: int, total: int, unit: str) -> None:
        if images_seen != self.images_seen:
            return
        if self.dies:
            raise PowerCutError
        self.trainer.stop.ask()


def go(config: RunConfig, stop_at: int | None = None, is_resuming: bool = False, dies: bool = False) -> Trainer:
    """One sitting of a run."""
    trainer = make_trainer(config, is_resuming)
    trainer.hooks = [MetricsHook(trainer.run), At(stop_at, trainer, dies)]
    try:
        is_done = trainer.train()
    except PowerCutError:
        return trainer
    assert is_done is (stop_at is None)
    return trainer


def metrics(trainer: Trainer) -> list[dict]:
    return [{key: value for key, value in line.items() if key not in CLOCKS} for line in trainer.run.read_metrics()]


def assert_same(found: Trainer, expected: Trainer) -> None:
    for name, value in expected.model.state_dict().items():
        assert torch.equal(found.model.state_dict()[name], value), name
    ours, theirs = (trainer.optimizer.state_dict() for trainer in (found, expected))
    assert ours["param_groups"] == theirs["param_groups"]
    for i, state in theirs["state"].items():
        assert all(torch.equal(ours["state"][i][name], value) for name, value in state.items())
    for name in ("rotations", "shifts_px", "z"):
        assert torch.equal(getattr(found.estimates, name), getattr(expected.estimates, name)), name
    assert found.progress == expected.progress
    assert metrics(found) == metrics(expected)


@pytest.fixture(scope="module")
def uninterrupted(tiny_stack, tmp_path_factory) -> Trainer:
    trainer = go(configured(tiny_stack, tmp_path_factory.mktemp("runs") / "uninterrupted"))
    assert trainer.progress.images_seen == N_IMAGES
    return trainer


def test_the_run_that_is_compared_with_goes_through_every_part_of_the_schedule(uninterrupted):
    lines = metrics(uninterrupted)
    assert {line["phase"] for line in lines} == {"pose_only", "joint"}
    assert {line["shell"] for line in lines} == {3, 4, 5, 6, 7}
    assert [line["images_seen"] for line in lines] == list(range(24, N_IMAGES + 1, 24))
    assert len({line["lr"] for line in lines}) == len(lines)


@pytest.mark.parametrize("stop_at", [8, 48, 104, 184])
def test_resumed_run_equals_uninterrupted_run(stop_at, uninterrupted, tiny_stack, tmp_path):
    stopped = go(configured(tiny_stack, tmp_path / "run"), stop_at)
    assert stopped.progress.images_seen == stop_at
    assert_same(go(configured(tiny_stack, tmp_path / "run"), is_resuming=True), uninterrupted)


def test_run_that_is_stopped_twice_in_one_epoch_equals_uninterrupted_run(uninterrupted, tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run")
    go(config, stop_at=64)
    go(config, stop_at=80, is_resuming=True)
    assert_same(go(config, is_resuming=True), uninterrupted)


def test_run_that_died_goes_on_from_its_last_checkpoint_and_forgets_what_came_after(uninterrupted, tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run")
    died = go(config, stop_at=128, dies=True)
    assert died.run.latest_checkpoint().name == "images_000000000096"
    assert metrics(died)[-1]["images_seen"] == 120
    assert_same(go(config, is_resuming=True), uninterrupted)


def test_finished_run_that_is_resumed_stays_as_it_is(uninterrupted, tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run")
    go(config)
    assert_same(go(config, is_resuming=True), uninterrupted)


def test_lazy_images_train_the_same_network_to_the_bit(uninterrupted, tiny_stack, tmp_path):
    assert_same(go(configured(tiny_stack, tmp_path / "run", "lazy=true", "num_workers=2")), uninterrupted)


# A shuffle buffer for 34 of the 48 images: three windows an epoch, batches of 8 that go over their borders, pieces of one image.
IN_WINDOWS = f"shuffle_GB={34 * 16 * 16 * 4 / 1e9}"


@pytest.fixture(scope="module")
def in_windows(tiny_stack, tmp_path_factory) -> Trainer:
    """A run whose set is larger than the shuffle buffer; never interrupted, images in memory."""
    trainer = go(configured(tiny_stack, tmp_path_factory.mktemp("runs") / "in_windows", IN_WINDOWS, "lazy=false"))
    assert [len(window) for window in trainer.plan.windows(0)] == [17, 17, 14]
    return trainer


@pytest.mark.parametrize("stop_at", [16, 136])
@pytest.mark.parametrize("held", ["lazy=true", "lazy=false", "cached"])
def test_resumed_streaming_run_equals_uninterrupted_run(held, stop_at, in_windows, tiny_stack, tmp_path):
    options = [IN_WINDOWS, "num_workers=2", held]
    if held == "cached":
        # float16 images are others; a run with the cache is compared with its own like.
        options = [IN_WINDOWS, "lazy=true", f"cache_dir={tmp_path / 'cache'}"]
        in_windows = go(configured(tiny_stack, tmp_path / "whole", *options))
        shutil.rmtree(tmp_path / "cache")
    config = configured(tiny_stack, tmp_path / "run", *options)
    stopped = go(config, stop_at)
    assert stopped.progress.images_seen == stop_at
    del stopped
    assert_same(go(config, is_resuming=True), in_windows)


def test_another_shuffle_buffer_is_another_order(in_windows, uninterrupted):
    assert not torch.equal(in_windows.model.decoder.out.weight, uninterrupted.model.decoder.out.weight)


@pytest.mark.parametrize("change", [(), ("log_heavy_interval=0", "log_interval=1000")], ids=["test set", "fewer logs"])
def test_watching_a_run_does_not_change_it(change, uninterrupted, tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run", *change)
    if not change:
        held_out = write_tiny_stack(tmp_path / "held_out", tiny_set(10, seed=9))
        config = configured(tiny_stack, tmp_path / "run", f"test_particles={held_out.star}")
    found = go(config)
    for name, value in uninterrupted.model.state_dict().items():
        assert torch.equal(found.model.state_dict()[name], value), name


def test_another_seed_is_another_run(uninterrupted, tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run").model_copy(update={"seed": 5})
    assert not torch.equal(go(config).model.decoder.out.weight, uninterrupted.model.decoder.out.weight)


def test_resuming_with_other_particles_is_refused(tiny_stack, tmp_path):
    config = configured(tiny_stack, tmp_path / "run")
    go(config, stop_at=8)
    other = write_tiny_stack(tmp_path / "other", tiny_set(20))
    with pytest.raises(RunError, match="48 particles, and the set has 20"):
        go(configured(other, tmp_path / "run"), is_resuming=True)


def test_resuming_with_another_architecture_is_refused(tiny_stack, tmp_path):
    go(configured(tiny_stack, tmp_path / "run"), stop_at=8)
    with pytest.raises(RunError, match=r"weights do not fit this model: .* is \(.*\), expected \("):
        go(configured(tiny_stack, tmp_path / "run", "model.decoder.dim=24"), is_resuming=True)


def test_weights_of_another_run_can_be_started_from(uninterrupted, tiny_stack):
    config = configured(tiny_stack, Path("unused"))
    model = make_model(config, 16)
    for path in (uninterrupted.run.path, uninterrupted.run.latest_checkpoint()):
        checkpoint.load_weights(checkpoint.find(path), model)
        assert torch.equal(model.decoder.out.weight, uninterrupted.model.decoder.out.weight)
    with pytest.raises(RunError, match="no checkpoint there"):
        checkpoint.find(uninterrupted.run.path.parent)


# ---- the whole program, stopped by Ctrl-C ----------------------------------------------------------------------


class Interrupt(Hook):
    """A signal after so many images."""

    def __init__(self, images_seen: int, number: int) -> None:
        self.images_seen, self.number = images_seen, number

    def on_step(self, stage: str, images_seen: int, total: int, unit: str) -> None:
        if images_seen == self.images_seen and stage == "network":
            signal.raise_signal(self.number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_that_was_stopped_by_a_signal_ends_with_the_same_files(number, tiny_stack, tmp_path):
    results = []
    for name, hooks in (("whole", []), ("stopped", [Interrupt(72, number)])):
        config = configured(tiny_stack, tmp_path / name, "log_heavy_interval=0")
        before, run = signal.getsignal(number), RunStore(tmp_path / name)
        if name == "whole":
            train(config, hooks=hooks)
        else:
            with pytest.raises(Stopped, match="stopped after 72 images") as stopped:
                train(config, hooks=hooks)
            assert stopped.value.exit_code == 130
            assert "--resume" in stopped.value.hint
            assert run.latest_checkpoint().name == "images_000000000072"
            assert not run.particles.exists()
            train(read_config(run), is_resuming=True)
        assert signal.getsignal(number) is before
        folder = run.latest_checkpoint()
        files = [folder / "model.safetensors", folder / "estimates.safetensors", run.latents, run.particles, run.volume(0)]
        progress = json.loads((folder / "progress.json").read_text())
        # An MRC header holds the time of writing, in its labels.
        results.append([progress, *(path.read_bytes()[1024 if path.suffix == ".mrc" else 0 :] for path in files)])
    for whole, stopped in zip(*results, strict=True):
        assert whole == stopped


def test_scaler_of_half_precision_comes_back(tmp_path):
    model = torch.nn.Linear(2, 2)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    state = checkpoint.state_of(model, torch.optim.Adam(model.parameters()), scaler)
    state.save(tmp_path, LoopProgress(3, 48), 96)
    other = torch.amp.GradScaler("cpu", init_scale=8.0)
    back = checkpoint.state_of(torch.nn.Linear(2, 2), torch.optim.Adam(model.parameters()), other)
    assert back.load(tmp_path) == LoopProgress(3, 48)
    assert other.get_scale() == 1024.0
