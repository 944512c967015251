"""What the search believes of each particle."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


@dataclass
class ParticlePosteriors:
    """Pose and conformation of every particle; updated in place, batch by batch."""

    rotations: Float[Tensor, "n 3 3"]
    shifts_px: Float[Tensor, "n 2"]
    z: Float[Tensor, "n q"]
    z_covariance: Float[Tensor, "n q q"]
    log_likelihood: Float[Tensor, " n"]
    """At this pose, z integrated out or at its maximum, relative to noise alone; nats."""

    @staticmethod
    def from_prior(n: int, n_components: int, device: torch.device) -> ParticlePosteriors:
        """Identity poses and the prior of z."""
        eye = torch.eye(n_components, device=device)
        return ParticlePosteriors(
            torch.eye(3, device=device).repeat(n, 1, 1),
            torch.zeros(n, 2, device=device),
            torch.zeros(n, n_components, device=device),
            eye.repeat(n, 1, 1),
            torch.zeros(n, device=device),
        )

    @staticmethod
    def at_poses(rotations: Float[Tensor, "n 3 3"], shifts_px: Float[Tensor, "n 2"], n_components: int) -> ParticlePosteriors:
        """Given poses, in memory of their own, and the prior of z."""
        posteriors = ParticlePosteriors.from_prior(len(rotations), n_components, rotations.device)
        posteriors.rotations.copy_(rotations)
        posteriors.shifts_px.copy_(shifts_px)
        return posteriors

    def __len__(self) -> int:
        return len(self.rotations)

    def with_no_components(self) -> ParticlePosteriors:
        """The same poses of a rigid molecule."""
        return ParticlePosteriors(self.rotations, self.shifts_px, self.z[:, :0], self.z_covariance[:, :0, :0], self.log_likelihood)

    def copy(self) -> ParticlePosteriors:
        """The same values in memory of their own."""
        return ParticlePosteriors(*(value.clone() for value in vars(self).values()))

    def replace_where(self, is_better: Bool[Tensor, " n"], other: ParticlePosteriors) -> None:
        """Take some particles' posteriors from another estimate, in place."""
        for name, mine in vars(self).items():
            mine[is_better] = getattr(other, name)[is_better]

    def take(self, rows: Int[Tensor, " m"]) -> ParticlePosteriors:
        """Of some particles, in memory of their own."""
        return ParticlePosteriors(*(value[rows] for value in vars(self).values()))

    def put(self, rows: Int[Tensor, " m"], some: ParticlePosteriors) -> None:
        """Change what is believed of some particles, in place."""
        for name, mine in vars(self).items():
            mine[rows] = getattr(some, name)

    def leading(self, n_components: int) -> ParticlePosteriors:
        """The same with the first components only."""
        n = n_components
        return ParticlePosteriors(
            self.rotations, self.shifts_px, self.z[:, :n].clone(), self.z_covariance[:, :n, :n].clone(), self.log_likelihood.clone()
        )

    def with_components(self, n_more: int, generator: torch.Generator) -> ParticlePosteriors:
        """The same with further components at random: where the search for a motion starts."""
        n = self.z.shape[1]
        z = torch.cat([self.z, torch.randn(len(self), n_more, generator=generator).to(self.z.device)], dim=1)
        covariance = 0.1 * torch.eye(n + n_more, device=self.z.device).repeat(len(self), 1, 1)
        covariance[:, :n, :n] = self.z_covariance
        return ParticlePosteriors(self.rotations.clone(), self.shifts_px.clone(), z, covariance, self.log_likelihood.clone())


@dataclass(frozen=True)
class LatentPrior:
    """What is known of each particle's z before its image is looked at: a Gaussian."""

    mean: Float[Tensor, "n q"]
    precision: Float[Tensor, "n q q"]

    @staticmethod
    def standard(n: int, n_components: int, device: torch.device) -> LatentPrior:
        """Mean 0 and variance 1 for all; takes no memory for each."""
        mean, eye = torch.zeros(n_components, device=device), torch.eye(n_components, device=device)
        return LatentPrior(mean.expand(n, -1), eye.expand(n, -1, -1))

    def take(self, rows: Int[Tensor, " m"]) -> LatentPrior:
        """Of some particles."""
        return LatentPrior(self.mean[rows], self.precision[rows])
