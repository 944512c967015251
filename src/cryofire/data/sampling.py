"""One lattice for all images: groups of different box and pixel size brought to one field of view and one pixel size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

SAME = 1e-4
"""Relative difference up to which two pixel sizes are one: rounding in headers, not another magnification."""


@dataclass(frozen=True)
class Sampling:
    """A square lattice of pixels."""

    box_px: int
    """Pixels a side."""
    pixel_size_A: float | None
    """None where nothing is known of it; all images are then of one."""

    @property
    def field_A(self) -> float:
        """Width of the image, Angstrom."""
        assert self.pixel_size_A is not None
        return self.box_px * self.pixel_size_A


@dataclass(frozen=True)
class SamplingGroups:
    """The samplings that occur in a set, and which of them each image has."""

    samplings: tuple[Sampling, ...]
    kind_of: np.ndarray
    """(n,) which of `samplings`."""

    @property
    def counts(self) -> np.ndarray:
        return np.bincount(self.kind_of, minlength=len(self.samplings))


def find_sampling_groups(boxes_px: np.ndarray, pixel_size_A: np.ndarray | None) -> SamplingGroups:
    """The samplings of a set; pixel sizes that differ by rounding alone count as one.

    Args:
        boxes_px: (n,) of each image.
        pixel_size_A: (n,) of each image, or None: the boxes must then be one.
    """
    sizes_A = np.zeros(len(boxes_px)) if pixel_size_A is None else np.asarray(pixel_size_A, dtype=float)
    distinct_A, at = np.unique(sizes_A, return_inverse=True)
    # A new size begins where the step from its smaller neighbour is more than rounding.
    starts = np.concatenate([[True], np.diff(distinct_A) > SAME * distinct_A[:-1]])
    size_of = (np.cumsum(starts) - 1)[at.reshape(-1)]
    _, first, kind_of = np.unique(size_of * (int(boxes_px.max()) + 1) + boxes_px, return_index=True, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    samplings = []
    for kind, row in enumerate(first):
        size_A = None if pixel_size_A is None else float(np.median(sizes_A[kind_of == kind]))
        samplings.append(Sampling(int(boxes_px[row]), size_A))
    return SamplingGroups(tuple(samplings), kind_of.astype(np.int32))


def common_sampling(groups: SamplingGroups, box_px: int | None = None) -> Sampling:
    """The lattice that all images of a set are brought to.

    Images of one kind keep their field of view. Of several kinds the smallest field is taken, so that no image is
    padded with what it does not have, and as many pixels as the coarsest kind fills: every image then has every
    frequency.

    Args:
        box_px: Pixels a side wanted.
    """
    first = groups.samplings[0]
    if len(groups.samplings) == 1:
        box = box_px or first.box_px
        return Sampling(box, None if first.pixel_size_A is None else first.field_A / box)
    field_A = min(kind.field_A for kind in groups.samplings)
    coarsest_A = max(kind.pixel_size_A or 0.0 for kind in groups.samplings)
    box = box_px or max(2, 2 * math.floor(field_A / coarsest_A / 2 * (1 + SAME)))
    return Sampling(box, field_A / box)


def pixels_ratio(raw: Sampling, wanted: Sampling) -> float:
    """How many pixels of the raw image one pixel of the lattice is wide.

    The ratio of the boxes where a pixel size is not known, or where the field of view is the same but for rounding.
    """
    by_box = raw.box_px / wanted.box_px
    if raw.pixel_size_A is None or wanted.pixel_size_A is None:
        return by_box
    ratio = wanted.pixel_size_A / raw.pixel_size_A
    return by_box if abs(ratio / by_box - 1) < SAME else ratio


@lru_cache(maxsize=256)
def resampling_matrix(raw_box_px: int, box_px: int, ratio: float) -> Float[Tensor, "box raw"]:
    """Takes samples along one axis of an image to those of another lattice with the same origin pixel `box // 2`.

    It is the band-limited function through the raw samples, without what is beyond the new Nyquist frequency, at the
    new pixels' places. Where the ratio is that of the boxes it is cropping or padding the Fourier transform; the
    ratio need not be rational. Grey values stay: a constant image stays the same constant. Pixels outside the raw
    image, if any, are zero.

    Args:
        ratio: Width of a new pixel in raw pixels.
    """
    places = (np.arange(box_px) - box_px // 2) * ratio
    raw = np.arange(raw_box_px) - raw_box_px // 2
    half = raw_box_px // 2
    waves = np.arange(-half, half + 1)
    weights = np.ones(len(waves))
    if raw_box_px % 2 == 0:  # the raw Nyquist frequency stands for -k and +k alike
        weights[[0, -1]] = 0.5
    highest = raw_box_px / (2 * ratio)
    is_kept = np.abs(waves) <= highest * (1 + 1e-9)
    if abs(highest - round(highest)) < 1e-6 and round(highest) < half:
        weights[np.abs(waves) == round(highest)] = 1.0 if box_px % 2 == 0 else 0.0  # both fold onto the new Nyquist frequency
    waves, weights = waves[is_kept], weights[is_kept]
    to_waves = np.exp(-2j * np.pi / raw_box_px * waves[:, None] * raw)
    from_waves = np.exp(2j * np.pi / raw_box_px * places[:, None] * waves) * weights
    matrix = (from_waves @ to_waves).real / raw_box_px
    inside = (places > -half - 1 + 1e-6) & (places < raw_box_px - half - 1e-6)
    return torch.from_numpy((matrix * inside[:, None]).astype(np.float32))


def resample(images: Float[Tensor, "b raw raw"], box_px: int, ratio: float) -> Float[Tensor, "b box box"]:
    """Images on another lattice; the same tensor if nothing changes.

    Each image is two small products of its own, so that it comes out the same whatever else is in the batch.
    """
    raw_box_px = images.shape[-1]
    if raw_box_px == box_px and ratio == 1.0:
        return images
    matrix = resampling_matrix(raw_box_px, box_px, ratio).to(images)
    along_y = torch.bmm(matrix.expand(len(images), -1, -1), images)
    return torch.bmm(along_y, matrix.T.expand(len(images), -1, -1))
