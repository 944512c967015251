"""Run folders with results known beforehand, for tests of what is done with them: nothing is trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cryofire.core.types import Poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import write_volume
from cryofire.io.relion.write import write_star
from cryofire.io.run_store import RunStore
from cryofire.pipeline.results import CONFIDENCE, SCORE, latent_column
from cryofire.pipeline.run import config_as_values
from runs import small_config


def finished_run(
    folder: Path,
    particles: Path,
    poses: Poses,
    z: np.ndarray,
    volumes: list[np.ndarray],
    *assignments: str,
    score: np.ndarray | None = None,
    confidence: np.ndarray | None = None,
    pixel_size_A: float = 4.0,
) -> Path:
    """Write a run folder as training does at its end.

    Args:
        particles: What it was trained on.
        poses: (n,) of the particles in use, shifts in pixels of the images on disk.
        z: (n, z).
        volumes: Its maps.
        assignments: Options, such as `data.ind=...`.
    """
    run = RunStore(folder)
    run.create(False)
    config = small_config(particles, folder, f"z_dim={z.shape[1]}", "data.invert=true", *assignments)
    run.write_config(config_as_values(config))
    table = read_particles(particles, config.data.datadir, needs_images=False)
    if config.data.ind is not None:
        table = table.select(np.load(config.data.ind))
    optional = {SCORE: score, CONFIDENCE: confidence}
    columns = {latent_column(j): z[:, j] for j in range(z.shape[1])} | {tag: v for tag, v in optional.items() if v is not None}
    write_star(run.particles, table, poses, columns)
    run.write_latents(z)
    run.volumes.mkdir()
    for j, volume in enumerate(volumes):
        write_volume(run.volume(j), volume, pixel_size_A)
    np.savetxt(run.volumes / "z.txt", z[: len(volumes)])
    return folder
