"""How much memory a set may take."""

from __future__ import annotations

import os
from pathlib import Path

from cryofire.core.launcher import n_local

FALLBACK_BYTES = 8e9
"""Where the system does not say."""


def available_bytes() -> float:
    """Memory that can be taken without others being pushed out: of the computer, and of the job it runs in (cgroup v2).

    Processes of one team on one machine (`torchrun`) have equal shares of it.
    """
    return min(_of_computer(), _of_job()) / n_local()


def _of_computer() -> float:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    except OSError:
        pass  # not Linux
    try:
        return 0.5 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return FALLBACK_BYTES


def _of_job() -> float:
    """What is left of the limit of this process's group and those around it; batch systems set one."""
    left = float("inf")
    try:
        name = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))[3:]
    except (OSError, StopIteration):
        return left
    group = Path("/sys/fs/cgroup") / name.strip("/")
    for folder in (group, *group.parents):
        try:
            limit, used = ((folder / file).read_text().strip() for file in ("memory.max", "memory.current"))
        except OSError:
            continue
        if limit != "max":
            left = min(left, float(limit) - float(used))
    return max(left, 0.0)
