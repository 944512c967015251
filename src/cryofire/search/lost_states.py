"""Several molecules in one stack: particles whose poses mean nothing get random starts of their own.

A search begins with one volume. Where a part of the particles are another molecule, or a part of the molecule alone, that volume
tells their poses badly, and volumes made of wrong poses never mend them; yet z tells them from the others. They are known by their
poses not being found again, by a search from nothing under volumes that the images had no part in; a search of their own on them
alone then finds poses in a frame of its own, and components grown anew hold both.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.global_search import search_globally
from cryofire.inference.linear_subspace import solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.physics.rotations import angle_between_deg
from cryofire.search.first_poses import begin
from cryofire.search.state import FAR_DEG, SearchState, Where, prior_upto

N_PROBED = 2000
"""Particles whose poses are searched for anew, at most; what they show of their neighbours in z holds for all."""
N_NEIGHBOURS = 40
"""Of those, nearest to a particle in z: the share of them found again is known to 0.08."""
LOST, LOST_BESIDE_OTHERS = 0.35, 0.5
"""A particle is lost if less than this share of its neighbours is found again, and less than this times what is usual (the median)."""
FEWEST, LEAST_SHARE = 250, 0.05
"""Lost particles that are worth a search of their own, and their share of all."""
FOUND = 0.5
"""Share of their poses that must be found again after it; else they stay as they are."""


@dataclass(frozen=True)
class FoundAgain:
    """Of some particles, whether the pose they have is found by a search that begins from nothing."""

    rows: Int[Tensor, " m"]
    is_found: Bool[Tensor, " m"]

    @property
    def share(self) -> float:
        """Of the particles looked at."""
        return float(self.is_found.double().mean())


def mend_lost_states(state: SearchState, shell: int) -> None:
    """Poses of particles that are another molecule, by a search of their own; in place. Nothing where there are none.

    Args:
        shell: Up to which poses are searched for.
    """
    started, z = time.monotonic(), state.posteriors.z
    if z.shape[1] == 0 or len(state.particles()) < 4 * FEWEST:
        return
    again = find_again(state, shell)
    lost = lost_particles(z, state.particles(), again)
    if len(lost) < max(FEWEST, LEAST_SHARE * len(state.particles())):
        return
    logger().info(
        f"{len(lost):,} particles are of a kind whose poses are not found again (of all, {again.share:.0%} are): they are searched apart"
    )
    own = search_apart(state, lost, shell)
    share = find_again(own, shell).share
    if share < FOUND:
        logger().info(f"of their new poses {share:.0%} are found again: they stay as they were")
        return
    rows = lost[own.particles()]
    found = own.posteriors.take(own.particles())
    state.posteriors.rotations[rows], state.posteriors.shifts_px[rows] = found.rotations, found.shifts_px
    state.pass_in_closed_form(state.config.motion_shell)
    state.report_step(f"{len(rows):,} particles posed apart, {share:.0%} of them found again", started)


def find_again(state: SearchState, shell: int) -> FoundAgain:
    """Pose particles of each half from nothing, under volumes of the other half."""
    whitened, grid, device = state.whitened.upto(shell), state.grid(shell), state.whitened.images.device
    particles = state.particles()
    order = particles[torch.randperm(len(particles), generator=torch.Generator().manual_seed(state.seed)).to(device)]
    halves = order.split((len(order) + 1) // 2)
    shift_density = state.shift_density()
    placing = state.config.placing(grid.shell, min(state.max_shift_px, shift_density.middle_px))
    rows, is_found = [], []
    for made_of, other in zip(halves, halves[::-1], strict=True):
        volumes = _volumes_of(state, made_of, shell)
        some = other[: N_PROBED // 2]
        found = search_globally(whitened.take(some), volumes, grid, placing, shift_density=shift_density)
        rows.append(some)
        is_found.append(angle_between_deg(found.rotations, state.posteriors.rotations[some]) < FAR_DEG)
    return FoundAgain(torch.cat(rows), torch.cat(is_found))


def _volumes_of(state: SearchState, rows: Int[Tensor, " m"], shell: int) -> Tensor:
    """Volumes of some particles alone, at their poses and z."""
    whitened, posteriors, grid = state.whitened.upto(shell).take(rows), state.posteriors.take(rows), state.grid(shell)
    prior = solve_volumes(whitened, posteriors, grid, None)[1] if state.prior is None else prior_upto(state.prior, grid.shell)
    return solve_volumes(whitened, posteriors, grid, prior)[0]


def lost_particles(z: Float[Tensor, "n z"], particles: Int[Tensor, " m"], again: FoundAgain) -> Int[Tensor, " l"]:
    """Those of the particles among whose neighbours in z few are found again, where of most they are; none where most are not."""
    known, asked = z[again.rows].cpu().numpy(), z[particles].cpu().numpy()
    nearest = NearestNeighbors(n_neighbors=min(N_NEIGHBOURS, len(known))).fit(known).kneighbors(asked, return_distance=False)
    share = again.is_found.cpu().double()[torch.from_numpy(nearest)].mean(dim=1)
    usual = share.median()
    is_lost = (share < LOST) & (share < LOST_BESIDE_OTHERS * usual) & (usual > LOST)
    return particles[is_lost.to(particles.device)]


def search_apart(state: SearchState, rows: Int[Tensor, " l"], shell: int) -> SearchState:
    """Some of the images, searched by themselves from random starts to the poses of one volume."""
    config = state.config.model_copy(update={"even_views": 0.0})
    nothing_known = ParticlePosteriors.from_prior(len(rows), 0, state.whitened.images.device)
    own = SearchState(config, state.whitened.take(rows), nothing_known, 0, state.oversampling, state.seed + 1, lambda name, value: None)
    begin(own)
    own.refine_mean(shell)
    own.search_again(shell, Where.MIDDLE)
    own.refine_mean(shell)
    return own
