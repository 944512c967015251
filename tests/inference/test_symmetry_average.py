"""Sums of images of a symmetric molecule: adding once and turning equals adding at every copy of the pose."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.symmetry_average import summed_over_copies, symmetric
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.physics.point_groups import PointGroup
from planted import grid_points, planted

CPU = torch.device("cpu")


def sums_of(data, grid: FourierGrid, at_copies: bool) -> VolumeSums:
    sums, group = VolumeSums(grid, data.truth.z.shape[1]), grid.symmetry
    for j in range(group.order if at_copies else 1):
        posteriors = data.truth.copy()
        posteriors.rotations = group.copies(data.truth.rotations)[:, j]
        sums.add(data.whitened.upto(grid.shell), posteriors)
    return sums


@pytest.mark.parametrize("name", ["C2", "C4", "D2", "D4", "O"])
def test_turns_onto_voxels_are_exact(name):
    data, group = planted(20, n_components=1), PointGroup(name)
    grid = FourierGrid(7, 1.5, CPU, symmetry=group)
    once, each = sums_of(data, grid, False), sums_of(data, grid, True)
    # A sample between two voxels may fall on the other one's side when it is turned: shares are equal to rounding.
    assert torch.allclose(summed_over_copies(once.values, grid), each.values, atol=2e-4 * float(each.values.abs().max()))


@pytest.mark.parametrize(("name", "error"), [("O", 1e-4), ("C3", 0.06), ("D5", 0.06), ("T", 0.06), ("I2", 0.06), ("I3", 0.07)])
def test_volumes_are_those_of_images_added_at_every_copy(name, error):
    data, group = planted(300, noise=0.0), PointGroup(name)
    grid = FourierGrid(7, 1.5, CPU, 0.8, group)
    prior = PowerByShell(torch.ones(8, 1))
    turned = sums_of(data, grid, False).solve(prior)[0][:, 0]
    plain = sums_of(data, grid, True)
    plain.grid = FourierGrid(7, 1.5, CPU, 0.8)
    added = plain.solve(prior)[0][:, 0]
    inside = grid.radius() <= 7
    off = (turned - added)[inside].abs().square().sum() / added[inside].abs().square().sum()
    assert float(off) ** 0.5 < error


@pytest.mark.parametrize("name", ["C3", "D2", "T", "O", "I1"])
def test_a_symmetric_volume_is_its_own_mean_over_the_turns(name):
    group = PointGroup(name)
    grid = FourierGrid(8, 2.0, CPU, symmetry=group)
    points = grid_points(grid)
    atom, copies = torch.tensor([0.12, 0.05, 0.08]), group.rotations(points)
    wave = lambda k: torch.exp(-2j * torch.pi * (k @ (copies @ atom).T)).sum(dim=1)  # noqa: E731
    volume, inside = wave(points), grid.radius() < 8
    off = (symmetric(volume, grid) - volume)[inside].abs().square().mean() / volume[inside].abs().square().mean()
    assert float(off) ** 0.5 < 0.05
    other = torch.exp(-2j * torch.pi * (points @ atom))  # one atom alone is not
    assert float((symmetric(other, grid) - other)[inside].abs().square().mean()) > 0.3


def test_no_symmetry_changes_nothing():
    grid = FourierGrid(4, 1.5, CPU)
    values = torch.randn(grid.n_voxels, 3, generator=torch.Generator().manual_seed(0))
    assert summed_over_copies(values, grid) is values
