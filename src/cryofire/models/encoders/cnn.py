"""The published encoder: a convolutional network shared by the pose and conformation heads."""

from __future__ import annotations

import math
from typing import Literal

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.models.encoders.base import Encoder


class CnnConfig(Config):
    """Options of the convolutional encoder."""

    kind: Literal["cnn"] = "cnn"
    """Which encoder."""
    depth: int = Field(default=6, gt=0)
    """Number of blocks (published: depth_cnn); each halves the image. Reduced, with a warning, where the image is too small."""
    channels: int = Field(default=16, gt=0)
    """Channels of the first convolution (published: channels_cnn); doubled in each block."""
    kernel_size: int = Field(default=3, gt=0)
    """Pixels a side of the convolution kernels (published: kernel_size_cnn)."""
    input_mask: Literal["none", "circ"] = "none"
    """`circ` sets pixels outside the inscribed circle to zero before the network; `none` shows it the whole image."""


class CnnEncoder(Encoder):
    """Blocks of (convolution, ReLU, convolution doubling the channels, ReLU, average-pool 2, group-norm).

    Source: Levy et al., "Amortized Inference for Heterogeneous Reconstruction in Cryo-EM", NeurIPS 2022, section 3.
    """

    circle: Tensor

    def __init__(self, config: CnnConfig, box_px: int) -> None:
        super().__init__()
        self.depth = min(config.depth, int(math.log2(box_px)))
        blocks: list[nn.Module] = []
        n_in, n_out, size = 1, config.channels, box_px
        for _ in range(self.depth):
            blocks += [nn.Conv2d(n_in, n_out, config.kernel_size, padding="same"), nn.ReLU(inplace=True)]
            blocks += [nn.Conv2d(n_out, 2 * n_out, config.kernel_size, padding="same"), nn.ReLU(inplace=True)]
            blocks += [nn.AvgPool2d(2), nn.GroupNorm(config.channels, 2 * n_out)]
            n_in = n_out = 2 * n_out
            size //= 2
        # channels_last is the faster layout for convolutions on CPUs and on tensor cores.
        self.blocks = nn.Sequential(*blocks).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.n_features = n_in * size * size
        self.has_circle = config.input_mask == "circ"
        x = torch.arange(box_px) - box_px // 2
        self.register_buffer("circle", ((x[:, None] ** 2 + x[None] ** 2) <= (box_px // 2) ** 2).float(), persistent=False)

    def forward(self, images: Float[Tensor, "m box box"]) -> Float[Tensor, "m features"]:
        if self.has_circle:
            images = images * self.circle
        return self.blocks(images[:, None].to(memory_format=torch.channels_last)).flatten(1)
