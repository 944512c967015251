"""Fourier volumes on a grid: reading, filling, mirrors and derivatives."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.inference.fourier_grid import FourierGrid, with_gradients
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from planted import blob_atoms, grid_points

CUBE = FourierGrid(6, 1.5, torch.device("cpu"))
INDICES = Lattice.create(16, 6).indices.float()


def random_complex(n: int, c: int, seed: int = 0) -> torch.Tensor:
    return torch.view_as_complex(torch.randn(n, c, 2, generator=torch.Generator().manual_seed(seed)))


def test_reading_at_a_grid_point_gives_its_value_exactly():
    grid = FourierGrid(6, 2.0, torch.device("cpu"))
    volumes = random_complex(grid.n_voxels, 3)
    k = torch.tensor([[1.0, 0.0], [2.0, -3.0], [0.0, 4.0], [-5.0, 1.5]])
    found = grid.slice(volumes, torch.eye(3)[None], k)[0]
    x, y = (2 * k).long().unbind(1)
    n, middle = grid.size, grid.reach
    assert torch.equal(found, volumes[(middle * n + y + middle) * n + x + middle])


@pytest.mark.parametrize("oversampling", [1.0, 1.5, 2.0])
def test_a_linear_function_is_read_exactly_between_grid_points(oversampling):
    grid = FourierGrid(6, oversampling, torch.device("cpu"))
    slope = torch.tensor([[0.3 - 1j], [1.1 + 0.2j], [-0.7 + 0.5j]])
    rotations = random_rotations(10, torch.Generator().manual_seed(1))
    found = grid.slice(grid_points(grid).to(slope.dtype) @ slope + 2, rotations, INDICES)
    expected = slice_coordinates(rotations, INDICES).to(slope.dtype) @ slope + 2
    assert float((found - expected).abs().max()) < 2e-5


def test_inserting_is_the_adjoint_of_reading():
    generator = torch.Generator().manual_seed(2)
    rotations = random_rotations(7, generator)
    volumes = torch.rand(CUBE.n_voxels, 3, generator=generator)
    slices = torch.rand(7, len(INDICES), 3, generator=generator)
    sums = torch.zeros(CUBE.n_voxels, 3)
    CUBE.backproject(slices, rotations, INDICES, sums)
    on_the_slices = (CUBE.slice(volumes.to(torch.complex64), rotations, INDICES).real * slices).double().sum()
    on_the_cube = (volumes * sums).double().sum()
    assert float(on_the_slices) == pytest.approx(float(on_the_cube), rel=1e-6)


def test_sparse_insertion_equals_eight_scattered_additions_on_top_of_what_was_there():
    generator = torch.Generator().manual_seed(3)
    rotations = random_rotations(5, generator)
    slices = torch.randn(5, len(INDICES), 4, generator=generator)
    before = torch.randn(CUBE.n_voxels, 4, generator=generator)
    at = CUBE.corners(slice_coordinates(rotations, INDICES).reshape(-1, 3))
    expected = before.clone()
    for corner in range(8):
        expected.index_add_(0, at.index[:, corner], slices.flatten(0, 1) * at.weight[:, corner, None])
    found = before.clone()
    CUBE.backproject(slices, rotations, INDICES, found)
    assert float((found - expected).abs().max()) < 1e-5
    assert float((found - before).sum()) == pytest.approx(float(slices.sum()), abs=0.01)


def test_hermitian_adds_the_conjugate_of_the_opposite_frequency():
    values = random_complex(CUBE.n_voxels, 1)[:, 0]
    full = CUBE.hermitian(values)
    points = grid_points(CUBE)
    assert torch.equal(points.flip(0), -points)
    assert torch.equal(full, values + values.flip(0).conj())
    assert torch.equal(full.flip(0), full.conj())
    assert torch.equal(CUBE.hermitian(values.real), full.real)


def test_half_a_plane_made_hermitian_equals_the_whole_plane():
    rotations = random_rotations(3, torch.Generator().manual_seed(4))
    slices = random_complex(3 * len(INDICES), 1)[:, 0].view(3, -1)
    parts = torch.view_as_real(slices)
    half, whole = torch.zeros(CUBE.n_voxels, 2), torch.zeros(CUBE.n_voxels, 2)
    CUBE.backproject(parts, rotations, INDICES, half)
    CUBE.backproject(parts, rotations, INDICES, whole)
    CUBE.backproject(torch.view_as_real(slices.conj().resolve_conj()), rotations, -INDICES, whole)
    difference = CUBE.hermitian(torch.view_as_complex(half)) - torch.view_as_complex(whole)
    assert float(difference.abs().max()) < 1e-5


def gradient_error(oversampling: float) -> float:
    """Of the derivatives of the blobs inside the last shell, relative to the largest derivative."""
    grid, atoms = FourierGrid(5, oversampling, torch.device("cpu")), blob_atoms(16)
    points = grid_points(grid)
    found = with_gradients(grid, atoms.on(grid))
    single = [type(atoms)(atoms.positions_px[a : a + 1], atoms.weights[:, a : a + 1], atoms.width_px, 16) for a in range(5)]
    exact = torch.zeros(grid.n_voxels, 3, dtype=torch.complex64)
    for atom in single:
        fall = -4 * math.pi**2 * atom.width_px**2 * points / 16**2
        exact += atom.at(points) * torch.complex(fall, (-2 * math.pi / 16 * atom.positions_px).expand_as(points).contiguous())
    is_inside = grid.radius() <= 5
    assert torch.equal(found[:, 0], atoms.on(grid)[:, 0])
    return float((found[:, 1:] - exact)[is_inside].abs().max() / exact.abs().max())


def test_gradients_are_the_derivatives_along_x_y_z_to_second_order():
    coarse, fine = gradient_error(2.0), gradient_error(4.0)
    assert coarse < 0.1
    assert coarse / fine == pytest.approx(4, rel=0.15)
