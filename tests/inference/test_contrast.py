"""Contrast of each image in closed form, against what was planted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cryofire.inference.contrast import contrasts_given_poses
from cryofire.inference.linear_subspace import latents_given_poses
from planted import grid_of, planted


def with_contrast(n_components: int, sd: float, n: int = 600):
    """Planted images in which the molecule is now stronger, now weaker, and how strong."""
    data = planted(n, n_components=n_components, scale=4.0)
    true = (1 + sd * torch.randn(n, generator=torch.Generator().manual_seed(5))).clamp(0.3, 2)
    images = data.whitened.images + (true[:, None] - 1) * data.clean
    return data, replace(data.whitened, images=images), true


@pytest.mark.parametrize("n_components", [0, 2])
def test_contrast_and_its_spread_are_found(n_components):
    data, whitened, true = with_contrast(n_components, 0.2)
    grid = grid_of(whitened)
    found = contrasts_given_poses(whitened, data.truth, grid, data.atoms.on(grid))
    assert float(torch.corrcoef(torch.stack([found.values, true]))[0, 1]) > 0.9
    assert found.sd == pytest.approx(float(true.std() / true.mean()), abs=0.03)
    assert float(found.values.mean()) == pytest.approx(1, abs=0.01)


def test_without_spread_contrasts_are_one():
    data, whitened, _ = with_contrast(2, 0.0)
    grid = grid_of(whitened)
    found = contrasts_given_poses(whitened, data.truth, grid, data.atoms.on(grid))
    assert found.sd < 0.07  # few rounds: it falls slowly to nothing
    assert float((found.values - 1).abs().max()) < 0.25


def test_contrast_found_before_makes_no_difference():
    data, whitened, true = with_contrast(1, 0.2)
    grid = grid_of(whitened)
    volumes = data.atoms.on(grid)
    first = contrasts_given_poses(whitened, data.truth, grid, volumes)
    again = contrasts_given_poses(whitened.with_contrasts(true), data.truth, grid, volumes)
    torch.testing.assert_close(again.values, first.values, rtol=1e-3, atol=1e-3)


def test_z_is_right_once_contrast_is_known():
    data, whitened, _ = with_contrast(1, 0.25)
    grid = grid_of(whitened)
    volumes = data.atoms.on(grid)
    errors = []
    for contrasts in (None, contrasts_given_poses(whitened, data.truth, grid, volumes).values):
        found = data.truth.copy()
        latents_given_poses(whitened.with_contrasts(contrasts), found, grid, volumes)
        errors.append(float((found.z - data.truth.z).square().mean().sqrt()))
    assert errors[1] < 0.8 * errors[0]


def test_noise_alone_has_contrast_near_nothing():
    data = planted(300, scale=6.0)
    noise = replace(data.whitened, images=data.whitened.images - data.clean)
    grid = grid_of(noise)
    found = contrasts_given_poses(noise, data.truth, grid, data.atoms.on(grid), 0.2)
    assert float(found.values.mean()) < 0.4
    assert float(found.log_prior.max()) < -2
