"""The optimiser and the precision of arithmetic."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal, get_args

import torch
from pydantic import Field
from torch import nn

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError
from cryofire.core.registry import did_you_mean


class OptimizerConfig(Config):
    """Options of the optimiser (Adam)."""

    lr: float = Field(default=1e-4, gt=0)
    """Learning rate."""
    wd: float = Field(default=0.0, ge=0)
    """Weight decay, added to the gradient (L2) as the published Adam does."""


Precision = Literal["auto", "fp32", "bf16", "fp16"]
DeviceName = Literal["auto", "cpu", "cuda"]


def make_optimizer(config: OptimizerConfig, model: nn.Module) -> torch.optim.Adam:
    """Adam in its fused form: one pass over the parameters instead of a dozen."""
    return torch.optim.Adam(model.parameters(), lr=config.lr, weight_decay=config.wd, fused=True)


def find_device(name: DeviceName) -> torch.device:
    """The device to train on; `auto` takes a GPU where there is one.

    Raises:
        ConfigError: If `cuda` is asked for and there is none, or for another name.
    """
    if name not in get_args(DeviceName):
        raise ConfigError(f"no device is called {name!r}.", did_you_mean(name, list(get_args(DeviceName))))
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device cuda was asked for, but PyTorch sees no GPU.", "--device cpu, or install a CUDA build of PyTorch")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


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
