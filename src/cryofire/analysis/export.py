"""A run's results in the files of RELION, cryoSPARC, cryoDRGN and ChimeraX."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.particles import RunParticles
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.io.cryodrgn import read_indices, write_ctf, write_poses
from cryofire.io.cryosparc.read import CsSource
from cryofire.io.cryosparc.write import aligned_records, fresh_records, uids_of_copies, with_columns, with_results, write_cs, write_csg
from cryofire.io.mrc import read_volume, write_volume
from cryofire.io.relion.columns import IMAGE_NAME, RANDOM_SUBSET
from cryofire.io.relion.write import write_star
from cryofire.io.run_store import RunStore
from cryofire.io.safe_pickle import save_pickle
from cryofire.io.stack_names import PathStyle, image_names_from, split_image_names
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.pipeline.results import cluster_latents

CLASS = "_cryofireClass"
RELION_CLASS = "_rlnClassNumber"
"""The same, from 1."""


class Format(Enum):
    """Whose files to write."""

    STAR = "star"
    CS = "cs"
    CRYODRGN = "cryodrgn"
    ALL = "all"


@dataclass(frozen=True)
class Exported:
    """What an export has written."""

    n_particles: int
    files: tuple[Path, ...]


@dataclass(frozen=True)
class ToExport:
    """The particles of an export, in the hand asked for."""

    particles: RunParticles
    labels: np.ndarray | None
    """(n,) class of each."""


def chosen_for_export(
    particles: RunParticles, rows: np.ndarray | None, flips_hand: bool, kmeans: int | None, expands: bool = False
) -> ToExport:
    """Some particles of a run, with their classes among all of the run's.

    Args:
        particles: All of the run.
        rows: Those to export; all where None.
        flips_hand: Whether poses and maps are those of the other hand.
        kmeans: How many classes; None for none.
        expands: Whether each particle is to stand there at all copies of its pose.

    Raises:
        ConfigError: If there are to be classes of a rigid molecule, or copies where there is no symmetry.
    """
    group = particles.config.search.point_group
    if expands and group.is_trivial:
        raise ConfigError(f"--expand-symmetry: {particles.run.path} was searched without a symmetry (C1).", "leave it out")
    if kmeans is not None and particles.z.shape[1] == 0:
        raise ConfigError(f"--kmeans {kmeans}: {particles.run.path} has z_dim 0, one map for all particles.")
    labels = cluster_latents(particles.z, kmeans, shows=particles.shows_molecule).labels if kmeans is not None else None
    if flips_hand:
        particles = particles.with_hand_flipped()
    if rows is not None:
        particles, labels = particles.select(rows), None if labels is None else labels[rows]
    if expands:
        particles, labels = particles.expanded(), None if labels is None else np.repeat(labels, group.order)
    return ToExport(particles, labels)


def export_run(
    particles: RunParticles,
    outdir: Path,
    form: Format = Format.ALL,
    paths: PathStyle = PathStyle.AUTO,
    labels: np.ndarray | None = None,
    mass_kDa: float | None = None,
) -> Exported:
    """Write particles, and the maps of the run's `volumes/` beside a ChimeraX script.

    Args:
        particles: Those to write; if their hand is flipped, the maps are mirrored too.
        outdir: Folder to make.
        form: Which files.
        paths: How STAR and .cs files name the stacks.
        labels: (n,) class of each particle to write beside it.
        mass_kDa: Of the molecule, for the level in the ChimeraX script.

    Raises:
        DataError: If a file that an export needs is not there any more.
    """
    if outdir.exists() and not outdir.is_dir():
        raise DataError(f"{outdir}: is a file, and an export needs a folder.")
    outdir.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    if form in (Format.STAR, Format.ALL):
        files.append(export_star(particles, outdir / "particles.star", paths, labels))
    if form in (Format.CS, Format.ALL):
        files += export_cs(particles, outdir / "particles.cs", paths, labels)
    if form in (Format.CRYODRGN, Format.ALL):
        files += _export_cryodrgn(particles, outdir, labels)
    files += _export_maps(particles.run, outdir / "volumes", particles.is_flipped, mass_kDa)
    return Exported(len(particles), tuple(files))


def rows_to_export(particles: RunParticles, ind: Path) -> np.ndarray:
    """(k,) rows of the run that an index file means, in the run's order.

    Args:
        particles: All of the run.
        ind: Rows of the file that the run was trained on, counted from 0.

    Raises:
        DataError: If it asks for particles that the run did not use.
    """
    asked, own = read_indices(ind), particles.rows_in_user_file()
    rows = np.flatnonzero(np.isin(own, asked))
    if len(rows) < len(asked):
        raise DataError(
            f"{ind}: {len(asked) - len(rows):,} of its {len(asked):,} rows are not particles of {particles.run.path}.",
            "it must list rows of the particle file that the run was trained on (select --rows-of file).",
        )
    return rows


def export_star(particles: RunParticles, path: Path, paths: PathStyle, labels: np.ndarray | None = None) -> Path:
    """The rows of the run's particles.star; tokens that need not change stay as they are."""
    extra: dict[str, np.ndarray] = {} if labels is None else {CLASS: labels, RELION_CLASS: labels + 1}
    old = particles.image_names()
    new = image_names_from(path.parent, old, particles.stack_of_name(), paths)
    if (new != old).any():
        extra[IMAGE_NAME] = new
    write_star(path, particles.table, particles.poses if particles.is_flipped or particles.is_expanded else None, extra)
    return path


