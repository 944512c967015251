"""Reading pieces of large files: by position, by many threads, and together what lies together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError


class OpenFile:
    """A file for reading at any position by any thread; closed when nobody holds it."""

    _descriptor = -1
    """None yet: opening may fail."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY)

    def read(self, n_bytes: int, offset: int) -> bytes:
        """Bytes at a position.

        Raises:
            DataError: If the file ends before.
        """
        content = os.pread(self._descriptor, n_bytes, offset)
        if len(content) < n_bytes:
            raise DataError(f"{self.path}: ends at byte {offset + len(content):,}.", "was it changed while it was being read?")
        return content

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)


@dataclass(frozen=True)
class Run:
    """A stretch of a file that is read at once."""

    begin: int
    """First of the sorted positions that it covers."""
    end: int
    """One past the last of them."""


def runs(positions: np.ndarray, largest_gap: int) -> Iterator[Run]:
    """Sorted positions in a file as few stretches, with gaps of at most so many positions inside."""
    breaks = np.flatnonzero(np.diff(positions) > 1 + largest_gap) + 1
    edges = [0, *breaks.tolist(), len(positions)]
    for begin, end in pairwise(edges):
        if end > begin:
            yield Run(begin, end)
