"""Volumes linear in z: each side of the estimation against dense linear algebra, and both together on planted motions."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.inference import volume_sums
from cryofire.inference.linear_subspace import latents_and_residual_power, latents_given_poses, solve_volumes, whiten
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.solvent import independent_share
from cryofire.physics.translations import shift_images
from planted import Planted, grid_of, planted


def share_explained(found: Tensor, truth: Tensor) -> float:
    """R^2 of the best affine map from one set of z to another."""
    design = torch.cat([torch.ones(len(found), 1), found], dim=1).double()
    centred = truth.double() - truth.double().mean(dim=0)
    residual = centred - design @ torch.linalg.lstsq(design, centred).solution
    return 1 - float(residual.square().sum() / centred.square().sum())


def with_random_z(data: Planted, n_components: int) -> ParticlePosteriors:
    return data.truth.with_no_components().with_components(n_components, torch.Generator().manual_seed(5))


def predictions(data: Planted, posteriors: ParticlePosteriors, volumes: Tensor) -> Tensor:
    """(n, k) centred slices of each particle's own conformation."""
    slices = grid_of(data.whitened).slice(volumes, posteriors.rotations, data.whitened.lattice.indices.float())
    basis = torch.cat([torch.ones(len(posteriors), 1), posteriors.z], dim=1).to(slices.dtype)
    return (slices * basis[:, None]).sum(dim=-1)


def test_rounds_in_closed_form_find_a_motion_of_rank_two_from_random_z():
    data = planted(600, n_components=2, scale=4.0)
    grid, posteriors = grid_of(data.whitened, 1.5), with_random_z(data, 2)
    assert share_explained(posteriors.z, data.truth.z) < 0.05
    _, mean = solve_volumes(data.whitened, posteriors.with_no_components(), grid, None)
    prior = torch.cat([mean, 0.1 * mean.expand(-1, 2)], dim=1)
    said = []
    for _ in range(12):
        volumes, prior = solve_volumes(data.whitened, posteriors, grid, prior)
        latents_given_poses(data.whitened, posteriors, grid, volumes)
        said.append(float(posteriors.log_likelihood.mean()))
        volumes, prior = whiten(posteriors, volumes, prior)
    assert share_explained(posteriors.z, data.truth.z) > 0.9
    assert said[-1] > said[0] + 5


def test_volumes_solved_from_true_poses_and_z_predict_the_images_without_noise():
    data = planted(1000, n_components=1, scale=4.0)
    data.truth.z_covariance.zero_()
    grid = grid_of(data.whitened, 2.0)
    _, prior = solve_volumes(data.whitened, data.truth, grid, None)
    volumes, _ = solve_volumes(data.whitened, data.truth, grid, prior)
    centred = shift_images(data.clean, data.whitened.lattice.freqs_per_px, -data.truth.shifts_px)
    error = predictions(data, data.truth, volumes) * data.whitened.ctfs - centred
    noise = data.whitened.images - data.clean
    assert float(error.abs().square().mean()) < 0.1 * float(noise.abs().square().mean())
    assert float(error.abs().square().mean()) < 0.1 * float(centred.abs().square().mean())


