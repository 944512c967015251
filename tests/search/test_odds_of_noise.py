"""What images of noise alone have of the molecule's odds, a pose found for each."""

from __future__ import annotations

from dataclasses import replace

import torch

from cryofire.inference.global_search import PlaceConfig, search_globally
from cryofire.search.particle_weights import judged, odds_of_noise
from planted import grid_of, planted

PLACE = PlaceConfig(grid_shell=5, n_hypotheses=2, first_shell=6, last_shell=8, max_shift_px=1.5, n_in_plane=24)


def test_one_in_fifty_images_of_other_noise_passes_and_particles_do():
    data = planted(400, box_px=20, scale=6.0)
    whitened = data.whitened.upto(8)
    grid = grid_of(whitened, 1.5)
    volumes = data.atoms.on(grid)
    limit = odds_of_noise(whitened, grid, volumes, PLACE, 0.3, 0)
    generator = torch.Generator().manual_seed(9)
    noise = torch.view_as_complex(torch.randn(*whitened.images.shape, 2, generator=generator) * 0.5**0.5)
    passing = []
    for images in (noise, whitened.images):
        some = replace(whitened, images=images)
        found = search_globally(some, volumes, grid, PLACE)
        odds = judged(some, found, grid, volumes, 0.3)[1]
        passing.append(float((odds > limit).float().mean()))
    assert passing[0] < 0.06
    assert passing[1] > 0.9
