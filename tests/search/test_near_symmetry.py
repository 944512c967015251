"""Particles of a molecule that is nearly symmetric are brought to one of the poses at which it looks alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from alike import SHELL, TURN, turned_in_part
from cryofire.inference.symmetry_axes import alike_turns
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.search.half_map_fsc import half_correlation, half_mean_volumes
from cryofire.search.near_symmetry import NEARLY_ALIKE, agree_on_alike_poses, likelier_alike_poses
from cryofire.search.state import SearchState

A_LITTLE = rotation_vector_to_matrix(torch.tensor([0.03, -0.02, 0.04]))


def share_right(state: SearchState, rotations: Tensor) -> float:
    return float((angle_between_deg(state.posteriors.rotations, rotations) < 15).double().mean())


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_the_pose_of_most_wins(share: float) -> None:
    state, rotations, _ = turned_in_part(0.5, share)
    before = state.posteriors.copy()
    assert share_right(state, rotations) == pytest.approx(1 - share, abs=0.05)
    agree_on_alike_poses(state, SHELL)
    right = share_right(state, rotations if share < 0.5 else rotations @ TURN)
    assert right > 0.97
    assert float((state.posteriors.shifts_px - before.shifts_px).norm(dim=1).median()) < 0.5


def test_a_molecule_that_looks_otherwise_when_turned_is_left_alone() -> None:
    state, rotations, _ = turned_in_part(0.0, 0.0)
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, rotations)


def test_where_all_agree_already_nothing_is_made_anew() -> None:
    state, rotations, _ = turned_in_part(0.7, 0.0)
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, rotations)


def test_of_a_symmetric_molecule_any_pose_is_right() -> None:
    state, _, _ = turned_in_part(1.0, 0.3, scale=0.6)
    before = state.posteriors.rotations.clone()
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, before)


def test_turns_of_a_symmetry_that_is_named_are_not_compared() -> None:
    """Poses that it relates are one: the grid's volume is the same at each."""
    state, _, _ = turned_in_part(1.0, 0.0)
    for name, n_turns in (("C1", 1), ("C2", 0)):
        grid = replace(state.grid(SHELL), symmetry=PointGroup(name))
        halves = half_mean_volumes(state.whitened, state.posteriors, grid)
        assert len(alike_turns(*halves, grid, half_correlation(*halves, grid), NEARLY_ALIKE)) == n_turns


def test_each_particle_takes_the_likelier_after_local_steps() -> None:
    """Of one volume, where it need not be found: turned particles go back, though the axis is known roughly; the others stay."""
    state, rotations, volume = turned_in_part(0.7, 0.4)
    is_turned = angle_between_deg(state.posteriors.rotations, rotations) > 90
    is_likelier, alike = likelier_alike_poses(state.whitened, state.posteriors, state.grid(SHELL), volume, (TURN @ A_LITTLE)[None])
    assert float((is_likelier == is_turned).double().mean()) > 0.98
    assert float(angle_between_deg(alike.rotations, rotations)[is_turned].median()) < 2


def test_the_bar_of_likeness_lies_between_those_seen() -> None:
    assert 0.45 < NEARLY_ALIKE < 0.61
