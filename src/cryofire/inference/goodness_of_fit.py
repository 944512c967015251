"""How well an image fits the volumes at its pose: what tells an image of this molecule from noise or from something else."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.predicted_images import predicted
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.translations import shift_images

LIMIT = 5.0
"""Images further than this many standard deviations from ordinary ones are out of the distribution."""


@dataclass(frozen=True)
class Fit:
    """How well the volumes explain each image, at its pose and z."""

    amplitude: Float[Tensor, " n"]
    """The best factor on the prediction: 1 for the molecule itself, near 0 for noise, negative for inverted contrast."""
    residual: Float[Tensor, " n"]
    """Mean power of what is left, in units of the noise: 1 if the volumes explain all but noise."""


@dataclass(frozen=True)
class FitStatistics:
    """What fits are like in the set that a run was made of: medians, and standard deviations by the median deviation."""

    amplitude: tuple[float, float]
    residual: tuple[float, float]

    @staticmethod
    def of(fit: Fit) -> FitStatistics:
        return FitStatistics(_robust(fit.amplitude), _robust(fit.residual))

    def with_sd_of_at_least(self, least: float) -> FitStatistics:
        """More tolerant: for fits of rendered images, which lack the volumes' own faults."""
        (amplitude, amplitude_sd), (residual, residual_sd) = self.amplitude, self.residual
        return FitStatistics((amplitude, max(amplitude_sd, least)), (residual, max(residual_sd, least)))

    def is_outside(self, fit: Fit) -> Bool[Tensor, " n"]:
        """Too little of the molecule, or too much of something else. More of the molecule than usual is no fault."""
        too_little = fit.amplitude < self.amplitude[0] - LIMIT * self.amplitude[1]
        too_much = fit.residual > self.residual[0] + LIMIT * self.residual[1]
        return too_little | too_much


def _robust(values: Tensor) -> tuple[float, float]:
    middle = values.median()
    return float(middle), 1.4826 * float((values - middle).abs().median())


def goodness_of_fit(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, volumes: Complex[Tensor, "voxels c"], grid: FourierGrid
) -> Fit:
    """Fits of images at their poses and z.

    Args:
        whitened: Up to the shell that is looked at, which is the grid's.
    """
    amplitude, residual = torch.empty(len(whitened), device=grid.device), torch.empty(len(whitened), device=grid.device)
    chunk = images_at_once(grid.device, 500, len(whitened.lattice) * (250 + 24 * volumes.shape[1]))
    for rows in team().own_rows(len(whitened), grid.device).split(chunk):
        clean = predicted(whitened.lattice, grid, volumes, posteriors.rotations[rows], posteriors.z[rows], whitened.ctfs[rows])
        centred = shift_images(whitened.images[rows], whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
        power = clean.abs().square().sum(dim=1)
        amplitude[rows] = (centred * clean.conj()).real.sum(dim=1) / power.clamp_min(1e-6)
        residual[rows] = (centred - clean).abs().square().mean(dim=1)
    team().exchange(amplitude, residual)
    return Fit(amplitude, residual)
