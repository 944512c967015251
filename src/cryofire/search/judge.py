"""Whether images show the molecule, and how strongly, by its volumes: in one way for images searched, placed and never seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.contrast import Contrasts, contrasts_given_poses
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import cropped, search_globally
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_odds import log_odds
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages

N_NOISE, NOISE_QUANTILE = 250, 0.98
"""Images of noise alone that tell what odds such images have, and the share of them that is known by it."""

Pose = Callable[[WhitenedImages], ParticlePosteriors]
"""How a set's poses were found."""


@dataclass(frozen=True)
class Judge:
    """What images are judged by."""

    grid: FourierGrid
    volumes: Complex[Tensor, "voxels c"]
    contrast_sd: float | None = None
    """Spread of the set's contrasts; None to find it from the images judged."""
    noise_odds: float = 0.0
    """What odds are counted from: those that one in fifty images of noise alone has."""

    def judge(self, whitened: WhitenedImages, posteriors: ParticlePosteriors) -> tuple[Contrasts, Float[Tensor, " n"]]:
        """Contrasts of some images, and the log odds that they show the molecule; z and the likelihood at that contrast in place.

        Args:
            whitened: Up to the grid's shell or further.
        """
        inner = whitened.upto(self.grid.shell)
        contrasts = contrasts_given_poses(inner, posteriors, self.grid, self.volumes, self.contrast_sd)
        latents_given_poses(inner.with_contrasts(contrasts.values), posteriors, self.grid, self.volumes)
        return contrasts, log_odds(inner, posteriors.log_likelihood, contrasts.log_prior) - self.noise_odds

    def by(self, volumes: Complex[Tensor, "voxels c"], grid: FourierGrid) -> Judge:
        """The same by other volumes."""
        return replace(self, volumes=cropped(volumes, grid, self.grid))

    def searching(self, place: PlaceConfig, shift_density: ShiftDensity) -> Pose:
        """A search of every pose under these volumes."""
        return lambda images: search_globally(images, self.volumes, self.grid, place, shift_density=shift_density)

    def counting_from_noise(self, whitened: WhitenedImages, pose: Pose, seed: int) -> Judge:
        """The same with odds counted from those of noise: a search finds a pose that suits it, whatever it holds. 0 at least.

        Args:
            whitened: Images of the set, with whose CTFs the noise is seen.
            pose: How the set's own poses were found.
        """
        generator = torch.Generator().manual_seed(seed)
        n = len(whitened)
        some = torch.randperm(n, generator=generator)[:N_NOISE] if n >= N_NOISE else torch.randint(n, (N_NOISE,), generator=generator)
        drawn = whitened.noise_alone(len(some), generator)
        noise = replace(whitened.take(some.to(whitened.images.device)).with_contrasts(None), images=drawn, weights=None)
        odds = replace(self, noise_odds=0.0).judge(noise, pose(noise))[1]
        return replace(self, noise_odds=max(0.0, float(odds.quantile(NOISE_QUANTILE))))
