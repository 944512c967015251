"""A Gaussian over z for each image."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from cryofire.core.types import Latents
from cryofire.models.latents.base import LatentConfig, LatentHead


class VariationalLatent(LatentHead):
    """Mean and log-variance; z is drawn by the reparametrisation z = mean + sigma * noise.

    Source: Kingma & Welling, "Auto-Encoding Variational Bayes", ICLR 2014.
    """

    def __init__(self, config: LatentConfig, n_features: int, z_dim: int) -> None:
        super().__init__(config, n_features, z_dim)
        self.mean_and_log_variance = nn.Linear(n_features, 2 * z_dim)

    def forward(self, features: Float[Tensor, "b p features"], noise: Float[Tensor, "b p z"]) -> Latents:
        mean, log_variance = self.mean_and_log_variance(features).float().chunk(2, dim=-1)
        z = mean + torch.exp(0.5 * log_variance) * noise
        return Latents(z=z, mean=mean, log_variance=log_variance)
