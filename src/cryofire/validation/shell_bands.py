"""Maps shell by shell in real space: what is local in a map's quality is a mean over a window, of one band of frequencies at a time."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

MOST_BANDS = 24
"""Bands that a map is taken apart into, at most: time grows with them."""
FULL_WIDTH = 2 * math.sqrt(2 * math.log(2))
"""Of a Gaussian, at half of its height, in standard deviations."""


@dataclass(frozen=True)
class Band:
    """Shells that are looked at together, first and last counted in."""

    first: int
    last: int

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


def bands_of(n_shells: int, most: int = MOST_BANDS) -> list[Band]:
    """Shells 0 to n_shells - 1 in bands of one shell, or of as many as keep their number small."""
    n = min(n_shells, most)
    edges = [round(j * n_shells / n) for j in range(n + 1)]
    return [Band(first, after - 1) for first, after in itertools.pairwise(edges)]


class ShellBands:
    """Transforms of maps of one box, half of each as they are real."""

    def __init__(self, box_px: int, pixel_size_A: float, window_A: float, device: torch.device | None = None) -> None:
        """
        Args:
            window_A: Full width at half height of the Gaussian window, Angstrom.
        """
        self.box_px = box_px
        k = torch.fft.fftfreq(box_px, 1 / box_px, device=device)
        half = torch.fft.rfftfreq(box_px, 1 / box_px, device=device)
        squares = k[:, None, None].square() + k[:, None].square() + half.square()
        self.shell: Int[Tensor, "m m h"] = squares.sqrt().round().long()
        self.n_shells = box_px // 2 + 1
        sd_px = window_A / pixel_size_A / FULL_WIDTH
        self._window = torch.exp(-2 * (math.pi * sd_px / box_px) ** 2 * squares)

    def transform(self, volume: Float[Tensor, "box box box"]) -> Complex[Tensor, "m m h"]:
        """What `band` takes."""
        return torch.fft.rfftn(volume.float())

    def band(self, spectrum: Complex[Tensor, "m m h"], band: Band, margin: int = 0) -> Float[Tensor, "box box box"]:
        """The map that some shells make, and `margin` more on each side."""
        is_kept = (self.shell >= band.first - margin) & (self.shell <= band.last + margin)
        return torch.fft.irfftn(spectrum * is_kept, s=(self.box_px,) * 3)

    def local_mean(self, values: Float[Tensor, "box box box"]) -> Float[Tensor, "box box box"]:
        """Mean of values about each voxel, weighted by the window."""
        return torch.fft.irfftn(torch.fft.rfftn(values) * self._window, s=(self.box_px,) * 3)
