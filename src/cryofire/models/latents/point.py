"""One z for each image."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from cryofire.core.types import Latents
from cryofire.models.latents.base import LatentConfig, LatentHead


class PointLatent(LatentHead):
    """One linear map from the features to z."""

    def __init__(self, config: LatentConfig, n_features: int, z_dim: int) -> None:
        super().__init__(config, n_features, z_dim)
        self.mean = nn.Linear(n_features, z_dim)

    def forward(self, features: Float[Tensor, "b p features"], noise: Float[Tensor, "b p z"]) -> Latents:
        z = self.mean(features).float()
        return Latents(z=z, mean=z)
