"""A search that begins with a symmetry and goes on without it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from torch import Tensor

from alike import SHELL, turned_in_part
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg
from cryofire.search import relax
from cryofire.search.config import SearchConfig
from cryofire.search.near_symmetry import agree_on_alike_poses
from cryofire.search.plan import plan
from cryofire.search.relax import begin_with_symmetry
from cryofire.search.state import SearchState

CONFIG = SearchConfig(symmetry="C2", relaxes=True, search_shell=SHELL, motion_shell=SHELL - 1)


def relaxed(monkeypatch: pytest.MonkeyPatch, strength: float) -> tuple[SearchState, Tensor, list[str]]:
    """A search whose random starts found every pose up to the symmetry; with the true rotations, and the symmetry it had meanwhile."""
    state, rotations, _ = turned_in_part(strength, 0.0)
    state.config, groups = CONFIG, []

    def found(state: SearchState) -> None:
        groups.append(state.config.point_group.name)

    monkeypatch.setattr(relax, "begin", found)
    begin_with_symmetry(state)
    return state, rotations, groups


def test_the_beginning_has_the_symmetry_and_the_rest_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    state, rotations, groups = relaxed(monkeypatch, 0.5)
    assert groups == ["C2"] and state.config is CONFIG and CONFIG.point_group.is_trivial
    near = angle_between_deg(state.posteriors.rotations, rotations) < 15
    assert 0.4 < float(near.double().mean()) < 0.6, "each particle is at one of its copies, any"
    assert float(PointGroup("C2").angle_between_deg(state.posteriors.rotations, rotations).median()) < 3
    assert state.grid(SHELL).symmetry.is_trivial


def test_particles_agree_on_a_copy_where_one_subunit_is_not_like_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    state, rotations, _ = relaxed(monkeypatch, 0.5)
    agree_on_alike_poses(state, SHELL)
    right = float((angle_between_deg(state.posteriors.rotations, rotations) < 15).double().mean())
    assert max(right, 1 - right) > 0.97


def test_the_plan_begins_so_only_where_it_is_asked_for() -> None:
    assert begin_with_symmetry in plan(CONFIG, 2, is_ab_initio=True)
    assert begin_with_symmetry not in plan(CONFIG.model_copy(update={"relaxes": False}), 2, is_ab_initio=True)


def test_without_a_symmetry_there_is_nothing_to_relax() -> None:
    with pytest.raises(ValidationError, match="there is no symmetry to go on without"):
        SearchConfig(relaxes=True)
