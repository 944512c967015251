"""One grey scale for a set: found from most of its images, whatever a few of them hold, and brought to those that lack it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.noise_spectrum import SMALLEST_NOISE, outer_level
from cryofire.data.preprocess import Preprocess, soft_window
from cryofire.data.sampling import find_sampling_groups
from cryofire.data.source import ImageSource
from cryofire.data.standardise import find_standard
from cryofire.io.formats import read_particles
from cryofire.io.mrc import write_stack
from cryofire.physics.lattice import Lattice
from stacks import PIXEL_SIZE_A, TinySet, tiny_set, write_tiny_stack

CPU = torch.device("cpu")
N, BOX = 400, 24


@pytest.fixture(scope="module")
def truth() -> TinySet:
    """Images in which noise is twice as strong as signal."""
    return tiny_set(N, BOX, noise=2.0)


def opened(folder: Path, images: Tensor, **options) -> ParticleDataset:
    write_stack(folder / "particles.mrcs", images.numpy().astype(np.float32), PIXEL_SIZE_A)
    config = DataConfig(particles=folder / "particles.mrcs", **{"invert": False, **options})
    return open_dataset(config, config, 0)


def times(images: Tensor, gains: Tensor) -> Tensor:
    return images * gains[:, None, None]


@pytest.mark.parametrize("noise", [0.0, 0.1, 1.0, 10.0])
@pytest.mark.parametrize("is_windowed", [True, False])
def test_clean_images_are_standardised_as_by_the_plain_spread_of_all_bit_for_bit(tmp_path, noise, is_windowed):
    images = tiny_set(200, 32, noise=noise).images
    dataset = opened(tmp_path, images, window=is_windowed)
    bare = Preprocess(32, soft_window(32, 0.7, 0.99) if is_windowed else None, True)
    plain = bare.with_norm(0.0, float(bare(images).std()))
    assert dataset.preprocess.std == plain.std
    assert (dataset.preprocess.background_sd, dataset.preprocess.group_scales) == (0.0, {})
    assert torch.equal(dataset.load(torch.arange(200)), plain(images))


def test_optics_groups_of_opposite_contrast_are_turned_and_told(tmp_path, truth, caplog):
    signs = torch.ones(N)
    signs[::3] = -1.0
    clean, mixed = (
        write_tiny_stack(tmp_path / name, replace(truth, images=times(truth.images, s))).star
        for name, s in (("clean", torch.ones(N)), ("mixed", signs))
    )
    groups = np.where(signs.numpy() < 0, 2, 1)
    table = replace(read_particles(mixed), optics_group=groups)
    source, sampling = ImageSource(table), find_sampling_groups(np.full(N, BOX), table.pixel_size_A)
    bare = Preprocess(BOX, soft_window(BOX, 0.7, 0.99), True)
    caplog.set_level("INFO", logger="cryofire")
    preprocess = find_standard(ParticleDataset(table, source, sampling, bare), DataConfig(particles=mixed), 0)
    (line,) = [message for message in caplog.messages if "opposite sign" in message]
    assert "group 2 (-" in line
    assert (preprocess.sign, preprocess.group_scales) == (1.0, {2: -1.0})
    config = DataConfig(particles=clean)
    expected = open_dataset(config, config, 0).load(torch.arange(N))
    found = ParticleDataset(table, source, sampling, preprocess).load(torch.arange(N))
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_rows_that_the_file_says_to_be_of_opposite_contrast_are_turned(tmp_path, truth):
    signs = np.where(np.arange(N) % 4 == 0, -1.0, 1.0)
    star = write_tiny_stack(tmp_path, replace(truth, images=times(truth.images, torch.from_numpy(signs).float()))).star
    table = replace(read_particles(star), contrast_sign=signs)
    bare = Preprocess(BOX, None, False)
    sampling = find_sampling_groups(np.full(N, BOX), table.pixel_size_A)
    found = ParticleDataset(table, ImageSource(table), sampling, bare).load(torch.arange(N))
    torch.testing.assert_close(found, truth.images.float(), rtol=1e-6, atol=1e-6)
    assert table.select([4, 5]).contrast_sign.tolist() == [-1.0, 1.0]


SPOILT = {
    "one image at 10,000 times the rest": ((7,), 1e4),
    "one image at a ten thousandth": ((7,), 1e-4),
    "1 % at 10 times": ((3, 100, 200, 300), 10.0),
    "1 % at 30 times": ((3, 100, 200, 300), 30.0),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_images_far_from_the_common_scale_change_no_other_image_and_are_brought_to_it(tmp_path, truth, caplog, kind):
    caplog.set_level("INFO", logger="cryofire")
    rows, factor = SPOILT[kind]
    gains = torch.ones(N)
    gains[list(rows)] = factor
    clean = opened(tmp_path, truth.images)
    spoilt = opened(tmp_path, times(truth.images, gains))
    # A hundredth of the images is left out of the spread of all, which they have in common but for a few per mille.
    assert spoilt.preprocess.std == pytest.approx(clean.preprocess.std, rel=2e-3)
    found, expected = spoilt.load(torch.arange(N)), clean.load(torch.arange(N))
    others = gains == 1
    torch.testing.assert_close(found[others], expected[others], rtol=2e-3, atol=1e-6)
    # They come back as they were but for their own deviation from the usual spread, within 20 % here.
    ratios = found[~others].flatten(1).std(dim=1) / expected[~others].flatten(1).std(dim=1)
    torch.testing.assert_close(ratios, torch.ones(len(rows)), rtol=0.2, atol=0)
    (line,) = [message for message in caplog.messages if "grey scale" in message]
    assert f"{len(rows)} of 400 images looked at (rows {', '.join(map(str, rows))}, counted from 0)" in line


@pytest.mark.parametrize("factor", [10.0, 1e4])
def test_noise_level_of_a_search_is_that_of_most_images(tmp_path, truth, factor):
    gains = torch.ones(N)
    gains[[3, 100, 200, 300]] = factor
    levels = [opened(tmp_path, times(truth.images, g), usual_spread=0).noise_level for g in (torch.ones(N), gains)]
    assert levels[1] == pytest.approx(levels[0], rel=0.01)
    assert levels[0] == pytest.approx(float(plain_noise(opened(tmp_path, truth.images))), rel=1e-3)


def test_noise_level_of_noiseless_images_is_not_zero():
    """A run's config.yaml is read again, and other sets are divided by it."""
    assert outer_level(torch.zeros(9), None) == SMALLEST_NOISE


