"""Poses under known volumes: candidates, distinct hypotheses, refinement."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PoseSearch, cropped, distinct, search_globally
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.rotations import angle_between_deg, euler_to_matrix, random_rotations
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases
from planted import grid_of, planted

CPU = torch.device("cpu")
QUICK = PlaceConfig(grid_shell=5, n_components=2, n_hypotheses=4, first_shell=6, last_shell=9, max_shift_px=1.5, n_in_plane=24)
RIGID = QUICK.model_copy(update={"n_components": 0})


@pytest.mark.parametrize("is_rough", [False, True])
def test_images_are_placed_on_their_true_poses_shifts_and_conformations(is_rough, monkeypatch):
    monkeypatch.setattr("cryofire.inference.pose_grid.results_are_rounded", lambda device: is_rough)
    data = planted(60, box_px=20, n_components=2, scale=40.0)
    grid = grid_of(data.whitened)
    placed = search_globally(data.whitened, data.atoms.on(grid), grid, QUICK)  # whose z the pose grid must know of: it moves much density
    error = angle_between_deg(placed.rotations, data.truth.rotations)
    assert float(error.median()) < 2
    assert float((error < 10).float().mean()) > 0.85
    right = error < 10
    assert float((placed.shifts_px - data.truth.shifts_px)[right].norm(dim=1).median()) < 0.1
    assert float((placed.z - data.truth.z)[right].abs().median()) < 0.2
    assert float(placed.probability[right].mean()) > 0.9


def test_more_images_are_placed_right_by_a_thorough_look():
    data = planted(150, box_px=20, scale=8.0)
    grid, hasty = grid_of(data.whitened), RIGID.model_copy(update={"grid_shell": 4, "n_candidates": 2, "n_hypotheses": 1, "judge_shell": 9})
    assert (hasty.thorough().n_candidates, hasty.thorough().grid_shell, hasty.thorough().first_shell) == (8, 9, 9)
    right = []
    for config in (hasty, hasty.thorough()):
        placed = search_globally(data.whitened, data.atoms.on(grid), grid, config)
        right.append(float((angle_between_deg(placed.rotations, data.truth.rotations) < 10).float().mean()))
    assert right[1] > right[0] + 0.15


def looking(data, share: float, look_shell: int) -> PoseSearch:
    """A search wide off the centre."""
    update = {"grid_shell": 9, "look_shell": look_shell, "n_components": 1, "n_candidates": 2, "max_shift_px": 3.0, "kept_share": share}
    grid = grid_of(data.whitened)
    return PoseSearch(data.whitened, data.atoms.on(grid), grid, QUICK.model_copy(update=update))


def test_a_first_look_at_the_inner_shells_leaves_hardly_any_best_pose_out():
    data = planted(200, box_px=20, n_components=1, scale=4.0)
    among_all, looked = looking(data, 1.0, 7), looking(data, 0.15, 7)
    assert among_all.first_look is None
    assert looked.first_look is not None
    assert looked.first_look.n_kept == math.ceil(0.15 * len(looked.pose_grid.rotations))
    best, found = among_all.candidates(data.whitened), looked.candidates(data.whitened)
    assert looked.look_is_proven
    is_same = (found.rotations[:, 0] == best.rotations[:, 0]).flatten(1).all(dim=1)
    assert float(is_same[32:].float().mean()) > 0.9  # those before were compared with all rotations
    assert bool(is_same[:32].all())
    assert torch.equal(found.shifts_px[:, 0][is_same], best.shifts_px[:, 0][is_same])


def test_a_first_look_that_leaves_best_poses_out_is_given_up():
    data = planted(100, box_px=20, n_components=1, scale=4.0)
    blind = looking(data, 0.02, 1)
    assert blind.first_look is not None
    found = blind.candidates(data.whitened)
    assert blind.first_look is None
    assert torch.equal(found.rotations, looking(data, 1.0, 1).candidates(data.whitened).rotations)


def test_a_first_look_that_would_spare_nothing_is_left_out():
    data = planted(2, box_px=20)
    grid, still = grid_of(data.whitened), RIGID.model_copy(update={"max_shift_px": 0.0})
    assert PoseSearch(data.whitened, data.atoms.on(grid), grid, still).first_look is None
    assert still.thorough().look_shell == still.first_shell


def test_what_falls_between_the_poses_of_one_grid_is_found_by_another():
    """Three hasty searches with grids turned otherwise, each image keeping its likeliest pose, over three with the same."""
    data = planted(150, box_px=20, scale=8.0)
    grid, hasty = grid_of(data.whitened), RIGID.model_copy(update={"direction_order": 1, "n_in_plane": 16, "n_hypotheses": 1})
    right = []
    for turns in ([torch.eye(3)] * 3, random_rotations(3, torch.Generator().manual_seed(0))):
        best = search_globally(data.whitened, data.atoms.on(grid), grid, hasty, turn=turns[0])
        for turn in turns[1:]:
            other = search_globally(data.whitened, data.atoms.on(grid), grid, hasty, turn=turn)
            best.replace_where(other.log_likelihood > best.log_likelihood, other)
        right.append(float((angle_between_deg(best.rotations, data.truth.rotations) < 10).float().mean()))
    assert right[1] > right[0] + 0.1


def test_where_the_other_particles_lie_tells_for_an_image_that_leaves_its_place_open():
    data = planted(300, box_px=20, scale=1.5)  # within 1.5 px of the centre, all of them
    grid, far = grid_of(data.whitened), RIGID.model_copy(update={"max_shift_px": 5.0})
    right, strayed = [], []
    for density in (None, ShiftDensity(1.0, 0.02, 5.0)):
        placed = search_globally(data.whitened, data.atoms.on(grid), grid, far, shift_density=density)
        right.append(float((angle_between_deg(placed.rotations, data.truth.rotations) < 10).float().mean()))
        strayed.append(float((placed.shifts_px.norm(dim=1) > 3).float().mean()))
    assert strayed[0] > 0.15
    assert strayed[1] < 0.02
    assert right[1] >= right[0]


def test_parts_of_a_set_are_placed_as_the_whole():
    data = planted(7, box_px=20, scale=40.0)
    grid = grid_of(data.whitened)
    pose_search = PoseSearch(data.whitened, data.atoms.on(grid), grid, RIGID)
    whole = pose_search.refine_candidates(data.whitened, pose_search.candidates(data.whitened, chunk=7))
    parts = pose_search.refine_candidates(data.whitened, pose_search.candidates(data.whitened, chunk=3), chunk=2)
    torch.testing.assert_close(parts.rotations, whole.rotations, rtol=0, atol=1e-4)
    torch.testing.assert_close(parts.log_likelihood, whole.log_likelihood, rtol=1e-4, atol=1e-2)


def test_the_truth_among_wrong_candidates_is_found():
    data = planted(20, box_px=20, scale=40.0)
    grid = grid_of(data.whitened)
    pose_search = PoseSearch(data.whitened, data.atoms.on(grid), grid, RIGID)
    wrong = random_rotations(60, torch.Generator().manual_seed(3)).view(20, 3, 3, 3)
    rotations = torch.cat([wrong, data.truth.rotations[:, None]], dim=1)
    shifts_px = data.truth.shifts_px[:, None].expand(-1, 4, -1)
    placed = pose_search.refine_candidates(data.whitened, ParticlePosteriors.at_poses(rotations, shifts_px, 0))
    assert float((angle_between_deg(placed.rotations, data.truth.rotations) < 8).float().mean()) >= 0.95


def test_distinct_candidates_are_the_likeliest_that_are_far_apart():
    turns = torch.tensor([[0.0, 0, 0], [0, 10, 0], [0, 60, 0], [0, 66, 0], [0, 120, 0]])
    rotations = euler_to_matrix(turns)[None]
    likelihood = torch.tensor([[5.0, 4, 3, 3.5, 1]])
    assert distinct(rotations, likelihood, 3).tolist() == [[0, 3, 4]]


def test_where_too_few_are_far_apart_the_next_best_near_one_is_taken():
    rotations = euler_to_matrix(torch.tensor([[0.0, 0, 0], [0, 5, 0], [0, 10, 0]]))[None]
    chosen = distinct(rotations, torch.tensor([[1.0, 3.0, 2.0]]), 2)
    assert chosen.tolist() == [[1, 2]]


@pytest.mark.parametrize("oversampling", [1.5, 2.0])
def test_middle_of_a_cube_gives_the_same_slices_up_to_its_shell(oversampling):
    data = planted(4, box_px=20, n_components=1)
    grid, inner = FourierGrid(10, oversampling, CPU), FourierGrid(5, oversampling, CPU)
    volumes, whitened = data.atoms.on(grid), data.whitened.upto(5)
    whole = grid.slice(volumes, data.truth.rotations, whitened.lattice.indices.float())
    middle = inner.slice(cropped(volumes, grid, inner), data.truth.rotations, whitened.lattice.indices.float())
    torch.testing.assert_close(middle, whole)


def test_reach_covers_the_shifts_that_were_found_but_for_the_odd_one():
    shifts_px = torch.zeros(200, 2)
    shifts_px[:, 0] = 3.0
    shifts_px[7] = 40.0
    assert PlaceConfig().with_shifts_of(shifts_px).max_shift_px == pytest.approx(3.5)


def test_shifts_are_counted_from_where_each_particle_is_believed_to_be():
    data = planted(60, box_px=20, scale=40.0)
    grid = grid_of(data.whitened)
    narrow = RIGID.model_copy(update={"max_shift_px": 0.3})
    centres = data.truth.shifts_px + 0.2
    errors = []
    for at in (None, centres):
        pose_search = PoseSearch(data.whitened, data.atoms.on(grid), grid, narrow)
        candidates = pose_search.candidates(data.whitened, at)
        assert candidates.shifts_px.shape == (60, narrow.n_candidates, 2)
        errors.append(float((candidates.shifts_px - data.truth.shifts_px[:, None]).norm(dim=-1).median()))
    assert errors[0] > 0.8, "the pose grid does not reach them from the images' centres"
    assert errors[1] < 0.4
    placed = search_globally(data.whitened, data.atoms.on(grid), grid, narrow, centres)
    assert float((angle_between_deg(placed.rotations, data.truth.rotations) < 10).float().mean()) > 0.8


def test_of_two_molecules_in_one_stack_both_are_found() -> None:
    """Their mean is neither: one component is integrated out in the pose grid unless said otherwise."""
    one, other = (planted(60, box_px=16, scale=12.0, seed=seed) for seed in (0, 1))
    mirrored = replace(one.atoms, positions_px=one.atoms.positions_px.flip(0) * torch.tensor([-1.0, 1.3, 0.7]))
    slices = mirrored.at(slice_coordinates(other.truth.rotations, other.whitened.lattice.indices.float()).reshape(-1, 3))
    clean = slices[:, 0].view(60, -1) * other.whitened.ctfs * shift_phases(other.whitened.lattice.freqs_per_px, other.truth.shifts_px)
    images = torch.cat([one.whitened.images, other.whitened.images - other.clean + clean])
    both = WhitenedImages(one.whitened.lattice, images, torch.cat([one.whitened.ctfs, other.whitened.ctfs]), one.whitened.noise_sd)
    grid = grid_of(both)
    first, second = one.atoms.on(grid), mirrored.on(grid)
    volumes = torch.cat([0.5 * (first + second), 0.5 * (first - second)], dim=1)
    place = PlaceConfig(grid_shell=5, first_shell=6, last_shell=8, max_shift_px=1.5, n_in_plane=24)
    right = []
    for config in (place, place.model_copy(update={"n_components": 0})):
        found = search_globally(both, volumes, grid, config)
        angle = angle_between_deg(found.rotations, torch.cat([one.truth.rotations, other.truth.rotations]))
        right.append((angle < 10).double().view(2, 60).mean(dim=1))
    assert float(right[0].mean()) > 0.75
    assert float((right[0] - right[1]).min()) > 0.25, "either molecule is lost by their mean"
