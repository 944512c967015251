"""Central slices of a voxel volume in Fourier space, and their adjoint, back-projection.

The image's sample at k (2-D) is the volume's at R^T (k, 0). A volume is sampled on a Fourier grid made finer by
zero padding, by trilinear interpolation; the blur that this does to the edges of real space (a squared sinc) is
divided out beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.precision import full_precision
from cryofire.physics.fourier import centred_fft, centred_ifft, point_mirror
from cryofire.physics.interpolation import Layout, corners, gather, scatter_add_


@dataclass(frozen=True)
class FourierVolume:
    """A volume's Fourier transform on a grid `padding` times as fine as its box."""

    values: Complex[Tensor, "m m m"]
    """(z, y, x), zero frequency at `m // 2`."""
    box_px: int
    padding: int


@dataclass(frozen=True)
class Backprojection:
    """Sums on a Fourier grid: images times CTF, and CTF squared.

    The plain reference of physics, one volume from images in their own units; a search has `inference/volume_sums.py`.
    """

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


def central_slices(grid: FourierVolume, rotations: Float[Tensor, "b 3 3"], freqs_per_px: Float[Tensor, "n 2"]) -> Complex[Tensor, "b n"]:
    """Fourier samples of the projections of a volume, centred, without CTF."""
    size = grid.values.shape[-1]
    points = (slice_coordinates(rotations, freqs_per_px) * size).reshape(-1, 3)
    return gather(grid.values.reshape(-1, 1), corners(Layout.periodic(size), points)).view(len(rotations), -1)


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
    at = corners(Layout.periodic(size), (slice_coordinates(rotations, freqs_per_px) * size).reshape(-1, 3))
    share = torch.ones(len(images_ft), device=images_ft.device) if image_weights is None else image_weights
    top = torch.view_as_real(images_ft * ctfs * share[:, None])
    bottom = ctfs.square() * share[:, None]
    added = torch.cat([torch.view_as_real(sums.numerator), sums.weight[:, None]], dim=1)
    scatter_add_(added, torch.cat([top, bottom[..., None]], dim=-1).flatten(0, 1).to(added.dtype), at)
    return Backprojection(torch.view_as_complex(added[:, :2].contiguous()), added[:, 2].contiguous(), sums.box_px, sums.padding)


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
