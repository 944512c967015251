"""How exactly matrix products are taken."""

from __future__ import annotations

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
