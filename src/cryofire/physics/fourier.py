"""Centred Fourier and Hartley transforms, and changing the box in Fourier space.

The origin of images and volumes is pixel `box // 2` on every axis, and so is zero frequency of their
transforms. Transforms are unnormalised forward (a sum over pixels), so the projection-slice theorem holds
without factors.
"""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor


def centred_fft(values: Tensor, n_dims: int = 2) -> Tensor:
    """Fourier transform over the last `n_dims` axes, zero frequency at index `box // 2`."""
    axes = tuple(range(-n_dims, 0))
    centred: Tensor = torch.fft.fftshift(torch.fft.fftn(torch.fft.ifftshift(values, dim=axes), dim=axes), dim=axes)
    return centred


def centred_ifft(values_ft: Tensor, n_dims: int = 2) -> Tensor:
    """Inverse of `centred_fft`; complex."""
    axes = tuple(range(-n_dims, 0))
    centred: Tensor = torch.fft.fftshift(torch.fft.ifftn(torch.fft.ifftshift(values_ft, dim=axes), dim=axes), dim=axes)
    return centred


def fourier_to_hartley(values_ft: Complex[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """Hartley transform of a real signal from its Fourier transform: real part minus imaginary part."""
    return values_ft.real - values_ft.imag


def flip_about_origin(values: Tensor, axis: int) -> Tensor:
    """Value at -x for each x along one axis, about the origin pixel `box // 2`.

    On an even box the first pixel, which has no partner, is mapped to itself (it wraps). Flipping the array
    would mirror about its middle, half a pixel away.
    """
    flipped = values.flip(axis)
    return flipped.roll(1, axis) if values.shape[axis] % 2 == 0 else flipped


def point_mirror(values: Tensor, n_dims: int = 2) -> Tensor:
    """Value at -x for each x, about the origin pixel `box // 2` of the last `n_dims` axes."""
    for axis in range(-n_dims, 0):
        values = flip_about_origin(values, axis)
    return values


def hartley_to_fourier(values_ht: Float[Tensor, "*shape"], n_dims: int = 2) -> Complex[Tensor, "*shape"]:
    """Fourier transform of the real signal whose centred Hartley transform is given.

    H(k) = Re - Im and H(-k) = Re + Im, so Re is the even part of H and Im minus its odd part.
    """
    mirrored = point_mirror(values_ht, n_dims)
    return torch.complex((values_ht + mirrored) / 2, (mirrored - values_ht) / 2)


def fourier_resize(values: Float[Tensor, "*shape"], new_box: int, n_dims: int = 2) -> Float[Tensor, "*resized"]:
    """Change the sampling of square images (or cubic volumes) by cropping or padding their transform.

    The field of view and the grey values stay (a constant image stays the same constant); the pixel size
    becomes `old_box / new_box` times as large. The origin stays at pixel `box // 2`. At an even box the
    Nyquist lines are folded together when cropping and split in two when padding, so padding followed by
    cropping gives back the input.

    Args:
        values: (..., box, box) or (..., box, box, box).
        new_box: Pixels a side wanted.
        n_dims: 2 for images, 3 for volumes.

    Returns:
        (..., new_box, ...) of the input's dtype.
    """
    old_box = values.shape[-1]
    if new_box == old_box:
        return values.clone()
    spectrum = centred_fft(values, n_dims)
    for axis in range(-n_dims, 0):
        spectrum = _crop_axis(spectrum, new_box, axis) if new_box < old_box else _pad_axis(spectrum, new_box, axis)
    return centred_ifft(spectrum, n_dims).real * (new_box / old_box) ** n_dims


def _crop_axis(spectrum: Tensor, new: int, axis: int) -> Tensor:
    old = spectrum.shape[axis]
    start = old // 2 - new // 2
    cropped = spectrum.narrow(axis, start, new).clone()
    if new % 2 == 0:  # index 0 stands for -Nyquist and +Nyquist alike
        cropped.select(axis, 0).add_(spectrum.select(axis, old // 2 + new // 2))
    return cropped


def _pad_axis(spectrum: Tensor, new: int, axis: int) -> Tensor:
    old = spectrum.shape[axis]
    start = new // 2 - old // 2
    shape = list(spectrum.shape)
    shape[axis] = new
    padded = spectrum.new_zeros(shape)
    padded.narrow(axis, start, old).copy_(spectrum)
    if old % 2 == 0:  # share the old Nyquist line between -k and +k
        line = spectrum.select(axis, 0) / 2
        padded.select(axis, start).copy_(line)
        padded.select(axis, start + old).copy_(line)
    return padded
