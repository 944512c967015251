"""MRC files (.mrc, .mrcs): image stacks by memory map, volumes whole, both written under a temporary name first.

The header's layout is mrcfile's; this file decides whether its contents can be believed. Modes 0 (int8), 1 (int16),
2 (float32), 6 (uint16) and 12 (float16), both byte orders, extended headers of any kind. Mode 0 is signed, as the
MRC2014 standard says, unless IMOD's flags, the header's extremes or the bytes themselves say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import mrcfile
import numpy as np
from mrcfile.dtypes import HEADER_DTYPE
from mrcfile.utils import byte_order_from_machine_stamp

from cryofire.core.errors import DataError
from cryofire.io.atomic import write_atomically

HEADER_BYTES = 1024
DTYPE_OF_MODE = {0: "i1", 1: "i2", 2: "f4", 6: "u2", 12: "f2"}
MODE_OF_DTYPE = {"float32": 2, "float16": 12}
COMPLEX_MODES = (3, 4)
IMOD_STAMP = 1146047817
"""In the header of a file by IMOD: "IMOD" as a number. Bit 0 of the flags behind it says that bytes are signed."""
IMOD_WORDS = slice(40, 48)
"""Stamp and flags in mrcfile's `extra2`: bytes 152 to 160 of the header."""
SPACE_GROUPS = range(1, 231)
"""What ISPG is for one density map; 0 for a stack of images."""
SAMPLED_BYTES = 2**16
LARGEST_IMAGE_PX = 65536
"""No image is that wide; a size read in the wrong byte order is."""


@dataclass(frozen=True)
class StackFile:
    """An MRC file seen as a stack of images (or the sections of a volume); nothing of the data is read yet."""

    path: Path
    n_images: int
    height_px: int
    width_px: int
    dtype: np.dtype[Any]
    """As on disk, with its byte order."""
    offset_bytes: int
    """Where the first image starts: behind the header and the extended header."""
    pixel_size_A: float | None
    """From the header; None where it holds nothing usable."""
    axis_order: tuple[int, int, int]
    """Which of x (1), y (2), z (3) the columns, rows and sections run along; (1, 2, 3) unless a map is unusual."""
    says_map: bool
    """Whether the header says that the file is one density map (ISPG)."""
    says_stack: bool
    """Whether the header says that the file is a stack of images, as MRC2014 wants it; many programs do not care."""

    @property
    def is_cube(self) -> bool:
        return self.n_images == self.height_px == self.width_px

    def open_images(self) -> np.memmap[Any, Any]:
        """Memory map of all images, (n, y, x), read-only; pages are read as they are touched."""
        shape = (self.n_images, self.height_px, self.width_px)
        return np.memmap(self.path, dtype=self.dtype, mode="r", offset=self.offset_bytes, shape=shape)


@dataclass(frozen=True)
class Volume:
    """A density map."""

    values: np.ndarray
    """(z, y, x), float32."""
    pixel_size_A: float | None
    """None where the header holds nothing usable."""


def open_stack(path: Path) -> StackFile:
    """Read a file's header, and check that the file holds what it promises.

    Raises:
        DataError: For a missing, empty, foreign or truncated file.
    """
    header, order = _read_header(path)
    mode, nx, ny, nz, nsymbt = (int(header[name]) for name in ("mode", "nx", "ny", "nz", "nsymbt"))
    if mode in COMPLEX_MODES:
        raise DataError(f"{path}: holds complex numbers (MRC mode {mode}); images are real.", "give the images, not their transforms.")
    if mode not in DTYPE_OF_MODE or min(nx, ny, nz) < 1 or nsymbt < 0:
        raise DataError(
            f"{path}: not an MRC file: the header says {nx} x {ny} x {nz}, mode {mode}, extended header of {nsymbt} bytes.",
            "expected sizes of at least 1 and mode 0, 1, 2, 6 or 12; is this the right file?",
        )
    dtype = np.dtype(order + DTYPE_OF_MODE[mode])
    offset, image_bytes = HEADER_BYTES + nsymbt, nx * ny * dtype.itemsize
    promised, present = offset + nz * image_bytes, path.stat().st_size
    if present < promised:
        n_present = max(0, present - offset) // image_bytes
        raise DataError(
            f"{path}: the header promises {nz:,} images ({promised:,} bytes), the file holds {n_present:,} ({present:,} bytes).",
            "the file is cut short: copy or download it again.",
        )
    if mode == 0 and _are_bytes_unsigned(path, header, order, offset):
        dtype = np.dtype("u1")
    axes = (int(header["mapc"]), int(header["mapr"]), int(header["maps"]))
    axis_order = axes if sorted(axes) == [1, 2, 3] else (1, 2, 3)
    says_stack = int(header["ispg"]) == 0 and int(header["mz"]) == 1
    return StackFile(path, nz, ny, nx, dtype, offset, _pixel_size(header), axis_order, int(header["ispg"]) in SPACE_GROUPS, says_stack)


