"""The half plane of samples: order, completeness, and the way to images and back."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.physics.fourier import centred_fft
from cryofire.physics.lattice import Lattice

BOXES = [8, 9, 32, 33]


def random_images(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(2), dtype=torch.float64)


@pytest.mark.parametrize("box", BOXES)
def test_samples_are_sorted_by_distance_from_zero_frequency(box: int) -> None:
    lattice = Lattice.create(box)
    squares = (lattice.indices**2).sum(dim=1)
    assert (squares.diff() >= 0).all()
    torch.testing.assert_close(lattice.radius, squares.sqrt().float())


@pytest.mark.parametrize("box", BOXES)
def test_samples_and_their_conjugates_are_the_disc_without_zero_once_each(box: int) -> None:
    lattice = Lattice.create(box)
    kept = {tuple(pair) for pair in lattice.indices.tolist()}
    conjugates = {(-x, -y) for x, y in kept}
    reach, limit = (box - 1) // 2, box // 2
    numbers = range(-reach, reach + 1)
    disc = {(x, y) for x in numbers for y in numbers if 0 < x * x + y * y <= limit * limit}
    assert len(kept) == len(lattice)
    assert not kept & conjugates
    assert kept | conjugates == disc


@pytest.mark.parametrize("box", BOXES)
def test_the_last_shell_reaches_box_half(box: int) -> None:
    lattice = Lattice.create(box)
    assert lattice.max_shell == box // 2
    assert int(lattice.shell.max()) == box // 2
    assert lattice.n_upto(lattice.max_shell) == len(lattice)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("shell", [0, 1, 2, 2.5, 3, 100])
def test_n_upto_counts_the_samples_within_a_shell(box: int, shell: float) -> None:
    lattice = Lattice.create(box)
    expected = sum(math.hypot(x, y) <= shell for x, y in lattice.indices.tolist())
    assert lattice.n_upto(shell) == expected
    assert torch.equal(lattice.upto(shell).indices, lattice.indices[:expected])
    assert (lattice.indices[expected:].double().norm(dim=1) > shell).all()


def test_a_lattice_created_up_to_a_shell_is_the_whole_one_cut_there() -> None:
    assert torch.equal(Lattice.create(16, max_shell=5).indices, Lattice.create(16).upto(5).indices)
    assert torch.equal(Lattice.create(16, max_shell=99).indices, Lattice.create(16).indices)


@pytest.mark.parametrize("box", BOXES)
def test_frequencies_are_cycles_per_pixel_x_first(box: int) -> None:
    lattice = Lattice.create(box)
    torch.testing.assert_close(lattice.freqs_per_px * box, lattice.indices.float())
    assert lattice.freqs_per_px.norm(dim=1).max() <= 0.5
    # A wave along x (columns) has its power at frequency (k, 0).
    wave = torch.cos(2 * math.pi * 2 * (torch.arange(box) - box // 2) / box).expand(box, box)
    strongest = lattice.indices[lattice.sample(wave).abs().argmax()]
    assert strongest.tolist() == [2, 0]


@pytest.mark.parametrize("box", [8, 9, 32])
@pytest.mark.parametrize("batch", [(1,), (3,), (4,), (2, 3), ()])
def test_samples_equal_the_full_transform(box: int, batch: tuple[int, ...]) -> None:
    lattice = Lattice.create(box)
    images = random_images(*batch, box, box)
    full = centred_fft(images)
    expected = full[..., lattice.indices[:, 1] + box // 2, lattice.indices[:, 0] + box // 2]
    torch.testing.assert_close(lattice.sample(images), expected, atol=1e-11, rtol=0)
    # A cut lattice takes the first of the same samples.
    torch.testing.assert_close(lattice.upto(2).sample(images), expected[..., : lattice.n_upto(2)], atol=1e-11, rtol=0)


@pytest.mark.parametrize("box", [8, 9, 32])
@pytest.mark.parametrize("batch", [(1,), (3,), (4,), (2, 3), ()])
def test_images_from_samples_have_these_samples_and_no_other(box: int, batch: tuple[int, ...]) -> None:
    lattice = Lattice.create(box).upto(box // 2 - 1)
    samples = lattice.sample(random_images(*batch, box, box))
    images = lattice.to_images(samples)
    assert images.shape == (*batch, box, box)
    torch.testing.assert_close(lattice.sample(images), samples, atol=1e-11, rtol=0)
    # Parseval: each sample counts twice, for itself and its conjugate, and nothing else is there.
    power = 2 * samples.abs().square().sum(dim=-1) / box**2
    torch.testing.assert_close(images.square().sum(dim=(-2, -1)), power, rtol=1e-12, atol=0)


@pytest.mark.parametrize("box", [8, 9])
def test_a_band_limited_image_without_mean_survives_the_way_there_and_back(box: int) -> None:
    lattice = Lattice.create(box)
    image = lattice.to_images(lattice.sample(random_images(box, box)))
    torch.testing.assert_close(lattice.to_images(lattice.sample(image)), image, atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", [6, 7])
def test_sampling_and_its_inverse_pass_gradients(box: int) -> None:
    lattice = Lattice.create(box)
    images = random_images(2, box, box).requires_grad_()
    assert torch.autograd.gradcheck(lattice.sample, images)
    samples = lattice.sample(images.detach()).requires_grad_()
    assert torch.autograd.gradcheck(lattice.to_images, samples)


@pytest.mark.parametrize("box", [8, 9])
def test_inputs_are_left_as_they_were(box: int) -> None:
    lattice = Lattice.create(box)
    images = random_images(3, box, box)
    before = images.clone()
    samples = lattice.sample(images)
    samples_before = samples.clone()
    lattice.to_images(samples)
    assert torch.equal(images, before)
    assert torch.equal(samples, samples_before)


def test_a_lattice_moves_between_devices_whole() -> None:
    lattice = Lattice.create(8)
    moved = lattice.to(torch.device("cpu"))
    assert moved.box_px == 8
    assert torch.equal(moved.indices, lattice.indices)
