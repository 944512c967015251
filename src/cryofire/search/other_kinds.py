"""Several molecules in one stack: particles of another kind than most get random starts of their own.

A search begins with one volume. Where a part of the particles are another molecule, or a part of this one alone, components of z tell
them from the others and hold their volumes; but the poses of such particles began as what suited the first volume best, so that they end in
several frames, and of either hand, each copy with a volume of its own made of a few of them: right to itself, and no use together. Such
copies stand apart in z, and where they lie they resemble most particles' volume little; elsewhere, or nowhere, they do more: what
lacks a part and resembles it most where it lies is in its place. A search on all of them alone finds one volume, and it is better at
images that it was not made from.
"""

from __future__ import annotations

import time

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.k_means import k_means
from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.physics.pose_grids import rotation_grid
from cryofire.search.first_poses import begin
from cryofire.search.lay_onto import lay_onto
from cryofire.search.near_symmetry import agree_on_alike_poses
from cryofire.search.standing_apart import is_of_another_kind
from cryofire.search.state import SearchState, Where

MOST_LOOKS = 3
"""Times that other kinds are looked for again at the end, each only where the one before has found some."""
SHARED, LEAD = 0.4, 0.1
"""Correlation from which two molecules are taken to share a part, and its lead over the next best place (`lay_onto.py`): a whole
and its parts gave 0.54 and 0.70, leads of 0.3; two different parts 0.27, and 0.02."""
SAME_PARTICLES = 0.8
"""Of those that stand apart now or did before, the share that did both times, from which they are not searched apart in vain again."""
N_LAID_ONTO = 3
"""Clusters of the others that it is laid onto, one after the other: not all of them may have the part."""
FEWEST, LEAST_SHARE = 250, 0.05
"""Particles of another kind that are worth a search of their own, and their share of all."""


def look_for_other_kinds_again(state: SearchState, shell: int) -> None:
    """The same once all poses were searched for again: kinds that did not stand apart before, and further ones; then all poses anew."""
    for _ in range(MOST_LOOKS):
        if not search_other_kinds_apart(state, shell):
            return
        state.search_thoroughly()
        state.refine_to_outermost()


def search_other_kinds_apart(state: SearchState, shell: int) -> bool:
    """Poses of particles of another kind, by a search of their own, and components and all poses anew; in place.

    Nothing where there are none that were not searched apart before, or where it finds nothing better; says whether there was.

    Args:
        shell: Up to which poses are searched for.
    """
    started, particles = time.monotonic(), state.particles()
    if state.posteriors.z.shape[1] == 0 or len(particles) < 4 * FEWEST:
        return False
    rows = particles[is_of_another_kind(state, state.config.motion_shell)]
    rows = rows if state.is_apart is None else rows[~state.is_apart[rows]]
    if len(rows) < max(FEWEST, LEAST_SHARE * len(particles)):
        return False
    everyone = torch.arange(len(state.whitened), device=rows.device)
    are_these = torch.isin(everyone, rows)
    if state.stayed is not None and int((are_these & state.stayed).sum()) > SAME_PARTICLES * int((are_these | state.stayed).sum()):
        logger().info(f"{len(rows):,} particles look like another kind, and were searched apart in vain before")
        return False
    logger().info(f"{len(rows):,} particles are of another kind than the others: they are searched apart")
    own = search_apart(state, rows, shell)
    kept = own.particles()
    rows, found = rows[kept], own.posteriors.take(kept)
    as_they_are = held_out_nats(state, rows, particles, shell)
    apart = held_out_nats(own, kept, kept, shell)
    words = f"held-out {apart:+.2f} nats/image, and {as_they_are:+.2f} with the others"
    if apart <= as_they_are:
        logger().info(f"they stay where they were: {words}")
        state.stayed = are_these
        return False
    rotations = laid_into_the_frame(state, own, kept, rows)
    state.posteriors.rotations[rows], state.posteriors.shifts_px[rows] = rotations, found.shifts_px
    are_posed = torch.isin(everyone, rows)
    state.is_apart = are_posed if state.is_apart is None else state.is_apart | are_posed
    state.pass_in_closed_form(state.config.motion_shell)
    state.report_step(f"{len(rows):,} particles posed apart ({words})", started)
    state.grow()  # components of the old poses hold copies
    state.search_again(shell, Where.MIDDLE)
    return True


