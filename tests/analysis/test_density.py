"""The density of conformations without the images' own uncertainty, against the truth that the images were drawn from."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.analysis.landscape.density import basins, deconvolve
from cryofire.inference.latent_density import LatentLikelihood

N = 3000


def seen_with_noise(true: Tensor, sd: float, seed: int) -> tuple[Tensor, LatentLikelihood]:
    """z found under the prior N(0, 1), and what each image says of it: precisions differ from image to image."""
    generator = torch.Generator().manual_seed(seed)
    n, dims = true.shape
    precision = torch.eye(dims) / sd**2 * (0.5 + torch.rand(n, 1, 1, generator=generator))
    spread = torch.linalg.cholesky(torch.linalg.inv(precision))
    told = true + (spread @ torch.randn(n, dims, 1, generator=generator))[..., 0]
    pull = (precision @ told[..., None])[..., 0]
    z = (torch.linalg.inv(precision + torch.eye(dims)) @ pull[..., None])[..., 0]
    return z, LatentLikelihood(precision, pull)


def two_states(seed: int) -> tuple[Tensor, float]:
    """A mixture of 70 to 30 along the first of three directions."""
    generator = torch.Generator().manual_seed(seed)
    is_second = (torch.rand(N, generator=generator) < 0.3).float()
    true = 0.15 * torch.randn(N, 3, generator=generator)
    true[:, 0] += 2.2 * (is_second - 0.3)
    return true, float(is_second.mean())


@pytest.mark.parametrize("n_axes", [1, 2])
def test_populations_of_two_states_are_theirs_with_errors_that_cover_them(n_axes):
    true, share = two_states(1)
    z, seen = seen_with_noise(true, 0.6, 101)
    found = deconvolve(z, seen, n_axes, n_bootstrap=10)
    assert len(found.populations) == 2
    assert found.populations[1] == pytest.approx(share, abs=0.03)
    assert 0.004 < found.population_errors[1] < 0.03
    assert abs(found.populations[1] - share) < 3 * found.population_errors[1]
    energies, errors = found.state_energies_kT()
    assert energies[1] == pytest.approx(math.log((1 - share) / share), abs=0.15)
    assert 0 < errors[1] < 0.15
    assert abs(found.peaks[1, 0] - found.peaks[0, 0]) == pytest.approx(2.2, abs=0.35)
    assert found.share.sum() == pytest.approx(1, abs=1e-4)


def test_what_one_state_is_spread_by_noise_is_taken_out():
    generator = torch.Generator().manual_seed(3)
    true = torch.cat([0.2 * torch.randn(N, 1, generator=generator), torch.randn(N, 2, generator=generator) * 0.05], dim=1)
    z, seen = seen_with_noise(true, 0.5, 103)
    found = deconvolve(z, seen, 1, n_bootstrap=4)
    line = found.grid.lines[0].numpy()
    spread = lambda share: float(np.sqrt((share * (line - (share * line).sum()) ** 2).sum()))  # noqa: E731
    assert len(found.populations) == 1
    assert spread(found.share) == pytest.approx(0.2, abs=0.08)
    assert spread(found.raw) > 1.3 * spread(found.share)


def test_an_even_circle_is_a_thin_ring_without_states():
    generator = torch.Generator().manual_seed(5)
    angle = 2 * math.pi * torch.rand(N, generator=generator)
    true = torch.stack([angle.cos(), angle.sin(), 0.2 * torch.randn(N, generator=generator)], dim=1) * torch.tensor([1.4, 1.4, 1.0])
    z, seen = seen_with_noise(true, 0.4, 105)
    found = deconvolve(z, seen, 2, n_bootstrap=10)
    assert len(found.populations) == 1
    points = found.grid.back(found.grid.points).numpy()
    radius, at = np.hypot(points[:, 0], points[:, 1]), np.arctan2(points[:, 1], points[:, 0])
    width = lambda share: float(np.sqrt((share * (radius - (share * radius).sum()) ** 2).sum()))  # noqa: E731
    assert width(found.share.ravel()) < 0.6 * width(found.raw.ravel())
    assert (found.share.ravel() * radius).sum() == pytest.approx(1.4, abs=0.08)
    sectors = np.histogram(at, 8, (-math.pi, math.pi), weights=found.share.ravel())[0]
    assert np.abs(sectors - 1 / 8).max() < 0.04


def test_a_peak_that_the_other_half_does_not_have_is_no_state():
    line = np.linspace(-4, 4, 120)
    bump = lambda at, width: np.exp(-((line - at) ** 2) / width)  # noqa: E731
    share = bump(-1.5, 0.3) + 0.5 * bump(1.5, 0.3)
    share /= share.sum()
    assert basins(share, share).max() == 1
    assert basins(share, np.full_like(share, 1 / 120)).max() == 0
    assert basins(share, share, most=1).max() == 0
    shoulder = bump(-0.5, 1.0) + 0.8 * bump(1.2, 1.0)
    assert basins(shoulder / shoulder.sum(), shoulder).max() == 0
    states = basins(share, share)
    assert (states[line < -1.0] == 0).all()
    assert (states[line > 1.0] == 1).all(), "the more populated is 0"
    few = bump(-1.5, 0.3) + 0.02 * bump(1.5, 0.3)
    assert basins(few / few.sum(), few).max() == 0, "too few particles"
