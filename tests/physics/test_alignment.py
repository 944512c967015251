"""The free frame of a reconstruction: planted, and found again among wrong poses."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation
from torch import Tensor

from cryofire.physics.alignment import Frame, align_rotations, fit_offset
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import angle_between_deg, random_rotations, rotation_vector_to_matrix
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_images


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rotations(n: int, seed: int) -> Tensor:
    return random_rotations(n, generator(seed), dtype=torch.float64)


def wobbles(n: int, sigma_deg: float, seed: int) -> Tensor:
    return rotation_vector_to_matrix(torch.randn(n, 3, generator=generator(seed), dtype=torch.float64) * math.radians(sigma_deg))


@pytest.mark.parametrize("n", [1, 3, 4, 200])
def test_exact_poses_give_the_planted_frame_exactly(n: int) -> None:
    true, q = rotations(n, 0), rotations(1, 1)[0]
    assert float(angle_between_deg(align_rotations(true @ q.T, true), q)) < 1e-5


@pytest.mark.parametrize("seed", [0, 10, 20])
def test_the_planted_frame_is_found_with_40_percent_of_the_poses_wrong(seed: int) -> None:
    n = 500
    true, q = rotations(n, seed), rotations(1, seed + 1)[0]
    found = wobbles(n, 2.0, seed + 2) @ true @ q.T
    is_wrong = torch.rand(n, generator=generator(seed + 3)) < 0.4
    found[is_wrong] = rotations(n, seed + 4)[is_wrong]
    # 300 good poses of 2 degrees an axis average to 0.1; a plain mean over all would do no better than its wrong part.
    assert float(angle_between_deg(align_rotations(found, true), q)) < 0.5


def test_wrong_poses_that_agree_with_each_other_do_not_win() -> None:
    n = 200
    true, q, other = rotations(n, 5), rotations(1, 6)[0], rotations(1, 7)[0]
    found = true @ q.T
    found[120:] = true[120:] @ other.T
    assert float(angle_between_deg(align_rotations(found, true), q)) < 0.1


def frame_by_numpy(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    """The same least-trimmed-squares fit by another library, whose median is the mean of the two middle values."""

    def chords(q: np.ndarray) -> np.ndarray:
        return np.linalg.norm(found @ q - true, axis=(1, 2))

    starts = [f.T @ t for f, t in zip(found[:100], true[:100], strict=True)]
    q = starts[int(np.argmin([np.median(chords(start)) for start in starts]))]
    for _ in range(10):
        is_near = chords(q) <= np.median(chords(q))
        q = Rotation.from_matrix(found[is_near].swapaxes(1, 2) @ true[is_near]).mean().as_matrix()
    return q


@pytest.mark.parametrize("n", [11, 12, 40])
def test_the_frame_is_that_of_a_fit_by_numpy_and_scipy_also_for_even_numbers(n: int) -> None:
    # Half of the poses wrong: the choice of the start then hangs on the two middle errors.
    for seed in range(8):
        true = rotations(n, seed)
        found = wobbles(n, 15.0, seed + 100) @ true
        found[: n // 2] = rotations(n // 2, seed + 200)
        expected = torch.from_numpy(frame_by_numpy(found.numpy(), true.numpy()))
        assert float(angle_between_deg(align_rotations(found, true), expected)) < 1e-5


def test_after_alignment_the_error_left_is_the_scatter() -> None:
    n = 400
    true, q = rotations(n, 8), rotations(1, 9)[0]
    scatter = wobbles(n, 3.0, 10)
    found = scatter @ true @ q.T
    left = angle_between_deg(found @ align_rotations(found, true), true)
    own = angle_between_deg(scatter, torch.eye(3, dtype=torch.float64).expand(n, 3, 3))
    torch.testing.assert_close(left.median(), own.median(), atol=0.1, rtol=0)


@pytest.mark.parametrize("n", [3, 4, 300])
def test_the_planted_offset_is_found(n: int) -> None:
    turns, d = rotations(n, 11), torch.tensor([1.5, -2.0, 0.7], dtype=torch.float64)
    true = torch.randn(n, 2, generator=generator(12), dtype=torch.float64)
    found = true + (turns @ d)[:, :2]
    offset = fit_offset(turns, found, true, torch.ones(n, dtype=torch.bool))
    torch.testing.assert_close(offset, d, atol=1e-9, rtol=0)


def test_the_planted_offset_is_found_among_noise_outliers_and_bad_rotations() -> None:
    n = 600
    turns, d = rotations(n, 13), torch.tensor([1.5, -2.0, 0.7], dtype=torch.float64)
    noise = 0.3 * torch.randn(n, 2, generator=generator(14), dtype=torch.float64)
    true = torch.zeros(n, 2, dtype=torch.float64)
    found = noise + (turns @ d)[:, :2]
    found[:120] += 15  # a fifth sit on a neighbour, all to the same side
    is_good = torch.arange(n) >= 60
    found[:60] = 100  # said to be bad: not looked at
    offset = fit_offset(turns, found, true, is_good)
    torch.testing.assert_close(offset, d, atol=0.06, rtol=0)


def test_an_offset_in_the_volume_moves_images_as_the_frame_says() -> None:
    # A volume moved by d looks, in every view, like the old one with each particle moved by (R d)[:2].
    box, d = 16, (2, -1, 3)  # (x, y, z)
    volume = torch.zeros(box, box, box, dtype=torch.float64)
    volume[7:10, 6:9, 7:11] = torch.rand(3, 3, 4, generator=generator(15), dtype=torch.float64)
    moved = volume.roll((d[2], d[1], d[0]), dims=(0, 1, 2))
    lattice, turns = Lattice.create(box), rotations(4, 16)
    f = lattice.indices.double() / box
    frame = Frame(torch.eye(3, dtype=torch.float64), torch.tensor(d, dtype=torch.float64))
    by_volume = central_slices(volume_to_grid(moved, 4), turns, f)
    by_shift = shift_images(central_slices(volume_to_grid(volume, 4), turns, f), f, (turns @ frame.offset_px)[:, :2])
    # 2 %: interpolation on the Fourier grid.
    assert (by_volume - by_shift).norm() < 0.02 * by_shift.norm()


def test_inputs_are_left_as_they_were() -> None:
    found, true = rotations(4, 17), rotations(4, 18)
    a, b, good = torch.rand(4, 2, dtype=torch.float64), torch.rand(4, 2, dtype=torch.float64), torch.ones(4, dtype=torch.bool)
    inputs = [found, true, a, b, good]
    copies = [t.clone() for t in inputs]
    align_rotations(found, true)
    fit_offset(found, a, b, good)
    assert all(torch.equal(x, y) for x, y in zip(inputs, copies, strict=True))
