"""Which particles make up which batch: a pure function of the seed and the batch's number."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor


@dataclass(frozen=True)
class BatchPlan:
    """Shuffled batches, epoch after epoch. Nothing is stored between batches, so resuming is exact."""

    n_particles: int
    batch_size: int
    """Particles a batch; at most `n_particles`."""
    seed: int

    @property
    def batches_per_epoch(self) -> int:
        """Whole batches; the remainder of each epoch's order is left out, a different one each time."""
        return max(1, self.n_particles // self.batch_size)

    @property
    def images_per_epoch(self) -> int:
        return self.batches_per_epoch * min(self.batch_size, self.n_particles)

    def order(self, epoch: int) -> Int[Tensor, " n"]:
        """All particles in the order of an epoch."""
        generator = torch.Generator().manual_seed((self.seed * 1_000_003 + epoch) % 2**63)
        return torch.randperm(self.n_particles, generator=generator)

    def rows(self, epoch: int, batch: int) -> Int[Tensor, " b"]:
        """The particles of one batch."""
        return self.order(epoch)[batch * self.batch_size : (batch + 1) * self.batch_size]
