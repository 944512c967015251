"""The stage that refines two halves of the particles apart (`train --halves`), and what it leaves in the folder `halves`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.report import Report
from cryofire.core.team import team
from cryofire.core.types import Poses, put_rows
from cryofire.inference.decoder_volumes import map_of, volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.kernel_sums import RIDGE
from cryofire.inference.volume_sums import ShareOfWeight, VolumeSums
from cryofire.io.atomic import write_atomically
from cryofire.io.relion.columns import RANDOM_SUBSET
from cryofire.io.relion.write import write_star
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.physics.lattice import Lattice
from cryofire.pipeline import halves_store
from cryofire.pipeline.halves_store import HalfVolumes, StoredHalves
from cryofire.pipeline.record import HALVES
from cryofire.pipeline.results import columns_of
from cryofire.pipeline.work import Work
from cryofire.search.full_set import SearchedSubset, WholeSet, noise_upto
from cryofire.search.halves import Half, Known, refine_half, split
from cryofire.search.halves_agreement import Agreement, compare
from cryofire.validation.half_map_files import write_half_maps
from cryofire.validation.half_maps import judge_half_maps
from cryofire.validation.verdict import judge_run

FEWEST = 200
"""Particles that show the molecule, at least, in a run whose halves are refined apart."""


def refine_halves(work: Work) -> None:
    """Refine both, compare them, and write poses, maps and numbers; evidence and verdict follow. Too few particles stay as they are.

    Raises:
        Stopped: If asked to stop; the halves are begun again then.
    """
    config, dataset, decoder = work.config, work.sets.train, work.model.decoder
    assert isinstance(decoder, LowRankGrid), "a search has checked it"
    n_shown = int(work.estimates.shows_molecule().sum())
    if n_shown < FEWEST:
        logger().warning(f"{n_shown:,} particles show the molecule, too few to refine halves of them apart: --halves has no effect")
        return
    started = time.monotonic()
    grid, volumes = volumes_of(decoder, config.search.point_group)
    known = Known(dataset, work.estimates, volumes, replace(grid, mask_radius=config.search.mask_radius or grid.mask_radius))
    start_A = dataset.box_px * dataset.pixel_size_A / config.search.motion_shell
    logger().info(f"two halves of the particles are refined apart, from volumes to {start_A:.0f} A on")

    def refined(which: int, rows: Int[Tensor, " n"]) -> Half:
        def told(name: str, value: float, n_done: int, n_steps: int) -> None:
            done, total, seconds = which * n_steps + n_done, 2 * n_steps, time.monotonic() - started
            left_s = seconds * (total - done) / done
            values = {"log_likelihood": round(value, 4)}
            work.report(Report(HALVES, f"half {which + 1}: {name}", done, total, "steps", done * len(rows), seconds, left_s, values))
            work.stop.check("stopped while halves were refined apart", work.resume_command)

        return refine_half(known, rows, config.search, decoder.oversampling, config.seed + which, told)

    one, two = (refined(which, rows) for which, rows in enumerate(split(len(dataset), config.seed)))
    agreement = compare(one, two, config.search, config.seed)
    _write(work, one, two, agreement, start_A)
    logger().info(f"halves refined apart: {time.monotonic() - started:.0f} s")


def _write(work: Work, one: Half, two: Half, agreement: Agreement, start_A: float) -> None:
    dataset, data, n = work.sets.train, work.config.data, len(work.sets.train)
    assert data.norm is not None
    pixel_size_A = data.map_pixel_size_A or dataset.pixel_size_A
    maps = [_mean_map(work, half, data.norm[1]) for half in (one, two)]
    judged = judge_half_maps(maps[0], maps[1], pixel_size_A)
    subset = torch.ones(n, dtype=torch.long)
    subset[two.rows] = 2
    estimates = _together(work.estimates, one, two)
    numbers = {
        "start_A": round(start_A, 3),
        "particles": [len(one.rows), len(two.rows)],
        "last_shells": [one.grid.shell, two.grid.shell],
        "compared": agreement.n_compared,
        "poses_agree": agreement.poses,
        "pose_median_deg": agreement.median_deg,
        "z_agree": agreement.z,
        **judged.numbers(),
    }
    kept = [HalfVolumes(half.volumes, half.grid, _whole_noise(half, dataset.box_px)) for half in (one, two)]

    def write(folder: Path) -> None:
        halves_store.save(folder, StoredHalves(estimates, subset, kept[0], kept[1], numbers))
        write_half_maps(folder, maps[0], maps[1], pixel_size_A, judged)
        poses = dataset.on_disk(Poses(estimates.rotations, estimates.shifts_px))
        columns = columns_of(estimates) | {RANDOM_SUBSET: subset.numpy()}
        write_atomically(folder / "particles.star", lambda path: write_star(path, dataset.table, poses, columns))

    if not team().is_first:
        return
    work.run.write_halves(write)
    z = "" if agreement.z is None else f", and {agreement.z:.0%} of the variance of z"
    logger().info(
        f"halves refined apart find {agreement.poses:.0%} of each other's poses (within 10 degrees){z}; their mean maps agree to "
        f"{numbers['resolution_0.143_A']:.1f} A (0.143)"
    )
    evidence = work.run.read_evidence()
    if evidence is not None:
        work.run.write_evidence({**evidence, **halves_store.evidence_of(work.run)})
    judge_run(work.run.path)


def _together(known: Estimates, one: Half, two: Half) -> Estimates:
    """Every particle as its own half has it, as many dimensions of z as the run has."""
    n, z_dim = known.z.shape
    found = replace(Estimates.empty(n, z_dim), scores=torch.zeros(n), odds=torch.zeros(n), contrasts=torch.zeros(n))
    for half in (one, two):
        put_rows(found, half.rows, half.estimates.with_z_dim(z_dim))
    return found


def _mean_map(work: Work, half: Half, image_std: float) -> Float[Tensor, "box box box"]:
    """The map of all conformations of one half together, from its own poses, contrasts and weights."""
    dataset = work.sets.train
    shell = Lattice.create(dataset.box_px).max_shell
    sums = VolumeSums(half.grid.upto(shell), 0)
    whole = WholeSet(dataset, SearchedSubset(torch.empty(0, dtype=torch.long), None), None, half.rows)
    for part, whitened in whole.parts(torch.arange(len(half.rows)), shell, half.images):
        own = half.estimates.judged(whitened, part)
        sums.add(own, half.estimates.posteriors(part, sums.grid.device).with_no_components())
    return map_of(sums.solve(ShareOfWeight(RIDGE))[0][:, 0], sums.grid, dataset.box_px, image_std)


def _whole_noise(half: Half, box_px: int) -> Float[Tensor, " k"]:
    return noise_upto(half.noise_sd, len(Lattice.create(box_px)))
