"""Which images count in volumes."""

from __future__ import annotations

from dataclasses import replace

import torch

from cryofire.core.types import Poses
from cryofire.search.config import SearchConfig
from cryofire.search.half_map_fsc import half_correlation
from cryofire.search.particle_weights import LEAST_SHARE, first_weights, weights_by_odds
from cryofire.search.plan import find
from planted import grid_of, planted

CONFIG = SearchConfig(search_shell=8, motion_shell=8, motion_passes=3, growth_passes=2)


def test_weights_follow_odds():
    odds = torch.cat([torch.full((800,), 50.0), torch.full((200,), -50.0)])
    weights = weights_by_odds(odds)
    assert float(weights[:800].min()) > 0.99
    assert float(weights[800:].max()) < 0.01


def test_a_poor_volume_keeps_the_best_third():
    weights = weights_by_odds(torch.linspace(-300, -100, 1000))
    assert abs(float(weights.mean()) - LEAST_SHARE) < 0.01
    assert float(weights[-1]) == 1
    assert float(weights[0]) == 0


def test_edges_of_carbon_do_not_begin_a_volume():
    data = planted(500, box_px=20, scale=6.0)
    images = data.whitened.images.clone()
    images[:50] += 40 * (data.whitened.lattice.shell < 3)
    weights = first_weights(replace(data.whitened, images=images))
    assert float(weights[:50].max()) == 0
    assert float(weights[50:].mean()) > 0.99


def test_images_without_detail_do_not_begin_a_volume():
    data = planted(500, box_px=20, scale=6.0)
    lattice, images = data.whitened.lattice, data.whitened.images.clone()
    noise = images - data.clean
    power = data.clean.abs().square().sum(dim=1).mean()
    smooth = torch.view_as_complex(torch.randn(150, len(lattice), 2, generator=torch.Generator().manual_seed(0))) * (lattice.shell < 3)
    images[:150] = noise[:150] + smooth * (2 * power / smooth.abs().square().sum(dim=1, keepdim=True)).sqrt()
    weights = first_weights(replace(data.whitened, images=images))
    assert float(weights[:150].mean()) < 0.1
    assert float(weights[150:].mean()) > 0.97


def test_junk_does_not_count_in_the_volume():
    data = planted(500, box_px=20, scale=8.0)
    lattice, images = data.whitened.lattice, data.whitened.images.clone()
    generator = torch.Generator().manual_seed(0)
    rough = torch.view_as_complex(torch.randn(150, len(lattice), 2, generator=generator)) * torch.exp(-lattice.shell / 2.0) * 12
    images[:150] = images[:150] - data.clean[:150] + rough
    whitened = replace(data.whitened, images=images)
    found = find(whitened, 0, CONFIG, 2.0, 0, Poses(data.truth.rotations, data.truth.shifts_px))
    weights = found.whitened.weights
    assert weights is not None
    assert float(weights[:150].mean()) < 0.05
    assert float(weights[150:].mean()) > 0.95
    grid = grid_of(whitened)
    assert float(half_correlation(found.volumes[:, 0], data.atoms.on(grid)[:, 0], grid)[2:6].min()) > 0.95
