"""Local refinement: Gauss-Newton steps of rotation, shift and z of each particle together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid, parts_apart, with_gradients
from cryofire.inference.particle_posteriors import LatentPrior, ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.rotations import rotation_vector_to_matrix
from cryofire.physics.translations import shift_images

MAX_TURN_RAD = math.radians(8)
MAX_MOVE_PX = 1.0


@dataclass(frozen=True)
class Linearised:
    """A batch's images around the present poses: how good they are, and where to go."""

    cost: Float[Tensor, " b"]
    """Half of the squared whitened residual over the plane, plus that of z; nats."""
    gradient: Float[Tensor, "b p"]
    """Of minus the cost along turn (3), shift (2) and z (q)."""
    hessian: Float[Tensor, "b p p"]


def linear_table(grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]) -> Float[Tensor, "voxels 8c"]:
    """Volumes and their gradients, real and imaginary parts apart, as they are read at each step."""
    return parts_apart(with_gradients(grid, volumes))


def linearise(
    whitened: WhitenedImages,
    rows: Tensor,
    rotations: Float[Tensor, "b 3 3"],
    shifts_px: Float[Tensor, "b 2"],
    z: Float[Tensor, "b q"],
    grid: FourierGrid,
    table: Float[Tensor, "voxels 8c"],
    prior: LatentPrior | None = None,
) -> Linearised:
    """Residual and its derivatives at given poses.

    A turn w (radians, in view coordinates) takes R to exp([w]) R, and the slice's point R^T k to R^T exp(-[w]) k, so
    the slice changes by -w . (k x R grad V). A move t multiplies the prediction by exp(-2 pi i f.t).

    Args:
        table: From `linear_table`.
        prior: Of z of these images; N(0, 1) where None.
    """
    # Equation (7) of docs/method.md: gradient and curvature of the residual. In real arithmetic: the sums over samples are
    # real parts of complex ones, that is sums over real and imaginary parts alike.
    prior = prior or LatentPrior.standard(len(z), z.shape[1], z.device)
    n, q1 = len(z), z.shape[1] + 1
    k, freqs = whitened.lattice.indices.float(), whitened.lattice.freqs_per_px
    found = grid.slice_parts(table, rotations, k).unflatten(-1, (4, q1))  # (b, k, 2, 4, c)
    basis = torch.cat([torch.ones(n, 1, device=z.device), z], dim=1)
    mixed = torch.bmm(found.flatten(1, 3), basis[..., None]).view(n, len(k), 2, 4)
    columns = torch.empty(n, len(k), 2, 5 + q1, device=z.device)
    about = [torch.linalg.cross(-axis[:, None].expand(n, 3, 3), rotations, dim=1) for axis in torch.eye(3, device=z.device)[:2]]
    slope = mixed[..., 1:].flatten(1, 2)
    by_x, by_y = (torch.bmm(slope, turn.mT).view(n, len(k), 2, 3) for turn in about)
    columns[..., :3] = k[:, 0, None, None] * by_x + k[:, 1, None, None] * by_y
    prediction = mixed[..., 0]
    columns[:, :, 0, 3:5] = (2 * math.pi) * freqs * prediction[:, :, 1, None]
    columns[:, :, 1, 3:5] = (-2 * math.pi) * freqs * prediction[:, :, 0, None]
    columns[..., 5:-1] = found[:, :, :, 0, 1:]
    columns[..., -1] = -prediction
    columns *= whitened.ctfs[rows][..., None, None]
    columns[..., -1] += torch.view_as_real(shift_images(whitened.images[rows], freqs, -shifts_px))
    columns = columns.flatten(1, 2)
    products = torch.bmm(columns.mT, columns)  # of the derivatives, and with the residual in the last column
    gradient, hessian = 2 * products[:, :-1, -1], 2 * products[:, :-1, :-1]
    off = z - prior.mean
    drawn_back = torch.einsum("bij,bj->bi", prior.precision, off)
    gradient[:, 5:] -= drawn_back
    hessian[:, 5:, 5:] += prior.precision
    cost = products[:, -1, -1] + 0.5 * (off * drawn_back).sum(dim=1)
    return Linearised(cost, gradient, hessian)


def refine(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    volumes: Complex[Tensor, "voxels c"],
    n_steps: int,
    prior: LatentPrior | None = None,
    chunk: int | None = None,
) -> float:
    """Some Gauss-Newton steps of every particle, in place; a step that makes an image worse is taken back and damped.

    Args:
        prior: Of z of each particle; N(0, 1) where None.

    Returns:
        Median turn of the particles over all steps, degrees.
    """
    table, prior = linear_table(grid, volumes), prior or LatentPrior.standard(len(posteriors), posteriors.z.shape[1], grid.device)
    turned = torch.zeros(len(whitened), device=grid.device)
    chunk = chunk or images_at_once(grid.device, 250, len(whitened.lattice) * (400 + 100 * volumes.shape[1]))
    for rows in team().own_rows(len(whitened), grid.device).split(chunk):
        before = posteriors.rotations[rows]
        _refine_batch(whitened, posteriors, rows, grid, table, prior.take(rows), n_steps)
        chord = torch.linalg.matrix_norm(before - posteriors.rotations[rows])
        turned[rows] = torch.rad2deg(2 * torch.asin((chord / (2 * math.sqrt(2))).clamp(max=1)))
    team().exchange(posteriors, turned)
    return float(turned.median())


def _refine_batch(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    rows: Tensor,
    grid: FourierGrid,
    table: Tensor,
    prior: LatentPrior,
    n_steps: int,
) -> None:
    rotations, shifts_px, z = posteriors.rotations[rows], posteriors.shifts_px[rows], posteriors.z[rows]
    damping = torch.full((len(rows),), 0.05, device=grid.device)
    here = linearise(whitened, rows, rotations, shifts_px, z, grid, table, prior)
    for _ in range(n_steps):
        diagonal = here.hessian.diagonal(dim1=1, dim2=2)
        damped = here.hessian + torch.diag_embed(diagonal * damping[:, None] + 1e-6)
        step = torch.linalg.solve(damped, here.gradient)  # method.md (7), damped
        turn = _limited(step[:, :3], MAX_TURN_RAD)
        move = _limited(step[:, 3:5], MAX_MOVE_PX)
        # Turning about the view axis also moves an off-centre particle's neighbours; shifts are measured after the turn.
        tried = (rotation_vector_to_matrix(turn) @ rotations, shifts_px + move, z + step[:, 5:])
        there = linearise(whitened, rows, *tried, grid, table, prior)
        is_better = there.cost < here.cost
        pick = lambda new, old: torch.where(is_better.view(-1, *[1] * (new.dim() - 1)), new, old)  # noqa: B023, E731
        rotations, shifts_px, z = (pick(new, old) for new, old in zip(tried, (rotations, shifts_px, z), strict=True))
        here = Linearised(pick(there.cost, here.cost), pick(there.gradient, here.gradient), pick(there.hessian, here.hessian))
        damping = torch.where(is_better, damping * 0.3, damping * 5).clamp(1e-3, 1e3)
    posteriors.rotations[rows], posteriors.shifts_px[rows], posteriors.z[rows] = rotations, shifts_px, z
    if z.shape[1] > 0:
        posteriors.z_covariance[rows] = torch.linalg.inv(here.hessian)[:, 5:, 5:]


def _limited(step: Float[Tensor, "b d"], longest: float) -> Float[Tensor, "b d"]:
    length = step.norm(dim=1, keepdim=True)
    return step * (longest / length.clamp_min(longest))
