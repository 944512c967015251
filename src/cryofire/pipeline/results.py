"""What a run leaves behind: poses, conformations and maps, in the files its users own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig
from cryofire.inference.estimates import Estimates
from cryofire.inference.k_means import k_means
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.io.mrc import write_volume
from cryofire.io.relion.write import write_star
from cryofire.io.run_store import RunStore, write_atomically
from cryofire.models.decoders import Decoder
from cryofire.models.volumes import make_volume

N_VOLUMES = 10
"""Maps written at the end of a heterogeneous run: one for each k-means cluster of z."""


SCORE = "_cryofireLogLikelihood"
CONFIDENCE = "_cryofireConfidence"
"""Columns of particles.star that a run may have or not."""


def latent_column(axis: int) -> str:
    """The column of an axis of z, counted from 0: `_cryofireZ1` is the first."""
    return f"_cryofireZ{axis + 1}"


@dataclass(frozen=True)
class Clusters:
    """k-means clusters of z, most populated first."""

    labels: np.ndarray
    """(n,) the cluster of each particle, from 0: that of map `vol_000.mrc` is 0."""
    representatives: np.ndarray
    """(k, z) the particle's own conformation nearest to each centre."""


def cluster_latents(z: np.ndarray, n: int, seed: int = 0) -> Clusters:
    """k-means clusters; fewer than `n` where there are fewer distinct conformations."""
    n = min(n, len(np.unique(z, axis=0)))
    found = k_means(torch.from_numpy(z), n, seed, n_starts=3)
    labels, centres = found.labels.numpy(), found.centres.numpy()
    order = np.argsort(-np.bincount(labels, minlength=n), kind="stable")
    nearest = [int(((z - centres[j]) ** 2).sum(axis=1).argmin()) for j in order]
    return Clusters(np.argsort(order)[labels], z[nearest])


def representative_latents(z: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """(n, z) particles' own conformations nearest to the k-means centres, most populated cluster first."""
    return cluster_latents(z, n, seed).representatives


def write_particles(run: RunStore, dataset: ParticleDataset, estimates: Estimates, extra: Mapping[str, np.ndarray] | None = None) -> None:
    """`particles.star` (the user's rows with our poses, z, score, confidence) and `latents.npy`, rows in the same order.

    Args:
        extra: Further columns, (n,) each.
    """
    z = estimates.z.numpy()
    columns = {latent_column(j): z[:, j] for j in range(z.shape[1])}
    optional = {SCORE: estimates.scores, CONFIDENCE: estimates.confidence}
    columns |= {name: values.numpy() for name, values in optional.items() if values is not None} | dict(extra or {})
    poses = dataset.on_disk(Poses(estimates.rotations, estimates.shifts_px))
    write_atomically(run.particles, lambda path: write_star(path, dataset.table, poses, columns))
    run.write_latents(z)


def write_maps(run: RunStore, decoder: Decoder, box_px: int, data: DataConfig, z: np.ndarray, shell: int) -> None:
    """`volumes/vol_000.mrc ...` of given conformations, (m, z), and a ChimeraX script, replacing what is there.

    Args:
        data: Resolved: its norm and pixel size are those of the run.
    """
    assert data.norm is not None and data.map_pixel_size_A is not None, "a run's configuration is resolved"
    image_std = data.norm[1]
    decoder.eval()
    for old in run.volumes.glob("vol_*.mrc"):
        old.unlink()
    run.volumes.mkdir(exist_ok=True)
    levels = []
    for j in range(max(1, len(z))):
        latent = torch.from_numpy(z[j]).float() if z.shape[1] > 0 else None
        volume = make_volume(decoder, latent, box_px, image_std, shell)
        write_volume(run.volume(j), volume.cpu().numpy(), data.map_pixel_size_A)
        levels.append(enclosing_level(volume.cpu().numpy(), data.map_pixel_size_A))
    write_open_script(run.volumes, [run.volume(j).name for j in range(len(levels))], levels)
    logger().info(f"maps: {max(1, len(z))} in {run.volumes}")
