"""Posteriors of each particle's pose and conformation, and the prior of the latter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from cryofire.core.types import cat_records, map_tensors, put_rows, take_rows


@dataclass
class ParticlePosteriors:
    """Pose and conformation of every particle; updated in place, batch by batch.

    Axes `*n`: the particles; where several hypotheses of each are compared, a second axis for them. Candidates of a pose
    search and an encoder's answers are such records.
    """

    rotations: Float[Tensor, "*n 3 3"]
    shifts_px: Float[Tensor, "*n 2"]
    z: Float[Tensor, "*n q"]
    z_covariance: Float[Tensor, "*n q q"]
    log_likelihood: Float[Tensor, "*n"]
    """At this pose, z integrated out or at its maximum, relative to noise alone; nats."""
    probability: Float[Tensor, "*n"] | None = None
    """Of this pose among the hypotheses it was compared with, 0 to 1; None where there were none."""

    @staticmethod
    def from_prior(n: int, n_components: int, device: torch.device) -> ParticlePosteriors:
        """Identity poses and the prior of z."""
        return ParticlePosteriors.at_poses(torch.eye(3, device=device).expand(n, 3, 3), torch.zeros(n, 2, device=device), n_components)

    @staticmethod
    def at_poses(rotations: Float[Tensor, "*n 3 3"], shifts_px: Float[Tensor, "*n 2"], n_components: int) -> ParticlePosteriors:
        """Given poses, in single precision and memory of their own, and the prior of z."""
        shape, device = rotations.shape[:-2], rotations.device
        eye = torch.eye(n_components, device=device)
        return ParticlePosteriors(
            rotations.clone(memory_format=torch.contiguous_format).float(),
            shifts_px.clone(memory_format=torch.contiguous_format).float(),
            torch.zeros(*shape, n_components, device=device),
            eye.expand(*shape, -1, -1).contiguous(),
            torch.zeros(shape, device=device),
        )

    @staticmethod
    def cat(parts: list[ParticlePosteriors], dim: int = 0) -> ParticlePosteriors:
        """One after the other; `dim` 1 appends hypotheses of the same particles."""
        return cat_records(parts, dim)

    def __len__(self) -> int:
        return len(self.rotations)

    def with_no_components(self) -> ParticlePosteriors:
        """The same poses of a rigid molecule."""
        return replace(self, z=self.z[..., :0], z_covariance=self.z_covariance[..., :0, :0])

    def copy(self) -> ParticlePosteriors:
        """The same values in memory of their own."""
        return map_tensors(self, torch.clone)

    def replace_where(self, is_better: Bool[Tensor, " n"], other: ParticlePosteriors) -> None:
        """Take some particles' posteriors from another estimate, in place."""
        put_rows(self, is_better, other.take(is_better))

    def take(self, rows: Int[Tensor, " m"] | Bool[Tensor, " n"]) -> ParticlePosteriors:
        """Of some particles, in memory of their own."""
        return take_rows(self, rows)

    def put(self, rows: Int[Tensor, " m"], some: ParticlePosteriors) -> None:
        """Replace the posteriors of some particles, in place."""
        put_rows(self, rows, some)

    def pick(self, which: Int[Tensor, "n *k"]) -> ParticlePosteriors:
        """Some of each particle's hypotheses; with one index a particle, without an axis for hypotheses."""
        particle = torch.arange(len(which), device=which.device).view(-1, *[1] * (which.dim() - 1))
        return map_tensors(self, lambda t: t[particle, which])

    def flat(self) -> ParticlePosteriors:
        """Every hypothesis as a particle of its own; the same memory."""
        return map_tensors(self, lambda t: t.flatten(0, 1))

    def leading(self, n_components: int) -> ParticlePosteriors:
        """The same with the first components only."""
        n = n_components
        own = {"z": self.z[..., :n].clone(), "z_covariance": self.z_covariance[..., :n, :n].clone()}
        return replace(self, **own, log_likelihood=self.log_likelihood.clone())

    def with_components(self, n_more: int, generator: torch.Generator) -> ParticlePosteriors:
        """The same with further components at random: where the search for a motion starts."""
        n = self.z.shape[1]
        z = torch.cat([self.z, torch.randn(len(self), n_more, generator=generator).to(self.z.device)], dim=1)
        covariance = 0.1 * torch.eye(n + n_more, device=self.z.device).repeat(len(self), 1, 1)
        covariance[:, :n, :n] = self.z_covariance
        return replace(self.copy(), z=z, z_covariance=covariance)


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
        return take_rows(self, rows)
