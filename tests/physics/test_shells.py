"""Shells and the Fourier shell correlation: closed forms and known signal-to-noise ratios."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from cryofire.physics.fourier import centred_fft
from cryofire.physics.shells import fourier_shell_correlation, noise_variance, resolution_at_A, shell_index, shell_sums

BOXES = [16, 17]


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("n_dims", [2, 3])
def test_shell_index_is_the_rounded_distance_from_the_origin_pixel(box: int, n_dims: int) -> None:
    shells = shell_index(box, n_dims)
    assert shells.shape == (box,) * n_dims
    c = box // 2
    for at in [(0,) * n_dims, (c,) * n_dims, (c, c + 3, 5)[:n_dims], (1, 2, box - 1)[:n_dims]]:
        assert int(shells[at]) == round(math.dist(at, (c,) * n_dims))


def test_shell_sums_add_each_value_to_its_shell_and_leave_the_rest_out() -> None:
    shells = shell_index(9, 2)
    sums = shell_sums(torch.ones(9, 9, dtype=torch.float64), shells, 5)
    assert sums.tolist() == [float((shells == s).sum()) for s in range(5)]
    assert shell_sums(shells.double(), shells, 5).tolist() == [s * float((shells == s).sum()) for s in range(5)]


@pytest.mark.parametrize("box", BOXES)
def test_fsc_of_a_volume_with_itself_is_one_and_with_its_negative_minus_one(box: int) -> None:
    volume = noise(box, box, box)
    assert fourier_shell_correlation(volume, volume).shape == (box // 2 + 1,)
    torch.testing.assert_close(fourier_shell_correlation(volume, volume), torch.ones(box // 2 + 1, dtype=torch.float64))
    torch.testing.assert_close(fourier_shell_correlation(volume, -3 * volume), -torch.ones(box // 2 + 1, dtype=torch.float64))


def test_fsc_does_not_depend_on_either_grey_scale() -> None:
    a, b = noise(16, 16, 16), noise(16, 16, 16) + noise(16, 16, 16, seed=1)
    expected = fourier_shell_correlation(a, b)
    torch.testing.assert_close(fourier_shell_correlation(1e-12 * a, b), expected)
    torch.testing.assert_close(fourier_shell_correlation(1e-12 * a, 1e-12 * b), expected)


def test_fsc_is_zero_where_a_shell_is_empty() -> None:
    constant = torch.ones(16, 16, 16)
    assert fourier_shell_correlation(constant, constant).tolist() == [1.0] + [0.0] * 8
    assert not fourier_shell_correlation(constant, torch.zeros(16, 16, 16)).any()


@pytest.mark.parametrize("box", [32, 33])
def test_fsc_of_independent_noise_is_zero_within_its_scatter(box: int) -> None:
    fsc = fourier_shell_correlation(noise(box, box, box), noise(box, box, box, seed=1))
    shells = shell_index(box)
    n_independent = torch.tensor([float((shells == s).sum()) / 2 for s in range(box // 2 + 1)])
    assert (fsc[3:].abs() < 4 / n_independent[3:].sqrt()).all()


@pytest.mark.parametrize("snr", [0.25, 1.0, 4.0])
def test_fsc_of_two_noisy_copies_is_snr_over_one_plus_snr(snr: float) -> None:
    signal = noise(32, 32, 32)
    halves = [signal + noise(32, 32, 32, seed=s) / math.sqrt(snr) for s in (1, 2)]
    fsc = fourier_shell_correlation(halves[0], halves[1])
    torch.testing.assert_close(fsc[8:].mean(), torch.tensor(snr / (1 + snr), dtype=torch.float64), atol=0.02, rtol=0)
    against_truth = fourier_shell_correlation(halves[0], signal)
    torch.testing.assert_close(against_truth[8:].mean(), torch.tensor(math.sqrt(snr / (1 + snr)), dtype=torch.float64), atol=0.02, rtol=0)


def test_fsc_falls_where_one_volume_was_low_passed_only_by_noise() -> None:
    volume = noise(32, 32, 32)
    shells = shell_index(32)
    spectrum = centred_fft(noise(32, 32, 32, seed=3), 3) * (shells > 8)
    high_noise = torch.fft.fftshift(torch.fft.ifftn(torch.fft.ifftshift(spectrum))).real
    fsc = fourier_shell_correlation(volume, volume + 10 * high_noise)
    assert fsc[:9].min() > 0.999
    assert fsc[9:].max() < 0.3


def test_resolution_is_that_of_the_first_shell_below_the_threshold() -> None:
    fsc = torch.tensor([1.0, 0.9, 0.6, 0.4, 0.6, 0.1])
    assert resolution_at_A(fsc, 0.5, box_px=10, pixel_size_A=2.0) == pytest.approx(10 * 2.0 / 3)
    assert resolution_at_A(fsc, 0.143, box_px=10, pixel_size_A=2.0) == pytest.approx(10 * 2.0 / 5)
    # Never below: Nyquist.
    assert resolution_at_A(fsc, 0.05, box_px=10, pixel_size_A=2.0) == pytest.approx(4.0)
    # Zero frequency has no resolution and does not count.
    assert resolution_at_A(torch.tensor([0.0, 0.9, 0.1]), 0.5, box_px=4, pixel_size_A=1.0) == pytest.approx(2.0)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_noise_variance_is_read_from_the_corners_whatever_the_signal_inside(box: int, batch: int) -> None:
    shells = shell_index(box, 2)
    low = centred_fft(noise(batch, box, box, seed=4)) * (shells < box // 4) * 20
    signal = torch.fft.fftshift(torch.fft.ifft2(torch.fft.ifftshift(low, dim=(1, 2))), dim=(1, 2)).real
    only_noise = noise(batch, box, box) * 3
    found = noise_variance(only_noise + signal)
    torch.testing.assert_close(found, noise_variance(only_noise), rtol=1e-10, atol=0)
    # About 55 independent corner samples an image, so a scatter of sqrt(2 / 110 / batch): four of those.
    assert float(found) == pytest.approx(9, rel=4 * math.sqrt(2 / 110 / batch))


def test_noise_variance_of_many_images_is_that_of_their_pixels() -> None:
    assert float(noise_variance(noise(400, 16, 16) * 0.5)) == pytest.approx(0.25, rel=0.02)


@pytest.mark.parametrize("box", BOXES)
def test_inputs_are_left_as_they_were(box: int) -> None:
    a, b = noise(box, box, box), noise(box, box, box, seed=1)
    shells = shell_index(box)
    copies = a.clone(), b.clone(), shells.clone()
    fourier_shell_correlation(a, b)
    shell_sums(a, shells, 3)
    noise_variance(a)
    assert all(torch.equal(x, y) for x, y in zip((a, b, shells), copies, strict=True))
