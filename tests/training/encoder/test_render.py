"""Rendered images: their labels are true, and their noise is that of the set."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.goodness_of_fit import Ordinary, judge
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.whitened_images import Spectra
from cryofire.training.encoder.render import Labelled, Renderer, renderer_of
from planted import cube_of, planted


def beliefs_of(drawn: Labelled) -> Beliefs:
    beliefs = Beliefs.ignorant(len(drawn), drawn.z.shape[1], torch.device("cpu"))
    beliefs.rotations.copy_(drawn.rotations)
    beliefs.shifts_px.copy_(drawn.shifts_px)
    beliefs.z.copy_(drawn.z)
    return beliefs


@pytest.fixture(scope="module")
def made() -> tuple[Renderer, Spectra]:
    data = planted(300, box_px=20, n_components=2, scale=12.0)
    cube = cube_of(data.spectra)
    return renderer_of(data.spectra, data.truth, data.atoms.on(cube), cube), data.spectra


def test_residuals_of_true_poses_are_the_noise(made):
    renderer, _ = made
    assert float(renderer.residual_power().mean()) == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("is_white", [False, True])
def test_rendered_images_fit_the_volumes_at_their_labels(made, is_white):
    renderer, spectra = made
    if is_white:
        renderer = Renderer(renderer.lattice, renderer.volumes, renderer.cube, renderer.ctfs, None, renderer.shifts_px, renderer.z)
    drawn = renderer.draw(400, torch.Generator().manual_seed(1))
    like = Spectra(spectra.lattice, drawn.images, drawn.ctfs, spectra.noise_sd)
    fit = judge(like, beliefs_of(drawn), renderer.volumes, renderer.cube)
    assert float(fit.amplitude.mean()) == pytest.approx(1, abs=0.02)
    assert float(fit.residual.mean()) == pytest.approx(1, abs=0.1)
    wrong = beliefs_of(drawn)
    wrong.shifts_px.add_(2.0)
    assert float(judge(like, wrong, renderer.volumes, renderer.cube).amplitude.mean()) < 0.8


def test_noise_inverted_and_doubled_images_are_outside_and_ordinary_ones_are_not(made):
    renderer, spectra = made
    drawn = renderer.draw(400, torch.Generator().manual_seed(2))
    beliefs = beliefs_of(drawn)

    def fit_of(images: torch.Tensor):
        return judge(Spectra(spectra.lattice, images, drawn.ctfs, spectra.noise_sd), beliefs, renderer.volumes, renderer.cube)

    ordinary = Ordinary.of(fit_of(drawn.images))
    noise = torch.view_as_complex(torch.randn(*drawn.images.shape, 2, generator=torch.Generator().manual_seed(3))) * 0.5**0.5
    assert float(ordinary.is_outside(fit_of(drawn.images)).float().mean()) < 0.02
    assert float(ordinary.is_outside(fit_of(noise)).float().mean()) > 0.95
    assert float(ordinary.is_outside(fit_of(-drawn.images)).float().mean()) > 0.99
    assert float(ordinary.is_outside(fit_of(drawn.images + 2 * noise)).float().mean()) > 0.99


def test_least_spread_widens_narrow_limits_alone():
    ordinary = Ordinary((1.0, 0.02), (1.1, 0.3)).with_sd_of_at_least(0.1)
    assert ordinary == Ordinary((1.0, 0.1), (1.1, 0.3))


def test_same_seed_draws_the_same_images(made):
    renderer, _ = made
    first, again = (renderer.draw(5, torch.Generator().manual_seed(4)) for _ in range(2))
    assert torch.equal(first.images, again.images)
