"""Steps of the search that depend on how far it has come."""

from __future__ import annotations

import math
from functools import partial

import pytest
import torch

from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.search.config import SearchConfig
from cryofire.search.plan import unless_settled
from cryofire.search.state import SearchState, Where
from planted import Planted, planted

CONFIG = SearchConfig(search_shell=6, motion_shell=6, max_shift_px=1.0, direction_order=1, n_in_plane=16)


def state_of(data: Planted, n_components: int) -> SearchState:
    state = SearchState(CONFIG, data.whitened, data.truth.with_no_components().copy(), n_components, 1.5, 0, lambda name, value: None)
    state.refine_mean(6, 0)  # a volume of the true poses
    return state


def turn_some(state: SearchState, n: int) -> None:
    """The first particles look the other way."""
    half_turn = rotation_vector_to_matrix(torch.tensor([[math.pi, 0.0, 0.0]]))
    state.posteriors.rotations[:n] = half_turn @ state.posteriors.rotations[:n]


@pytest.mark.parametrize("where", list(Where))
def test_search_brings_lost_particles_home_and_counts_them(where):
    state = state_of(planted(300, box_px=20, scale=8.0), 0)
    true = state.posteriors.rotations.clone()
    turn_some(state, 30)
    state.search_again(6, where)
    # Of the others of so small a molecule some fit another pose better, and so do some of these.
    assert float((angle_between_deg(state.posteriors.rotations, true)[:30] < 10).float().mean()) > 0.45
    assert 0.05 < state.turned < 0.2, "some of the others of so small a molecule fit another pose better"


def test_a_particle_that_a_wrong_pose_has_put_in_a_wrong_place_is_found_in_the_middle():
    found = {}
    for where in (Where.MIDDLE, Where.OWN_CENTRE):
        state = state_of(planted(600, box_px=20, scale=8.0), 0)
        state.max_shift_px = 4.0
        true = state.posteriors.rotations.clone()
        turn_some(state, 100)
        state.posteriors.shifts_px[:100] += 2.5
        state.search_again(6, where)
        found[where] = float((angle_between_deg(state.posteriors.rotations, true)[:100] < 10).float().mean())
    assert found[Where.MIDDLE] > found[Where.OWN_CENTRE] + 0.05


def test_junk_does_not_count_among_the_turned():
    state = state_of(planted(300, box_px=20, scale=8.0), 0)
    turn_some(state, 30)
    weights = torch.ones(300)
    weights[:30] = 0
    state.see_images(state.whitened.noise_sd, None, weights)
    state.search_again(6, Where.MIDDLE)
    assert state.turned < 0.1


@pytest.mark.parametrize(("turned", "comes_home"), [(0.2, True), (0.009, False)])
def test_settled_poses_are_not_searched_again(turned, comes_home):
    state = state_of(planted(300, box_px=20, scale=8.0), 0)
    true = state.posteriors.rotations.clone()
    turn_some(state, 30)
    state.turned = turned
    unless_settled(partial(SearchState.search_again, shell=6, where=Where.MIDDLE))(state)
    assert bool((angle_between_deg(state.posteriors.rotations, true)[:30] < 10).float().mean() > 0.5) == comes_home


def test_steps_in_the_landscape_bring_perturbed_poses_nearer():
    data = planted(600, box_px=20, n_components=2, scale=8.0)
    state = state_of(data, 2)
    state.find_motion()
    axis = torch.nn.functional.normalize(torch.randn(600, 3, generator=torch.Generator().manual_seed(1)), dim=1)
    state.posteriors.rotations.copy_(rotation_vector_to_matrix(math.radians(5) * axis) @ state.posteriors.rotations)
    state.refine_in_latent_density(8)
    left = angle_between_deg(state.posteriors.rotations, data.truth.rotations)
    assert float(left.median()) < 3.5
    assert state.posteriors.z.shape == (600, 2)


@pytest.mark.parametrize("is_one_view", [False, True])
def test_centring_takes_out_an_offset_of_the_molecule_and_comes_out_the_same_each_time(is_one_view):
    """Along the only direction of view an offset changes no shift: none is found there."""
    data = planted(200)
    if is_one_view:
        data.truth.rotations.copy_(data.truth.rotations[:1].expand(200, 3, 3).clone())
    data.truth.shifts_px.copy_(data.truth.rotations[:, :2] @ torch.tensor([1.5, -2.0, 0.5]))
    states = [state_of(data, 0) for _ in range(5)]
    offset = states[0].posteriors.shifts_px.clone()
    for state in states:
        state.posteriors.shifts_px.copy_(offset)
        state.centre()
        assert torch.equal(state.posteriors.shifts_px, states[0].posteriors.shifts_px)
    assert float(offset.abs().max()) > 1.0
    assert float(states[0].posteriors.shifts_px.abs().max()) < 1e-4
