"""A part of a molecule found apart is laid into the whole one's frame and hand."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.physics.pose_grids import rotation_grid
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.search.lay_onto import lay_onto
from cryofire.search.other_kinds import LEAD, SHARED
from planted import grid_points

CPU = torch.device("cpu")
GRID = FourierGrid(8, 1.5, CPU)
ROTATIONS = rotation_grid(2, 32, CPU)
ATOMS = torch.randn(12, 3, generator=torch.Generator().manual_seed(2)) * torch.tensor([0.14, 0.1, 0.06])


def volume_of(atoms: torch.Tensor) -> torch.Tensor:
    points = grid_points(GRID)
    return torch.exp(-2j * torch.pi * (points @ atoms.T)).sum(dim=1) * torch.exp(-0.015 * GRID.radius() ** 2)


@pytest.mark.parametrize(("mirrors", "n_atoms"), [(True, 12), (False, 8)])
def test_turn_hand_and_move_of_a_part_are_found_and_its_images_stay(mirrors, n_atoms):
    q = random_rotations(1, torch.Generator().manual_seed(7))[0]
    moved = ATOMS[:n_atoms] + torch.tensor([0.05, -0.03, 0.02])
    part = (moved if not mirrors else -moved) @ q  # the point q^T x of the part is at x of the whole
    laid = lay_onto(volume_of(ATOMS), volume_of(part), GRID, ROTATIONS, 3)
    assert laid.is_mirrored == mirrors and laid.agreement > (0.95 if n_atoms == 12 else 0.7) > SHARED and laid.lead > LEAD
    assert float(angle_between_deg(laid.rotation, q)) < (3.0 if n_atoms == 12 else 8.0)
    # Its particles' images: slices of the part at R are those of the same atoms in the whole's frame at the new poses.
    rotations = random_rotations(5, torch.Generator().manual_seed(1))
    k = torch.tensor([[2.0, 1.0], [-3.0, 4.0], [0.0, 5.0]])
    before = GRID.slice(volume_of(part)[:, None], rotations, k)
    exact = type(laid)(q, laid.is_mirrored, 1.0, 1.0)
    after = GRID.slice(volume_of(moved)[:, None], exact.poses(rotations), k)
    assert float((before - after).abs().max()) < 0.1 * float(before.abs().max())


def test_a_part_that_lies_where_it_should_is_in_place_and_one_that_is_turned_is_not():
    whole, part = volume_of(ATOMS), volume_of(ATOMS[:8])
    laid = lay_onto(whole, part, GRID, ROTATIONS, 3)
    assert laid.is_in_place(SHARED, LEAD)
    assert not laid.is_in_place(laid.agreement + 0.01, LEAD)
    assert not laid.is_in_place(SHARED, laid.lead + 0.01)
    turned = lay_onto(whole, volume_of(ATOMS[:8] @ random_rotations(1, torch.Generator().manual_seed(7))[0]), GRID, ROTATIONS, 3)
    assert turned.agreement > SHARED and not turned.is_in_place(SHARED, LEAD)
    assert not lay_onto(whole, volume_of(-ATOMS[:8]), GRID, ROTATIONS, 3).is_in_place(SHARED, LEAD)


def test_volumes_of_different_molecules_agree_in_no_one_place():
    others = [torch.randn(12, 3, generator=torch.Generator().manual_seed(seed)) * 0.1 for seed in (20,)]
    assert max(lay_onto(volume_of(ATOMS), volume_of(other), GRID, ROTATIONS, 4).lead for other in others) < LEAD
