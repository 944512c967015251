"""From raw images to what the network sees."""

from __future__ import annotations

import pytest
import torch

from cryofire.data.preprocess import Preprocess, background, pixel_radius, soft_window
from cryofire.physics.fourier import centred_fft, fourier_resize
from stacks import tiny_set

BOXES = (16, 17)


@pytest.mark.parametrize("box_px", BOXES)
def test_window_is_one_inside_zero_outside_and_halfway_between(box_px):
    window, radius = soft_window(box_px, 0.5, 0.9), pixel_radius(box_px)
    assert (window[radius <= 0.5] == 1).all()
    assert (window[radius >= 0.9] == 0).all()
    assert soft_window(box_px, 0.0, 1.0)[box_px // 2, box_px // 2 + box_px // 4] == pytest.approx(1 - (box_px // 4) / (box_px / 2))


@pytest.mark.parametrize("box_px", BOXES)
def test_window_is_centred_on_the_origin_pixel(box_px):
    window = soft_window(box_px, 0.7, 0.99)
    assert pixel_radius(box_px)[box_px // 2, box_px // 2] == 0
    paired = window[1:, 1:] if box_px % 2 == 0 else window
    assert torch.equal(paired, paired.flip(0, 1))


def test_nothing_asked_changes_nothing():
    images = tiny_set(3).images
    assert torch.equal(Preprocess(16, None, False)(images), images)


def test_background_is_removed_image_by_image_and_the_particle_keeps_its_contrast():
    images = tiny_set(3).images
    offset = torch.tensor([0.0, 50.0, -7.0])[:, None, None]
    one, other = (Preprocess(16, None, True)(raw) for raw in (images, images + offset))
    torch.testing.assert_close(one, other, rtol=0, atol=2e-5)
    assert one[:, background(16)].mean(dim=1).abs().max() < 1e-5
    # But for the little that a slope through its corners takes.
    torch.testing.assert_close(one.std(dim=(1, 2)), images.std(dim=(1, 2)), rtol=0.01, atol=0)


def test_slope_over_the_box_is_removed():
    images = tiny_set(3).images
    line = (torch.arange(16) - 8) / 8
    one, other = (Preprocess(16, None, True)(raw) for raw in (images, images + 3 * line[:, None] - 5 * line))
    torch.testing.assert_close(one, other, rtol=0, atol=2e-5)


def test_background_is_removed_before_the_window_so_that_the_window_leaves_no_ring():
    flat = torch.full((2, 16, 16), 3.0)
    assert Preprocess(16, soft_window(16, 0.7, 0.99), True)(flat).abs().max() < 1e-5


def test_sign_mean_and_spread_are_applied_in_the_grey_values_of_the_input():
    images = tiny_set(3).images
    found = Preprocess(16, None, False).with_sign(-1.0).with_norm(2.0, 4.0)(images)
    torch.testing.assert_close(found, -(images - 2.0) / 4.0)


def test_standardised_set_has_spread_one():
    images = tiny_set(48).images
    bare = Preprocess(16, soft_window(16, 0.7, 0.99), False)
    found = bare.with_norm(0.0, float(bare(images).std()))(images)
    assert float(found.std()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("box_px", [12, 11, 24])
def test_resampling_keeps_the_transform_at_the_frequencies_that_both_boxes_have(box_px):
    images = tiny_set(2).images
    found = Preprocess(box_px, None, False)(images)
    assert found.shape == (2, box_px, box_px)
    torch.testing.assert_close(found, fourier_resize(images, box_px))
    reach = min(box_px, 16) // 2 - 1
    old, new = (
        centred_fft(x)[:, n // 2 - reach : n // 2 + reach + 1, n // 2 - reach : n // 2 + reach + 1]
        for x, n in ((images, 16), (found, box_px))
    )
    torch.testing.assert_close(new, old * (box_px / 16) ** 2, rtol=1e-4, atol=1e-4)


def test_input_images_are_left_as_they_were():
    images = tiny_set(2).images
    before = images.clone()
    Preprocess(12, soft_window(12, 0.7, 0.99), True, -1.0, 1.0, 2.0)(images)
    assert torch.equal(images, before)
