"""Conformations by what their maps look like: principal components of voxels, clusters of maps, every particle among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.ndimage import binary_dilation
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor

from cryofire.inference.k_means import k_means

LINEAR_R2 = 0.999
"""From this share of the maps' variance on, coordinates are taken to be linear in z, as of volumes linear in z they are."""
DILATION_A = 5.0
N_COMPONENTS = 4


@dataclass(frozen=True)
class VolumeSpace:
    """Some maps of a run, and where all of its particles lie among them."""

    sketch_particles: Int[np.ndarray, " m"]
    """Particle that each map is of."""
    mask: np.ndarray
    """(box, box, box) voxels that were compared, bool."""
    coordinates: Float[np.ndarray, "n d"]
    """Of each particle along the components: the root mean square change of a voxel inside the mask."""
    share: Float[np.ndarray, " d"]
    """Of the maps' variance, of each component."""
    components: Float[np.ndarray, "d box box box"]
    mean: Float[np.ndarray, "box box box"]
    labels: Int[np.ndarray, " m"]
    """Cluster of each map, most populated first, from 0."""
    cluster_means: Float[np.ndarray, "c box box box"]
    cluster_sds: Float[np.ndarray, "c box box box"]
    particle_labels: Int[np.ndarray, " n"]
    """Cluster of each particle: that of the nearest map in these coordinates."""
    is_linear: bool
    """Whether coordinates are a linear function of z; else they are those of the nearest maps, interpolated."""


def volume_space(
    z: Float[np.ndarray, "n z"],
    shows: np.ndarray,
    make: Callable[[np.ndarray], np.ndarray],
    pixel_size_A: float,
    n_maps: int = 100,
    n_clusters: int = 10,
    seed: int = 0,
) -> VolumeSpace:
    """Maps at the centres of many clusters of z, compared inside the union of their bright parts.

    Args:
        shows: (n,) which particles show the molecule, bool: maps are of theirs.
        make: (box, box, box) the map of a conformation.
        n_maps, n_clusters: Fewer where there are fewer distinct conformations.

    Source: the steps are those of cryoDRGN's landscape analysis (Kinman et al., Nat. Protoc. 2023): a mask of half the greatest density,
    dilated by 5 A; principal components; average linkage. Negative densities stay, so that of volumes linear in z every particle's
    place is exact.
    """
    own = np.flatnonzero(shows)
    n_maps = min(n_maps, len(np.unique(z[own], axis=0)))
    centres = k_means(torch.from_numpy(z[own]), n_maps, seed).centres.numpy()
    particles = np.unique([own[np.square(z[own] - centre).sum(axis=1).argmin()] for centre in centres])
    maps = np.stack([make(z[row]) for row in particles])
    # Half of the maximum as in the source, of the 0.999 quantile: single voxels of noise are brighter than the molecule.
    bright = (maps > 0.5 * np.quantile(maps, 0.999, axis=(1, 2, 3), keepdims=True)).any(axis=0)
    mask = binary_dilation(bright, iterations=max(1, round(DILATION_A / pixel_size_A)))
    values = maps[:, mask]
    n_components = min(N_COMPONENTS, len(particles) - 1, z.shape[1])
    pca = PCA(n_components, random_state=seed).fit(values)
    scale = np.sqrt(mask.sum())
    of_maps = pca.transform(values) / scale
    coordinates, is_linear = _of_particles(z, z[particles], of_maps)
    n_clusters = min(n_clusters, len(particles))
    labels = _by_size(AgglomerativeClustering(n_clusters, linkage="average").fit(values).labels_)
    nearest = KNeighborsRegressor(1).fit(of_maps, np.arange(len(particles))).predict(coordinates).astype(int)
    return VolumeSpace(
        particles,
        mask,
        coordinates,
        pca.explained_variance_ratio_,
        np.stack([_in_box(component * scale, mask) for component in pca.components_]),
        _in_box(pca.mean_, mask),
        labels,
        np.stack([maps[labels == j].mean(axis=0) for j in range(n_clusters)]),
        np.stack([maps[labels == j].std(axis=0) for j in range(n_clusters)]),
        labels[nearest],
        is_linear,
    )


def _of_particles(z: np.ndarray, known_z: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, bool]:
    if len(known) > 3 * z.shape[1]:
        line = LinearRegression().fit(known_z, known)
        if line.score(known_z, known) > LINEAR_R2:
            return line.predict(z), True
    near = KNeighborsRegressor(min(4, len(known)), weights="distance").fit(known_z, known)
    return near.predict(z), False


def _by_size(labels: np.ndarray) -> np.ndarray:
    order = np.argsort(-np.bincount(labels), kind="stable")
    found: np.ndarray = np.argsort(order)[labels]
    return found


def _in_box(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    box = np.zeros(mask.shape, np.float32)
    box[mask] = values
    return box
