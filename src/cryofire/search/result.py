"""What a search of some particles ends with, before the others are placed."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.ab_initio import StartRecord


@dataclass(frozen=True)
class SearchResult:
    """What the search ends with."""

    posteriors: ParticlePosteriors
    whitened: WhitenedImages
    """Of the particles searched, whitened by the noise found."""
    volumes: Complex[Tensor, "voxels c"]
    grid: FourierGrid
    prior: Float[Tensor, "shells c"]
    """Power of each volume on each shell."""
    max_shift_px: float
    """How far off the centre particles were looked for."""
    starts: tuple[StartRecord, ...] = ()
    """The random starts that were compared."""
    rows: Int[Tensor, " m"] | None = None
    """Which of the particles given those are that were searched; all where None."""
    contrast_sd: float = 0.0
    """Spread of the particles' contrasts; 0 where it was not looked for."""
    share_apart: float = 0.0
    """Of the particles searched, those of another kind than most, posed by a search of their own."""

    def shift_density(self) -> ShiftDensity:
        """Where the particles searched lie."""
        return ShiftDensity.of(self.posteriors.shifts_px, self.whitened.weights_or_one(), self.max_shift_px)
