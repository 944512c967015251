"""Random access to the images of a table, over any number of stacks, with few of them open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.mrc import StackFile, open_stack
from cryofire.io.particle_table import ParticleTable

MAX_OPEN_FILES = 200
"""Each open stack takes one of the (usually 1,024) files that a program may have open."""


class ImageSource:
    """The images of a table, by row.

    Every header is read at once, so that a missing, truncated or odd-sized stack is found before training starts.
    Threads may read at the same time.

    Args:
        table: The particles; row i of the table is image i.
        max_open_files: How many stacks stay memory-mapped.

    Raises:
        DataError: For a stack that is broken, images that are not square or not all of one size, or an image
            number that its stack does not have.
    """

    def __init__(self, table: ParticleTable, max_open_files: int = MAX_OPEN_FILES) -> None:
        self._stack_of = table.stack_of
        self._index = table.index_in_stack
        self._max_open_files = max_open_files
        self._name = table.source.path
        if len(table) == 0:
            raise DataError(f"{self._name}: no particles.")
        self._files = [open_stack(path) for path in table.stack_paths]
        self.box_px = self._check_sizes()
        self._check_indices()
        self._open = self._remember_open()

    def __len__(self) -> int:
        """How many images there are."""
        return len(self._stack_of)

    def read(self, rows: np.ndarray) -> np.ndarray:
        """Images of some rows, in the order asked for.

        Args:
            rows: (b,) row numbers of the table.

        Returns:
            (b, box, box) float32, as on disk otherwise.
        """
        rows = np.asarray(rows, dtype=np.int64)
        images = np.empty((len(rows), self.box_px, self.box_px), dtype=np.float32)
        # By file, and in a file by position: a disk likes to go forwards.
        order = np.lexsort((self._index[rows], self._stack_of[rows]))
        stacks = self._stack_of[rows[order]]
        starts = np.flatnonzero(np.diff(stacks, prepend=-1))
        for part in np.split(order, starts[1:]):
            if len(part):
                images[part] = self._open(int(self._stack_of[rows[part[0]]]))[self._index[rows[part]]]
        return images

    def check_images(self, exclude: bool = False, chunk: int = 512) -> np.ndarray:
        """Look at every image once: NaN, infinite, or constant images are found.

        Args:
            exclude: Leave such images out, with a warning, rather than refuse the set.
            chunk: How many images are read at a time.

        Returns:
            (k,) rows whose images can be used: all of them unless some are excluded.

        Raises:
            DataError: If there are such images and they are not to be excluded, or if nothing else is left.
        """
        is_finite = np.ones(len(self), dtype=bool)
        is_constant = np.zeros(len(self), dtype=bool)
        for rows in self._in_file_order(chunk):
            pixels = self.read(rows).reshape(len(rows), -1)
            is_finite[rows] = np.isfinite(pixels).all(axis=1)
            is_constant[rows] = pixels.max(axis=1) == pixels.min(axis=1)
        usable = np.flatnonzero(is_finite & ~is_constant)
        if len(usable) == len(self):
            return usable
        found = [_count(~is_finite, "with NaN or infinite pixels"), _count(is_constant, "constant")]
        message = f"{self._name}: {' and '.join(text for text in found if text)}, of {len(self):,} images."
        if not exclude or len(usable) == 0:
            raise DataError(message, "leave those rows out with an --ind file, or extract the particles again.")
        logger().warning(f"{message[:-1]}: left out.")
        return usable

    def _in_file_order(self, chunk: int) -> Iterator[np.ndarray]:
        order = np.lexsort((self._index, self._stack_of))
        for start in range(0, len(order), chunk):
            yield order[start : start + chunk]

    def _check_sizes(self) -> int:
        first = self._files[0]
        for file in self._files:
            if file.width_px != file.height_px:
                raise DataError(
                    f"{file.path}: images of {_size(file)} pixels; they must be square.", "extract the particles in a square box."
                )
            if file.width_px != first.width_px:
                raise DataError(
                    f"{file.path}: images of {_size(file)} pixels, but {first.path} has {_size(first)}.",
                    "bring all stacks to one box and pixel size first.",
                )
        return first.width_px

    def _check_indices(self) -> None:
        n_images = np.array([file.n_images for file in self._files])
        is_outside = (self._index < 0) | (self._index >= n_images[self._stack_of])
        if is_outside.any():
            row = int(np.argmax(is_outside))
            file = self._files[self._stack_of[row]]
            raise DataError(
                f"{self._name}: row {row + 1:,} is image {self._index[row] + 1:,} of {file.path}, which holds {file.n_images:,} images.",
                "do the particle file and the stack belong together?",
            )

    def _remember_open(self) -> Any:
        @lru_cache(maxsize=self._max_open_files)
        def open_images(stack: int) -> np.ndarray:
            return self._files[stack].open_images()

        return open_images

    def __getstate__(self) -> dict[str, Any]:
        """Without the open files: another process opens its own."""
        return {name: value for name, value in self.__dict__.items() if name != "_open"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._open = self._remember_open()


def _size(file: StackFile) -> str:
    return f"{file.width_px} x {file.height_px}"


def _count(is_bad: np.ndarray, what: str) -> str:
    """`3 images constant (rows 4, 8, 16, counted from 0)`, or nothing for none; counted as --ind files count."""
    rows = np.flatnonzero(is_bad)
    if not len(rows):
        return ""
    shown = ", ".join(str(row) for row in rows[:5])
    return f"{len(rows):,} images {what} (rows {shown}{', ...' if len(rows) > 5 else ''}, counted from 0)"
