"""About which axes a volume looks alike after a part of a full turn, and which point group such axes make.

A volume is compared with another of the same molecule, from the other half of the particles, turned: where the molecule is symmetric,
turned halves correlate as well as halves do that are not. Axes are looked for on a grid of directions, then moved to where they are best.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import healpix
import numpy as np
import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix

FIRST_SHELL = 3
"""Shells below it are the outline, which any blob shares with itself turned."""
COARSE_SHELL, LAST_SHELL = 6, 10
"""Shells compared on the grid of directions, and about the best of them."""
AGREEING = 0.5
"""Correlation of the halves down to which shells are compared."""
ALIKE = 0.85
"""Likeness from which a turn is taken for one of the molecule's symmetry."""
FEWEST_SHELLS = 3
"""That must agree for a symmetry to be seen at all."""
PRIME_FOLDS = (2, 3, 5, 7, 11)
"""Looked for everywhere; other folds up to 12 along axes that have their factors."""
COMPOSITE_FOLDS = {4: (2,), 6: (3, 2), 8: (4,), 9: (3,), 10: (5, 2), 12: (4, 3)}
"""And those factors."""
N_REFINED, ROUGHLY = 12, 0.6
"""Directions of each fold that are looked at more closely, at most; and the share of the likeness asked for that they must have."""
APART_DEG = 12.0
"""Axes of one fold nearer to each other than this are one."""
STEPS_DEG = (4.0, 2.0, 1.0, 0.5, 0.25)
"""How far a direction is moved to either side, one after the other."""


@dataclass(frozen=True)
class Axis:
    """One about which the volume looks alike."""

    fold: int
    direction: Float[Tensor, " 3"]
    """(x, y, z), of length 1."""
    likeness: float
    """Correlation of the halves when one is turned, over that when it is not; mean over shells: about 1 for a symmetric molecule."""


class TurnedHalves:
    """Two volumes of one molecule, from different particles, and how well they correlate when one of them is turned."""

    def __init__(
        self,
        one: Complex[Tensor, " voxels"],
        other: Complex[Tensor, " voxels"],
        grid: FourierGrid,
        last_shell: int,
        correlation: Float[Tensor, " shells"],
    ) -> None:
        """
        Args:
            correlation: Of the two, shells 0 to the grid's.
        """
        agree = [shell for shell in range(FIRST_SHELL, min(last_shell, grid.shell) + 1) if float(correlation[shell]) >= AGREEING]
        self.shells, last = agree, max(agree, default=FIRST_SHELL)
        points, shell = grid.lattice_points(FIRST_SHELL, last, is_half=True)
        columns = torch.tensor(agree, device=grid.device, dtype=torch.long) - FIRST_SHELL
        chosen = torch.isin(shell, columns)
        self.points, self.grid, self.other = points[chosen], grid, other[:, None].contiguous()
        self.by_shell = torch.nn.functional.one_hot(shell[chosen], last - FIRST_SHELL + 1).float()[:, columns]
        self.one = grid.at(one[:, None].contiguous(), self.points)[:, 0]
        self.power = self.one.abs().square() @ self.by_shell
        self.plain = self._correlation(torch.eye(3, device=grid.device)[None])[0]

    def likeness(self, rotations: Float[Tensor, "r 3 3"], chunk: int = 128) -> Float[Tensor, " r"]:
        """As `Axis.likeness`, after each turn; 0 where no shell can tell."""
        if not self.shells:
            return torch.zeros(len(rotations), device=rotations.device)
        found = torch.cat([self._correlation(part) for part in rotations.split(chunk)])
        return (found / self.plain.clamp_min(0.1)).mean(dim=1)

    def _correlation(self, rotations: Float[Tensor, "r 3 3"]) -> Float[Tensor, "r shells"]:
        turned = torch.einsum("rij,mj->rmi", rotations, self.points)
        b = self.grid.at(self.other, turned.reshape(-1, 3))[:, 0].view(len(rotations), -1)
        power = (self.power * (b.abs().square() @ self.by_shell)).sqrt().clamp_min(1e-20)
        return (self.one * b.conj()).real @ self.by_shell / power


def find_axes(coarse: TurnedHalves, fine: TurnedHalves, least: float) -> list[Axis]:
    """Axes about which halves are alike by at least so much, the best of each fold first."""
    found = _axes_of_prime_folds(coarse, fine, least)
    for fold, factors in COMPOSITE_FOLDS.items():
        along = [axis for axis in found if axis.fold == factors[0] and _folds_along(found, axis.direction).issuperset(factors)]
        refined = [_refined(fine, axis.direction, fold) for axis in along]
        found += sorted((axis for axis in refined if axis.likeness >= least), key=lambda axis: -axis.likeness)
    return found