def test_solved_volumes_are_those_of_a_real_density():
    data = planted(30, n_components=1)
    volumes, _ = solve_volumes(data.whitened, data.truth, grid_of(data.whitened), None)
    assert torch.equal(volumes.flip(0)[: len(volumes) // 2], volumes.conj()[: len(volumes) // 2])


def test_each_voxel_is_the_ridge_regression_of_what_the_images_show_there(monkeypatch):
    """All particles in one view and one voxel a shell: every sample lies on a voxel, which is then a small regression of its own."""
    monkeypatch.setattr(volume_sums, "without_solvent", lambda volumes, grid: volumes)
    monkeypatch.setattr(volume_sums, "signal_alone", lambda volume, grid: volume)
    data, power = planted(40, box_px=12, n_components=1), torch.rand(7, 2, generator=torch.Generator().manual_seed(1)) + 0.5
    data.truth.rotations.copy_(torch.eye(3).expand(40, 3, 3))
    data.truth.z_covariance.mul_(0.3)
    grid, lattice = grid_of(data.whitened, 1.0), data.whitened.lattice
    volumes, _ = solve_volumes(data.whitened, data.truth, grid, power)
    found = grid.slice(volumes, torch.eye(3)[None], lattice.indices.float())[0]
    centred = shift_images(data.whitened.images, lattice.freqs_per_px, -data.truth.shifts_px).to(torch.complex128)
    basis = torch.cat([torch.ones(40, 1), data.truth.z], dim=1).double()
    for j, shell in enumerate(lattice.shell.tolist()):
        c = data.whitened.ctfs[:, j].double()
        matrix = (basis * c[:, None].square()).T @ basis + torch.diag(independent_share(grid) / power[shell].double())
        matrix[1, 1] += 0.3 * c.square().sum()
        expected = torch.linalg.solve(matrix.to(torch.complex128), (basis * c[:, None]).to(torch.complex128).T @ centred[:, j])
        assert float((found[j] - expected).abs().max()) < 1e-4 * float(expected.abs().max()) + 1e-5


def test_posterior_of_z_is_that_of_dense_linear_algebra():
    data = planted(5, box_px=12, n_components=2)
    grid, posteriors = grid_of(data.whitened), with_random_z(data, 2)
    volumes = data.atoms.on(grid)
    latents_given_poses(data.whitened, posteriors, grid, volumes)
    slices = grid.slice(volumes, posteriors.rotations, data.whitened.lattice.indices.float()) * data.whitened.ctfs[..., None]
    centred = shift_images(data.whitened.images, data.whitened.lattice.freqs_per_px, -posteriors.shifts_px)
    for i in range(5):
        parts = torch.cat([slices[i].real, slices[i].imag]).double()
        y = torch.cat([centred[i].real, centred[i].imag]).double()
        eye = torch.eye(len(y), dtype=torch.float64)
        covariance = parts[:, 1:] @ parts[:, 1:].T + 0.5 * eye
        gain = torch.linalg.solve(covariance, parts[:, 1:]).T
        torch.testing.assert_close(posteriors.z[i].double(), gain @ (y - parts[:, 0]), rtol=1e-3, atol=1e-4)
        expected = torch.eye(2, dtype=torch.float64) - gain @ parts[:, 1:]
        torch.testing.assert_close(posteriors.z_covariance[i].double(), expected, rtol=1e-3, atol=1e-4)
        normal = torch.distributions.MultivariateNormal
        evidence = normal(parts[:, 0], covariance).log_prob(y) - normal(0 * y, 0.5 * eye).log_prob(y)
        assert float(posteriors.log_likelihood[i]) == pytest.approx(float(evidence), abs=1e-2)


def test_whitening_changes_no_image_and_standardises_z():
    data = planted(200, n_components=3)
    generator = torch.Generator().manual_seed(1)
    data.truth.z.copy_(data.truth.z @ torch.randn(3, 3, generator=generator) + torch.tensor([1.0, -2.0, 0.5]))
    data.truth.z_covariance.mul_(0.2)
    volumes = data.atoms.on(grid_of(data.whitened))
    before = predictions(data, data.truth, volumes)
    changed, _ = whiten(data.truth, volumes, torch.ones(9, 4))
    after = predictions(data, data.truth, changed)
    assert float((after - before).abs().max()) < 1e-4 * float(before.abs().max())
    z = data.truth.z
    assert float(z.mean(dim=0).abs().max()) < 1e-5
    second = z.T @ z / len(z) + data.truth.z_covariance.mean(dim=0)
    assert float((second - torch.eye(3)).abs().max()) < 1e-4
    moved = changed[:, 1:].abs().square().sum(dim=0)
    assert moved.tolist() == sorted(moved.tolist(), reverse=True)


def test_a_component_keeps_its_prior_power_wherever_whitening_puts_it():
    data = planted(200, n_components=2)
    grid, posteriors = grid_of(data.whitened), data.truth.copy()
    volumes, _ = solve_volumes(data.whitened, posteriors, grid, None)
    volumes[:, 1] *= 0.01  # so the second comes first
    prior = torch.tensor([[9.0, 1e-6, 2.0], [7.0, 1e-6, 1.0]])
    posteriors.z.sub_(posteriors.z.mean(dim=0))
    posteriors.z.copy_(torch.linalg.solve_triangular(torch.linalg.cholesky(torch.cov(posteriors.z.T)), posteriors.z.T, upper=False).T)
    posteriors.z_covariance.zero_()
    slices = volumes[:, 0] + volumes[:, 1:] @ posteriors.z[7].to(volumes.dtype)
    changed, power = whiten(posteriors, volumes, prior)
    assert torch.allclose(power, torch.tensor([[9.0, 2.0, 0.0], [7.0, 1.0, 0.0]]), rtol=0.02, atol=0.02)
    again = changed[:, 0] + changed[:, 1:] @ posteriors.z[7].to(volumes.dtype)
    assert float((again - slices).norm() / slices.norm()) < 1e-4


def test_what_is_left_of_images_is_their_noise_though_z_was_fitted_to_them():
    data = planted(2000, box_px=16, n_components=3, scale=1.0)
    posteriors, grid = data.truth.copy(), grid_of(data.whitened)
    left = latents_and_residual_power(data.whitened, posteriors, grid, data.atoms.on(grid))
    noise = (data.whitened.images - data.clean).abs().square().mean(dim=0)
    # Of the sum over the half plane of an image's noise three numbers fitted to it explain up to 1.5.
    assert float(left.sum()) == pytest.approx(float(noise.sum()), abs=0.15)
