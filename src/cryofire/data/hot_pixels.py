"""Pixels that no electron of the particle made: X-ray hits, dead and hot pixels of the detector, replaced in every image read.

One such pixel at 10,000 times the rest is all that an image's Fourier transform shows, and all that a mean of squares knows of a set.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from cryofire.core.log import logger

SCREEN_SPREADS = 6.0
"""Standard deviations from the mean within which an image's furthest pixel is not looked at again. Up to 2 % of hot pixels stand further
out, however strong; of noise, one image in thousands does."""
ORDINARY_SHARE = 0.98
"""Share of the pixels that are taken to be ordinary."""
HOT_FACTOR = 10.0
"""How many times further from the median than ordinary pixels reach (2.3 standard deviations of noise) a hot one lies."""
LONELY_SHARE = 0.8
"""Of its distance from the image's median, how much a hot pixel keeps from that of its neighbours: density is smooth, a hit is not."""
NEIGHBOURHOOD_PX = 5
"""Side of the square of neighbours: up to a dozen hot pixels that touch are found as well."""


def find_hot_pixels(images: Float[Tensor, "b box box"]) -> Bool[Tensor, "b box box"] | None:
    """Which pixels are hot; None where none are, as in most images.

    A hot pixel lies 10 times further from its image's median than 98 % of the pixels do, and as far from the median of its
    neighbourhood. All of that is judged within one image, so that an image is the same whatever is read with it.
    """
    pixels = images.flatten(1)
    low, high = torch.aminmax(pixels, dim=1)
    variance, mean = torch.var_mean(pixels, dim=1)
    # "not within" rather than "beyond": the square of a very strong pixel is infinite.
    is_suspect = ~(torch.maximum(high - mean, mean - low) <= SCREEN_SPREADS * variance.sqrt()) | ~variance.isfinite()
    if not bool(is_suspect.any()):
        return None
    found = torch.zeros(images.shape, dtype=torch.bool)
    for row in is_suspect.nonzero()[:, 0].tolist():
        found[row] = _hot_pixels_of(images[row])
    return found if bool(found.any()) else None


def _hot_pixels_of(image: Tensor) -> Tensor:
    """(box, box) of one image."""
    median = image.median()
    distance = (image - median).abs()
    ordinary = distance.flatten().kthvalue(max(1, int(ORDINARY_SHARE * distance.numel()))).values
    is_hot = distance > HOT_FACTOR * ordinary
    if not float(ordinary) > 0 or not bool(is_hot.any()):
        return torch.zeros_like(is_hot)
    at = is_hot.nonzero()
    # At an edge the neighbourhood is moved inwards rather than cut.
    box_px, side = len(image), min(NEIGHBOURHOOD_PX, len(image))
    y, x = ((at[:, axis, None] - side // 2).clamp(0, box_px - side) + torch.arange(side) for axis in (0, 1))
    around = image[y[:, :, None], x[:, None, :]].flatten(1).median(dim=1).values
    is_hot[at[:, 0], at[:, 1]] = (image[at[:, 0], at[:, 1]] - around).abs() > LONELY_SHARE * distance[at[:, 0], at[:, 1]]
    return is_hot


def replace_hot_pixels(images: Float[Tensor, "b box box"]) -> tuple[Float[Tensor, "b box box"], Tensor | None]:
    """Images with each hot pixel at the median of its image's other pixels, and (b,) how many each had; None for none.

    Images without hot pixels come back bit for bit, those of a batch without any as the same tensor. The input is left as it was.
    """
    is_hot = find_hot_pixels(images)
    if is_hot is None:
        return images, None
    counts = is_hot.flatten(1).sum(dim=1)
    mended = images.clone()
    for row in counts.nonzero()[:, 0].tolist():
        mended[row][is_hot[row]] = images[row][~is_hot[row]].median()
    return mended, counts


@dataclass
class HotPixelCount:
    """How many hot pixels were replaced, and in which images; said once. Threads may add at the same time."""

    of_row: dict[int, int] = field(default_factory=dict)
    """Pixels that were replaced in each image that had any, by its row."""
    _is_open: bool = False
    _is_told: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, rows: Tensor, counts: Tensor) -> None:
        """Enter images as they are read; an image may be read again."""
        has_some = counts > 0
        with self._lock:
            self.of_row.update(zip(rows[has_some].tolist(), counts[has_some].tolist(), strict=True))
        if self._is_open:
            self.tell()

    def tell(self) -> None:
        """Say what was found so far, unless it was said before; from now on the first image with hot pixels is told when it is read."""
        with self._lock:
            self._is_open = True
            if self._is_told or not self.of_row:
                return
            self._is_told = True
            rows = sorted(self.of_row)
            n_pixels = sum(self.of_row.values())
        shown = ", ".join(map(str, rows[:5])) + (", ..." if len(rows) > 5 else "")
        logger().warning(
            f"hot pixels: {n_pixels:,} pixels of {len(rows):,} images (rows {shown}, counted from 0) lie far outside the rest of their "
            "image; these, and any found later, are replaced by their image's median. cryofire check names all such images."
        )
