"""Particles far off the centre, where searches about the middle and about a wrong centre do not find them."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.inference.place_config import PlaceConfig
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.physics.translations import shift_phases
from cryofire.search.config import SearchConfig
from cryofire.search.state import SearchState, Where
from cryofire.search.stragglers import LEAST_EXPLAINED, least_explained, search_stragglers
from planted import planted

PLACE = PlaceConfig(grid_shell=6, first_shell=6, judge_shell=6, last_shell=7)
CONFIG = SearchConfig(search_shell=6, motion_shell=6, last_shell=7, max_shift_px=5.0, place=PLACE, direction_order=1, n_in_plane=12)
N, N_FAR = 300, 30
IS_FAR = torch.arange(N) < N_FAR
OFF_PX = torch.tensor([3.2, -2.9])


def with_some_far_off() -> tuple[SearchState, Tensor, Tensor]:
    """A tenth of the particles lie 4 px further off, and have poses at chance about the middle; the others' are true."""
    data = planted(N, box_px=16, scale=6.0)
    rotations, shifts_px = data.truth.rotations.clone(), data.truth.shifts_px.clone()
    data.whitened.images[IS_FAR] *= shift_phases(data.whitened.lattice.freqs_per_px, OFF_PX.expand(N_FAR, 2))
    shifts_px[IS_FAR] += OFF_PX
    state = SearchState(CONFIG, data.whitened, data.truth.copy(), 0, 1.5, 0, lambda name, value: None)
    state.posteriors.rotations[IS_FAR] = random_rotations(N_FAR, torch.Generator().manual_seed(2))
    state.max_shift_px = 2.0
    for _ in range(2):
        state.pass_in_closed_form(7)
    return state, rotations, shifts_px


def share_found(state: SearchState, rotations: Tensor, shifts_px: Tensor) -> tuple[float, float]:
    """Of the particles far off and of the others, the shares within 10 degrees and a pixel."""
    turned = angle_between_deg(state.posteriors.rotations, rotations)
    moved = (state.posteriors.shifts_px - shifts_px).norm(dim=1)
    is_found = ((turned < 10) & (moved < 1)).double()
    return float(is_found[IS_FAR].mean()), float(is_found[~IS_FAR].mean())


def test_what_lies_far_off_is_found_and_nothing_else_is_lost() -> None:
    state, *truth = with_some_far_off()
    assert share_found(state, *truth) == (0, 1)
    search_stragglers(state)
    far, near = share_found(state, *truth)
    assert far > 0.75
    assert near > 0.98
    assert state.max_shift_px == CONFIG.max_shift_px, "others are to be looked for as far off from now on"


def test_a_search_about_each_centre_does_not_find_them() -> None:
    """Else the step would be for nothing."""
    state, *truth = with_some_far_off()
    state.search_again(7, Where.OWN_CENTRE, is_thorough=True)
    assert share_found(state, *truth)[0] < 0.3


def test_where_all_lie_near_the_middle_the_others_are_looked_for_there_still() -> None:
    data = planted(N, box_px=16, scale=6.0)
    state = SearchState(CONFIG, data.whitened, data.truth.copy(), 0, 1.5, 0, lambda name, value: None)
    state.max_shift_px = 2.0
    state.pass_in_closed_form(7)
    search_stragglers(state)
    assert state.max_shift_px == 2.0
    assert float(angle_between_deg(state.posteriors.rotations, data.truth.rotations).median()) < 3


def test_those_of_least_likelihood_are_looked_for() -> None:
    log_likelihood = torch.tensor([5.0, -3.0, 2.0, -9.0, 8.0, 1.0])
    particles = torch.tensor([0, 1, 2, 4, 5])
    assert least_explained(log_likelihood, particles, 2).tolist() == [1, 5]
    assert int(LEAST_EXPLAINED * N) == pytest.approx(45)
