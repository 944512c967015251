"""Rotations in every dress: against matrices written out, against scipy, and there and back."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from scipy.spatial.transform import Rotation
from torch import Tensor

from cryofire.physics.rotations import (
    angle_between_deg,
    euler_to_matrix,
    matrix_to_euler,
    matrix_to_quaternion,
    matrix_to_rotation_vector,
    matrix_to_six,
    mean_rotation,
    quaternion_to_matrix,
    random_rotations,
    rotation_vector_to_matrix,
    six_to_matrix,
)

BATCHES = [(1,), (3,), (4,), (2, 3), ()]


def some_rotations(n: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    return random_rotations(n, torch.Generator().manual_seed(seed), dtype=dtype)


def normal(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def assert_are_rotations(matrices: Tensor, tolerance: float = 1e-12) -> None:
    identity = torch.eye(3, dtype=matrices.dtype).expand(matrices.shape)
    torch.testing.assert_close(matrices @ matrices.transpose(-1, -2), identity, atol=tolerance, rtol=0)
    torch.testing.assert_close(torch.linalg.det(matrices), torch.ones(matrices.shape[:-2], dtype=matrices.dtype), atol=tolerance, rtol=0)


# ---- RELION's angles ----


def frame_z(a: float) -> Tensor:
    c, s = math.cos(a), math.sin(a)
    return torch.tensor([[c, s, 0], [-s, c, 0], [0, 0, 1]], dtype=torch.float64)


def frame_y(b: float) -> Tensor:
    c, s = math.cos(b), math.sin(b)
    return torch.tensor([[c, 0, -s], [0, 1, 0], [s, 0, c]], dtype=torch.float64)


@pytest.mark.parametrize("batch", BATCHES)
def test_euler_matrix_is_the_product_of_relions_three_frame_rotations(batch: tuple[int, ...]) -> None:
    angles = normal(*batch, 3) * 100
    expected = [frame_z(psi) @ frame_y(tilt) @ frame_z(rot) for rot, tilt, psi in torch.deg2rad(angles).reshape(-1, 3).tolist()]
    torch.testing.assert_close(euler_to_matrix(angles), torch.stack(expected).reshape(*batch, 3, 3), atol=1e-12, rtol=0)


def test_psi_turns_the_frame_so_the_atom_on_x_is_seen_on_minus_y() -> None:
    seen = euler_to_matrix(torch.tensor([0.0, 0.0, 90.0])) @ torch.tensor([1.0, 0.0, 0.0])
    torch.testing.assert_close(seen, torch.tensor([0.0, -1.0, 0.0]), atol=1e-6, rtol=0)


def test_rot_and_tilt_are_the_viewing_direction() -> None:
    # The third row is the axis that the projection sums over: azimuth rot, polar angle tilt.
    rot, tilt = math.radians(40.0), math.radians(70.0)
    direction = torch.tensor([math.cos(rot) * math.sin(tilt), math.sin(rot) * math.sin(tilt), math.cos(tilt)])
    torch.testing.assert_close(euler_to_matrix(torch.tensor([40.0, 70.0, -25.0]))[2], direction)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_any_rotation_survives_the_way_to_angles_and_back(dtype: torch.dtype) -> None:
    rotations = some_rotations(500, dtype=dtype)
    angles = matrix_to_euler(rotations)
    tolerance = 1e-10 if dtype == torch.float64 else 1e-4
    assert angle_between_deg(euler_to_matrix(angles), rotations).max() < tolerance
    assert angles[:, 1].min() >= 0
    assert angles[:, 1].max() <= 180
    assert angles[:, [0, 2]].abs().max() <= 180


def test_angles_in_range_come_back_as_they_were() -> None:
    grid = itertools.product([-170.0, -90.0, -0.5, 0.0, 90.0, 179.5], [0.5, 45.0, 90.0, 179.0], [-179.0, -90.0, 0.0, 30.0, 180.0])
    angles = torch.tensor(list(grid), dtype=torch.float64)
    difference = matrix_to_euler(euler_to_matrix(angles)) - angles
    assert torch.remainder(difference + 180, 360).sub(180).abs().max() < 1e-9


@pytest.mark.parametrize("tilt", [0.0, 180.0, 1e-8, 1e-5, 1e-3, 180 - 1e-3, 180 - 1e-5])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_at_the_poles_the_rotation_is_kept(tilt: float, dtype: torch.dtype) -> None:
    angles = torch.tensor([[25.0, tilt, -60.0], [-140.0, tilt, 130.0], [0.0, tilt, 0.0]], dtype=dtype)
    rotations = euler_to_matrix(angles)
    found = matrix_to_euler(rotations)
    assert found.isfinite().all()
    # 1e-4: sin(tilt) below 1e-6 (6e-5 degrees) is called a pole.
    assert angle_between_deg(euler_to_matrix(found), rotations).max() < 1e-4


@pytest.mark.parametrize("tilt", [0.0, 180.0])
def test_at_the_poles_rot_is_zero(tilt: float) -> None:
    found = matrix_to_euler(euler_to_matrix(torch.tensor([[25.0, tilt, -60.0]], dtype=torch.float64)))
    expected = torch.tensor([[0.0, tilt, -60.0 + 25.0 if tilt == 0 else -60.0 - 25.0]], dtype=torch.float64)
    torch.testing.assert_close(found, expected, atol=1e-9, rtol=0)


# ---- six numbers ----


@pytest.mark.parametrize("batch", BATCHES)
def test_named_fault_six_numbers_give_rotations_for_every_batch_size(batch: tuple[int, ...]) -> None:
    # The published code took a cross product without naming its axis, and a batch of exactly 3 gave non-rotations.
    matrices = six_to_matrix(normal(*batch, 6))
    assert matrices.shape == (*batch, 3, 3)
    assert_are_rotations(matrices)


def test_six_numbers_are_two_rows_made_orthonormal() -> None:
    six = normal(4, 6)
    first, second = six[:, :3], six[:, 3:]
    x = first / first.norm(dim=1, keepdim=True)
    y = second - (second * x).sum(dim=1, keepdim=True) * x
    y = y / y.norm(dim=1, keepdim=True)
    expected = torch.stack([x, y, torch.linalg.cross(x, y, dim=1)], dim=1)
    torch.testing.assert_close(six_to_matrix(six), expected, atol=1e-10, rtol=0)


@pytest.mark.parametrize("n", [1, 3, 4])
def test_a_rotation_survives_the_way_to_six_numbers_and_back(n: int) -> None:
    rotations = some_rotations(n)
    torch.testing.assert_close(six_to_matrix(matrix_to_six(rotations)), rotations, atol=1e-10, rtol=0)


def test_the_length_of_the_six_numbers_does_not_matter() -> None:
    six = normal(3, 6)
    torch.testing.assert_close(six_to_matrix(six * torch.tensor([5.0] * 3 + [0.1] * 3)), six_to_matrix(six), atol=1e-9, rtol=0)


def test_six_numbers_pass_exact_gradients() -> None:
    assert torch.autograd.gradcheck(six_to_matrix, normal(3, 6).requires_grad_())


# ---- quaternions and rotation vectors ----


@pytest.mark.parametrize("batch", BATCHES)
def test_quaternions_mean_what_scipys_mean(batch: tuple[int, ...]) -> None:
    quaternions = normal(*batch, 4)
    expected = torch.from_numpy(Rotation.from_quat(quaternions.reshape(-1, 4).numpy()).as_matrix()).reshape(*batch, 3, 3)
    torch.testing.assert_close(quaternion_to_matrix(quaternions), expected, atol=1e-12, rtol=0)


def test_a_rotation_survives_the_way_to_a_unit_quaternion_and_back() -> None:
    half_turns = torch.diag_embed(torch.tensor([[1.0, -1, -1], [-1, 1, -1], [-1, -1, 1]], dtype=torch.float64))
    rotations = torch.cat([some_rotations(50), torch.eye(3, dtype=torch.float64)[None], half_turns])
    quaternions = matrix_to_quaternion(rotations)
    torch.testing.assert_close(quaternions.norm(dim=1), torch.ones(54, dtype=torch.float64))
    torch.testing.assert_close(quaternion_to_matrix(quaternions), rotations, atol=1e-12, rtol=0)


@pytest.mark.parametrize("batch", BATCHES)
def test_rotation_vectors_mean_what_scipys_mean(batch: tuple[int, ...]) -> None:
    vectors = normal(*batch, 3)
    expected = torch.from_numpy(Rotation.from_rotvec(vectors.reshape(-1, 3).numpy()).as_matrix()).reshape(*batch, 3, 3)
    torch.testing.assert_close(rotation_vector_to_matrix(vectors), expected, atol=1e-12, rtol=0)


def test_a_rotation_vector_about_z_turns_x_towards_y() -> None:
    seen = rotation_vector_to_matrix(torch.tensor([0.0, 0.0, math.pi / 2])) @ torch.tensor([1.0, 0.0, 0.0])
    torch.testing.assert_close(seen, torch.tensor([0.0, 1.0, 0.0]), atol=1e-6, rtol=0)


def test_a_rotation_survives_the_way_to_a_rotation_vector_and_back() -> None:
    tiny = rotation_vector_to_matrix(torch.tensor([[1e-7, 0, 0], [0, 0, 0]], dtype=torch.float64))
    rotations = torch.cat([some_rotations(50), tiny])
    vectors = matrix_to_rotation_vector(rotations)
    assert vectors.norm(dim=1).max() <= math.pi + 1e-12
    torch.testing.assert_close(rotation_vector_to_matrix(vectors), rotations, atol=1e-10, rtol=0)
    torch.testing.assert_close(vectors[50], torch.tensor([1e-7, 0, 0], dtype=torch.float64), atol=1e-12, rtol=0)


def test_rotation_vectors_and_quaternions_pass_exact_gradients() -> None:
    # From zero too: a refinement of poses starts there.
    vectors = torch.cat([normal(3, 3), torch.zeros(1, 3, dtype=torch.float64)])
    assert torch.autograd.gradcheck(rotation_vector_to_matrix, vectors.requires_grad_())
    assert torch.autograd.gradcheck(quaternion_to_matrix, normal(3, 4).requires_grad_())


# ---- distances, averages, samples ----


@pytest.mark.parametrize("angle_deg", [0.0, 1e-6, 1e-3, 0.1, 5.0, 60.0, 120.0, 179.0, 180.0])
def test_angle_between_is_the_angle_of_the_turn_between(angle_deg: float) -> None:
    axis = torch.nn.functional.normalize(normal(4, 3), dim=1)
    a = some_rotations(4)
    b = rotation_vector_to_matrix(axis * math.radians(angle_deg)) @ a
    expected = torch.full((4,), angle_deg, dtype=torch.float64)
    torch.testing.assert_close(angle_between_deg(a, b), expected, atol=2e-6 if angle_deg == 180 else 1e-9, rtol=1e-6)


def test_tiny_angles_are_measured_in_single_precision() -> None:
    # The arc cosine of the trace would read 0 or 0.03 degrees here: it cannot tell angles under sqrt(1e-7) apart.
    turn = rotation_vector_to_matrix(torch.tensor([math.radians(1e-3), 0.0, 0.0]))
    assert float(angle_between_deg(torch.eye(3), turn)) == pytest.approx(1e-3, rel=0.01)
    assert float(angle_between_deg(turn, turn)) == 0


def test_angle_between_is_symmetric_and_the_same_after_turning_both() -> None:
    a, b, q = some_rotations(4, 1), some_rotations(4, 2), some_rotations(4, 3)
    torch.testing.assert_close(angle_between_deg(a, b), angle_between_deg(b, a))
    torch.testing.assert_close(angle_between_deg(q @ a, q @ b), angle_between_deg(a, b))
    torch.testing.assert_close(angle_between_deg(a @ q, b @ q), angle_between_deg(a, b))


def test_mean_rotation_is_the_middle_of_two_and_ignores_even_scatter() -> None:
    a = some_rotations(1)[0]
    wobble = normal(200, 3) * 0.1
    scattered = rotation_vector_to_matrix(torch.cat([wobble, -wobble])) @ a
    assert float(angle_between_deg(mean_rotation(scattered), a)) < 1e-9
    quarter = rotation_vector_to_matrix(torch.tensor([[0.0, 0.0, 0.4], [0.0, 0.0, 1.0]], dtype=torch.float64))
    middle = rotation_vector_to_matrix(torch.tensor([0.0, 0.0, 0.7], dtype=torch.float64))
    torch.testing.assert_close(mean_rotation(quarter), middle, atol=1e-12, rtol=0)


@pytest.mark.parametrize("n", [1, 3, 4])
def test_random_rotations_are_rotations_and_follow_their_generator(n: int) -> None:
    rotations = some_rotations(n)
    assert rotations.shape == (n, 3, 3)
    assert_are_rotations(rotations)
    assert torch.equal(rotations, some_rotations(n))
    assert not torch.equal(rotations, some_rotations(n, seed=1))
    assert some_rotations(n, dtype=torch.float32).dtype == torch.float32


def test_random_rotations_are_uniform() -> None:
    n = 40_000
    r = some_rotations(n)
    # Every column of a uniform rotation is uniform on the sphere: mean 0, second moment 1/3, fourth 1/5.
    assert r.mean(dim=0).abs().max() < 4 / math.sqrt(3 * n)
    assert (r.square().mean(dim=0) - 1 / 3).abs().max() < 4 * math.sqrt((1 / 5 - 1 / 9) / n)
    assert (r.pow(4).mean(dim=0) - 1 / 5).abs().max() < 4 * math.sqrt((1 / 9 - 1 / 25) / n)
    # The angle from any fixed rotation has density (1 - cos a) / pi: mean 90 + 360 / pi^2 degrees.
    angles = angle_between_deg(r, some_rotations(1, seed=9).expand(n, 3, 3))
    assert float(angles.mean()) == pytest.approx(90 + 360 / math.pi**2, abs=1.0)
    share_under_60 = float((angles < 60).double().mean())
    assert share_under_60 == pytest.approx((math.pi / 3 - math.sin(math.pi / 3)) / math.pi, abs=0.005)


def test_inputs_are_left_as_they_were() -> None:
    rotations, six, angles, quaternions = some_rotations(3), normal(3, 6), normal(3, 3), normal(3, 4)
    copies = [t.clone() for t in (rotations, six, angles, quaternions)]
    euler_to_matrix(angles), rotation_vector_to_matrix(angles), six_to_matrix(six), quaternion_to_matrix(quaternions)
    matrix_to_euler(rotations), matrix_to_six(rotations), matrix_to_quaternion(rotations), matrix_to_rotation_vector(rotations)
    angle_between_deg(rotations, rotations), mean_rotation(rotations)
    assert all(torch.equal(a, b) for a, b in zip((rotations, six, angles, quaternions), copies, strict=True))
