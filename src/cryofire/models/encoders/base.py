"""What an encoder is."""

from __future__ import annotations

from abc import ABC, abstractmethod

from jaxtyping import Float
from torch import Tensor, nn


class Encoder(nn.Module, ABC):
    """Images to features, which the pose and latent heads read."""

    depth: int
    """Blocks of the network."""
    n_features: int
    """Length of the feature vector."""

    @abstractmethod
    def forward(self, images: Float[Tensor, "m box box"]) -> Float[Tensor, "m features"]:
        """Features of each image."""
