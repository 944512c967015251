"""Particles of another molecule in the stack: they are known by their poses, and posed by a search of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from cryofire.inference.global_search import PlaceConfig
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.search import lost_states
from cryofire.search.config import SearchConfig
from cryofire.search.lost_states import FoundAgain, find_again, lost_particles, mend_lost_states
from cryofire.search.state import SearchState
from planted import planted

PLACE = PlaceConfig(grid_shell=6, first_shell=6, judge_shell=6, last_shell=7)
CONFIG = SearchConfig(search_shell=6, motion_shell=5, last_shell=7, max_shift_px=2.0, place=PLACE)
N_MAIN, N_OTHER = 300, 150
IS_OTHER = torch.arange(N_MAIN + N_OTHER) >= N_MAIN


def joined(one: WhitenedImages, other: WhitenedImages) -> WhitenedImages:
    return replace(one, images=torch.cat([one.images, other.images]), ctfs=torch.cat([one.ctfs, other.ctfs]))


def mixture() -> tuple[SearchState, Tensor]:
    """A molecule at its true poses and another at poses that mean nothing, each image of which is turned; and all true rotations."""
    main, other = planted(N_MAIN, box_px=16, scale=6.0), planted(N_OTHER, box_px=16, scale=6.0, seed=5)
    mirrored = replace(other.whitened, images=other.whitened.images.conj())  # each image turned by 180 degrees in its plane
    truth = torch.cat([main.truth.rotations, other.truth.rotations])
    wrong = random_rotations(N_OTHER, torch.Generator().manual_seed(3))
    shifts_px = torch.cat([main.truth.shifts_px, -other.truth.shifts_px])
    posteriors = ParticlePosteriors.at_poses(torch.cat([main.truth.rotations, wrong]), shifts_px, 1)
    noise = torch.randn(N_MAIN + N_OTHER, 1, generator=torch.Generator().manual_seed(4))
    posteriors.z.copy_(0.2 * noise + torch.where(IS_OTHER, 1.5, -0.7)[:, None])
    state = SearchState(CONFIG, joined(main.whitened, mirrored), posteriors, 1, 1.5, 0, lambda name, value: None)
    return state, truth


def test_neighbours_in_z_tell_who_is_lost() -> None:
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(900, 2, generator=generator) * 0.3 + torch.where(torch.arange(900) < 600, -1.0, 2.0)[:, None]
    probed = torch.randperm(900, generator=generator)[:400]
    chance = torch.where(probed < 600, 0.8, 0.05)
    again = FoundAgain(probed, torch.rand(400, generator=generator) < chance)
    particles = torch.arange(0, 900, 2)
    assert lost_particles(z, particles, again).tolist() == list(range(600, 900, 2))
    hard = FoundAgain(probed, torch.rand(400, generator=generator) < torch.where(probed < 600, 0.5, 0.3))
    assert len(lost_particles(z, particles, hard)) < 60  # noisy images all of them, and not one kind of two
    none = FoundAgain(probed, torch.rand(400, generator=generator) < 0.03)
    assert len(lost_particles(z, particles, none)) == 0  # where nothing is found again, nothing else is to be compared with


def test_right_poses_are_found_again_and_meaningless_ones_are_not() -> None:
    state, _ = mixture()
    again = find_again(state, 6)
    assert len(again.rows) == N_MAIN + N_OTHER
    other = IS_OTHER[again.rows]
    assert float(again.is_found[~other].double().mean()) > 0.6
    assert float(again.is_found[other].double().mean()) < 0.1


@pytest.mark.parametrize("is_right", [True, False])
def test_poses_of_their_own_search_are_taken_if_they_are_found_again(is_right, monkeypatch) -> None:
    state, truth = mixture()
    before, seen = state.posteriors.copy(), []

    def apart(whole: SearchState, rows: Tensor, shell: int) -> SearchState:
        """What a search from random starts would find, or fail to."""
        seen.append(rows)
        rotations = truth[rows] if is_right else random_rotations(len(rows), torch.Generator().manual_seed(9))
        found = ParticlePosteriors.at_poses(rotations, whole.posteriors.shifts_px[rows], 0)
        return SearchState(CONFIG, whole.whitened.take(rows), found, 0, 1.5, 0, lambda name, value: None)

    monkeypatch.setattr(lost_states, "search_apart", apart)
    monkeypatch.setattr(lost_states, "FEWEST", 100)
    mend_lost_states(state, 6)
    lost = torch.zeros(N_MAIN + N_OTHER, dtype=torch.bool)
    lost[seen[0]] = True
    assert float(lost[IS_OTHER].double().mean()) > 0.95
    assert float(lost[~IS_OTHER].double().mean()) < 0.02
    angle = angle_between_deg(state.posteriors.rotations, truth)
    assert float(angle[~IS_OTHER].max()) < 0.1
    if is_right:
        assert float(angle[lost].max()) < 0.1
    else:
        assert torch.equal(state.posteriors.rotations, before.rotations)


def test_one_molecule_is_left_alone(monkeypatch) -> None:
    data = planted(420, box_px=16, scale=6.0)
    posteriors = ParticlePosteriors.at_poses(data.truth.rotations, data.truth.shifts_px, 1)
    posteriors.z.copy_(torch.randn(420, 1, generator=torch.Generator().manual_seed(1)))
    state = SearchState(CONFIG, data.whitened, posteriors, 1, 1.5, 0, lambda name, value: None)
    monkeypatch.setattr(lost_states, "search_apart", lambda *a: pytest.fail("nothing is lost"))
    monkeypatch.setattr(lost_states, "FEWEST", 100)
    mend_lost_states(state, 6)
    assert torch.equal(state.posteriors.rotations, data.truth.rotations)
