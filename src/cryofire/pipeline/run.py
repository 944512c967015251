"""A whole run, from configuration to results."""

from __future__ import annotations

import random
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from cryofire import __version__
from cryofire.checks.phases import find_signs_of
from cryofire.core.config import validate
from cryofire.core.device import find_device
from cryofire.core.errors import RunError
from cryofire.core.log import log_to_file, logger
from cryofire.core.stop import Stopped, StopRequest
from cryofire.core.team import assembled, team
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig
from cryofire.io.run_store import RunStore, own_copy
from cryofire.pipeline import results
from cryofire.pipeline.build import make_model, open_sets, resolve
from cryofire.pipeline.old_names import upgrade
from cryofire.pipeline.record import SEARCH, StageRecord
from cryofire.pipeline.run_config import RunConfig, check
from cryofire.pipeline.stages import TRAINED_AFTER_SEARCH, load_volumes, stages_of
from cryofire.pipeline.work import Work
from cryofire.training.hooks.base import HeavyReport, Hook
from cryofire.training.hooks.metrics import MetricsHook
from cryofire.training.hooks.progress import ProgressHook
from cryofire.training.hooks.tensorboard import TensorBoardHook
from cryofire.training.published import checkpoint
from cryofire.training.published.optim import resolve_precision
from cryofire.validation.verdict import Judgement, judge_run

T = TypeVar("T")


class _MapHook(Hook):
    """Poses, latents and one map at each checkpoint of a network, by the same code as at the end."""

    def __init__(self, run: RunStore, data: DataConfig) -> None:
        self.run, self.data = run, data

    def on_heavy(self, report: HeavyReport) -> None:
        if report.is_test:
            return
        results.write_particles(self.run, report.dataset, report.estimates)
        z = report.estimates.z.numpy()
        results.write_maps(self.run, report.model.decoder, report.model.box_px, self.data, z[:1], report.state.shell)


