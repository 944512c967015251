"""Shifts: whole pixels are rolls, parts of pixels follow a closed form."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from cryofire.physics.lattice import Lattice
from cryofire.physics.translations import shift_images, shift_phases

BOXES = [16, 17]


def freqs(box: int) -> Tensor:
    """In double precision: the property is float32."""
    return Lattice.create(box).indices.double() / box


def band_limited_images(batch: int, box: int) -> Tensor:
    """Random images that the lattice describes completely."""
    lattice = Lattice.create(box)
    noise = torch.randn(batch, box, box, generator=torch.Generator().manual_seed(3), dtype=torch.float64)
    return lattice.to_images(lattice.sample(noise))


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_shift_by_whole_pixels_equals_roll(box: int, batch: int) -> None:
    lattice = Lattice.create(box)
    images = band_limited_images(batch, box)
    shifts = torch.tensor([[3.0, -2.0], [0.0, 5.0], [-7.0, 0.0], [1.0, 1.0]], dtype=torch.float64)[:batch]
    moved = lattice.to_images(shift_images(lattice.sample(images), freqs(box), shifts))
    for image, shift, found in zip(images, shifts.int().tolist(), moved, strict=True):
        expected = image.roll((shift[1], shift[0]), dims=(0, 1))
        torch.testing.assert_close(found, expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", BOXES)
def test_a_positive_shift_moves_towards_larger_column_and_row(box: int) -> None:
    lattice = Lattice.create(box)
    point = torch.zeros(box, box, dtype=torch.float64)
    point[box // 2, box // 2] = 1
    moved = lattice.to_images(shift_images(lattice.sample(point), freqs(box), torch.tensor([4.0, 2.0], dtype=torch.float64)))
    row, column = divmod(int(moved.argmax()), box)
    assert (column, row) == (box // 2 + 4, box // 2 + 2)


@pytest.mark.parametrize("box", [24, 25])
def test_shift_by_part_of_a_pixel_equals_a_gaussian_drawn_there(box: int) -> None:
    lattice = Lattice.create(box)
    shift = torch.tensor([2.3, -1.6], dtype=torch.float64)
    y, x = torch.meshgrid(*[torch.arange(box, dtype=torch.float64) - box // 2] * 2, indexing="ij")

    def gaussian(x0: float, y0: float) -> Tensor:
        return torch.exp(-((x - x0).square() + (y - y0).square()) / (2 * 1.6**2))

    found = shift_images(lattice.sample(gaussian(0.0, 0.0)), freqs(box), shift)
    # 1e-4 of a peak of 16: what a sampled Gaussian of this width leaves beyond Nyquist and beyond the box.
    torch.testing.assert_close(found, lattice.sample(gaussian(2.3, -1.6)), atol=2e-3, rtol=0)


@pytest.mark.parametrize("box", BOXES)
def test_shifts_add_up_and_the_opposite_shift_undoes(box: int) -> None:
    samples = Lattice.create(box).sample(band_limited_images(3, box))
    f = freqs(box)
    a, b = torch.randn(2, 3, 2, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    torch.testing.assert_close(shift_images(shift_images(samples, f, a), f, b), shift_images(samples, f, a + b))
    torch.testing.assert_close(shift_images(shift_images(samples, f, a), f, -a), samples)


def test_a_shift_by_the_box_wraps_around_to_nothing() -> None:
    samples = Lattice.create(16).sample(band_limited_images(1, 16))
    torch.testing.assert_close(shift_images(samples, freqs(16), torch.tensor([[16.0, -16.0]], dtype=torch.float64)), samples)


def test_phases_have_length_one_and_take_any_batch_axes() -> None:
    shifts = torch.randn(4, 2, 2, generator=torch.Generator().manual_seed(5))
    f = Lattice.create(8).freqs_per_px
    phases = shift_phases(f, shifts)
    assert phases.shape == (4, 2, len(f))
    torch.testing.assert_close(phases.abs(), torch.ones(4, 2, len(f)))
    torch.testing.assert_close(phases[2, 1], shift_phases(f, shifts[2, 1]))


def test_named_fault_shifts_are_pixels_and_not_fractions_of_the_box() -> None:
    # The published code took shifts stored as fractions of the box for pixels: the same move on two boxes shows it.
    for box in (16, 32):
        half_a_box = torch.tensor([box / 2, 0.0])
        torch.testing.assert_close(shift_phases(torch.tensor([[1 / box, 0.0]]), half_a_box), torch.tensor([-1.0 + 0j]))


def test_shifts_pass_exact_gradients_to_images_and_shifts() -> None:
    f = freqs(6)
    samples = Lattice.create(6).sample(band_limited_images(3, 6)).requires_grad_()
    shifts = torch.tensor([[0.3, -1.2], [2.0, 0.0], [0.0, 0.0]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda s, t: shift_images(s, f, t), (samples, shifts))


def test_gradient_descends_to_the_planted_shift() -> None:
    lattice, f = Lattice.create(16, max_shell=3), freqs(16)
    samples = lattice.sample(band_limited_images(1, 16))
    f = f[: len(lattice)]
    target = shift_images(samples, f, torch.tensor([[0.8, -0.5]], dtype=torch.float64))
    shifts = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    (shift_images(samples, f, shifts) - target).abs().square().sum().backward()
    assert shifts.grad is not None
    assert shifts.grad[0, 0] < 0 < shifts.grad[0, 1]
    assert math.isfinite(float(shifts.grad.norm()))


def test_inputs_are_left_as_they_were() -> None:
    f = freqs(8)
    samples = Lattice.create(8).sample(band_limited_images(4, 8))
    shifts = torch.ones(4, 2, dtype=torch.float64)
    copies = samples.clone(), f.clone(), shifts.clone()
    shift_images(samples, f, shifts)
    assert torch.equal(samples, copies[0])
    assert torch.equal(f, copies[1])
    assert torch.equal(shifts, copies[2])
