"""Statistics by Fourier shell: power spectra and the Fourier shell correlation."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.physics.fourier import centred_fft, centred_ifft


def shell_index(box_px: int, n_dims: int = 3, device: torch.device | None = None) -> Int[Tensor, "*shape"]:
    """Nearest whole shell of each voxel of a centred transform."""
    k = torch.arange(box_px, device=device) - box_px // 2
    squares = torch.meshgrid(*[k.double().square()] * n_dims, indexing="ij")
    return torch.stack(squares).sum(dim=0).sqrt().round().long()


def low_passed(volume: Float[Tensor, "box box box"], pixel_size_A: float, low_pass_A: float) -> Float[Tensor, "box box box"]:
    """A map up to a resolution, Angstrom, with a cosine edge two shells wide: a sharp one rings."""
    box_px = volume.shape[-1]
    shells = shell_index(box_px, 3, volume.device)
    gain = 0.5 + 0.5 * torch.cos(((shells - box_px * pixel_size_A / low_pass_A + 1) / 2).clamp(0, 1) * torch.pi)
    filtered: Tensor = centred_ifft(centred_fft(volume, 3) * gain, 3).real
    return filtered


def shell_sums(values: Float[Tensor, "*shape"], shells: Int[Tensor, "*shape"], n_shells: int) -> Float[Tensor, " n_shells"]:
    """Sum of values over each shell from 0 to n_shells - 1."""
    flat = shells.reshape(-1)
    is_kept = flat < n_shells
    return values.new_zeros(n_shells).index_add(0, flat[is_kept], values.reshape(-1)[is_kept])


def fourier_shell_correlation(a: Float[Tensor, "box box box"], b: Float[Tensor, "box box box"]) -> Float[Tensor, " shells"]:
    """FSC of two volumes on shells 0 to box // 2; 1 where they agree, 0 where a shell is empty.

    Source: Harauz & van Heel, Optik 1986. Shells are taken to the nearest whole number.
    """
    box = a.shape[-1]
    shells = shell_index(box, 3, a.device)
    n = box // 2 + 1
    ft_a, ft_b = centred_fft(a.double(), 3), centred_fft(b.double(), 3)
    cross = shell_sums((ft_a * ft_b.conj()).real, shells, n)
    # Roots before the product: densities of 1e-9 would underflow any floor set on the product of the powers.
    norm = shell_sums(ft_a.abs().square(), shells, n).sqrt() * shell_sums(ft_b.abs().square(), shells, n).sqrt()
    return torch.where(norm > 0, cross / norm, torch.zeros_like(norm))


def resolution_at_A(fsc: Float[Tensor, " shells"], threshold: float, box_px: int, pixel_size_A: float) -> float:
    """Resolution, Angstrom, of the first shell (from 1) whose FSC falls below the threshold; Nyquist if none does."""
    below = torch.nonzero(fsc[1:] < threshold)
    return 2 * pixel_size_A if len(below) == 0 else box_px * pixel_size_A / (int(below[0]) + 1)


def noise_variance(images: Float[Tensor, "b box box"]) -> Float[Tensor, ""]:
    """Variance of white noise in an image's pixels, from the corners of its Fourier plane, where signal is least."""
    box = images.shape[-1]
    power = centred_fft(images).abs().square().mean(dim=0) / box**2
    shells = shell_index(box, 2, images.device)
    return power[shells > box // 2].mean()
