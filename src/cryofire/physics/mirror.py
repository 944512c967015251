"""The eight symmetries of a square image, and why each of them is a rotation of the particle.

A projection seen from behind is its mirror image, so mirroring an image, not only turning it, is the same as
turning the particle: the map u -> S u of the image plane (S a signed permutation) belongs to the rotation
Q = S (+) det(S). If the transformed image has rotation R', the image itself has rotation Q^T R', and a particle
found at t' in the transformed image sits at S^T t'.

Order of the symmetries: the first 2 are {as it is, x mirrored}; the first 4 add y mirrored and both (half a turn);
all 8 add those four after exchanging x and y. `sym_loss_factor` says how many are tried (cryoAI, Levy et al., ECCV 2022;
CryoFIRE uses two).
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.precision import full_precision
from cryofire.core.types import Poses
from cryofire.physics.fourier import flip_about_origin

N_SYMMETRIES = 8


def plane_symmetries(device: torch.device | None = None, dtype: torch.dtype = torch.float32) -> Float[Tensor, "8 2 2"]:
    """The matrices S, acting on (x, y)."""
    flips = torch.tensor([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]], device=device, dtype=dtype)
    plain = torch.diag_embed(flips)
    exchanged = plain.flip(-1)  # columns swapped: S (x, y) = flips * (y, x)
    return torch.cat([plain, exchanged])


def space_rotations(device: torch.device | None = None, dtype: torch.dtype = torch.float32) -> Float[Tensor, "8 3 3"]:
    """The rotations Q = S (+) det(S)."""
    s = plane_symmetries(device, dtype)
    q = s.new_zeros(N_SYMMETRIES, 3, 3)
    q[:, :2, :2] = s
    q[:, 2, 2] = torch.linalg.det(s)
    return q


def transform_images(images: Float[Tensor, "b box box"], symmetry: int) -> Float[Tensor, "b box box"]:
    """Images under one symmetry, about the origin pixel: the value at S u is the old value at u.

    On an even box, the row or column without partner wraps onto itself.
    """
    if symmetry >= 4:  # S (x, y) = flips * (y, x): exchange the axes first
        images = images.transpose(-1, -2)
    if symmetry % 4 in (1, 3):
        images = flip_about_origin(images, -1)
    if symmetry % 4 in (2, 3):
        images = flip_about_origin(images, -2)
    return images


def candidate_views(images: Float[Tensor, "b box box"], symmetries: Int[Tensor, "b p"]) -> Float[Tensor, "b p box box"]:
    """For each image, the p symmetric views asked for."""
    views = images[:, None].expand(-1, symmetries.shape[1], -1, -1).clone()
    for symmetry in range(1, N_SYMMETRIES):
        chosen = symmetries == symmetry
        if chosen.any():
            views[chosen] = transform_images(images, symmetry)[chosen.nonzero()[:, 0]]
    return views


def poses_of_untransformed(poses: Poses, symmetries: Int[Tensor, "b p"]) -> Poses:
    """Poses read off symmetric views, (b, p), turned back into those of the images themselves."""
    s = plane_symmetries(poses.rotations.device, poses.rotations.dtype)[symmetries]
    q = space_rotations(poses.rotations.device, poses.rotations.dtype)[symmetries]
    with full_precision(poses.rotations.device):
        return Poses(
            rotations=q.transpose(-1, -2) @ poses.rotations,
            shifts_px=(s.transpose(-1, -2) @ poses.shifts_px[..., None])[..., 0],
        )


def flip_hand_of_rotations(rotations: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch 3 3"]:
    """Rotations that explain the same images with the volume mirrored in z: M R M, M = diag(1, 1, -1)."""
    m = torch.diag(torch.tensor([1.0, 1.0, -1.0], device=rotations.device, dtype=rotations.dtype))
    return m @ rotations @ m


def flip_hand_of_volume(volume: Float[Tensor, "box box box"]) -> Float[Tensor, "box box box"]:
    """The volume (z, y, x) mirrored in z about the origin pixel: the other hand."""
    return flip_about_origin(volume, 0)
