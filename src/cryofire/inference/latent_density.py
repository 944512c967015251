"""Where conformations lie: a mixture of Gaussians of z, each particle's own uncertainty taken out.

The closed form takes z to be Gaussian, but a motion along a curve, or a few states, fill little of that; which
conformations there are at all says more of a particle's z, and so of its pose, than its noisy image alone.

Source: Bovy, Hogg & Roweis 2011, *Extreme deconvolution* (expectation-maximisation from data of known uncertainty each).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.types import take_rows
from cryofire.inference.k_means import k_means
from cryofire.inference.particle_posteriors import LatentPrior, ParticlePosteriors

COMPONENTS_TRIED = (1, 4, 16)
"""Gaussians a mixture may have; the fewest are taken that predict particles well that they were not fitted to."""
SMALLEST_GAIN = 0.05
"""More Gaussians that add less than this to the held-out likelihood, nats an image, are not taken."""
N_FITTED, N_HELD_OUT = 4000, 1500
N_ROUNDS = 20
PSEUDO_PARTICLES, PSEUDO_VARIANCE = 20.0, 0.02
"""Each Gaussian has as many particles more, of that variance: it can't collapse onto a few."""
AT_ONCE = 1000


@dataclass(frozen=True)
class LatentLikelihood:
    """What each image alone says of z, exp(-z' L z / 2 + e' z) up to a factor: the posterior without its N(0, 1) prior."""

    precision: Float[Tensor, "n q q"]
    """L; semidefinite."""
    pull: Float[Tensor, "n q"]
    """e."""

    @staticmethod
    def of(posteriors: ParticlePosteriors) -> LatentLikelihood:
        """From posteriors of z under the prior N(0, 1)."""
        precision = torch.linalg.inv(posteriors.z_covariance)
        eye = torch.eye(posteriors.z.shape[1], device=precision.device)
        return LatentLikelihood(precision - eye, (precision @ posteriors.z[..., None])[..., 0])

    def __len__(self) -> int:
        return len(self.pull)

    def take(self, rows: Tensor) -> LatentLikelihood:
        return take_rows(self, rows)


@dataclass(frozen=True)
class Explained:
    """Particles under each Gaussian of a mixture."""

    log_evidence: Float[Tensor, "n k"]
    """Log of the image's likelihood integrated over the Gaussian, times its share; up to a constant of the image."""
    means: Float[Tensor, "n k q"]
    covariances: Float[Tensor, "n k q q"]
    """Posterior of z, had the particle come from that Gaussian."""

    @property
    def shares(self) -> Float[Tensor, "n k"]:
        """Probability that the particle came from each Gaussian."""
        return torch.softmax(self.log_evidence, dim=1)


@dataclass(frozen=True)
class LatentDensity:
    """A mixture of Gaussians of z."""

    weights: Float[Tensor, " k"]
    means: Float[Tensor, "k q"]
    covariances: Float[Tensor, "k q q"]

    def _natural(self) -> tuple[Float[Tensor, "k q q"], Float[Tensor, "k q"]]:
        """Precision of each Gaussian, and it times its mean."""
        precision = torch.linalg.inv(self.covariances)
        return precision, (precision @ self.means[..., None])[..., 0]

    def explain(self, seen: LatentLikelihood) -> Explained:
        """Evidence and posterior of z of each particle under each Gaussian: method.md (8)."""
        precision, pull = self._natural()
        posterior = seen.precision[:, None] + precision
        covariances = torch.linalg.inv(posterior)
        both = seen.pull[:, None] + pull
        means = (covariances @ both[..., None])[..., 0]
        inside = (self.means * pull).sum(dim=1) + torch.logdet(self.covariances)
        evidence = 0.5 * ((both * means).sum(dim=2) + torch.logdet(covariances) - inside)
        return Explained(evidence + self.weights.log(), means, covariances)

    def score(self, seen: LatentLikelihood) -> float:
        """Mean log-likelihood of particles, nats; comparable between densities."""
        parts = [torch.logsumexp(self.explain(seen.take(rows)).log_evidence, dim=1) for rows in _batches(seen)]
        return float(torch.cat(parts).mean())

    def posterior_under(self, posteriors: ParticlePosteriors, seen: LatentLikelihood) -> LatentPrior:
        """Each particle's posterior of z under this density, in place.

        Returns:
            The Gaussian prior of each particle that has the slope of the density's logarithm where the particle lies (the mixture
            bound at its shares of the Gaussians), for local steps.
        """
        precision, pull = self._natural()
        prior = LatentPrior(torch.empty_like(posteriors.z), torch.empty_like(posteriors.z_covariance))
        for rows in _batches(seen):
            found = self.explain(seen.take(rows))
            shares = found.shares
            z = (shares[..., None] * found.means).sum(dim=1)
            off = found.means - z[:, None]
            spread = found.covariances + off[..., None] * off[..., None, :]
            posteriors.z[rows] = z
            posteriors.z_covariance[rows] = torch.einsum("nk,nkij->nij", shares, spread)
            prior.precision[rows] = torch.einsum("nk,kij->nij", shares, precision)
            prior.mean[rows] = torch.linalg.solve(prior.precision[rows], (shares @ pull)[..., None])[..., 0]
        return prior


