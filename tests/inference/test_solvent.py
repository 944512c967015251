"""Density outside the particle, taken out in the M-step."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes
from cryofire.inference.solvent import density_factor, without_solvent
from cryofire.physics.fourier import centred_ifft
from planted import planted

CPU = torch.device("cpu")


def test_factor_is_one_in_the_middle_and_nothing_outside():
    factor = density_factor(61, 1.5, 0.6, CPU)
    assert float(factor[30, 30, 30]) == pytest.approx(1)
    # 20 of 61 voxels from the middle of a field of 1.5 boxes is 0.98 half boxes.
    assert float(factor[30, 30, 50]) == 0
    # Dimmed by the triangle's transform before: sinc^2 of 10 / 61.
    at = torch.tensor(10 / 61)
    assert float(factor[30, 30, 40]) == pytest.approx(float(1 / torch.sinc(at) ** 2), rel=1e-5)


def test_what_is_left_is_real_and_inside():
    grid = FourierGrid(10, 1.5, CPU, 0.6)
    generator = torch.Generator().manual_seed(0)
    noise = grid.hermitian(torch.view_as_complex(torch.randn(grid.n_voxels, 2, generator=generator)))[:, None]
    found = without_solvent(noise, grid)
    torch.testing.assert_close(found, 0.5 * grid.hermitian(found[:, 0])[:, None], rtol=1e-4, atol=1e-4)
    density = centred_ifft(found[:, 0].view(grid.size, grid.size, grid.size), 3).real
    line = (torch.arange(grid.size) - grid.size // 2) / grid.size * 3.0
    radius = (line[:, None, None].square() + line[:, None].square() + line.square()).sqrt()
    outside = radius > 1.0
    assert float(density[outside].square().sum() / density.square().sum()) < 0.05
    assert float(outside.float().mean()) > 0.8


def test_unseen_images_are_explained_better_with_the_mask_than_without():
    data = planted(600, box_px=20, scale=3.0)
    seen, held_out = torch.arange(300), torch.arange(300, 600)
    gains = []
    for radius in (0.75, 3.0):
        grid = FourierGrid(8, 1.5, CPU, radius)
        inner = data.whitened.upto(8)
        _, prior = solve_volumes(inner.take(seen), data.truth.take(seen), grid, None)
        volumes, _ = solve_volumes(inner.take(seen), data.truth.take(seen), grid, prior)
        unseen = data.truth.take(held_out)
        latents_given_poses(inner.take(held_out), unseen, grid, volumes)
        gains.append(float(unseen.log_likelihood.mean()))
    assert gains[0] > gains[1] + 0.1
