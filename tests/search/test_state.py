"""Steps of the search that depend on how far it has come."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.search.config import SearchConfig
from cryofire.search.state import Course
from planted import Planted, planted

CONFIG = SearchConfig(search_shell=6, motion_shell=6, max_shift_px=1.0, direction_order=1, n_in_plane=16)


def course_of(data: Planted, n_components: int) -> Course:
    course = Course(CONFIG, data.spectra, data.truth.with_no_components().copy(), n_components, 1.5, 0, lambda name, value: None)
    course.refine_mean(6, 0)  # a volume of the true poses
    return course


def turn_some(course: Course, n: int) -> None:
    """The first particles look the other way."""
    half_turn = rotation_vector_to_matrix(torch.tensor([[math.pi, 0.0, 0.0]]))
    course.beliefs.rotations[:n] = half_turn @ course.beliefs.rotations[:n]


def test_search_brings_lost_particles_home_and_counts_them():
    course = course_of(planted(300, box_px=20, scale=8.0), 0)
    true = course.beliefs.rotations.clone()
    turn_some(course, 30)
    course.search_again(6, is_wide=False)
    assert float((angle_between_deg(course.beliefs.rotations, true)[:30] < 10).float().mean()) > 0.7
    assert 0.08 < course.turned < 0.2, "some of the others of so small a molecule fit another pose better"


@pytest.mark.parametrize(("turned", "comes_home"), [(0.2, True), (0.009, False)])
def test_settled_poses_are_not_searched_again(turned, comes_home):
    course = course_of(planted(300, box_px=20, scale=8.0), 0)
    true = course.beliefs.rotations.clone()
    turn_some(course, 30)
    course.turned = turned
    course.search_once_more(6)
    assert bool((angle_between_deg(course.beliefs.rotations, true)[:30] < 10).float().mean() > 0.5) == comes_home


def test_steps_in_the_landscape_bring_perturbed_poses_nearer():
    data = planted(600, box_px=20, n_components=2, scale=8.0)
    course = course_of(data, 2)
    course.find_motion()
    axis = torch.nn.functional.normalize(torch.randn(600, 3, generator=torch.Generator().manual_seed(1)), dim=1)
    course.beliefs.rotations.copy_(rotation_vector_to_matrix(math.radians(5) * axis) @ course.beliefs.rotations)
    course.refine_in_landscape(8)
    left = angle_between_deg(course.beliefs.rotations, data.truth.rotations)
    assert float(left.median()) < 3.5
    assert course.beliefs.z.shape == (600, 2)
