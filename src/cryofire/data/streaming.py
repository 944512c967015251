"""Batches while the next ones are read: single batches read ahead, or whole windows of a shuffled set."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

import torch
from torch import Tensor

from cryofire.core.types import ParticleBatch
from cryofire.data.batches import BatchPlan, Window
from cryofire.data.dataset import ParticleDataset

PIECE_IMAGES = 128
"""Images that a thread reads and preprocesses at a time."""


def prefetch(dataset: ParticleDataset, plan: Iterable[Tensor], n_workers: int) -> Iterator[ParticleBatch]:
    """Batches in the order of the plan, read ahead by threads (reading and arithmetic release the interpreter's lock).

    With no workers, or with images in memory, batches are made when they are asked for.
    """
    if n_workers == 0 or dataset.images is not None:
        yield from map(dataset.batch, plan)
        return
    rows_ahead = iter(plan)
    with ThreadPoolExecutor(n_workers) as pool:
        waiting = [pool.submit(dataset.batch, rows) for rows in islice(rows_ahead, 2 * n_workers)]
        while waiting:
            yield waiting.pop(0).result()
            for rows in rows_ahead:
                waiting.append(pool.submit(dataset.batch, rows))
                break


def stream(dataset: ParticleDataset, plan: BatchPlan, step: int, n_epochs: int, n_workers: int) -> Iterator[ParticleBatch]:
    """The batches of a run, from a step to its last; one window is used while the next is read.

    They are those of `plan.batches`, however the images are held.
    """
    if dataset.images is not None:
        yield from map(dataset.batch, plan.batches(step, n_epochs))
        return
    epoch, batch = divmod(step, plan.batches_per_epoch)
    first_images = [batch * plan.batch_size, *[0] * (n_epochs - epoch - 1)][: n_epochs - epoch]
    windows = chain.from_iterable(plan.windows(epoch + i, first) for i, first in enumerate(first_images))
    with closing(_fill(dataset, plan, windows, n_workers)) as filled:
        for first_image in first_images:
            yield from _batches(dataset, plan, filled, first_image)


@dataclass(frozen=True)
class _Filled:
    """A window and its images; the memory is used again once the next window is asked for."""

    window: Window
    images: Tensor


def _batches(dataset: ParticleDataset, plan: BatchPlan, filled: Iterator[_Filled], first_image: int) -> Iterator[ParticleBatch]:
    """The rest of an epoch; a batch may take its particles from the end of one window and the start of the next."""
    n_images, n_batches = plan.n_particles - first_image, (plan.images_per_epoch - first_image) // plan.batch_size
    rows, images = torch.empty(0, dtype=torch.long), torch.empty(0, dataset.box_px, dataset.box_px)
    while n_images > 0:
        part = next(filled)
        order = part.window.order
        n_images -= len(order)
        while len(rows) + len(order) >= plan.batch_size and n_batches > 0:
            n_wanted = plan.batch_size - len(rows)
            at, order = order[:n_wanted], order[n_wanted:]
            rows, images = _joined(rows, part.window.rows[at]), _joined(images, part.images[at])
            yield dataset.as_batch(rows, images)
            rows, images = rows[:0], images[:0]
            n_batches -= 1
        rows, images = torch.cat([rows, part.window.rows[order]]), torch.cat([images, part.images[order]])
        if n_batches == 0:
            rows, images = rows[:0], images[:0]


def _joined(held: Tensor, more: Tensor) -> Tensor:
    """Both; without a copy where nothing was held, which is so but for one batch a window."""
    return torch.cat([held, more]) if len(held) else more


def _fill(dataset: ParticleDataset, plan: BatchPlan, windows: Iterator[Window], n_workers: int) -> Generator[_Filled]:
    """Windows with their images, the next of them being read meanwhile; two buffers in turn, so memory stays what it is."""
    shape = (plan.largest_window, dataset.box_px, dataset.box_px)
    free, other = torch.empty(shape), torch.empty(shape)
    pool = ThreadPoolExecutor(n_workers) if n_workers > 0 else None

    def begin(window: Window, buffer: Tensor) -> tuple[_Filled, list[Callable[[], None]]]:
        """The window to be, and what to call to have it filled: threads are at it already, if there are any."""
        images = buffer[: len(window)]

        def read(start: int) -> None:
            images[start : start + PIECE_IMAGES] = dataset.load(window.rows[start : start + PIECE_IMAGES])

        starts = range(0, len(window), PIECE_IMAGES)
        return _Filled(window, images), [pool.submit(read, start).result if pool else partial(read, start) for start in starts]

    try:
        first = next(windows, None)
        following = begin(first, free) if first is not None else None
        while following is not None:
            filled, waiting = following
            for wait in waiting:
                wait()
            free, other = other, free
            ahead = next(windows, None)
            following = begin(ahead, free) if ahead is not None else None
            yield filled
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
