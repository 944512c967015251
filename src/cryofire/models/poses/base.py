"""What a pose head is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.core.types import ParticleBatch, Poses


class PoseConfig(Config):
    """Options of the pose head."""

    kind: Literal["amortized", "known", "searched"] = "amortized"
    """`amortized` reads poses off the images; `known` takes those of the input (published: use_gt_poses);
    `searched` leaves them to the search."""
    no_trans: bool = False
    """Rotations only: every shift is zero (published: no_trans)."""


class PoseHead(nn.Module, ABC):
    """Features of symmetric views of particles to poses of those views."""

    needs_features: bool
    """False where poses do not come from the images."""

    def __init__(self, config: PoseConfig, n_features: int) -> None:
        super().__init__()
        self.no_trans = config.no_trans

    @abstractmethod
    def forward(self, features: Float[Tensor, "b p features"] | None, batch: ParticleBatch) -> Poses:
        """Poses (b, p, 3, 3) and (b, p, 2), in the frame of each view."""