def laid_into_the_frame(state: SearchState, own: SearchState, kept: Int[Tensor, " l"], rows: Int[Tensor, " l"]) -> Float[Tensor, "l 3 3"]:
    """Rotations of particles searched apart, in the frame and hand of the others where they share a part; each about its own middle.

    Args:
        own: The search of those particles.
        kept: Those of them that show the molecule.
        rows: The same ones in the whole search.
    """
    shell, rotations, particles = state.config.motion_shell, own.posteriors.rotations[kept], state.particles()
    others = particles[~torch.isin(particles, rows)]
    z = state.posteriors.z[others]
    centres = k_means(z, min(N_LAID_ONTO, len(z)), state.seed).centres
    volumes, part = _volumes_of(state, others, shell), _volumes_of(own, kept, shell)[:, 0].contiguous()
    turns, basis = _turns(state), torch.cat([z.new_ones(len(centres), 1), centres], dim=1).to(volumes.dtype)
    tried = [lay_onto((volumes @ each).contiguous(), part, state.grid(shell), turns) for each in basis]
    laid = max(tried, key=lambda each: each.lead)
    if laid.agreement < SHARED or laid.lead < LEAD:
        logger().info(f"they share no part with the others (correlation {laid.agreement:.2f}): their frame and hand are their own")
        return rotations
    hand = ", of the other hand" if laid.is_mirrored else ""
    logger().info(f"they are laid onto the others{hand} (correlation {laid.agreement:.2f})")
    return laid.poses(rotations)


def search_apart(state: SearchState, rows: Int[Tensor, " l"], shell: int) -> SearchState:
    """Some of the images, searched by themselves from random starts to the poses of one volume."""
    config = state.config.model_copy(update={"even_views": 0.0})
    nothing_known = ParticlePosteriors.from_prior(len(rows), 0, state.whitened.images.device)
    own = SearchState(config, state.whitened.take(rows), nothing_known, 0, state.oversampling, state.seed + 1, lambda name, value: None)
    begin(own)
    agree_on_alike_poses(own, shell)
    own.search_again(shell, Where.MIDDLE)
    own.refine_mean(shell)
    return own


def held_out_nats(state: SearchState, rows: Int[Tensor, " l"], made_of: Int[Tensor, " m"], shell: int) -> float:
    """Mean log-likelihood over noise of some particles at their poses, by volumes of the half of others that they are not in."""
    is_first = torch.rand(len(state.whitened), generator=torch.Generator().manual_seed(state.seed)).to(rows.device) < 0.5
    total = 0.0
    for half in (is_first, ~is_first):
        volumes = _volumes_of(state, made_of[half[made_of]], shell)
        asked = rows[~half[rows]]
        seen = state.posteriors.take(asked)
        latents_given_poses(state.whitened.upto(shell).take(asked), seen, state.grid(shell), volumes)
        total += float(seen.log_likelihood.sum())
    return total / max(1, len(rows))


def _turns(state: SearchState) -> Float[Tensor, "r 3 3"]:
    """At which one volume is tried on another: all of the pose grid, whatever the symmetry."""
    return rotation_grid(state.config.direction_order, state.config.n_in_plane, state.whitened.images.device)


def _volumes_of(state: SearchState, rows: Int[Tensor, " m"], shell: int) -> Complex[Tensor, "voxels c"]:
    """Volumes of some particles alone, at their poses and z."""
    whitened, posteriors, grid = state.whitened.upto(shell).take(rows), state.posteriors.take(rows), state.grid(shell)
    prior = state.prior_upto(grid.shell)
    prior = solve_volumes(whitened, posteriors, grid, None)[1] if prior is None else prior
    return solve_volumes(whitened, posteriors, grid, prior)[0]
