"""A volume from nothing by annealing: every image at every pose of the pose grid, weighted by a posterior that grows sharp slowly.

At a low temperature factor all poses are alike and the volume is round. As the factor rises, the volume breaks its
symmetry where most images agree, and poses and volume grow sharp together; the random start has hardly any say in how. That
takes all poses of the posterior (the best few of each image freeze it into its first guess) and many images at once
(with few, their noise breaks the symmetry). It costs more than minibatches, and finds what they do not where each image
says little.

Source: deterministic annealing, Rose, Proc. IEEE 1998, and Ueda & Nakano, Neural Networks 1998.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.log import logger
from cryofire.core.precision import half_precision_products
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.pose_grid import ExpectedSlices, PoseGrid
from cryofire.inference.solvent import independent_share
from cryofire.inference.symmetry_average import symmetric
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import mean_by_shell
from cryofire.physics.pose_grids import rotation_grid

OUTLINE = 3
"""Shells below it show the particle's outline, and little of its pose."""
FIRST_BETA = 20.0
"""The first factor times what each image says, nats: from there on the volume begins to break its symmetry."""
ENOUGH_NATS = 450_000.0
"""What all images together must say for their noise not to break it."""
WARMING = 1.03
"""Times that the factor rises from one iteration to the next at most."""
COARSE_ORDER, COARSE_IN_PLANE = 1, 20
"""Of the pose grid that posteriors are compared on while they are broad: a sixth of the poses, for volumes that show no detail yet."""
N_COARSE = 4
"""Volumes that are begun on that grid, each from another random start and other images; the one that predicts images held out best goes
on. One in three broke its symmetry in a wrong way (80S-like set of real noise), and was behind by then already."""
SHARP_FOR_COARSE = math.log(30.0)
"""Entropy, nats an image, at which that grid no longer does."""
SHARPENING = 0.7
"""How much less entropy, nats an image, posteriors have from one iteration to the next at most."""
SHARP = math.log(10.0)
"""Entropy, nats an image, at which the factor need not rise slowly any more."""
N_PROBED = 128
"""Images that say how sharp posteriors are."""
N_SETTLING = 10
"""Rounds with the factor at 1, at most: one iteration over the whole pose grid, then some over the poses that it left."""
N_LEFT, N_WITH_THOSE = 32, 4
"""Poses of each image that are left, and iterations with those; posteriors are sharp by then."""
SETTLED = 0.04
"""Gain of a round, nats an image, below which they end: the right volume grows slowly at first."""


def signal_by_shell(whitened: WhitenedImages) -> Float[Tensor, " shells"]:
    """Mean |slice|^2 of each shell, by how much the images' power exceeds that of the noise, which is 1."""
    excess = mean_by_shell(whitened.lattice, whitened.images.abs().square().mean(dim=0)) - 1
    return (excess / mean_by_shell(whitened.lattice, whitened.ctfs.square().mean(dim=0)).clamp_min(1e-6)).clamp_min(0.02)


def nats_of_an_image(whitened: WhitenedImages) -> float:
    """What an image says beyond the particle's outline: its signal over the noise, summed over the half plane.

    In sets at SNR 0.1 (referee) this is 205 to 353, at 0.03 it is 77 to 107.
    """
    expected = signal_by_shell(whitened)[whitened.lattice.shell] * whitened.ctfs.square().mean(dim=0)
    return float(expected[whitened.lattice.shell >= OUTLINE].sum())


@dataclass(frozen=True)
class _Begun:
    """A volume on its way, still coarse."""

    volume: Complex[Tensor, " voxels"]
    rows: Int[Tensor, " m"]
    """Of the images that it is made of."""
    prior: Float[Tensor, " shells"]
    beta: float
    n_iterations: int


