"""Which particles make up which batch: a pure function of the seed and the batch's number.

A set that fits into the shuffle buffer is shuffled whole. A larger one is shuffled in two steps, so that a disk reads
stretches and not single images: pieces of files that lie together are shuffled, and handed out to windows as large as
the buffer; the images of a window are shuffled among each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor


@dataclass(frozen=True)
class Layout:
    """How a set lies on disk, and how many of its images a window takes."""

    file_order: np.ndarray
    """(n,) rows of the set, in the order of the files."""
    starts: np.ndarray
    """(k + 1,) where each of k pieces begins in it, from 0 to n."""
    window_images: int
    """Images that are shuffled among each other; a window goes over this by less than a piece."""


@dataclass(frozen=True)
class Window:
    """Images that are in the buffer together."""

    rows: Int[Tensor, " w"]
    """In the order of reading."""
    order: Int[Tensor, " w"]
    """Positions in `rows`, in the order of use."""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class BatchPlan:
    """Shuffled batches, epoch after epoch. Nothing is stored between batches, so resuming is exact."""

    n_particles: int
    batch_size: int
    """Particles a batch; at most `n_particles`."""
    seed: int
    layout: Layout | None = None
    """Of a set larger than the shuffle buffer; None shuffles all particles."""

    @property
    def batches_per_epoch(self) -> int:
        """Whole batches; the remainder of each epoch's order is left out, a different one each time."""
        return max(1, self.n_particles // self.batch_size)

    @property
    def images_per_epoch(self) -> int:
        return self.batches_per_epoch * min(self.batch_size, self.n_particles)

    @property
    def largest_window(self) -> int:
        """Images that a window takes at most."""
        if self.layout is None:
            return self.n_particles
        return min(self.n_particles, self.layout.window_images + int(np.diff(self.layout.starts).max()))

    def windows(self, epoch: int, first_image: int = 0) -> Iterator[Window]:
        """The windows of an epoch, from the one that holds an image of its order on; that image is the first it uses."""
        if self.layout is None:
            order = torch.randperm(self.n_particles, generator=self._generator(epoch))
            yield Window(torch.arange(self.n_particles), order[first_image:])
            return
        sizes = torch.from_numpy(np.diff(self.layout.starts))
        pieces = torch.randperm(len(sizes), generator=self._generator(epoch))
        begins = sizes[pieces].cumsum(0) - sizes[pieces]
        window_of = begins // self.layout.window_images
        position = 0
        for number in window_of.unique().tolist():
            inside = pieces[window_of == number]
            size = int(sizes[inside].sum())
            if position + size > first_image:
                order = torch.randperm(size, generator=self._generator(epoch, number + 1))
                yield Window(self._rows_of(inside), order[max(0, first_image - position) :])
            position += size

    def order(self, epoch: int) -> Int[Tensor, " n"]:
        """All particles in the order of an epoch."""
        return torch.cat([window.rows[window.order] for window in self.windows(epoch)])

    def batches(self, step: int, n_epochs: int) -> Iterator[Tensor]:
        """(b,) particles of each batch, from a step of the whole run to its last."""
        epoch, batch = divmod(step, self.batches_per_epoch)
        for later in range(epoch, n_epochs):
            yield from self.order(later)[: self.images_per_epoch].split(self.batch_size)[batch:]
            batch = 0

    def rows(self, epoch: int, batch: int) -> Int[Tensor, " b"]:
        """The particles of one batch."""
        return self.order(epoch)[batch * self.batch_size : (batch + 1) * self.batch_size]

    def _rows_of(self, pieces: Tensor) -> Tensor:
        assert self.layout is not None
        begins, ends = self.layout.starts[pieces.numpy()], self.layout.starts[pieces.numpy() + 1]
        parts = [self.layout.file_order[begin:end] for begin, end in zip(begins, ends, strict=True)]
        return torch.from_numpy(np.concatenate(parts)).long()

    def _generator(self, epoch: int, window: int = 0) -> torch.Generator:
        return torch.Generator().manual_seed((self.seed * 1_000_003 + epoch + window * 7_919_000_017) % 2**63)
