"""Volumes from samples of each image's posterior over poses."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from cryofire.data.preprocess import soft_window
from cryofire.inference import pose_samples
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import solve_volumes
from cryofire.inference.local_refinement import refine
from cryofire.inference.pose_samples import add_sampled, pose_spread
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.physics.rotations import rotation_vector_to_matrix
from planted import Planted, planted

CPU = torch.device("cpu")
SHELL = 8


def noisy(n: int, scale: float) -> tuple[Planted, FourierGrid, torch.Tensor]:
    """Images, and the volume that they are made of on a grid."""
    data = planted(n, box_px=20, scale=scale)
    grid = FourierGrid(SHELL, 2.0, CPU, 0.9)
    return replace(data, whitened=data.whitened.upto(SHELL)), grid, data.atoms.on(grid)


def test_spread_is_the_scatter_of_poses_found_in_noise():
    data, grid, volumes = noisy(400, 6.0)
    spread = pose_spread(data.whitened, data.truth, grid, volumes)
    found = data.truth.copy()
    refine(data.whitened, found, grid, volumes, 6)
    expected = (spread @ spread.mT).diagonal(dim1=1, dim2=2).sqrt()
    shift_error = (found.shifts_px - data.truth.shifts_px).abs()
    # A Gaussian's median distance is 0.674 standard deviations; outliers are few.
    assert float((shift_error / expected[:, 3:]).median()) == pytest.approx(0.674, rel=0.2)
    off = found.rotations @ data.truth.rotations.mT
    turn = torch.stack([off[:, 2, 1] - off[:, 1, 2], off[:, 0, 2] - off[:, 2, 0], off[:, 1, 0] - off[:, 0, 1]], dim=1) / 2
    assert float((turn.abs() / expected[:, :3]).median()) == pytest.approx(0.674, rel=0.2)


def test_images_that_leave_no_doubt_take_part_at_their_pose():
    data, grid, volumes = noisy(60, 300.0)
    sums, sampled = VolumeSums(grid, 0), VolumeSums(grid, 0)
    sums.add(data.whitened, data.truth)
    add_sampled(sampled, data.whitened, data.truth, volumes, seed=0)
    assert float((sampled.values - sums.values).norm() / sums.values.norm()) < 0.05


def test_samples_scatter_by_as_much_more_as_the_window_makes_likelihoods_too_sure(monkeypatch):
    data, grid, volumes = noisy(60, 6.0)
    window = soft_window(20, 0.4, 0.9)
    distances = []
    for whitened in (data.whitened, replace(data.whitened, window=window)):
        drawn: list[torch.Tensor] = []
        monkeypatch.setattr(pose_samples, "latents_given_poses", lambda w, sample, g, v, kept=drawn: kept.append(sample.shifts_px))
        add_sampled(VolumeSums(grid, 0), whitened, data.truth, volumes, seed=0)
        distances.append(torch.stack(drawn) - data.truth.shifts_px)
    expected = float(window.square().mean()) ** -0.5
    assert expected > 1.3
    torch.testing.assert_close(distances[1], expected * distances[0], rtol=1e-3, atol=1e-4)


def test_shares_of_samples_add_up_to_one_and_respect_weights():
    data, grid, volumes = noisy(50, 3.0)
    weights = torch.linspace(0, 1, 50)
    sums, sampled = VolumeSums(grid, 0), VolumeSums(grid, 0)
    sums.add(data.whitened.with_weights(weights), data.truth)
    add_sampled(sampled, data.whitened.with_weights(weights), data.truth, volumes, seed=0)
    # Trilinear weights of a sample add up to 1 wherever it lies: the sum of CTF^2 over the grid does not depend on poses.
    assert float(sampled.values[:, 2].sum()) == pytest.approx(float(sums.values[:, 2].sum()), rel=1e-4)


def test_samples_are_the_same_for_a_seed_and_others_for_another():
    data, grid, volumes = noisy(20, 3.0)
    values = []
    for seed in (0, 0, 1):
        sums = VolumeSums(grid, 0)
        add_sampled(sums, data.whitened, data.truth, volumes, seed)
        values.append(sums.values)
    assert torch.equal(values[0], values[1]) and not torch.equal(values[0], values[2])


def test_volumes_of_poses_that_are_off_keep_more_detail_than_those_of_poses_taken_for_known():
    """Rounds of expectation-maximisation from one blurred volume: with samples its outer shells come back further."""
    data, grid, _ = noisy(1500, 2.0)
    generator = torch.Generator().manual_seed(1)
    start = data.truth.copy()
    start.rotations.copy_(rotation_vector_to_matrix(math.radians(6) * torch.randn(1500, 3, generator=generator)) @ start.rotations)
    truth, shell = data.atoms.on(grid)[:, 0], grid.radius().round().long()
    outer = (shell >= 5) & (shell <= SHELL)
    share = []
    for is_sampled in (True, False):
        posteriors = start.copy()
        volumes, prior = solve_volumes(data.whitened, posteriors, grid, None)
        for n in range(6):
            refine(data.whitened, posteriors, grid, volumes, 2)
            sums = VolumeSums(grid, 0)
            if is_sampled:
                add_sampled(sums, data.whitened, posteriors, volumes, n)
            else:
                sums.add(data.whitened, posteriors)
            volumes, prior = sums.solve(PowerByShell(prior))
        error = (volumes[outer, 0] - truth[outer]).abs().square().sum()
        share.append(float(error / truth[outer].abs().square().sum()))
    assert share[0] < 0.9 * share[1]
