"""A whole run, from configuration to results."""

from __future__ import annotations

import random
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from cryofire import __version__
from cryofire.core.config import validate
from cryofire.core.device import find_device
from cryofire.core.errors import RunError
from cryofire.core.log import log_to_file, logger
from cryofire.data.load_set import DataConfig
from cryofire.inference.estimates import Estimates
from cryofire.io.run_store import RunStore
from cryofire.models.decoders import Decoder
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.pipeline import results
from cryofire.pipeline.build import make_model, open_sets, resolve
from cryofire.pipeline.run_config import RunConfig
from cryofire.pipeline.search_stage import Searched, heavy_report, run_search
from cryofire.search.config import NOISE_SHELLS
from cryofire.training.encoder.stage import amortize
from cryofire.training.hypervolume import store as hypervolumes
from cryofire.training.published import checkpoint
from cryofire.training.published.hooks.base import HeavyReport, Hook
from cryofire.training.published.hooks.metrics import MetricsHook
from cryofire.training.published.hooks.progress import ProgressHook
from cryofire.training.published.hooks.tensorboard import TensorBoardHook
from cryofire.training.published.optim import resolve_precision
from cryofire.training.published.trainer import Trainer
from cryofire.validation.evidence import LAST_SHELL, gather_evidence


class _MapHook(Hook):
    """Poses, latents and one map at each checkpoint, by the same code as at the end."""

    def __init__(self, run: RunStore, data: DataConfig) -> None:
        self.run, self.data = run, data

    def on_heavy(self, report: HeavyReport) -> None:
        if report.is_test:
            return
        results.write_particles(self.run, report.dataset, report.estimates)
        z = report.estimates.z.numpy()
        results.write_maps(self.run, report.model.decoder, report.model.box_px, self.data, z[:1], report.state.shell)


