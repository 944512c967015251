"""The density of conformations against integrals by hand, and particles whose z are noisy."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from cryofire.inference.latent_density import LatentDensity, LatentLikelihood, fit_latent_density, fit_mixture
from cryofire.inference.particle_posteriors import ParticlePosteriors


def posteriors_of(z: Tensor, noise_sd: Tensor, seed: int) -> ParticlePosteriors:
    """Posteriors under N(0, 1) of z seen with a noise of its own in each component."""
    noise_sd = noise_sd.expand_as(z)
    seen = z + noise_sd * torch.randn(z.shape, generator=torch.Generator().manual_seed(seed))
    precision = noise_sd**-2
    posteriors = ParticlePosteriors.from_prior(len(z), z.shape[1], z.device)
    posteriors.z_covariance.copy_(torch.diag_embed(1 / (precision + 1)))
    posteriors.z.copy_(precision * seen / (precision + 1))
    return posteriors


def on_a_circle(n: int, n_idle: int, seed: int) -> Tensor:
    """z of variance 1 on a circle in the first two components, nothing in further ones."""
    angle = 2 * math.pi * torch.rand(n, generator=torch.Generator().manual_seed(seed))
    z = torch.stack([angle.cos(), angle.sin()], dim=1) * 2**0.5
    return torch.cat([z, torch.zeros(n, n_idle)], dim=1)


def test_likelihood_is_the_posterior_without_its_prior():
    posteriors = posteriors_of(torch.zeros(50, 2), torch.tensor([0.5, 2.0]), 1)
    seen = LatentLikelihood.of(posteriors)
    assert torch.allclose(seen.precision, torch.diag(torch.tensor([4.0, 0.25])).expand(50, -1, -1), atol=1e-4)
    assert torch.allclose(seen.pull, (posteriors.z_covariance.inverse() @ posteriors.z[..., None])[..., 0], atol=1e-4)


def test_evidence_posterior_and_shares_are_the_integrals():
    density = LatentDensity(torch.tensor([0.3, 0.7]), torch.tensor([[-1.0], [2.0]]), torch.tensor([[[0.25]], [[1.5]]]))
    seen = LatentLikelihood(torch.tensor([[[2.0]]]), torch.tensor([[1.1]]))
    z = torch.linspace(-12, 12, 40001, dtype=torch.float64)
    image = torch.exp(-0.5 * 2.0 * z**2 + 1.1 * z)
    gaussian = lambda mean, variance: torch.exp(-((z - mean) ** 2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)  # noqa: E731
    parts = torch.stack([0.3 * gaussian(-1.0, 0.25), 0.7 * gaussian(2.0, 1.5)]) * image
    evidence = parts.sum(dim=1) * float(z[1] - z[0])
    found = density.explain(seen)
    assert found.log_evidence[0].tolist() == pytest.approx(evidence.log().tolist(), abs=1e-4)
    assert found.shares[0].tolist() == pytest.approx((evidence / evidence.sum()).tolist(), abs=1e-4)
    assert density.score(seen) == pytest.approx(float(evidence.sum().log()), abs=1e-4)
    whole = parts.sum(dim=0) / parts.sum()
    mean = float((whole * z).sum())
    posteriors = ParticlePosteriors.from_prior(1, 1, torch.device("cpu"))
    density.posterior_under(posteriors, seen)
    assert float(posteriors.z) == pytest.approx(mean, abs=1e-4)
    assert float(posteriors.z_covariance) == pytest.approx(float((whole * (z - mean) ** 2).sum()), abs=1e-4)


def test_standard_gaussian_changes_no_belief():
    posteriors = posteriors_of(torch.randn(2500, 3, generator=torch.Generator().manual_seed(2)), torch.tensor([0.3, 1.0, 3.0]), 3)
    before = posteriors.copy()
    standard = LatentDensity(torch.ones(1), torch.zeros(1, 3), torch.eye(3)[None])
    prior = standard.posterior_under(posteriors, LatentLikelihood.of(posteriors))
    assert torch.allclose(posteriors.z, before.z, atol=1e-4)
    assert torch.allclose(posteriors.z_covariance, before.z_covariance, atol=1e-4)
    assert float(prior.mean.abs().max()) < 1e-6
    assert torch.allclose(prior.precision, torch.eye(3).expand(2500, -1, -1), atol=1e-5)


def test_fit_takes_the_noise_of_each_particle_out():
    z = torch.randn(4000, 2, generator=torch.Generator().manual_seed(4)) * torch.tensor([1.0, 0.3])
    noise_sd = torch.where(torch.arange(4000)[:, None] % 2 == 0, 0.4, 1.5)
    posteriors = posteriors_of(z, noise_sd, 5)
    found = fit_mixture(LatentLikelihood.of(posteriors), posteriors.z, 1, 0)
    # With the noise of even the surer half left in, the second would be 0.25.
    assert found.covariances[0].diagonal().tolist() == pytest.approx([1.0, 0.09], rel=0.2)
    assert abs(float(found.covariances[0, 0, 1])) < 0.02


def test_particles_on_a_curve_come_nearer_to_it():
    z = on_a_circle(3000, 2, 6)
    posteriors = posteriors_of(z, torch.tensor([0.5, 0.5, 0.5, 0.5]), 7)
    before = posteriors.z.clone()
    seen = LatentLikelihood.of(posteriors)
    density = fit_latent_density(posteriors, seen, 0)
    assert len(density.weights) > 1
    density.posterior_under(posteriors, seen)
    error = lambda found: float((found - z).square().sum(dim=1).mean())  # noqa: E731
    assert error(posteriors.z) < 0.5 * error(before)
    assert float(posteriors.z[:, 2:].square().mean()) < 0.1 * float(before[:, 2:].square().mean())


def test_one_gaussian_is_kept_where_z_is_gaussian():
    z = torch.randn(3000, 2, generator=torch.Generator().manual_seed(8))
    posteriors = posteriors_of(z, torch.tensor([0.7, 0.7]), 9)
    density = fit_latent_density(posteriors, LatentLikelihood.of(posteriors), 0)
    assert len(density.weights) == 1
    assert torch.allclose(density.covariances[0], torch.eye(2), atol=0.15)


def test_prior_of_a_particle_is_that_of_the_state_it_is_in():
    means = torch.tensor([[-5.0, 0.0], [5.0, 0.0]])
    covariances = torch.stack([torch.diag(torch.tensor([0.2, 1.0])), torch.diag(torch.tensor([0.5, 0.1]))])
    density = LatentDensity(torch.tensor([0.5, 0.5]), means, covariances)
    posteriors = posteriors_of(means[[0, 1, 1]], torch.tensor([0.5, 0.5]), 10)
    prior = density.posterior_under(posteriors, LatentLikelihood.of(posteriors))
    assert torch.allclose(prior.mean, means[[0, 1, 1]], atol=1e-3)
    assert torch.allclose(prior.precision, covariances.inverse()[[0, 1, 1]], atol=1e-2)


def test_a_handful_of_particles_is_no_error():
    posteriors = posteriors_of(torch.randn(30, 2, generator=torch.Generator().manual_seed(11)), torch.tensor([0.5, 0.5]), 12)
    density = fit_latent_density(posteriors, LatentLikelihood.of(posteriors), 0)
    assert len(density.weights) == 1
    assert bool(torch.isfinite(density.covariances).all())
