"""How exactly matrix products are taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

import torch

_CPU_FEATURES = Path("/proc/cpuinfo")


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
    """Whether products of bfloat16 matrices are much faster than of float32 here: on GPUs that have them, and on CPUs with units for them.

    Read off the processor's features and never timed, so that a run repeated on the same machine takes the same arithmetic.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool({"amx_bf16", "avx512_bf16"} & _features_in(_CPU_FEATURES))


def results_are_rounded(device: torch.device) -> bool:
    """Whether matrix products are much faster here only where their results are bfloat16 as well.

    So on CPUs that have instructions for bfloat16 and no units for whole matrices: PyTorch rounds factors of float32 for the latter alone.
    """
    features = _features_in(_CPU_FEATURES)
    return device.type == "cpu" and "avx512_bf16" in features and "amx_bf16" not in features


@cache
def _features_in(path: Path) -> frozenset[str]:
    """What the processor says of itself, read once: the system makes the file anew for each reader, and every minibatch asks."""
    return frozenset(path.read_text().split()) if path.exists() else frozenset()
