"""Whether poses stand without the images that they belong to: images posed anew under volumes from the other half of the particles.

A search that fits noise finds volumes which hold each image's own noise at the pose where it was put, and which draw it there again.
Volumes of the other half hold none of it: a pose that such volumes find again is one that the image itself tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from cryofire.inference.calibration import RIGHT_DEG
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PlaceConfig, search_globally
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.local_refinement import refine
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.rotations import angle_between_deg
from cryofire.validation.measures import CrossValidation, halves_of

N_POSED = 300
"""Images of each half that are posed anew of a finished run: the share is known to 2 % then."""
CLEARLY_NATS = 5.0


@dataclass(frozen=True)
class PosedApart:
    """Poses found anew, against those of the run."""

    share: float
    """Of the images posed anew, that came within 10 degrees of their own pose."""
    error: float
    """Its standard error."""
    contradicted: float
    """Share of the images for which a pose beyond 10 degrees is likelier than their own by more than 5 nats: where two poses look
    alike, as in a symmetric particle, neither is by that much."""


def pose_apart(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    crossed: CrossValidation,
    place: PlaceConfig,
    n_posed: int = N_POSED,
) -> PosedApart:
    """Pose some images of each half of the particles from nothing, under volumes of the other half.

    Args:
        whitened: In random order, up to the grid's shell.
        posteriors: The run's, z white.
        crossed: Of the same, with the volumes of each half.
        place: How far and how finely poses are looked for.
        n_posed: Images of each half that are posed anew.
    """
    halves = halves_of(len(whitened), grid.device)
    angles, gains = [], []
    for volumes, other in zip(crossed.volumes, halves[::-1], strict=True):
        rows = other[:n_posed]
        images, kept = whitened.take(rows), posteriors.take(rows)
        found = search_globally(images, volumes, grid, place)
        angles.append(angle_between_deg(found.rotations, kept.rotations))
        refine(images, kept, grid, volumes, 3)
        latents_given_poses(images, kept, grid, volumes)
        gains.append(found.log_likelihood - kept.log_likelihood)
    angle, gain = torch.cat(angles), torch.cat(gains)
    is_near = angle < RIGHT_DEG
    share = float(is_near.float().mean())
    contradicted = float((~is_near & (gain > CLEARLY_NATS)).float().mean())
    return PosedApart(share, (share * (1 - share) / len(angle)) ** 0.5, contradicted)
