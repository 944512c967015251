"""Which step of a search follows which, at which shells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cryofire.core.batch_size import fitting
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.checkpoint import SearchCheckpoint
from cryofire.search.config import SearchConfig
from cryofire.search.first_poses import begin
from cryofire.search.near_symmetry import agree_on_alike_poses
from cryofire.search.other_kinds import look_for_other_kinds_again, search_other_kinds_apart
from cryofire.search.particle_weights import leave_out_strong, weigh_particles
from cryofire.search.relax import begin_with_symmetry
from cryofire.search.result import SearchResult
from cryofire.search.state import SearchState, Where
from cryofire.search.stragglers import search_stragglers
from cryofire.search.view_balance import even_views_again

Step = Callable[[SearchState], object]


def plan(config: SearchConfig, n_components: int, is_ab_initio: bool) -> list[Step]:
    """The steps, in order. They depend on the configuration alone, so a search goes on at any of them."""
    motion, search = config.motion_shell, config.search_shell
    find_motion: list[Step] = [SearchState.find_motion] if n_components > 0 else []
    grow: list[Step] = [partial(SearchState.grow, is_moving=is_ab_initio)] if n_components > 0 else []
    grow_again: list[Step] = [SearchState.grow_again] if n_components > 0 else []
    measure_noise: list[Step] = [SearchState.measure_noise] if config.measures_noise else []
    weigh: Step = partial(weigh_particles, shell=search, is_searched=is_ab_initio)
    if not is_ab_initio:
        return [leave_out_strong, *find_motion, weigh, *grow, *measure_noise, weigh]
    in_the_middle: Step = partial(SearchState.search_again, shell=search, where=Where.MIDDLE)
    anywhere: Step = partial(SearchState.search_again, shell=motion, where=Where.ANYWHERE)
    thoroughly: Step = SearchState.search_thoroughly
    looks_apart = n_components > 0 and config.other_kinds
    kinds_apart: list[Step] = [partial(search_other_kinds_apart, shell=search)] if looks_apart else []
    kinds_again: list[Step] = [partial(look_for_other_kinds_again, shell=search)] if looks_apart else []
    only_if_searched = lambda *steps: list(steps) if config.second_search else []  # noqa: E731
    refine = lambda first, last: [partial(SearchState.refine, shell=shell) for shell in range(first, last + 1, 2)]  # noqa: E731
    return [
        leave_out_strong,
        begin_with_symmetry if config.relaxes else begin,
        weigh,
        *([partial(agree_on_alike_poses, shell=search)] if config.alike_poses else []),
        *find_motion,
        *only_if_searched(anywhere),
        weigh,
        *refine(motion, motion),
        *measure_noise,
        *grow,  # which refines at the first of these shells
        *refine(motion + 2 if n_components > 0 else motion, search),
        *only_if_searched(in_the_middle),
        weigh,
        *only_if_searched(partial(even_views_again, shell=search)),
        SearchState.refine_outwards,
        *only_if_searched(unless_settled(in_the_middle)),
        *([SearchState.align_states] if n_components > 0 and config.frame_passes > 0 else []),
        weigh,
        *grow_again,
        *only_if_searched(*kinds_apart),
        # Components and poses mend each other: what better volumes find makes better volumes.
        *only_if_searched(
            *map(unless_settled, (thoroughly, in_the_middle, weigh, SearchState.refine_to_outermost, thoroughly, search_stragglers))
        ),
        *only_if_searched(*kinds_again),
        SearchState.polish,
        weigh,
    ]


def unless_settled(step: Step) -> Step:
    """The step, left out where the last search of every pose hardly turned any particle."""

    def unless(state: SearchState) -> None:
        if not state.is_settled:
            step(state)

    return unless


@dataclass
class Watch:
    """Who is told of a search's steps, and where its state is kept after each."""

    report: Callable[[str, float, int, int], None] = lambda name, value, n_done, n_steps: None
    """Told the name of what was done, the mean log-likelihood over noise after it (nats an image), and the steps finished of how many."""
    step_is_kept: Callable[[int, int], None] = lambda n_done, n_steps: None
    """Called once a step's state is on disk, with the steps finished and in all; may raise to stop there."""
    look: Callable[[SearchState, int, int], None] = lambda state, n_done, n_steps: None
    """Shown the state before that, with the same numbers; may change nothing of it."""
    going_on: Callable[[int], None] = lambda n_done: None
    """Called first, with the steps that an earlier process has finished."""
    checkpoint: SearchCheckpoint | None = None
    """What it holds of this search already is not done again."""
    n_steps: int = 0
    """Of the plan; known once the search has begun."""


def find(
    whitened: WhitenedImages,
    n_components: int,
    config: SearchConfig,
    oversampling: float,
    seed: int,
    known_poses: Poses | None = None,
    watch: Watch | None = None,
) -> SearchResult:
    """Poses (unless known), conformations and volumes of a set of images.

    Args:
        whitened: Up to the last shell of the search or further.
        n_components: At most; 0 for a rigid molecule.
        known_poses: (n, 3, 3) and (n, 2), kept as they are; None to search for them.
    """
    if known_poses is None:
        posteriors = ParticlePosteriors.from_prior(len(whitened), 0, whitened.images.device)
    else:
        posteriors = ParticlePosteriors.at_poses(known_poses.rotations, known_poses.shifts_px, 0)
    watching, n_done = watch or Watch(), 0

    def report(name: str, value: float) -> None:
        watching.report(name, value, n_done, watching.n_steps)

    state = SearchState(config, whitened, posteriors, n_components, oversampling, seed, report)
    steps = plan(config, n_components, known_poses is None)
    watching.n_steps = len(steps)
    n_before = watching.checkpoint.load(state, len(steps)) if watching.checkpoint is not None else 0
    watching.going_on(n_before)
    if n_before > 0:
        logger().info(f"the search goes on after step {n_before} of {len(steps)}")
    for n_done, step in enumerate(steps[n_before:], n_before + 1):
        before = state.copied()
        fitting(partial(step, state), partial(state.become, before))
        del before
        if watching.checkpoint is not None:
            watching.checkpoint.save(state, n_done, len(steps))
        watching.look(state, n_done, len(steps))
        if watching.checkpoint is not None:
            watching.step_is_kept(n_done, len(steps))
    return state.found()
