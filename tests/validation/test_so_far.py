"""The verdict on a search at work: right poses and wrong ones are told apart, and the search does not notice."""

from __future__ import annotations

import json

import pytest
import torch

from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.search.ab_initio import StartRecord
from cryofire.search.config import SearchConfig
from cryofire.search.state import SearchState
from cryofire.validation.evidence import Evidence
from cryofire.validation.so_far import gather_so_far, is_due
from cryofire.validation.verdict import Verdict, judge
from planted import planted

PLACE = PlaceConfig(grid_shell=6, first_shell=6, judge_shell=6, last_shell=7)
CONFIG = SearchConfig(search_shell=7, motion_shell=5, last_shell=7, max_shift_px=2.0, place=PLACE)


def search_at(poses: str) -> SearchState:
    """A search of 600 images, of high signal, that has found the true poses, or others."""
    data = planted(600, box_px=16, scale=6.0)
    posteriors = data.truth.with_no_components().copy()
    if poses != "true":
        posteriors.rotations = random_rotations(600, torch.Generator().manual_seed(3))
    state = SearchState(CONFIG, data.whitened, posteriors, 0, 1.5, 0, lambda name, value: None)
    state.starts = tuple(StartRecord("wide", 3.0, agreement) for agreement in (1.0, 0.7, 0.4))
    return state


def test_right_poses_are_found_again_and_wrong_ones_are_not() -> None:
    right, wrong = (gather_so_far(search_at(poses), 4.0, PLACE) for poses in ("true", "other"))
    assert right is not None and wrong is not None
    assert (right.n_particles, right.n_used, right.restart_agreement) == (600, 600, 0.7)
    assert right.posed_apart is not None and wrong.posed_apart is not None
    assert right.posed_apart > 0.6 > 0.1 > wrong.posed_apart
    assert judge(right).verdict is not Verdict.FAILED
    assert judge(wrong).verdict is Verdict.FAILED


def test_the_search_stays_as_it_is() -> None:
    state = search_at("true")
    kept = state.posteriors.copy()
    assert gather_so_far(state, 4.0, PLACE) is not None
    assert torch.equal(state.posteriors.rotations, kept.rotations)
    assert torch.equal(state.posteriors.shifts_px, kept.shifts_px)
    assert float(angle_between_deg(state.posteriors.rotations, kept.rotations).max()) < 0.1


def test_images_that_were_left_out_are_counted_once_they_are_judged() -> None:
    state = search_at("true")
    weights = torch.ones(600)
    weights[:150] = 0
    state.whitened = state.whitened.with_weights(weights)
    unjudged = gather_so_far(state, 4.0, None)
    state.contrast_sd = 0.1
    judged = gather_so_far(state, 4.0, None)
    assert unjudged is not None and judged is not None
    assert (unjudged.junk_in_run, judged.junk_in_run, judged.n_used) == (None, 0.25, 450)
    assert judged.posed_apart is None and judged.shift_border_share is None


def test_few_images_say_nothing() -> None:
    state = search_at("true")
    state.whitened = state.whitened.with_weights(torch.zeros(600))
    assert gather_so_far(state, 4.0, PLACE) is None


def test_it_is_told_three_times() -> None:
    assert [n for n in range(27) if is_due(n, 26)] == [6, 13, 20]  # 6.5 to the even one


def test_one_kind_of_particle_at_wrong_poses_is_seen_as_that() -> None:
    """A third of the particles lie apart in z, at random poses; the others at their true ones."""
    state = search_at("true")
    is_lost = torch.arange(600) % 3 == 0
    z = torch.randn(600, 1, generator=torch.Generator().manual_seed(1)) * 0.05 + torch.where(is_lost, 2.0, -1.0)[:, None]
    others = random_rotations(600, torch.Generator().manual_seed(3))
    rotations = torch.where(is_lost[:, None, None], others, state.posteriors.rotations)
    state.posteriors = ParticlePosteriors.at_poses(rotations, state.posteriors.shifts_px, 1)
    state.posteriors.z.copy_(z)
    found = gather_so_far(state, 4.0, PLACE)
    assert found is not None and found.states is not None
    assert sum(of_all for of_all, _, _ in found.states) == pytest.approx(1, abs=1e-5)
    assert sum(n for _, n, _ in found.states) == 150
    lost = [share for of_all, n, share in found.states if share < 0.3]
    assert lost
    assert Evidence.from_dict(json.loads(json.dumps(found.to_dict()))) == found
