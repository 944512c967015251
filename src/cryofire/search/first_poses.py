"""The first step of a search: poses from nothing."""

from __future__ import annotations

import time

from jaxtyping import Complex
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.grid_assignment import search
from cryofire.inference.pose_grid import Bank
from cryofire.search.ab_initio import StartRecord, find_volume
from cryofire.search.config import LARGEST_REACH
from cryofire.search.state import Course
from cryofire.search.view_balance import go_on_with_even_views
from cryofire.search.view_distribution import FEWEST_KEPT, view_spread
from cryofire.search.volume_agreement import agreement

BORDER = 0.02
"""Width of the border of the range of shifts, in boxes."""
CROWDED_BORDER = 0.15
"""Where more than this share of the particles sits at the border of the shifts searched, the range was too small."""
OTHER_PARTICLES = "other particles"
"""Kind of start that the volume made from the particles thinned before is kept as."""


def begin(course: Course) -> None:
    """A volume from random starts, then every particle's best pose of the bank, then local steps."""
    started = time.monotonic()
    config, shell = course.config, course.cube(course.config.search_shell).shell
    bank = course.bank(shell)
    volume = _from_random_starts(course, bank)
    if len(course.beliefs) > FEWEST_KEPT and view_spread(course.beliefs.rotations)[0] < config.even_views:
        volume = _with_even_views(course, bank)
    course.centre()
    course.say("best pose of the bank", started)
    if _fit_reach(course):
        search(course.spectra.upto(shell), course.beliefs, course.bank(shell), volume[:, None], chunk=100)
        course.centre()
        course.say("best pose of the bank, wider", started)
        _fit_reach(course)
    for last in (config.motion_shell, config.search_shell):
        course.refine_mean(last)


def _from_random_starts(course: Course, bank: Bank) -> Complex[Tensor, " voxels"]:
    """A volume made from nothing, and each particle's best pose of the bank under it, in place."""
    inner = course.spectra.upto(bank.cube.shell)
    volume, course.starts = find_volume(inner, bank, course.config.ab_initio, course.config.place.bank_shell, course.seed)
    search(inner, course.beliefs, bank, volume[:, None], chunk=100)
    return volume


def _with_even_views(course: Course, bank: Bank) -> Complex[Tensor, " voxels"]:
    """The same twice over, with particles of more even views by the poses found before."""
    beliefs = course.beliefs
    go_on_with_even_views(course, beliefs)
    first = _from_random_starts(course, bank)
    # The views of a wrong volume are even only to itself.
    search(course.everything.upto(bank.cube.shell), beliefs, bank, first[:, None], chunk=100)
    go_on_with_even_views(course, beliefs)
    held_out_nats = max(start.held_out_nats for start in course.starts)
    second = _from_random_starts(course, bank)
    # Other random starts, and for the most part other particles: where both end at one volume, that counts as starts that agree.
    course.starts += (StartRecord(OTHER_PARTICLES, held_out_nats, agreement(second, first, bank.cube, bank.rotations)),)
    return second


def _fit_reach(course: Course) -> bool:
    """Look for particles from now on as far off the centre as most of them are; says whether that is further than before."""
    if course.config.max_shift_px is not None:
        return False
    box_px, before = course.spectra.lattice.box_px, course.reach_px
    off_px = course.beliefs.shifts_px.abs().amax(dim=1)
    if float((off_px > before - BORDER * box_px).float().mean()) > CROWDED_BORDER:
        course.reach_px = min(1.6 * before, LARGEST_REACH * box_px)
    else:
        # Wrong poses have any shift: the share of particles that decides is one that even a poor start gets right.
        course.reach_px = min(before, float(off_px.quantile(0.9)) + BORDER * box_px)
    logger().info(f"particles are looked for up to {course.reach_px:.1f} px off the centre")
    return course.reach_px > before