def read_volume(path: Path) -> Volume:
    """A density map as float32, (z, y, x), whatever axis order the file has.

    Raises:
        DataError: As `open_stack`, and for a file that holds a single image.
    """
    file = open_stack(path)
    if file.n_images == 1:
        raise DataError(f"{path}: holds one image of {file.width_px} x {file.height_px} pixels, not a volume.", "give a 3-D map.")
    position = {axis: 2 - i for i, axis in enumerate(file.axis_order)}  # array axis that runs along x, y, z
    values = np.asarray(file.open_images()).transpose(position[3], position[2], position[1])
    return Volume(np.array(values, dtype=np.float32, order="C"), file.pixel_size_A)


def write_volume(path: Path, volume: np.ndarray, pixel_size_A: float) -> None:
    """Write a map (z, y, x) as float32, with its pixel size in the header."""
    assert volume.ndim == 3

    def write(partial: Path) -> None:
        with mrcfile.new(partial, overwrite=True) as mrc:
            mrc.set_data(np.ascontiguousarray(volume, dtype=np.float32))
            mrc.set_volume()
            mrc.voxel_size = pixel_size_A

    write_atomically(path, write)


def write_stack(path: Path, images: np.ndarray, pixel_size_A: float, dtype: str = "float32") -> None:
    """Write images (n, y, x) at once; see `StackWriter` for sets larger than memory."""
    with StackWriter(path, len(images), (images.shape[1], images.shape[2]), pixel_size_A, dtype) as writer:
        writer.append(images)


