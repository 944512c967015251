"""How far two half maps agree: as they are, inside a mask, and with what the mask itself adds taken off again.

A mask multiplies both maps by one function, which correlates even noise. Where the phases of both maps are random, all
correlation that is left is the mask's; it is taken off. Source: Chen et al., Ultramicroscopy 2013; the shells where phases are
made random, and where the correction begins, are those of RELION (Scheres 2012).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.physics.fourier import centred_fft, centred_ifft
from cryofire.physics.shells import fourier_shell_correlation, shell_index

RANDOM_FROM = 0.8
"""Phases are made random from the first shell on where the maps correlate by less, unmasked."""
CORRECTED_AFTER = 2
"""Shells after that one from which on the correction counts: nearer to it, a mask mixes true phases with random ones."""
N_RANDOM = 5
"""Times that phases are made random; the mean correlation is taken off, as one alone scatters."""


@dataclass(frozen=True)
class MapFsc:
    """Fourier shell correlations of two maps on shells 0 to Nyquist; those of masked maps are None without a mask."""

    box_px: int
    pixel_size_A: float
    unmasked: Float[Tensor, " shells"]
    masked: Float[Tensor, " shells"] | None = None
    randomised: Float[Tensor, " shells"] | None = None
    """Of the masked maps, phases random from `random_from` on."""
    corrected: Float[Tensor, " shells"] | None = None
    random_from: int | None = None
    """The shell from which phases were made random; None where every shell agrees too well for that."""

    @property
    def best(self) -> Float[Tensor, " shells"]:
        """What a resolution is read from: the corrected curve, or the unmasked one where there is no mask."""
        return self.unmasked if self.corrected is None else self.corrected

    @property
    def frequency_per_A(self) -> Float[Tensor, " shells"]:
        """Of each shell, 1/Angstrom."""
        return torch.arange(len(self.unmasked)) / (self.box_px * self.pixel_size_A)

    @property
    def curves(self) -> Mapping[str, Float[Tensor, " shells"]]:
        """Every curve there is, by its name."""
        found = {name: getattr(self, name) for name in ("unmasked", "masked", "randomised", "corrected")}
        return {name: values for name, values in found.items() if values is not None}

    def resolution_A(self, threshold: float = 0.143) -> float:
        """Resolution, Angstrom, at which `best` falls below a threshold (crossing_A)."""
        return crossing_A(self.best, threshold, self.box_px, self.pixel_size_A)


def map_fsc(
    one: Float[Tensor, "box box box"],
    other: Float[Tensor, "box box box"],
    pixel_size_A: float,
    mask: Float[Tensor, "box box box"] | None = None,
    seed: int = 0,
) -> MapFsc:
    """Compare two maps (z, y, x) in one frame.

    Args:
        one, other: Half maps, neither masked nor sharpened.
        mask: 0 to 1, soft at its edge.
        seed: Of the random phases.

    Returns:
        With a mask: corrected = masked up to `random_from` + 1, (masked - randomised) / (1 - randomised) beyond, 0 where the masked maps
        correlate less than random ones.
    """
    one, other = one.double(), other.double()
    unmasked, box_px = fourier_shell_correlation(one, other), one.shape[-1]
    if mask is None:
        return MapFsc(box_px, pixel_size_A, unmasked)
    mask = mask.double()
    masked = fourier_shell_correlation(one * mask, other * mask)
    below = torch.nonzero(unmasked[1:] < RANDOM_FROM)
    if len(below) == 0:
        return MapFsc(box_px, pixel_size_A, unmasked, masked, None, masked)
    first = int(below[0]) + 1
    generator = torch.Generator().manual_seed(seed)
    drawn = [
        fourier_shell_correlation(*(with_random_phases(each, first, generator) * mask for each in (one, other))) for _ in range(N_RANDOM)
    ]
    randomised = torch.stack(drawn).mean(dim=0)
    corrected = masked.clone()
    outer = slice(first + CORRECTED_AFTER, None)
    corrected[outer] = ((masked - randomised) / (1 - randomised).clamp_min(1e-6))[outer].clamp_min(0)
    return MapFsc(box_px, pixel_size_A, unmasked, masked, randomised, corrected, first)


def with_random_phases(volume: Float[Tensor, "box box box"], first_shell: int, generator: torch.Generator) -> Float[Tensor, "box box box"]:
    """A map with the same amplitudes, and the phases of noise from a shell on."""
    # The transform of real noise has the phases of a real map: those of a frequency and its mirror are opposite.
    noise = centred_fft(torch.randn(volume.shape, generator=generator, dtype=torch.float64).to(volume), 3)
    spectrum = centred_fft(volume, 3)
    random = spectrum.abs() * noise / noise.abs().clamp_min(1e-30)
    is_outer = shell_index(volume.shape[-1], 3, volume.device) >= first_shell
    return centred_ifft(torch.where(is_outer, random, spectrum), 3).real


def crossing_A(fsc: Float[Tensor, " shells"], threshold: float, box_px: int, pixel_size_A: float) -> float:
    """Resolution, Angstrom, at which a correlation first falls below a threshold, straight lines between shells; Nyquist where it does not.

    Args:
        fsc: On shells 0 to box // 2; shell 0 is not looked at.
    """
    below = torch.nonzero(fsc[1:] < threshold)
    if len(below) == 0:
        return 2 * pixel_size_A
    after = int(below[0]) + 1
    if after == 1:
        return box_px * pixel_size_A
    high, low = float(fsc[after - 1]), float(fsc[after])
    return box_px * pixel_size_A / (after - 1 + (high - threshold) / (high - low))


def correlation_with_truth(half_maps: Float[Tensor, " shells"]) -> Float[Tensor, " shells"]:
    """What the correlation of two half maps says of that of their mean with the truth: sqrt(2 F / (1 + F)).

    Source: Rosenthal & Henderson, J. Mol. Biol. 2003, equation 19.
    """
    fsc = half_maps.clamp(0, 1)
    return (2 * fsc / (1 + fsc)).sqrt()
