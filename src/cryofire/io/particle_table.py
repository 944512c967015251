"""The table of particles: where each image lies, what is known of it, and the user's own file it came from.

Every reader returns one. Images, optics, poses, ids and the rows of the user's file are filtered by one function,
`select`, so that they cannot fall out of step.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.types import Optics, Poses
from cryofire.io.row_faults import FaultOf, RowFault, refuse

S = TypeVar("S", bound="SourceDocument")


def numbered(values: np.ndarray | Sequence[str]) -> np.ndarray:
    """(n,) a number for each value, from 0; the same for equal ones."""
    return np.unique(np.asarray(values), return_inverse=True)[1].reshape(-1)


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
    micrograph_of: np.ndarray | None = field(default=None, kw_only=True)
    """(n,) a number for the micrograph that each image was cut from; None where the file does not name them."""
    pixel_size_A: np.ndarray | None
    """(n,) of the images on disk, Angstrom; None where neither the file nor the stacks say."""
    poses: Poses | None
    """float64, shifts in pixels of the images on disk; None where the file has no angles."""
    source: SourceDocument
    """The user's file, for writing back."""
    shifts_px: Tensor | None = None
    """(n, 2) of a file that has shifts but no 3-D angles (2-D classes), as in `Poses`; None otherwise."""
    shifts_A: Tensor | None = None
    """(n, 2) as in `Poses` but in Angstrom, where the file has them so: they become pixels by a pixel size that may come later."""
    faults: tuple[RowFault, ...] = ()
    """Numbers that cannot be used; `refuse_faults` judges them when it is known which rows are used."""
    contrast_sign: np.ndarray | None = None
    """(n,) 1, or -1 for images of a contrast opposite to that of most, as the file says; None where it says nothing or all are alike."""
    has_given_optics: bool = False
    """Whether `optics` were given in the place of those of `source`."""

    def __post_init__(self) -> None:
        n = len(self.stack_of)
        columns = (
            self.index_in_stack,
            self.particle_ids,
            self.optics_group,
            self.micrograph_of,
            self.source.rows,
            self.optics,
            self.pixel_size_A,
            self.poses,
            self.shifts_px,
            self.shifts_A,
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
            micrograph_of=None if self.micrograph_of is None else self.micrograph_of[chosen],
            pixel_size_A=None if self.pixel_size_A is None else self.pixel_size_A[chosen],
            poses=None if self.poses is None else self.poses[at],
            source=self.source.select(chosen),
            shifts_px=None if self.shifts_px is None else self.shifts_px[at],
            shifts_A=None if self.shifts_A is None else self.shifts_A[at],
            faults=tuple(fault for fault in (fault.select(chosen) for fault in self.faults) if fault is not None),
            contrast_sign=None if self.contrast_sign is None else self.contrast_sign[chosen],
            has_given_optics=self.has_given_optics,
        )

    def refuse_faults(self, kinds: Iterable[FaultOf] = FaultOf) -> None:
        """Stop at the first number that cannot be used.

        Args:
            kinds: What is judged; by default everything.

        Raises:
            DataError: If there is one, with its row in the file.
        """
        refuse(self._faults_of(*kinds))

    def with_optics(self, optics: Optics, origin: Path | str = "the given CTF", faults: tuple[RowFault, ...] = ()) -> ParticleTable:
        """The same particles with other optics (and so another pixel size).

        Shifts in Angstrom of rows that had no pixel size become pixels by the new one.

        Args:
            optics: One entry a particle, at the sampling of the images on disk.
            origin: Where they come from, for the message.
            faults: What is wrong with them, in place of what was wrong with the old ones.

        Raises:
            DataError: If their number is another than that of the particles.
        """
        self.check_count(len(optics), "CTFs", origin)
        table = replace(
            self,
            optics=optics,
            pixel_size_A=optics.pixel_size_A.double().numpy(),
            has_given_optics=True,
            faults=(*self._faults_of(FaultOf.REFERENCE, FaultOf.POSE, FaultOf.IMAGE), *faults),
        )
        if self.shifts_A is None:
            return table
        old_A = np.zeros(len(self)) if self.pixel_size_A is None else self.pixel_size_A
        had_none = torch.from_numpy(~(np.isfinite(old_A) & (old_A > 0)))[:, None]
        by_new = self.shifts_A / optics.pixel_size_A.double()[:, None]
        if self.poses is not None:
            table = replace(table, poses=replace(self.poses, shifts_px=torch.where(had_none, by_new, self.poses.shifts_px)))
        return table if self.shifts_px is None else replace(table, shifts_px=torch.where(had_none, by_new, self.shifts_px))

    def with_poses(self, poses: Poses, origin: Path | str = "the given poses", faults: tuple[RowFault, ...] = ()) -> ParticleTable:
        """The same particles with other poses.

        Args:
            poses: One entry a particle, shifts in pixels of the images on disk.
            origin: Where they come from, for the message.
            faults: What is wrong with them, in place of what was wrong with the old ones.

        Raises:
            DataError: If their number is another than that of the particles.
        """
        self.check_count(len(poses), "poses", origin)
        kept = self._faults_of(FaultOf.REFERENCE, FaultOf.OPTICS, FaultOf.PIXEL_SIZE, FaultOf.IMAGE)
        return replace(self, poses=poses, shifts_px=None, shifts_A=None, faults=(*kept, *faults))

    def _faults_of(self, *kinds: FaultOf) -> tuple[RowFault, ...]:
        """Those of some kinds alone."""
        return tuple(fault for fault in self.faults if fault.of in kinds)

    def check_count(self, n: int, what: str, origin: Path | str) -> None:
        """Compare the number of CTFs or poses of another file with that of the particles.

        Raises:
            DataError: If they differ.
        """
        if n != len(self):
            raise DataError(f"{origin}: {n:,} {what} for {len(self):,} particles.", "filter both with the same --ind file.")
