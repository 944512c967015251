"""z in two dimensions, for eyes: principal components, t-SNE, UMAP where it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from jaxtyping import Float
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.neighbors import KNeighborsRegressor

MOST_EMBEDDED = 10_000
"""Particles that t-SNE and UMAP lay out themselves, drawn at random; the others lie among their neighbours of those."""
FEWEST = 50
"""Particles that are worth a layout."""
N_NEIGHBOURS = 5


@dataclass(frozen=True)
class Embeddings:
    """Coordinates of every particle."""

    pca: Float[np.ndarray, "n d"]
    """Along the principal components of z, centred; as many as z has."""
    pca_share: Float[np.ndarray, " d"]
    """Share of the variance of each."""
    planes: Mapping[str, Float[np.ndarray, "n 2"]]
    """Two-dimensional layouts by their names: `tsne`, `umap`."""


def embed(z: Float[np.ndarray, "n z"], shows: np.ndarray, seed: int = 0, tsne: bool = True, umap: bool = True) -> Embeddings:
    """Lay out conformations; t-SNE and UMAP of z of three dimensions or more alone, as one or two are a plane already.

    Args:
        shows: (n,) which particles show the molecule, bool: they alone decide; the others lie where their z puts them.
        tsne, umap: Whether to. UMAP needs the extra `[umap]`, and is left out without it.
    """
    own = np.flatnonzero(shows)
    pca = PCA(z.shape[1], random_state=seed).fit(z[own])
    planes: dict[str, np.ndarray] = {}
    if z.shape[1] > 2 and len(own) > FEWEST:
        chosen = np.sort(np.random.default_rng(seed).permutation(own)[:MOST_EMBEDDED])
        if tsne:
            laid = TSNE(2, init="pca", perplexity=min(30.0, len(chosen) / 4), random_state=seed).fit_transform(z[chosen])
            planes["tsne"] = _among_neighbours(z, chosen, laid)
        if umap and find_spec("umap") is not None:
            from umap import UMAP

            planes["umap"] = _among_neighbours(z, chosen, UMAP(2, random_state=seed).fit_transform(z[chosen]))
    return Embeddings(pca.transform(z), pca.explained_variance_ratio_, planes)


def _among_neighbours(z: np.ndarray, chosen: np.ndarray, laid: np.ndarray) -> np.ndarray:
    """Those chosen where they were laid, every other at the mean of its neighbours among them, nearer ones counting more."""
    found = np.empty((len(z), 2), np.float32)
    found[chosen] = laid
    others = np.setdiff1d(np.arange(len(z)), chosen)
    if len(others) > 0:
        found[others] = KNeighborsRegressor(N_NEIGHBOURS, weights="distance").fit(z[chosen], laid).predict(z[others])
    return found
