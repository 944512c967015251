"""Which step of a search follows which, at which shells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.whitened_images import Spectra
from cryofire.search.checkpoint import Keeper
from cryofire.search.config import SearchConfig
from cryofire.search.first_poses import begin
from cryofire.search.state import Course, Found
from cryofire.search.view_balance import even_views_again

Step = Callable[[Course], None]


def plan(config: SearchConfig, n_components: int, is_ab_initio: bool) -> list[Step]:
    """The steps, in order. They depend on the configuration alone, so a search goes on at any of them."""
    motion, search = config.motion_shell, config.search_shell
    find_motion: list[Step] = [Course.find_motion] if n_components > 0 else []
    grow: list[Step] = [Course.grow] if n_components > 0 else []
    grow_again: list[Step] = [Course.grow_again] if n_components > 0 else []
    measure_noise: list[Step] = [Course.measure_noise] if config.measures_noise else []
    if not is_ab_initio:
        return [*find_motion, *grow, *measure_noise]
    again = lambda shell, wide: [partial(Course.search_again, shell=shell, is_wide=wide)] if config.second_search else []  # noqa: E731
    refine = lambda first, last: [partial(Course.refine, shell=shell) for shell in range(first, last + 1, 2)]  # noqa: E731
    return [
        begin,
        *find_motion,
        *again(motion, True),
        *refine(motion, motion),
        *measure_noise,
        *grow,
        *refine(motion, search),
        *again(search, False),
        *([partial(even_views_again, shell=search)] if config.second_search else []),
        Course.refine_outwards,
        *([partial(Course.search_once_more, shell=search)] if config.second_search else []),
        *([Course.hold_frames] if n_components > 0 and config.frame_passes > 0 else []),
        *grow_again,
        Course.polish,
    ]


def find(
    spectra: Spectra,
    n_components: int,
    config: SearchConfig,
    oversampling: float,
    seed: int,
    known_poses: Poses | None = None,
    report: Callable[[str, float], None] = lambda name, value: None,
    keeper: Keeper | None = None,
) -> Found:
    """Poses (unless known), conformations and volumes of a set of images.

    Args:
        spectra: Up to the last shell of the search or further.
        n_components: At most; 0 for a rigid molecule.
        known_poses: (n, 3, 3) and (n, 2), kept as they are; None to search for them.
        keeper: Where the state is kept after each step; what it holds of this search already is not done again.
    """
    if known_poses is None:
        beliefs = Beliefs.ignorant(len(spectra), 0, spectra.images.device)
    else:
        beliefs = Beliefs.at_poses(known_poses.rotations, known_poses.shifts_px, 0)
    course = Course(config, spectra, beliefs, n_components, oversampling, seed, report)
    steps = plan(config, n_components, known_poses is None)
    n_done = keeper.load(course) if keeper is not None else 0
    if n_done > 0:
        logger().info(f"the search goes on after step {n_done} of {len(steps)}")
    for n, step in enumerate(steps[n_done:], n_done + 1):
        step(course)
        if keeper is not None:
            keeper.save(course, n)
    return course.found()
