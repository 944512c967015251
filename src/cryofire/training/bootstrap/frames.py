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
from jaxtyping import Complex, Float
from sklearn.cluster import KMeans
from torch import Tensor

from cryofire.physics.rotations import rotation_vector_to_matrix
from cryofire.training.bootstrap.grid import Cube, read_at, with_gradients
from cryofire.training.bootstrap.particles import Beliefs

N_CONFORMATIONS = 48
"""Conformations whose frames are found; those between them follow by interpolation."""
INNER_SHELL = 4
"""Shells below it are mostly the molecule's outline, which moves with its parts."""
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


def hold_still(beliefs: Beliefs, cube: Cube, volumes: Complex[Tensor, "voxels c"], box_px: int, seed: int) -> float:
    """Turn and move the frame of each conformation onto that of the mean map: poses in place.

    The volumes are to be solved again afterwards.

    Returns:
        Median turn of the particles, degrees.
    """
    frames = find_frames(beliefs.z, cube, volumes, seed)
    turns, moves = frames.at(beliefs.z)
    # The new volume is V'(x) = V(Q^T x), moved: the same slice is that of V' at R Q^T.
    beliefs.rotations.copy_(beliefs.rotations @ rotation_vector_to_matrix(turns).transpose(1, 2))
    beliefs.shifts_px.sub_(torch.einsum("bij,bj->bi", beliefs.rotations[:, :2], moves) * box_px)
    return float(torch.rad2deg(turns.norm(dim=1)).median())


def find_frames(z: Float[Tensor, "n q"], cube: Cube, volumes: Complex[Tensor, "voxels c"], seed: int) -> Frames:
    """Turn and move that lay the map of each of some typical conformations onto the mean map."""
    n_clusters = min(N_CONFORMATIONS, len(z))
    centres = KMeans(n_clusters, n_init=1, random_state=seed).fit(z.cpu().numpy()).cluster_centers_
    chosen = torch.from_numpy(centres).to(z)
    points = _points(cube)
    shell = points.norm(dim=1).round().long()
    target = read_at(volumes[:, :1].contiguous(), *cube.corners(points))[:, 0]
    power = torch.zeros(cube.shell + 1, device=z.device).index_add_(0, shell, target.abs().square())
    count = torch.bincount(shell, minlength=cube.shell + 1).clamp_min(1)
    weight = 1 / (power / count).clamp_min(1e-12)[shell]
    table = with_gradients(cube, volumes)
    fits = [_fit(cube, table, torch.cat([z.new_ones(1), one]), points, target, weight) for one in chosen]
    return Frames(chosen, torch.stack([turn for turn, _ in fits]), torch.stack([move for _, move in fits]))


def _points(cube: Cube) -> Float[Tensor, "m 3"]:
    """Lattice frequencies (x, y, z) of half of the shells compared; the other half is their conjugate."""
    k = torch.arange(-cube.shell, cube.shell + 1, device=cube.device)
    points = torch.cartesian_prod(k[cube.shell :], k, k).float()
    radius = points.norm(dim=1)
    return points[(radius >= INNER_SHELL) & (radius <= cube.shell)]


def _fit(cube: Cube, table: Tensor, basis: Tensor, points: Tensor, target: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Gauss-Newton steps of the turn and move of one conformation's map towards the target."""
    rotation, move = torch.eye(3, device=points.device), torch.zeros(3, device=points.device)
    at = points.to(table.dtype)
    for _ in range(N_STEPS):
        found = read_at(table, *cube.corners(points @ rotation)).unflatten(1, (4, -1)) @ basis.to(table.dtype)
        phase = torch.exp(-2j * math.pi * (points @ move))
        value = found[:, 0] * phase
        gradient = (found[:, 1:] @ rotation.T.to(table.dtype)) * phase[:, None]
        jacobian = torch.cat([-torch.linalg.cross(at, gradient), -2j * math.pi * at * value[:, None]], dim=1)
        hessian = (jacobian.conj().T @ (jacobian * weight[:, None])).real
        pull = (jacobian.conj().T @ ((target - value) * weight)).real
        step = torch.linalg.solve(hessian + 1e-3 * torch.diag(hessian.diagonal()), pull)
        step = step * (MAX_TURN_RAD / step[:3].norm().clamp_min(MAX_TURN_RAD))
        rotation = rotation_vector_to_matrix(step[None, :3])[0] @ rotation
        move = move + step[3:]
    return roma.rotmat_to_rotvec(rotation), move
