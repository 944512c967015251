"""Which particles are kept where most face one way, and that a search goes on with those."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.io.run_store import RunStore
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import random_rotations, rotation_vector_to_matrix
from cryofire.search.ab_initio import AbInitioConfig
from cryofire.search.checkpoint import SearchCheckpoint
from cryofire.search.config import SearchConfig
from cryofire.search.first_poses import OTHER_PARTICLES, begin
from cryofire.search.full_set import SearchedSubset
from cryofire.search.state import SearchState
from cryofire.search.view_balance import even_views_again
from cryofire.search.view_distribution import FEWEST_KEPT, N_DIRECTIONS, directions, even_rows, view_spread
from planted import planted


def one_way_and_any(n_one_way: int, n_any: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    one_way = rotation_vector_to_matrix(0.1 * torch.randn(n_one_way, 3, generator=generator))
    return torch.cat([one_way, random_rotations(n_any, generator)])


def test_particles_kept_show_all_views_nearly_alike_and_keep_the_rare_ones() -> None:
    rotations = one_way_and_any(8000, 2000)
    assert view_spread(rotations)[0] < 0.2
    rows = even_rows(rotations, seed=0)
    assert view_spread(rotations[rows])[0] > 0.9
    assert torch.equal(rows, rows.unique()), "in increasing order, none twice"
    assert (rows >= 8000).sum() > 1700
    assert not torch.equal(rows, even_rows(rotations, seed=1))


def test_no_direction_keeps_more_than_twice_the_middle_one() -> None:
    rotations = one_way_and_any(8000, 4000)
    rows = even_rows(rotations, seed=0).numpy()
    at = directions(rotations)
    counts, kept = torch.bincount(torch.from_numpy(at)), torch.bincount(torch.from_numpy(at[rows]), minlength=192)
    middle = counts.sort(descending=True).values[:96].double().quantile(0.5)
    assert kept.max() == int(2 * middle)
    assert torch.equal(kept[: len(counts)][counts <= 2 * middle], counts[counts <= 2 * middle])


def facing(views: torch.Tensor) -> torch.Tensor:
    """Rotations whose third row is each view."""
    views = torch.nn.functional.normalize(views.double(), dim=1)
    aside = torch.where((views[:, :1].abs() < 0.9), torch.tensor([[1.0, 0, 0]]), torch.tensor([[0, 1.0, 0]])).double()
    x = torch.nn.functional.normalize(torch.linalg.cross(aside, views), dim=1)
    return torch.stack([x, torch.linalg.cross(views, x), views], dim=1)


def test_exactly_as_many_directions_are_reached_as_are_assumed() -> None:
    at = directions(random_rotations(40_000, torch.Generator().manual_seed(0)))
    assert np.unique(at).tolist() == list(range(N_DIRECTIONS))
    # A 96th of all is 417; a pixel's area is the same, and the spread of counts that of chance (20).
    assert np.bincount(at).min() > 417 - 5 * 20 and np.bincount(at).max() < 417 + 5 * 20


def test_a_direction_and_its_opposite_are_one_also_on_the_equator() -> None:
    anywhere = torch.randn(5000, 3, generator=torch.Generator().manual_seed(1))
    angle = torch.arange(720) * torch.pi / 360
    equator = torch.stack([angle.cos(), angle.sin(), 0 * angle], dim=1)
    axes = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, -1, 0], [0, 1, 1], [1, 0, -1]])
    rotations = facing(torch.cat([anywhere, equator, axes]))
    half_turn = torch.diag(torch.tensor([1.0, -1.0, -1.0])).double()
    assert np.array_equal(directions(rotations), directions(half_turn @ rotations))


@pytest.mark.parametrize("n", [FEWEST_KEPT // 2, 5 * FEWEST_KEPT])
def test_enough_to_search_with_are_kept_even_of_a_single_view(n: int) -> None:
    kept = len(even_rows(torch.eye(3).repeat(n, 1, 1), seed=0))
    assert kept == min(n, FEWEST_KEPT)


def test_rows_of_a_share_are_counted_in_the_whole_set() -> None:
    share = SearchedSubset(torch.tensor([2, 5, 7, 11]), 9)
    assert share.of(None) is share
    assert share.of(torch.tensor([1, 3])).rows.tolist() == [5, 11]


@pytest.fixture
def state(monkeypatch) -> SearchState:
    """After a first step in which its views were said to be uneven; 120 particles."""
    for module in ("view_distribution", "first_poses"):
        monkeypatch.setattr(f"cryofire.search.{module}.FEWEST_KEPT", 30)
    monkeypatch.setattr("cryofire.search.first_poses.view_spread", lambda rotations, symmetry: (0.3, 0.5))
    found = new_course()
    begin(found)
    return found


def new_course() -> SearchState:
    march = {"march_shells": (3,), "march_batches": (2,), "march_after": 2}
    quick = AbInitioConfig(n_starts=1, wide_batches=3, batches=4, batch_size=20, anneal_below=0, **march)
    config = SearchConfig(ab_initio=quick, search_shell=6, motion_shell=5, max_shift_px=1.5, direction_order=0, n_in_plane=8)
    whitened = planted(120, n_components=0, scale=5.0).whitened
    return SearchState(config, whitened, ParticlePosteriors.from_prior(120, 0, torch.device("cpu")), 0, 1.5, 0, lambda name, value: None)


def test_search_goes_on_with_particles_of_even_views(state) -> None:
    images = planted(120, n_components=0, scale=5.0).whitened.images
    assert state.rows is not None and 30 <= len(state.rows) < 120
    assert len(state.whitened) == len(state.posteriors) == len(state.rows)
    torch.testing.assert_close(state.whitened.images, images[state.rows])
    other = state.starts[-1]
    assert (other.kind, len(state.starts)) == (OTHER_PARTICLES, 2), "the volume made from those thinned before counts as a start"
    assert 0 < other.agreement <= 1
    found = state.found()
    assert found.rows is state.rows and len(found.posteriors) == len(state.rows)


def test_views_that_are_even_without_junk_are_not_thinned(monkeypatch) -> None:
    monkeypatch.setattr("cryofire.search.first_poses.FEWEST_KEPT", 30)
    counted = []

    def spread(rotations: torch.Tensor, symmetry: PointGroup) -> tuple[float, float]:
        counted.append(len(rotations))
        return (0.9 if len(counted) > 1 else 0.3), 0.5

    monkeypatch.setattr("cryofire.search.first_poses.view_spread", spread)
    found = new_course()
    begin(found)
    assert found.rows is None and len(found.posteriors) == 120
    assert counted == [120, int((found.whitened.weights_or_one() > 0.5).sum())] and counted[1] < 120


def test_views_that_only_the_first_volume_sees_unevenly_are_not_thinned(monkeypatch) -> None:
    monkeypatch.setattr("cryofire.search.first_poses.FEWEST_KEPT", 30)
    monkeypatch.setattr("cryofire.search.view_distribution.FEWEST_KEPT", 30)
    said = iter([0.3, 0.3, 0.9])
    monkeypatch.setattr("cryofire.search.first_poses.view_spread", lambda rotations, symmetry: (next(said), 0.5))
    found = new_course()
    begin(found)
    assert found.rows is None
    assert len(found.whitened) == len(found.posteriors) == 120
    assert next(said, None) is None, "views are looked at, again without junk, and under the next volume"
    assert found.starts[-1].kind != OTHER_PARTICLES


def test_search_with_even_views_goes_on_after_a_stop(state, tmp_path) -> None:
    run = RunStore(tmp_path)
    search_checkpoint = SearchCheckpoint(run.search, run.write_search)
    search_checkpoint.save(state, 1, 5)
    again = new_course()
    assert search_checkpoint.load(again, 5) == 1
    assert torch.equal(again.rows, state.rows)
    torch.testing.assert_close(again.whitened.images, state.whitened.images)
    torch.testing.assert_close(again.everything.images, state.everything.images)


def test_even_views_are_chosen_anew_among_all_particles_and_whitened_as_those_before(state) -> None:
    before, images = state.rows, state.everything.images
    state.whitened = state.whitened.with_noise(2 * state.whitened.noise_sd)
    even_views_again(state, 6)
    assert not torch.equal(before, state.rows)
    assert len(state.whitened) == len(state.posteriors) == len(state.rows)
    torch.testing.assert_close(state.whitened.images, images[state.rows] / 2)
    assert bool((state.posteriors.log_likelihood > 0).any())


def test_even_views_again_leaves_a_search_with_all_particles_alone() -> None:
    state = new_course()
    before = state.posteriors
    even_views_again(state, 6)
    assert state.rows is None and state.posteriors is before


def test_too_few_to_be_thinned_are_all_searched_with(monkeypatch) -> None:
    monkeypatch.setattr("cryofire.search.first_poses.view_spread", lambda rotations, symmetry: (0.3, 0.5))
    state = new_course()
    begin(state)
    assert state.rows is None and len(state.posteriors) == 120
