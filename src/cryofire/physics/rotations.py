"""Rotations in their several dresses: matrices, RELION's angles, quaternions, the 6-D form.

A rotation takes volume coordinates (x, y, z) to view coordinates; the projection sums over view z.
RELION turns the frame and not the object: R = Rz(psi) Ry(tilt) Rz(rot) with
Rz(a) = [[c, s, 0], [-s, c, 0], [0, 0, 1]] and Ry(b) = [[c, 0, -s], [0, 1, 0], [s, 0, c]].
"""

from __future__ import annotations

import math

import roma
import torch
from jaxtyping import Float
from torch import Tensor


def euler_to_matrix(angles_deg: Float[Tensor, "*batch 3"]) -> Float[Tensor, "*batch 3 3"]:
    """RELION's (rot, tilt, psi), degrees, to rotation matrices."""
    # Frame rotations are the transposes of object rotations, so RELION's matrix is the
    # transpose of the intrinsic z-y'-z'' object rotation by (rot, tilt, psi).
    turned: Tensor = roma.euler_to_rotmat("ZYZ", list(torch.deg2rad(angles_deg).unbind(-1)))
    return turned.transpose(-1, -2)


def matrix_to_euler(rotations: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch 3"]:
    """Rotation matrices to RELION's (rot, tilt, psi), degrees; tilt in [0, 180], the others in (-180, 180].

    At tilt 0 and 180, where only a sum of rot and psi is defined, rot is 0.
    """
    r = rotations
    sin_tilt = torch.hypot(r[..., 2, 0], r[..., 2, 1])
    tilt = torch.atan2(sin_tilt, r[..., 2, 2])
    is_pole = sin_tilt < 1e-6
    rot = torch.where(is_pole, torch.zeros_like(tilt), torch.atan2(r[..., 2, 1], r[..., 2, 0]))
    psi = torch.where(is_pole, torch.atan2(r[..., 0, 1], r[..., 1, 1]), torch.atan2(r[..., 1, 2], -r[..., 0, 2]))
    return torch.rad2deg(torch.stack([rot, tilt, psi], dim=-1))


def six_to_matrix(six: Float[Tensor, "*batch 6"]) -> Float[Tensor, "*batch 3 3"]:
    """Six free numbers to a rotation: Gram-Schmidt of two 3-vectors, which become the first two rows.

    Source: Zhou et al., "On the Continuity of Rotation Representations in Neural Networks", CVPR 2019.
    """
    columns: Tensor = roma.special_gramschmidt(six.unflatten(-1, (2, 3)).transpose(-1, -2), epsilon=1e-12)
    return columns.transpose(-1, -2)


def matrix_to_six(rotations: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch 6"]:
    """The first two rows of each matrix; `six_to_matrix` gives the matrix back."""
    return rotations[..., :2, :].flatten(-2)


def quaternion_to_matrix(quaternions: Float[Tensor, "*batch 4"]) -> Float[Tensor, "*batch 3 3"]:
    """Quaternions (x, y, z, w), of any length but zero, to matrices that turn vectors."""
    matrices: Tensor = roma.unitquat_to_rotmat(torch.nn.functional.normalize(quaternions, dim=-1))
    return matrices


def matrix_to_quaternion(rotations: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch 4"]:
    """Matrices to unit quaternions (x, y, z, w); the sign is arbitrary."""
    quaternions: Tensor = roma.rotmat_to_unitquat(rotations)
    return quaternions


def rotation_vector_to_matrix(vectors_rad: Float[Tensor, "*batch 3"]) -> Float[Tensor, "*batch 3 3"]:
    """Axis times angle, radians, to matrices that turn vectors counter-clockwise about the axis."""
    matrices: Tensor = roma.rotvec_to_rotmat(vectors_rad)
    return matrices


def matrix_to_rotation_vector(rotations: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch 3"]:
    """Inverse of `rotation_vector_to_matrix`; length in [0, pi]."""
    vectors: Tensor = roma.rotmat_to_rotvec(rotations)
    return vectors


def angle_between_deg(a: Float[Tensor, "*batch 3 3"], b: Float[Tensor, "*batch 3 3"]) -> Float[Tensor, "*batch"]:
    """Geodesic distance on SO(3): the angle of the one turn that takes a to b, degrees in [0, 180].

    From the chord |a - b| = 2 sqrt(2) sin(angle / 2), which is accurate for small angles, where the arc
    cosine of the trace is not.
    """
    chord = torch.linalg.matrix_norm(a - b)
    return torch.rad2deg(2 * torch.asin((chord / (2 * math.sqrt(2))).clamp(max=1)))


def random_rotations(
    n: int, generator: torch.Generator, device: torch.device | None = None, dtype: torch.dtype = torch.float32
) -> Float[Tensor, "n 3 3"]:
    """Uniform on SO(3), from normalised Gaussian quaternions (Shoemake 1992)."""
    normal = torch.randn(n, 4, generator=generator, device=generator.device, dtype=torch.float64)
    return quaternion_to_matrix(normal).to(device=device, dtype=dtype)


def mean_rotation(rotations: Float[Tensor, "n 3 3"]) -> Float[Tensor, "3 3"]:
    """The rotation nearest to all (least squares of the chord): the polar factor of their mean."""
    nearest: Tensor = roma.special_procrustes(rotations.mean(dim=0))
    return nearest
