"""Volumes of the particles near a conformation: the sums of all widths in one reading are those of each width by itself."""

from __future__ import annotations

import torch

from cryofire.inference.kernel_sums import RIDGE, kernel_widths, volumes_by_width, weights_at
from cryofire.inference.volume_sums import ShareOfWeight, VolumeSums
from planted import grid_of, planted


def test_every_width_is_what_its_weights_give():
    data = planted(200, n_components=1)
    grid, q = grid_of(data.whitened), (data.truth.z[:, 0] - 0.5).square()
    widths = torch.tensor([0.3, 1.0, 4.0])
    rows = torch.arange(200).flip(0)
    read = lambda which: (data.whitened.take(which), data.truth.take(which))  # noqa: E731
    found = list(volumes_by_width(rows, q[rows], widths, read, grid))
    for width, volume in zip(widths.tolist(), found, strict=True):
        weights = weights_at(q, width)
        assert 0 < int((weights > 0).sum()) < 200
        sums = VolumeSums(grid, 0)
        sums.add(data.whitened.with_weights(weights), data.truth.with_no_components())
        expected = sums.solve(ShareOfWeight(RIDGE))[0][:, 0]
        assert float((volume - expected).abs().max()) < 1e-3 * float(expected.abs().max())


def test_a_narrow_kernel_shows_the_conformation_and_a_wide_one_the_mean():
    data = planted(1500, n_components=1, scale=6.0)
    grid = grid_of(data.whitened)
    at = 1.2
    q = (data.truth.z[:, 0] - at).square()
    read = lambda which: (data.whitened.take(which), data.truth.take(which))  # noqa: E731
    narrow, everything = volumes_by_width(torch.arange(1500), q, torch.tensor([0.2, torch.inf]), read, grid)
    volumes = data.atoms.on(grid)
    mean, moved = volumes[:, 0], volumes[:, 0] + at * volumes[:, 1]
    inside = grid.radius() < 5
    away = lambda found, true: float((found - true)[inside].abs().square().sum() / (moved - mean)[inside].abs().square().sum())  # noqa: E731
    assert away(narrow, moved) < 0.35
    assert away(narrow, moved) < 0.5 * away(everything, moved)
    assert away(everything, mean) < 0.35


def test_widths_hold_a_hundred_particles_at_least_and_most_of_them_at_most():
    q = torch.linspace(0, 100, 10_001)
    widths = kernel_widths(q, 2, 5)
    assert float(widths[0]) == float(torch.tensor(2 * 0.6931472))  # the median of chi-square of two degrees of freedom: 2 ln 2
    steps = widths.sqrt().diff()
    torch.testing.assert_close(steps, steps[:1].expand(4))
    assert int((weights_at(q, float(widths[-1])) > 0).sum()) in (9500, 9501)
    few = kernel_widths(torch.linspace(0, 1e6, 300), 2, 3)
    assert int((weights_at(torch.linspace(0, 1e6, 300), float(few[0])) > 0).sum()) in (99, 100)
    assert kernel_widths(q, 0, 5).tolist() == [torch.inf]
