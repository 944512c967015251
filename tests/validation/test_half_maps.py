"""Local and directional resolution of half maps of which one part, or one direction, is worse by construction."""

from __future__ import annotations

import math

import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.physics.fourier import centred_fft
from cryofire.physics.shells import shell_index
from cryofire.validation.directional_fsc import directional_fsc, half_sphere
from cryofire.validation.half_maps import filtered_by, judge_half_maps
from cryofire.validation.kernel_width import best_of_widths
from cryofire.validation.local_resolution import local_resolution
from cryofire.validation.shell_bands import ShellBands, bands_of
from half_maps import PIXEL_SIZE_A, blobs, known_halves, without_cone


def test_bands_are_all_shells_once():
    for n_shells, most in ((5, 24), (33, 24), (129, 24)):
        bands = bands_of(n_shells, most)
        assert [shell for band in bands for shell in range(band.first, band.last + 1)] == list(range(n_shells))
        assert len(bands) == min(n_shells, most)


def test_bands_of_a_map_add_up_to_it():
    volume = blobs(24)
    shells = ShellBands(24, 4.0, 25.0)
    spectrum = shells.transform(volume)
    bands = bands_of(int(shells.shell.max()) + 1)
    torch.testing.assert_close(sum(shells.band(spectrum, band) for band in bands), volume, atol=1e-4, rtol=0)
    constant = torch.full_like(volume, 2.0)
    torch.testing.assert_close(shells.local_mean(constant), constant)


def test_local_resolution_is_worse_where_there_is_more_noise():
    true, generator = blobs(48, n=150, radius=0.8), torch.Generator().manual_seed(4)
    line = torch.arange(48) - 24
    left = (line < 0).float().expand(48, 48, 48)
    sd = float(true.std()) * (0.05 + 2.0 * left)
    one, other = (true + sd * torch.randn(true.shape, generator=generator) for _ in range(2))
    found = local_resolution(one, other, PIXEL_SIZE_A)
    inside = true > 0.2 * true.max()
    good, bad = (found.resolution_A[inside & (side > 0)].median() for side in (line.expand(48, 48, 48) > 8, line.expand(48, 48, 48) < -8))
    assert float(good) < 12.5
    assert float(bad) > 1.2 * float(good)
    # The filter takes the noise off where it is.
    error = lambda volume: float((volume - true)[left > 0].square().mean())  # noqa: E731
    assert error(found.filtered) < 0.3 * error((one + other) / 2)


def test_a_direction_that_was_never_seen_shows_in_the_ratio_of_areas():
    data = known_halves(noise=0.3)
    even = directional_fsc(data.one, data.other, PIXEL_SIZE_A)
    assert even.cfar > 0.8
    axis = torch.tensor([1.0, 0.0, 0.0])
    generator = torch.Generator().manual_seed(6)
    halves = [without_cone(each, axis, 40, torch.randn(each.shape, generator=generator) * each.std()) for each in (data.one, data.other)]
    missing = directional_fsc(*halves, PIXEL_SIZE_A)
    assert missing.cfar < 0.5
    worst = missing.directions[int(missing.resolution_A.argmax())]
    assert abs(float(worst @ axis.double())) > math.cos(math.radians(25))


def test_directions_are_spread_evenly():
    directions = half_sphere(256)
    torch.testing.assert_close(directions.norm(dim=1), torch.ones(256, dtype=torch.float64))
    nearest = (directions @ directions.T - 2 * torch.eye(256)).max(dim=1).values.clamp(max=1).arccos().rad2deg()
    assert float(nearest.min()) > 4
    assert float(nearest.max()) < 11


def test_the_best_width_differs_from_place_to_place():
    """Right, a wide kernel's map has less noise; left, it has moved away."""
    true, generator = blobs(32, n=80, radius=0.7), torch.Generator().manual_seed(8)
    left = (torch.arange(32) < 16).expand(32, 32, 32)
    moved = torch.where(left, true.roll(4, 1), true)
    sd = float(true.std())
    draw = lambda volume, share: volume + share * sd * torch.randn(volume.shape, generator=generator)  # noqa: E731
    ones, others = ([draw(true, 0.5), draw(moved, 0.1)] for _ in range(2))
    found = best_of_widths(ones, others, PIXEL_SIZE_A, 12.0)
    inner = torch.zeros(32, 32, 32, dtype=torch.bool)
    inner[6:26, 6:26, 6:26] = True
    error = lambda volume, part: float((volume - true)[part & inner].square().mean())  # noqa: E731
    narrow, wide = ((ones[j] + others[j]) / 2 for j in (0, 1))
    best = (found.one + found.other) / 2
    assert error(best, ~left) < 0.4 * error(narrow, ~left)
    assert error(best, left) < 0.5 * error(wide, left)
    assert error(best, inner) < 0.8 * min(error(narrow, inner), error(wide, inner))


def test_everything_said_of_two_half_maps_is_a_number():
    data = known_halves(box_px=32, noise=0.5)
    judged = judge_half_maps(data.one, data.other, PIXEL_SIZE_A)
    numbers = judged.numbers()
    assert 8.0 <= numbers["resolution_0.143_A"] <= numbers["resolution_0.5_A"] < 14
    assert numbers["nyquist_A"] == 8.0
    assert numbers["cfar"] > 0.7
    mean = (data.one + data.other) / 2
    assert float((judged.filtered - data.true).square().mean()) < 0.8 * float((mean - data.true).square().mean())
    inner = shell_index(32) <= 16
    kept, before = (centred_fft(each, 3) for each in (filtered_by(torch.ones(17), mean), mean))
    torch.testing.assert_close(kept[inner], before[inner], atol=1e-2, rtol=1e-4)
    assert float(kept[~inner].abs().max()) < 1e-2


@pytest.mark.parametrize(
    ("shape", "mask", "words"),
    [
        ((30, 30, 30), None, "30 x 30 x 30"),
        ((32, 32, 32), torch.zeros(32, 32, 32), "from 0 to 0"),
        ((32, 32, 32), torch.full((32, 32, 32), 7.0), "from 7 to 7"),
        ((32, 32, 32), torch.ones(30, 30, 30), "30 x 30 x 30"),
    ],
)
def test_maps_and_masks_that_do_not_fit_are_refused(shape, mask, words):
    with pytest.raises(DataError, match=words):
        judge_half_maps(torch.rand(32, 32, 32), torch.rand(shape), 4.0, mask)
