"""How many images are worked on at once: as many as are fastest on a CPU and fit its budget, or keep a GPU busy and fit its memory.

What does not fit all the same, as another program takes memory too, is done again with half as many (`fitting`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

import torch

from cryofire.core.errors import RunError
from cryofire.core.launcher import n_restarts
from cryofire.core.log import logger
from cryofire.core.team import team

CPU_BYTES = 1e9
"""What one batch may take on a CPU, everything that is made of it together. A number and not a share of the machine's memory: how sums
are split must not depend on the machine."""
GPU_SHARE = 1 / 32
"""Of a GPU's memory, that one batch may take."""
GPU_MOST = 32
"""Times as many as on a CPU, at most: a GPU is busy then."""
MOST_HALVINGS = 6
"""Times that batches are halved, before it is given up."""
ON_CPU = "can't allocate memory"
"""What PyTorch says where there is no error of its own."""

T = TypeVar("T")

# Processes of a team that were started anew may have been so for want of memory.
_halvings = min(MOST_HALVINGS, n_restarts())


def images_at_once(device: torch.device, on_cpu: int, bytes_each: float) -> int:
    """The size of a batch.

    Args:
        on_cpu: The size that is fastest there, and the largest: large images come in smaller batches.
        bytes_each: What one image takes while it is worked on.
    """
    if device.type != "cuda":
        at_once = min(on_cpu, int(CPU_BYTES / bytes_each))
    else:
        fitting_it = GPU_SHARE * torch.cuda.get_device_properties(device).total_memory / bytes_each
        at_once = int(min(GPU_MOST * on_cpu, fitting_it))
    return max(1, at_once >> _halvings)


def fitting(work: Callable[[], T], restore: Callable[[], None] = lambda: None) -> T:
    """What some work returns; where memory runs out, done again with batches half as large, which hold from then on.

    Args:
        restore: Puts what the work changes back as it was before.

    Raises:
        RunError: If it does not fit with the smallest batches either, or this is one process of a team: the others are in the middle
            of it, and are started anew (`torchrun --max-restarts`) with smaller batches, as this one.
    """
    global _halvings
    while True:
        try:
            return work()
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            told = str(error).splitlines()[0]
        if _halvings == MOST_HALVINGS or team().size > 1:
            raise RunError(
                f"out of memory: {told}", "keep fewer particles (--memory-gb), a smaller box (data.box_px), or take another device"
            )
        _halvings += 1
        logger().warning(f"out of memory: batches are half as large from now on ({told})")
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        restore()


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether an error says that memory has run out, on a GPU or on the host."""
    return isinstance(error, torch.cuda.OutOfMemoryError) or ON_CPU in str(error)
