"""Two halves of the particles refined apart: neither poses, conformations nor volumes of one know anything of the other's images.

Both begin at one place, volumes of all particles without their fine shells, under which every pose is searched for anew: what the
halves share is that much detail and no more. Where their volumes agree beyond it, the molecule makes them agree. In the end both are
laid into the frame, and the coordinates of z, that the run has.

Source: Scheres & Chen, Nature Methods 9, 853 (2012), half sets refined apart; here with conformations as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.calibration import RIGHT_DEG
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import cropped, search_globally
from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.physics.alignment import align_rotations, fit_offset
from cryofire.physics.rotations import angle_between_deg
from cryofire.search.complete import complete
from cryofire.search.config import SearchConfig
from cryofire.search.full_set import SearchedSubset, WholeSet, choose_subset
from cryofire.search.particle_weights import weigh_particles
from cryofire.search.result import SearchResult
from cryofire.search.state import SearchState, Where

FAINTEST = 1e-6
"""A component with less than this share of the strongest one's power is none."""

Step = Callable[[SearchState], None]
Told = Callable[[str, float, int, int], None]
"""Told the name of what was done, the mean log-likelihood over noise after it (nats an image), and the steps done of how many."""


@dataclass(frozen=True)
class Known:
    """What a run has found, from which halves are refined."""

    dataset: ParticleDataset
    estimates: Estimates
    volumes: Complex[Tensor, "voxels c"]
    grid: FourierGrid

    def start(self, shell: int) -> tuple[Complex[Tensor, "voxels c"], FourierGrid]:
        """The volumes up to a shell and nothing beyond it, without components that the run has not used."""
        grid = self.grid.upto(shell)
        volumes = cropped(self.volumes, self.grid, grid)
        # Samples of that shell lie between voxels up to one step further out.
        volumes = volumes * (grid.radius() <= shell + 1 / grid.oversampling)[:, None]
        power = volumes.abs().square().sum(dim=0)[1:]
        n = int((power > FAINTEST * power.max()).sum()) if len(power) > 0 else 0
        return volumes[:, : n + 1], grid


@dataclass(frozen=True)
class Half:
    """One half, refined."""

    rows: Int[Tensor, " n"]
    """Of the dataset, ascending."""
    estimates: Estimates
    """Of those rows, in the frame and the z of the run; as many dimensions of z as there are components."""
    volumes: Complex[Tensor, "voxels c"]
    """Of those particles of them that were searched with, in that frame."""
    grid: FourierGrid
    """Up to the last shell of the refinement."""
    noise_sd: Float[Tensor, " k"]
    """What its images are whitened by, as `WhitenedImages` has it, up to the shell of the search."""
    searched: Int[Tensor, " m"]
    """Which of the rows were searched with."""
    images: WhitenedImages
    """Of those."""
    posteriors: ParticlePosteriors
    """Of those."""


def split(n: int, seed: int) -> tuple[Int[Tensor, " a"], Int[Tensor, " b"]]:
    """Rows of either half of n particles, drawn at random, ascending."""
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    return order[::2].sort().values, order[1::2].sort().values


def steps(config: SearchConfig, n_components: int) -> list[Step]:
    """What is done to either half once it has poses: the later part of a search, without a step that compares with all particles."""
    motion, search = config.motion_shell, config.search_shell
    weigh: Step = partial(weigh_particles, shell=search, is_searched=True)
    measure_noise: list[Step] = [SearchState.measure_noise] if config.measures_noise else []
    align: list[Step] = [SearchState.align_states] if n_components > 0 and config.frame_passes > 0 else []
    return [
        weigh,
        *measure_noise,
        *(partial(SearchState.refine, shell=shell) for shell in range(motion, search + 1, 2)),
        partial(SearchState.search_again, shell=search, where=Where.MIDDLE),
        weigh,
        SearchState.refine_outwards,
        *align,
        SearchState.search_thoroughly,
        weigh,
        SearchState.refine_to_outermost,
        SearchState.polish,
    ]


def refine_half(known: Known, rows: Int[Tensor, " n"], config: SearchConfig, oversampling: float, seed: int, told: Told) -> Half:
    """Poses, conformations and volumes of some particles from the run's volumes up to `motion_shell` on.

    Args:
        rows: Of the dataset, ascending.
        seed: Of the poses' grids; also which particles are searched with where there are many.
    """
    start, grid = known.start(config.motion_shell)
    searched = choose_subset(len(rows), known.dataset.box_px, config, seed)
    state = _begin(known, rows[searched.rows], searched, start, grid, config, oversampling, seed)
    plan = steps(config, start.shape[1] - 1)
    n_steps = len(plan) + 1
    state.report = lambda name, value: told(name, value, n_done, n_steps)
    for n_done, step in enumerate(plan, 1):  # noqa: B007 - told by the report
        step(state)
    found = state.found()
    whole = WholeSet(known.dataset, SearchedSubset(searched.rows, searched.last_shell), None, rows)
    completed = complete(whole, found, config, lambda name, value: told(name, value, n_steps, n_steps), seed)
    return _in_the_frame_of(known, rows, searched.rows, found, completed.estimates, cropped(completed.volumes, completed.grid, found.grid))


