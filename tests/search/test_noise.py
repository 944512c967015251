"""What the images themselves say: the noise of each shell, and the shells that tell poses."""

from __future__ import annotations

import pytest
import torch

from cryofire.core.types import Poses
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import mean_by_shell
from cryofire.search.config import SearchConfig
from cryofire.search.half_map_fsc import half_correlation, half_map_cutoff_shell
from cryofire.search.plan import find
from planted import grid_of, planted

CONFIG = SearchConfig(search_shell=6, motion_shell=6, motion_passes=3, growth_passes=2)


def test_coloured_noise_is_found_shell_by_shell():
    data = planted(800, box_px=20, scale=3.0)
    lattice = data.whitened.lattice
    noise = data.whitened.images - data.clean
    sd = 0.7 + 1.5 * torch.exp(-lattice.shell / 3)  # strong at low frequency, as of real images
    whitened = WhitenedImages(lattice, data.clean + noise * sd, data.whitened.ctfs, torch.ones(len(lattice)))
    poses = Poses(data.truth.rotations, data.truth.shifts_px)
    found = find(whitened, 0, CONFIG, 2.0, 0, poses).whitened
    ratio = mean_by_shell(lattice, found.noise_sd / sd)[1:]
    assert float(ratio.min()) > 0.93
    assert float(ratio.max()) < 1.08
    # The same images and CTFs, whitened anew.
    torch.testing.assert_close(found.images * found.noise_sd, whitened.images, rtol=1e-5, atol=1e-5)
    assert found.contrasts is not None
    torch.testing.assert_close(found.ctfs * found.noise_sd / found.contrasts[:, None], whitened.ctfs, rtol=1e-5, atol=1e-6)


def test_white_noise_is_left_white():
    data = planted(600, box_px=20, scale=3.0)
    found = find(data.whitened, 0, CONFIG, 2.0, 0, Poses(data.truth.rotations, data.truth.shifts_px)).whitened
    assert float((found.noise_sd - 1).abs().max()) < 0.1  # most at Nyquist, where volumes still fit some noise


def test_noise_is_as_assumed_where_it_is_not_to_be_measured():
    data = planted(100, box_px=20, scale=8.0)
    config = CONFIG.model_copy(update={"measures_noise": False})
    found = find(data.whitened, 0, config, 1.5, 0, Poses(data.truth.rotations, data.truth.shifts_px)).whitened
    assert torch.equal(found.noise_sd, data.whitened.noise_sd)


@pytest.mark.parametrize(("noise", "low", "high"), [(0.3, 6, 10), (8.0, 3, 5), (1e3, 2, 2)])
def test_halves_agree_further_out_where_there_is_less_noise(noise, low, high):
    data = planted(400, box_px=20, scale=8.0, noise=noise)
    whitened = data.whitened.with_noise(torch.full((len(data.whitened.lattice),), noise))
    assert low <= half_map_cutoff_shell(whitened, data.truth, grid_of(whitened, 1.5), 2) <= high


def test_a_volume_agrees_with_itself_on_every_shell():
    data = planted(10, box_px=20)
    grid = grid_of(data.whitened)
    volume = data.atoms.on(grid)[:, 0]
    torch.testing.assert_close(half_correlation(volume, 3 * volume, grid)[:9], torch.ones(9), rtol=0, atol=1e-4)
