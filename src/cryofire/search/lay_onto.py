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
from cryofire.inference.global_search import DISTINCT_DEG, distinct
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix

FIRST_SHELL, COARSE_SHELL, LAST_SHELL = 3, 7, 12
"""Shells compared: on the grid of rotations up to the second, about the best of them up to the last, where chance agrees less."""
COARSE_FIELD, FIELD = 16, 48
"""Points a side of the transform that tries all moves at once: on the grid of rotations, and about the best of them."""
N_REFINED = 8
"""Distinct rotations of the grid that are looked at more closely, of each hand."""
STEPS_DEG = (5.0, 2.5, 1.25, 0.6)
"""To either side about each axis, one after the other, from each of them."""
IN_PLACE_DEG = 10.0
"""What lies on another volume turned by less has its frame: motions and missing parts turn it a little."""
HALF_TURN_IN_PLANE = (-1.0, -1.0, 1.0)


@dataclass(frozen=True)
class Laid:
    """How one volume lies on another."""

    rotation: Float[Tensor, "3 3"]
    """Q: the target at a point p is near the other volume at Q^T p, moved."""
    is_mirrored: bool
    agreement: float
    """Mean Fourier shell correlation there."""
    lead: float
    """By how much that is more than at the next best place: chance has no lead."""

    def is_in_place(self, least_agreement: float, least_lead: float) -> bool:
        """Whether the other volume lies as the target does already, and surely so."""
        turn_deg = float(angle_between_deg(self.rotation, torch.eye(3, device=self.rotation.device)))
        return not self.is_mirrored and turn_deg < IN_PLACE_DEG and self.agreement >= least_agreement and self.lead >= least_lead

    def poses(self, rotations: Float[Tensor, "n 3 3"]) -> Float[Tensor, "n 3 3"]:
        """Poses of particles of the other volume, in the target's frame and hand; each stays about its own middle."""
        # The point mirror of a volume shows an image's own half turn in the plane: V(R^T k) = V'(-R^T k) = V'((C R)^T k).
        turned = rotations * rotations.new_tensor(HALF_TURN_IN_PLANE)[:, None] if self.is_mirrored else rotations
        return turned @ self.rotation.T


class _Target:
    """The volume that others are laid onto, at lattice points."""

    def __init__(self, volume: Complex[Tensor, " voxels"], grid: FourierGrid, last_shell: int, field: int) -> None:
        self.grid, self.field, last = grid, field, min(last_shell, grid.shell)
        self.points, self.shell = grid.lattice_points(min(FIRST_SHELL, last), last, is_half=False)
        self.by_shell = torch.nn.functional.one_hot(self.shell).float()
        at = self.points.long() % field
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
    n_refined: int = N_REFINED,
    chunk: int = 256,
) -> Laid:
    """The best of some rotations and both hands, refined by small turns.

    Args:
        rotations: Of a pose grid.
        n_refined: Distinct ones that are looked at more closely, of each hand.
    """
    column = other[:, None].contiguous()
    coarse, fine = _Target(target, grid, COARSE_SHELL, COARSE_FIELD), _Target(target, grid, LAST_SHELL, FIELD)
    scores = torch.cat([coarse.agreements(column, part) for part in rotations.split(chunk)])
    near = [(hand, rotations[at]) for hand in (0, 1) for at in distinct(rotations[None], scores[None, :, hand], n_refined)[0].tolist()]
    refined = [(hand, *_refined(fine, column, rotation, hand)) for hand, rotation in near]
    hand, rotation, agreement = max(refined, key=lambda each: each[2])
    others = [each[2] for each in refined if each[0] != hand or float(angle_between_deg(each[1], rotation)) > DISTINCT_DEG / 2]
    return Laid(rotation, hand == 1, agreement, agreement - max(others, default=0.0))


def _refined(
    onto: _Target, other: Complex[Tensor, "voxels 1"], rotation: Float[Tensor, "3 3"], hand: int
) -> tuple[Float[Tensor, "3 3"], float]:
    """The best rotation about one, and the agreement there."""
    sides, agreement = torch.tensor([-1.0, 0.0, 1.0], device=rotation.device), -1.0
    for step_deg in STEPS_DEG:
        tried = rotation_vector_to_matrix(torch.cartesian_prod(sides, sides, sides) * math.radians(step_deg)) @ rotation
        found = onto.agreements(other, tried)[:, hand]
        at = int(found.argmax())
        rotation, agreement = tried[at], float(found[at])
    return rotation, agreement
