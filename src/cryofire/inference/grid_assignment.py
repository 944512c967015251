"""The best pose of the grid for every particle, with z integrated out where there are components."""

from __future__ import annotations

from jaxtyping import Complex
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.whitened_images import WhitenedImages


def assign_best_poses(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    pose_grid: PoseGrid,
    volumes: Complex[Tensor, "voxels c"],
    chunk: int | None = None,
) -> None:
    """Put the likeliest rotation and shift of the pose grid into the posteriors, in place.

    Args:
        whitened: Up to the shell of the Fourier grid.
        chunk: Images at a time; by default as many as the memory for a batch allows.
    """
    slices = pose_grid.slices(volumes)
    n_rotations = len(pose_grid.rotations)
    chunk = chunk or images_at_once(slices.real.device, 100, n_rotations * len(pose_grid.shifts_px) * 4 * (volumes.shape[1] + 2))
    for rows in team().own_rows(len(whitened), slices.real.device).split(chunk):
        score = pose_grid.log_likelihood(slices, whitened.images[rows], whitened.ctfs[rows]).flatten(1)
        value, best = score.max(dim=1)
        posteriors.rotations[rows] = pose_grid.rotations[best % n_rotations]
        posteriors.shifts_px[rows] = pose_grid.shifts_px[best // n_rotations]
        posteriors.log_likelihood[rows] = value
    team().exchange(posteriors.rotations, posteriors.shifts_px, posteriors.log_likelihood)
