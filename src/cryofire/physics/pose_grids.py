"""Rotations and shifts spread evenly, to compare images at."""

from __future__ import annotations

import math

import healpix
import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.physics.point_groups import C1, PointGroup
from cryofire.physics.rotations import euler_to_matrix


def rotation_grid(
    order: int, n_in_plane: int, device: torch.device, symmetry: PointGroup = C1, turn: Float[Tensor, "3 3"] | None = None
) -> Float[Tensor, "r 3 3"]:
    """HEALPix directions (12 x 4^order) times evenly spaced in-plane angles, those of one direction after each other.

    Args:
        symmetry: Of what is looked at: only directions of its asymmetric unit, and half their spacing about it, so that none falls through.
        turn: What all rotations are turned by, in the molecule's frame; None for nothing.
    """
    theta, phi = healpix.pix2ang(2**order, np.arange(12 * 4**order), nest=True)
    psi = np.arange(n_in_plane) * 360 / n_in_plane
    angles = np.stack([np.repeat(np.degrees(phi), n_in_plane), np.repeat(np.degrees(theta), n_in_plane), np.tile(psi, len(theta))], axis=1)
    rotations = euler_to_matrix(torch.from_numpy(angles))
    rotations = rotations if turn is None else rotations.float() @ turn.cpu().float()
    if not symmetry.is_trivial:
        is_needed = symmetry.is_within_asymmetric_unit(rotations[::n_in_plane, 2], spacing_deg(order) / 2)
        rotations = rotations[is_needed.repeat_interleave(n_in_plane)]
    return rotations.float().to(device)


def spacing_deg(order: int) -> float:
    """Between neighbouring directions of a HEALPix order, degrees."""
    return math.degrees(math.sqrt(math.pi / 3)) / float(2**order)


def shift_grid(max_shift_px: float, step_px: float, device: torch.device) -> Float[Tensor, "s 2"]:
    """A square grid of shifts, (x, y) pixels, with no shift in its middle; nothing up to `reach_px` is further than half a step off."""
    n = math.ceil(max_shift_px / step_px - 0.5 - 1e-6)
    steps = torch.arange(-n, n + 1, device=device) * step_px
    return torch.cartesian_prod(steps, steps)
