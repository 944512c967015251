"""Particles of another molecule in the stack: known by their volumes, and posed by a search of their own where that is better."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.physics.rotations import angle_between_deg, random_rotations, rotation_vector_to_matrix
from cryofire.search import other_kinds, standing_apart
from cryofire.search.config import SearchConfig
from cryofire.search.lay_onto import Laid
from cryofire.search.other_kinds import (
    held_out_nats,
    look_for_other_kinds_again,
    search_other_kinds_apart,
)
from cryofire.search.standing_apart import is_of_another_kind, neighbours, share_between
from cryofire.search.state import SearchState
from planted import planted

PLACE = PlaceConfig(grid_shell=6, first_shell=6, judge_shell=6, last_shell=7)
CONFIG = SearchConfig(search_shell=6, motion_shell=6, last_shell=7, max_shift_px=2.0, place=PLACE, direction_order=1, n_in_plane=12)
N_MAIN, N_OTHER = 300, 150
IS_OTHER = torch.arange(N_MAIN + N_OTHER) >= N_MAIN


FRAME = rotation_vector_to_matrix(torch.tensor([[0.0, 1.3, 0.9]]))[0]


def mixture(other_pose: str) -> tuple[SearchState, Tensor]:
    """A molecule at its true poses, and a third of its particles, apart in z, in another frame or at chance; and what is right of each."""
    data = planted(N_MAIN + N_OTHER, box_px=16, scale=6.0)
    truth = torch.where(IS_OTHER[:, None, None], data.truth.rotations @ FRAME, data.truth.rotations)
    chance = random_rotations(len(truth), torch.Generator().manual_seed(3))
    found = truth if other_pose == "true" else torch.where(IS_OTHER[:, None, None], chance, truth)
    posteriors = ParticlePosteriors.at_poses(found, data.truth.shifts_px, 1)
    noise = torch.randn(N_MAIN + N_OTHER, 1, generator=torch.Generator().manual_seed(4))
    posteriors.z.copy_(0.2 * noise + torch.where(IS_OTHER, 1.4, -0.7)[:, None])
    state = SearchState(CONFIG, data.whitened, posteriors, 1, 1.5, 0, lambda name, value: None)
    for _ in range(2):  # the prior power of the components, as the steps before leave it
        state.pass_in_closed_form(6)
    return state, truth


def test_a_gap_in_z_is_told_from_a_cut_through_a_motion() -> None:
    generator = torch.Generator().manual_seed(0)
    apart = torch.randn(600, 2, generator=generator) * 0.3 + torch.where(torch.arange(600) < 400, -1.0, 2.0)[:, None]
    assert share_between(neighbours(apart), torch.arange(600) >= 400) < 0.01
    angle = torch.rand(600, generator=generator) * 6.28
    ring = torch.stack([angle.cos(), angle.sin()], dim=1) + 0.3 * torch.randn(600, 2, generator=generator)
    assert share_between(neighbours(ring), angle > 3.14) > 2 * standing_apart.MOST_BETWEEN


def test_particles_whose_volume_is_not_that_of_most_are_another_kind() -> None:
    state, _ = mixture("true")
    found = is_of_another_kind(state, 6)
    assert float(found[IS_OTHER].double().mean()) > 0.95
    assert float(found[~IS_OTHER].double().mean()) < 0.02


def test_what_lies_in_its_place_already_is_no_other_kind(monkeypatch) -> None:
    """A molecule without a part of it looks unlike the whole one, and its poses are right."""
    state, _ = mixture("true")
    tried = []

    def laying(turn: Tensor):
        return lambda *given: tried.append(given) or Laid(turn, False, 0.6, 0.3)

    monkeypatch.setattr(standing_apart, "lay_onto", laying(torch.eye(3)))
    assert not bool(is_of_another_kind(state, 6).any())
    assert 1 <= len(tried) <= 7
    monkeypatch.setattr(standing_apart, "lay_onto", laying(FRAME))
    assert float(is_of_another_kind(state, 6)[IS_OTHER].double().mean()) > 0.95


def test_particles_are_compared_with_those_that_were_not_searched_apart() -> None:
    state, _ = mixture("true")
    state.is_apart = ~IS_OTHER
    found = is_of_another_kind(state, 6)
    assert float(found[IS_OTHER].double().mean()) < 0.05, "they are most of what is left"
    assert float(found[~IS_OTHER].double().mean()) > 0.95
    state.is_apart = torch.zeros(N_MAIN + N_OTHER, dtype=torch.bool)
    assert float(is_of_another_kind(state, 6)[IS_OTHER].double().mean()) > 0.95


def test_images_held_out_are_explained_by_right_poses() -> None:
    rows = torch.nonzero(IS_OTHER)[:, 0]
    right, wrong = (held_out_nats(mixture(pose)[0], rows, torch.arange(N_MAIN + N_OTHER), 6) for pose in ("true", "chance"))
    assert right > wrong + 10


@pytest.mark.parametrize(("is_better", "shares_a_part"), [(True, False), (True, True), (False, False)])
def test_poses_of_a_search_apart_are_taken_where_they_explain_more(is_better, shares_a_part, monkeypatch) -> None:
    state, truth = mixture("chance" if is_better else "true")
    before, seen = state.posteriors.copy(), []

    def apart(whole: SearchState, rows: Tensor, shell: int) -> SearchState:
        """What a search from random starts would find, or fail to."""
        seen.append(rows)
        rotations = truth[rows] if is_better else random_rotations(len(rows), torch.Generator().manual_seed(9))
        found = ParticlePosteriors.at_poses(rotations, whole.posteriors.shifts_px[rows], 0)
        return SearchState(CONFIG, whole.whitened.take(rows), found, 0, 1.5, 0, lambda name, value: None)

    monkeypatch.setattr(other_kinds, "search_apart", apart)
    monkeypatch.setattr(other_kinds, "FEWEST", 50)
    monkeypatch.setattr(other_kinds, "lay_onto", lambda *_: Laid(FRAME, False, 0.9, 0.5 if shares_a_part else 0.0))
    anew: list[str] = []
    monkeypatch.setattr(SearchState, "grow", lambda self: anew.append("components"))
    monkeypatch.setattr(SearchState, "search_again", lambda self, shell, where: anew.append("poses"))
    assert search_other_kinds_apart(state, 6) == is_better
    assert anew == (["components", "poses"] if is_better else [])
    assert len(seen[0]) > (0.4 if is_better else 0.95) * N_OTHER  # volumes of poses at chance are round, and less unlike
    angle = angle_between_deg(state.posteriors.rotations, truth)
    assert float(angle[~IS_OTHER].max()) < 0.1
    if is_better:
        laid = truth[seen[0]] @ FRAME.T if shares_a_part else truth[seen[0]]
        assert float(angle_between_deg(state.posteriors.rotations[seen[0]], laid).max()) < 0.1
        assert state.is_apart is not None and torch.equal(torch.nonzero(state.is_apart)[:, 0], seen[0])
        assert state.found().share_apart == pytest.approx(len(seen[0]) / len(truth))
        assert not search_other_kinds_apart(state, 6), "what was searched apart is not searched again"
    else:
        assert torch.equal(state.posteriors.rotations, before.rotations)
        assert not search_other_kinds_apart(state, 6)
        assert len(seen) == 1, "the same particles are not searched apart in vain twice"
        assert state.stayed is not None
        state.stayed[IS_OTHER.nonzero()[::2]] = False
        search_other_kinds_apart(state, 6)
        assert len(seen) == 2, "others are"


def test_other_kinds_are_looked_for_again_as_often_as_some_are_found(monkeypatch) -> None:
    state, _ = mixture("true")
    answers, done = iter([True, True, False, True]), []
    monkeypatch.setattr(other_kinds, "search_other_kinds_apart", lambda state, shell: next(answers))
    monkeypatch.setattr(SearchState, "search_thoroughly", lambda self: done.append("poses"))
    monkeypatch.setattr(SearchState, "refine_to_outermost", lambda self: done.append("steps"))
    look_for_other_kinds_again(state, 6)
    assert done == ["poses", "steps"] * 2


def test_one_molecule_that_moves_is_left_alone(monkeypatch) -> None:
    data = planted(420, box_px=16, n_components=1, scale=6.0)
    state = SearchState(CONFIG, data.whitened, data.truth.copy(), 1, 1.5, 0, lambda name, value: None)
    monkeypatch.setattr(other_kinds, "search_apart", lambda *a: pytest.fail("there is one kind"))
    monkeypatch.setattr(other_kinds, "FEWEST", 50)
    search_other_kinds_apart(state, 6)
    assert torch.equal(state.posteriors.rotations, data.truth.rotations)
