"""k-means clusters that come out the same at every call, to the bit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.cluster import KMeans
from torch import Tensor


@dataclass(frozen=True)
class KMeansClusters:
    """Clusters of points, each with its middle."""

    labels: Int[Tensor, " n"]
    """The cluster of each point, from 0."""
    centres: Float[Tensor, "k q"]
    """Mean of the points of each cluster; like them in precision and device."""


def k_means(points: Float[Tensor, "n q"], n_clusters: int, seed: int, n_starts: int = 1) -> KMeansClusters:
    """The best of some k-means clusterings.

    Threads of scikit-learn add up a cluster's points in any order, so that the last digits of its centres change from call to
    call. Here they decide which point belongs to which cluster, in double precision; each centre is then the mean of its points
    in the order of the rows.

    Args:
        n_clusters: Not more than there are distinct points.
        n_starts: Random starts, of which the one of least squared distances is taken.
    """
    wide = points.cpu().double().numpy()
    labels = KMeans(n_clusters, n_init=n_starts, random_state=seed).fit(wide).labels_
    sums = np.stack([np.bincount(labels, weights=column, minlength=n_clusters) for column in wide.T], axis=1)
    counts = np.bincount(labels, minlength=n_clusters).clip(min=1)
    centres = torch.from_numpy(sums / counts[:, None])
    return KMeansClusters(torch.from_numpy(labels).long().to(points.device), centres.to(points))
