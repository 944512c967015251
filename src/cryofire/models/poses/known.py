"""Poses that come with the particles: from the input, or from a search before."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import ParticleBatch, Poses
from cryofire.models.poses.base import PoseHead


class KnownPose(PoseHead):
    """The poses of the batch, as they are: rotations, and shifts in pixels."""

    needs_features = False

    def forward(self, features: Float[Tensor, "b p features"] | None, batch: ParticleBatch) -> Poses:
        assert batch.poses is not None, "the dataset checks for poses before training"
        shifts_px = batch.poses.shifts_px
        return Poses(batch.poses.rotations[:, None], shifts_px[:, None] * (0.0 if self.no_trans else 1.0))
