"""The first step of a search: poses from nothing."""

from __future__ import annotations

import time

from jaxtyping import Complex
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.grid_assignment import assign_best_poses
from cryofire.inference.pose_grid import PoseGrid
from cryofire.search.ab_initio import StartRecord, find_volume
from cryofire.search.config import LARGEST_SHIFT
from cryofire.search.particle_weights import weigh_particles
from cryofire.search.state import SearchState
from cryofire.search.view_balance import go_on_with_all, go_on_with_even_views
from cryofire.search.view_distribution import FEWEST_KEPT, view_spread
from cryofire.search.volume_agreement import agreement

BORDER = 0.02
"""Width of the border of the range of shifts, in boxes."""
CROWDED_BORDER = 0.15
"""Where more than this share of the particles sits at the border of the shifts searched, the range was too small."""
OTHER_PARTICLES = "other particles"
"""Label of the record that compares the volumes of two view-balanced subsets."""


def begin(state: SearchState) -> None:
    """A volume from random starts, then every particle's best pose of the grid, then local steps."""
    started = time.monotonic()
    config, shell = state.config, state.grid(state.config.search_shell).shell
    pose_grid = state.pose_grid(shell)
    volume = _from_random_starts(state, pose_grid)
    if _is_uneven(state):
        weigh_particles(state, shell, is_searched=True)  # junk takes few poses, and all of it the same ones
        if _is_uneven(state):
            volume = _with_even_views(state, pose_grid)
    state.centre()
    state.report_step("best pose of the grid", started)
    if _fit_max_shift(state):
        assign_best_poses(state.whitened.upto(shell), state.posteriors, state.pose_grid(shell), volume[:, None])
        state.centre()
        state.report_step("best pose of the grid, wider", started)
        _fit_max_shift(state)
    for last in (config.motion_shell, config.search_shell):
        state.refine_mean(last)


def _is_uneven(state: SearchState) -> bool:
    """Whether so few of the views are seen that particles should be thinned; never where there are few particles."""
    rotations = state.posteriors.rotations[state.particles()]
    return len(rotations) > FEWEST_KEPT and view_spread(rotations, state.config.point_group)[0] < state.config.even_views


def _from_random_starts(state: SearchState, pose_grid: PoseGrid) -> Complex[Tensor, " voxels"]:
    """A volume made from nothing, and each particle's best pose of the grid under it, in place."""
    inner = state.whitened.upto(pose_grid.grid.shell)
    volume, state.starts = find_volume(inner, pose_grid, state.config.ab_initio, state.config.place.grid_shell, state.seed)
    assign_best_poses(inner, state.posteriors, pose_grid, volume[:, None])
    return volume


def _with_even_views(state: SearchState, pose_grid: PoseGrid) -> Complex[Tensor, " voxels"]:
    """The same twice over, with particles of more even views by the poses found before.

    A wrong volume makes even views look uneven: where the next volume, made from the thinned particles, sees all of them evenly,
    they are not thinned, and the search goes on with all of them under that one.
    """
    posteriors, particles = state.posteriors, state.particles()
    go_on_with_even_views(state, posteriors, particles)
    first = _from_random_starts(state, pose_grid)
    # The views of a wrong volume are even only to itself.
    assign_best_poses(state.everything.upto(pose_grid.grid.shell), posteriors, pose_grid, first[:, None])
    spread = view_spread(posteriors.rotations[particles], state.config.point_group)[0]
    if spread >= state.config.even_views:
        go_on_with_all(state, posteriors)
        logger().info(f"another volume sees {spread:.0%} of the views in effect: the first was wrong, and no particles are left out")
        return first
    go_on_with_even_views(state, posteriors, particles)
    held_out_nats = max(start.held_out_nats for start in state.starts)
    second = _from_random_starts(state, pose_grid)
    # Other random starts, and for the most part other particles: where both end at one volume, that counts as starts that agree.
    state.starts += (StartRecord(OTHER_PARTICLES, held_out_nats, agreement(second, first, pose_grid.grid, pose_grid.rotations)),)
    return second


def _fit_max_shift(state: SearchState) -> bool:
    """Look for particles from now on as far off the centre as most of them are; says whether that is further than before."""
    if state.config.max_shift_px is not None:
        return False
    box_px, before = state.whitened.lattice.box_px, state.max_shift_px
    off_px = state.posteriors.shifts_px.abs().amax(dim=1)
    if float((off_px > before - BORDER * box_px).float().mean()) > CROWDED_BORDER:
        state.max_shift_px = min(1.6 * before, LARGEST_SHIFT * box_px)
    else:
        # Wrong poses have any shift: the share of particles that decides is one that even a poor start gets right.
        state.max_shift_px = min(before, float(off_px.quantile(0.9)) + BORDER * box_px)
    logger().info(f"particles are looked for up to {state.max_shift_px:.1f} px off the centre")
    return state.max_shift_px > before
