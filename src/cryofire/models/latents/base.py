"""What a latent head is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.core.types import Latents


class LatentConfig(Config):
    """Options of the latent head."""

    kind: Literal["point", "variational"] = "point"
    """`point` predicts z; `variational` predicts a mean and a variance (published: variational_het)."""
    std_z_init: float = Field(default=3.0, ge=0)
    """Standard deviation of the z that are drawn at random in the pose-only phase."""


class LatentHead(nn.Module, ABC):
    """Features to conformations."""

    def __init__(self, config: LatentConfig, n_features: int, z_dim: int) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.std_z_init = config.std_z_init

    @abstractmethod
    def forward(self, features: Float[Tensor, "b p features"], noise: Float[Tensor, "b p z"]) -> Latents:
        """Conformation of each view; `noise` is standard normal, and zero where the mean is wanted."""

    def draw(self, noise: Float[Tensor, "b p z"]) -> Latents:
        """Conformations of the pose-only phase: N(0, std_z_init^2), whatever the image."""
        z = self.std_z_init * noise
        return Latents(z=z, mean=torch.zeros_like(z))
