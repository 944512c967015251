"""From raw images to what the network sees: resampled, background removed, sign, windowed, standardised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from cryofire.data.sampling import Sampling, resample

LARGEST_FACTOR = 3.0
"""Factor by which an image's standard deviation may differ from the usual one: views, defocus and ice make less of a difference."""
FEWEST_BACKGROUND_PIXELS = 8
"""Fewer say nothing of an image's noise."""


def pixel_radius(box_px: int) -> Float[Tensor, "box box"]:
    """Distance of each pixel from the origin pixel `box // 2`, in units of half a box."""
    x = (torch.arange(box_px) - box_px // 2) / (box_px / 2)
    return torch.hypot(x[:, None], x[None, :])


def soft_window(box_px: int, inner: float, outer: float) -> Float[Tensor, "box box"]:
    """1 inside `inner`, falling linearly to 0 at `outer`; both in units of half a box."""
    return (1 - (pixel_radius(box_px) - inner) / (outer - inner)).clamp(0, 1)


def background(box_px: int) -> Bool[Tensor, "box box"]:
    """Pixels outside the inscribed circle: background, as RELION's normalisation takes it."""
    return pixel_radius(box_px) > 0.99


@lru_cache(maxsize=16)
def background_pixels(box_px: int) -> Tensor:
    """(k,) where those pixels lie in the flattened image."""
    return background(box_px).flatten().nonzero()[:, 0]


@lru_cache(maxsize=16)
def background_plane(box_px: int) -> tuple[Tensor, Tensor]:
    """Places along a side, in units of half a box; and (3, k) what gives a constant and two slopes from the background's pixels.

    Least squares. Where there are too few pixels the constant alone is told; without any, nothing is.
    """
    line = (torch.arange(box_px, dtype=torch.float64) - box_px // 2) / (box_px / 2)
    at = background_pixels(box_px)
    y, x = line[at // box_px], line[at % box_px]
    planes = torch.stack([torch.ones_like(x), y, x], dim=1)
    if len(at) < FEWEST_BACKGROUND_PIXELS:
        planes[:, 1:] = 0
    return line.float(), torch.linalg.pinv(planes).float()


def without_background(images: Float[Tensor, "b box box"]) -> Float[Tensor, "b box box"]:
    """Images less the plane through their background: ice grows thicker to one side."""
    line, factors = background_plane(images.shape[-1])
    background = images.flatten(1).index_select(1, background_pixels(images.shape[-1]))
    # Image by image, and not as one matrix product: an image is the same whatever is read with it.
    constant, down, across = ((background * factor).sum(dim=1)[:, None, None] for factor in factors)
    return images - constant - down * line[:, None] - across * line


def background_spreads(images: Float[Tensor, "b box box"]) -> Float[Tensor, " b"]:
    """Standard deviation of each image's background; NaN where there is too little of it."""
    at = background_pixels(images.shape[-1])
    if len(at) < FEWEST_BACKGROUND_PIXELS:
        return torch.full((len(images),), torch.nan)
    return images.flatten(1).index_select(1, at).std(dim=1)


def spreads(images: Float[Tensor, "b box box"]) -> Float[Tensor, " b"]:
    """Standard deviation of each image."""
    return images.flatten(1).std(dim=1)


def is_far(ratios: Float[Tensor, " b"]) -> Bool[Tensor, " b"]:
    """Ratios to the usual value that are above 3 or below a third; 0 is not, for there is nothing to scale."""
    return (ratios > LARGEST_FACTOR) | ((ratios < 1 / LARGEST_FACTOR) & (ratios > 0))


@dataclass(frozen=True)
class Preprocess:
    """How raw images become standardised ones; decided once for a set, the same for every image.

    Where images differ in gain, each is divided by the standard deviation of its own background over the usual one. A single image far
    from the common scale is brought there by its standard deviation, rather than left out: it is right if gain is all that
    was wrong with it, and one of ice or carbon counts no more than another image then.
    """

    box_px: int
    """Pixels a side wanted; images of another size are resampled by cropping or padding their transform."""
    window: Float[Tensor, "box box"] | None
    """Soft window; None leaves the corners."""
    subtracts_background: bool
    """Remove each image's mean and slope outside the inscribed circle."""
    sign: float = 1.0
    """-1 for images in which protein is dark."""
    mean: float = 0.0
    """Subtracted from the set (`norm`, first number), in the input's grey values."""
    std: float = 1.0
    """The set is divided by it (`norm`, second number)."""
    pixel_size_A: float | None = None
    """Of the resampled images; None where none is known."""
    group_scales: Mapping[int, float] = field(default_factory=dict)
    """Grey scale of each optics group relative to that of the set, negative for opposite contrast; 1 for those that are not there."""
    background_sd: float = 0.0
    """Standard deviation of the background that each image is brought to, in the input's grey values; 0 leaves gains as they are."""
    usual_spread: float = 0.0
    """Standard deviation within an image that is usual, in the input's grey values; an image beyond 3 times of it, or below a third, is
    brought to it. 0 leaves all as they are."""

    @property
    def sampling(self) -> Sampling:
        """The lattice that all images are brought to."""
        return Sampling(self.box_px, self.pixel_size_A)

    def with_norm(self, mean: float, std: float) -> Preprocess:
        """The same with the set's mean and standard deviation."""
        return replace(self, mean=mean, std=std)

    def with_sign(self, sign: float) -> Preprocess:
        """The same with a contrast sign."""
        return replace(self, sign=sign)

    def __call__(
        self, images: Float[Tensor, "b raw raw"], ratio: float | None = None, scales: Float[Tensor, " b"] | None = None
    ) -> Float[Tensor, "b box box"]:
        """Standardised images; the input is left as it was.

        Args:
            images: As on disk, all of one sampling.
            ratio: How many raw pixels a resampled one is wide; by default that of the boxes, the field of view kept.
            scales: Grey scale of each image relative to the set's, which it is divided by; 1 by default.
        """
        raw_box_px = images.shape[-1]
        resampled = resample(images, self.box_px, raw_box_px / self.box_px if ratio is None else ratio)
        standardised = without_background(resampled) if self.subtracts_background else resampled.clone()
        gains = background_spreads(standardised) / self.background_sd if self.background_sd > 0 else None
        factor = self.sign / self.std
        standardised *= factor if self.window is None else self.window * factor  # one pass over the images, not two
        if scales is not None:
            standardised /= scales[:, None, None]
        if gains is not None:
            if scales is not None:
                gains = gains / scales.abs()
            standardised /= torch.where(gains.isfinite() & (gains > 0), gains, 1.0)[:, None, None]
        if self.usual_spread > 0:
            excess = spreads(standardised) * (self.std / self.usual_spread)
            is_off = is_far(excess)
            if bool(is_off.any()):
                standardised[is_off] /= excess[is_off][:, None, None]
        return standardised.sub_(self.mean * factor) if self.mean != 0 else standardised
