"""Laying one volume onto another that shares parts with it: the turn, the move and the hand at which they agree best.

A volume from random starts has a frame and a hand of its own. Where it is a part of another molecule in the same stack, both are to be seen
in one frame. Parts are boxed about their own middles, so that moves are free here as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.rotations import rotation_vector_to_matrix

FIRST_SHELL, LAST_SHELL = 3, 7
"""Shells compared, as for the agreement of starts."""
COARSE_FIELD, FIELD = 16, 48
"""Points a side of the transform that tries all moves at once: on the grid of rotations, and about the best of them."""
STEPS_DEG = (6.0, 3.0, 1.5, 0.75)
"""To either side about each axis, one after the other, from the best rotation of the grid."""
HALF_TURN_IN_PLANE = (-1.0, -1.0, 1.0)


@dataclass(frozen=True)
class Laid:
    """How one volume lies on another."""

    rotation: Float[Tensor, "3 3"]
    """Q: the target at a point p is near the other volume at Q^T p, moved."""
    is_mirrored: bool
    agreement: float
    """Mean Fourier shell correlation there."""

    def poses(self, rotations: Float[Tensor, "n 3 3"]) -> Float[Tensor, "n 3 3"]:
        """Poses of particles of the other volume, in the target's frame and hand; each stays about its own middle."""
        # The point mirror of a volume shows an image's own half turn in the plane: V(R^T k) = V'(-R^T k) = V'((C R)^T k).
        turned = rotations * rotations.new_tensor(HALF_TURN_IN_PLANE)[:, None] if self.is_mirrored else rotations
        return turned @ self.rotation.T


class _Target:
    """The volume that others are laid onto, at lattice points."""

    def __init__(self, volume: Complex[Tensor, " voxels"], grid: FourierGrid, field: int) -> None:
        self.grid, self.field, last = grid, field, min(LAST_SHELL, grid.shell)
        first = min(FIRST_SHELL, last)
        k = torch.arange(-last, last + 1, device=grid.device)
        points = torch.cartesian_prod(k, k, k)
        shell = points.float().norm(dim=1).round().long()
        is_compared = (shell >= first) & (shell <= last)
        self.points, shell = points[is_compared].float(), shell[is_compared] - first
        self.by_shell, self.shell = torch.nn.functional.one_hot(shell).float(), shell
        at = points[is_compared] % field
        self.place = (at[:, 2] * field + at[:, 1]) * field + at[:, 0]
        self.values = self._flat(grid.at(volume[:, None].contiguous(), self.points)[:, 0][None])[0]

    def _flat(self, values: Complex[Tensor, "r m"]) -> Complex[Tensor, "r m"]:
        """Each shell of unit power, and each shell as heavy as any other."""
        power = values.abs().square() @ self.by_shell
        return values / (power.sqrt().clamp_min(1e-20) * self.by_shell.shape[1] ** 0.5)[:, self.shell]

    def agreements(self, other: Complex[Tensor, "voxels 1"], rotations: Float[Tensor, "r 3 3"]) -> Float[Tensor, "r 2"]:
        """Mean Fourier shell correlation with the other volume, turned, at the best move; of its own hand and of the other one."""
        turned = torch.einsum("mi,rij->rmj", self.points, rotations).reshape(-1, 3)
        seen = self._flat(self.grid.at(other, turned)[:, 0].view(len(rotations), -1))
        found = []
        for hand in (seen, seen.conj()):
            crossed = torch.zeros(len(rotations), self.field**3, dtype=torch.complex64, device=seen.device)
            crossed[:, self.place] = self.values * hand.conj()
            moved = torch.fft.fftn(crossed.view(-1, self.field, self.field, self.field), dim=(1, 2, 3)).real
            found.append(moved.flatten(1).amax(dim=1))
        return torch.stack(found, dim=1)


def lay_onto(
    target: Complex[Tensor, " voxels"],
    other: Complex[Tensor, " voxels"],
    grid: FourierGrid,
    rotations: Float[Tensor, "r 3 3"],
    chunk: int = 256,
) -> Laid:
    """The best of some rotations and both hands, refined by small turns.

    Args:
        rotations: Of a pose grid.
    """
    onto, column = _Target(target, grid, COARSE_FIELD), other[:, None].contiguous()
    scores = torch.cat([onto.agreements(column, part) for part in rotations.split(chunk)])
    best = int(scores.argmax())
    rotation, hand = rotations[best // 2], best % 2
    onto, agreement = _Target(target, grid, FIELD), -1.0
    sides = torch.tensor([-1.0, 0.0, 1.0], device=rotations.device)
    for step_deg in STEPS_DEG:
        turns = rotation_vector_to_matrix(torch.cartesian_prod(sides, sides, sides) * math.radians(step_deg))
        tried = turns @ rotation
        found = onto.agreements(column, tried)[:, hand]
        at = int(found.argmax())
        rotation, agreement = tried[at], float(found[at])
    return Laid(rotation, hand == 1, agreement)