def export_cs(particles: RunParticles, path: Path, paths: PathStyle, labels: np.ndarray | None = None) -> list[Path]:
    """A .cs file and, beside it, the .csg file by which cryoSPARC imports it."""
    records = cs_records(particles, path, paths, labels)
    write_cs(path, records)
    group = path.with_suffix(".csg")
    write_csg(group, path.name, records)
    return [path, group]


def cs_records(particles: RunParticles, path: Path, paths: PathStyle, labels: np.ndarray | None = None) -> np.ndarray:
    """Records with poses and results: the user's own where the run was trained on a .cs file, else new ones.

    Args:
        particles: The particles.
        path: Where the file will lie.
        paths: How new records name the stacks (`auto` is absolute here, because cryoSPARC looks from its project folder).
            Paths of the user's records stay.
        labels: (n,) class of each particle, or None.
    """
    pixel_size_A = np.ones(len(particles)) if particles.table.pixel_size_A is None else particles.table.pixel_size_A
    subset = None
    if particles.particle_file.suffix == ".cs":
        source = particles.user_table().source
        assert isinstance(source, CsSource)
        records = source.records[source.rows]
        if particles.is_expanded:
            records = with_columns(records, {"uid": uids_of_copies(records["uid"])})
    else:
        style = PathStyle.ABSOLUTE if paths is PathStyle.AUTO else paths
        ids = particles.table.particle_ids
        stacks = split_image_names(image_names_from(path.parent, ids, particles.stack_of_name(), style))[1]
        sign = -1.0 if particles.config.data.invert is True else 1.0
        records = fresh_records(particles.table, ids, stacks, particles.box_px(), sign)
        subset = particles.column(RANDOM_SUBSET)
    aligned = aligned_records(records, particles.poses, pixel_size_A, None if subset is None else np.clip(subset - 1, 0, 1))
    return with_results(aligned, particles.z, labels, particles.score, particles.confidence)


def _export_cryodrgn(particles: RunParticles, outdir: Path, labels: np.ndarray | None) -> list[Path]:
    """`pose.pkl`, `ctf.pkl`, `z.pkl`, `ind.pkl` (rows of the user's file) and `labels.pkl`."""
    box_px = particles.box_px()
    if len(set(box_px.tolist())) > 1:
        logger().warning("cryoDRGN's files hold one box, and these images have several sizes: downsample them to one first.")
    files = [outdir / "pose.pkl"]
    write_poses(files[0], particles.poses, box_px)
    if particles.table.optics is not None:
        files.append(outdir / "ctf.pkl")
        write_ctf(files[-1], particles.table.optics, torch.from_numpy(box_px))
    arrays = {"z": particles.z.astype(np.float32) if particles.z.shape[1] else None, "ind": particles.rows_in_user_file(), "labels": labels}
    for name, values in arrays.items():
        if values is not None:
            files.append(outdir / f"{name}.pkl")
            save_pickle(files[-1], values)
    return files


def _export_maps(run: RunStore, outdir: Path, is_flipped: bool, mass_kDa: float | None) -> list[Path]:
    """Copies of the run's maps, mirrored if asked, with their z and a ChimeraX script; nothing if the run has none yet."""
    maps = sorted(run.volumes.glob("vol_*.mrc"))
    if not maps:
        return []
    outdir.mkdir(exist_ok=True)
    levels = []
    for path in maps:
        volume = read_volume(path)
        values = np.array(volume.values)
        levels.append(enclosing_level(values, volume.pixel_size_A or 1.0, mass_kDa))
        if is_flipped:
            write_volume(outdir / path.name, flip_hand_of_volume(torch.from_numpy(values)).numpy(), volume.pixel_size_A or 1.0)
        else:
            shutil.copyfile(path, outdir / path.name)
    if (run.volumes / "z.txt").exists():
        shutil.copyfile(run.volumes / "z.txt", outdir / "z.txt")
    names = [path.name for path in maps]
    return [*(outdir / name for name in names), write_open_script(outdir, names, levels)]