def anneal(
    whitened: WhitenedImages, pose_grid: PoseGrid, inner_shell: int, seed: int, held_out_nats: Callable[[Complex[Tensor, " voxels"]], float]
) -> Complex[Tensor, " voxels"]:
    """A volume of some images.

    Args:
        whitened: Up to the shell of the pose grid's grid.
        pose_grid: Only its shifts nearest to the centre are compared: wider ones would smear a volume that does not tell them yet.
        inner_shell: Shell up to which the volume grows sharp; then all shells take part.
        held_out_nats: How well a volume predicts images that are not among those.
    """
    nats = nats_of_an_image(whitened)
    n = min(len(whitened), int(ENOUGH_NATS / nats))
    logger().info(f"ab initio: an image says {nats:.0f} nats beyond the outline; annealing with {n:,} (minutes on a CPU)")
    pose_grid = _about_centre(pose_grid)
    begun = [_begin(whitened, n, pose_grid, inner_shell, nats, seed * 1009 + j) for j in range(N_COARSE)]
    scores = [held_out_nats(each.volume) for each in begun]
    best = begun[max(range(N_COARSE), key=lambda j: scores[j])]
    logger().info(f"ab initio: {N_COARSE} begun coarsely: held-out {', '.join(f'{score:+.2f}' for score in scores)} nats/image over noise")
    images = whitened.take(best.rows)
    inner, fine = images.upto(inner_shell), pose_grid.upto(whitened.lattice.n_upto(inner_shell))
    volume, n_fine, beta = _warm(best.volume, inner, fine, best.prior, best.beta, SHARP)
    logger().info(
        f"ab initio: {best.n_iterations} iterations over coarse rotations, {n_fine} over {len(pose_grid.rotations):,}; "
        f"the factor is {beta:.2f}"
    )
    volume, n_settling = _settle(volume, images, pose_grid, best.prior)
    logger().info(f"ab initio: annealed; {n_settling} rounds with the factor at 1")
    return volume


def _begin(whitened: WhitenedImages, n: int, pose_grid: PoseGrid, inner_shell: int, nats: float, seed: int) -> _Begun:
    """A volume of so many of the images from a random start, while posteriors are broad: over coarse rotations."""
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randperm(len(whitened), generator=generator)[:n].sort().values.to(whitened.images.device)
    whitened = whitened.take(rows)
    prior, inner = signal_by_shell(whitened), whitened.upto(inner_shell)
    group = pose_grid.grid.symmetry
    order, n_in_plane = (COARSE_ORDER + 1, 2 * COARSE_IN_PLANE) if group.allows_finer else (COARSE_ORDER, COARSE_IN_PLANE)
    rotations = rotation_grid(order, n_in_plane, whitened.images.device, group)
    coarse = PoseGrid.create(rotations, pose_grid.shifts_px, inner, pose_grid.grid)
    blob = random_blob(pose_grid.grid, 0.01 * prior.sqrt().sum(), generator)
    volume, n_iterations, beta = _warm(blob, inner, coarse, prior, min(1.0, FIRST_BETA / nats), SHARP_FOR_COARSE)
    return _Begun(volume, rows, prior, beta, n_iterations)


def _warm(
    volume: Complex[Tensor, " voxels"],
    whitened: WhitenedImages,
    pose_grid: PoseGrid,
    prior: Float[Tensor, " shells"],
    beta: float,
    sharp: float,
) -> tuple[Complex[Tensor, " voxels"], int, float]:
    """Iterations with a rising factor, until posteriors have no more than an entropy; how many, and the factor then."""
    probed, least, n = whitened.take(_probed(whitened)), -math.inf, 0
    while beta < 1:
        slices = pose_grid.slices(volume[:, None])
        found = pose_grid.log_likelihood(slices, probed.images, probed.ctfs).flatten(1)
        beta = largest_beta(found, least, beta, min(1.0, WARMING * beta))
        now = entropy(found, beta)
        if now < sharp:
            break
        least, n = now - SHARPENING, n + 1
        volume = _solve(pose_grid, prior, expect(whitened, pose_grid, slices, beta))
    return volume, n, beta