class StackWriter:
    """Writes a stack piece by piece, under a temporary name until it is complete.

        with StackWriter(path, 100_000, (128, 128), 1.5) as writer:
            for images in chunks:
                writer.append(images)

    Leaving with an error, or before all images came, removes the temporary file and leaves `path` as it was.

    Args:
        path: The stack to make; one that exists is replaced at the end.
        n_images: How many images will be appended in all.
        shape_px: Height and width of each image.
        pixel_size_A: For the header.
        dtype: "float32", or "float16" (MRC mode 12), which holds values up to 65,504.
    """

    def __init__(self, path: Path, n_images: int, shape_px: tuple[int, int], pixel_size_A: float, dtype: str = "float32") -> None:
        if dtype not in MODE_OF_DTYPE:
            raise DataError(f"{path}: cannot write images as {dtype!r}.", f"known: {', '.join(MODE_OF_DTYPE)}")
        if n_images < 1:
            raise DataError(f"{path}: no images to write.")
        self.path = path
        self.n_images = n_images
        self.n_written = 0
        self._shape_px = shape_px
        self._pixel_size_A = pixel_size_A
        self._dtype = dtype
        self._partial = path.with_name(f".{path.name}.partial")
        self._mrc: Any = None
        self._sum = self._sum_of_squares = 0.0
        self._min, self._max = np.inf, -np.inf

    def __enter__(self) -> StackWriter:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shape = (self.n_images, *self._shape_px)
        self._mrc = mrcfile.new_mmap(self._partial, shape, mrc_mode=MODE_OF_DTYPE[self._dtype], overwrite=True)
        self._mrc.set_image_stack()
        self._mrc.voxel_size = self._pixel_size_A
        return self

    def append(self, images: np.ndarray) -> None:
        """Add images (k, y, x) behind those written so far."""
        assert images.shape[1:] == self._shape_px
        end = self.n_written + len(images)
        if end > self.n_images:
            raise DataError(f"{self.path}: {end:,} images for a stack of {self.n_images:,}.")
        largest = float(np.finfo(self._dtype).max)
        low, high = float(images.min()), float(images.max())
        if not (-largest <= low and high <= largest):
            first = self.n_written + int(np.argmin((np.abs(images) <= largest).all(axis=(1, 2))))
            raise DataError(
                f"{self.path}: image {first + 1:,} has values that {self._dtype} cannot hold (NaN, or beyond {largest:g}).",
                "leave the image out, or write float32.",
            )
        self._mrc.data[self.n_written : end] = images
        self.n_written = end
        self._min, self._max = min(self._min, low), max(self._max, high)
        self._sum += float(images.sum(dtype=np.float64))
        self._sum_of_squares += float(np.square(images, dtype=np.float64).sum())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Statistics are summed on the way: mrcfile would read the whole file again for them.
        count = max(1, self.n_written) * self._shape_px[0] * self._shape_px[1]
        mean = self._sum / count
        header = self._mrc.header
        header.dmin, header.dmax, header.dmean = self._min, self._max, mean
        header.rms = np.sqrt(max(0.0, self._sum_of_squares / count - mean**2))
        self._mrc.close()
        is_complete = kind is None and self.n_written == self.n_images
        if is_complete:
            self._partial.replace(self.path)
            return
        self._partial.unlink(missing_ok=True)
        if kind is None:
            raise DataError(f"{self.path}: {self.n_written:,} images came for a stack of {self.n_images:,}.")


def _read_header(path: Path) -> tuple[Any, str]:
    """The header record, and the byte order of the file, "<" or ">"."""
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    with path.open("rb") as file:
        content = file.read(HEADER_BYTES)
    if len(content) < HEADER_BYTES:
        raise DataError(
            f"{path}: not an MRC file: {len(content):,} bytes, less than the {HEADER_BYTES:,} of a header.", "copy or download it again."
        )
    headers = {order: np.frombuffer(content, HEADER_DTYPE.newbyteorder(order))[0] for order in "<>"}
    try:
        stamped = byte_order_from_machine_stamp(headers["<"]["machst"])
    except ValueError:
        stamped = "<"  # RELION and cryoDRGN leave the stamp empty
    # A stamp can be wrong: the order must make sense of the mode and the size too.
    for order in (stamped, *"<>"):
        header = headers[order]
        if int(header["mode"]) in (*DTYPE_OF_MODE, *COMPLEX_MODES) and 0 < max(int(header["nx"]), int(header["ny"])) < LARGEST_IMAGE_PX:
            return header, order
    return headers[stamped], stamped


def _pixel_size(header: Any) -> float | None:
    n_cells, length_A = int(header["mx"]), float(header["cella"]["x"])
    if n_cells < 1 or not np.isfinite(length_A) or length_A <= 0:
        return None
    return float(np.float32(length_A) / np.float32(n_cells))


def _are_bytes_unsigned(path: Path, header: Any, order: str, offset_bytes: int) -> bool:
    """Whether bytes of mode 0 run from 0 to 255: by IMOD's word, else by the header's extremes, else by the first bytes."""
    stamp, flags = np.frombuffer(header["extra2"].tobytes()[IMOD_WORDS], order + "i4")
    if stamp == IMOD_STAMP:
        return not flags & 1
    low, high = float(header["dmin"]), float(header["dmax"])
    if 0 <= low < high <= 255:
        return high > 127  # below, both are the same
    if -128 <= low < high <= 127:
        return False
    with path.open("rb") as file:
        file.seek(offset_bytes)
        sample = np.frombuffer(file.read(SAMPLED_BYTES), "u1")
    # Read in the wrong way, a hump of values is torn apart.
    return float(sample.std()) < float(sample.view("i1").std())