def _begin(
    known: Known,
    rows: Int[Tensor, " m"],
    searched: SearchedSubset,
    start: Complex[Tensor, "voxels c"],
    grid: FourierGrid,
    config: SearchConfig,
    oversampling: float,
    seed: int,
) -> SearchState:
    """A search of those particles, every pose found anew under the common start."""
    device = start.device
    whitened = load_whitened(known.dataset, rows, device, searched.last_shell)
    judged = known.estimates.judged(whitened, rows)
    posteriors = ParticlePosteriors.from_prior(len(rows), start.shape[1] - 1, device)
    state = SearchState(config, whitened, posteriors, start.shape[1] - 1, oversampling, seed, lambda name, value: None)
    state.see_images(whitened.noise_sd, judged.contrasts, judged.weights)
    placing = config.placing_as(grid.shell, known.estimates.shifts_px)
    state.max_shift_px = placing.max_shift_px
    state.posteriors = search_globally(state.whitened.upto(grid.shell), start, grid, placing)
    return state


def _in_the_frame_of(
    known: Known,
    rows: Int[Tensor, " n"],
    searched: Int[Tensor, " m"],
    found: SearchResult,
    estimates: Estimates,
    volumes: Complex[Tensor, "voxels c"],
) -> Half:
    """A half turned, moved and its z rotated to where the run has its particles; its volumes made again there."""
    ours, theirs = estimates, known.estimates
    is_shown = ours.shows_molecule() & theirs.shows_molecule()[rows]
    true_rotations, true_shifts_px = theirs.rotations[rows].double(), theirs.shifts_px[rows].double()
    # Both began at one start: of a symmetric molecule, copies of one pose may be far from each other, the frames are not.
    own_rotations = known.grid.symmetry.nearest(ours.rotations.double(), true_rotations)
    turn = align_rotations(own_rotations[is_shown], true_rotations[is_shown])
    rotations = own_rotations @ turn
    near = is_shown & (angle_between_deg(rotations, true_rotations) < RIGHT_DEG)
    offset_px = fit_offset(rotations, ours.shifts_px.double(), true_shifts_px, near) if int(near.sum()) > 3 else torch.zeros(3).double()
    shifts_px = ours.shifts_px.double() - rotations[:, :2] @ offset_px
    q = ours.z.shape[1]
    mixed = _nearest_rotation(ours.z[near], theirs.z[rows][near, :q]) if q > 0 and int(near.sum()) > q else torch.eye(q)
    laid = replace(ours, rotations=rotations.float(), shifts_px=shifts_px.float(), z=ours.z @ mixed.T)
    device, matrix = volumes.device, mixed.to(volumes.device)
    posteriors = estimates.posteriors(searched, device)
    inner = found.whitened.upto(found.grid.shell)
    latents_given_poses(inner, posteriors, found.grid, volumes)
    posteriors.rotations, posteriors.shifts_px = laid.rotations[searched].to(device), laid.shifts_px[searched].to(device)
    posteriors.z, posteriors.z_covariance = posteriors.z @ matrix.T, matrix @ posteriors.z_covariance @ matrix.T
    _, prior = solve_volumes(inner, posteriors, found.grid, None)
    again = solve_volumes(inner, posteriors, found.grid, prior)[0]
    angle = float(torch.linalg.vector_norm(offset_px))
    logger().info(
        f"laid into the frame of all particles: moved by {angle:.2f} px, {float(near.sum() / is_shown.sum()):.0%} of its poses there"
    )
    return Half(rows, laid, again, found.grid, found.whitened.noise_sd, searched, inner, posteriors)


def _nearest_rotation(own: Float[Tensor, "n q"], other: Float[Tensor, "n q"]) -> Float[Tensor, "q q"]:
    """O, orthogonal, such that own @ O.T is near the other (orthogonal Procrustes): z stays white, so its prior stays what it is."""
    left, _, right = torch.linalg.svd((other - other.mean(dim=0)).double().T @ (own - own.mean(dim=0)).double())
    return (left @ right).float()