def plain_noise(dataset: ParticleDataset) -> Tensor:
    """Mean power of all images in the outermost shells, as it was found before outliers were thought of."""
    lattice = Lattice.create(dataset.box_px)
    power = (lattice.sample(dataset.load(torch.arange(len(dataset)))) / dataset.box_px).abs().square()
    return power[:, lattice.radius > 0.85 * lattice.max_shell].mean().sqrt()


def test_gains_by_micrograph_are_noticed_told_and_taken_out(tmp_path, truth, caplog):
    # 20 micrographs of 20 images, amplified 0.2 to 4 times.
    of_micrograph = 0.2 * 20 ** (torch.randperm(20, generator=torch.Generator().manual_seed(1)) / 19)
    gains = of_micrograph.repeat_interleave(20)
    clean = opened(tmp_path, truth.images).load(torch.arange(N))
    caplog.set_level("INFO", logger="cryofire")
    dataset = opened(tmp_path, times(truth.images, gains))
    (line,) = [message for message in caplog.messages if "gains differ" in message]
    assert "data.background_sd=0" in line
    found = dataset.load(torch.arange(N))
    left = (found.flatten(1) * clean.flatten(1)).sum(dim=1) / clean.flatten(1).square().sum(dim=1)
    # An image of 24 px has 124 pixels of background, which tell its gain to 1 / sqrt(2 * 124) = 6 %.
    assert float(left.log().std()) < 0.08
    by_micrograph = left.view(20, 20).mean(dim=1)
    assert float(by_micrograph.log().std()) < 0.03, "1.4 % is expected of 20 images"
    assert float(gains.log().std()) > 0.7
    assert float(found.std()) == pytest.approx(1, abs=1e-3)
    kept = opened(tmp_path, times(truth.images, gains), background_sd=0, usual_spread=0).load(torch.arange(N))
    assert float(kept.flatten(1).std(dim=1).log().std()) > 0.7


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_gains_of_some_micrographs_alone_are_noticed(tmp_path, truth, share):
    gains = torch.where(torch.arange(N) < share * N, 0.5, 1.0)
    assert opened(tmp_path, times(truth.images, gains)).preprocess.background_sd > 0


@pytest.mark.parametrize("is_constant", [True, False])
def test_images_that_were_never_normalised_are_standardised_as_if_they_had_been(tmp_path, truth, is_constant):
    # Mean 130 and standard deviation 40, as counts of a camera; the same for all, or each image's own.
    generator = torch.Generator().manual_seed(2)
    unit = truth.images / truth.images.std()
    sd = torch.full((N,), 40.0) if is_constant else 40 * torch.exp(0.4 * torch.randn(N, generator=generator))
    mean = torch.full((N,), 130.0) if is_constant else 130 + 30 * torch.randn(N, generator=generator)
    clean = opened(tmp_path, unit).load(torch.arange(N))
    dataset = opened(tmp_path, times(unit, sd) + mean[:, None, None])
    found = dataset.load(torch.arange(N))
    assert (dataset.preprocess.background_sd > 0) != is_constant
    assert float(found.std()) == pytest.approx(1, abs=2e-3)
    assert float(found.mean(dim=(1, 2)).abs().max()) < 0.35
    left = (found.flatten(1) * clean.flatten(1)).sum(dim=1) / clean.flatten(1).square().sum(dim=1)
    assert float(left.log().std()) < (1e-3 if is_constant else 0.08)
    assert float(left.median()) == pytest.approx(1, abs=0.02)
