"""One of the poses at which a nearly symmetric molecule looks alike: all particles agree on the same one.

Where a molecule turned about an axis is nearly itself, random starts leave a part of the particles turned about it (27 % of Hsp90's), and
components of z learn the turned molecule as well: to them both poses are nearly as good, and no later comparison mends it. One rigid volume
has no room for both. Under it each particle takes the likelier of its alike poses, the volume is made anew, and what most particles
show wins. Components are made after that.
"""

from __future__ import annotations

import time

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes
from cryofire.inference.local_refinement import refine
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.symmetry_axes import alike_turns
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.half_map_fsc import half_correlation, half_mean_volumes
from cryofire.search.state import FAR_DEG, SearchState

NEARLY_ALIKE = 0.55
"""Likeness of the turned mean volume (`symmetry_axes.py`) from which its poses are compared: 0.61 for Hsp90 at its true poses, 0.93 with
27 % of the particles turned; IgG and the ribosome have no axis of 0.45."""
MOST_TURNS = 12
"""That are compared, the likest."""
MOST_ROUNDS, SETTLED = 8, 0.003
"""Rounds at most; and the share of the particles whose turning in one is the last."""
N_STEPS = 2
LEAST_GAIN = 0.005
"""Share of the held-out nats by which turned particles must be explained better: 0.0035 for 600 images of a symmetric molecule, whose noise
breaks it, and less for more; 0.05 for Hsp90."""


def agree_on_alike_poses(state: SearchState, shell: int) -> None:
    """Turn particles, in place, to the alike pose that most others have.

    The poses alike are those of the symmetry that the search began with, or else of turns that leave the mean volume nearly as it is.
    Nothing where the mean volume is not nearly symmetric, or where images are not explained better by volumes that they are not in: of a
    molecule that is symmetric altogether, any of its poses is right.

    Args:
        shell: Up to which poses are compared.
    """
    started, grid, particles = time.monotonic(), state.grid(shell), state.particles()
    whitened, before = state.whitened.upto(grid.shell), state.posteriors.with_no_components()
    if state.config.relaxes:
        turns = state.config.first_group.rotations(before.rotations)[1:]
    else:
        one, other = half_mean_volumes(whitened.take(particles), before.take(particles), grid)
        turns = alike_turns(one, other, grid, half_correlation(one, other, grid), NEARLY_ALIKE)[:MOST_TURNS]
    if len(turns) == 0:
        return
    rigid, prior = before.copy(), solve_volumes(whitened, before, grid, None)[1]
    for _ in range(MOST_ROUNDS):
        volume, prior = solve_volumes(whitened, rigid, grid, prior)
        is_likelier, alike = likelier_alike_poses(whitened, rigid, grid, volume, turns)
        rigid.replace_where(is_likelier, alike)
        if float(is_likelier[particles].double().mean()) < SETTLED:
            break
    turned = state.config.point_group.angle_between_deg(rigid.rotations, before.rotations) > FAR_DEG
    rigid.replace_where(~turned, before)
    share = float(turned[particles].double().mean())
    nats = [held_out_rigid_nats(whitened, each, grid, prior, particles) for each in (before, rigid)]
    words = f"{share:.1%} of the particles at another of {len(turns) + 1} poses that are nearly alike"
    words += f" (held-out {nats[0]:+.2f} to {nats[1]:+.2f} nats/image)"
    if nats[1] - nats[0] < LEAST_GAIN * abs(nats[0]) or share < SETTLED:
        logger().info(f"{words}: they stay where they were")
        return
    state.posteriors.rotations.copy_(rigid.rotations)
    state.posteriors.shifts_px.copy_(rigid.shifts_px)
    logger().info(words)
    state.pass_in_closed_form(shell)
    state.report_step("alike poses compared", started)


def likelier_alike_poses(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    volume: Complex[Tensor, "voxels 1"],
    turns: Float[Tensor, "g 3 3"],
) -> tuple[Tensor, ParticlePosteriors]:
    """Where a particle's best alike pose is likelier than its present one, and that; both after local steps, the present in place.

    Args:
        turns: In the volume's frame, without the identity.
    """
    alike = posteriors.copy()
    alike.log_likelihood.fill_(-torch.inf)
    for turn in turns:
        there = ParticlePosteriors.at_poses(posteriors.rotations @ turn.to(posteriors.rotations), posteriors.shifts_px, 0)
        latents_given_poses(whitened, there, grid, volume)
        alike.replace_where(there.log_likelihood > alike.log_likelihood, there)
    for each in (posteriors, alike):
        refine(whitened, each, grid, volume, N_STEPS)
        latents_given_poses(whitened, each, grid, volume)
    return alike.log_likelihood > posteriors.log_likelihood, alike


def held_out_rigid_nats(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    prior: Float[Tensor, "shells 1"],
    particles: Int[Tensor, " m"],
) -> float:
    """Mean log-likelihood over noise of some particles at their poses, each half by the rigid volume of the other, nats an image."""
    halves, total = (particles[::2], particles[1::2]), 0.0
    for asked, made_of in (halves, halves[::-1]):
        volume, _ = solve_volumes(whitened.take(made_of), posteriors.take(made_of), grid, prior)
        seen = posteriors.take(asked)
        latents_given_poses(whitened.take(asked), seen, grid, volume)
        total += float(seen.log_likelihood.sum())
    return total / max(1, len(particles))
