"""Where most particles face one way, a search goes on with fewer of them, so that no view has many more than others.

What differs between particles that face one way is else explained by turns that are not there, and rare views, which
could tell, are outnumbered: the likelihood itself prefers wrong volumes.
"""

from __future__ import annotations

from cryofire.core.log import logger
from cryofire.inference.global_search import place
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.search.state import Course
from cryofire.search.view_distribution import even_rows, view_spread

EVEN_DRAWS = 2
"""Times that particles of even views are chosen anew, once views are known better."""
EVEN_ROUNDS = 3
"""Searches and rounds of local steps with each choice of them."""


def go_on_with_even_views(course: Course, beliefs: Beliefs) -> None:
    """Go on with those of all particles given that show all views nearly alike, by what is believed of them."""
    spread = view_spread(beliefs.rotations)[0]
    course.rows = even_rows(beliefs.rotations, course.seed).to(beliefs.rotations.device)
    course.spectra = course.everything.take(course.rows).with_noise(course.spectra.noise_sd)
    course.beliefs = beliefs.take(course.rows)
    logger().info(f"{spread:.0%} of the views in effect; on with {len(course.rows):,} particles of more even views")


def even_views_again(course: Course, shell: int) -> None:
    """Choose particles anew by the views known now, and search with those for a while; nothing where all are searched with."""
    if course.rows is None:
        return
    for _ in range(EVEN_DRAWS):
        volumes, _ = course.pass_in_closed_form(shell)
        cube = course.cube(shell)
        everything = course.everything.upto(cube.shell).with_noise(course.spectra.upto(cube.shell).noise_sd)
        placing = course.config.placing(cube.shell, course.reach_px).thorough()
        go_on_with_even_views(course, place(everything, volumes, cube, placing).beliefs)
        for _ in range(EVEN_ROUNDS):
            course.search_again(shell, is_wide=True, is_thorough=True)
            course.refine(shell)
