"""Pose errors: what was planted is what is measured, whatever the frame."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.evaluation.pose_error import compare_poses
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import random_rotations, rotation_vector_to_matrix

N = 400


def true_poses(seed=0) -> Poses:
    generator = torch.Generator().manual_seed(seed)
    rotations = random_rotations(N, generator, dtype=torch.float64)
    return Poses(rotations, torch.randn(N, 2, generator=generator, dtype=torch.float64))


def turns(std_deg: float, seed=1):
    """(N, 3, 3) random turns, Gaussian about each axis."""
    vectors = torch.randn(N, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return rotation_vector_to_matrix(vectors * math.radians(std_deg))


def in_frame(true: Poses, q, d) -> Poses:
    """The same poses, told of a volume in which the point x of the true one is at Q x + d."""
    rotations = true.rotations @ q.transpose(-1, -2)
    return Poses(rotations, true.shifts_px - (rotations @ d)[:, :2])


FRAME = random_rotations(1, torch.Generator().manual_seed(9), dtype=torch.float64)[0]
OFFSET = torch.tensor([1.5, -0.5, 2.0], dtype=torch.float64)
ONE_GROUP = np.zeros(N, int)


def test_another_frame_and_offset_is_no_error():
    true = true_poses()
    comparison = compare_poses(in_frame(true, FRAME, OFFSET), true, ONE_GROUP)
    assert comparison.errors.per_group.mean_deg < 1e-4
    assert comparison.errors.global_.mean_deg < 1e-4
    assert comparison.errors.shift_median_px < 1e-6
    assert not comparison.errors.is_mirrored
    torch.testing.assert_close(comparison.frames[0].rotation, FRAME)
    torch.testing.assert_close(comparison.frames[0].offset_px, OFFSET)


@pytest.mark.parametrize("std_deg", [1.0, 8.0])
def test_planted_errors_are_measured_as_full_angles(std_deg):
    true = true_poses()
    found = Poses(turns(std_deg) @ true.rotations, true.shifts_px)
    errors = compare_poses(in_frame(found, FRAME, OFFSET), true, ONE_GROUP).errors
    # Medians of the chi distribution with three degrees of freedom, and, for the view axis, which a turn about
    # itself leaves where it is, with two. The frame, found from the better half, adds a few percent.
    assert errors.per_group.median_deg == pytest.approx(1.538 * std_deg, rel=0.1)
    assert errors.per_group.mean_deg == pytest.approx(1.596 * std_deg, rel=0.1)
    assert errors.per_group.p90_deg == pytest.approx(2.5 * std_deg, rel=0.1)
    assert errors.view_direction_median_deg == pytest.approx(1.177 * std_deg, rel=0.1)
    assert errors.per_group.under_10_deg == pytest.approx(1.0 if std_deg == 1 else 0.33, abs=0.06)


def test_gross_errors_leave_the_rest_as_it_was():
    true = true_poses()
    rotations = true.rotations.clone()
    rotations[:120] = true_poses(seed=5).rotations[:120]
    errors = compare_poses(in_frame(Poses(rotations, true.shifts_px), FRAME, OFFSET), true, ONE_GROUP).errors
    assert errors.per_group.median_deg < 1e-4
    assert errors.per_group.under_10_deg == pytest.approx(0.7, abs=0.01)
    assert errors.per_group.mean_deg == pytest.approx(0.3 * 126.5, rel=0.1)  # two random rotations are 126.5 degrees apart
    assert errors.per_group.p90_deg > 100


def test_the_other_hand_is_seen_and_is_no_error():
    true = true_poses()
    found = in_frame(true, FRAME, OFFSET)
    mirrored = Poses(flip_hand_of_rotations(found.rotations), found.shifts_px)
    comparison = compare_poses(mirrored, true, ONE_GROUP)
    assert comparison.errors.is_mirrored
    assert comparison.errors.per_group.mean_deg < 1e-4
    assert comparison.errors.shift_median_px < 1e-6


def test_a_frame_that_drifts_between_groups_is_an_error_of_one_frame_only():
    true = true_poses()
    groups = np.arange(N) % 4
    drift = rotation_vector_to_matrix(torch.tensor([[0, 0, math.radians(10.0 * g)] for g in range(4)], dtype=torch.float64))
    rotations = true.rotations @ drift[groups].transpose(1, 2)
    errors = compare_poses(Poses(rotations, true.shifts_px), true, groups).errors
    assert errors.per_group.mean_deg < 1e-4
    # One frame sits between the groups at 0, 10, 20, 30 degrees.
    assert 4 < errors.global_.median_deg < 16


def test_shift_noise_is_measured_after_the_offset():
    true = true_poses()
    noise = torch.randn(N, 2, generator=torch.Generator().manual_seed(3), dtype=torch.float64) * 0.5
    errors = compare_poses(in_frame(Poses(true.rotations, true.shifts_px + noise), FRAME, OFFSET), true, ONE_GROUP).errors
    assert errors.shift_median_px == pytest.approx(0.5 * math.sqrt(2 * math.log(2)), rel=0.1)  # Rayleigh's median


def test_inputs_are_left_as_they_were():
    true = true_poses()
    found = in_frame(true, FRAME, OFFSET)
    copies = [t.clone() for t in (true.rotations, true.shifts_px, found.rotations, found.shifts_px)]
    compare_poses(found, true, ONE_GROUP)
    assert all(torch.equal(a, b) for a, b in zip(copies, (true.rotations, true.shifts_px, found.rotations, found.shifts_px), strict=True))


def test_unequal_numbers_are_refused_with_both():
    true = true_poses()
    with pytest.raises(DataError, match="399 found poses for 400 true ones"):
        compare_poses(true[:399], true, ONE_GROUP)


@pytest.mark.parametrize(("name", "flips"), [("C5", False), ("C5", True), ("D2", False), ("D2", True), ("T", False), ("I2", True)])
def test_a_pose_of_a_symmetric_molecule_is_as_right_as_its_nearest_copy(name, flips):
    group, true = PointGroup(name), true_poses()
    generator = torch.Generator().manual_seed(4)
    turned = (turns(2.0) @ true.rotations) @ FRAME.T  # the axes are the found frame's
    copies = group.copies(turned)[torch.arange(N), torch.randint(group.order, (N,), generator=generator)]
    copies[: N // 5] = random_rotations(N // 5, generator, dtype=torch.float64)
    # Mirrored, the axes of these groups stay what they are.
    found = Poses(flip_hand_of_rotations(copies) if flips else copies, true.shifts_px)
    errors = compare_poses(found, true, ONE_GROUP, group).errors
    assert errors.is_mirrored == flips and 0.8 <= errors.per_group.under_10_deg < 0.95
    assert errors.per_group.median_deg == pytest.approx(2.0 * 1.54 * 1.15, rel=0.2)
    assert compare_poses(found, true, ONE_GROUP).errors.per_group.under_10_deg < 0.8
