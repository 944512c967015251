"""Whether poses stand without the images that they belong to: images posed anew under volumes from the other half of the particles.

A search that fits noise finds volumes which hold each image's own noise at the pose where it was put, and which draw it there again.
Volumes of the other half hold none of it: a pose that such volumes find again is one that the image itself tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from cryofire.inference.calibration import RIGHT_DEG
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import search_globally
from cryofire.inference.k_means import k_means
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.local_refinement import refine
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.validation.measures import CrossValidation, halves_of

N_POSED = 300
"""Images of each half that are posed anew of a finished run: the share is known to 2 % then."""
CLEARLY_NATS = 5.0
N_STATES = 6
"""Clusters of conformations that are looked at one by one."""


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
    by_state: tuple[StatePosed, ...]
    """The same for each cluster of conformations, the rarest last; empty without z."""


@dataclass(frozen=True)
class StatePosed:
    """Of the particles of some conformations."""

    of_all: float
    """Their share of the particles."""
    n_posed: int
    """How many of them were posed anew."""
    share: float
    """Of those, found again within 10 degrees."""


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
    angles, gains, posed = [], [], []
    for volumes, other in zip(crossed.volumes, halves[::-1], strict=True):
        rows = other[:n_posed]
        posed.append(rows)
        images, kept = whitened.take(rows), posteriors.take(rows)
        found = search_globally(images, volumes, grid, place)
        angles.append(grid.symmetry.angle_between_deg(found.rotations, kept.rotations))
        refine(images, kept, grid, volumes, 3)
        latents_given_poses(images, kept, grid, volumes)
        gains.append(found.log_likelihood - kept.log_likelihood)
    angle, gain = torch.cat(angles), torch.cat(gains)
    is_near = angle < RIGHT_DEG
    share = float(is_near.float().mean())
    contradicted = float((~is_near & (gain > CLEARLY_NATS)).float().mean())
    by_state = _by_state(posteriors.z, torch.cat(posed), is_near)
    return PosedApart(share, (share * (1 - share) / len(angle)) ** 0.5, contradicted, by_state)


def _by_state(z: Float[Tensor, "n z"], posed: Int[Tensor, " m"], is_near: Bool[Tensor, " m"]) -> tuple[StatePosed, ...]:
    """Where particles of one kind have wrong poses and those of others right ones, the mean over all of them does not say so."""
    if z.shape[1] == 0 or len(z) < N_STATES:
        return ()
    labels = k_means(z, N_STATES, seed=0, n_starts=4).labels
    found = []
    for state in range(N_STATES):
        inside = labels[posed] == state
        near = is_near[inside].float()
        found.append(StatePosed(float((labels == state).float().mean()), len(near), float(near.mean()) if len(near) > 0 else 0.0))
    return tuple(sorted(found, key=lambda each: -each.of_all))
