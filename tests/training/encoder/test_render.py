"""Rendered images: their labels are true, and their noise is that of the set."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.goodness_of_fit import FitStatistics, goodness_of_fit
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.training.encoder.render import Labelled, Renderer, renderer_of
from planted import grid_of, planted


def posteriors_of(drawn: Labelled) -> ParticlePosteriors:
    posteriors = ParticlePosteriors.from_prior(len(drawn), drawn.z.shape[1], torch.device("cpu"))
    posteriors.rotations.copy_(drawn.rotations)
    posteriors.shifts_px.copy_(drawn.shifts_px)
    posteriors.z.copy_(drawn.z)
    return posteriors


@pytest.fixture(scope="module")
def made() -> tuple[Renderer, WhitenedImages]:
    data = planted(300, box_px=20, n_components=2, scale=12.0)
    grid = grid_of(data.whitened)
    return renderer_of(data.whitened, data.truth, data.atoms.on(grid), grid), data.whitened


def test_residuals_of_true_poses_are_the_noise(made):
    renderer, _ = made
    assert float(renderer.residual_power().mean()) == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("is_white", [False, True])
def test_rendered_images_fit_the_volumes_at_their_labels(made, is_white):
    renderer, whitened = made
    if is_white:
        renderer = Renderer(renderer.lattice, renderer.volumes, renderer.grid, renderer.ctfs, None, renderer.shifts_px, renderer.z)
    drawn = renderer.draw(400, torch.Generator().manual_seed(1))
    like = WhitenedImages(whitened.lattice, drawn.images, drawn.ctfs, whitened.noise_sd)
    fit = goodness_of_fit(like, posteriors_of(drawn), renderer.volumes, renderer.grid)
    assert float(fit.amplitude.mean()) == pytest.approx(1, abs=0.02)
    assert float(fit.residual.mean()) == pytest.approx(1, abs=0.1)
    wrong = posteriors_of(drawn)
    wrong.shifts_px.add_(2.0)
    assert float(goodness_of_fit(like, wrong, renderer.volumes, renderer.grid).amplitude.mean()) < 0.8


def test_noise_inverted_and_doubled_images_are_outside_and_ordinary_ones_are_not(made):
    renderer, whitened = made
    drawn = renderer.draw(400, torch.Generator().manual_seed(2))
    posteriors = posteriors_of(drawn)

    def fit_of(images: torch.Tensor):
        return goodness_of_fit(
            WhitenedImages(whitened.lattice, images, drawn.ctfs, whitened.noise_sd), posteriors, renderer.volumes, renderer.grid
        )

    ordinary = FitStatistics.of(fit_of(drawn.images))
    noise = torch.view_as_complex(torch.randn(*drawn.images.shape, 2, generator=torch.Generator().manual_seed(3))) * 0.5**0.5
    assert float(ordinary.is_outside(fit_of(drawn.images)).float().mean()) < 0.02
    assert float(ordinary.is_outside(fit_of(noise)).float().mean()) > 0.95
    assert float(ordinary.is_outside(fit_of(-drawn.images)).float().mean()) > 0.99
    assert float(ordinary.is_outside(fit_of(drawn.images + 2 * noise)).float().mean()) > 0.99


def test_least_spread_widens_narrow_limits_alone():
    ordinary = FitStatistics((1.0, 0.02), (1.1, 0.3)).with_sd_of_at_least(0.1)
    assert ordinary == FitStatistics((1.0, 0.1), (1.1, 0.3))


def test_same_seed_draws_the_same_images(made):
    renderer, _ = made
    first, again = (renderer.draw(5, torch.Generator().manual_seed(4)) for _ in range(2))
    assert torch.equal(first.images, again.images)
