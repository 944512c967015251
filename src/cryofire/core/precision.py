"""How exactly matrix products are taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import torch


@contextmanager
def half_precision_products() -> Iterator[None]:
    """Let matrix products of float32 round their factors to bfloat16 (TF32 on a GPU), where the processor is faster so.

    Sums stay in float32. A log-likelihood of some hundred nats is off by a twentieth of a nat.
    """
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def full_precision(device: torch.device) -> AbstractContextManager[None]:
    """What autocast does not touch: where samples and particles lie is never rounded to half precision."""
    return torch.autocast(device.type, enabled=False)


def is_bf16_faster(device: torch.device) -> bool:
    """Whether products of bfloat16 matrices are much faster than of float32 here: on GPUs, and on processors made for them."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported()
    seconds = []
    for dtype in (torch.float32, torch.bfloat16):
        a, b = torch.ones(2048, 512, dtype=dtype), torch.ones(512, 512, dtype=dtype)
        times = []
        for _ in range(4):
            started = time.perf_counter()
            a @ b
            times.append(time.perf_counter() - started)
        seconds.append(min(times[1:]))
    return seconds[1] < 0.67 * seconds[0]
