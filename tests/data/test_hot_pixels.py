"""Hot pixels are found, replaced, counted and told; every other pixel stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.data.hot_pixels import HotPixelCount, find_hot_pixels, replace_hot_pixels
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.io.mrc import write_stack
from stacks import PIXEL_SIZE_A, tiny_set

AT = ((3, 4), (11, 2), (8, 8))
"""Three pixels of an image, one of them in the middle of the particle."""


def with_hits(images: torch.Tensor, rows: tuple[int, ...], factor: float) -> torch.Tensor:
    """The images with three pixels of some of them at so many standard deviations."""
    spoilt = images.clone()
    for row in rows:
        for y, x in AT:
            spoilt[row, y, x] = factor * images[row].std()
    return spoilt


@pytest.mark.parametrize("noise", [0.0, 0.1, 1.0, 10.0])
@pytest.mark.parametrize("box_px", [16, 17, 64])
def test_images_without_hot_pixels_come_back_bit_for_bit(box_px, noise):
    images = tiny_set(64, box_px, noise=noise).images
    found, counts = replace_hot_pixels(images)
    assert found is images and counts is None


def test_pure_noise_has_no_hot_pixel_in_four_million():
    images = torch.randn(1000, 64, 64, generator=torch.Generator().manual_seed(0))
    assert find_hot_pixels(images) is None


def test_a_small_bright_particle_without_noise_is_no_hot_pixel():
    x = torch.arange(64) - 32.0
    blob = torch.exp(-(x[:, None] ** 2 + x[None, :] ** 2) / (2 * 1.5**2)) + 1e-3 * torch.exp(-(x[:, None].abs() + x[None, :].abs()) / 20)
    assert find_hot_pixels(blob[None]) is None


@pytest.mark.parametrize("factor", [100.0, -1000.0, 1e4, 1e25])
def test_exactly_the_hot_pixels_are_replaced_by_the_median_of_the_others(factor):
    images = tiny_set(48, 24, noise=1.0).images
    spoilt = with_hits(images, (5, 40), factor)
    before = spoilt.clone()
    found, counts = replace_hot_pixels(spoilt)
    assert torch.equal(spoilt, before)
    assert counts.nonzero()[:, 0].tolist() == [5, 40]
    assert counts[[5, 40]].tolist() == [3, 3]
    is_hot = torch.zeros_like(images, dtype=torch.bool)
    for y, x in AT:
        is_hot[[5, 40], y, x] = True
    assert torch.equal(found[~is_hot], images[~is_hot])
    for row in (5, 40):
        assert found[row][is_hot[row]].tolist() == [float(images[row][~is_hot[row]].median())] * 3


def test_hot_pixels_that_touch_and_lie_in_a_corner_are_found():
    images = tiny_set(4, 32, noise=1.0).images
    images[2, :2, :3] = 500.0
    assert find_hot_pixels(images).nonzero().tolist() == [[2, y, x] for y in range(2) for x in range(3)]


def test_an_image_is_mended_alike_whatever_is_read_with_it():
    spoilt = with_hits(tiny_set(48, 24, noise=1.0).images, (5, 40), 300.0)
    together, _ = replace_hot_pixels(spoilt)
    assert torch.equal(replace_hot_pixels(spoilt[5:6])[0], together[5:6])


@pytest.mark.parametrize("is_lazy", [False, True])
def test_hot_pixels_of_a_set_are_replaced_counted_and_told_once(tmp_path, caplog, is_lazy):
    caplog.set_level("INFO", logger="cryofire")
    images = tiny_set(400, 16, noise=3.0).images
    sets = []
    for name, pixels in (("clean", images), ("hot", with_hits(images, (4, 8, 300), 1e4))):
        write_stack(tmp_path / f"{name}.mrcs", pixels.numpy().astype(np.float32), PIXEL_SIZE_A)
        config = DataConfig(particles=tmp_path / f"{name}.mrcs", lazy=is_lazy)
        sets.append(open_dataset(config, config, 0))
    clean, mended = sets
    # Of 256 pixels of three images, three are another value now: the spread of all 102,400 changes by less than that.
    assert mended.preprocess.std == pytest.approx(clean.preprocess.std, rel=2e-4)
    others = torch.tensor([row for row in range(400) if row not in (4, 8, 300)])
    torch.testing.assert_close(mended.load(others), clean.load(others), rtol=2e-4, atol=1e-6)
    assert float(mended.load(torch.tensor([4, 8, 300])).abs().max()) < 6
    assert mended.hot_pixels.of_row == {4: 3, 8: 3, 300: 3} and clean.hot_pixels.of_row == {}
    (line,) = [record.message for record in caplog.records if "hot pixels" in record.message]
    assert "9 pixels of 3 images (rows 4, 8, 300, counted from 0)" in line


def test_hot_pixels_that_are_first_met_in_training_are_told_then(caplog):
    caplog.set_level("INFO", logger="cryofire")
    count = HotPixelCount()
    count.tell()
    assert not caplog.records
    count.add(torch.tensor([6, 7]), torch.tensor([0, 2]))
    count.add(torch.tensor([9]), torch.tensor([1]))
    (record,) = caplog.records
    assert "2 pixels of 1 images (rows 7, counted from 0)" in record.message
    assert count.of_row == {7: 2, 9: 1}
