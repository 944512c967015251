"""Particles that are only images: one stack (.mrcs, .mrc), or a list of stacks (.txt)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions, pixel_sizes
from cryofire.io.particle_table import ParticleTable, SourceDocument
from cryofire.io.stack_files import find_stacks


@dataclass(frozen=True)
class BareSource(SourceDocument):
    """A stack or a list of stacks: it has no columns to write back."""

    names: np.ndarray
    """`000001@stack` of every image."""

    def image_names(self) -> np.ndarray:
        names: np.ndarray = self.names[self.rows]
        return names


def read_stack(path: Path, options: ReadOptions) -> ParticleTable:
    """Every image of a stack, in order; without CTF and poses. A .mrc that is a cube is told, for it may be a map.

    Raises:
        DataError: If the stack is missing or broken.
    """
    file = open_stack(path)
    if path.suffix.lower() == ".mrc" and file.n_images == file.height_px == file.width_px:
        logger().warning(f"{path}: a cube of {file.width_px} pixels, as density maps are; its sections are taken for particle images.")
    return _all_images(path, [path.name], [path], options)


def read_stack_list(path: Path, options: ReadOptions) -> ParticleTable:
    """Every image of the stacks that a text file names, one path a line, relative to the file.

    Raises:
        DataError: If the list is empty, or a stack is missing or broken.
    """
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        raise DataError(f"{path}: no such file.", "check the path.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: not a text file.", "expected the path of a stack on each line.") from None
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not names:
        raise DataError(f"{path}: names no stacks.", "expected the path of a stack on each line.")
    return _all_images(path, names, find_stacks(names, [path.parent], options.datadir, path, True, options.strip_prefix), options)


def _all_images(path: Path, names: Sequence[str], stacks: Sequence[Path], options: ReadOptions) -> ParticleTable:
    files = [open_stack(stack) for stack in stacks]
    counts = [file.n_images for file in files]
    stack_of = np.repeat(np.arange(len(files)), counts)
    index = np.concatenate([np.arange(count) for count in counts])
    ids = np.array([f"{i + 1:06d}@{name}" for name, count in zip(names, counts, strict=True) for i in range(count)], dtype=str)
    n = len(ids)
    columns = options.overrides.apply({}, n)

    def header_sizes() -> np.ndarray:
        return np.repeat([file.pixel_size_A or 0.0 for file in files], counts)

    return ParticleTable(
        stack_paths=tuple(stacks),
        stack_of=stack_of,
        index_in_stack=index,
        particle_ids=ids,
        optics=None,
        optics_group=np.ones(n, dtype=np.int64),
        pixel_size_A=pixel_sizes(columns, n, path, header_sizes),
        poses=None,
        source=BareSource(path, np.arange(n), ids),
    )
