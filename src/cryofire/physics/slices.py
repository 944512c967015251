"""Central slices of a voxel volume in Fourier space, and their adjoint, back-projection.

The image's sample at k (2-D) is the volume's at R^T (k, 0). A volume is sampled on a Fourier grid made finer by
zero padding, by trilinear interpolation; the blur that this does to the edges of real space (a squared sinc) is
divided out beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.precision import full_precision
from cryofire.physics.fourier import centred_fft, centred_ifft, point_mirror


@dataclass(frozen=True)
class FourierVolume:
    """A volume's Fourier transform on a grid `padding` times as fine as its box."""

    values: Complex[Tensor, "m m m"]
    """(z, y, x), zero frequency at `m // 2`."""
    box_px: int
    padding: int


@dataclass(frozen=True)
class Backprojection:
    """Sums on a Fourier grid: images times CTF, and CTF squared."""

    numerator: Complex[Tensor, " m3"]
    weight: Float[Tensor, " m3"]
    box_px: int
    padding: int


def slice_coordinates(rotations: Float[Tensor, "*batch 3 3"], freqs_per_px: Float[Tensor, "n 2"]) -> Float[Tensor, "*batch n 3"]:
    """R^T (k, 0): where each image sample lies in the volume's Fourier space, cycles/pixel, (x, y, z)."""
    with full_precision(rotations.device):
        return freqs_per_px @ rotations[..., :2, :]


def _interpolation_blur(box_px: int, padding: int, like: Tensor) -> Float[Tensor, "box box box"]:
    x = (torch.arange(box_px, device=like.device, dtype=like.dtype) - box_px // 2) / (box_px * padding)
    line = torch.sinc(x).square()
    return line[:, None, None] * line[None, :, None] * line[None, None, :]


def volume_to_grid(volume: Float[Tensor, "box box box"], padding: int = 2) -> FourierVolume:
    """Prepare a volume (z, y, x) for slicing."""
    box = volume.shape[-1]
    size = box * padding
    padded = volume.new_zeros(size, size, size)
    start = size // 2 - box // 2
    inside = slice(start, start + box)
    padded[inside, inside, inside] = volume / _interpolation_blur(box, padding, volume)
    return FourierVolume(centred_fft(padded, 3), box, padding)


def _corners(coordinates: Float[Tensor, "points 3"], size: int) -> tuple[Int[Tensor, "points 8"], Float[Tensor, "points 8"]]:
    """Flat index and weight of the eight grid points around each coordinate (grid units, (x, y, z), centre 0)."""
    low = coordinates.floor()
    fraction = coordinates - low
    low = low.long() + size // 2
    indices, weights = [], []
    for corner in range(8):
        step = torch.tensor([corner & 1, corner >> 1 & 1, corner >> 2], device=coordinates.device)
        at = low + step
        weight = torch.where(step.bool(), fraction, 1 - fraction).prod(dim=-1)
        at = at % size  # the transform is periodic: +Nyquist is -Nyquist
        indices.append((at[:, 2] * size + at[:, 1]) * size + at[:, 0])
        weights.append(weight)
    return torch.stack(indices, dim=1), torch.stack(weights, dim=1)


def central_slices(grid: FourierVolume, rotations: Float[Tensor, "b 3 3"], freqs_per_px: Float[Tensor, "n 2"]) -> Complex[Tensor, "b n"]:
    """Fourier samples of the projections of a volume, centred, without CTF."""
    size = grid.values.shape[-1]
    at = slice_coordinates(rotations, freqs_per_px) * size
    index, weight = _corners(at.reshape(-1, 3), size)
    values = (grid.values.reshape(-1)[index] * weight).sum(dim=1)
    return values.reshape(len(rotations), -1)


def empty_backprojection(box_px: int, padding: int = 2, device: torch.device | None = None) -> Backprojection:
    """Nothing summed yet."""
    n = (box_px * padding) ** 3
    return Backprojection(torch.zeros(n, dtype=torch.complex64, device=device), torch.zeros(n, device=device), box_px, padding)


def backproject(
    sums: Backprojection,
    images_ft: Complex[Tensor, "b n"],
    ctfs: Float[Tensor, "b n"],
    rotations: Float[Tensor, "b 3 3"],
    freqs_per_px: Float[Tensor, "n 2"],
    image_weights: Float[Tensor, " b"] | None = None,
) -> Backprojection:
    """Add images to a reconstruction: the adjoint of `central_slices` times CTF. Returns new sums.

    Args:
        images_ft: Half-plane samples of centred images (shifted back already).
        ctfs: Their CTFs.
        image_weights: How much each image counts; 1 by default.
    """
    size = sums.box_px * sums.padding
    index, weight = _corners((slice_coordinates(rotations, freqs_per_px) * size).reshape(-1, 3), size)
    share = torch.ones(len(images_ft), device=images_ft.device) if image_weights is None else image_weights
    top = (images_ft * ctfs * share[:, None]).reshape(-1, 1) * weight
    bottom = (ctfs.square() * share[:, None]).reshape(-1, 1) * weight
    numerator = sums.numerator.index_add(0, index.reshape(-1), top.reshape(-1).to(sums.numerator.dtype))
    denominator = sums.weight.index_add(0, index.reshape(-1), bottom.reshape(-1).to(sums.weight.dtype))
    return Backprojection(numerator, denominator, sums.box_px, sums.padding)


def backprojection_to_volume(sums: Backprojection, ridge: float) -> Float[Tensor, "box box box"]:
    """Regularised least-squares volume (z, y, x) of the images added: numerator / (CTF^2 + ridge).

    Args:
        ridge: Noise variance over signal variance of a Fourier sample, in the units of `images_ft`; a Wiener filter.
    """
    size = sums.box_px * sums.padding
    numerator = sums.numerator.view(size, size, size)
    weight = sums.weight.view(size, size, size)
    # The half plane was inserted; its conjugate fills the other half.
    numerator = numerator + point_mirror(numerator, 3).conj()
    weight = weight + point_mirror(weight, 3)
    padded = centred_ifft(numerator / (weight + ridge), 3).real
    start = size // 2 - sums.box_px // 2
    inside = slice(start, start + sums.box_px)
    return padded[inside, inside, inside] / _interpolation_blur(sums.box_px, sums.padding, padded)
