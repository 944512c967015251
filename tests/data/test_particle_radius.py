from __future__ import annotations

import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.particle_radius import OUTERMOST, particle_radius
from cryofire.io.mrc import write_stack
from stacks import scattered_spots, tiny_set, write_tiny_stack


def radius_of(images, tmp_path, **options):
    write_stack(tmp_path / "particles.mrcs", images.numpy(), 4.0)
    config = DataConfig(particles=tmp_path / "particles.mrcs", invert=False, **options)
    return particle_radius(open_dataset(config, config, 0))


@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("radius", [0.25, 0.5])
def test_radius_is_that_of_four_fifths_of_a_disc(radius, noise, tmp_path):
    assert radius_of(scattered_spots(radius, noise), tmp_path) == pytest.approx(radius * 0.8**0.5, abs=0.05)


def test_window_makes_no_difference(tmp_path):
    images = scattered_spots(0.5, 0.3)
    assert radius_of(images, tmp_path, window=False) == pytest.approx(radius_of(images, tmp_path), abs=0.03)


def test_noise_alone_fills_the_box(tmp_path):
    noise = torch.randn(300, 48, 48, generator=torch.Generator().manual_seed(1))
    assert 0.5 < radius_of(noise, tmp_path) <= OUTERMOST


def test_images_of_nothing_fill_the_box(tmp_path):
    stack = write_tiny_stack(tmp_path, tiny_set(20, noise=0.5, seed=6))
    config = DataConfig(particles=stack.star)
    dataset = open_dataset(config, config, 0)
    assert dataset.images is not None
    dataset.images.zero_()
    assert particle_radius(dataset) == OUTERMOST
