"""Local refinement: derivatives against finite differences, and poses that come back."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.local_refinement import MAX_MOVE_PX, MAX_TURN_RAD, linear_table, linearise, refine
from cryofire.inference.particle_posteriors import LatentPrior, ParticlePosteriors
from cryofire.physics.rotations import angle_between_deg, random_rotations, rotation_vector_to_matrix
from planted import Planted, grid_of, planted


def perturbed(data: Planted, turn_deg: float, move_px: float) -> ParticlePosteriors:
    """The truth, every rotation turned by an angle about a random axis and every particle moved a distance."""
    generator = torch.Generator().manual_seed(7)
    posteriors, n = data.truth.copy(), len(data.truth)
    axis = torch.nn.functional.normalize(torch.randn(n, 3, generator=generator), dim=1)
    posteriors.rotations.copy_(rotation_vector_to_matrix(math.radians(turn_deg) * axis) @ posteriors.rotations)
    posteriors.shifts_px.add_(move_px * torch.nn.functional.normalize(torch.randn(n, 2, generator=generator), dim=1))
    return posteriors


OWN_PRIOR = LatentPrior(torch.tensor([3.0, -2.0]).expand(30, -1), torch.tensor([[40.0, 15.0], [15.0, 30.0]]).expand(30, -1, -1))


@pytest.mark.parametrize("prior", [None, OWN_PRIOR], ids=["standard", "own"])
@pytest.mark.parametrize(("first", "last", "step", "tolerance"), [(0, 3, 0.02, 0.05), (3, 5, 0.02, 0.01), (5, 7, 0.05, 0.01)])
def test_gradient_is_the_slope_of_the_cost(first, last, step, tolerance, prior):
    """Of turn (rad), shift (px) and z; derivatives of a trilinear volume are central differences, so turns agree to a few percent."""
    data = planted(30, n_components=2, scale=3.0)
    grid = grid_of(data.whitened, 4.0)
    table = linear_table(grid, data.atoms.on(grid))
    rows, start = torch.arange(30), perturbed(data, 4.0, 0.7)

    def at(change: torch.Tensor):
        turned = rotation_vector_to_matrix(change[:, :3]) @ start.rotations
        return linearise(data.whitened, rows, turned, start.shifts_px + change[:, 3:5], start.z + change[:, 5:], grid, table, prior)

    here = at(torch.zeros(30, 7))
    for j in range(first, last):
        change = torch.zeros(30, 7)
        change[:, j] = step
        slope = (at(change).cost - at(-change).cost) / (2 * step)
        error = slope + here.gradient[:, j]
        assert float(error.norm() / slope.norm()) < tolerance


def test_hessian_is_symmetric_and_that_of_z_is_the_precision_of_its_posterior():
    data = planted(10, n_components=2)
    grid = grid_of(data.whitened)
    table = linear_table(grid, data.atoms.on(grid))
    truth = data.truth
    found = linearise(data.whitened, torch.arange(10), truth.rotations, truth.shifts_px, truth.z, grid, table)
    assert torch.allclose(found.hessian, found.hessian.mT, rtol=1e-4, atol=1e-3)
    assert (torch.linalg.eigvalsh(found.hessian[:, 5:, 5:]) >= 1 - 1e-3).all()


def test_perturbed_poses_of_noisy_images_come_back():
    data = planted(200, box_px=20, scale=8.0)
    grid = grid_of(data.whitened, 2.0)
    posteriors = perturbed(data, 4.0, 0.7)
    volumes = data.atoms.on(grid)
    median_turn = refine(data.whitened, posteriors, grid, volumes, 5)
    table, rows, none = linear_table(grid, volumes), torch.arange(200), data.truth.z
    found, true = (linearise(data.whitened, rows, b.rotations, b.shifts_px, none, grid, table).cost for b in (posteriors, data.truth))
    assert float((found < true).float().mean()) > 0.9, (
        "what is left is the noise: the poses found explain the images better than the true ones"
    )
    assert float(angle_between_deg(posteriors.rotations, data.truth.rotations).median()) < 2
    assert float((posteriors.shifts_px - data.truth.shifts_px).norm(dim=1).median()) < 0.12
    assert median_turn == pytest.approx(4, abs=0.7)
    assert float((posteriors.rotations @ posteriors.rotations.mT - torch.eye(3)).abs().max()) < 1e-5


def test_pose_and_conformation_come_back_together():
    data = planted(200, box_px=20, n_components=2, scale=8.0)
    grid = grid_of(data.whitened, 2.0)
    posteriors = perturbed(data, 4.0, 0.7)
    posteriors.z.zero_()
    refine(data.whitened, posteriors, grid, data.atoms.on(grid), 6)
    assert float(angle_between_deg(posteriors.rotations, data.truth.rotations).median()) < 2.5
    assert float((posteriors.z - data.truth.z).norm(dim=1).median()) < 0.5 * float(data.truth.z.norm(dim=1).median())


def test_z_goes_to_the_prior_where_it_is_much_surer_than_the_images():
    data = planted(60, box_px=20, n_components=2, scale=8.0)
    grid, posteriors = grid_of(data.whitened, 2.0), data.truth.copy()
    sure = LatentPrior(data.truth.z + 0.3, 1e6 * torch.eye(2).expand(60, -1, -1))
    refine(data.whitened, posteriors, grid, data.atoms.on(grid), 6, sure, chunk=25)
    assert float((posteriors.z - sure.mean).abs().max()) < 0.01
    assert torch.allclose(posteriors.z_covariance.diagonal(dim1=1, dim2=2), torch.full((60, 2), 1e-6), rtol=0.02)


@pytest.mark.parametrize("n_steps", [1, 4])
def test_cost_of_no_image_rises_even_from_senseless_poses(n_steps):
    data = planted(100, n_components=1, scale=6.0)
    grid: FourierGrid = grid_of(data.whitened, 1.5)
    volumes = data.atoms.on(grid)
    posteriors, rows = data.truth.copy(), torch.arange(100)
    posteriors.rotations.copy_(random_rotations(100, torch.Generator().manual_seed(3)))
    start = posteriors.copy()
    refine(data.whitened, posteriors, grid, volumes, n_steps, chunk=30)
    table = linear_table(grid, volumes)
    before, after = (linearise(data.whitened, rows, b.rotations, b.shifts_px, b.z, grid, table).cost for b in (start, posteriors))
    assert float((after - before).max()) <= 1e-2
    assert float((before - after).mean()) > 10
    is_taken = after < before - 1e-2
    assert int(is_taken.sum()) > 0
    turned = angle_between_deg(posteriors.rotations, start.rotations)
    assert float(turned.max()) <= math.degrees(MAX_TURN_RAD) * n_steps + 0.1
    assert float((posteriors.shifts_px - start.shifts_px).norm(dim=1).max()) <= MAX_MOVE_PX * n_steps + 1e-4
