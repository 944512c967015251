"""How well an image fits the volumes at its pose: what tells an image of this molecule from noise or from something else."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import Cube
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.predicted_images import predicted
from cryofire.inference.whitened_images import Spectra
from cryofire.physics.translations import shift_images

LIMIT = 5.0
"""Images further than this many standard deviations from ordinary ones are out of the distribution."""


@dataclass(frozen=True)
class Fit:
    """Of each image, at the pose and z believed."""

    amplitude: Float[Tensor, " n"]
    """The best factor on the prediction: 1 for the molecule itself, near 0 for noise, negative for inverted contrast."""
    residual: Float[Tensor, " n"]
    """Mean power of what is left, in units of the noise: 1 if the volumes explain all but noise."""


@dataclass(frozen=True)
class Ordinary:
    """What fits are like in the set that a run was made of: medians, and standard deviations by the median deviation."""

    amplitude: tuple[float, float]
    residual: tuple[float, float]

    @staticmethod
    def of(fit: Fit) -> Ordinary:
        return Ordinary(_robust(fit.amplitude), _robust(fit.residual))

    def with_sd_of_at_least(self, least: float) -> Ordinary:
        """More tolerant: for fits of rendered images, which lack the volumes' own faults."""
        (amplitude, amplitude_sd), (residual, residual_sd) = self.amplitude, self.residual
        return Ordinary((amplitude, max(amplitude_sd, least)), (residual, max(residual_sd, least)))

    def is_outside(self, fit: Fit) -> Bool[Tensor, " n"]:
        """Too little of the molecule, or too much of something else. More of the molecule than usual is no fault."""
        too_little = fit.amplitude < self.amplitude[0] - LIMIT * self.amplitude[1]
        too_much = fit.residual > self.residual[0] + LIMIT * self.residual[1]
        return too_little | too_much


def _robust(values: Tensor) -> tuple[float, float]:
    middle = values.median()
    return float(middle), 1.4826 * float((values - middle).abs().median())


def judge(spectra: Spectra, beliefs: Beliefs, volumes: Complex[Tensor, "voxels c"], cube: Cube, chunk: int = 500) -> Fit:
    """Fits of images at their poses and z.

    Args:
        spectra: Up to the shell that is looked at, which is the cube's.
    """
    amplitude, residual = torch.empty(len(spectra), device=cube.device), torch.empty(len(spectra), device=cube.device)
    for rows in torch.arange(len(spectra), device=cube.device).split(chunk):
        clean = predicted(spectra.lattice, cube, volumes, beliefs.rotations[rows], beliefs.z[rows], spectra.ctfs[rows])
        centred = shift_images(spectra.images[rows], spectra.lattice.freqs_per_px, -beliefs.shifts_px[rows])
        power = clean.abs().square().sum(dim=1)
        amplitude[rows] = (centred * clean.conj()).real.sum(dim=1) / power.clamp_min(1e-6)
        residual[rows] = (centred - clean).abs().square().mean(dim=1)
    return Fit(amplitude, residual)
