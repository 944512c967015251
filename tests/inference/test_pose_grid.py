"""The grid of poses: its likelihoods against brute force, and what it puts back."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.grid_assignment import assign_best_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.pose_grids import rotation_grid, shift_grid
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.physics.translations import shift_images
from planted import blob_atoms, grid_of, planted

CPU = torch.device("cpu")


def small_pose_grid(whitened: WhitenedImages, grid: FourierGrid, n_rotations: int = 4) -> PoseGrid:
    rotations = random_rotations(n_rotations, torch.Generator().manual_seed(9))
    return PoseGrid.create(rotations, torch.tensor([[0.0, 0.0], [1.3, -0.4], [-2.0, 0.7]]), whitened, grid)


def test_bank_of_rotations_leaves_no_pose_far_away():
    pose_grid = rotation_grid(1, 16, CPU)
    poses = random_rotations(200, torch.Generator().manual_seed(0))
    nearest = angle_between_deg(pose_grid[None].expand(200, -1, -1, -1), poses[:, None].expand(-1, len(pose_grid), -1, -1)).amin(dim=1)
    assert len(pose_grid) == 48 * 16
    assert float(nearest.max()) < 30
    assert float(nearest.mean()) < 18


def test_shifts_lie_a_step_apart_and_leave_nothing_in_reach_further_than_half_a_step():
    steps = shift_grid(4.0, 1.5, CPU)[:, 0].unique()
    assert steps.diff().tolist() == pytest.approx([1.5] * (len(steps) - 1))
    assert float(steps[-1]) + 0.75 >= 4 > float(steps[-1]) - 0.75
    shifts = shift_grid(4.0, 1.5, CPU)
    assert len(shifts) == len(steps) ** 2
    assert shifts[len(shifts) // 2].tolist() == [0, 0]
    assert shift_grid(0.0, 1.0, CPU).tolist() == [[0, 0]]


def test_log_likelihood_is_how_much_nearer_the_prediction_is_than_nothing():
    data = planted(5)
    grid = grid_of(data.whitened)
    pose_grid, volumes = small_pose_grid(data.whitened, grid), data.atoms.on(grid)
    found = pose_grid.log_likelihood(pose_grid.slices(volumes), data.whitened.images, data.whitened.ctfs)
    assert found.shape == (5, 3, 4)
    for i in range(5):
        for s, shift in enumerate(pose_grid.shifts_px):
            for r, rotation in enumerate(pose_grid.rotations):
                prediction = grid.slice(volumes, rotation[None], pose_grid.indices)[0, :, 0] * data.whitened.ctfs[i]
                prediction = shift_images(prediction, data.whitened.lattice.freqs_per_px, shift)
                y = data.whitened.images[i]
                brute = float((y.abs().square() - (y - prediction).abs().square()).double().sum())
                assert float(found[i, s, r]) == pytest.approx(brute, abs=1e-2)


def test_components_are_integrated_out_as_a_gaussian_of_their_covariance():
    data = planted(3, box_px=12, n_components=2)
    grid = grid_of(data.whitened)
    pose_grid, volumes = small_pose_grid(data.whitened, grid), data.atoms.on(grid)
    found = pose_grid.log_likelihood(pose_grid.slices(volumes), data.whitened.images, data.whitened.ctfs).double()
    exact = torch.empty_like(found)
    slices = pose_grid.slices(volumes).values
    reals = lambda samples: torch.cat([samples.real, samples.imag]).double()  # noqa: E731
    for i in range(3):
        c = data.whitened.ctfs[i]
        for s, shift in enumerate(pose_grid.shifts_px):
            y = reals(shift_images(data.whitened.images[i], data.whitened.lattice.freqs_per_px, -shift))
            for r in range(4):
                parts = torch.stack([reals(slices[j, r] * c) for j in range(3)], dim=1)
                covariance = parts[:, 1:] @ parts[:, 1:].T + 0.5 * torch.eye(len(y), dtype=torch.float64)
                exact[i, s, r] = torch.distributions.MultivariateNormal(parts[:, 0], covariance).log_prob(y)
    difference = found - exact
    spread = difference - difference.mean(dim=(1, 2), keepdim=True)
    assert float(exact.std()) > 10
    assert float(spread.abs().max()) < 1e-2


def test_accumulated_images_return_to_the_voxels_that_they_show():
    """Quarter turns with one voxel a shell: every sample lies on a voxel, and numerator over weight is the volume there."""
    grid, data = FourierGrid(6, 1.0, CPU), planted(6, box_px=16)
    whitened = data.whitened.upto(5)
    quarters = torch.tensor([[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, -1], [0, 1, 0]]])
    pose_grid = PoseGrid.create(quarters.float(), torch.tensor([[0.0, 0.0], [1.0, 2.0]]), whitened, grid)
    volume = blob_atoms(16).on(grid)[:, 0]
    rotation, shift = torch.tensor([0, 1, 2, 2, 1, 0]), torch.tensor([0, 1, 0, 1, 0, 1])
    clean = pose_grid.slices(volume[:, None]).values[0, rotation] * whitened.ctfs * pose_grid.phases[shift].conj()
    score = torch.full((6, 2, 3), -1e4)
    score[torch.arange(6), shift, rotation] = 0
    sums = pose_grid.accumulate(score, clean, whitened.ctfs, n_best=2).values
    numerator, weight = grid.hermitian(torch.complex(sums[:, 0], sums[:, 1])), grid.hermitian(sums[:, 2])
    is_seen = weight > 1e-3
    assert int(is_seen.sum()) == 150
    assert float((numerator / weight - volume)[is_seen].abs().max()) < 1e-3
    assert float(weight.sum()) == pytest.approx(2 * float(whitened.ctfs.square().sum()), rel=1e-5)


def test_inner_shells_of_a_bank_equal_a_bank_made_for_them():
    data = planted(4)
    grid, inner = grid_of(data.whitened), data.whitened.upto(4)
    cut, made = small_pose_grid(data.whitened, grid).upto(len(inner.lattice)), small_pose_grid(inner, grid)
    volumes = data.atoms.on(grid)
    assert torch.allclose(cut.slices(volumes).values, made.slices(volumes).values, atol=1e-5)
    scores = [pose_grid.log_likelihood(pose_grid.slices(volumes), inner.images, inner.ctfs) for pose_grid in (cut, made)]
    assert torch.allclose(*scores, atol=1e-4)
    sums = [pose_grid.accumulate(scores[0], inner.images, inner.ctfs, 3).values for pose_grid in (cut, made)]
    assert torch.allclose(*sums, atol=1e-4)


@pytest.mark.parametrize("n_components", [0, 1, 2])
def test_a_few_rotations_of_each_image_are_compared_as_among_all(n_components):
    data = planted(6, n_components=n_components)
    grid = grid_of(data.whitened)
    pose_grid = PoseGrid.create(rotation_grid(0, 4, CPU), torch.tensor([[0.0, 0.0], [1.0, -0.5]]), data.whitened, grid)
    slices = pose_grid.slices(data.atoms.on(grid))
    whole = pose_grid.log_likelihood(slices, data.whitened.images, data.whitened.ctfs)
    among = torch.stack([torch.randperm(48, generator=torch.Generator().manual_seed(i))[:5] for i in range(6)])
    found = pose_grid.log_likelihood(slices, data.whitened.images, data.whitened.ctfs, among)
    assert found.shape == (6, 2, 5)
    expected = whole.gather(2, among[:, None].expand(-1, 2, -1))
    assert torch.allclose(found, expected, atol=1e-2)
    assert float(expected.std()) > 1


def test_rough_products_are_right_to_one_part_in_a_hundred_and_taken_where_they_are_faster(monkeypatch):
    data = planted(6, n_components=1, scale=20.0)
    grid = grid_of(data.whitened)
    pose_grid = PoseGrid.create(rotation_grid(0, 4, CPU), torch.tensor([[0.0, 0.0], [1.0, -0.5]]), data.whitened, grid)
    slices, among = pose_grid.slices(data.atoms.on(grid)), torch.arange(5).expand(6, 5)
    monkeypatch.setattr("cryofire.inference.pose_grid.results_are_rounded", lambda device: False)
    assert slices.rough() is slices
    monkeypatch.setattr("cryofire.inference.pose_grid.results_are_rounded", lambda device: True)
    assert slices.rough().real.dtype is torch.bfloat16
    for some in (None, among):
        exact, rough = (pose_grid.log_likelihood(each, data.whitened.images, data.whitened.ctfs, some) for each in (slices, slices.rough()))
        assert rough.dtype is torch.float32
        assert 0 < float((rough - exact).abs().max()) < 0.01 * float(exact.abs().max())


def test_slices_of_inner_shells_and_fewer_volumes_are_those_made_for_them():
    data = planted(4, n_components=2)
    grid, inner = grid_of(data.whitened), data.whitened.upto(4)
    whole, made = small_pose_grid(data.whitened, grid), small_pose_grid(inner, grid)
    cut, expected = whole.slices(data.atoms.on(grid)).upto(len(inner.lattice), 1), made.slices(data.atoms.on(grid)[:, :2].contiguous())
    assert torch.allclose(cut.real, expected.real, atol=1e-5)
    for i in range(2):
        for j in range(i, 2):
            assert torch.allclose(cut.overlap[i][j - i], expected.overlap[i][j - i], atol=1e-4)


def test_search_picks_the_nearest_pose_of_the_bank():
    data = planted(40, scale=20.0)
    grid = grid_of(data.whitened)
    pose_grid = PoseGrid.create(rotation_grid(2, 32, CPU), shift_grid(2.0, 0.5, CPU), data.whitened, grid)
    posteriors = ParticlePosteriors.from_prior(40, 0, CPU)
    assign_best_poses(data.whitened, posteriors, pose_grid, data.atoms.on(grid), chunk=16)
    error = angle_between_deg(posteriors.rotations, data.truth.rotations)
    assert float(error.median()) < 15
    assert float((posteriors.shifts_px - data.truth.shifts_px).norm(dim=1).median()) < 0.5
    assert (posteriors.log_likelihood > 0).all()
