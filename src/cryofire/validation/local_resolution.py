"""How far two half maps agree at each place, and their mean filtered by that."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.validation.map_fsc import correlation_with_truth
from cryofire.validation.shell_bands import ShellBands, bands_of

WINDOW_A = 25.0
"""Full width of the window that a local correlation is taken over, Angstrom: what RELION samples at."""
FEWEST_WAVES = 1.5
"""The window holds at least so many wavelengths of the finest detail that two pixels can show, or correlations are chance."""
LOCAL_THRESHOLD = 0.5
"""Correlation that a local resolution is read at: a window holds too few samples of a shell for 0.143."""


@dataclass(frozen=True)
class LocalResolution:
    """Of two half maps."""

    resolution_A: Float[Tensor, "box box box"]
    """At each voxel, where the local correlation first falls below the threshold, Angstrom."""
    filtered: Float[Tensor, "box box box"]
    """The mean of the half maps, each shell at each place by as much as the halves agree there: sqrt(2 F / (1 + F))."""
    window_A: float
    threshold: float

    def quantiles_A(self, mask: Float[Tensor, "box box box"], shares: tuple[float, ...] = (0.05, 0.5, 0.95)) -> list[float]:
        """Quantiles of the resolution inside a mask, Angstrom."""
        inside = self.resolution_A[mask > 0.5]
        return torch.quantile(inside.double(), torch.tensor(shares, dtype=torch.float64)).tolist() if len(inside) > 0 else []


def local_resolution(
    one: Float[Tensor, "box box box"],
    other: Float[Tensor, "box box box"],
    pixel_size_A: float,
    window_A: float = WINDOW_A,
    threshold: float = LOCAL_THRESHOLD,
) -> LocalResolution:
    """Correlate two half maps shell by shell under a Gaussian window about each voxel.

    Source: Cardone, Heymann & Steven, J. Struct. Biol. 2013 (local FSC), with a Gaussian window and all voxels at once.
    """
    box_px = one.shape[-1]
    window_A = max(window_A, FEWEST_WAVES * 2 * pixel_size_A)
    shells = ShellBands(box_px, pixel_size_A, window_A, one.device)
    spectra = [shells.transform(each) for each in (one, other)]
    bands = bands_of(shells.n_shells)
    shape = one.shape
    filtered, finest = torch.zeros(shape), torch.full(shape, float(bands[-1].last))
    is_open = torch.ones(shape, dtype=torch.bool)
    before, middle_before = torch.ones(shape), 0.0
    for band in bands:
        # A shell more on each side: a window of a few voxels holds few independent samples of one.
        a, b = (shells.band(spectrum, band, margin=1) for spectrum in spectra)
        cross, power_a, power_b = (shells.local_mean(values) for values in (a * b, a * a, b * b))
        fsc = cross / (power_a.clamp_min(0) * power_b.clamp_min(0)).sqrt().clamp_min(1e-30)
        ends = is_open & (fsc < threshold) & (band.first > 0)
        at = middle_before + (before - threshold) / (before - fsc).clamp_min(1e-6) * (band.middle - middle_before)
        finest = torch.where(ends, at, finest)
        is_open &= ~ends
        both = (shells.band(spectra[0], band) + shells.band(spectra[1], band)) / 2
        filtered += both * correlation_with_truth(fsc)
        before, middle_before = fsc, band.middle
    return LocalResolution(box_px * pixel_size_A / finest.clamp_min(1.0), filtered, window_A, threshold)
