"""How many images are worked on at once: as many as are fastest on a CPU and fit its budget, or keep a GPU busy and fit its memory."""

from __future__ import annotations

import torch

CPU_BYTES = 1e9
"""What one batch may take on a CPU, everything that is made of it together. A number and not a share of the machine's memory: how sums
are split must not depend on the machine."""
GPU_SHARE = 1 / 32
"""Of a GPU's memory, that one batch may take."""
GPU_MOST = 32
"""Times as many as on a CPU, at most: a GPU is busy then."""


def images_at_once(device: torch.device, on_cpu: int, bytes_each: float) -> int:
    """The size of a batch.

    Args:
        on_cpu: The size that is fastest there, and the largest: large images come in smaller batches.
        bytes_each: What one image takes while it is worked on.
    """
    if device.type != "cuda":
        return max(1, min(on_cpu, int(CPU_BYTES / bytes_each)))
    fitting = GPU_SHARE * torch.cuda.get_device_properties(device).total_memory / bytes_each
    return max(1, int(min(GPU_MOST * on_cpu, fitting)))
