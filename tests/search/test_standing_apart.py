"""Kinds of particles: clusters of z without gaps between them, and volumes of few images whose noise is divided out."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.search import standing_apart
from cryofire.search.config import SearchConfig
from cryofire.search.lay_onto import Laid
from cryofire.search.standing_apart import ALIKE, is_of_another_kind, neighbours
from cryofire.search.state import SearchState
from planted import planted

CONFIG = SearchConfig(search_shell=6, motion_shell=6, last_shell=7, max_shift_px=2.0, direction_order=1, n_in_plane=12)


def shown_of_halves(noise: float) -> tuple[float, float]:
    """One molecule in two sets of few images: the agreement of their volumes, and the same with the noise divided out."""
    data = planted(240, box_px=16, scale=1.0, noise=noise)
    state = SearchState(CONFIG, data.whitened, data.truth.copy(), 0, 1.5, 0, lambda name, value: None)
    for _ in range(2):
        state.pass_in_closed_form(6)
    grid, rows = state.grid(6), torch.arange(240)
    one, other = (standing_apart._shown_by(state, half, grid) for half in (rows[::2], rows[1::2]))
    return standing_apart._agreement_here(one.mean, other.mean, grid), one.agreement_with(other, grid)


def test_noise_of_few_images_is_divided_out() -> None:
    raw, divided = shown_of_halves(noise=1.5)
    assert raw < ALIKE, "the noise alone would make them two kinds"
    assert divided > raw + 0.1
    assert divided > ALIKE


def test_nothing_is_said_of_what_noise_alone_shows() -> None:
    raw, divided = shown_of_halves(noise=10.0)
    assert raw < 0.4
    assert divided == 1.0


def cloud(places: list[float], each: int = 80, width: float = 0.15) -> tuple[Tensor, Tensor]:
    """z and labels of clusters along a line."""
    generator = torch.Generator().manual_seed(0)
    z = torch.cat([place + width * torch.randn(each, 1, generator=generator) for place in places])
    return z, torch.arange(len(places)).repeat_interleave(each)


def test_clusters_with_no_gap_between_them_are_one_kind() -> None:
    z, labels = cloud([0.0, 0.4, 0.8, 6.0, 12.0, 12.3])
    kinds = standing_apart._without_gaps(labels, [0, 1, 2, 3, 4, 5], neighbours(z))
    assert sorted(sorted(kind) for kind in kinds) == [[0, 1, 2], [3], [4, 5]]
    # The middle one of three is not asked for: the outer two do not touch.
    assert sorted(standing_apart._without_gaps(labels, [2, 0, 3], neighbours(z))) == [[0], [2], [3]]


@pytest.mark.parametrize(("n_in_place", "is_left"), [(2, True), (1, False)])
def test_a_kind_is_in_its_place_where_most_of_it_is(n_in_place, is_left, monkeypatch) -> None:
    """One cluster of three that was pulled to the whole molecule does not keep the others there."""
    labels = cloud([0.0, 6.0, 6.3, 6.6])[1]
    turn = torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(1))).Q
    answers = iter([Laid(torch.eye(3) if j < n_in_place else turn, False, 0.6, 0.3) for j in range(3)])
    monkeypatch.setattr(standing_apart, "lay_onto", lambda *given: next(answers))
    shown = [standing_apart._Shown(torch.zeros(1, dtype=torch.complex64), 1.0)] * 4
    found = standing_apart._is_in_place([1, 2, 3], labels, shown, 0, grid=None, turns=None)  # type: ignore[arg-type]
    assert found == is_left


def test_one_molecule_in_few_noisy_images_is_no_two_kinds(monkeypatch) -> None:
    """A gap in z, and volumes that noise makes unlike, wherever they would be laid."""
    monkeypatch.setattr(standing_apart, "lay_onto", lambda *given: Laid(torch.eye(3), True, 0.6, 0.3))
    monkeypatch.setattr(standing_apart, "N_CLUSTERS", 2)
    data = planted(240, box_px=16, n_components=1, scale=1.0, noise=1.5)
    posteriors = data.truth.copy()
    posteriors.z.copy_(cloud([-1.0, 2.0], each=120)[0])
    state = SearchState(CONFIG, data.whitened, posteriors, 1, 1.5, 0, lambda name, value: None)
    for _ in range(2):
        state.pass_in_closed_form(6)
    posteriors.z.copy_(cloud([-1.0, 2.0], each=120)[0])
    assert not bool(is_of_another_kind(state, 6).any())
