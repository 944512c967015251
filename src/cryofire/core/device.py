"""Where to compute."""

from __future__ import annotations

from typing import Literal, get_args

import torch

from cryofire.core.errors import ConfigError
from cryofire.core.freed_memory import keep_freed_memory
from cryofire.core.registry import did_you_mean

DeviceName = Literal["auto", "cpu", "cuda"]


def find_device(name: DeviceName) -> torch.device:
    """The device to train on; `auto` takes a GPU where there is one. On a CPU, freed memory is kept from then on.

    Raises:
        ConfigError: If `cuda` is asked for and there is none, or for another name.
    """
    if name not in get_args(DeviceName):
        raise ConfigError(f"no device is called {name!r}.", did_you_mean(name, list(get_args(DeviceName))))
    if name == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device cuda was asked for, but PyTorch sees no GPU.", "--device cpu, or install a CUDA build of PyTorch")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cpu":
        keep_freed_memory()
    return torch.device(name)
