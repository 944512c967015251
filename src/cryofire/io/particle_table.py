"""The table of particles: where each image lies, what is known of it, and the user's own file it came from.

Every reader returns one. Images, optics, poses, ids and the rows of the user's file are filtered by one function,
`select`, so that they cannot fall out of step.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.types import Optics, Poses

S = TypeVar("S", bound="SourceDocument")


@dataclass(frozen=True)
class SourceDocument(ABC):
    """The user's own file, kept so that its rows and columns can be written back. One final subclass a format."""

    path: Path
    rows: np.ndarray
    """(n,) row of each particle in the file, from 0; a row with several images (tilts) stands there several times."""

    def select(self: S, indices: np.ndarray) -> S:
        """The same file, for some of the particles."""
        return replace(self, rows=self.rows[indices])

    @abstractmethod
    def image_names(self) -> np.ndarray:
        """(n,) text `000001@stack` of each particle, with the stack's path as the file has it."""


@dataclass(frozen=True)
class ParticleTable:
    """Particles, one a row: where the image is, and what is known of it."""

    stack_paths: tuple[Path, ...]
    """The stack files that hold the images, each once."""
    stack_of: np.ndarray
    """(n,) which of `stack_paths` holds the image."""
    index_in_stack: np.ndarray
    """(n,) which image of the stack, from 0."""
    particle_ids: np.ndarray
    """(n,) text: rlnImageName of a STAR file, uid of a .cs file, `000001@name` of a bare stack."""
    optics: Optics | None
    """float64, one entry a particle, at the sampling of the images on disk; None where the file says nothing of a CTF."""
    optics_group: np.ndarray
    """(n,) number of the optics group, as in the file; 1 where it has none."""
    pixel_size_A: np.ndarray | None
    """(n,) of the images on disk, Angstrom; None where neither the file nor the stacks say."""
    poses: Poses | None
    """float64, shifts in pixels of the images on disk; None where the file has no angles."""
    source: SourceDocument
    """The user's file, for writing back."""
    shifts_px: Tensor | None = None
    """(n, 2) of a file that has shifts but no 3-D angles (2-D classes), as in `Poses`; None otherwise."""
    contrast_sign: np.ndarray | None = None
    """(n,) 1, or -1 for images of a contrast opposite to that of most, as the file says; None where it says nothing or all are alike."""

    def __post_init__(self) -> None:
        n = len(self.stack_of)
        columns = (
            self.index_in_stack,
            self.particle_ids,
            self.optics_group,
            self.source.rows,
            self.optics,
            self.pixel_size_A,
            self.poses,
            self.shifts_px,
            self.contrast_sign,
        )
        assert all(len(column) == n for column in columns if column is not None), "columns of different length"

    def __len__(self) -> int:
        return len(self.stack_of)

    def select(self, indices: np.ndarray | Tensor | Sequence[int]) -> ParticleTable:
        """Some particles, in the order asked for: images, optics, poses, ids and source rows together.

        Raises:
            DataError: For a row number that the table does not have.
        """
        chosen = np.asarray(indices)
        if chosen.dtype == bool or (chosen.size and not np.issubdtype(chosen.dtype, np.integer)):
            raise DataError(f"{self.source.path}: rows to select must be whole numbers, found {chosen.dtype}.")
        chosen = chosen.astype(np.int64)
        outside = chosen[(chosen < 0) | (chosen >= len(self))]
        if outside.size:
            raise DataError(
                f"{self.source.path}: row {outside[0]:,} was asked for; the {len(self):,} particles are rows 0 to {len(self) - 1:,}.",
                "count rows from 0; was the selection made for another file?",
            )
        at = torch.from_numpy(chosen)
        used, stack_of = np.unique(self.stack_of[chosen], return_inverse=True)
        return ParticleTable(
            stack_paths=tuple(self.stack_paths[i] for i in used),
            stack_of=stack_of.reshape(-1),
            index_in_stack=self.index_in_stack[chosen],
            particle_ids=self.particle_ids[chosen],
            optics=None if self.optics is None else self.optics[at],
            optics_group=self.optics_group[chosen],
            pixel_size_A=None if self.pixel_size_A is None else self.pixel_size_A[chosen],
            poses=None if self.poses is None else self.poses[at],
            source=self.source.select(chosen),
            shifts_px=None if self.shifts_px is None else self.shifts_px[at],
            contrast_sign=None if self.contrast_sign is None else self.contrast_sign[chosen],
        )

    def with_optics(self, optics: Optics, origin: Path | str = "the given CTF") -> ParticleTable:
        """The same particles with other optics (and so another pixel size).

        Args:
            optics: One entry a particle, at the sampling of the images on disk.
            origin: Where they come from, for the message.

        Raises:
            DataError: If their number is another than that of the particles.
        """
        self._check_count(len(optics), "CTFs", origin)
        return replace(self, optics=optics, pixel_size_A=optics.pixel_size_A.double().numpy())

    def with_poses(self, poses: Poses, origin: Path | str = "the given poses") -> ParticleTable:
        """The same particles with other poses.

        Args:
            poses: One entry a particle, shifts in pixels of the images on disk.
            origin: Where they come from, for the message.

        Raises:
            DataError: If their number is another than that of the particles.
        """
        self._check_count(len(poses), "poses", origin)
        return replace(self, poses=poses, shifts_px=None)

    def _check_count(self, n: int, what: str, origin: Path | str) -> None:
        if n != len(self):
            raise DataError(f"{origin}: {n:,} {what} for {len(self):,} particles.", "filter both with the same --ind file.")
