"""Central slices against sums along the view and atoms in closed form, and back-projection as their adjoint."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from cryofire.physics.fourier import centred_fft
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import euler_to_matrix, random_rotations, rotation_vector_to_matrix, six_to_matrix
from cryofire.physics.slices import (
    Backprojection,
    FourierVolume,
    backproject,
    backprojection_to_volume,
    central_slices,
    empty_backprojection,
    slice_coordinates,
    volume_to_grid,
)

BOXES = [16, 17]
SIGMA_PX = 1.4
ATOMS_PX = torch.tensor([[3.0, -1.5, 2.2], [-2.4, 3.1, 0.3], [0.0, 0.7, -4.0]], dtype=torch.float64)  # (x, y, z)


def generator(seed: int = 7) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rotations(n: int, seed: int = 7) -> Tensor:
    return random_rotations(n, generator(seed), dtype=torch.float64)


def freqs(lattice: Lattice) -> Tensor:
    """In double precision: the property is float32."""
    return lattice.indices.double() / lattice.box_px


def gaussian_atoms(box: int, atoms: Tensor = ATOMS_PX) -> Tensor:
    """Volume (z, y, x) of atoms exp(-r^2 / (2 sigma^2))."""
    z, y, x = torch.meshgrid(*[torch.arange(box, dtype=torch.float64) - box // 2] * 3, indexing="ij")
    r2 = (torch.stack([x, y, z], dim=-1)[None] - atoms[:, None, None, None]).square().sum(dim=-1)
    return torch.exp(-r2 / (2 * SIGMA_PX**2)).sum(dim=0)


def gaussian_slices(turns: Tensor, f: Tensor, atoms: Tensor = ATOMS_PX) -> Tensor:
    """Their projections in closed form: an atom at x is seen at (R x)[:2]."""
    seen = (turns @ atoms.T)[:, :2]  # (b, 2, atoms)
    phases = torch.exp(-2j * math.pi * (f @ seen)).sum(dim=-1)
    return (2 * math.pi * SIGMA_PX**2) ** 1.5 * torch.exp(-2 * math.pi**2 * SIGMA_PX**2 * f.square().sum(dim=-1)) * phases


def relative_error(found: Tensor, expected: Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


# ---- slices ----


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("padding", [1, 2, 3])
def test_central_slice_at_identity_is_the_transform_of_the_sum_over_z(box: int, padding: int) -> None:
    # Identity rotation meets the grid's own points, so nothing is interpolated; the blur divided out beforehand
    # is only put back by interpolation, so it is undone by hand here.
    volume = torch.rand(box, box, box, generator=generator(), dtype=torch.float64)
    lattice = Lattice.create(box)
    x = (torch.arange(box, dtype=torch.float64) - box // 2) / (box * padding)
    blur = torch.sinc(x).square()
    blurred = volume / (blur[:, None, None] * blur[:, None] * blur)
    found = central_slices(volume_to_grid(volume, padding), torch.eye(3, dtype=torch.float64)[None], freqs(lattice))
    torch.testing.assert_close(found[0], lattice.sample(blurred.sum(dim=0)), atol=1e-10, rtol=0)


@pytest.mark.parametrize("box", BOXES)
def test_quarter_turns_are_sums_along_the_other_axes(box: int) -> None:
    volume = gaussian_atoms(box)
    lattice = Lattice.create(box)
    # View along +x with rot 0, tilt 90: view x is -z of the volume, view y is y.
    turn = euler_to_matrix(torch.tensor([[0.0, 90.0, 0.0]], dtype=torch.float64))
    found = lattice.to_images(central_slices(volume_to_grid(volume, 4), turn, freqs(lattice)))[0]
    along_x = volume.sum(dim=2)  # (z, y)
    expected = lattice.to_images(lattice.sample(along_x.T.contiguous()))  # (y, z): z to the right
    mirrored = expected.flip(1).roll(1 if box % 2 == 0 else 0, dims=1)  # -z to the right
    assert torch.corrcoef(torch.stack([found.flatten(), mirrored.flatten()]))[0, 1] > 0.999
    assert torch.corrcoef(torch.stack([found.flatten(), expected.flatten()]))[0, 1] < 0.9


@pytest.mark.parametrize("box", [24, 25])
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_slices_of_atoms_equal_the_closed_form_at_any_rotation(box: int, batch: int) -> None:
    f = freqs(Lattice.create(box))
    turns = rotations(batch)
    errors = {
        p: relative_error(central_slices(volume_to_grid(gaussian_atoms(box), p), turns, f), gaussian_slices(turns, f)) for p in (2, 4)
    }
    # Trilinear interpolation errs with the square of the grid's spacing: a quarter as much on a grid twice as fine.
    assert errors[2] < 0.012
    assert errors[4] < 0.3 * errors[2]


def test_an_atom_is_seen_where_the_rotation_takes_it() -> None:
    box, atom = 24, torch.tensor([[5.0, 0.0, 0.0]], dtype=torch.float64)
    lattice = Lattice.create(box)
    turn = euler_to_matrix(torch.tensor([[0.0, 0.0, 90.0]], dtype=torch.float64))  # RELION's psi: +x to -y
    image = lattice.to_images(central_slices(volume_to_grid(gaussian_atoms(box, atom)), turn, freqs(lattice)))[0]
    row, column = divmod(int(image.argmax()), box)
    assert (column - box // 2, row - box // 2) == (0, -5)


def test_slice_coordinates_are_the_view_plane_turned_into_the_volume() -> None:
    turns, f = rotations(4), freqs(Lattice.create(8))
    flat = torch.cat([f, torch.zeros(len(f), 1, dtype=torch.float64)], dim=1)
    expected = torch.stack([torch.stack([turn.T @ k for k in flat]) for turn in turns])
    found = slice_coordinates(turns, f)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(found.norm(dim=-1), f.norm(dim=1).expand(4, -1))
    torch.testing.assert_close(slice_coordinates(turns.reshape(2, 2, 3, 3), f), expected.reshape(2, 2, -1, 3))


@pytest.mark.parametrize("box", BOXES)
def test_opposite_frequencies_are_conjugates(box: int) -> None:
    f = freqs(Lattice.create(box))
    grid = volume_to_grid(gaussian_atoms(box))
    torch.testing.assert_close(central_slices(grid, rotations(3), -f), central_slices(grid, rotations(3), f).conj(), atol=1e-10, rtol=0)


def test_zero_frequency_is_the_sum_of_the_volume() -> None:
    volume = gaussian_atoms(24)
    found = central_slices(volume_to_grid(volume, 4), rotations(4), torch.zeros(1, 2, dtype=torch.float64))
    # 1 %: the blur divided out weighs density away from the centre a little more.
    torch.testing.assert_close(found.real, volume.sum().expand(4, 1), rtol=0.01, atol=0)


def test_slices_keep_single_precision() -> None:
    grid = volume_to_grid(gaussian_atoms(16).float())
    lattice = Lattice.create(16)
    found = central_slices(grid, rotations(3).float(), lattice.freqs_per_px)
    assert found.dtype == torch.complex64
    exact = central_slices(volume_to_grid(gaussian_atoms(16)), rotations(3), freqs(lattice))
    assert relative_error(found, exact) < 1e-5


def test_slices_pass_exact_gradients_to_volume_and_coordinates() -> None:
    f = freqs(Lattice.create(4))
    volume = torch.rand(4, 4, 4, generator=generator(), dtype=torch.float64, requires_grad=True)
    six = torch.randn(3, 6, generator=generator(), dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda r: slice_coordinates(r, f), rotations(3).requires_grad_())
    assert torch.autograd.gradcheck(lambda v, s: central_slices(volume_to_grid(v), six_to_matrix(s), f), (volume, six))


def test_gradient_of_a_slice_turns_towards_the_planted_rotation() -> None:
    f = freqs(Lattice.create(16, max_shell=4))
    grid = volume_to_grid(gaussian_atoms(16))
    true = rotations(1)
    target = central_slices(grid, true, f)
    planted = torch.tensor([[0.1, -0.05, 0.08]], dtype=torch.float64)
    vector = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([vector], max_iter=30, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        turns = rotation_vector_to_matrix(vector) @ rotation_vector_to_matrix(planted) @ true
        value = (central_slices(grid, turns, f) - target).abs().square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)
    torch.testing.assert_close(vector.detach(), -planted, atol=2e-3, rtol=0)


# ---- back-projection ----


def empty(box: int, padding: int) -> Backprojection:
    """In double precision."""
    n = (box * padding) ** 3
    return Backprojection(torch.zeros(n, dtype=torch.complex128), torch.zeros(n, dtype=torch.float64), box, padding)


def random_samples(n_images: int, n: int, seed: int = 8) -> Tensor:
    return torch.randn(n_images, n, generator=generator(seed), dtype=torch.complex128)


def random_ctfs(n_images: int, n: int) -> Tensor:
    return torch.rand(n_images, n, generator=generator(9), dtype=torch.float64) * 2 - 1


@pytest.mark.parametrize("box", [8, 9])
@pytest.mark.parametrize("padding", [1, 2])
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_backprojection_is_the_adjoint_of_slicing_on_the_grid(box: int, padding: int, batch: int) -> None:
    # <C S g, y> = <g, S^T C y> for any grid g and images y: only a true adjoint gives it.
    f, size = freqs(Lattice.create(box)), box * padding
    grid = FourierVolume(torch.randn(size, size, size, generator=generator(), dtype=torch.complex128), box, padding)
    images, ctfs, turns = random_samples(batch, len(f)), random_ctfs(batch, len(f)), rotations(batch)
    sums = backproject(empty(box, padding), images, ctfs, turns, f)
    on_images = torch.sum(ctfs * central_slices(grid, turns, f) * images.conj())
    on_grid = torch.sum(grid.values.flatten() * sums.numerator.conj())
    torch.testing.assert_close(on_images, on_grid, rtol=1e-12, atol=0)


@pytest.mark.parametrize("box", [8, 9])
@pytest.mark.parametrize("padding", [1, 2])
def test_backprojection_is_the_adjoint_of_projecting_a_volume(box: int, padding: int) -> None:
    # The same through padding, transform and blur. With every weight zero and ridge 1 the volume made is
    # 2 / size^3 times the adjoint: 2 because the conjugate half is filled in, size^3 from the inverse transform.
    f, size = freqs(Lattice.create(box)), box * padding
    volume = torch.randn(box, box, box, generator=generator(), dtype=torch.float64)
    images, ctfs, turns = random_samples(3, len(f)), random_ctfs(3, len(f)), rotations(3)
    sums = backproject(empty(box, padding), images, ctfs, turns, f)
    unweighted = backprojection_to_volume(replace(sums, weight=torch.zeros_like(sums.weight)), ridge=1.0)
    on_images = torch.sum(ctfs * central_slices(volume_to_grid(volume, padding), turns, f) * images.conj()).real
    on_volume = torch.sum(volume * unweighted) * size**3 / 2
    torch.testing.assert_close(on_images, on_volume, rtol=1e-10, atol=0)


def test_the_weight_sums_ctf_squared() -> None:
    f = freqs(Lattice.create(8))
    ctfs = random_ctfs(3, len(f))
    sums = backproject(empty(8, 2), random_samples(3, len(f)), ctfs, rotations(3), f)
    torch.testing.assert_close(sums.weight.sum(), ctfs.square().sum())
    assert (sums.weight >= 0).all()


def test_images_can_be_added_in_any_portions() -> None:
    f = freqs(Lattice.create(8))
    images, ctfs, turns = random_samples(4, len(f)), random_ctfs(4, len(f)), rotations(4)
    at_once = backproject(empty(8, 2), images, ctfs, turns, f)
    by_portions = backproject(empty(8, 2), images[:1], ctfs[:1], turns[:1], f)
    by_portions = backproject(by_portions, images[1:], ctfs[1:], turns[1:], f)
    torch.testing.assert_close(by_portions.numerator, at_once.numerator)
    torch.testing.assert_close(by_portions.weight, at_once.weight)


def test_an_image_of_weight_two_counts_as_two_and_of_weight_zero_as_none() -> None:
    f = freqs(Lattice.create(8))
    images, ctfs, turns = random_samples(2, len(f)), random_ctfs(2, len(f)), rotations(2)
    weighted = backproject(empty(8, 2), images, ctfs, turns, f, torch.tensor([2.0, 0.0], dtype=torch.float64))
    twice = backproject(backproject(empty(8, 2), images[:1], ctfs[:1], turns[:1], f), images[:1], ctfs[:1], turns[:1], f)
    torch.testing.assert_close(weighted.numerator, twice.numerator)
    torch.testing.assert_close(weighted.weight, twice.weight)


def test_double_precision_images_add_to_single_precision_sums() -> None:
    f = freqs(Lattice.create(8))
    images, ctfs, turns = random_samples(2, len(f)), random_ctfs(2, len(f)), rotations(2)
    single = backproject(empty_backprojection(8), images, ctfs, turns, f)
    double = backproject(empty(8, 2), images, ctfs, turns, f)
    assert single.numerator.dtype == torch.complex64
    assert single.weight.dtype == torch.float32
    torch.testing.assert_close(single.numerator.to(torch.complex128), double.numerator, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("box", BOXES)
def test_backprojection_of_simulated_slices_gives_the_volume_back(box: int) -> None:
    lattice = Lattice.create(box)
    f, turns, volume = freqs(lattice), rotations(400), gaussian_atoms(box)
    ctfs = torch.cos(40 * f.square().sum(dim=1) + torch.arange(400)[:, None] * 0.5)  # zeros in other places for each image
    images = gaussian_slices(turns, f) * ctfs
    found = backprojection_to_volume(backproject(empty(box, 2), images, ctfs, turns, f), ridge=0.1)
    # The lattice has no zero frequency and nothing beyond the Nyquist sphere, so compare what it has.
    expected = volume - volume.mean()
    correlation = float(torch.corrcoef(torch.stack([found.flatten(), expected.flatten()]))[0, 1])
    assert correlation > 0.998
    # And with its own grey values, where the ridge is small beside the weights.
    slope = float((found * expected).sum() / expected.square().sum())
    assert slope == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("box", [8, 9])
@pytest.mark.parametrize("ridge", [1e-9, 0.3])
def test_one_image_on_grid_points_gives_each_sample_over_ctf_squared_plus_ridge(box: int, ridge: float) -> None:
    # At identity and padding 1 nothing is interpolated, so the Wiener filter shows bare, in both half planes.
    lattice = Lattice.create(box)
    f, identity = freqs(lattice), torch.eye(3, dtype=torch.float64)[None]
    images, ctfs = random_samples(1, len(f)), 0.2 + random_ctfs(1, len(f)).abs()
    volume = backprojection_to_volume(backproject(empty(box, 1), images, ctfs, identity, f), ridge)
    blur = torch.sinc((torch.arange(box, dtype=torch.float64) - box // 2) / box).square()
    spectrum = centred_fft(volume * blur[:, None, None] * blur[:, None] * blur, 3)
    c = box // 2
    kx, ky = lattice.indices.T
    expected = (images * ctfs / (ctfs.square() + ridge))[0]
    torch.testing.assert_close(spectrum[c, c + ky, c + kx], expected, atol=1e-9, rtol=1e-9)
    torch.testing.assert_close(spectrum[c, c - ky, c - kx], expected.conj(), atol=1e-9, rtol=1e-9)
    assert spectrum[:c].abs().max() < 1e-9


def test_a_strong_ridge_pulls_the_volume_to_nothing() -> None:
    f = freqs(Lattice.create(8))
    sums = backproject(empty(8, 2), random_samples(3, len(f)), random_ctfs(3, len(f)), rotations(3), f)
    weak, strong = backprojection_to_volume(sums, 0.01), backprojection_to_volume(sums, 1e6)
    assert strong.norm() < 1e-5 * weak.norm()


def test_inputs_are_left_as_they_were() -> None:
    f = freqs(Lattice.create(8))
    volume = torch.rand(8, 8, 8, generator=generator(), dtype=torch.float64)
    images, ctfs, turns, shares = random_samples(3, len(f)), random_ctfs(3, len(f)), rotations(3), torch.ones(3, dtype=torch.float64)
    inputs = [f, volume, images, ctfs, turns, shares]
    copies = [t.clone() for t in inputs]
    grid, sums = volume_to_grid(volume), empty(8, 2)
    grid_copy = grid.values.clone()
    central_slices(grid, turns, f)
    added = backproject(sums, images, ctfs, turns, f, shares)
    added_copy = added.numerator.clone()
    backprojection_to_volume(added, 1.0)
    assert all(torch.equal(a, b) for a, b in zip(inputs, copies, strict=True))
    assert torch.equal(grid.values, grid_copy)
    assert torch.equal(added.numerator, added_copy)
    assert not sums.numerator.any()
    assert not sums.weight.any()


@pytest.mark.parametrize("box", BOXES)
def test_a_grid_is_the_transform_of_the_padded_volume_with_its_origin_kept(box: int) -> None:
    point = torch.zeros(box, box, box, dtype=torch.float64)
    point[box // 2, box // 2, box // 2] = 1
    for padding in (1, 2, 3):
        grid = volume_to_grid(point, padding)
        assert grid.values.shape == (box * padding,) * 3
        torch.testing.assert_close(grid.values, torch.ones_like(grid.values), atol=1e-12, rtol=0)
    volume = torch.rand(box, box, box, generator=generator(), dtype=torch.float64)
    assert volume_to_grid(volume, 1).values.shape == centred_fft(volume, 3).shape
