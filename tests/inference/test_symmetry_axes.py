"""Axes about which two halves' volumes look alike, and the point group that they make."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.symmetry_axes import ALIKE, TurnedHalves, axes_of, find_axes, suspect, suspect_symmetry
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import random_rotations
from cryofire.search.half_map_fsc import half_correlation
from planted import grid_points

GRID = FourierGrid(8, 1.5, torch.device("cpu"))
FRAME = random_rotations(1, torch.Generator().manual_seed(5))[0]


def volume(name: str, noise: float, seed: int, broken: float = 0.0) -> torch.Tensor:
    """Atoms of one protomer at all copies, the axes turned by `FRAME`; `broken` weighs the first copy's atoms more."""
    generator = torch.Generator().manual_seed(3)
    protomer = torch.randn(6, 3, generator=generator) * 0.08 + torch.tensor([0.16, 0.06, 0.14])
    group = PointGroup(name).rotations(protomer)
    atoms, points = (protomer @ group.mT) @ FRAME.T, grid_points(GRID)
    weights = torch.ones(len(group))
    weights[0] += broken
    waves = [w * torch.exp(-2j * torch.pi * (points @ copy.T)).sum(dim=1) for w, copy in zip(weights, atoms, strict=True)]
    whole = torch.stack(waves).sum(dim=0) * torch.exp(-0.02 * GRID.radius() ** 2)
    drawn = torch.view_as_complex(torch.randn(len(points), 2, generator=torch.Generator().manual_seed(seed)))
    return whole + noise * GRID.hermitian(drawn)


def halves(name: str, noise: float = 0.3, broken: float = 0.0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    one, other = volume(name, noise, 1, broken), volume(name, noise, 2, broken)
    return one, other, half_correlation(one, other, GRID)


@pytest.mark.parametrize("name", ["C2", "C3", "C6", "D2", "D4", "T", "O", "I2"])
def test_the_group_of_a_symmetric_molecule_is_suspected_in_any_frame(name):
    one, other, correlation = halves(name)
    found = suspect_symmetry(one, other, GRID, correlation)
    assert found is not None and found.group.name == name and 0.93 < found.likeness < 1.05
    # The rotations are those of the molecule: an atom goes to another's place.
    true = FRAME @ PointGroup(name).rotations(FRAME) @ FRAME.T
    apart = (found.rotations[:, None] - true).abs().amax(dim=(2, 3)).amin(dim=1)
    assert float(apart.max()) < 0.05


@pytest.mark.parametrize(("name", "broken"), [("C1", 0.0), ("D2", 3.0), ("C4", 4.0)])
def test_a_molecule_without_symmetry_is_not_suspected_of_one(name, broken):
    assert suspect_symmetry(*halves(name, broken=broken)[:2], GRID, halves(name, broken=broken)[2]) is None


def test_a_named_symmetry_is_not_suspected_again_and_a_larger_one_is():
    one, other, correlation = halves("D4")
    as_named = lambda name: FourierGrid(8, 1.5, torch.device("cpu"), symmetry=PointGroup(name))  # noqa: E731
    assert suspect_symmetry(one, other, as_named("D4"), correlation) is None
    found = suspect_symmetry(one, other, as_named("C4"), correlation)
    assert found is not None and found.group.name == "D4"


def test_a_body_of_revolution_has_no_group_of_its_own():
    points = grid_points(GRID) @ FRAME
    ring = torch.special.bessel_j0(2 * torch.pi * 0.25 * points[:, :2].norm(dim=1)) * torch.cos(2 * torch.pi * 0.2 * points[:, 2])
    drawn = [torch.view_as_complex(torch.randn(len(points), 2, generator=torch.Generator().manual_seed(seed))) for seed in (1, 2)]
    one, other = (ring.to(torch.complex64) + 0.01 * GRID.hermitian(noise) for noise in drawn)
    correlation = half_correlation(one, other, GRID)
    coarse, fine = (TurnedHalves(one, other, GRID, shell, correlation) for shell in (6, 8))
    axes = find_axes(coarse, fine, ALIKE)
    along = [axis.fold for axis in axes if abs(float(axis.direction @ FRAME[:, 2])) > 0.99]
    assert {2, 3, 4, 5} <= set(along) and suspect(fine, axes, ALIKE) is None


def test_volumes_that_agree_nowhere_tell_nothing():
    one, other, correlation = halves("C4", noise=60.0)
    assert float(correlation[3:].max()) < 0.5 and suspect_symmetry(one, other, GRID, correlation) is None


@pytest.mark.parametrize(("name", "fold", "n"), [("O", 4, 6), ("O", 3, 8), ("I2", 5, 12), ("T", 3, 8), ("D5", 2, 10), ("C4", 4, 2)])
def test_axes_of_a_group_are_counted_both_ways_round(name, fold, n):
    axes = axes_of(PointGroup(name), fold)
    assert len(axes) == n and torch.allclose(axes.norm(dim=1), torch.ones(len(axes)).double())
