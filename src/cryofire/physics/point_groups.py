"""Rotations that leave a molecule as it is: point groups by their names and axes of RELION.

A molecule of a group has one density at x and at g x for each rotation g of the group, so an image shows it at the poses R g alike:
these are the copies of a pose. Of the viewing directions, one asymmetric unit says everything.

Axes: Cn has its n-fold axis along z, Dn a two-fold one along x as well; T a three-fold axis along z; O four-fold axes along x, y and z;
I (I2) and I1 two-fold axes along x, y and z, I2 with five-fold ones at (1, 0, 1.618) and I1 at (1.618, 0, -1); I3 a five-fold axis along z.
Source: Heymann, Chagoyen & Belnap, J. Struct. Biol. 151, 196 (2005); RELION's `--print_symmetry_ops`, which tests compare with.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import healpix
import numpy as np
import roma
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from cryofire.core.errors import ConfigError
from cryofire.physics.rotations import angle_between_deg

LARGEST_FOLD = 60
"""Of the axis of Cn and Dn."""
MANY_TURNS = 20
"""Of a group such as O or I."""
GOLDEN = (1 + math.sqrt(5)) / 2
AXES: dict[str, tuple[tuple[int, tuple[float, float, float]], ...]] = {
    "T": ((3, (0.0, 0.0, 1.0)), (2, (0.0, math.sqrt(2), 1.0))),
    "O": ((4, (0.0, 0.0, 1.0)), (3, (1.0, 1.0, 1.0))),
    "I1": ((2, (1.0, 0.0, 0.0)), (5, (GOLDEN, 0.0, -1.0))),
    "I2": ((2, (0.0, 0.0, 1.0)), (5, (1.0, 0.0, GOLDEN))),
    "I3": ((5, (0.0, 0.0, 1.0)), (2, (1.0, 0.0, -GOLDEN))),
}
"""Folds and axes (x, y, z) that make each group."""


@dataclass(frozen=True)
class PointGroup:
    """A group of rotations; C1 is none."""

    name: str = "C1"

    @staticmethod
    def named(text: str) -> PointGroup:
        """The group of a name, in capitals or not; I is I2.

        Raises:
            ConfigError: If there is none of that name.
        """
        name = text.strip().upper()
        name = "I2" if name == "I" else name
        cyclic = re.fullmatch(r"[CD]([1-9][0-9]*)", name)
        if name not in AXES and (cyclic is None or int(cyclic[1]) > LARGEST_FOLD):
            raise ConfigError(
                f"{text!r} is no point group.", f"C1, Cn, Dn (n up to {LARGEST_FOLD}), T, O, I (I1, I2, I3), as RELION names them"
            )
        return PointGroup(name)

    @property
    def order(self) -> int:
        """How many rotations it has."""
        return len(_elements(self.name))

    @property
    def is_trivial(self) -> bool:
        """Whether it is no symmetry at all."""
        return self.order == 1

    @property
    def allows_finer(self) -> bool:
        """Whether the asymmetric unit is so small that half the usual spacing makes no more poses of it than there are in all."""
        return self.order >= MANY_TURNS

    def rotations(self, like: Tensor) -> Float[Tensor, "g 3 3"]:
        """Its rotations, the identity first, of the type and on the device of a tensor."""
        return _elements(self.name).to(like)

    def copies(self, rotations: Float[Tensor, "*n 3 3"]) -> Float[Tensor, "*n g 3 3"]:
        """All poses that look like each pose, itself first."""
        return rotations[..., None, :, :] @ self.rotations(rotations)

    def largest_trace(self, one: Float[Tensor, "*#n 3 3"], other: Float[Tensor, "*#n 3 3"]) -> Float[Tensor, "*n"]:
        """The trace of the smallest turn between copies of two poses: 1 + 2 cos w."""
        if self.is_trivial:
            return (one * other).sum(dim=(-2, -1))
        return ((one.mT @ other).flatten(-2) @ self.rotations(one).flatten(1).T).amax(dim=-1)

    def largest_traces(self, some: Float[Tensor, "n 3 3"], others: Float[Tensor, "m 3 3"]) -> Float[Tensor, "n m"]:
        """The same of each pose with each of some others: a product of matrices for each rotation of the group."""
        left = some.flatten(1)
        largest = left @ others.flatten(1).T
        for rotation in self.rotations(others)[1:]:
            largest = torch.maximum(largest, left @ (others @ rotation).flatten(1).T)
        return largest

    def nearest(self, rotations: Float[Tensor, "*#n 3 3"], reference: Float[Tensor, "*#n 3 3"]) -> Float[Tensor, "*n 3 3"]:
        """The copy of each pose that is nearest to a reference."""
        if self.is_trivial:
            return rotations
        group = self.rotations(rotations)
        trace = (rotations.mT @ reference).flatten(-2) @ group.flatten(1).T
        return rotations @ group[trace.argmax(dim=-1)]

    def angle_between_deg(self, one: Float[Tensor, "*n 3 3"], other: Float[Tensor, "*n 3 3"]) -> Float[Tensor, "*n"]:
        """Angle between the nearest copies of two poses, degrees."""
        return angle_between_deg(self.nearest(one, other), other)

    def within_asymmetric_unit(self, rotations: Float[Tensor, "*n 3 3"]) -> Float[Tensor, "*n 3 3"]:
        """The copy of each pose whose viewing direction lies in the asymmetric unit."""
        if self.is_trivial:
            return rotations
        group = self.rotations(rotations)
        return rotations @ group[self._nearness(rotations[..., 2, :]).argmax(dim=-1)]

    def is_within_asymmetric_unit(self, directions: Float[Tensor, "*n 3"], margin_deg: float = 0.0) -> Bool[Tensor, "*n"]:
        """Whether viewing directions (third rows of rotations) lie in the asymmetric unit, or so near to it.

        The unit are all directions that are nearer to one direction than to its copies.
        """
        nearness = self._nearness(directions).clamp(-1, 1)
        return torch.rad2deg(nearness[..., 0].acos() - nearness.amax(dim=-1).acos()) <= 2 * margin_deg + 1e-3

    def invariant(self, like: Tensor) -> Float[Tensor, "3 3"]:
        """What projects vectors onto those that all its rotations leave as they are: moves, and turns, of a frame that keep its axes."""
        return _exact(_elements(self.name).mean(dim=0)).to(like)

    def _nearness(self, directions: Float[Tensor, "*n 3"]) -> Float[Tensor, "*n g"]:
        """Cosine of the angle of each copy of a direction to the middle of the asymmetric unit."""
        return directions @ (self.rotations(directions) @ _middle(self.name).to(directions)).T


C1 = PointGroup()


@lru_cache(maxsize=64)
def split_rotations(group: PointGroup) -> tuple[Float[Tensor, "b 3 3"], Int[Tensor, "o 3 3"]]:
    """(B, O) such that each rotation of the group is b o for one b and one o, the identity first in both.

    O are those that take voxels to voxels, B the fewest that make up the rest.
    """
    rotations = group.rotations(torch.zeros((), dtype=torch.float64))
    is_onto = ((rotations == rotations.round()).flatten(1)).all(dim=1)
    onto, left, chosen = rotations[is_onto], rotations, []
    while len(left) > 0:
        chosen.append(left[0])
        coset = left[0] @ onto
        is_left = ((left[:, None] - coset).abs().amax(dim=(2, 3)) > 1e-6).all(dim=1)
        left = left[is_left]
    return torch.stack(chosen), onto.long()


@lru_cache(maxsize=64)
def _elements(name: str) -> Float[Tensor, "g 3 3"]:
    """All rotations of a group, the identity first: products of those about its axes until there is no other."""
    found = torch.eye(3, dtype=torch.float64)[None]
    makers = torch.stack([_about(axis, 360 / fold) for fold, axis in _axes(name)])
    while True:
        products = _exact((found[:, None] @ makers).flatten(0, 1))
        everything = torch.cat([found, products])
        apart = (everything[:, None] - everything).abs().amax(dim=(2, 3)) > 1e-6
        is_new = torch.ones(len(everything), dtype=torch.bool)
        for j in range(1, len(everything)):
            is_new[j] = bool(apart[j, :j].all())
        if int(is_new.sum()) == len(found):
            return found
        found = everything[is_new]


def _axes(name: str) -> tuple[tuple[int, tuple[float, float, float]], ...]:
    if name in AXES:
        return AXES[name]
    main = (int(name[1:]), (0.0, 0.0, 1.0))
    return (main, (2, (1.0, 0.0, 0.0))) if name[0] == "D" else (main,)


def _about(axis: tuple[float, float, float], angle_deg: float) -> Float[Tensor, "3 3"]:
    """The rotation about an axis."""
    unit = torch.nn.functional.normalize(torch.tensor(axis, dtype=torch.float64), dim=0)
    matrix: Tensor = roma.rotvec_to_rotmat(math.radians(angle_deg) * unit)
    return _exact(matrix)


def _exact(matrices: Float[Tensor, "*n 3 3"]) -> Float[Tensor, "*n 3 3"]:
    """The same with entries that are 0 or 1 but for rounding made so: such rotations take voxels to voxels."""
    return torch.where((matrices - matrices.round()).abs() < 1e-9, matrices.round(), matrices)


@lru_cache(maxsize=64)
def _middle(name: str) -> Float[Tensor, " 3"]:
    """The direction that is furthest from its own copies: the middle of the asymmetric unit."""
    directions = torch.from_numpy(np.stack(healpix.pix2vec(8, np.arange(768), nest=True), axis=1))
    group = _elements(name)
    if len(group) == 1:
        return directions.new_tensor([0.0, 0.0, 1.0])
    nearest = torch.einsum("ni,gij,nj->ng", directions, group[1:], directions).amax(dim=1)
    return directions[int((nearest * 1e6).round().argmin())]
