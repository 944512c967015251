"""Decoders, and the table of them: a new one is one file, one line in the table, and its options in the union."""

from collections.abc import Callable
from typing import Annotated, Any

import torch
from pydantic import Field

from cryofire.core.registry import Registry
from cryofire.models.decoders.base import Decoder
from cryofire.models.decoders.fourier_mlp import FourierMlp, FourierMlpConfig
from cryofire.models.decoders.low_rank_grid import LowRankGrid, LowRankGridConfig

DecoderConfig = Annotated[FourierMlpConfig | LowRankGridConfig, Field(discriminator="kind")]
DecoderFactory = Callable[[Any, int, int, torch.Generator], Decoder]
"""Options, box (pixels), z_dim, generator of the first weights."""
DECODERS: Registry[DecoderFactory] = Registry("decoder", {"fourier_mlp": FourierMlp, "low_rank_grid": LowRankGrid})

__all__ = ["DECODERS", "Decoder", "DecoderConfig", "FourierMlpConfig", "LowRankGridConfig"]
