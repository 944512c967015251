"""What a set says of itself: which rows it is asked by, and whether protein is bright or dark."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cryofire.data.statistics import N_FOR_STATISTICS, find_contrast, sample_rows
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from stacks import TinySet, tiny_set

BOXES = (16, 17)


@pytest.fixture(scope="module")
def noisy() -> TinySet:
    """Eight times as much noise as signal in standard deviation: no single image tells its sign."""
    return tiny_set(400, 16, noise=8.0, seed=5)


@pytest.mark.parametrize("box_px", BOXES)
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("has_ctf", [True, False])
def test_sign_of_clean_images_is_found(box_px, sign, has_ctf):
    truth = tiny_set(48, box_px, noise=0.5, has_ctf=has_ctf)
    contrast = find_contrast(sign * truth.images, truth.optics if has_ctf else None)
    assert contrast.sign == sign
    assert contrast.is_sure
    assert sign * contrast.sigma > 8


def test_sign_is_that_of_the_density_not_of_what_the_ctf_makes_of_it():
    # A phase plate of half a turn shows dark what is bright.
    truth = tiny_set(48, noise=0.5)
    half_turn = replace(truth.optics, phase_shift_deg=torch.full((48,), 180.0, dtype=torch.float64))
    freqs_per_px = Lattice.create(16).freqs_per_px
    torch.testing.assert_close(ctf(freqs_per_px, half_turn), -ctf(freqs_per_px, truth.optics), rtol=0, atol=1e-6)
    assert find_contrast(-truth.images, half_turn).sigma == pytest.approx(find_contrast(truth.images, truth.optics).sigma, rel=1e-4)
    assert find_contrast(truth.images, half_turn).sigma < -8


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_sign_of_images_in_deep_noise_is_found_from_all_of_them_together(noisy, sign):
    contrast = find_contrast(sign * noisy.images, noisy.optics)
    assert contrast.sign == sign
    assert sign * contrast.sigma > 4
    few = find_contrast(sign * noisy.images[:5], noisy.optics[:5])
    assert abs(few.sigma) < abs(contrast.sigma)


def test_pure_noise_is_not_believed_to_have_a_sign():
    for seed in range(8):
        noise = torch.randn(200, 16, 16, generator=torch.Generator().manual_seed(seed))
        assert not find_contrast(noise, None).is_sure


def test_a_few_ruined_images_do_not_turn_the_sign():
    truth = tiny_set(48, noise=0.5)
    images = truth.images.clone()
    images[:4] *= -1000.0
    assert find_contrast(images, truth.optics).sign == 1.0


def test_offset_and_scale_of_the_grey_values_do_not_matter():
    truth = tiny_set(48, noise=1.0)
    one, other = find_contrast(truth.images, truth.optics), find_contrast(1e-3 * truth.images + 0.2, truth.optics)
    assert other.sigma == pytest.approx(one.sigma, rel=1e-2)


def test_small_set_is_asked_whole_and_a_large_one_by_a_seeded_choice():
    assert torch.equal(sample_rows(100, seed=0), torch.arange(100))
    rows = sample_rows(50_000, seed=1)
    assert len(rows) == len(rows.unique()) == N_FOR_STATISTICS
    assert torch.equal(rows, sample_rows(50_000, seed=1))
    assert not torch.equal(rows, sample_rows(50_000, seed=2))
    assert 23_000 < float(rows.double().mean()) < 27_000
