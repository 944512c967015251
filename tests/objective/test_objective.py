"""The loss: squared error in Hartley space by two routes, the KL term, its schedule, the best candidate."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.distributions import Normal
from torch.distributions import kl_divergence as torch_kl

from cryofire.core.types import Latents, Poses, Prediction
from cryofire.objective.data_terms import likeliest_contrast, noise_weighted_error, squared_error
from cryofire.objective.objective import BetaSchedule, ObjectiveConfig, loss
from cryofire.objective.priors import kl_divergence
from cryofire.objective.symmetric import best_candidate
from cryofire.physics.fourier import centred_fft, fourier_to_hartley
from cryofire.physics.lattice import Lattice

BOXES = (16, 17)


def prediction_of(images_ft: Tensor, shifts_px: Tensor, latents: Latents | None = None) -> Prediction:
    rotations = torch.eye(3).expand(*shifts_px.shape[:2], 3, 3)
    return Prediction(images_ft, Poses(rotations, shifts_px), latents)


def noise_images(n: int, box_px: int, seed: int) -> Tensor:
    return torch.randn(n, box_px, box_px, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


# ---- data term -------------------------------------------------------------------------------------------------


def full_plane(box_px: int) -> tuple[Tensor, Tensor]:
    """Frequencies of a whole plane, cycles/pixel, and the mask: all but zero, up to Nyquist, without the unpaired lines."""
    k = torch.arange(box_px) - box_px // 2
    ky, kx = torch.meshgrid(k, k, indexing="ij")
    is_inside = (kx**2 + ky**2 <= (box_px // 2) ** 2) & (kx**2 + ky**2 > 0)
    if box_px % 2 == 0:
        is_inside &= (kx > k[0]) & (ky > k[0])
    return torch.stack([kx, ky], dim=-1).double() / box_px, is_inside


@pytest.mark.parametrize("box_px", BOXES)
def test_squared_error_is_the_mean_over_the_whole_plane_of_hartley_differences(box_px):
    observed, predicted = noise_images(3, box_px, 0), noise_images(6, box_px, 1).unflatten(0, (3, 2))
    shifts_px = 4 * torch.rand(3, 2, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64) - 2
    lattice = Lattice.create(box_px)
    freqs = lattice.indices.double() / box_px
    found = squared_error(lattice.sample(observed), prediction_of(lattice.sample(predicted), shifts_px), freqs)

    plane, is_inside = full_plane(box_px)
    back = torch.exp(2j * torch.pi * (plane @ shifts_px[..., None, :, None])[..., 0])  # moves an image by minus its shift
    hartley = fourier_to_hartley(centred_fft(observed)[:, None] * back) - fourier_to_hartley(centred_fft(predicted))
    torch.testing.assert_close(found, hartley.square()[..., is_inside].mean(dim=-1), rtol=1e-10, atol=0)


def test_error_of_the_true_image_at_the_true_shift_is_zero_and_grows_with_the_distance():
    image = noise_images(1, 16, 3)
    lattice = Lattice.create(16)
    freqs, centred = lattice.indices.double() / 16, lattice.sample(image)
    observed = lattice.sample(image.roll((2, -3), dims=(1, 2)))  # 2 rows down, 3 columns to the left
    shifts_px = torch.tensor([[[-3.0, 2.0], [-2.5, 2.0], [0.0, 0.0], [3.0, -2.0]]], dtype=torch.float64)
    errors = squared_error(observed, prediction_of(centred[:, None].expand(-1, 4, -1), shifts_px), freqs)[0]
    assert errors[0] < 1e-20 * errors[2]
    assert errors[0] < errors[1] < errors[2]
    assert errors[3] > 0.5 * errors[2], "the shift is subtracted, not added"


def test_errors_of_candidates_do_not_mix():
    lattice = Lattice.create(16)
    observed, predicted = lattice.sample(noise_images(2, 16, 0)), lattice.sample(noise_images(6, 16, 1)).unflatten(0, (2, 3))
    shifts_px, freqs = torch.ones(2, 3, 2, dtype=torch.float64), lattice.indices.double() / 16
    together = squared_error(observed, prediction_of(predicted, shifts_px), freqs)
    for p in range(3):
        alone = squared_error(observed, prediction_of(predicted[:, p : p + 1], shifts_px[:, :1]), freqs)
        torch.testing.assert_close(together[:, p], alone[:, 0])


def test_best_candidate_is_the_one_with_the_smallest_error():
    errors = torch.tensor([[0.3, 0.2, 0.9], [0.1, 0.2, 0.3], [5.0, 4.0, 3.0]])
    assert best_candidate(errors).tolist() == [1, 0, 2]


# ---- KL --------------------------------------------------------------------------------------------------------


def gaussian(mean: Tensor, log_variance: Tensor) -> Latents:
    return Latents(z=mean, mean=mean, log_variance=log_variance)


def test_kl_is_that_of_two_gaussians_summed_over_z_and_averaged_over_particles():
    generator = torch.Generator().manual_seed(0)
    mean, log_variance = torch.randn(2, 5, 1, 3, generator=generator, dtype=torch.float64)
    expected = torch_kl(Normal(mean, torch.exp(0.5 * log_variance)), Normal(0.0, 1.0)).sum(dim=-1).mean()
    torch.testing.assert_close(kl_divergence(gaussian(mean, log_variance)), expected)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-6, 6)), min_size=1, max_size=6))
def test_kl_is_never_negative(values):
    mean, log_variance = torch.tensor(values, dtype=torch.float64).T[:, None, None]
    assert float(kl_divergence(gaussian(mean, log_variance))) >= -1e-12


def test_kl_of_the_prior_itself_is_zero():
    assert float(kl_divergence(gaussian(torch.zeros(4, 1, 3), torch.zeros(4, 1, 3)))) == 0.0


def test_descending_the_kl_brings_a_posterior_to_the_prior():
    mean = torch.full((1, 1, 2), 3.0, requires_grad=True)
    log_variance = torch.full((1, 1, 2), -2.0, requires_grad=True)
    optimizer = torch.optim.Adam([mean, log_variance], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        kl_divergence(gaussian(mean, log_variance)).backward()
        optimizer.step()
    assert float(mean.detach().abs().max()) < 0.05
    assert float(log_variance.detach().abs().max()) < 0.05


# ---- loss ------------------------------------------------------------------------------------------------------


def losses(beta: float, loss_scale: float, log_variance: Tensor | None = None) -> tuple[float, float, float | None]:
    lattice = Lattice.create(16)
    observed, predicted = lattice.sample(noise_images(4, 16, 0)), lattice.sample(noise_images(4, 16, 1))[:, None]
    mean = torch.ones(4, 1, 2, dtype=torch.float64)
    prediction = prediction_of(predicted, torch.zeros(4, 1, 2, dtype=torch.float64), Latents(mean, mean, log_variance))
    terms = loss(prediction, observed, lattice.indices.double() / 16, 16, beta, loss_scale)
    return float(terms.total), float(terms.data), None if terms.kl is None else float(terms.kl)


def test_total_is_data_plus_beta_kl_over_the_pixels_times_the_scale():
    total, data, kl = losses(beta=0.5, loss_scale=3.0, log_variance=torch.zeros(4, 1, 2, dtype=torch.float64))
    assert kl == pytest.approx(1.0)  # two means of 1, variance 1: 2 x 1/2
    assert total == pytest.approx(3.0 * (data + 0.5 * 1.0 / 256))


def test_point_latent_has_no_kl():
    total, data, kl = losses(beta=0.5, loss_scale=2.0)
    assert kl is None
    assert total == pytest.approx(2.0 * data)


def test_beta_rises_linearly_between_its_two_ends():
    config = ObjectiveConfig(beta_conf=BetaSchedule(start=0.1, end=1.1, from_images=1000, to_images=2000))
    expected = {0: 0.1, 1000: 0.1, 1250: 0.35, 1500: 0.6, 2000: 1.1, 99_999: 1.1}
    for images_seen, beta in expected.items():
        assert config.beta_at(images_seen) == pytest.approx(beta)


def test_beta_may_be_one_number_and_may_fall():
    assert ObjectiveConfig(beta_conf=0.3).beta_at(12_345) == 0.3
    falling = ObjectiveConfig(beta_conf=BetaSchedule(start=1.0, end=0.0, to_images=10))
    assert [falling.beta_at(n) for n in (0, 5, 10, 20)] == pytest.approx([1.0, 0.5, 0.0, 0.0])


@pytest.mark.parametrize(("sym_loss", "factor", "expected"), [(False, 8, 1), (True, 2, 2), (True, 4, 4), (True, 8, 8)])
def test_number_of_candidates_is_the_factor_where_the_loss_is_symmetrised(sym_loss, factor, expected):
    assert ObjectiveConfig(sym_loss=sym_loss, sym_loss_factor=factor).n_candidates == expected


# ---- weighted by the noise -------------------------------------------------------------------------------------


def whitened(n: int, seed: int) -> Tensor:
    return torch.randn(n, 40, generator=torch.Generator().manual_seed(seed), dtype=torch.complex128)


@pytest.mark.parametrize("contrast_sd", [0.1, 1.0, 100.0])
def test_likeliest_contrast_is_the_best_of_many_tried(contrast_sd):
    predicted = whitened(3, 1)
    observed = torch.tensor([0.5, 1.0, 1.6])[:, None] * predicted + 0.3 * whitened(3, 2)
    tried = torch.linspace(-1, 3, 4001, dtype=torch.float64)
    cost = torch.stack([noise_weighted_error(observed, predicted, a.expand(3)) + (a - 1) ** 2 / (2 * contrast_sd**2) for a in tried])
    torch.testing.assert_close(likeliest_contrast(observed, predicted, contrast_sd), tried[cost.argmin(dim=0)], rtol=0, atol=1e-3)


def test_noise_weighted_error_is_minus_the_logarithm_of_the_noises_density():
    observed, predicted = whitened(4, 3), whitened(4, 4)
    # A sample of variance 1 has parts of variance a half.
    density = Normal(torch.zeros((), dtype=torch.float64), 0.5**0.5)
    difference = torch.view_as_real(observed - 0.8 * predicted)
    constant = density.log_prob(torch.zeros((), dtype=torch.float64)) * difference[0].numel()
    expected = constant - density.log_prob(difference).sum(dim=(1, 2))
    torch.testing.assert_close(noise_weighted_error(observed, predicted, torch.full((4,), 0.8, dtype=torch.float64)), expected)