def _settle(
    volume: Complex[Tensor, " voxels"], whitened: WhitenedImages, pose_grid: PoseGrid, prior: Float[Tensor, " shells"]
) -> tuple[Complex[Tensor, " voxels"], int]:
    """Rounds with the factor at 1, until they gain nothing; and how many."""
    before = -math.inf
    for n in range(N_SETTLING):
        found, left = expect_and_keep(whitened, pose_grid, pose_grid.slices(volume[:, None]))
        if found.log_likelihood < before + SETTLED:
            return volume, n
        before = found.log_likelihood
        volume = _solve(pose_grid, prior, found)
        for _ in range(N_WITH_THOSE):
            volume = _solve(pose_grid, prior, expect_among(whitened, pose_grid, pose_grid.slices(volume[:, None]), left))
    return volume, N_SETTLING


def _probed(whitened: WhitenedImages) -> Int[Tensor, " m"]:
    return torch.arange(0, len(whitened), max(1, len(whitened) // N_PROBED), device=whitened.images.device)


def _about_centre(pose_grid: PoseGrid) -> PoseGrid:
    """The same with one shift to each side of the centre."""
    off_px = pose_grid.shifts_px.abs().amax(dim=1)
    near = off_px <= off_px.unique()[:2][-1]
    return replace(pose_grid, shifts_px=pose_grid.shifts_px[near], phases=pose_grid.phases[near])


def random_blob(grid: FourierGrid, sd: float | Float[Tensor, ""], generator: torch.Generator) -> Complex[Tensor, " voxels"]:
    """Gaussian values under a Gaussian of two shells' width: next to no signal, and no symmetry but the grid's."""
    noise = torch.randn(grid.n_voxels, 2, generator=generator).to(grid.device)
    return symmetric(grid.hermitian(torch.view_as_complex(noise)) * torch.exp(-(grid.radius() ** 2) / 8) * sd, grid)


@dataclass(frozen=True)
class Expectation:
    """What all images add to the slice of each rotation by their posteriors over rotations and shifts."""

    top: Float[Tensor, "r 2k"]
    """CTF x image, moved back; real and imaginary parts in turn."""
    bottom: Float[Tensor, "r k"]
    """CTF^2."""
    log_likelihood: float
    """Times the factor, marginal over the pose grid, up to a constant; mean over the images, nats."""


def expect(whitened: WhitenedImages, pose_grid: PoseGrid, slices: ExpectedSlices, beta: float) -> Expectation:
    """Posteriors of all images, log-likelihoods multiplied by a factor, and what they add up to."""
    return _expect(whitened, pose_grid, slices, beta, 0)[0]


def expect_and_keep(whitened: WhitenedImages, pose_grid: PoseGrid, slices: ExpectedSlices) -> tuple[Expectation, Int[Tensor, "n m"]]:
    """The same with the factor at 1; and each image's likeliest poses, as shift times the number of rotations plus rotation."""
    return _expect(whitened, pose_grid, slices, 1.0, min(N_LEFT, len(pose_grid.rotations)))


def _expect(
    whitened: WhitenedImages, pose_grid: PoseGrid, slices: ExpectedSlices, beta: float, n_kept: int
) -> tuple[Expectation, Int[Tensor, "n m"]]:
    n_rotations, k, device = len(pose_grid.rotations), len(pose_grid.indices), slices.real.device
    top, bottom = torch.zeros(n_rotations, 2 * k, device=device), torch.zeros(n_rotations, k, device=device)
    total, kept = torch.zeros((), device=device), torch.zeros(len(whitened), n_kept, dtype=torch.long, device=device)
    at_once = images_at_once(device, 32, 20 * n_rotations * len(pose_grid.shifts_px))
    for part in team().own_rows(len(whitened), device).split(at_once):
        images, ctfs = whitened.images[part], whitened.ctfs[part]
        scaled = pose_grid.log_likelihood(slices, images, ctfs).flatten(1).mul_(beta)
        if n_kept > 0:
            kept[part] = scaled.topk(n_kept, dim=1).indices
        evidence = scaled.logsumexp(dim=1, keepdim=True)
        share = scaled.sub_(evidence).exp_().view(-1, n_rotations)
        moved = torch.view_as_real((images * ctfs)[:, None] * pose_grid.phases).flatten(0, 1).flatten(1)
        with half_precision_products():
            top.addmm_(share.T, moved)
            bottom.addmm_(share.view(len(part), -1, n_rotations).sum(dim=1).T, ctfs.square())
        total = total + evidence.sum()
    team().add_up(top, bottom, total)
    team().exchange(kept)
    return Expectation(top, bottom, float(total) / len(whitened)), kept


def expect_among(whitened: WhitenedImages, pose_grid: PoseGrid, slices: ExpectedSlices, poses: Int[Tensor, "n m"]) -> Expectation:
    """The same over a few poses of each image; others have no share.

    Args:
        poses: As `expect_and_keep` has them.
    """
    n_rotations, k, device = len(pose_grid.rotations), len(pose_grid.indices), slices.real.device
    top, bottom = torch.zeros(n_rotations, k, dtype=torch.complex64, device=device), torch.zeros(n_rotations, k, device=device)
    total, mean = torch.zeros((), device=device), slices.values[0]
    for part in team().own_rows(len(whitened), device).split(images_at_once(device, 64, 40 * k * poses.shape[1])):
        shift, rotation = poses[part] // n_rotations, poses[part] % n_rotations
        moved = (whitened.images[part] * whitened.ctfs[part])[:, None] * pose_grid.phases[shift]
        c2, expected = whitened.ctfs[part].square(), mean[rotation]
        score = 2 * (moved * expected.conj()).real.sum(dim=2) - torch.einsum("bk,bmk->bm", c2, expected.abs().square())
        evidence = score.logsumexp(dim=1, keepdim=True)
        share = (score - evidence).exp()
        top.index_add_(0, rotation.flatten(), (moved * share[..., None]).flatten(0, 1))
        bottom.index_add_(0, rotation.flatten(), (c2[:, None] * share[..., None]).flatten(0, 1))
        total = total + evidence.sum()
    team().add_up(top, bottom, total)
    return Expectation(torch.view_as_real(top).flatten(1), bottom, float(total) / len(whitened))


def _solve(pose_grid: PoseGrid, prior: Float[Tensor, " shells"], found: Expectation) -> Complex[Tensor, " voxels"]:
    """The volume of those slices, with signal of the images' own power expected on each shell.

    Every voxel counts for itself here, as if its neighbours said nothing of it: volumes stay smooth for as long as poses are open.
    """
    sums = VolumeSums(pose_grid.grid, 0)
    sums.add_slices(torch.view_as_complex(found.top.unflatten(1, (-1, 2))), found.bottom, pose_grid.rotations, pose_grid.indices)
    return sums.solve(PowerByShell(independent_share(pose_grid.grid) * prior[:, None]))[0][:, 0]


def entropy(log_likelihood: Float[Tensor, "b p"], beta: float) -> float:
    """Mean entropy of posteriors, nats an image."""
    scaled = log_likelihood * beta
    total = scaled.logsumexp(dim=1)
    return float((total - (torch.exp(scaled - total[:, None]) * scaled).sum(dim=1)).mean())


def largest_beta(log_likelihood: Float[Tensor, "b p"], least_entropy: float, low: float, high: float) -> float:
    """The largest factor between two at which posteriors have at least this entropy; the lower one if there is none."""
    if entropy(log_likelihood, high) >= least_entropy:
        return high
    for _ in range(6):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if entropy(log_likelihood, middle) >= least_entropy else (low, middle)
    return low
