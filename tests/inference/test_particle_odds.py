"""Odds of the molecule against noise and against something else."""

from __future__ import annotations

from dataclasses import replace

import torch

from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_odds import log_odds, something_else
from cryofire.physics.lattice import Lattice
from planted import grid_of, planted


def odds_of(images, data):
    """Odds of some images at the true poses of others."""
    whitened = replace(data.whitened, images=images)
    grid, found = grid_of(whitened), data.truth.copy()
    latents_given_poses(whitened, found, grid, data.atoms.on(grid))
    return log_odds(whitened, found.log_likelihood)


def blobs(n: int, box_px: int) -> torch.Tensor:
    """(n, k) samples of smooth blobs, each of its own, stronger than the particles."""
    generator = torch.Generator().manual_seed(3)
    lattice = Lattice.create(box_px)
    y, x = torch.meshgrid(*[torch.arange(box_px) - box_px // 2] * 2, indexing="ij")
    middle, width = 2 * torch.randn(n, 2, 1, 1, generator=generator), 1 + 2 * torch.rand(n, 1, 1, generator=generator)
    images = torch.exp(-0.5 * ((x - middle[:, 0]).square() + (y - middle[:, 1]).square()) / width.square())
    return lattice.sample(images) / box_px * 25


def test_particles_have_odds_above_and_junk_below():
    data = planted(400, box_px=20, n_components=1, scale=8.0)
    noise = data.whitened.images - data.clean
    assert float((odds_of(data.whitened.images, data) > 0).float().mean()) > 0.97
    assert float((odds_of(noise, data) > 0).float().mean()) < 0.01
    assert float((odds_of(noise + blobs(400, 20), data) > 0).float().mean()) < 0.03


def test_particles_at_wrong_poses_have_lower_odds():
    data = planted(300, box_px=20, scale=8.0)
    right = odds_of(data.whitened.images, data)
    turned = replace(data, truth=replace(data.truth, rotations=data.truth.rotations.roll(1, 0)))
    assert float((odds_of(data.whitened.images, turned) < right).float().mean()) > 0.97


def test_noise_is_explained_by_no_spectrum_of_its_own():
    data = planted(500, box_px=20)
    noise = replace(data.whitened, images=data.whitened.images - data.clean)
    assert float(something_else(noise).mean()) < 1.0
    stronger = replace(noise, images=3 * noise.images)
    # Complex Gaussian samples of variance 9: the gain of each is 9 - 1 - log 9.
    expected = len(noise.lattice) * (8 - torch.log(torch.tensor(9.0)))
    assert abs(float(something_else(stronger).mean() / expected) - 1) < 0.05
