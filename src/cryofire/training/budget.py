"""From a time budget to a number of images: measured on a few steps at the start, and from then on the clock has no say."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from cryofire.core.log import logger

N_WARM_UP = 2
"""Steps before the measured ones: the first allocate and load code."""
N_MEASURED = 6
"""Steps whose median is taken for the speed."""


def images_in(minutes: float, batch_size: int, take_step: Callable[[], object], what: str) -> int:
    """How many images there is time for, in whole batches; at least one.

    Args:
        minutes: The budget, which the steps taken here count against.
        take_step: A step like those to come, whose effect is thrown away by the caller.
        what: Name of the training, for the log.
    """
    seconds = []
    for _ in range(N_WARM_UP + N_MEASURED):
        started = time.monotonic()
        take_step()
        seconds.append(time.monotonic() - started)
        if sum(seconds) > 30 * minutes:  # half of the time is gone: what is known now has to do
            break
    each = statistics.median(seconds[N_WARM_UP:] or seconds)
    n_steps = max(1, int((60 * minutes - sum(seconds)) / max(each, 1e-6)))
    logger().info(f"{what}: {n_steps * batch_size:,} images in {minutes:g} minutes ({batch_size / max(each, 1e-6):.0f} images/s)")
    return n_steps * batch_size
