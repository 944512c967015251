"""One lattice for all images: against Fourier cropping where boxes allow it, against closed forms where not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.sampling import Sampling, common_sampling, find_sampling_groups, pixels_ratio, resample, resampling_matrix
from cryofire.io.cryodrgn import write_ctf, write_poses
from cryofire.io.formats import read_particles
from cryofire.io.relion.write import write_star
from cryofire.physics.fourier import fourier_resize
from cryofire.simulation.molecules import load_ensemble
from cryofire.simulation.simulate import SimulationSettings, simulate
from mixed import write_groups
from stacks import correlation

# ---- the arithmetic --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("old", [16, 17, 20])
@pytest.mark.parametrize("new", [10, 11, 12, 16, 17, 24, 25, 48])
def test_where_the_field_stays_it_is_cropping_or_padding_the_transform(old, new):
    images = torch.randn(3, old, old, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(resample(images, new, old / new), fourier_resize(images, new), rtol=0, atol=2e-6)


def blob(box_px: int, pixel_size_A: float) -> torch.Tensor:
    """(1, box, box) a Gaussian off the centre, sampled; band-limited for all that float32 can tell."""
    x = (torch.arange(box_px, dtype=torch.float64) - box_px // 2) * pixel_size_A
    return torch.exp(-((x[None] - 5.3).square() + (x[:, None] + 8.1).square()) / (2 * 12.0**2)).float()[None]


@pytest.mark.parametrize("raw", [(64, 3.0), (64, 3.6), (75, 2.9)])
@pytest.mark.parametrize("new", [(52, 192 / 52), (51, math.pi), (40, 4.01)])
def test_a_band_limited_function_is_resampled_exactly_at_any_ratio(raw, new):
    found = resample(blob(*raw), new[0], new[1] / raw[1])
    torch.testing.assert_close(found, blob(*new), rtol=0, atol=3e-6)
    wrong = resample(blob(*raw), new[0], 1.02 * new[1] / raw[1])
    assert (wrong - blob(*new)).abs().max() > 0.005


def test_waves_beyond_the_new_nyquist_frequency_are_gone_and_those_within_stay():
    x = np.arange(64) - 32
    for cycles, kept in ((12, 1.0), (25, 0.0)):
        wave = torch.from_numpy(np.cos(2 * np.pi * cycles * x / 64)).float()
        found = resampling_matrix(64, 40, 1.45) @ wave  # Nyquist at 64 / 2.9 = 22.07 cycles
        expected = kept * torch.cos(2 * math.pi * cycles / 64 * 1.45 * (torch.arange(40) - 20))
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


def test_what_the_raw_image_does_not_have_is_zero_and_not_its_other_side():
    found = resample(torch.ones(1, 20, 20), 20, 1.3)
    inside = (torch.arange(20) - 10).abs() * 1.3 < 9.5
    torch.testing.assert_close(found[0][inside][:, inside], torch.ones(int(inside.sum()), int(inside.sum())), rtol=0, atol=1e-5)
    assert found[0, 0].abs().max() == 0


def test_an_image_comes_out_the_same_to_the_bit_whatever_else_is_in_the_batch():
    images = torch.randn(130, 48, 48, generator=torch.Generator().manual_seed(1))
    together = resample(images, 31, 1.37)
    assert torch.equal(together[:1], resample(images[:1], 31, 1.37))
    assert torch.equal(together[77:80], resample(images[77:80], 31, 1.37))


# ---- the choice ------------------------------------------------------------------------------------------------


def test_kinds_are_box_and_pixel_size_and_rounding_makes_none():
    groups = find_sampling_groups(np.array([64, 64, 80, 64, 64]), np.array([3.0, 3.6, 3.0, 3.00001, 3.6]))
    assert [(kind.box_px, round(kind.pixel_size_A, 3)) for kind in groups.samplings] == [(64, 3.0), (80, 3.0), (64, 3.6)]
    assert groups.kind_of.tolist() == [0, 2, 1, 0, 2]
    assert groups.counts.tolist() == [2, 1, 2]


def test_common_lattice_has_the_smallest_field_and_no_frequency_that_a_group_lacks():
    groups = find_sampling_groups(np.array([64, 64]), np.array([3.0, 3.6]))
    common = common_sampling(groups)
    assert (common.box_px, round(common.field_A, 6)) == (52, 192.0)
    assert common.pixel_size_A >= 3.6
    assert common_sampling(groups, 48) == Sampling(48, 4.0)


def test_set_of_one_kind_keeps_its_field_whatever_the_parity():
    groups = find_sampling_groups(np.array([17, 17]), np.array([2.0, 2.0]))
    assert common_sampling(groups) == Sampling(17, 2.0)
    assert common_sampling(groups, 12) == Sampling(12, 34 / 12)
    assert pixels_ratio(groups.samplings[0], Sampling(12, 34 / 12)) == 17 / 12
    assert common_sampling(find_sampling_groups(np.array([16, 16]), None), 8) == Sampling(8, None)


# ---- a set of two groups ---------------------------------------------------------------------------------------

TREATMENT = {"window": False, "subtract_background": False, "invert": False}


@pytest.fixture(scope="module")
def two_groups(tmp_path_factory):
    """The same twelve particles seen at 64 px of 3.0 A and at 56 px of 3.6 A, without noise."""
    settings = SimulationSettings(12, 64, 3.0, snr=float("inf"), max_shift_px=2.0, sigma_A=6.0, seed=3)
    ensemble = load_ensemble("antibody")
    groups = [simulate(ensemble, settings), simulate(ensemble, replace(settings, box_px=56, pixel_size_A=3.6, max_shift_px=2.0 / 1.2))]
    torch.testing.assert_close(groups[1].poses.shifts_px * 1.2, groups[0].poses.shifts_px)
    folder = tmp_path_factory.mktemp("two_groups")
    return groups, write_groups(folder, groups, [3.0, 3.6])


def opened(star, **options):
    config = DataConfig(particles=star, **(TREATMENT | options))
    return open_dataset(config, config, 0)


def test_the_same_particle_at_two_magnifications_becomes_the_same_image(two_groups, tmp_path):
    groups, star = two_groups
    dataset = opened(star)
    assert (dataset.box_px, round(dataset.pixel_size_A, 5)) == (52, round(192 / 52, 5))
    pairs = dataset.load(torch.arange(24)).view(12, 2, 52, 52)
    same = [correlation(one, other) for one, other in pairs]
    assert min(same) > 0.995
    # Two thirds of the truth: the sizes the wrong way round, which nothing else would notice.
    swapped = opened(write_groups(tmp_path, groups, [3.6, 3.0])).load(torch.arange(24))
    assert max(correlation(*pair) for pair in swapped.view(12, 2, *swapped.shape[1:])) < 0.9


def test_each_particle_has_its_own_ctf_and_its_shift_on_the_common_lattice(two_groups):
    groups, star = two_groups
    batch = opened(star).batch(torch.arange(24))
    torch.testing.assert_close(batch.optics.pixel_size_A, torch.full((24,), 192 / 52, dtype=torch.float64), rtol=1e-6, atol=0)
    torch.testing.assert_close(batch.optics.defocus_u_A[1::2], groups[1].optics.defocus_u_A, rtol=0, atol=1e-4)
    in_A = batch.poses.shifts_px.view(12, 2, 2) * (192 / 52)
    torch.testing.assert_close(in_A[:, 0], groups[0].poses.shifts_px.float() * 3.0, rtol=0, atol=1e-4)
    torch.testing.assert_close(in_A[:, 1], in_A[:, 0], rtol=0, atol=1e-4)


def test_poses_go_back_to_each_particles_own_pixels(two_groups, tmp_path):
    groups, star = two_groups
    dataset = opened(star)
    poses = dataset.on_disk(dataset.poses)
    torch.testing.assert_close(poses.shifts_px[0::2], groups[0].poses.shifts_px.double(), rtol=0, atol=1e-4)
    torch.testing.assert_close(poses.shifts_px[1::2], groups[1].poses.shifts_px.double(), rtol=0, atol=1e-4)
    write_star(star.parent / "out.star", dataset.table, poses, {})
    again = read_particles(star.parent / "out.star")
    assert again.pixel_size_A.tolist() == [3.0, 3.6] * 12
    torch.testing.assert_close(again.poses.shifts_px, poses.shifts_px, rtol=0, atol=1e-4)


def test_groups_of_another_grey_scale_are_standardised_each_by_itself(two_groups, tmp_path):
    groups, _ = two_groups
    dim = replace(groups[1], images=0.2 * groups[1].images)
    dataset = opened(write_groups(tmp_path, [groups[0], dim], [3.0, 3.6]))
    spreads = dataset.load(torch.arange(24)).view(12, 2, -1).std(dim=(0, 2))
    torch.testing.assert_close(spreads, torch.ones(2), rtol=0, atol=1e-4)
    scales = dataset.preprocess.group_scales
    # Each was made with variance 1 over its own field; of the wider one, empty border was cut away.
    assert scales[1] / scales[2] == pytest.approx(5 * 192.0 / 201.6, rel=0.005)
    known = opened(write_groups(tmp_path, [groups[0], dim], [3.0, 3.6]), norm=(0, 1), group_scales={}).load(torch.arange(24))
    assert float(known[0::2].std() / known[1::2].std()) == pytest.approx(scales[1] / scales[2], rel=1e-3)


def test_groups_of_one_grey_scale_are_left_alone(tiny_stack, tmp_path):
    text = tiny_stack.star.read_text()
    assert opened(tiny_stack.star).preprocess.group_scales == {}
    assert "opticsGroup2" not in text


def test_pickles_are_brought_to_the_box_of_each_image(two_groups, tmp_path):
    _, star = two_groups
    dataset = opened(star)
    boxes = dataset.source.boxes_px
    write_ctf(tmp_path / "ctf.pkl", dataset.table.optics, torch.from_numpy(boxes))
    write_poses(tmp_path / "pose.pkl", dataset.table.poses, boxes)
    found = opened(star, ctf=tmp_path / "ctf.pkl", pose=tmp_path / "pose.pkl")
    torch.testing.assert_close(found.poses.shifts_px, dataset.poses.shifts_px, rtol=0, atol=1e-4)
    torch.testing.assert_close(found.table.optics.pixel_size_A, dataset.table.optics.pixel_size_A, rtol=1e-6, atol=0)
    # A file made for other boxes: the pixel size belongs to the box that it names.
    write_ctf(
        tmp_path / "half.pkl",
        replace(dataset.table.optics, pixel_size_A=2 * dataset.table.optics.pixel_size_A),
        torch.from_numpy(boxes // 2),
    )
    halved = opened(star, ctf=tmp_path / "half.pkl")
    torch.testing.assert_close(halved.table.optics.pixel_size_A, dataset.table.optics.pixel_size_A, rtol=1e-6, atol=0)


def test_images_of_different_boxes_and_unknown_pixel_sizes_are_refused(two_groups, tmp_path):
    groups, _ = two_groups
    for name, group in zip("ab", groups, strict=True):
        content = bytearray((write_groups(tmp_path / name, [group], [3.0]).parent / "group1.mrcs").read_bytes())
        content[40:52] = bytes(12)  # the cell, and so the pixel size
        (tmp_path / f"{name}.mrcs").write_bytes(content)
    (tmp_path / "list.txt").write_text("a.mrcs\nb.mrcs\n")
    with pytest.raises(DataError, match="no pixel size is known"):
        opened(tmp_path / "list.txt")