def _folds_along(axes: list[Axis], direction: Float[Tensor, " 3"]) -> set[int]:
    """Of the axes that lie along a direction, either way round."""
    return {axis.fold for axis in axes if abs(float(axis.direction @ direction)) > math.cos(math.radians(APART_DEG))}


def _axes_of_prime_folds(coarse: TurnedHalves, fine: TurnedHalves, least: float) -> list[Axis]:
    n_side = 8
    directions = torch.from_numpy(np.stack(healpix.pix2vec(n_side, np.arange(12 * n_side**2), nest=True), axis=1)).float()
    directions = directions[directions[:, 2] >= 0].to(coarse.points.device)
    found: list[Axis] = []
    for fold in PRIME_FOLDS:
        score = coarse.likeness(_turns(directions, fold))
        own: list[Axis] = []
        for _ in range(N_REFINED):
            best = int(score.argmax())
            if float(score[best]) < ROUGHLY * least:
                break
            axis = _refined(fine, directions[best], fold)
            score[(directions @ directions[best]).abs() > math.cos(math.radians(APART_DEG))] = -math.inf
            if axis.likeness >= least and not _folds_along(own, axis.direction):
                own.append(axis)
        found += sorted(own, key=lambda axis: -axis.likeness)
    return found


def _turns(directions: Float[Tensor, "d 3"], fold: int) -> Float[Tensor, "d 3 3"]:
    return rotation_vector_to_matrix(directions * (2 * math.pi / fold))


def _refined(halves: TurnedHalves, direction: Float[Tensor, " 3"], fold: int) -> Axis:
    """The axis about a direction that is best, by steps to either side, shorter and shorter."""
    best, likeness = direction, -math.inf
    for step_deg in STEPS_DEG:
        for _ in range(3):
            side = torch.linalg.cross(best, torch.eye(3, device=best.device)[int(best.abs().argmin())])
            side = side / side.norm()
            along = torch.stack([side, torch.linalg.cross(best, side)]) * math.radians(step_deg)
            steps = torch.tensor([[a, b] for a in (0, -1, 1) for b in (0, -1, 1)], device=best.device).float()
            tried = torch.nn.functional.normalize(best + steps @ along, dim=1)
            scores = halves.likeness(_turns(tried, fold))
            at = int(scores.argmax())
            best, likeness = tried[at], float(scores[at])
            if at == 0:
                break
    return Axis(fold, best, likeness)


@dataclass(frozen=True)
class SuspectedSymmetry:
    """A point group that a volume seems to have."""

    group: PointGroup
    frame: Float[Tensor, "3 3"]
    """Takes directions of the group's own axes to those of the volume."""
    likeness: float
    """Mean of `TurnedHalves.likeness` over the group's rotations but the identity."""
    rotations: Float[Tensor, "g 3 3"]
    """Of the group, in the volume's frame."""

    @staticmethod
    def of(halves: TurnedHalves, group: PointGroup, frame: Float[Tensor, "3 3"]) -> SuspectedSymmetry:
        """A group in a frame, by how alike it leaves the halves."""
        rotations = frame @ group.rotations(frame) @ frame.T
        return SuspectedSymmetry(group, frame, float(halves.likeness(rotations[1:]).mean()), rotations)


def suspect(halves: TurnedHalves, axes: list[Axis], least: float) -> SuspectedSymmetry | None:
    """The largest group all of whose turns leave the halves alike by at least so much; None where there is none.

    A volume that looks alike at any angle about an axis has none: it shows too little, or poses have smeared it.
    """
    if any(_is_round_about(axis, axes) for axis in axes):
        return None
    tried = [SuspectedSymmetry.of(halves, group, frame) for group, frame in _hypotheses(axes)]
    right = [each for each in tried if each.likeness >= least]
    return max(right, key=lambda each: (each.group.order, each.likeness), default=None)


def suspect_symmetry(
    one: Complex[Tensor, " voxels"], other: Complex[Tensor, " voxels"], grid: FourierGrid, correlation: Float[Tensor, " shells"]
) -> SuspectedSymmetry | None:
    """The largest point group that two halves' volumes seem to have, larger than that of their grid; None where there is none.

    Args:
        correlation: Of the two, shells 0 to the grid's.
    """
    coarse, fine = _compared(one, other, grid, correlation)
    if len(coarse.shells) < FEWEST_SHELLS:
        return None
    found = suspect(fine, find_axes(coarse, fine, ALIKE), ALIKE)
    return found if found is not None and found.group.order > grid.symmetry.order else None


