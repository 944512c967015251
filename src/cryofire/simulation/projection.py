"""Noiseless projections of atoms, exact in Fourier space.

An atom is a Gaussian, and the transform of a projection of Gaussians is known in closed form:

    F(k) = exp(-2 pi^2 sigma^2 |f|^2) sum_j w_j exp(-2 pi i f . u_j),    f = k / box,  u_j = (R x_j)[:2] in pixels.

The phase of an atom is a product of one factor in x and one in y, so the sum over atoms is a matrix product, as
cheap as a sum of Gaussians in real space, and without its aliasing. The half plane kx >= 0 is enough:

           ky                 A_c[k, j] = cos(2 pi k x_j / box), A_s = sin; B likewise in y
            | a a a           a: ky > 0: (B_c A_c - B_s A_s) - i (B_s A_c + B_c A_s)
            +-a-a-a-- kx
            | b b b           b: ky < 0: (B_c A_c + B_s A_s) + i (B_s A_c - B_c A_s)
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor


def half_plane_frequencies(box_px: int) -> Int[Tensor, "rows columns 2"]:
    """Integer frequencies (kx, ky) of the samples computed here: ky from -r to r, kx from 0 to r, r = (box - 1) // 2.

    The Nyquist lines of an even box, where a frequency and its negative coincide, are left out.
    """
    reach = (box_px - 1) // 2
    ky, kx = torch.meshgrid(torch.arange(-reach, reach + 1), torch.arange(reach + 1), indexing="ij")
    return torch.stack([kx, ky], dim=-1)


def structure_factors(
    seen_px: Float[Tensor, "b atoms 2"], weights: Float[Tensor, "b atoms"], box_px: int
) -> Complex[Tensor, "b rows columns"]:
    """Transform of point atoms in the image plane at `half_plane_frequencies`.

    Args:
        seen_px: Where each atom is seen, (x, y), pixels from the centre.
        weights: How strongly each atom scatters; 0 for padding.
    """
    k = torch.arange((box_px - 1) // 2 + 1, dtype=seen_px.dtype, device=seen_px.device)
    angle = (2 * math.pi / box_px) * seen_px.transpose(1, 2)[:, :, None, :] * k[:, None]
    # One product of the stacked tables gives all four sums over atoms.
    x = torch.cat([angle[:, 0].cos(), angle[:, 0].sin()], dim=1) * weights[:, None, :]
    y = torch.cat([angle[:, 1].cos(), angle[:, 1].sin()], dim=1)
    products = y @ x.transpose(1, 2)
    cos_y, sin_y = products.chunk(2, dim=1)
    (cc, cs), (sc, ss) = cos_y.chunk(2, dim=2), sin_y.chunk(2, dim=2)
    upper = torch.complex(cc - ss, -(sc + cs))
    lower = torch.complex(cc + ss, sc - cs)[:, 1:].flip(1)
    return torch.cat([lower, upper], dim=1)


def gaussian_envelope(box_px: int, sigma_px: float) -> Float[Tensor, "rows columns"]:
    """Transform of one atom at `half_plane_frequencies`, 1 at zero frequency."""
    f2 = (half_plane_frequencies(box_px).double() / box_px).square().sum(dim=-1)
    return torch.exp(-2 * math.pi**2 * sigma_px**2 * f2).float()


def half_plane_to_images(samples: Complex[Tensor, "b rows columns"], box_px: int) -> Float[Tensor, "b box box"]:
    """Real images, origin at `box // 2`, from their samples at `half_plane_frequencies`."""
    reach = (box_px - 1) // 2
    half = samples.new_zeros(len(samples), box_px, box_px // 2 + 1)
    half[:, : reach + 1, : reach + 1] = samples[:, reach:]
    half[:, box_px - reach :, : reach + 1] = samples[:, :reach]
    return torch.fft.fftshift(torch.fft.irfft2(half, s=(box_px, box_px)), dim=(-2, -1))