def provenance() -> dict[str, Any]:
    """Version, commit and command line, for config.yaml."""
    here = Path(__file__).parent
    git = subprocess.run(["git", "-C", str(here), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return {"version": __version__, "commit": git.stdout.strip() or None, "command": shlex.join(sys.argv)}


def config_as_values(config: RunConfig) -> dict[str, Any]:
    """A configuration as plain values, as config.yaml holds them."""
    return {"provenance": provenance(), **config.model_dump(mode="json")}


def read_config(run: RunStore) -> RunConfig:
    """The configuration of a run folder."""
    values = run.read_config()
    values.pop("provenance", None)
    return validate(RunConfig, values, str(run.config))


def train(config: RunConfig, is_resuming: bool = False, hooks: list[Hook] | None = None, console: Console | None = None) -> bool:
    """Train, and write the run folder.

    Args:
        config: A complete configuration with `outdir`; when resuming, that of the run folder.
        hooks: What watches besides the usual: metrics, TensorBoard, progress, maps.

    Returns:
        Whether training reached its end (and not Ctrl-C); the folder is whole either way.

    Raises:
        CryofireError: With what to do, before anything is lost.
    """
    if config.outdir is None:
        raise RunError("no run folder given.", "-o RUN")
    run = RunStore(config.outdir)
    if not is_resuming and config.seed < 0:
        config = config.model_copy(update={"seed": random.SystemRandom().randrange(2**31)})
    run.check(is_resuming)  # and the device: before the images are read, which takes long, and before a folder is made
    resolve_precision(config.precision, find_device(config.device))
    sets = open_sets(config)
    run.create(is_resuming)
    log_file = log_to_file(run.log)
    try:
        config = resolve(config, sets.train, config.seed)
        model = make_model(config, sets.train.box_px)
        if not is_resuming:
            if config.load is not None:
                checkpoint.load_weights(checkpoint.find(config.load), model)
            run.write_config(config_as_values(config))
        trainer = Trainer(config, sets, model, run)
        if is_resuming and not config.search.is_enabled:
            trainer.resume()
        trainer.hooks = [
            MetricsHook(run),
            TensorBoardHook(run, trainer.progress.images_seen),
            ProgressHook(console),
            # A search reports once, at its end, where its results are written anyway.
            *([] if config.search.is_enabled else [_MapHook(run, config.data)]),
            *(hooks or []),
        ]
        n_parameters = sum(p.numel() for p in model.parameters())
        contrast = "protein was dark, images are inverted" if config.data.invert else "protein is bright"
        logger().info(
            f"{len(sets.train):,} particles of {sets.train.box_px} px ({config.data.map_pixel_size_A:.3g} A/px; {contrast}); "
            f"{n_parameters:,} parameters on {model.device}"
        )
        if config.search.is_enabled:
            estimates = _searched_before(trainer) if is_resuming else None
            if estimates is None:
                try:
                    searched = run_search(config, sets, model, run)
                except KeyboardInterrupt:
                    raise RunError(
                        "stopped during the search; its finished steps are kept.",
                        f"cryofire train -o {run.path} --resume goes on after them",
                    ) from None
                estimates = searched.estimates
                _finish_search(trainer, config, searched)
            if config.amortize.minutes > 0:
                _amortize(trainer, config, estimates)
            return True
        is_done = trainer.train()
        if not is_done:
            logger().info(f"stopped after {trainer.progress.images_seen:,} images; go on with: cryofire train -o {run.path} --resume")
            return False
        estimates, final_loss = trainer.infer(sets.train)
        _write_results(trainer, config, estimates, trainer.state().shell)
        logger().info(f"done: loss {final_loss:.4f}; particles.star, latents.npy and volumes/ in {run.path}")
        return True
    finally:
        logger().removeHandler(log_file)
        log_file.close()


def _finish_search(trainer: Trainer, config: RunConfig, searched: Searched) -> None:
    """A checkpoint, pictures and results of a run that is a search alone."""
    estimates = trainer.estimates = searched.estimates
    place = config.search.place.model_copy(update={"last_shell": searched.last_shell})
    search = config.search.model_copy(update={"place": place})
    config = config.model_copy(update={"search": search})
    # What images never trained on are placed with: the shell that this search has found out.
    trainer.run.write_config({**trainer.run.read_config(), "search": search.model_dump(mode="json")})
    trainer.save()
    report = heavy_report(trainer.sets, trainer.model, estimates)
    for hook in trainer.hooks:
        hook.on_heavy(report)
        hook.on_end()
    _write_results(trainer, config, estimates, trainer.model.lattice.max_shell, searched.restart_agreement)
    trainer.run.drop_search()
    logger().info(f"done: particles.star, latents.npy and volumes/ in {trainer.run.path}")


def _searched_before(trainer: Trainer) -> Estimates | None:
    """What the search of a resumed run had found, its volumes put back; None if it had not come to its end."""
    if not trainer.run.has_checkpoint():
        return None
    folder = trainer.run.latest_checkpoint()
    checkpoint.load_weights(folder, trainer.model)
    logger().info("the search is done already")
    return checkpoint.load_estimates(folder)


def _amortize(trainer: Trainer, config: RunConfig, estimates: Estimates) -> None:
    """The encoder learns what the search has found; particles.star then has confidence, and likelier poses where there are any."""
    decoder, run = trainer.model.decoder, trainer.run
    assert isinstance(decoder, LowRankGrid), "a search has checked it"
    place = config.search.place.with_shifts_of(estimates.shifts_px)
    report = lambda values: run.append_metrics({"images_seen": 0, "phase": "encoder", **values})  # noqa: E731
    better = amortize(config.amortize, config.joint, place, trainer.sets.train, decoder, estimates, run, config.seed, report)
    results.write_particles(run, trainer.sets.train, better)
    hypervolume = hypervolumes.load(run, trainer.model.device)
    # Of the z that latents.npy now has: vol_k is class k of `select` and `export`.
    _write_maps(trainer, decoder if hypervolume is None else hypervolume.better_of(decoder), better, trainer.model.lattice.max_shell)
    before = run.read_evidence()
    _write_evidence(trainer, config, better, None if before is None else before.get("restart_agreement"))
    logger().info(f"images never trained on: cryofire infer {run.path} PARTICLES -o OUT")


def _write_results(trainer: Trainer, config: RunConfig, estimates: Estimates, shell: int, restart_agreement: float | None = None) -> None:
    results.write_particles(trainer.run, trainer.sets.train, estimates)
    _write_maps(trainer, trainer.model.decoder, estimates, shell)
    _write_evidence(trainer, config, estimates, restart_agreement)


def _write_maps(trainer: Trainer, decoder: Decoder, estimates: Estimates, shell: int) -> None:
    """Maps of typical conformations."""
    z = estimates.z.numpy()
    chosen = results.representative_latents(z, results.N_VOLUMES) if z.shape[1] > 0 else np.zeros((1, 0), np.float32)
    results.write_maps(trainer.run, decoder, trainer.model.box_px, trainer.config.data, chosen, shell)
    np.savetxt(trainer.run.volumes / "z.txt", chosen)


def _write_evidence(trainer: Trainer, config: RunConfig, estimates: Estimates, restart_agreement: float | None) -> None:
    dataset = trainer.sets.train
    assert config.data.map_pixel_size_A is not None, "a run's configuration is resolved"
    is_searched = config.search.is_enabled and not config.has_known_poses
    max_shift_px = config.search.largest_shift_px(dataset.box_px) if is_searched else None
    last_shell = max(LAST_SHELL, config.search.search_shell + NOISE_SHELLS) if is_searched else LAST_SHELL
    evidence = gather_evidence(
        dataset, estimates, config.data.map_pixel_size_A, max_shift_px, config.seed, trainer.model.device, restart_agreement, last_shell
    )
    trainer.run.write_evidence(None if evidence is None else evidence.to_dict())
