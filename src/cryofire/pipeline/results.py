"""What a run leaves behind: poses, conformations and maps, in the files its users own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import RunError
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import DataConfig
from cryofire.inference.estimates import Estimates
from cryofire.inference.k_means import k_means
from cryofire.io.atomic import write_atomically
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.io.mrc import write_volume
from cryofire.io.relion.write import write_star
from cryofire.io.run_store import RunStore
from cryofire.models.decoders import Decoder
from cryofire.models.volumes import make_volume
from cryofire.pipeline import halves_store
from cryofire.pipeline.run_kind import RunKind
from cryofire.pipeline.work import Work
from cryofire.search.config import NOISE_SHELLS
from cryofire.validation.evidence import LAST_SHELL, gather_evidence
from cryofire.validation.verdict import judge_run

N_VOLUMES = 10
"""Maps written at the end of a heterogeneous run: one for each k-means cluster of z."""


LOG_LIKELIHOOD = "_cryofireLogLikelihood"
SCORE = "_cryofireScore"
CONTRAST = "_cryofireContrast"
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


def cluster_latents(z: np.ndarray, n: int, seed: int = 0, shows: np.ndarray | None = None) -> Clusters:
    """k-means clusters; fewer than `n` where there are fewer distinct conformations.

    Args:
        shows: (n,) which particles show the molecule, bool; all by default. The others make no cluster (their z says nothing), and belong
            to the nearest one.
    """
    if shows is None or not shows.any():
        shows = np.ones(len(z), dtype=bool)
    own = z[shows]
    n = min(n, len(np.unique(own, axis=0)))
    found = k_means(torch.from_numpy(own), n, seed, n_starts=3)
    centres = found.centres.numpy()
    order = np.argsort(-np.bincount(found.labels.numpy(), minlength=n), kind="stable")
    nearest = [int(((own - centres[j]) ** 2).sum(axis=1).argmin()) for j in order]
    labels = np.empty(len(z), dtype=np.int64)
    labels[shows] = found.labels.numpy()
    for rows in np.array_split(np.flatnonzero(~shows), max(1, (~shows).sum() // 10_000)):
        labels[rows] = ((z[rows, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return Clusters(np.argsort(order)[labels], own[nearest])


def representative_latents(z: np.ndarray, n: int, seed: int = 0, shows: np.ndarray | None = None) -> np.ndarray:
    """(n, z) particles' own conformations nearest to the k-means centres, most populated cluster first."""
    return cluster_latents(z, n, seed, shows).representatives


def columns_of(estimates: Estimates) -> dict[str, np.ndarray]:
    """What is known of every particle beside its pose, as columns of a star file."""
    z = estimates.z.numpy()
    columns = {latent_column(j): z[:, j] for j in range(z.shape[1])}
    optional = {
        LOG_LIKELIHOOD: estimates.scores,
        SCORE: estimates.odds,
        CONTRAST: estimates.contrasts,
        CONFIDENCE: estimates.confidence,
    }
    return columns | {name: values.numpy() for name, values in optional.items() if values is not None}


def write_particles(run: RunStore, dataset: ParticleDataset, estimates: Estimates, extra: Mapping[str, np.ndarray] | None = None) -> None:
    """`particles.star` (the user's rows with our poses, z, score, confidence) and `latents.npy`, rows in the same order.

    Args:
        extra: Further columns, (n,) each.
    """
    columns = columns_of(estimates) | dict(extra or {})
    poses = dataset.on_disk(Poses(estimates.rotations, estimates.shifts_px))
    write_atomically(run.particles, lambda path: write_star(path, dataset.table, poses, columns))
    run.write_latents(estimates.z.numpy())


def write_maps(run: RunStore, decoder: Decoder, box_px: int, data: DataConfig, z: np.ndarray, shell: int) -> None:
    """`volumes/vol_000.mrc ...` of given conformations, (m, z), `z.txt`, and a ChimeraX script, in the place of what is there.

    Args:
        data: Resolved: its norm and pixel size are those of the run.
    """
    if data.norm is None or data.map_pixel_size_A is None:
        raise RunError(f"{run.config}: data.norm or data.map_pixel_size_A is missing.", "put back what the run has written there")
    image_std, pixel_size_A = data.norm[1], data.map_pixel_size_A
    decoder.eval()

    def write(folder: Path) -> None:
        names, levels = [], []
        for j in range(max(1, len(z))):
            latent = torch.from_numpy(z[j]).float() if z.shape[1] > 0 else None
            volume = make_volume(decoder, latent, box_px, image_std, shell).cpu().numpy()
            names.append(run.volume(j).name)
            write_volume(folder / names[-1], volume, pixel_size_A)
            levels.append(enclosing_level(volume, pixel_size_A))
        np.savetxt(folder / "z.txt", z)
        write_open_script(folder, names, levels)

    run.write_volumes(write)
    logger().info(f"maps: {max(1, len(z))} in {run.volumes}")


def write_all(work: Work, decoder: Decoder, shell: int) -> None:
    """Particles, conformations, maps of typical ones, evidence and verdict, by the estimates of now.

    Args:
        decoder: What maps are made from.
        shell: Outermost shell of the maps.
    """
    estimates, run = work.estimates, work.run
    write_particles(run, work.sets.train, estimates)
    z = estimates.z.numpy()
    shows = estimates.shows_molecule().numpy()
    chosen = representative_latents(z, N_VOLUMES, shows=shows) if z.shape[1] > 0 else np.zeros((1, 0), np.float32)
    write_maps(run, decoder, work.model.box_px, work.config.data, chosen, shell)
    _write_evidence(work, estimates)
    logger().info(f"results: particles.star, latents.npy and volumes/ in {run.path}")


def _write_evidence(work: Work, estimates: Estimates) -> None:
    config, dataset = work.config, work.sets.train
    is_searched = config.kind is RunKind.SEARCH
    max_shift_px = config.search.largest_shift_px(dataset.box_px) if is_searched else None
    last_shell = max(LAST_SHELL, config.search.search_shell + NOISE_SHELLS) if is_searched else LAST_SHELL
    pixel_size_A = config.data.map_pixel_size_A or dataset.pixel_size_A
    agreement = work.record.fact("restart_agreement")
    place = config.search.place.with_shifts_of(estimates.shifts_px) if is_searched and not config.has_known_poses else None
    group, suspects = config.search.point_group, not config.search.relaxes
    evidence = gather_evidence(
        dataset, estimates, pixel_size_A, max_shift_px, config.seed, work.device, agreement, last_shell, place, group, suspects
    )
    searched = {"share_apart": work.record.fact("share_apart") or 0.0}
    work.run.write_evidence(None if evidence is None else {**evidence.to_dict(), **searched, **halves_store.evidence_of(work.run)})
    judge_run(work.run.path)
