"""Freed memory is kept for the next batch, and not handed back to the system after each.

Batches are made of tensors of some ten megabytes, which glibc takes from the system and gives back each time: every page is then zeroed
and mapped anew, a fifth to a quarter of the time of a search on a CPU (benchmarks/NOTES.md).
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

LARGEST_KEPT_BYTES = 2**27
"""Larger blocks go back to the system at once: volumes and stacks, which live long."""
MOST_KEPT_BYTES = 2**29
"""Of freed memory that is kept."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Names of the two in `mallopt` of glibc (malloc.h)."""


@cache
def keep_freed_memory() -> bool:
    """Once a process, on Linux with glibc; elsewhere the allocator is left as it is. Says whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST_KEPT_BYTES)) and bool(mallopt(M_TRIM_THRESHOLD, MOST_KEPT_BYTES))
