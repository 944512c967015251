"""Random access to the images of a table, over any number of stacks, with few of them open.

Images are read, not memory-mapped: what lies together in a file is one read, and no page of a stack stays resident.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.data.file_reads import OpenFile, runs
from cryofire.io.mrc import StackFile, open_stack
from cryofire.io.particle_table import ParticleTable
from cryofire.io.row_faults import row_text

MAX_OPEN_FILES = 200
"""Each open stack takes one of the (usually 1,024) files that a program may have open."""
N_HEADER_READERS = 16
"""Headers read at a time: a network file system answers each after a while, but many at once."""
LARGEST_GAP_BYTES = 64 * 1024
"""Reading through a gap this wide is faster than a second read."""


class ImageSource:
    """The images of a table, by row.

    Every header is read at once, so that a missing, truncated or odd-sized stack is found before training starts.
    Threads may read at the same time.

    Args:
        table: The particles; row i of the table is image i.
        max_open_files: How many stacks stay open.

    Raises:
        DataError: For a stack that is broken, images that are not square, or an image number that its stack does
            not have.
    """

    def __init__(self, table: ParticleTable, max_open_files: int = MAX_OPEN_FILES) -> None:
        self._stack_of = table.stack_of
        self._index = table.index_in_stack
        self._max_open_files = max_open_files
        self._name = table.source.path
        if len(table) == 0:
            raise DataError(f"{self._name}: no particles.")
        with ThreadPoolExecutor(N_HEADER_READERS) as pool:
            self._files = list(pool.map(open_stack, table.stack_paths))
        self._box_of_stack = np.array([file.width_px for file in self._files])
        self._check_squares()
        self._check_indices()
        self._open = self._remember_open()

    def __len__(self) -> int:
        """How many images there are."""
        return len(self._stack_of)

    @property
    def files(self) -> tuple[StackFile, ...]:
        """The stacks."""
        return tuple(self._files)

    @property
    def boxes_px(self) -> np.ndarray:
        """(n,) pixels a side of each image."""
        boxes: np.ndarray = self._box_of_stack[self._stack_of]
        return boxes

    @property
    def box_px(self) -> int:
        """Pixels a side of every image.

        Raises:
            DataError: If they are not all of one size.
        """
        first = self._files[0]
        for file in self._files:
            if file.width_px != first.width_px:
                raise DataError(
                    f"{file.path}: images of {_size(file)} pixels, but {first.path} has {_size(first)}, and no pixel size is known.",
                    "give their pixel sizes (a .star or .cs file, or --ctf), or bring all stacks to one box first.",
                )
        return first.width_px

    @property
    def image_bytes(self) -> int:
        """Of the largest image, on disk."""
        return max(file.width_px * file.height_px * file.dtype.itemsize for file in self._files)

    def digest(self) -> str:
        """Which images of which files these are, in their order, as a hash; nothing of what the files hold."""
        found = hashlib.sha256("\n".join(str(file.path.absolute()) for file in self._files).encode())
        for column in (self._stack_of, self._index):
            found.update(np.ascontiguousarray(column, dtype=np.int64).tobytes())
        return found.hexdigest()

    def read(self, rows: np.ndarray) -> np.ndarray:
        """Images of some rows, in the order asked for.

        Args:
            rows: (b,) row numbers of the table, whose images are of one size.

        Returns:
            (b, box, box) float32, as on disk otherwise.
        """
        rows = np.asarray(rows, dtype=np.int64)
        stacks = self._stack_of[rows]
        boxes = np.unique(self._box_of_stack[stacks])
        assert len(boxes) <= 1, "images of several sizes"
        box = int(boxes[0]) if len(boxes) else int(self._box_of_stack[0])
        images = np.empty((len(rows), box, box), dtype=np.float32)
        # By file, and in a file by position: a disk likes to go forwards.
        order = np.lexsort((self._index[rows], stacks))
        starts = np.flatnonzero(np.diff(stacks[order], prepend=-1))
        for part in np.split(order, starts[1:]):
            if len(part):
                self._read_into(images, part, int(stacks[part[0]]), self._index[rows[part]])
        return images

    def _read_into(self, images: np.ndarray, places: np.ndarray, stack: int, positions: np.ndarray) -> None:
        """Images at sorted positions of one stack, to some places of an array."""
        file, handle = self._files[stack], self._open(stack)
        shape = (file.height_px, file.width_px)
        n_bytes = shape[0] * shape[1] * file.dtype.itemsize
        for run in runs(positions, LARGEST_GAP_BYTES // n_bytes):
            at = positions[run.begin : run.end]
            first, n = int(at[0]), int(at[-1] - at[0]) + 1
            content = handle.read(n * n_bytes, file.offset_bytes + first * n_bytes)
            stretch = np.frombuffer(content, file.dtype).reshape(n, *shape)
            to = places[run.begin : run.end]
            if n == len(at) and int(to[-1] - to[0]) == n - 1 and (np.diff(to) == 1).all():
                images[to[0] : to[0] + n] = stretch
            else:
                images[to] = stretch[at - first]

    def in_file_order(self) -> np.ndarray:
        """(n,) all rows, stack after stack, and in a stack from its first image on."""
        return np.lexsort((self._index, self._stack_of))

    def stretches(self, order: np.ndarray, n_bytes: int) -> np.ndarray:
        """Where pieces of about so many bytes begin in the rows in file order; none goes over the end of a stack.

        Returns:
            (k + 1,) positions in `order`, from 0 to n.
        """
        ends = np.flatnonzero(np.diff(self._stack_of[order])) + 1
        edges = np.concatenate([[0], ends, [len(order)]])
        step = max(1, n_bytes // self.image_bytes)
        pieces = [np.arange(begin, end, step) for begin, end in pairwise(edges)]
        return np.concatenate([*pieces, [len(order)]])

    def refuse_faulty(self, rows: np.ndarray, images: np.ndarray) -> None:
        """Check images that were read.

        Raises:
            DataError: If one is NaN, infinite or constant, with its row.
        """
        faults = _Faults.of(images)
        if faults.is_any:
            usable = len(self)
            where = np.zeros(usable, dtype=bool), np.zeros(usable, dtype=bool)
            where[0][rows[~faults.is_finite]], where[1][rows[faults.is_constant]] = True, True
            raise DataError(self._fault_message(*where), FAULTY_HINT)

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
        is_bad = np.zeros(len(self), dtype=bool)
        is_constant = np.zeros(len(self), dtype=bool)
        order = self.in_file_order()
        edges = self.stretches(order, chunk * self.image_bytes)
        for begin, end in pairwise(edges):
            rows = order[begin:end]
            faults = _Faults.of(self.read(rows))
            is_bad[rows], is_constant[rows] = ~faults.is_finite, faults.is_constant
        usable = np.flatnonzero(~is_bad & ~is_constant)
        if len(usable) == len(self):
            return usable
        message = self._fault_message(is_bad, is_constant)
        if not exclude or len(usable) == 0:
            raise DataError(message, FAULTY_HINT)
        logger().warning(f"{message[:-1]}: left out.")
        return usable

    def _fault_message(self, is_bad: np.ndarray, is_constant: np.ndarray) -> str:
        found = [_count(is_bad, "with NaN or infinite pixels"), _count(is_constant, "constant")]
        return f"{self._name}: {' and '.join(text for text in found if text)}, of {len(self):,} images."

    def _check_squares(self) -> None:
        for file in self._files:
            if file.width_px != file.height_px:
                raise DataError(
                    f"{file.path}: images of {_size(file)} pixels; they must be square.", "extract the particles in a square box."
                )

    def _check_indices(self) -> None:
        n_images = np.array([file.n_images for file in self._files])
        is_outside = (self._index < 0) | (self._index >= n_images[self._stack_of])
        if is_outside.any():
            row = int(np.argmax(is_outside))
            file = self._files[self._stack_of[row]]
            raise DataError(
                f"{self._name}: {row_text(row)} is image {self._index[row] + 1:,} of {file.path}, which holds {file.n_images:,} images.",
                "do the particle file and the stack belong together?",
            )

    def _remember_open(self) -> Any:
        @lru_cache(maxsize=self._max_open_files)
        def open_file(stack: int) -> OpenFile:
            return OpenFile(self._files[stack].path)

        return open_file

    def __getstate__(self) -> dict[str, Any]:
        """Without the open files: another process opens its own."""
        return {name: value for name, value in self.__dict__.items() if name != "_open"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._open = self._remember_open()


FAULTY_HINT = "leave those rows out with an --ind file, or extract the particles again."


@dataclass(frozen=True)
class _Faults:
    """What is wrong with some images."""

    is_finite: np.ndarray
    is_constant: np.ndarray

    @staticmethod
    def of(images: np.ndarray) -> _Faults:
        pixels = images.reshape(len(images), -1)
        # The extremes alone tell both: NaN goes through them.
        low, high = pixels.min(axis=1, initial=np.inf), pixels.max(axis=1, initial=-np.inf)
        return _Faults(np.isfinite(low) & np.isfinite(high), low == high)

    @property
    def is_any(self) -> bool:
        return bool((~self.is_finite | self.is_constant).any())


def boxes_on_disk(table: ParticleTable) -> np.ndarray:
    """(n,) pixels a side of each particle's image; 0 where its stack cannot be opened, which is told when it is used."""

    def side(path: Path) -> int:
        try:
            return open_stack(path).width_px
        except DataError:
            return 0

    with ThreadPoolExecutor(N_HEADER_READERS) as pool:
        boxes: np.ndarray = np.array(list(pool.map(side, table.stack_paths)))[table.stack_of]
    return boxes


def _size(file: StackFile) -> str:
    return f"{file.width_px} x {file.height_px}"


def _count(is_bad: np.ndarray, what: str) -> str:
    """`3 images constant (rows 4, 8, 16, counted from 0)`, or nothing for none; counted as --ind files count."""
    rows = np.flatnonzero(is_bad)
    if not len(rows):
        return ""
    shown = ", ".join(str(row) for row in rows[:5])
    return f"{len(rows):,} images {what} (rows {shown}{', ...' if len(rows) > 5 else ''}, counted from 0)"
