"""Smaller images of a set, or a smaller map: Fourier cropping, a batch at a time, whatever the size of the set."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.data.hot_pixels import HotPixelCount, replace_hot_pixels
from cryofire.data.source import ImageSource
from cryofire.io.atomic import write_text_atomically
from cryofire.io.mrc import HEADER_BYTES, StackWriter, read_volume, write_volume
from cryofire.io.particle_table import ParticleTable
from cryofire.io.restack import NewStacks, restacked_path, write_restacked
from cryofire.physics.fourier import fourier_resize

PIXELS_PER_BATCH = 2**23
"""Raw pixels that are transformed at once: a few hundred MB with their transforms."""
SECONDS_BETWEEN_REPORTS = 30


@dataclass(frozen=True)
class Downsampling:
    """How a set is made smaller."""

    box_px: int
    """Pixels a side wanted: even, at most those of the images."""
    chunk: int | None = None
    """Images in each file; None for one file."""
    batch: int | None = None
    """Images transformed at once; None for as many as a few hundred MB hold."""
    dtype: str = "float32"
    """float32, or float16 (MRC mode 12)."""


def downsample_images(table: ParticleTable, output: Path, settings: Downsampling) -> list[Path]:
    """Write smaller images of a table's particles, in its order.

    The field of view, the grey values and the particle's place in it stay; pixels grow. Every file appears under
    its name when it is complete, the list and the particle file last.

    Args:
        table: The particles.
        output: `out.mrcs`; in chunks `out.0.mrcs`, `out.1.mrcs`, ... and their list `out.txt`. A table from a .star
            or .cs file gets `out.star` or `out.cs`, the user's own with the new images.
        settings: What is wanted.

    Returns:
        The files made: stacks, then the list, then the particle file.

    Raises:
        DataError: For images that cannot be used, a box that cannot be, or a place that cannot be written to.
    """
    source = ImageSource(table)
    boxes = np.unique(source.boxes_px)
    if len(boxes) > 1:
        found = ", ".join(map(str, boxes))
        raise DataError(
            f"{table.source.path}: images of different boxes ({found} px).", "downsample each kind by itself, chosen with --ind."
        )
    _check_box(settings.box_px, source.box_px, f"{table.source.path}: images")
    stacks = _stack_paths(output, len(table), settings.chunk)
    lists = [output.with_suffix(".txt")] if settings.chunk is not None else []
    particle_file = restacked_path(table, output)
    made = [*stacks, *lists, *([particle_file] if particle_file is not None else [])]
    _check_place(made, (table.source.path, *table.stack_paths), len(table) * settings.box_px**2 * np.dtype(settings.dtype).itemsize)
    growth = source.box_px / settings.box_px
    pixel_size_A = 0.0 if table.pixel_size_A is None else float(np.median(table.pixel_size_A)) * growth  # 0: not known
    chunk = settings.chunk or len(table)
    reported, hot_pixels = time.monotonic(), HotPixelCount()
    for path, rows in zip(stacks, _batches(np.arange(len(table)), chunk), strict=True):
        with StackWriter(path, len(rows), (settings.box_px, settings.box_px), pixel_size_A, settings.dtype) as writer:
            for part in _batches(rows, settings.batch or max(1, PIXELS_PER_BATCH // source.box_px**2)):
                # A hot pixel must go before it is spread over its neighbours.
                images, n_hot = replace_hot_pixels(torch.from_numpy(source.read(part)))
                if n_hot is not None:
                    hot_pixels.add(torch.from_numpy(part), n_hot)
                writer.append(fourier_resize(images, settings.box_px).numpy())
                if time.monotonic() - reported > SECONDS_BETWEEN_REPORTS:
                    reported = time.monotonic()
                    logger().info(f"{part[-1] + 1:>11,} of {len(table):,} images")
    hot_pixels.tell()
    names = [path.name for path in stacks]
    for path in lists:
        write_text_atomically(path, "".join(f"{name}\n" for name in names))
    if particle_file is not None:
        row = np.arange(len(table))
        write_restacked(particle_file, table, NewStacks(names, row // chunk, row % chunk, source.box_px, settings.box_px))
    return made


def downsample_volume(path: Path, output: Path, box_px: int) -> float | None:
    """Write a smaller map: the same density on fewer voxels, about the same origin voxel `box // 2`.

    Returns:
        Pixel size of the new map, Angstrom; None where the map does not say its own.

    Raises:
        DataError: For a map that is not cubic, a box that cannot be, or a place that cannot be written to.
    """
    volume = read_volume(path)
    sides = volume.values.shape
    if len(set(sides)) > 1:
        raise DataError(f"{path}: a map of {' x '.join(map(str, sides))} voxels; it must be a cube.", "crop or pad it first.")
    _check_box(box_px, sides[0], f"{path}: the map")
    _check_place([output], (path,), 4 * box_px**3)
    smaller = fourier_resize(torch.from_numpy(volume.values), box_px, n_dims=3).numpy()
    pixel_size_A = None if volume.pixel_size_A is None else volume.pixel_size_A * sides[0] / box_px
    write_volume(output, smaller, pixel_size_A or 0.0)
    return pixel_size_A


def _stack_paths(output: Path, n_images: int, chunk: int | None) -> list[Path]:
    if chunk is None:
        return [output]
    return [output.with_suffix(f".{i}{output.suffix}") for i in range(-(-n_images // chunk))]


def _batches(rows: np.ndarray, size: int) -> list[np.ndarray]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _check_box(box_px: int, old_box_px: int, what: str) -> None:
    if box_px % 2:
        raise ConfigError(f"-D {box_px}: the box must be even.", f"-D {box_px + 1} or {box_px - 1}")
    if not 2 <= box_px <= old_box_px:
        raise ConfigError(f"-D {box_px}: {what} of {old_box_px} px cannot be made larger by downsampling.", f"-D at most {old_box_px}")


def _check_place(made: Sequence[Path], inputs: Sequence[Path], n_bytes: int) -> None:
    """Before hours of work: nothing of the user's is written over, the folder can be written to, and the disk has room."""
    theirs = {path.resolve() for path in inputs}
    for path in made:
        if path.resolve() in theirs:
            raise ConfigError(f"{path}: would be written over, and it is one of the files that are read.", "another name with -o")
    folder = made[0].absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataError(f"{folder}: cannot be written to: {os.strerror(error.errno or 0)}.", "choose another place with -o.") from None
    free = shutil.disk_usage(folder).free
    needed = n_bytes + HEADER_BYTES * len(made)
    if free < needed:
        raise DataError(
            f"{folder}: {needed / 1e9:.3g} GB are needed, {free / 1e9:.3g} GB are free.",
            "another disk with -o, a smaller -D, or --float16.",
        )
