"""Where a set's particles lie off the centre of their images."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.inference.shift_density import LEAST_ANYWHERE, ShiftDensity


def shifts(sd_px: float, n_near: int, n_anywhere: int, reach_px: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    near = sd_px * torch.randn(n_near, 2, generator=generator)
    return torch.cat([near, reach_px * (2 * torch.rand(n_anywhere, 2, generator=generator) - 1)])


@pytest.mark.parametrize("sd_px", [0.8, 2.0])
def test_spread_and_the_share_that_lies_anywhere_are_found(sd_px):
    found = ShiftDensity.of(shifts(sd_px, 4000, 1000, 15.0), torch.ones(5000), 15.0)
    assert found.sd_px == pytest.approx(sd_px, rel=0.05)
    assert found.anywhere == pytest.approx(0.2, abs=0.02)


def test_images_that_show_no_particle_do_not_count():
    off = shifts(1.0, 2000, 2000, 15.0)
    weights = (torch.arange(4000) < 2000).float()
    assert ShiftDensity.of(off, weights, 15.0).anywhere == pytest.approx(LEAST_ANYWHERE, abs=0.005)


def test_shifts_all_over_the_square_tell_nothing():
    found = ShiftDensity.of(shifts(1.0, 0, 5000, 8.0), torch.ones(5000), 8.0)
    assert float(found.log_prior(shifts(1.0, 0, 500, 8.0)).abs().mean()) < 0.3


def test_density_is_a_density_over_the_square():
    density = ShiftDensity(1.5, 0.1, 12.0)
    line = torch.linspace(-12, 12, 481)
    at = torch.stack(torch.meshgrid(line, line, indexing="ij"), dim=-1)
    assert float(density.log_prior(at).exp().mean()) == pytest.approx(1, rel=0.01)
    assert float(density.log_prior(torch.zeros(2))) == pytest.approx(math.log(0.9 * 576 / (2 * math.pi * 2.25) + 0.1), rel=1e-3)


def test_a_particle_that_lies_where_few_do_is_looked_for_in_the_middle():
    found = ShiftDensity(1.5, 0.1, 12.0).centres_px(torch.tensor([[1.0, -2.0], [9.0, 0.0]]))
    assert found.tolist() == [[1.0, -2.0], [0.0, 0.0]]


def test_few_or_no_particles_give_a_density_all_the_same():
    for off, weights in ((torch.zeros(3, 2), torch.ones(3)), (torch.ones(5, 2), torch.zeros(5))):
        assert math.isfinite(float(ShiftDensity.of(off, weights, 2.0).log_prior(torch.zeros(2))))
