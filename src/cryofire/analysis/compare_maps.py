"""Two map files compared by Fourier shell correlation."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.mrc import Volume, read_volume, write_volume
from cryofire.validation.half_map_files import write_fsc
from cryofire.validation.half_maps import check_boxes
from cryofire.validation.map_fsc import MapFsc, map_fsc
from cryofire.validation.particle_mask import MaskOptions, make_mask

SAME_PIXEL_SIZE = 0.01
"""Share by which the pixel sizes of two maps may differ."""


def compare_maps(
    one: Path,
    other: Path,
    mask: Path | None = None,
    auto_mask: MaskOptions | None = None,
    pixel_size_A: float | None = None,
    outdir: Path | None = None,
    seed: int = 0,
) -> MapFsc:
    """Correlate two maps in one frame, unmasked, or masked and corrected.

    Args:
        mask: File of a mask.
        auto_mask: How to make one from the mean of both; None for none.
        pixel_size_A: By default that of the first map's header.
        outdir: Where `fsc.csv`, `fsc.xml` and a mask that was made are written; nowhere by default.

    Raises:
        DataError: For files that are no maps, maps of different sizes, or a pixel size that nobody states.
    """
    first, second = read_volume(one), read_volume(other)
    size_A = pixel_size_A or _pixel_size(one, first, other, second)
    a, b = torch.from_numpy(first.values), torch.from_numpy(second.values)
    values: Tensor | None = None if mask is None else torch.from_numpy(read_volume(mask).values)
    check_boxes(a, b, values)
    if auto_mask is not None:
        made = make_mask((a + b) / 2, size_A, auto_mask, (a, b))
        values = made.values
        logger().info(f"mask: density from {made.level:.4g} on, {float(values.mean()):.1%} of the box")
        if outdir is not None:
            outdir.mkdir(parents=True, exist_ok=True)
            write_volume(outdir / "mask.mrc", values.numpy(), size_A)
    found = map_fsc(a, b, size_A, values, seed)
    if outdir is not None:
        outdir.mkdir(parents=True, exist_ok=True)
        write_fsc(outdir, found, f"{one.name} against {other.name}")
    return found


def _pixel_size(one: Path, first: Volume, other: Path, second: Volume) -> float:
    if first.pixel_size_A is None:
        raise DataError(f"{one}: states no pixel size.", "give it with --pixel-size")
    if second.pixel_size_A is not None and abs(second.pixel_size_A / first.pixel_size_A - 1) > SAME_PIXEL_SIZE:
        raise DataError(
            f"{one}: {first.pixel_size_A:.4g} A a pixel, and {other}: {second.pixel_size_A:.4g} A.",
            "resample one of them, or say --pixel-size if a header is wrong",
        )
    return first.pixel_size_A
