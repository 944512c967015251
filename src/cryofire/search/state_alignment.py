"""One frame for all conformations: what stays rigid while the molecule moves is held still.

Turning the map of a conformation, together with the particles in it, changes no image. Nothing in the likelihood
keeps the frames of two conformations together, so they drift, and a motion seen in drifting frames looks larger and
more complicated than it is. Here the map of each conformation is laid onto the mean map, by its sharp features: those of
parts that move are smeared out in the mean and pull little, those of parts that stay pull hard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import roma
import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid, with_gradients
from cryofire.inference.k_means import k_means
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.physics.rotations import rotation_vector_to_matrix

N_CONFORMATIONS = 48
"""Conformations whose frames are found; those between them follow by interpolation."""
INNER_SHELL = 4
"""Shells below it are mostly the molecule's outline, which moves with its parts."""
AT_ONCE = 8
"""Conformations fitted together."""
N_STEPS = 5
MAX_TURN_RAD = math.radians(5)


@dataclass(frozen=True)
class Frames:
    """Where some conformations lie against the mean map."""

    z: Float[Tensor, "c q"]
    turns: Float[Tensor, "c 3"]
    """Rotation vectors in volume coordinates (x, y, z), radians, that lay each map onto the mean."""
    moves: Float[Tensor, "c 3"]
    """How far the turned map moves then, in boxes."""

    def at(self, z: Float[Tensor, "n q"]) -> tuple[Float[Tensor, "n 3"], Float[Tensor, "n 3"]]:
        """Turns and moves of any conformations, interpolated by a Gaussian kernel as wide as neighbours are apart."""
        n_near = min(3, len(self.z))
        width = torch.cdist(self.z, self.z).topk(n_near, largest=False).values[:, 1:].mean().clamp_min(1e-6)
        share = torch.softmax(-torch.cdist(z, self.z).square() / (2 * width**2), dim=1)
        return share @ self.turns, share @ self.moves


def align_states_to_mean(
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    volumes: Complex[Tensor, "voxels c"],
    box_px: int,
    seed: int,
    particles: Int[Tensor, " m"] | None = None,
) -> float:
    """Turn and move the frame of each conformation onto that of the mean map: poses in place.

    The volumes are to be solved again afterwards. The frame of a symmetric molecule turns about its axis and moves along it, or not at all.

    Args:
        particles: Whose conformations count; all by default.

    Returns:
        Median turn of the particles, degrees.
    """
    frames = find_frames(posteriors.z if particles is None else posteriors.z[particles], grid, volumes, seed)
    free = grid.symmetry.invariant(volumes.real)
    turns, moves = (values @ free for values in frames.at(posteriors.z))
    # The new volume is V'(x) = V(Q^T x), moved: the same slice is that of V' at R Q^T.
    posteriors.rotations.copy_(posteriors.rotations @ rotation_vector_to_matrix(turns).transpose(1, 2))
    posteriors.shifts_px.sub_(torch.einsum("bij,bj->bi", posteriors.rotations[:, :2], moves) * box_px)
    return float(torch.rad2deg(turns.norm(dim=1)).median())


def find_frames(z: Float[Tensor, "n q"], grid: FourierGrid, volumes: Complex[Tensor, "voxels c"], seed: int) -> Frames:
    """Turn and move that lay the map of each of some typical conformations onto the mean map."""
    chosen = k_means(z, min(N_CONFORMATIONS, len(z)), seed).centres
    points = _points(grid)
    shell = points.norm(dim=1).round().long()
    target = grid.at(volumes[:, :1].contiguous(), points)[:, 0]
    power = torch.zeros(grid.shell + 1, device=z.device).index_add_(0, shell, target.abs().square())
    count = torch.bincount(shell, minlength=grid.shell + 1).clamp_min(1)
    weight = 1 / (power / count).clamp_min(1e-12)[shell]
    table = with_gradients(grid, volumes)
    basis = torch.cat([z.new_ones(len(chosen), 1), chosen], dim=1)
    fits = [_fit(grid, table, some, points, target, weight) for some in basis.split(AT_ONCE)]
    turns, moves = (torch.cat(parts) for parts in zip(*fits, strict=True))
    return Frames(chosen, turns, moves)


def _points(grid: FourierGrid) -> Float[Tensor, "m 3"]:
    """Lattice frequencies (x, y, z) of half of the shells compared; the other half is their conjugate."""
    k = torch.arange(-grid.shell, grid.shell + 1, device=grid.device)
    points = torch.cartesian_prod(k[grid.shell :], k, k).float()
    radius = points.norm(dim=1)
    return points[(radius >= INNER_SHELL) & (radius <= grid.shell)]


def _fit(
    grid: FourierGrid, table: Tensor, basis: Float[Tensor, "c q1"], points: Float[Tensor, "m 3"], target: Tensor, weight: Tensor
) -> tuple[Float[Tensor, "c 3"], Float[Tensor, "c 3"]]:
    """Gauss-Newton steps of the turn and move of each conformation's map towards the target, minimising method.md (6)."""
    n = len(basis)
    rotations, moves = torch.eye(3, device=points.device).repeat(n, 1, 1), torch.zeros(n, 3, device=points.device)
    at, mixing = points.to(table.dtype), basis.to(table.dtype)
    for _ in range(N_STEPS):
        turned = (points @ rotations).flatten(0, 1)
        found = torch.einsum("cmdq,cq->cmd", grid.at(table, turned).view(n, len(points), 4, -1), mixing)
        phases = torch.exp(-2j * math.pi * (moves @ points.T))
        values = found[..., 0] * phases
        gradients = (found[..., 1:] @ rotations.mT.to(table.dtype)) * phases[..., None]
        turning = -torch.linalg.cross(at.expand_as(gradients), gradients)
        jacobian = torch.cat([turning, -2j * math.pi * at * values[..., None]], dim=-1)
        weighted = (jacobian * weight[:, None]).mH
        hessian = (weighted @ jacobian).real
        pull = (weighted @ (target - values)[..., None]).real
        damped = hessian + 1e-3 * torch.diag_embed(hessian.diagonal(dim1=1, dim2=2))
        step = torch.linalg.solve(damped, pull)[..., 0]
        step = step * (MAX_TURN_RAD / step[:, :3].norm(dim=1, keepdim=True).clamp_min(MAX_TURN_RAD))
        rotations = rotation_vector_to_matrix(step[:, :3]) @ rotations
        moves = moves + step[:, 3:]
    return roma.rotmat_to_rotvec(rotations), moves