def provenance() -> dict[str, Any]:
    """Version, commit and command line, for config.yaml; no commit where there is no git, or no checkout."""
    git = shutil.which("git")
    command = [git or "git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    commit = "" if git is None else subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return {"version": __version__, "commit": commit or None, "command": shlex.join(sys.argv)}


def config_as_values(config: RunConfig) -> dict[str, Any]:
    """A configuration as plain values, as config.yaml holds them."""
    return {"provenance": provenance(), **config.model_dump(mode="json")}


def read_config(run: RunStore) -> RunConfig:
    """The configuration of a run folder."""
    values = run.read_config()
    values.pop("provenance", None)
    return validate(RunConfig, upgrade(values, str(run.config)), str(run.config))


def found_out(value: T | None, name: str, run: RunStore) -> T:
    """What a run has found out and its config.yaml holds.

    Args:
        value: As read; None where the file does not hold it (any more).
        name: The option, for the message.

    Raises:
        RunError: If it is missing.
    """
    if value is None:
        raise RunError(f"{run.config}: {name} is missing.", "a run writes what it found out into this file: put its value back")
    return value


def train(
    config: RunConfig,
    is_resuming: bool = False,
    hooks: list[Hook] | None = None,
    console: Console | None = None,
    trains_further: bool = False,
    stop: StopRequest | None = None,
) -> Judgement:
    """Do every stage of a run that is not finished yet, and write the run folder.

    Args:
        config: A complete configuration with `outdir`; when resuming, that of the run folder.
        hooks: What watches besides the usual: metrics, TensorBoard, progress, maps.
        trains_further: When resuming: train encoder and hypervolume once more, also where they are finished.
        stop: Who may stop it besides Ctrl-C and SIGTERM.

    Returns:
        The verdict on the run.

    Raises:
        Stopped: After Ctrl-C, SIGTERM or the time limit; what was done is saved.
        CryofireError: With what to do, before anything is lost.
    """
    if config.outdir is None:
        raise RunError("no run folder given.", "-o RUN")
    check(config)  # also that of a run folder, which a user may have edited
    run = RunStore(config.outdir)
    with ExitStack() as held:
        held.enter_context(assembled())
        if not is_resuming and config.seed < 0:
            config = config.model_copy(update={"seed": team().agreed(random.SystemRandom().randrange(2**31))})
        # And the device: before the images are read, which takes long, and before a folder is made.
        if team().is_first:
            run.check(is_resuming)
        resolve_precision(config.precision, find_device(config.device))
        if is_resuming and team().is_first:
            held.enter_context(run.lock())
        sets = open_sets(config)
        if not is_resuming and team().is_first:
            run.create(is_resuming)
            held.enter_context(run.lock())
        team().wait()
        if not team().is_first:
            run = held.enter_context(own_copy(run))
        team().wait()
        held.enter_context(_log_into(run))
        stopping = held.enter_context(stop or StopRequest())
        config = resolve(config, sets.train, config.seed)
        if not is_resuming:
            _warn_of_flipped_phases(sets.train)
        model = make_model(config, sets.train.box_px)
        record = StageRecord(run)
        record.keep_particles(sets.train.table)
        if not is_resuming:
            if config.load is not None:
                checkpoint.load_weights(checkpoint.find(config.load), model)
            run.write_config(config_as_values(config))
        else:  # with the minutes and the places of files that resuming may change; which program began the run stays
            run.write_config({**run.read_config(), **config.model_dump(mode="json")})
            if trains_further:
                record.reopen(TRAINED_AFTER_SEARCH)
        work = Work(config, sets, model, run, record, stopping)
        if team().is_first:
            work.hooks = _hooks(work, console, hooks or [])
        _say_what_is_there(work)
        with run.noting_stop():
            _do_stages(work)
        return team().agreed(judge_run(run.path) if team().is_first else None)  # type: ignore[return-value]


def _warn_of_flipped_phases(dataset: ParticleDataset) -> None:
    signs = find_signs_of(dataset)
    if signs is not None and signs.are_missing:
        logger().warning(f"{signs.message} With a CTF, half of their shells get the wrong sign: give the images as they were recorded")


def _do_stages(work: Work) -> None:
    if work.config.kind.is_search and work.record.is_done(SEARCH):
        load_volumes(work)
    try:
        for stage in stages_of(work):
            if work.record.is_done(stage.name):
                logger().info(f"{stage.name}: done already")
                continue
            work.record.finish(stage.name, **stage.do(work))
            stage.clean_up(work)
            work.stop.check(f"stopped after the stage `{stage.name}`", work.resume_command)
    except KeyboardInterrupt:
        raise Stopped("stopped at once; what was saved before is there.", f"{work.resume_command} goes on from there") from None
    finally:
        for hook in work.hooks:
            hook.on_end()


def _hooks(work: Work, console: Console | None, others: list[Hook]) -> list[Hook]:
    run, config = work.run, work.config
    is_network = not config.kind.is_search
    seen = checkpoint.load_progress(run.latest_checkpoint()).images_seen if is_network and run.has_checkpoint() else 0
    # A search reports once, at its end, where its results are written anyway.
    maps = [_MapHook(run, config.data)] if is_network else []
    return [MetricsHook(run), TensorBoardHook(run, seen), ProgressHook(console), *maps, *others]


def _say_what_is_there(work: Work) -> None:
    dataset, data, n_parameters = work.sets.train, work.config.data, sum(p.numel() for p in work.model.parameters())
    contrast = "protein was dark, images are inverted" if data.invert else "protein is bright"
    pixel_size_A = data.map_pixel_size_A or dataset.pixel_size_A
    logger().info(
        f"{len(dataset):,} particles of {dataset.box_px} px ({pixel_size_A:.3g} A/px; {contrast}); "
        f"{n_parameters:,} parameters on {work.device}"
    )


@contextmanager
def _log_into(run: RunStore) -> Iterator[None]:
    """Messages also go to the run's own log."""
    log_file = log_to_file(run.log)
    try:
        yield
    finally:
        logger().removeHandler(log_file)
        log_file.close()
