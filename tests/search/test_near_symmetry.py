"""Particles of a molecule that is nearly symmetric are brought to one of the poses at which it looks alike."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.predicted_images import predicted
from cryofire.inference.symmetry_axes import alike_turns
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.physics.translations import shift_images
from cryofire.search.config import SearchConfig
from cryofire.search.half_map_fsc import half_correlation, half_mean_volumes
from cryofire.search.near_symmetry import NEARLY_ALIKE, agree_on_alike_poses, likelier_alike_poses
from cryofire.search.state import SearchState
from planted import Atoms, planted

N, BOX_PX, SHELL = 600, 24, 9
TURN = PointGroup("C2").rotations(torch.zeros(()))[1]
A_LITTLE = rotation_vector_to_matrix(torch.tensor([0.03, -0.02, 0.04]))


def chain(seed: int = 3) -> Tensor:
    """(atoms, 3) px: steps at random that stay within 7 px of (3, 1, 1)."""
    generator = torch.Generator().manual_seed(seed)
    steps = torch.nn.functional.normalize(torch.randn(60, 3, generator=generator), dim=1) * 2
    at, positions = torch.zeros(3), []
    for step in steps:
        at = at + step if float((at + step).norm()) < 7 else at - step
        positions.append(at)
    return torch.stack(positions) + torch.tensor([3.0, 1.0, 1.0])


def turned_in_part(strength: float, share: float, scale: float = 0.3, seed: int = 0) -> tuple[SearchState, Tensor, Tensor]:
    """A molecule and, of some strength, its copy turned half about z; a share of the particles is taken for turned.

    Returns:
        The search's state, the true rotations, and the (voxels, 1) volume.
    """
    data, generator = planted(N, box_px=BOX_PX, seed=seed, noise=0.0), torch.Generator().manual_seed(seed + 1)
    grid, own = FourierGrid(SHELL, 2.0, torch.device("cpu")), chain()
    weights = torch.cat([torch.ones(len(own)), torch.full((len(own),), strength)])[None]
    volume = scale * Atoms(torch.cat([own, own @ TURN]), weights, 1.0, BOX_PX).on(grid)
    whitened, truth = data.whitened.upto(SHELL), data.truth
    clean = predicted(whitened.lattice, grid, volume, truth.rotations, truth.z, whitened.ctfs)
    images = shift_images(clean, whitened.lattice.freqs_per_px, truth.shifts_px)
    noise = torch.view_as_complex(torch.randn(*images.shape, 2, generator=generator)) * math.sqrt(0.5)
    state = SearchState(
        SearchConfig(search_shell=SHELL), replace(whitened, images=images + noise), truth.copy(), 0, 2.0, 0, lambda *_: None
    )
    is_turned = torch.rand(N, generator=generator) < share
    state.posteriors.rotations[is_turned] = truth.rotations[is_turned] @ TURN
    state.pass_in_closed_form(SHELL)
    return state, truth.rotations, volume


def share_right(state: SearchState, rotations: Tensor) -> float:
    return float((angle_between_deg(state.posteriors.rotations, rotations) < 15).double().mean())


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_the_pose_of_most_wins(share: float) -> None:
    state, rotations, _ = turned_in_part(0.5, share)
    before = state.posteriors.copy()
    assert share_right(state, rotations) == pytest.approx(1 - share, abs=0.05)
    agree_on_alike_poses(state, SHELL)
    right = share_right(state, rotations if share < 0.5 else rotations @ TURN)
    assert right > 0.97
    assert float((state.posteriors.shifts_px - before.shifts_px).norm(dim=1).median()) < 0.5


def test_a_molecule_that_looks_otherwise_when_turned_is_left_alone() -> None:
    state, rotations, _ = turned_in_part(0.0, 0.0)
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, rotations)


def test_where_all_agree_already_nothing_is_made_anew() -> None:
    state, rotations, _ = turned_in_part(0.7, 0.0)
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, rotations)


def test_of_a_symmetric_molecule_any_pose_is_right() -> None:
    state, _, _ = turned_in_part(1.0, 0.3, scale=0.6)
    before = state.posteriors.rotations.clone()
    agree_on_alike_poses(state, SHELL)
    assert torch.equal(state.posteriors.rotations, before)


def test_turns_of_a_symmetry_that_is_named_are_not_compared() -> None:
    """Poses that it relates are one: the grid's volume is the same at each."""
    state, _, _ = turned_in_part(1.0, 0.0)
    for name, n_turns in (("C1", 1), ("C2", 0)):
        grid = replace(state.grid(SHELL), symmetry=PointGroup(name))
        halves = half_mean_volumes(state.whitened, state.posteriors, grid)
        assert len(alike_turns(*halves, grid, half_correlation(*halves, grid), NEARLY_ALIKE)) == n_turns


def test_each_particle_takes_the_likelier_after_local_steps() -> None:
    """Of one volume, where it need not be found: turned particles go back, though the axis is known roughly; the others stay."""
    state, rotations, volume = turned_in_part(0.7, 0.4)
    is_turned = angle_between_deg(state.posteriors.rotations, rotations) > 90
    is_likelier, alike = likelier_alike_poses(state.whitened, state.posteriors, state.grid(SHELL), volume, (TURN @ A_LITTLE)[None])
    assert float((is_likelier == is_turned).double().mean()) > 0.98
    assert float(angle_between_deg(alike.rotations, rotations)[is_turned].median()) < 2


def test_the_bar_of_likeness_lies_between_those_seen() -> None:
    assert 0.45 < NEARLY_ALIKE < 0.61
