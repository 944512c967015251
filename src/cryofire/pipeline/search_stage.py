"""A run without a network: the search's answers become the run's estimates and the decoder's volumes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial

import torch

from cryofire.core.batch_size import fitting
from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.core.report import Report
from cryofire.core.types import Latents, Poses
from cryofire.data.dataset import Sets
from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.estimates import Estimate, Estimates
from cryofire.inference.global_search import cropped
from cryofire.inference.whitened_images import load_whitened
from cryofire.models.cryofire import CryoFire
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.models.image_formation import form_images
from cryofire.objective.objective import Loss
from cryofire.pipeline.build import open_sets
from cryofire.pipeline.record import SEARCH
from cryofire.pipeline.work import Work
from cryofire.search.ab_initio import agreement_of_starts
from cryofire.search.checkpoint import SearchCheckpoint
from cryofire.search.complete import CompletedSearch, complete
from cryofire.search.full_set import WholeSet, choose_subset
from cryofire.search.plan import Watch, find
from cryofire.search.state import SearchState
from cryofire.training.hooks.base import HeavyReport
from cryofire.training.published.schedule import Phase, ScheduleState
from cryofire.training.published.step import StepResult
from cryofire.validation.evidence import LAST_SHELL
from cryofire.validation.measures import density_of, shape_of_density
from cryofire.validation.so_far import gather_so_far, is_due
from cryofire.validation.verdict import INVERTED_SKEWNESS, judge


@dataclass(frozen=True)
class Searched:
    """What a search found, beside the volumes that the decoder now holds."""

    estimates: Estimates
    restart_agreement: float | None
    """Of `agreement_of_starts`."""
    last_shell: int
    """Shell up to which poses were refined."""
    share_apart: float
    """Of the particles searched, those of another kind than most, posed by a search of their own."""


def run_search(work: Work) -> Searched:
    """Search, put the volumes found into the model's decoder, and return poses and conformations.

    Raises:
        ConfigError: If the decoder cannot hold the volumes.
        Stopped: If asked to stop, after the step at hand, whose state is kept.
    """
    config, sets, run, decoder, device = work.config, work.sets, work.run, work.model.decoder, work.device
    if not isinstance(decoder, LowRankGrid) or decoder.is_mixed:
        raise ConfigError("a search finds volumes linear in z, which only the decoder low_rank_grid (without components) holds.")
    started = time.monotonic()
    known = sets.train.poses.to(device) if config.has_known_poses and sets.train.poses is not None else None
    if known is not None and config.model.pose.no_trans:
        known = Poses(known.rotations, torch.zeros_like(known.shifts_px))
    subset = choose_subset(len(sets.train), sets.train.box_px, config.search, config.seed)
    n_searched = len(subset.rows)
    if n_searched < len(sets.train):
        logger().info(f"searching with {n_searched:,} of {len(sets.train):,} particles; the others are placed afterwards")

    def report(name: str, log_likelihood: float, n_done: int, n_steps: int) -> None:
        seconds = time.monotonic() - started
        left_s = seconds * (n_steps - n_done) / n_done if n_done > 0 else None
        values = {"log_likelihood": round(log_likelihood, 4)}
        work.report(Report(SEARCH, name, n_done, n_steps, "steps", n_done * n_searched, seconds, left_s, values))

    def step_is_kept(n_done: int, n_steps: int) -> None:
        work.stop.check(f"stopped after step {n_done} of {n_steps} of the search", work.resume_command)

    def going_on(n_done: int) -> None:
        run.trim_metrics(SEARCH, n_done)

    whitened = load_whitened(sets.train, subset.rows, device, subset.last_shell)
    known_here = None if known is None else known[subset.rows.to(device)]
    watch = Watch(report, step_is_kept, partial(_judge_so_far, work), going_on, SearchCheckpoint(run.search, run.write_search))
    found = find(whitened, config.model.z_dim, config.search, decoder.oversampling, config.seed, known_here, watch)
    del whitened  # whitened anew in what was found
    last_shell, n_steps = found.grid.shell, watch.n_steps + 1
    whole = WholeSet(sets.train, subset.of(found.rows), known)
    told = lambda name, value: report(name, value, n_steps, n_steps)  # noqa: E731
    completed = fitting(lambda: complete(whole, found, config.search, told, config.seed))
    completed = _bright(work, completed)
    completed.estimates.rotations.copy_(config.search.point_group.within_asymmetric_unit(completed.estimates.rotations))
    decoder.put_volumes(volumes_for(decoder, completed.grid, completed.volumes))
    logger().info(f"search: {time.monotonic() - started:.0f} s")
    return Searched(completed.estimates.with_z_dim(config.model.z_dim), agreement_of_starts(found.starts), last_shell, found.share_apart)


def _judge_so_far(work: Work, state: SearchState, n_done: int, n_steps: int) -> None:
    """Tell at a few of the steps whether what a search has found can be believed."""
    if not is_due(n_done, n_steps):
        return
    config, dataset = work.config, work.sets.train
    place = None if config.has_known_poses else config.search.place
    evidence = gather_so_far(state, config.data.map_pixel_size_A or dataset.pixel_size_A, place)
    if evidence is not None:
        if config.data.invert_found:  # a map that comes out dark turns the contrast at the end
            evidence = replace(evidence, density_skewness=abs(evidence.density_skewness))
        judgement = judge(evidence)
        work.run.write_verdict_so_far({**judgement.to_dict(), "n_done": n_done, "n_steps": n_steps})
        logger().info(f"so far, after {n_done} of {n_steps} steps: {judgement.line().removeprefix('verdict: ')}")


def _bright(work: Work, found: CompletedSearch) -> CompletedSearch:
    """The result with protein bright; where the map is dark, the contrast that was found from the images is turned, of the images as well.

    Turning images turns their volumes: poses, conformations and likelihoods stay.
    """
    data = work.config.data
    inner = found.grid.upto(min(LAST_SHELL, found.grid.shell))
    density, radius = density_of(cropped(found.volumes[:, :1], found.grid, inner)[:, 0], inner)
    skewness = shape_of_density(density, radius, work.sets.train.box_px)[0]
    if skewness > INVERTED_SKEWNESS or not data.invert_found:
        return found
    logger().warning(f"the map is dark on a bright ground (skewness {skewness:.1f}): contrast was taken the wrong way round and is turned")
    work.change(data=data.model_copy(update={"invert": not data.invert}))
    work.sets = open_sets(work.config)
    return replace(found, volumes=-found.volumes)


@torch.no_grad()
def heavy_report(sets: Sets, model: CryoFire, estimates: Estimates) -> HeavyReport:
    """What pictures are made of, for a run that has no network to infer with."""
    shell = model.lattice.max_shell
    rows = torch.arange(min(16, len(sets.train)))
    batch = sets.train.batch(rows).to(model.device)
    poses = Poses(estimates.rotations[rows], estimates.shifts_px[rows]).to(model.device)
    z = estimates.z[rows].to(model.device)
    latents = Latents(z[:, None], z[:, None]) if model.z_dim > 0 else None
    candidates = Poses(poses.rotations[:, None], poses.shifts_px[:, None])
    prediction = form_images(model.decoder, candidates, latents, batch.optics, model.lattice_upto(shell).freqs_per_px)
    zero = torch.zeros((), device=model.device)
    result = StepResult(Loss(zero, zero, None), Estimate(poses, z, torch.zeros(len(rows), dtype=torch.long)), prediction[:, 0])
    return HeavyReport(0, False, sets.train, estimates, model, batch, result, ScheduleState(Phase.JOINT, shell))
