"""The number of components is that of the motion, found from images that were held out."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.linear_subspace import latents_given_poses, solve_volumes, whiten
from cryofire.search.components import worthwhile_components
from planted import grid_of, planted


@pytest.mark.parametrize("n_true", [1, 3])
def test_components_beyond_those_of_the_motion_are_not_worth_while(n_true):
    data = planted(1600, n_components=n_true, scale=3.0)
    grid = grid_of(data.whitened, 2.0)
    posteriors = data.truth.leading(0).with_components(5, torch.Generator().manual_seed(0))
    prior = None
    for _ in range(15):
        volumes, prior = solve_volumes(data.whitened, posteriors, grid, prior)
        latents_given_poses(data.whitened, posteriors, grid, volumes)
        _, prior = whiten(posteriors, volumes, prior)
    assert worthwhile_components(data.whitened, posteriors, grid, prior, seed=0, n_held_out=400) == n_true
