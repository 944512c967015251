"""What a run leaves behind: poses, conformations and maps, in the files its users own."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.cluster import KMeans

from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset
from cryofire.data.open import DataConfig
from cryofire.io.mrc import write_volume
from cryofire.io.relion_write import write_star
from cryofire.io.run_directory import RunDirectory, write_atomically
from cryofire.models.cryofire import CryoFire
from cryofire.models.volumes import make_volume
from cryofire.training.estimates import Estimates

N_VOLUMES = 10
"""Maps written at the end of a heterogeneous run: one for each k-means cluster of z."""


def representative_latents(z: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """(n, z) particles' own conformations nearest to the k-means centres, most populated cluster first."""
    n = min(n, len(np.unique(z, axis=0)))
    clusters = KMeans(n, n_init=3, random_state=seed).fit(z)
    order = np.argsort(-np.bincount(clusters.labels_, minlength=n))
    nearest = [int(((z - clusters.cluster_centers_[j]) ** 2).sum(axis=1).argmin()) for j in order]
    return z[nearest]


def write_particles(run: RunDirectory, dataset: ParticleDataset, estimates: Estimates) -> None:
    """`particles.star` (the user's rows with our poses and z) and `latents.npy`, rows in the same order."""
    z = estimates.z.numpy()
    columns = {f"_cryofireZ{j + 1}": z[:, j] for j in range(z.shape[1])}
    poses = estimates.poses_on_disk(dataset.source.box_px, dataset.box_px)
    write_atomically(run.particles, lambda path: write_star(path, dataset.table, poses, columns))
    run.write_latents(z)


def write_maps(run: RunDirectory, model: CryoFire, data: DataConfig, z: np.ndarray, shell: int) -> None:
    """`volumes/vol_000.mrc ...` of given conformations, (m, z), replacing what is there.

    Args:
        data: Resolved: its norm and pixel size are those of the run.
    """
    assert data.norm is not None and data.map_pixel_size_A is not None, "a run's configuration is resolved"
    image_std = data.norm[1]
    model.eval()
    for old in run.volumes.glob("vol_*.mrc"):
        old.unlink()
    run.volumes.mkdir(exist_ok=True)
    for j in range(max(1, len(z))):
        latent = torch.from_numpy(z[j]).float() if z.shape[1] > 0 else None
        volume = make_volume(model.decoder, latent, model.box_px, image_std, shell)
        write_volume(run.volume(j), volume.cpu().numpy(), data.map_pixel_size_A)
    logger().info(f"maps: {max(1, len(z))} in {run.volumes}")
