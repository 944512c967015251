"""The published pose head: six numbers to a rotation, two to a shift."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from cryofire.core.precision import full_precision
from cryofire.core.types import ParticleBatch, Poses
from cryofire.models.poses.base import PoseConfig, PoseHead
from cryofire.physics.rotations import six_to_matrix


class AmortizedPose(PoseHead):
    """One linear map (a convolution over all that the encoder left) to a rotation and a shift in pixels."""

    needs_features = True

    def __init__(self, config: PoseConfig, n_features: int) -> None:
        super().__init__(config, n_features)
        self.rotation = nn.Linear(n_features, 6)
        self.shift = None if config.no_trans else nn.Linear(n_features, 2)

    def forward(self, features: Float[Tensor, "b p features"] | None, batch: ParticleBatch) -> Poses:
        assert features is not None
        # float32: Gram-Schmidt loses its orthogonality in half precision.
        with full_precision(features.device):
            rotations = six_to_matrix(self.rotation(features.float()))
            shifts_px = rotations.new_zeros(*rotations.shape[:2], 2) if self.shift is None else self.shift(features.float())
        return Poses(rotations, shifts_px)
