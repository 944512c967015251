"""From the encoder's distribution over the pose grid to a few distinct poses, each with its shift, z and share of the probability."""

from __future__ import annotations

from dataclasses import replace

import roma
import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.precision import full_precision
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import DISTINCT_DEG, least_trace
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.models.encoders.polar import PolarEncoder, PoseLogits
from cryofire.physics.lattice import Lattice
from cryofire.physics.point_groups import PointGroup

NEAR_DEG = 22.0
"""Poses of the pose grid up to this far from a peak belong to it."""


def encode(encoder: PolarEncoder, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"], n: int, is_bf16: bool) -> ParticlePosteriors:
    """The encoder's answer for a batch, about the centre that it finds first."""
    with torch.no_grad(), torch.autocast(images.device.type, torch.bfloat16, enabled=is_bf16):
        return peaks(encoder, encoder(images, ctfs, encoder.find_centre(images, ctfs)), n)


def peaks(encoder: PolarEncoder, found: PoseLogits, n: int) -> ParticlePosteriors:
    """The highest poses of the pose grid that are distinct; each the mean over the poses about it, which is finer than the pose grid.

    Returns:
        (b, n) hypotheses, highest first; the probability of each is that of the poses about its peak together. How sure z is, and the
        log-likelihood, are not known.
    """
    b, n_angles = len(found.logits), encoder.config.n_in_plane
    pose_grid, group = encoder.pose_rotations.flatten(0, 1), encoder.group  # (r, 3, 3)
    probability = torch.softmax(found.logits.flatten(1), dim=1)
    left, rows = probability.clone(), torch.arange(b, device=pose_grid.device)
    rotations, shifts_px, z, shares = [], [], [], []
    for _ in range(n):
        best = left.argmax(dim=1)
        with full_precision(pose_grid.device):
            peak = pose_grid[best]
            trace = group.largest_traces(peak, pose_grid)
            about = probability * (trace > least_trace(NEAR_DEG))
            rotations.append(roma.special_procrustes(_mean_about(about, peak, pose_grid, group)))
        at = encoder.shift_and_z_at(found, rows, best // n_angles, best % n_angles)
        shifts_px.append(at.shifts_px)
        z.append(at.z)
        shares.append(about.sum(dim=1))
        left = left.masked_fill(trace > least_trace(DISTINCT_DEG), -1.0)
    unknown = ParticlePosteriors.at_poses(torch.stack(rotations, 1).detach(), torch.stack(shifts_px, 1).detach(), z[0].shape[1])
    return replace(
        unknown,
        rotations=torch.stack(rotations, 1),
        shifts_px=torch.stack(shifts_px, 1),
        z=torch.stack(z, 1),
        probability=torch.stack(shares, 1),
    )


def _mean_about(
    weights: Float[Tensor, "b r"], peak: Float[Tensor, "b 3 3"], pose_grid: Float[Tensor, "r 3 3"], group: PointGroup
) -> Float[Tensor, "b 3 3"]:
    """Weighted sum of the copies of poses that are nearest to each image's peak."""
    if group.is_trivial:
        return (weights @ pose_grid.flatten(1)).view(-1, 3, 3)
    return torch.einsum("br,brij->bij", weights, group.nearest(pose_grid, peak[:, None]))


def show_volumes(encoder: PolarEncoder, volumes: Complex[Tensor, "voxels c"], grid: FourierGrid) -> None:
    """Give an encoder the slices that it compares images with.

    Args:
        volumes: V_0 and components on `grid`, at least up to the encoder's shell.
    """
    indices = Lattice.create(encoder.box_px, encoder.config.shell).to(grid.device).indices.float()
    some = volumes[:, : encoder.n_components + 1].contiguous()
    encoder.templates.give(torch.cat([grid.slice(some, part, indices) for part in encoder.pose_rotations.flatten(0, 1).split(512)]))
