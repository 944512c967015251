"""A search that was stopped goes on after its last finished step, and ends as one that was not."""

from __future__ import annotations

import pytest
import torch

from cryofire.core.types import tensors_of
from cryofire.inference.place_config import PlaceConfig
from cryofire.io.run_store import RunStore
from cryofire.search import plan as plan_module
from cryofire.search.ab_initio import AbInitioConfig
from cryofire.search.checkpoint import SearchCheckpoint
from cryofire.search.config import SearchConfig
from cryofire.search.plan import Watch, find, plan
from cryofire.search.result import SearchResult
from cryofire.search.state import SearchState
from planted import planted

CONFIG = SearchConfig(
    ab_initio=AbInitioConfig(
        n_starts=2, march_shells=(3, 4), march_batches=(3, 3), march_after=3, wide_batches=6, batches=10, batch_size=20
    ),
    search_shell=6,
    motion_shell=5,
    last_shell=7,
    max_shift_px=1.5,
    direction_order=0,
    n_in_plane=8,
    motion_passes=3,
    place=PlaceConfig(direction_order=0, n_in_plane=8, n_candidates=4),
)


class StoppedError(Exception):
    pass


@pytest.fixture(scope="module")
def whole() -> SearchResult:
    return find(planted(120, n_components=1, scale=5.0).whitened, 2, CONFIG, 1.5, 3)


def test_resumed_search_equals_uninterrupted_search(tmp_path, monkeypatch, whole):
    """Stopped three times."""
    data = planted(120, n_components=1, scale=5.0)
    run = RunStore(tmp_path)
    search_checkpoint = SearchCheckpoint(run.search, run.write_search)
    steps = plan(CONFIG, 2, True)
    assert len(steps) > 8

    def stopping(state: SearchState) -> None:
        raise StoppedError

    done: list[tuple[str, int]] = []
    before: list[int] = []
    for n_done in (2, 4, 8):
        some = [*steps[:n_done], *[stopping] * (len(steps) - n_done)]
        monkeypatch.setattr(plan_module, "plan", lambda *_, some=some: some)
        with pytest.raises(StoppedError):
            find(data.whitened, 2, CONFIG, 1.5, 3, watch=Watch(going_on=before.append, checkpoint=search_checkpoint))
    monkeypatch.setattr(plan_module, "plan", lambda *_: steps)
    watch = Watch(lambda name, value, n_done, n_steps: done.append((name, n_done)), going_on=before.append, checkpoint=search_checkpoint)
    resumed = find(data.whitened, 2, CONFIG, 1.5, 3, watch=watch)
    assert before == [0, 2, 4, 8]
    assert done[-1][1] == len(steps) == watch.n_steps
    assert "best pose of the grid" not in [name for name, _ in done]
    # To the bit: what a search goes on with has the same values, in the same layout, as if it had not been stopped.
    assert torch.equal(resumed.volumes, whole.volumes)
    assert torch.equal(resumed.whitened.noise_sd, whole.whitened.noise_sd)
    assert torch.equal(resumed.prior, whole.prior)
    for name, value in tensors_of(whole.posteriors).items():
        assert torch.equal(tensors_of(resumed.posteriors)[name], value), name
    assert (resumed.max_shift_px, resumed.starts) == (whole.max_shift_px, whole.starts)


def test_nothing_kept_is_a_search_from_the_beginning(tmp_path):
    run = RunStore(tmp_path)
    state = SearchState(CONFIG, planted(20).whitened, planted(20).truth, 0, 1.5, 0, lambda name, value: None)
    before = state.posteriors
    assert SearchCheckpoint(run.search, run.write_search).load(state, 5) == 0
    assert state.posteriors is before


def test_how_far_poses_have_settled_and_who_was_searched_apart_is_kept(tmp_path):
    run, data = RunStore(tmp_path), planted(20)
    state = SearchState(CONFIG, data.whitened, data.truth, 0, 1.5, 0, lambda name, value: None)
    state.turned, state.n_searches = 0.25, 4
    state.is_apart, state.stayed = torch.arange(20) < 5, torch.arange(20) > 12
    SearchCheckpoint(run.search, run.write_search).save(state, 3, 5)
    other = SearchState(CONFIG, data.whitened, data.truth, 0, 1.5, 0, lambda name, value: None)
    assert SearchCheckpoint(run.search, run.write_search).load(other, 5) == 3
    assert (other.turned, other.n_searches) == (0.25, 4)
    assert other.is_apart is not None and torch.equal(other.is_apart, state.is_apart)
    assert other.stayed is not None and torch.equal(other.stayed, state.stayed)


def test_a_search_of_another_plan_begins_anew_and_says_so(tmp_path, caplog):
    run, data = RunStore(tmp_path), planted(20)
    state = SearchState(CONFIG, data.whitened, data.truth, 0, 1.5, 0, lambda name, value: None)
    state.turned = 0.25
    checkpoint = SearchCheckpoint(run.search, run.write_search)
    checkpoint.save(state, 3, 5)
    other = SearchState(CONFIG, data.whitened, data.truth, 0, 1.5, 0, lambda name, value: None)
    assert checkpoint.load(other, 6) == 0
    assert other.turned == 1.0
    assert "the search begins anew" in caplog.text
