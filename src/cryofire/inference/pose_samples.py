"""Volumes from all poses that an image may have, and not from its likeliest alone.

An image in much noise leaves its pose open by degrees. Volumes made as if it were known are blurred by that, and what lies
between two conformations is turned until it fits one of them: conformations freeze into a few. So each image takes part with samples
of its posterior: drawn from the Gaussian that the likelihood has around its maximum (Laplace), weighed by the likelihood that they have
(importance sampling), z integrated out at each. A volume is the mean of thousands of images: a few samples of each do.

Source: Monte Carlo expectation-maximisation, Wei & Tanner, J. Am. Stat. Assoc. 1990.
"""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.local_refinement import linear_table, linearise
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.rotations import rotation_vector_to_matrix

N_SAMPLES, N_SAMPLES_OF_MANY, MANY = 4, 2, 5000
"""Poses of each image, in pairs that lie opposite each other around the likeliest one (their mean is that of the posterior): two pairs, one
where there are so many images that their own noise is the lesser."""
LEAST_CURVATURE = 1e-3
"""Added to that of the likelihood along each turn (per square radian) and shift: an image that says nothing has a broad posterior."""


def pose_spread(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]
) -> Float[Tensor, "n 5 5"]:
    """Lower Cholesky factor of the covariance of each image's turn (3, radians, view coordinates) and shift (2, px), z integrated out."""
    table, n = linear_table(grid, volumes), len(whitened)
    spread = torch.empty(n, 5, 5, device=grid.device)
    chunk = images_at_once(grid.device, 250, len(whitened.lattice) * (400 + 100 * volumes.shape[1]))
    for rows in team().own_rows(n, grid.device).split(chunk):
        some = posteriors.take(rows)
        hessian = linearise(whitened, rows, some.rotations, some.shifts_px, some.z, grid, table).hessian
        hessian.diagonal(dim1=1, dim2=2)[:, :5] += LEAST_CURVATURE
        covariance = torch.linalg.inv(hessian)[:, :5, :5]
        spread[rows] = torch.linalg.cholesky_ex(0.5 * (covariance + covariance.mT)).L
    team().exchange(spread)
    return spread


def add_sampled(
    sums: VolumeSums,
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    volumes: Complex[Tensor, "voxels c"],
    seed: int,
) -> None:
    """Add each image to an M-step at samples of its posterior over poses.

    Args:
        sums: Of the volumes' grid and number.
        whitened: Up to the grid's shell.
        posteriors: Of the same images, at the likeliest poses under the volumes (as local refinement leaves them).
    """
    grid, n, n_components = sums.grid, len(whitened), volumes.shape[1] - 1
    generator, oversure = torch.Generator().manual_seed(seed), whitened.oversure
    spread = oversure**0.5 * pose_spread(whitened, posteriors, grid, volumes)
    samples, log_weights = [], []
    for _ in range((N_SAMPLES if n < MANY else N_SAMPLES_OF_MANY) // 2):
        drawn = torch.randn(n, 5, generator=generator).to(grid.device)
        steps = (spread @ drawn[..., None])[..., 0]
        for step in (steps, -steps):
            rotations = rotation_vector_to_matrix(step[:, :3]) @ posteriors.rotations
            sample = ParticlePosteriors.at_poses(rotations, posteriors.shifts_px + step[:, 3:], n_components)
            latents_given_poses(whitened, sample, grid, volumes)
            samples.append(sample)
            log_weights.append(sample.log_likelihood / oversure + 0.5 * drawn.square().sum(dim=1))
    shares = torch.softmax(torch.stack(log_weights, dim=1), dim=1)
    for sample, share in zip(samples, shares.unbind(dim=1), strict=True):
        sums.add(whitened.with_weights(whitened.weights_or_one() * share), sample)
