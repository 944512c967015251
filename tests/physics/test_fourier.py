"""Centred transforms, Hartley, mirrors and resampling: against sums written out, and closed forms."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from cryofire.physics.fourier import (
    centred_fft,
    centred_ifft,
    flip_about_origin,
    fourier_resize,
    fourier_to_hartley,
    hartley_to_fourier,
    point_mirror,
)

BOXES = [8, 9]
BATCHES = [1, 3, 4]


def random_images(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def centred_index(box: int) -> Tensor:
    return torch.arange(box, dtype=torch.float64) - box // 2


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("batch", BATCHES)
def test_centred_fft_equals_the_sum_written_out(box: int, batch: int) -> None:
    images = random_images(batch, box, box)
    x = centred_index(box)
    kernel = torch.exp(-2j * math.pi * torch.outer(x, x) / box)  # symmetric in frequency and position
    expected = kernel @ images.to(torch.complex128) @ kernel
    torch.testing.assert_close(centred_fft(images), expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", BOXES)
def test_a_point_at_the_origin_pixel_has_transform_one_everywhere(box: int) -> None:
    volume = torch.zeros(box, box, box, dtype=torch.float64)
    volume[box // 2, box // 2, box // 2] = 1
    torch.testing.assert_close(centred_fft(volume, 3), torch.ones(box, box, box, dtype=torch.complex128), atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("n_dims", [2, 3])
def test_centred_ifft_undoes_centred_fft(box: int, n_dims: int) -> None:
    values = random_images(3, *[box] * n_dims)
    back = centred_ifft(centred_fft(values, n_dims), n_dims)
    torch.testing.assert_close(back.real, values, atol=1e-12, rtol=0)
    assert back.imag.abs().max() < 1e-12


@pytest.mark.parametrize("box", BOXES)
def test_hartley_equals_the_sum_of_cosine_plus_sine(box: int) -> None:
    image = random_images(box, box)
    x = centred_index(box)
    ky, kx, y, torch_x = torch.meshgrid(x, x, x, x, indexing="ij")
    angle = 2 * math.pi * (ky * y + kx * torch_x) / box
    expected = ((angle.cos() + angle.sin()) * image).sum(dim=(2, 3))
    torch.testing.assert_close(fourier_to_hartley(centred_fft(image)), expected, atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("n_dims", [2, 3])
def test_hartley_and_fourier_transforms_are_inverse_to_each_other(box: int, batch: int, n_dims: int) -> None:
    spectrum = centred_fft(random_images(batch, *[box] * n_dims), n_dims)
    values_ht = fourier_to_hartley(spectrum)
    assert not values_ht.is_complex()
    torch.testing.assert_close(hartley_to_fourier(values_ht, n_dims), spectrum, atol=1e-12, rtol=0)


@pytest.mark.parametrize("box", BOXES)
def test_point_mirror_moves_a_point_to_minus_itself(box: int) -> None:
    c = box // 2
    volume = torch.zeros(2, box, box, box)
    volume[1, c + 1, c - 2, c + 3] = 1
    mirrored = point_mirror(volume, 3)
    assert mirrored[1, c - 1, c + 2, c - 3] == 1
    assert mirrored.sum() == 1


@pytest.mark.parametrize("box", BOXES)
def test_a_flip_keeps_the_origin_pixel_and_twice_is_nothing(box: int) -> None:
    images = random_images(3, box, box)
    flipped = flip_about_origin(images, -1)
    assert torch.equal(flipped[..., box // 2], images[..., box // 2])
    assert torch.equal(flip_about_origin(flipped, -1), images)


@pytest.mark.parametrize("old", [8, 9])
@pytest.mark.parametrize("new", [9, 10, 12, 13, 16])
@pytest.mark.parametrize("n_dims", [2, 3])
def test_padding_then_cropping_gives_back_the_input(old: int, new: int, n_dims: int) -> None:
    values = random_images(2, *[old] * n_dims)
    larger = fourier_resize(values, new, n_dims)
    assert larger.shape == (2, *[new] * n_dims)
    torch.testing.assert_close(fourier_resize(larger, old, n_dims), values, atol=1e-12, rtol=0)


@pytest.mark.parametrize("old", [12, 13])
@pytest.mark.parametrize("new", [7, 8, 12, 13, 18, 19])
@pytest.mark.parametrize("n_dims", [2, 3])
def test_resizing_keeps_a_constant_at_its_grey_value(old: int, new: int, n_dims: int) -> None:
    values = torch.full((old,) * n_dims, 2.5, dtype=torch.float64)
    expected = torch.full((new,) * n_dims, 2.5, dtype=torch.float64)
    torch.testing.assert_close(fourier_resize(values, new, n_dims), expected, atol=1e-12, rtol=0)


def band_limited(box: int) -> Tensor:
    """A function without symmetry, of frequencies up to 3 per field of view, sampled at (index - box // 2) / box."""
    y, x = torch.meshgrid(*[centred_index(box) / box] * 2, indexing="ij")
    wave = 2 * math.pi
    return 0.3 + torch.cos(wave * (3 * x - 2 * y)) + 0.7 * torch.sin(wave * (x + 3 * y)) - 0.2 * torch.sin(wave * 2 * x)


@pytest.mark.parametrize(("old", "new"), [(16, 12), (16, 11), (15, 8), (15, 13), (9, 14), (8, 15), (8, 32), (31, 7)])
def test_a_band_limited_function_is_resampled_exactly(old: int, new: int) -> None:
    torch.testing.assert_close(fourier_resize(band_limited(old), new), band_limited(new), atol=1e-12, rtol=0)


def test_cropping_to_an_even_box_keeps_a_cosine_at_the_new_nyquist() -> None:
    # Its two halves, at +Nyquist and -Nyquist, meet in one line; leaving one of them out would halve the wave.
    old, new = 16, 8
    wave = torch.cos(2 * math.pi * 4 * centred_index(old) / old).expand(old, old)
    torch.testing.assert_close(fourier_resize(wave, new), wave[::2, ::2], atol=1e-12, rtol=0)


def test_resizing_to_the_same_box_is_a_copy() -> None:
    images = random_images(2, 8, 8)
    resized = fourier_resize(images, 8)
    assert torch.equal(resized, images)
    assert resized.data_ptr() != images.data_ptr()


def test_resizing_keeps_single_precision() -> None:
    assert fourier_resize(random_images(1, 8, 8).float(), 6).dtype == torch.float32


@pytest.mark.parametrize("box", BOXES)
def test_inputs_are_left_as_they_were(box: int) -> None:
    images = random_images(3, box, box)
    before = images.clone()
    spectrum = centred_fft(images)
    spectrum_before = spectrum.clone()
    centred_ifft(spectrum)
    fourier_to_hartley(spectrum)
    point_mirror(images)
    hartley_to_fourier(images)
    for new in (5, 6, 12, 13):
        fourier_resize(images, new)
    assert torch.equal(images, before)
    assert torch.equal(spectrum, spectrum_before)
