"""Preprocessed images kept once they were needed: in memory, or as float16 in a file that the next run finds.

Nothing is read for a shelf's own sake. It fills as training asks for images, so that the first step does not wait.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.data.file_reads import OpenFile, runs
from cryofire.data.preprocess import Preprocess
from cryofire.data.source import ImageSource
from cryofire.io.atomic import write_atomically

HEADER_BYTES = 128
LAYOUT_VERSION = 3
"""Raised when preprocessing changes what it does, so that older files are not taken for the same."""


class ImageCache(ABC):
    """Images of a set by row; those that are not there yet are made, and kept.

    Threads may ask at the same time.
    """

    def __init__(self, n_images: int, box_px: int, is_full: bool) -> None:
        self.box_px = box_px
        self._is_there = np.full(n_images, is_full)

    @property
    def n_there(self) -> int:
        """How many images it holds."""
        return int(self._is_there.sum())

    def load(self, rows: Tensor, make: Callable[[Tensor], Tensor]) -> Tensor:
        """(b, box, box) float32 images of some rows.

        Args:
            make: Makes the images of rows that are not there.
        """
        missing = rows[torch.from_numpy(~self._is_there[rows.numpy()])].unique()
        if len(missing):
            self._put(missing, make(missing))
            self._is_there[missing.numpy()] = True
            self._has_grown()
        return self._get(rows)

    @abstractmethod
    def _get(self, rows: Tensor) -> Tensor:
        """Images that are there."""

    @abstractmethod
    def _put(self, rows: Tensor, images: Tensor) -> None:
        """Keep images of distinct rows."""

    def _has_grown(self) -> None:  # noqa: B027  what not every shelf needs
        """Called when images were added."""


class MemoryCache(ImageCache):
    """In memory, float32. Memory is taken as it fills."""

    def __init__(self, n_images: int, box_px: int) -> None:
        super().__init__(n_images, box_px, is_full=False)
        self._images = torch.empty(n_images, box_px, box_px)

    def _get(self, rows: Tensor) -> Tensor:
        return self._images[rows]

    def _put(self, rows: Tensor, images: Tensor) -> None:
        self._images[rows] = images


class FileCache(ImageCache):
    """In a file, float16: a `.npy` array in the order of the stacks, made under a temporary name and renamed when it is full.

    Beside it lies a `.json` that says what it was made of: the stacks with their sizes and times. Other rows or other
    preprocessing are another file; stacks that have changed make the file anew. Images go through float16 whether they come from the
    file or are made just now, so that a run does not depend on what was there.

    Args:
        folder: On a disk of this computer.
        source: The raw images.
        preprocess: What is done to them.
        rows_on_file: (n,) place of each row in the file.

    Raises:
        ConfigError: If the folder cannot be written, or the disk has no room.
    """

    def __init__(self, folder: Path, source: ImageSource, preprocess: Preprocess, rows_on_file: np.ndarray) -> None:
        self.path = folder / f"images_{digest(source, preprocess)[:16]}.npy"
        self._label = self.path.with_suffix(".json")
        self._files = states_of(source)
        n, box_px = len(source), preprocess.box_px
        self._place = rows_on_file
        self._image_bytes = box_px * box_px * 2
        self._lock = threading.Lock()
        super().__init__(n, box_px, is_full=self._is_current(n))
        if self._is_there.all():
            logger().info(f"images: read from the cache {self.path}")
            self._file = OpenFile(self.path)
            return
        needed, free = n * self._image_bytes, _free_bytes(folder)
        if free < 1.02 * needed:
            raise ConfigError(
                f"data.cache_dir: {n:,} images need {needed / 1e9:.1f} GB, and {folder} has {free / 1e9:.1f} GB free.",
                "give a folder on another disk, or leave data.cache_dir out.",
            )
        self._partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        self._start_file(n, box_px)
        self._file = OpenFile(self._partial)
        self._writable = os.open(self._partial, os.O_WRONLY)
        weakref.finalize(self, _discard, self._partial, self._writable)
        logger().info(f"images: kept in the cache {self.path} as they are read ({needed / 1e9:.1f} GB)")

    def _is_current(self, n: int) -> bool:
        """Whether the file is there, and was made of these images as they are now."""
        if not (self.path.is_file() and self._label.is_file()):
            return False
        if self.path.stat().st_size != HEADER_BYTES + n * self._image_bytes:
            logger().warning(f"{self.path}: cut short; made anew.")
            return False
        were = json.loads(self._label.read_text())
        changed = [path for path, state in self._files.items() if were.get(path) != state]
        if changed:
            logger().warning(f"{self.path}: {changed[0]} has changed since it was made; made anew.")
        return not changed

    def _start_file(self, n: int, box_px: int) -> None:
        with self._partial.open("wb") as file:
            header = {"descr": "<f2", "fortran_order": False, "shape": (n, box_px, box_px)}
            np.lib.format.write_array_header_1_0(file, header)
            assert file.tell() == HEADER_BYTES
            file.truncate(HEADER_BYTES + n * self._image_bytes)

    def _get(self, rows: Tensor) -> Tensor:
        images = np.empty((len(rows), self.box_px, self.box_px), dtype=np.float32)
        order = np.argsort(self._place[rows.numpy()], kind="stable")
        places = self._place[rows.numpy()][order]
        for run in runs(places, 0):
            at = places[run.begin : run.end]
            first, n = int(at[0]), int(at[-1] - at[0]) + 1
            content = self._file.read(n * self._image_bytes, HEADER_BYTES + first * self._image_bytes)
            images[order[run.begin : run.end]] = np.frombuffer(content, "<f2").reshape(n, self.box_px, self.box_px)[at - first]
        return torch.from_numpy(images)

    def _put(self, rows: Tensor, images: Tensor) -> None:
        places = self._place[rows.numpy()]
        order = np.argsort(places)
        values = images.half().numpy()[order]
        for run in runs(places[order], 0):
            begin = HEADER_BYTES + int(places[order[run.begin]]) * self._image_bytes
            os.pwrite(self._writable, values[run.begin : run.end].astype("<f2").tobytes(), begin)

    def _has_grown(self) -> None:
        with self._lock:
            if not self._is_there.all() or not self._partial.exists():
                return
            os.fsync(self._writable)
            self._label.unlink(missing_ok=True)
            self._partial.replace(self.path)
            write_atomically(self._label, lambda path: _write_json(path, self._files))
            logger().info(f"images: the cache {self.path} is complete")


def digest(source: ImageSource, preprocess: Preprocess) -> str:
    """Which images are wanted, and what is done to them, as a hash; nothing of what the files hold."""
    found = hashlib.sha256(f"{LAYOUT_VERSION} {source.digest()}".encode())
    for field in fields(preprocess):
        name, value = field.name, getattr(preprocess, field.name)
        found.update(name.encode() + (value.numpy().tobytes() if isinstance(value, Tensor) else str(value).encode()))
    return found.hexdigest()


def states_of(source: ImageSource) -> dict[str, list[int]]:
    """Size in bytes and time of last change of every stack: what tells that a file is another one."""
    stats = {str(file.path.absolute()): file.path.stat() for file in source.files}
    return {path: [stat.st_size, stat.st_mtime_ns] for path, stat in stats.items()}


def _write_json(path: Path, values: dict[str, list[int]]) -> None:
    path.write_text(json.dumps(values))


def _free_bytes(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise ConfigError(f"data.cache_dir: {folder}: {error.strerror}.", "give a folder that can be written.") from None


def _discard(partial: Path, descriptor: int) -> None:
    os.close(descriptor)
    partial.unlink(missing_ok=True)
