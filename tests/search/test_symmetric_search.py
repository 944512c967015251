"""A search that knows the molecule's symmetry: frames keep to the axes, views are counted once, poses come from one asymmetric unit."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from pydantic import ValidationError

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import distinct, search_globally
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.predicted_images import predicted
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import random_rotations
from cryofire.physics.translations import shift_images
from cryofire.search.ab_initio import random_start
from cryofire.search.config import SearchConfig
from cryofire.search.state import SearchState
from cryofire.search.view_distribution import even_rows, view_spread
from planted import grid_points, planted

CPU = torch.device("cpu")


def symmetric_set(name: str, n: int = 120, seed: int = 0):
    """Images of the blobs of the tiny stack, copied about the axes of a group."""
    data, group = planted(n, seed=seed, noise=0.0), PointGroup(name)
    posteriors = data.truth
    grid = FourierGrid(7, 2.0, CPU, symmetry=group)
    volume = torch.stack([data.atoms.at(grid_points(grid) @ g.T)[:, 0] for g in group.rotations(torch.zeros(()))]).mean(dim=0)
    whitened = data.whitened.upto(7)
    clean = predicted(whitened.lattice, grid, volume[:, None], posteriors.rotations, posteriors.z, whitened.ctfs)
    images = 10 * shift_images(clean, whitened.lattice.freqs_per_px, posteriors.shifts_px)
    return replace(whitened, images=images), posteriors, 10 * volume[:, None], grid


def state_of(whitened, posteriors, name: str) -> SearchState:
    return SearchState(SearchConfig(symmetry=name, search_shell=7), whitened, posteriors.copy(), 0, 2.0, 0, lambda name, value: None)


@pytest.mark.parametrize("name", ["C3", "D2", "O"])
def test_every_pose_is_found_among_those_of_the_unit_up_to_its_copies(name):
    whitened, truth, volumes, grid = symmetric_set(name)
    config = SearchConfig(symmetry=name).placing(7, 2.0)
    found = search_globally(whitened, volumes, grid, config)
    error = grid.symmetry.angle_between_deg(found.rotations, truth.rotations)
    assert float(error.quantile(0.8)) < 3.0
    assert float((found.shifts_px - truth.shifts_px).norm(dim=1).quantile(0.8)) < 0.3


@pytest.mark.parametrize(
    ("name", "off", "taken"),
    [
        ("C1", (0.4, -0.3, 0.5), (0.4, -0.3, 0.5)),
        ("C4", (0.0, 0.0, 0.5), (0.0, 0.0, 0.5)),
        ("C4", (0.4, -0.3, 0.0), (0.0, 0.0, 0.0)),
        ("D2", (0.4, -0.3, 0.5), (0.0, 0.0, 0.0)),
    ],
)
def test_the_middle_moves_along_the_axes_alone(name, off, taken):
    rotations = random_rotations(400, torch.Generator().manual_seed(3))
    whitened, _, _, _ = symmetric_set("C1", 400)
    state = state_of(whitened, ParticlePosteriors.at_poses(rotations, rotations[:, :2] @ torch.tensor(off), 0), name)
    before = state.posteriors.shifts_px.clone()
    state.centre()
    moved = torch.linalg.lstsq(rotations[:, :2].reshape(-1, 3), (before - state.posteriors.shifts_px).reshape(-1, 1)).solution[:, 0]
    assert torch.allclose(moved, torch.tensor(taken), atol=0.08)


def test_particles_of_a_symmetric_molecule_are_seen_from_all_copies_of_their_direction():
    few = PointGroup("O").within_asymmetric_unit(random_rotations(3000, torch.Generator().manual_seed(0)))
    assert view_spread(few)[0] < 0.15 and view_spread(few, PointGroup("O"))[0] > 0.95


def test_even_views_are_drawn_from_one_asymmetric_unit():
    generator = torch.Generator().manual_seed(1)
    even, crowd = random_rotations(4000, generator), random_rotations(1, generator).expand(8000, 3, 3)
    group = PointGroup("D2")
    scattered = group.copies(crowd)[torch.arange(8000), torch.randint(4, (8000,), generator=generator)]
    kept = even_rows(torch.cat([even, scattered]), 0, group)
    assert 2000 <= len(kept) < 5000 and int((kept >= 4000).sum()) < 400


def test_a_copy_of_a_pose_is_no_hypothesis_of_its_own():
    group, generator = PointGroup("C4"), torch.Generator().manual_seed(2)
    one, other = random_rotations(2, generator)
    candidates = torch.stack([one, group.copies(one)[1], group.copies(one)[2], other])[None]
    score = torch.tensor([[4.0, 3.0, 2.0, 1.0]])
    assert distinct(candidates, score, 2, group).tolist() == [[0, 3]]
    assert distinct(candidates, score, 2).tolist() == [[0, 1]]


def test_a_random_start_has_the_symmetry():
    grid = FourierGrid(6, 1.5, CPU, symmetry=PointGroup("D2"))
    volume = random_start(grid, 1.0, torch.Generator().manual_seed(0)).volume.view(grid.size, grid.size, grid.size)
    assert torch.allclose(volume, volume.flip(1, 2), atol=1e-5) and torch.allclose(volume, volume.flip(0, 1), atol=1e-5)


def test_an_unknown_symmetry_is_refused_where_it_was_said():
    with pytest.raises(ValidationError, match="no point group"):
        SearchConfig(symmetry="Q3")
    assert SearchConfig(symmetry="i").point_group == PointGroup("I2")
