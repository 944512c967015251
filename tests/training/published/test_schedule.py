"""The schedule is a pure function of the images seen: nothing can be jumped over, restarted or stopped short of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.training.published.schedule import FIRST_SHELL, Phase, ScheduleConfig, ScheduleState, schedule

TOTAL = 10_000_000


def state_at(images_seen: int, box_px: int = 64, z_dim: int = 8, **options: object) -> ScheduleState:
    return schedule(ScheduleConfig(**options), box_px, z_dim, images_seen, TOTAL)


def test_marching_begins_at_shell_three_and_adds_one_each_hundred_thousand_images():
    shells = [state_at(n).shell for n in (0, 99_999, 100_000, 199_999, 200_000, 1_000_000)]
    assert shells == [3, 3, 4, 4, 5, 13]
    assert FIRST_SHELL == 3


@pytest.mark.parametrize("box_px", [16, 17, 64, 65, 128])
def test_marching_reaches_the_last_shell_and_stays_there(box_px):
    steps = box_px // 2 - FIRST_SHELL
    assert state_at(10 * steps - 1, box_px, add_one_frequency_every=10).shell == box_px // 2 - 1
    for images_seen in (10 * steps, 10 * steps + 1, 10**9):
        assert state_at(images_seen, box_px, add_one_frequency_every=10).shell == box_px // 2


def test_marching_in_batches_that_do_not_divide_the_interval_skips_no_shell():
    shells = [state_at(n, add_one_frequency_every=100).shell for n in range(0, 4000, 37)]
    assert sorted(set(shells)) == list(range(3, 33))


@pytest.mark.parametrize("box_px", [4, 5, 6])
def test_box_smaller_than_the_first_shell_has_its_own_last_one(box_px):
    assert state_at(0, box_px).shell == min(3, box_px // 2)


def test_circular_mask_has_all_shells_from_the_start():
    assert [state_at(n, output_mask="circ").shell for n in (0, 1, 10**9)] == [32, 32, 32]


def test_pose_only_phase_ends_at_its_count():
    phases = [state_at(n, pose_only_phase=1000).phase for n in (0, 999, 1000, 1001, 10**8)]
    assert phases == [Phase.POSE_ONLY, Phase.POSE_ONLY, Phase.JOINT, Phase.JOINT, Phase.JOINT]


def test_homogeneous_model_has_no_pose_only_phase():
    assert not state_at(0, z_dim=0, pose_only_phase=1000).is_pose_only


def test_learning_rate_is_constant_or_falls_along_half_a_cosine():
    assert [state_at(n).lr_factor for n in (0, TOTAL // 2, TOTAL)] == [1.0, 1.0, 1.0]
    factors = [state_at(n, lr_decay="cosine").lr_factor for n in (0, TOTAL // 4, TOTAL // 2, TOTAL, 2 * TOTAL)]
    assert factors == pytest.approx([1.0, 0.5 + 0.5**1.5, 0.5, 0.0, 0.0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**8), st.integers(1, 10**6), st.integers(4, 300))
def test_same_question_has_the_same_answer_and_shells_never_go_back(images_seen, more, box_px):
    one = state_at(images_seen, box_px)
    state_at(images_seen + more, box_px)
    assert state_at(images_seen, box_px) == one
    assert one.shell <= state_at(images_seen + more, box_px).shell <= box_px // 2
