"""The optimiser and the precision of arithmetic."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal

import torch
from pydantic import Field
from torch import nn

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError


class OptimizerConfig(Config):
    """Options of the optimiser (Adam)."""

    lr: float = Field(default=1e-4, gt=0)
    """Learning rate."""
    wd: float = Field(default=0.0, ge=0)
    """Weight decay, added to the gradient (L2) as the published Adam does."""


Precision = Literal["auto", "fp32", "bf16", "fp16"]


def make_optimizer(config: OptimizerConfig, model: nn.Module) -> torch.optim.Adam:
    """Adam in its fused form: one pass over the parameters instead of a dozen."""
    return torch.optim.Adam(model.parameters(), lr=config.lr, weight_decay=config.wd, fused=True)


def resolve_precision(precision: Precision, device: torch.device) -> Precision:
    """`auto`: bfloat16 on GPUs that have it, float32 elsewhere.

    Raises:
        ConfigError: For fp16 on a CPU, where PyTorch has no gradient scaling for it.
    """
    if precision == "auto":
        return "bf16" if device.type == "cuda" and torch.cuda.is_bf16_supported() else "fp32"
    if precision == "fp16" and device.type == "cpu":
        raise ConfigError("precision fp16 needs a GPU.", "use bf16 or fp32 on a CPU")
    return precision


def autocast(precision: Precision, device: torch.device) -> AbstractContextManager[None]:
    """Context in which matrix products and convolutions run in the chosen precision."""
    dtype = torch.float16 if precision == "fp16" else torch.bfloat16
    return torch.autocast(device.type, dtype=dtype, enabled=precision in ("bf16", "fp16"))
