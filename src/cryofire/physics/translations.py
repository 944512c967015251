"""Moving images without resampling, by phases in Fourier space."""

from __future__ import annotations

import math

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.precision import full_precision


def shift_phases(freqs_per_px: Float[Tensor, "n 2"], shifts_px: Float[Tensor, "*batch 2"]) -> Complex[Tensor, "*batch n"]:
    """exp(-2 pi i f.t): the factor that moves an image by t pixels, (x, y)."""
    with full_precision(shifts_px.device):
        angle = -2 * math.pi * (shifts_px @ freqs_per_px.T)
    return torch.polar(torch.ones_like(angle), angle)


def shift_images(
    images_ft: Complex[Tensor, "*batch n"], freqs_per_px: Float[Tensor, "n 2"], shifts_px: Float[Tensor, "*batch 2"]
) -> Complex[Tensor, "*batch n"]:
    """Move each image by its shift, without resampling.

    A positive shift moves the particle towards larger column (x) and row (y)
    index. Shifts beyond half a box wrap around.

    Args:
        images_ft: Fourier samples of the images, at any subset of frequencies.
        freqs_per_px: Frequency of each sample, cycles/pixel, (x, y), |f| <= 0.5.
        shifts_px: Shift of each image, pixels, (x, y); not a fraction of the box.

    Returns:
        Fourier samples of the moved images. The inputs are left as they were.

    Source:
        Shift theorem: F[g(x - t)](f) = exp(-2 pi i f.t) F[g](f).
    """
    return images_ft * shift_phases(freqs_per_px, shifts_px)
