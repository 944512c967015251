"""Which particles are searched with, and all images of a set part by part.

Only the particles searched have to be in memory, and of them only the inner shells. All others are read when their
turn comes, so the memory taken does not grow with the set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.physics.lattice import Lattice
from cryofire.search.config import NOISE_SHELLS, SearchConfig

BYTES_PER_SAMPLE = 24
"""A complex sample and its CTF, and as much again while they are whitened anew."""
FEWEST_SEARCHED = 1000
"""Particles that are searched with even where they take more memory than was allowed."""
PART = 1000
"""Particles read at a time."""


@dataclass(frozen=True)
class SearchedSubset:
    """Which particles are searched with, and how much of their whitened images is kept."""

    rows: Int[Tensor, " n"]
    """In increasing order."""
    last_shell: int | None
    """Outermost shell kept; None for all."""

    def of(self, rows: Int[Tensor, " m"] | None) -> SearchedSubset:
        """Only some of them; all where None."""
        return self if rows is None else SearchedSubset(self.rows[rows.cpu()], self.last_shell)


def choose_subset(n_particles: int, box_px: int, config: SearchConfig, seed: int) -> SearchedSubset:
    """As many particles as asked for, with as many shells as fit; where the search's own shells do not, fewer particles."""
    lattice = Lattice.create(box_px)
    budget = config.memory_GB * 1e9 / BYTES_PER_SAMPLE
    if n_particles <= config.n_searched and n_particles * len(lattice) <= budget:
        return SearchedSubset(torch.arange(n_particles), None)
    most = min(n_particles, config.n_searched)
    least = min(config.search_shell + NOISE_SHELLS if config.last_shell is None else config.last_shell, lattice.max_shell)
    shells = [shell for shell in range(least, lattice.max_shell + 1) if most * lattice.n_upto(shell) <= budget]
    last = least if config.last_shell is not None or not shells else shells[-1]
    n = min(most, max(FEWEST_SEARCHED, int(budget / lattice.n_upto(last))))
    chosen = torch.randperm(n_particles, generator=torch.Generator().manual_seed(seed))[:n].sort().values
    return SearchedSubset(chosen, last)


@dataclass(frozen=True)
class WholeSet:
    """All images of a set, or of a part of one that is taken for a set of its own."""

    dataset: ParticleDataset
    searched: SearchedSubset
    """Rows of the set, or of that part."""
    known_poses: Poses | None
    members: Int[Tensor, " n"] | None = None
    """Rows of the dataset that are the part, ascending; all where None."""

    def __len__(self) -> int:
        return len(self.dataset) if self.members is None else len(self.members)

    def parts(self, rows: Int[Tensor, " n"], shell: int, searched: WhitenedImages) -> Iterator[tuple[Tensor, WhitenedImages]]:
        """Some particles up to a shell, whitened as those searched are, a part at a time; from memory where they are kept.

        All count alike, and the molecule is taken to be as strong in all.
        """
        is_kept = self.searched.last_shell is None and len(self.searched.rows) == len(self)
        device = searched.images.device
        noise_sd = noise_upto(searched.noise_sd, Lattice.create(self.dataset.box_px).n_upto(shell))
        for part in rows.split(PART):
            if is_kept:
                found = searched.take(part.to(device)).upto(shell).with_contrasts(None).with_weights(None)
            else:
                there = part if self.members is None else self.members[part]
                found = load_whitened(self.dataset, there, device, shell, noise_sd)
            yield part, found


def noise_upto(noise_sd: Float[Tensor, " k"], n_samples: int) -> Float[Tensor, " n"]:
    """The noise at all samples: beyond those searched that of the last one."""
    return torch.cat([noise_sd, noise_sd[-1:].expand(max(0, n_samples - len(noise_sd)))])[:n_samples]
