"""The eight symmetries of a square image, on pixels and on poses."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.physics.lattice import Lattice
from cryofire.physics.mirror import (
    N_SYMMETRIES,
    candidate_views,
    flip_hand_of_rotations,
    flip_hand_of_volume,
    plane_symmetries,
    poses_of_untransformed,
    space_rotations,
    transform_images,
)
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import FourierVolume, central_slices, volume_to_grid
from cryofire.physics.translations import shift_images

BOXES = [16, 17]


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(6)


def lump_without_symmetry(box: int) -> Tensor:
    """A volume of one block of uneven voxels, off centre."""
    c = box // 2
    volume = torch.zeros(box, box, box, dtype=torch.float64)
    volume[c - 3 : c + 4, c - 2 : c + 4, c - 4 : c + 2] = torch.rand(7, 6, 6, generator=generator(), dtype=torch.float64)
    return volume


def projections(grid: FourierVolume, rotations: Tensor, shifts: Tensor, lattice: Lattice) -> Tensor:
    freqs = lattice.indices.double() / lattice.box_px
    return lattice.to_images(shift_images(central_slices(grid, rotations, freqs), freqs, shifts))


def test_the_symmetries_are_eight_signed_permutations_in_the_documented_order() -> None:
    s = plane_symmetries()
    assert s.shape == (N_SYMMETRIES, 2, 2)
    assert len({tuple(m.flatten().tolist()) for m in s}) == N_SYMMETRIES
    torch.testing.assert_close(s @ s.transpose(-1, -2), torch.eye(2).expand(8, 2, 2))
    assert s[0].tolist() == [[1, 0], [0, 1]]
    assert s[1].tolist() == [[-1, 0], [0, 1]]
    assert s[2].tolist() == [[1, 0], [0, -1]]
    assert s[3].tolist() == [[-1, 0], [0, -1]]
    # The last four exchange x and y first, then flip as the first four do.
    exchange = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    torch.testing.assert_close(s[4:], s[:4] @ exchange)


def test_each_symmetry_of_the_plane_is_a_rotation_of_space() -> None:
    q = space_rotations(dtype=torch.float64)
    torch.testing.assert_close(torch.linalg.det(q), torch.ones(8, dtype=torch.float64))
    torch.testing.assert_close(q @ q.transpose(-1, -2), torch.eye(3, dtype=torch.float64).expand(8, 3, 3))
    torch.testing.assert_close(q[:, :2, :2], plane_symmetries(dtype=torch.float64))


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("symmetry", range(N_SYMMETRIES))
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_the_value_at_u_moves_to_s_times_u(box: int, symmetry: int, batch: int) -> None:
    u = torch.tensor([3.0, -2.0])
    column, row = (plane_symmetries()[symmetry] @ u).int().tolist()
    images = torch.zeros(batch, box, box)
    images[:, box // 2 - 2, box // 2 + 3] = torch.arange(1.0, batch + 1)
    moved = transform_images(images, symmetry)
    assert torch.equal(moved[:, box // 2 + row, box // 2 + column], torch.arange(1.0, batch + 1))
    assert moved.count_nonzero() == batch


def test_named_fault_a_mirrored_copy_on_an_even_box_is_about_the_origin_pixel() -> None:
    # The published code flipped the array, which on an even box mirrors about a point half a pixel from the
    # origin and so moves every mirrored particle by one pixel.
    for box in (8, 9):
        point = torch.zeros(1, box, box)
        point[0, box // 2, box // 2] = 1
        for symmetry in range(N_SYMMETRIES):
            assert torch.equal(transform_images(point, symmetry), point)
    even = torch.zeros(1, 8, 8)
    even[0, 4, 4] = 1
    assert not torch.equal(even.flip(-1), even)


@pytest.mark.parametrize("box", BOXES)
def test_a_symmetry_undone_gives_back_the_images(box: int) -> None:
    images = torch.rand(3, box, box, generator=generator())
    s = plane_symmetries()
    for symmetry in range(N_SYMMETRIES):
        inverse = int((s - s[symmetry].T).abs().sum(dim=(1, 2)).argmin())
        assert torch.equal(transform_images(transform_images(images, symmetry), inverse), images)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("symmetry", range(N_SYMMETRIES))
def test_transformed_images_are_projections_at_the_poses_turned_forward(box: int, symmetry: int) -> None:
    # The closed loop that training relies on: read a pose off the transformed image, turn it back, and the
    # volume explains the image itself.
    lattice = Lattice.create(box)
    grid = volume_to_grid(lump_without_symmetry(box))
    read_off = Poses(
        random_rotations(4, generator(), dtype=torch.float64)[:, None], torch.randn(4, 1, 2, generator=generator(), dtype=torch.float64)
    )
    turned_back = poses_of_untransformed(read_off, torch.full((4, 1), symmetry))
    transformed = projections(grid, read_off.rotations[:, 0], read_off.shifts_px[:, 0], lattice)
    images = projections(grid, turned_back.rotations[:, 0], turned_back.shifts_px[:, 0], lattice)
    error = transform_images(images, symmetry) - transformed
    assert error.abs().max() < 1e-12 * transformed.abs().max()
    # And it is not an accident of a symmetric volume: without the turn back they differ.
    if symmetry:
        astray = projections(grid, read_off.rotations[:, 0], read_off.shifts_px[:, 0], lattice)
        assert (transform_images(astray, symmetry) - transformed).abs().max() > 0.1 * transformed.abs().max()


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("n_candidates", [1, 2, 4, 8])
def test_candidate_views_are_each_images_own_symmetries(box: int, n_candidates: int) -> None:
    images = torch.rand(3, box, box, generator=generator())
    symmetries = torch.stack([torch.randperm(N_SYMMETRIES, generator=generator())[:n_candidates] for _ in range(3)])
    symmetries[1] = symmetries[1].flip(0)
    views = candidate_views(images, symmetries)
    assert views.shape == (3, n_candidates, box, box)
    for i, row in enumerate(symmetries.tolist()):
        for p, symmetry in enumerate(row):
            assert torch.equal(views[i, p], transform_images(images[i : i + 1], symmetry)[0])


def test_poses_turned_back_take_each_candidates_symmetry() -> None:
    poses = Poses(random_rotations(8, generator()).reshape(1, 8, 3, 3).expand(2, 8, 3, 3), torch.rand(2, 8, 2, generator=generator()))
    symmetries = torch.stack([torch.arange(8), torch.arange(8).flip(0)])
    turned = poses_of_untransformed(poses, symmetries)
    q, s = space_rotations(), plane_symmetries()
    for i in range(2):
        for p in range(8):
            k = symmetries[i, p]
            torch.testing.assert_close(q[k] @ turned.rotations[i, p], poses.rotations[i, p])
            torch.testing.assert_close(s[k] @ turned.shifts_px[i, p], poses.shifts_px[i, p])


@pytest.mark.parametrize("box", BOXES)
def test_the_other_hand_explains_the_same_images(box: int) -> None:
    lattice = Lattice.create(box)
    volume = lump_without_symmetry(box)
    rotations, shifts = random_rotations(4, generator(), dtype=torch.float64), torch.zeros(4, 2, dtype=torch.float64)
    images = projections(volume_to_grid(volume), rotations, shifts, lattice)
    mirrored = projections(volume_to_grid(flip_hand_of_volume(volume)), flip_hand_of_rotations(rotations), shifts, lattice)
    torch.testing.assert_close(mirrored, images, atol=1e-12, rtol=0)
    assert torch.equal(flip_hand_of_volume(flip_hand_of_volume(volume)), volume)
    torch.testing.assert_close(flip_hand_of_rotations(flip_hand_of_rotations(rotations)), rotations)


@pytest.mark.parametrize("box", BOXES)
def test_inputs_are_left_as_they_were(box: int) -> None:
    images, volume = torch.rand(4, box, box, generator=generator()), lump_without_symmetry(box)
    poses = Poses(random_rotations(4, generator())[:, None], torch.rand(4, 1, 2, generator=generator()))
    copies = images.clone(), volume.clone(), poses.rotations.clone(), poses.shifts_px.clone()
    for symmetry in range(N_SYMMETRIES):
        transform_images(images, symmetry)
        candidate_views(images, torch.full((4, 2), symmetry)).zero_()
        poses_of_untransformed(poses, torch.full((4, 1), symmetry))
    flip_hand_of_volume(volume)
    flip_hand_of_rotations(poses.rotations)
    assert torch.equal(images, copies[0])
    assert torch.equal(volume, copies[1])
    assert torch.equal(poses.rotations, copies[2])
    assert torch.equal(poses.shifts_px, copies[3])
