"""Which step of a search follows which, at which shells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.checkpoint import SearchCheckpoint
from cryofire.search.config import SearchConfig
from cryofire.search.first_poses import begin
from cryofire.search.state import SearchResult, SearchState
from cryofire.search.view_balance import even_views_again

Step = Callable[[SearchState], None]


def plan(config: SearchConfig, n_components: int, is_ab_initio: bool) -> list[Step]:
    """The steps, in order. They depend on the configuration alone, so a search goes on at any of them."""
    motion, search = config.motion_shell, config.search_shell
    find_motion: list[Step] = [SearchState.find_motion] if n_components > 0 else []
    grow: list[Step] = [SearchState.grow] if n_components > 0 else []
    grow_again: list[Step] = [SearchState.grow_again] if n_components > 0 else []
    measure_noise: list[Step] = [SearchState.measure_noise] if config.measures_noise else []
    if not is_ab_initio:
        return [*find_motion, *grow, *measure_noise]
    again = lambda shell, wide: [partial(SearchState.search_again, shell=shell, is_wide=wide)] if config.second_search else []  # noqa: E731
    refine = lambda first, last: [partial(SearchState.refine, shell=shell) for shell in range(first, last + 1, 2)]  # noqa: E731
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
        SearchState.refine_outwards,
        *([partial(SearchState.search_once_more, shell=search)] if config.second_search else []),
        *([SearchState.align_states] if n_components > 0 and config.frame_passes > 0 else []),
        *grow_again,
        SearchState.polish,
    ]


def find(
    whitened: WhitenedImages,
    n_components: int,
    config: SearchConfig,
    oversampling: float,
    seed: int,
    known_poses: Poses | None = None,
    report: Callable[[str, float], None] = lambda name, value: None,
    search_checkpoint: SearchCheckpoint | None = None,
) -> SearchResult:
    """Poses (unless known), conformations and volumes of a set of images.

    Args:
        whitened: Up to the last shell of the search or further.
        n_components: At most; 0 for a rigid molecule.
        known_poses: (n, 3, 3) and (n, 2), kept as they are; None to search for them.
        keeper: Where the state is kept after each step; what it holds of this search already is not done again.
    """
    if known_poses is None:
        posteriors = ParticlePosteriors.from_prior(len(whitened), 0, whitened.images.device)
    else:
        posteriors = ParticlePosteriors.at_poses(known_poses.rotations, known_poses.shifts_px, 0)
    state = SearchState(config, whitened, posteriors, n_components, oversampling, seed, report)
    steps = plan(config, n_components, known_poses is None)
    n_done = search_checkpoint.load(state) if search_checkpoint is not None else 0
    if n_done > 0:
        logger().info(f"the search goes on after step {n_done} of {len(steps)}")
    for n, step in enumerate(steps[n_done:], n_done + 1):
        step(state)
        if search_checkpoint is not None:
            search_checkpoint.save(state, n)
    return state.found()