def alike_turns(
    one: Complex[Tensor, " voxels"],
    other: Complex[Tensor, " voxels"],
    grid: FourierGrid,
    correlation: Float[Tensor, " shells"],
    least: float,
) -> Float[Tensor, "t 3 3"]:
    """Turns after which two halves' volumes still correlate so well, the likest axes first; none of the grid's own symmetry.

    Args:
        correlation: Of the two, shells 0 to the grid's.
        least: Likeness of an axis from which its turns count.
    """
    coarse, fine = _compared(one, other, grid, correlation)
    known = grid.symmetry.rotations(fine.points).cpu()
    if len(coarse.shells) < FEWEST_SHELLS:
        return known[:0].to(grid.device)
    for axis in sorted(find_axes(coarse, fine, least), key=lambda axis: -axis.likeness):
        for times in range(1, axis.fold):
            turn = rotation_vector_to_matrix(axis.direction * (2 * math.pi * times / axis.fold))[None]
            if float(angle_between_deg(known, turn.expand_as(known)).min()) > APART_DEG:
                known = torch.cat([known, turn])
    return known[grid.symmetry.order :].to(grid.device)


def _compared(
    one: Complex[Tensor, " voxels"], other: Complex[Tensor, " voxels"], grid: FourierGrid, correlation: Float[Tensor, " shells"]
) -> tuple[TurnedHalves, TurnedHalves]:
    """Two halves coarsely and as finely as axes are told apart."""
    # Thousands of small steps, each waiting for the one before: a CPU's work.
    here = replace(grid, device=torch.device("cpu"))
    coarse, fine = (TurnedHalves(one.cpu(), other.cpu(), here, shell, correlation.cpu()) for shell in (COARSE_SHELL, LAST_SHELL))
    return coarse, fine


def _hypotheses(axes: list[Axis]) -> list[tuple[PointGroup, Float[Tensor, "3 3"]]]:
    """Groups that some of the axes could make, each with the frame in which it would have them."""
    found: list[tuple[PointGroup, Tensor]] = []
    for name, fold in (("I2", 5), ("O", 4), ("T", 3)):
        same = [axis.direction for axis in axes if axis.fold == fold][:3]
        found += [
            (PointGroup(name), frame)
            for j in range(len(same))
            for i in range(j)
            for frame in _frames(PointGroup(name), fold, same[i], same[j])
        ]
    for main in axes:
        found.append((PointGroup(f"C{main.fold}"), _frame_of(main.direction, None)))
        across = [
            axis for axis in axes if axis.fold == 2 and abs(float(axis.direction @ main.direction)) < math.sin(math.radians(APART_DEG))
        ]
        found += [(PointGroup(f"D{main.fold}"), _frame_of(main.direction, axis.direction)) for axis in across[:3]]
    return found


def _is_round_about(main: Axis, axes: list[Axis]) -> bool:
    """Whether the volume looks alike at angles about an axis that no one fold has."""
    along = _folds_along(axes, main.direction)
    return max(along) < math.lcm(*along)


def _frame_of(z: Float[Tensor, " 3"], x: Float[Tensor, " 3"] | None) -> Float[Tensor, "3 3"]:
    """The frame whose z axis lies along one direction and whose x axis as near to another as it can."""
    x = torch.eye(3, device=z.device)[int(z.abs().argmin())] if x is None else x
    x = torch.nn.functional.normalize(x - (x @ z) * z, dim=0)
    return torch.stack([x, torch.linalg.cross(z, x), z], dim=1)


def _frames(group: PointGroup, fold: int, one: Float[Tensor, " 3"], other: Float[Tensor, " 3"]) -> list[Float[Tensor, "3 3"]]:
    """Frames in which a group has axes of a fold along two directions; none where no two of its axes are so far apart."""
    own = axes_of(group, fold).to(one)
    frames = []
    for second in (other, -other):
        apart = own @ own[0] - one @ second
        at = int(apart.abs().argmin())
        if abs(float(apart[at])) < math.sin(math.radians(APART_DEG)) and abs(float(own[at] @ own[0])) < 0.99:
            frames.append(_frame_of(one, second) @ _frame_of(own[0], own[at]).T)
    return frames


def axes_of(group: PointGroup, fold: int) -> Float[Tensor, "a 3"]:
    """Directions of all axes of a fold that a group has, both ways round."""
    rotations = group.rotations(torch.zeros((), dtype=torch.float64))
    angle = torch.rad2deg(((rotations.diagonal(dim1=1, dim2=2).sum(dim=1) - 1) / 2).clamp(-1, 1).acos())
    turns = rotations[(angle - 360 / fold).abs() < 0.01]
    odd = torch.stack([turns[:, 2, 1] - turns[:, 1, 2], turns[:, 0, 2] - turns[:, 2, 0], turns[:, 1, 0] - turns[:, 0, 1]], dim=1)
    if fold > 2:
        return torch.nn.functional.normalize(odd, dim=1)
    vectors = torch.linalg.eigh(turns + turns.mT).eigenvectors[:, :, -1]
    return torch.cat([vectors, -vectors])