def fit_mixture(seen: LatentLikelihood, z: Float[Tensor, "n q"], n_gaussians: int, seed: int) -> LatentDensity:
    """A mixture of so many Gaussians that makes particles likely, by expectation-maximisation from k-means of z.

    Args:
        z: Posterior means; where the Gaussians begin.
    """
    n, q = z.shape
    eye = torch.eye(q, device=z.device)
    groups = k_means(z, n_gaussians, seed)
    means = groups.centres
    member = torch.nn.functional.one_hot(groups.labels, n_gaussians).to(z)
    off = z[:, None] - means
    covariances = torch.einsum("nk,nki,nkj->kij", member, off, off) + 0.1 * n / n_gaussians * eye
    density = LatentDensity(member.mean(dim=0), means, covariances / member.sum(dim=0)[:, None, None].clamp_min(1))
    for _ in range(N_ROUNDS):
        count, first, second = z.new_zeros(n_gaussians), torch.zeros_like(means), torch.zeros_like(covariances)
        for rows in _batches(seen):
            found = density.explain(seen.take(rows))
            shares = found.shares
            count += shares.sum(dim=0)
            first += (shares[..., None] * found.means).sum(dim=0)
            second += torch.einsum("nk,nki,nkj->kij", shares, found.means, found.means)
            second += torch.einsum("nk,nkij->kij", shares, found.covariances)
        count = count.clamp_min(1e-3)
        means = first / count[:, None]
        scatter = second - count[:, None, None] * means[:, :, None] * means[:, None, :]
        covariances = (scatter + PSEUDO_PARTICLES * PSEUDO_VARIANCE * eye) / (count + PSEUDO_PARTICLES)[:, None, None]
        density = LatentDensity(count / count.sum(), means, 0.5 * (covariances + covariances.mT))
    return density


def fit_latent_density(posteriors: ParticlePosteriors, seen: LatentLikelihood, seed: int) -> LatentDensity:
    """The mixture, of as few Gaussians as predict particles well that were held out.

    Args:
        posteriors: z under the prior N(0, 1).
    """
    order = torch.randperm(len(posteriors), generator=torch.Generator().manual_seed(seed)).to(posteriors.z.device)
    n_test = min(N_HELD_OUT, len(order) // 4)
    held_out, rows = order[:n_test], order[n_test:][:N_FITTED]
    tried = [fit_mixture(seen.take(rows), posteriors.z[rows], n, seed) for n in COMPONENTS_TRIED if n * 20 <= len(rows)]
    scores = [density.score(seen.take(held_out)) for density in tried]
    best = next(j for j, score in enumerate(scores) if score >= max(scores) - SMALLEST_GAIN)
    logger().info(
        f"conformations lie in {len(tried[best].weights)} Gaussians: {scores[best] - scores[0]:+.2f} nats/image held out over a single one"
    )
    return tried[best]


def _batches(seen: LatentLikelihood) -> tuple[Tensor, ...]:
    return torch.arange(len(seen), device=seen.pull.device).split(AT_ONCE)
