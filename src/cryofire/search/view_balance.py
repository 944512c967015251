"""Where most particles face one way, a search goes on with fewer of them, so that no view has many more than others.

What differs between particles that face one way is else explained by turns that are not there, and rare views, which
could tell, are outnumbered: the likelihood itself prefers wrong volumes.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from jaxtyping import Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.global_search import search_globally
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.search.judge import Judge
from cryofire.search.particle_weights import judged_as_searched, weights_by_odds
from cryofire.search.state import SearchState, Where
from cryofire.search.view_distribution import even_rows, view_spread

EVEN_DRAWS = 2
"""Times that particles of even views are chosen anew, once views are known better."""
EVEN_ROUNDS = 3
"""Searches and rounds of local steps with each choice of them."""


def go_on_with_even_views(state: SearchState, posteriors: ParticlePosteriors, particles: Int[Tensor, " m"]) -> None:
    """Continue the search with a subset of all images given, whose poses spread over the views more evenly.

    Args:
        particles: Those among which they are chosen: the ones taken to show the molecule.
    """
    rotations = posteriors.rotations[particles]
    spread = view_spread(rotations, state.config.point_group)[0]
    state.rows = particles[even_rows(rotations, state.seed, state.config.point_group).to(particles.device)]
    state.see_images(state.whitened.noise_sd, None, None)
    state.posteriors = replace(posteriors.take(state.rows), probability=None)  # local steps to come change it
    logger().info(f"{spread:.0%} of the views in effect; on with {len(state.rows):,} particles of more even views")


def go_on_with_all(state: SearchState, posteriors: ParticlePosteriors) -> None:
    """Continue the search with all particles given after all."""
    state.rows, state.posteriors = None, replace(posteriors, probability=None)
    state.see_images(state.whitened.noise_sd, None, None)


def even_views_again(state: SearchState, shell: int) -> None:
    """Choose particles anew by the views known now, and search with those for a while; nothing where all are searched with."""
    if state.rows is None:
        return
    for _ in range(EVEN_DRAWS):
        volumes = state.pass_in_closed_form(shell)
        grid = state.grid(shell)
        everything = state.everything.upto(grid.shell).with_noise(state.whitened.upto(grid.shell).noise_sd)
        placing = state.config.placing(grid.shell, state.max_shift_px).thorough()
        found = search_globally(everything, volumes, grid, placing, shift_density=state.shift_density())
        odds = judged_as_searched(state, everything, found, Judge(grid, volumes), placing)[1]
        go_on_with_even_views(state, found, torch.nonzero(weights_by_odds(odds) > 0.5)[:, 0])
        for _ in range(EVEN_ROUNDS):
            state.search_again(shell, Where.ANYWHERE, is_thorough=True)
            state.refine(shell)
