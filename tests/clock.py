"""A clock that counts how often it is asked, so that what is done for some minutes is the same on every machine."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SECONDS_A_LOOK = 0.01


@contextmanager
def slow_time() -> Iterator[None]:
    """`time.monotonic` passes by 10 ms each time it is asked for: training for some minutes takes as many steps everywhere."""
    ticks = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: next(ticks) * SECONDS_A_LOOK)
        yield
