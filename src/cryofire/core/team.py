"""Several processes that work on one run together: each has its share of the images, and all have what comes of them.

Every process runs the same program on the same run. What loops over images loops over the process's own share of them
(`own_rows`), then gives its rows to the others (`exchange`) or adds up its sums with theirs (`add_up`); everything else is done by all
of them alike. So a process knows all of the result, decisions are the same everywhere, and one process alone is the case of a team of one.

Processes are started by `torchrun`, which says in the environment who is who.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from jaxtyping import Int
from torch import Tensor
from torch.distributed.rendezvous import rendezvous

from cryofire.core import launcher
from cryofire.core.log import be_silent
from cryofire.core.types import map_tensors, tensors_of

PATIENCE = timedelta(hours=12)
"""How long the others wait for one: the first writes the results of millions of particles alone."""

T = TypeVar("T")


@dataclass(frozen=True)
class Team:
    """Who works together, and which of them this process is."""

    rank: int = 0
    """From 0."""
    size: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process writes the run folder."""
        return self.rank == 0

    def share_of(self, n: int, rank: int | None = None) -> slice:
        """The images of a process, of so many in all: every one is somebody's, and nobody has two more than another."""
        rank = self.rank if rank is None else rank
        return slice(rank * n // self.size, (rank + 1) * n // self.size)

    def own_rows(self, n: int, device: torch.device | None = None) -> Int[Tensor, " m"]:
        """The same as indices."""
        share = self.share_of(n)
        return torch.arange(share.start, share.stop, device=device)

    def together(self, n: int, work: Callable[[slice], T]) -> T:
        """What comes of so many images, each process at work on its own share of them.

        Args:
            work: Makes a record of tensors, one row an image, of a share of them.
        """
        if self.size == 1:
            return work(slice(0, n))
        is_shared = n >= self.size  # a few are everybody's
        with alone():
            own = work(self.share_of(n) if is_shared else slice(0, n))
        return map_tensors(own, lambda values: self._of_all(values, n)) if is_shared else own

    def _of_all(self, own: Tensor, n: int) -> Tensor:
        values = own.new_empty(n, *own.shape[1:])
        values[self.share_of(n)] = own
        self.exchange(values)
        return values

    def exchange(self, *values: Tensor | object) -> None:
        """Let all have the rows that each has worked out, in place.

        Args:
            values: Tensors, or records of tensors, with one row for each of the images that were shared.
        """
        if self.size == 1:
            return
        for value in values:
            for tensor in [value] if isinstance(value, Tensor) else tensors_of(value).values():
                for rank in range(self.size):
                    _broadcast(tensor[self.share_of(len(tensor), rank)], rank)

    def add_up(self, *sums: Tensor) -> None:
        """Add what each has summed over its images, in place; all have the same to the last bit."""
        if self.size == 1:
            return
        for tensor in sums:
            # Not all-reduce, which may round otherwise in each process.
            together = tensor.contiguous()
            dist.reduce(together, 0)
            dist.broadcast(together, 0)
            tensor.copy_(together)

    def from_one(self, rank: int, *values: Tensor) -> None:
        """Let all have what one process has worked out, in place."""
        if self.size > 1:
            for tensor in values:
                _broadcast(tensor, rank)

    def agreed(self, value: T) -> T:
        """What the first process says: of what a clock or a signal decides, which only one may be asked."""
        return self.agreed_by(0, value)

    def agreed_by(self, rank: int, value: T) -> T:
        """What a process says, of whatever kind."""
        if self.size == 1:
            return value
        if isinstance(value, bool):  # after every step of a training: without pickling
            answer = torch.tensor([value], dtype=torch.uint8)
            dist.broadcast(answer, rank)
            return bool(answer)  # type: ignore[return-value]
        said = [value]
        dist.broadcast_object_list(said, rank)
        return said[0]

    def wait(self) -> None:
        """Go on once all are here."""
        if self.size > 1:
            dist.barrier()


def _broadcast(values: Tensor, rank: int) -> None:
    """Of one process to all, in place; values may lie anywhere in memory."""
    if values.numel() == 0:
        return
    whole = values.contiguous()
    sent = whole.view(torch.uint8) if whole.dtype == torch.bool else torch.view_as_real(whole) if whole.is_complex() else whole
    dist.broadcast(sent, rank)
    if whole.data_ptr() != values.data_ptr():
        values.copy_(whole)


_ALONE = Team()
_now = _ALONE
_n_assembled = 0
"""How often this process was assembled with others: `train` and then `infer`, say. All of them do it as often."""


def team() -> Team:
    """Those that this process works with now; it alone where nothing else was said."""
    return _now


@contextmanager
def alone() -> Iterator[None]:
    """Work on images that are this process's own already: nothing in here is shared."""
    global _now
    before, _now = _now, _ALONE
    try:
        yield
    finally:
        _now = before


@contextmanager
def assembled() -> Iterator[Team]:
    """The team that `torchrun` has started this process for, for as long as the context lasts; a team of one without it."""
    global _now, _n_assembled
    if launcher.n_processes() == 1 or dist.is_initialized():
        yield _now
        return
    backend = "gloo"
    if torch.cuda.is_available():
        torch.cuda.set_device(launcher.local_rank() % torch.cuda.device_count())
        backend = "cpu:gloo,cuda:nccl"
    # Processes that are started anew, or assemble again, must not find the addresses of those before them.
    store, rank, size = next(rendezvous("env://"))
    own = dist.PrefixStore(f"start_{launcher.n_restarts()}_{_n_assembled}", store)
    _n_assembled += 1
    dist.init_process_group(backend, store=own, rank=rank, world_size=size, timeout=PATIENCE)
    _now = Team(rank, size)
    if not _now.is_first:
        be_silent()
    try:
        yield _now
    finally:
        _now = _ALONE
        dist.destroy_process_group()
