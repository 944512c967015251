"""Particles that are only images: one stack (.mrcs, .mrc), or a list of stacks (.txt)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.mrc import StackFile, open_stack
from cryofire.io.optics import ReadOptions, pixel_sizes
from cryofire.io.particle_table import ParticleTable, SourceDocument
from cryofire.io.stack_files import find_stacks

PARTICLE_FILES = (".star", ".cs")
"""What a list of stacks cannot name."""


@dataclass(frozen=True)
class BareSource(SourceDocument):
    """A stack or a list of stacks: it has no columns to write back."""

    names: np.ndarray
    """`000001@stack` of every image."""

    def image_names(self) -> np.ndarray:
        names: np.ndarray = self.names[self.rows]
        return names


def read_stack(path: Path, options: ReadOptions) -> ParticleTable:
    """Every image of a stack, in order; without CTF and poses. A cube that does not say what it is is told, for it may be a map.

    Raises:
        DataError: If the stack is missing or broken, or is a density map.
    """
    file = open_stack(path)
    _refuse_map(path, file)
    if file.is_cube and (path.suffix.lower() == ".mrc" or not file.says_stack):
        logger().warning(
            f"{path}: a cube of {file.width_px} pixels, as density maps are; its sections are taken for particle images. "
            "To make a map smaller: downsample --is-vol."
        )
    return _all_images(path, [path.name], [path], options)


def read_stack_list(path: Path, options: ReadOptions) -> ParticleTable:
    """Every image of the stacks that a text file names, one path a line, relative to the file.

    Raises:
        DataError: If the list is empty, or a stack is missing or broken.
    """
    names = names_in_list(path)
    stacks = find_stacks(names, [path.parent], options.datadir, path, True, options.strip_prefix)
    files = [open_stack(stack) for stack in stacks]
    if all(file.is_cube and file.says_map for file in files):
        _refuse_map(path, files[0])
    return _all_images(path, names, stacks, options)


def names_in_list(path: Path) -> list[str]:
    """The stacks that a text file names, one a line; empty lines and lines that begin with # are passed over.

    Raises:
        DataError: If it is missing, no text, names nothing, or names particle files rather than stacks.
    """
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except FileNotFoundError:
        raise DataError(f"{path}: no such file.", "check the path.") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: not a text file.", "expected the path of a stack on each line.") from None
    names = [line for line in lines if line and not line.startswith("#")]
    if not names:
        raise DataError(f"{path}: names no stacks.", "expected the path of a stack on each line.")
    tables = [name for name in names if Path(name).suffix.lower() in PARTICLE_FILES]
    if tables:
        raise DataError(
            f"{path}: names {tables[0]}, which is a particle file; a list names stacks (.mrcs).",
            f"give {tables[0]} itself as the particles." if len(tables) == 1 else "join the particle files into one, and give that.",
        )
    return names


def _refuse_map(path: Path, file: StackFile) -> None:
    if file.is_cube and file.says_map:
        raise DataError(
            f"{path}: a density map (its header says so, and it is a cube of {file.width_px} px), not a stack of particle images.",
            "give the particles' images. A map is made smaller with downsample --is-vol; images that are to be read all the same, "
            "name in a .star file.",
        )


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
