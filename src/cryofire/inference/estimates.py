"""The newest pose and conformation of every particle of a set."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages


@dataclass(frozen=True)
class Estimate:
    """What the model says of a batch: one pose and conformation a particle."""

    poses: Poses
    """(b, 3, 3) and (b, 2), in the frame of the image as it is."""
    z: Tensor
    """(b, z) mean of the conformation; (b, 0) for a homogeneous model."""
    symmetry: Tensor
    """(b,) which symmetric view was kept."""


@dataclass(frozen=True)
class Estimates:
    """One row a particle, on the CPU; filled batch by batch."""

    rotations: Tensor
    """(n, 3, 3)."""
    shifts_px: Tensor
    """(n, 2) in pixels of the images as trained on."""
    z: Tensor
    """(n, z)."""
    scores: Tensor | None = None
    """(n,) log-likelihood of the image at this pose and z over that of noise alone, nats; None where a run does not know it."""
    confidence: Tensor | None = None
    """(n,) how sure the pose is, 0 to 1; None where a run does not know it."""
    odds: Tensor | None = None
    """(n,) log odds that the image shows the molecule, against noise alone and against something else, nats; None where not judged."""
    contrasts: Tensor | None = None
    """(n,) how strong the molecule is in the image, relative to the mean of the set; None where not judged."""

    @staticmethod
    def empty(n_particles: int, z_dim: int) -> Estimates:
        """Identity rotations, no shift, z = 0."""
        return Estimates(torch.eye(3).repeat(n_particles, 1, 1), torch.zeros(n_particles, 2), torch.zeros(n_particles, z_dim))

    def with_z_dim(self, z_dim: int) -> Estimates:
        """The same with more dimensions of z, in which all particles are 0."""
        return replace(self, z=torch.cat([self.z, torch.zeros(len(self.z), z_dim - self.z.shape[1])], dim=1))

    def shows_molecule(self) -> Tensor:
        """(n,) which images rather show the molecule than noise or something else, bool; all where that was not judged."""
        return torch.ones(len(self.rotations), dtype=torch.bool) if self.odds is None else self.odds > 0

    def judged(self, whitened: WhitenedImages, rows: Tensor) -> WhitenedImages:
        """Images of some rows with the contrast and weight that were found for each."""
        device = whitened.images.device
        contrasts = None if self.contrasts is None else self.contrasts[rows].to(device)
        weights = None if self.odds is None else self.odds[rows].to(device).sigmoid()
        return whitened.with_contrasts(contrasts).with_weights(weights)

    def posteriors(self, rows: Tensor, device: torch.device) -> ParticlePosteriors:
        """Of some particles, as the search has them; how sure z is, is not known."""
        found = ParticlePosteriors.at_poses(self.rotations[rows].to(device), self.shifts_px[rows].to(device), self.z.shape[1])
        found.z.copy_(self.z[rows])
        return found

    def put(self, rows: Tensor, estimate: Estimate) -> None:
        """Replace some rows, in place."""
        self.rotations[rows] = estimate.poses.rotations.cpu()
        self.shifts_px[rows] = estimate.poses.shifts_px.cpu()
        self.z[rows] = estimate.z.cpu()
