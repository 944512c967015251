"""What images of noise alone have of the molecule's odds, a pose found for each."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cryofire.data.preprocess import soft_window
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import white_noise
from cryofire.search.judge import Judge
from planted import grid_of, planted

PLACE = PlaceConfig(grid_shell=5, n_hypotheses=2, first_shell=6, last_shell=8, max_shift_px=1.5, n_in_plane=24)


@pytest.mark.parametrize("is_windowed", [False, True])
def test_one_in_fifty_images_of_other_noise_passes_and_particles_do(is_windowed):
    data = planted(400, box_px=20, scale=6.0)
    window = soft_window(20, 0.6, 0.9) if is_windowed else None
    seen = white_noise(data.whitened.lattice, window, 400, torch.Generator().manual_seed(8))
    whitened = replace(data.whitened, images=data.clean + seen, window=window).upto(8)
    grid = grid_of(whitened, 1.5)
    volumes = data.atoms.on(grid)
    plain = Judge(grid, volumes, 0.3)
    pose = plain.searching(PLACE, ShiftDensity(1.5, 0.5, 1.5))
    judge = plain.counting_from_noise(whitened, pose, 0)
    noise = whitened.noise_alone(400, torch.Generator().manual_seed(9))
    passing = []
    for images in (noise, whitened.images):
        some = replace(whitened, images=images)
        odds = judge.judge(some, pose(some))[1]
        passing.append(float((odds > 0).float().mean()))
    assert passing[0] < 0.06
    assert passing[1] > 0.9


def test_noise_under_a_window_has_variance_one_and_resembles_a_particle_more_by_what_the_window_took():
    data, window = planted(4, box_px=20), soft_window(20, 0.5, 0.8)
    plain = data.whitened.upto(8)
    blob = torch.exp(-0.5 * (torch.arange(20) - 10.0).square() / 2.0)
    template = plain.lattice.sample(blob[:, None] * blob)
    template = template / template.abs().square().sum().sqrt()
    matches = []
    for whitened in (plain, replace(plain, window=window)):
        noise = whitened.noise_alone(4000, torch.Generator().manual_seed(0))
        assert float(noise.abs().square().mean()) == pytest.approx(1, rel=0.03)
        matches.append(float((noise @ template.conj()).real.square().mean()))
    # White noise of the same density, of which the window lets all through where the blob is.
    assert matches[1] / matches[0] == pytest.approx(1 / float(window.square().mean()), rel=0.15)
