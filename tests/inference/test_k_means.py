"""k-means finds groups, and its centres are the means of its clusters to the bit, whatever added them up before."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.k_means import k_means


def points_in_groups(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points about three places far apart, and the place of each."""
    group = torch.arange(n) % 3
    spread = torch.randn(n, 2, generator=torch.Generator().manual_seed(0))
    return torch.tensor([[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]])[group] + spread, group


def test_clusters_are_the_groups_that_points_were_made_in():
    points, group = points_in_groups(90)
    found = k_means(points, 3, seed=1)
    assert sorted(found.labels[:3].tolist()) == [0, 1, 2]
    assert torch.equal(found.labels, found.labels[:3][group])


@pytest.mark.parametrize("n_clusters", [1, 3, 40])
def test_centres_are_the_means_of_their_points_in_the_order_of_the_rows(n_clusters):
    points, _ = points_in_groups(3000)
    found = k_means(points, n_clusters, seed=2)
    for cluster, centre in enumerate(found.centres):
        total = torch.zeros(2, dtype=torch.float64)
        members = points[found.labels == cluster].double()
        for point in members:
            total += point
        assert torch.equal(centre, (total / len(members)).float())
