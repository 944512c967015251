"""Half maps whose signal and noise are known: blobs of a molecule and white noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from cryofire.physics.fourier import centred_fft, centred_ifft
from cryofire.physics.shells import shell_index

PIXEL_SIZE_A = 4.0


@dataclass(frozen=True)
class KnownHalves:
    """Two half maps of one truth."""

    true: Tensor
    one: Tensor
    other: Tensor


def blobs(box_px: int, n: int = 40, radius: float = 0.5, seed: int = 3) -> Tensor:
    """(box, box, box) atoms in a ball of so many half boxes."""
    generator = torch.Generator().manual_seed(seed)
    places = torch.randn(n, 3, generator=generator)
    places *= (torch.rand(n, 1, generator=generator) ** (1 / 3) * radius * box_px / 2) / places.norm(dim=1, keepdim=True)
    line = torch.arange(box_px) - box_px // 2
    z, y, x = torch.meshgrid(line, line, line, indexing="ij")
    volume = torch.zeros(box_px, box_px, box_px)
    for place in places:
        volume += torch.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2 + (z - place[2]) ** 2) / (2 * 1.2**2))
    return volume


def known_halves(box_px: int = 32, noise: float = 0.3, seed: int = 0) -> KnownHalves:
    """Halves with white noise of so many standard deviations of the truth each."""
    true, generator = blobs(box_px), torch.Generator().manual_seed(seed)
    sd = noise * float(true.std())
    one, other = (true + sd * torch.randn(true.shape, generator=generator) for _ in range(2))
    return KnownHalves(true, one, other)


def without_cone(volume: Tensor, axis: Tensor, half_angle_deg: float, noise: Tensor) -> Tensor:
    """A map whose frequencies about an axis are those of noise."""
    box_px = volume.shape[-1]
    k = torch.arange(box_px) - box_px // 2
    z, y, x = torch.meshgrid(k, k, k, indexing="ij")
    points = torch.stack([x, y, z], dim=-1).float()
    along = (points @ axis).abs() / points.norm(dim=-1).clamp_min(1e-9)
    is_cone = (along > math.cos(math.radians(half_angle_deg))) & (shell_index(box_px) > 2)
    return centred_ifft(torch.where(is_cone, centred_fft(noise, 3), centred_fft(volume, 3)), 3).real
