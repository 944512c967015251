"""The true density map of a state: Gaussian atoms summed on the voxels, or a given map brought to the box."""

from __future__ import annotations

import math

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.physics.fourier import fourier_resize
from cryofire.simulation.ensemble import Ensemble

ATOMS_AT_ONCE = 1024
"""Bounds the memory of one step: so many atoms times a plane of the box."""


def gaussian_density(
    positions_px: Float[Tensor, "atoms 3"], weights: Float[Tensor, " atoms"], box_px: int, sigma_px: float
) -> Float[Tensor, "box box box"]:
    """Sum of Gaussians at the voxels' centres, (z, y, x), origin at `box // 2`; each atom integrates to its weight.

    A Gaussian is separable, so the sum over atoms is one matrix product: lines along z with planes over (y, x).

    Args:
        positions_px: (x, y, z) from the origin, in voxels.
        sigma_px: Standard deviation of every atom, voxels.
    """
    grid = torch.arange(box_px, dtype=positions_px.dtype) - box_px // 2
    volume = positions_px.new_zeros(box_px, box_px * box_px)
    for at, share in zip(positions_px.split(ATOMS_AT_ONCE), weights.split(ATOMS_AT_ONCE), strict=True):
        lines = torch.exp(-0.5 * ((grid - at[:, :, None]) / sigma_px).square()) / (sigma_px * math.sqrt(2 * math.pi))
        x, y, z = lines.unbind(dim=1)
        planes = (y[:, :, None] * x[:, None, :]).flatten(1)
        volume = volume + (z * share[:, None]).T @ planes
    return volume.view(box_px, box_px, box_px)


def state_density(ensemble: Ensemble, state: int, box_px: int, pixel_size_A: float, sigma_A: float) -> Float[Tensor, "box box box"]:
    """True density of a state, (z, y, x), origin at `box // 2`, protein bright; the grey scale is arbitrary.

    Args:
        sigma_A: Standard deviation of an atom; unused where the ensemble is made of maps.
    """
    if ensemble.maps is not None:
        return resample_map(torch.from_numpy(ensemble.maps[state]).float(), ensemble.map_pixel_size_A, box_px, pixel_size_A)
    positions_px = torch.from_numpy(ensemble.positions_A(state)).float() / pixel_size_A
    return gaussian_density(positions_px, torch.from_numpy(ensemble.occupancy(state)), box_px, sigma_A / pixel_size_A)


def resampled_pixel_size_A(map_pixel_size_A: float, box_px: int, wanted_A: float) -> float:
    """The pixel size nearest to the one wanted that `resample_map` can give a map: its field is a whole number of voxels."""
    return map_pixel_size_A * max(1, round(wanted_A * box_px / map_pixel_size_A)) / box_px


def resample_map(
    volume: Float[Tensor, "old old old"], map_pixel_size_A: float, box_px: int, pixel_size_A: float
) -> Float[Tensor, "box box box"]:
    """A map brought to another box and pixel size: cut or padded with zeros to the new field, then resampled in Fourier space.

    Args:
        pixel_size_A: One of the sizes that `resampled_pixel_size_A` gives.
    """
    field_px = round(pixel_size_A * box_px / map_pixel_size_A)
    return fourier_resize(_to_box(volume, field_px), box_px, 3)


def _to_box(volume: Float[Tensor, "old old old"], box_px: int) -> Float[Tensor, "box box box"]:
    """Cut or pad in real space, the origin staying at `box // 2`."""
    old = volume.shape[-1]
    start = old // 2 - box_px // 2
    kept = volume[tuple(slice(max(0, start), min(old, start + box_px)) for _ in range(3))]
    before = max(0, -start)
    after = box_px - before - kept.shape[-1]
    return torch.nn.functional.pad(kept, (before, after) * 3)


def outermost_A(ensemble: Ensemble) -> float:
    """Distance of the outermost atom of any state from the origin, Angstrom; half the field for maps."""
    if ensemble.maps is not None:
        return ensemble.map_pixel_size_A * ensemble.maps.shape[-1] / 2
    return max(float(np.linalg.norm(part.frames_A, axis=-1).max()) for part in ensemble.parts)
