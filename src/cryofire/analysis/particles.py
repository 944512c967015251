"""The particles of a run: the user's rows, what was found of each, and where they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.runs import read_latents
from cryofire.core.errors import DataError, RunError
from cryofire.core.types import Poses
from cryofire.io.cryodrgn import read_indices
from cryofire.io.cryosparc.read import CsSource
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.read import read_star
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.row_faults import NUMBERS
from cryofire.io.run_store import RunStore
from cryofire.io.stack_files import find_stacks, split_unique
from cryofire.io.stack_names import split_image_names
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.pipeline.results import CONFIDENCE, LOG_LIKELIHOOD, SCORE
from cryofire.pipeline.run import found_out, read_config
from cryofire.pipeline.run_config import RunConfig


@dataclass(frozen=True)
class RunParticles:
    """One row a particle, in the order of the run's particles.star."""

    run: RunStore
    config: RunConfig
    table: ParticleTable
    """Rows of particles.star, which are the user's; its stacks are where they were found."""
    poses: Poses
    """Shifts in pixels of the images on disk."""
    z: np.ndarray
    """(n, z)."""
    score: np.ndarray | None
    """(n,) log-likelihood over that of noise alone, nats; None where the run has none."""
    odds: np.ndarray | None
    """(n,) log odds that the image shows the molecule, nats; None where the run has not judged its images."""
    confidence: np.ndarray | None
    """(n,) 0 to 1; None where the run has none."""
    particle_file: Path
    """What the run was trained on."""
    datadir: Path | None
    run_names: np.ndarray
    """Image names of all particles of the run, in its order."""
    rows_in_run: np.ndarray
    """(n,) which of those these particles are."""
    is_flipped: bool = False
    """Whether the poses are those of the other hand, and not those of particles.star."""
    is_expanded: bool = False
    """Whether each particle stands there at all copies of its pose."""

    def __len__(self) -> int:
        return len(self.table)

    def select(self, rows: np.ndarray) -> RunParticles:
        """Some particles, in the order asked for."""
        return replace(
            self,
            table=self.table.select(rows),
            poses=self.poses[torch.from_numpy(rows)],
            z=self.z[rows],
            score=None if self.score is None else self.score[rows],
            odds=None if self.odds is None else self.odds[rows],
            confidence=None if self.confidence is None else self.confidence[rows],
            rows_in_run=self.rows_in_run[rows],
        )

    def with_hand_flipped(self) -> RunParticles:
        """Poses that explain the same images with every map mirrored in z. Shifts and z stay."""
        poses = Poses(flip_hand_of_rotations(self.poses.rotations), self.poses.shifts_px)
        return replace(self, poses=poses, is_flipped=not self.is_flipped)

    def expanded(self) -> RunParticles:
        """Each particle as often as the run's symmetry has rotations, at all poses that look alike, one particle after the other."""
        group = self.config.search.point_group
        rows = np.repeat(np.arange(len(self)), group.order)
        copies = group.copies(self.poses.rotations).flatten(0, 1)
        found = self.select(rows)
        return replace(found, poses=Poses(copies, found.poses.shifts_px), is_expanded=group.order > 1)

    def image_names(self) -> np.ndarray:
        """(n,) `000001@stack`, as in the user's file."""
        return self.table.source.image_names()

    def stack_of_name(self) -> dict[str, Path]:
        """Where the stack of each name lies."""
        names = split_image_names(self.image_names())[1]
        first = np.unique(split_unique(names)[1], return_index=True)[1]
        return {names[row]: self.table.stack_paths[self.table.stack_of[row]] for row in first.tolist()}

    def box_px(self) -> np.ndarray:
        """(n,) pixels a side of the images on disk.

        Raises:
            DataError: If a stack is not there.
        """
        missing = [path for path in self.table.stack_paths if not path.is_file()]
        if missing:
            raise DataError(
                f"{missing[0]}: the stack is not there, and the size of its images is needed.", "give its folder with --datadir."
            )
        sizes: np.ndarray = np.array([open_stack(path).width_px for path in self.table.stack_paths])[self.table.stack_of]
        return sizes

    @property
    def shows_molecule(self) -> np.ndarray:
        """(n,) which images rather show the molecule than noise or something else, bool; all where that was not judged."""
        return np.ones(len(self), dtype=bool) if self.odds is None else self.odds > 0

    @property
    def tells_z(self) -> np.ndarray:
        """(n,) the particles that layouts of z go by, bool: those that show the molecule, or all where these are too few."""
        shows = self.shows_molecule
        return shows if shows.sum() > self.z.shape[1] else np.ones(len(self), dtype=bool)

    def column(self, tag: str) -> np.ndarray | None:
        """(n,) numbers of a column of particles.star, or None where it has none."""
        return _column(self.table, tag)

    def user_table(self) -> ParticleTable:
        """The user's own file, read again: these particles, joined by their names.

        Raises:
            DataError: If the file is not there any more, or lacks a particle.
        """
        table, rows = self._rows_in_user_file()
        return table.select(rows)

    def rows_in_user_file(self) -> np.ndarray:
        """(n,) row of each particle in the file that the run was trained on, from 0: what `--ind` counts.

        Raises:
            DataError: If the file is not there any more, or lacks a particle.
        """
        return self._rows_in_user_file()[1]

    def _rows_in_user_file(self) -> tuple[ParticleTable, np.ndarray]:
        if not self.particle_file.is_file():
            raise DataError(
                f"{self.particle_file}: the particle file that {self.run.path} was trained on is not there.",
                "say with --particles where it is now.",
            )
        data = self.config.data
        table = read_particles(
            self.particle_file,
            self.datadir,
            needs_images=False,
            strip_prefix=data.strip_prefix,
            passthrough=data.passthrough,
            needs_ctf=data.ctf is None,
            needs_sound_rows=False,
        )
        # A uid is not in particles.star, but the image's name is.
        names = table.source.image_names() if isinstance(table.source, CsSource) else table.particle_ids
        return table, find_rows(self.run_names, names, self.particle_file, data.ind)[self.rows_in_run]


def read_run_particles(run_path: Path, particle_file: Path | None = None, datadir: Path | None = None) -> RunParticles:
    """The particles of a run folder.

    Args:
        run_path: The run folder.
        particle_file: Where the file that it was trained on is now, if it was moved.
        datadir: Folder of the stacks; by default as in training.

    Raises:
        RunError: If the folder is no run, or has no results yet.
    """
    run = RunStore(run_path)
    config = read_config(run)
    if not run.particles.exists():
        raise RunError(f"{run.particles}: not there.", "let the run reach its first checkpoint.")
    z = read_latents(run_path)
    given = particle_file or found_out(config.data.particles, "data.particles", run)
    folder = datadir or config.data.datadir
    table = read_star(run.particles, ReadOptions(needs_images=False))
    table.refuse_faults(NUMBERS)
    names = split_image_names(table.particle_ids)[1]
    distinct, which = split_unique(names)
    # Paths are relative to the project, and a job's files lie up to two folders below it.
    folders = [given.parent, *given.absolute().parent.parents[:2], run.path]
    stacks = find_stacks(distinct, folders, folder, run.particles, must_exist=False, strip_prefix=config.data.strip_prefix)
    table = replace(table, stack_paths=stacks, stack_of=which)
    if table.poses is None:
        raise RunError(f"{run.particles}: has no poses.", "was it changed by another program?")
    if len(table) != len(z):
        raise RunError(f"{run.path}: {len(z):,} latents for the {len(table):,} particles of {run.particles.name}.", "was a file changed?")
    odds, confidence = _column(table, SCORE), _column(table, CONFIDENCE)
    score = odds if odds is not None else _column(table, LOG_LIKELIHOOD)
    rows = np.arange(len(table))
    return RunParticles(run, config, table, table.poses, z, score, odds, confidence, given, folder, table.particle_ids, rows)


def find_rows(run_names: np.ndarray, names: np.ndarray, where: Path, ind: Path | None) -> np.ndarray:
    """(n,) row of each particle of a run in the file that it was trained on.

    Args:
        run_names: (n,) image names of all particles of the run, in its order.
        names: Image names of all rows of the file.
        where: The file.
        ind: The index file of the run. The rows that it lists are the run's, unless the particle file was put in another order since:
            then images are found by their names.

    Raises:
        DataError: If a name is not there; or stands there more often than in the run (symmetry copies), so that which of its rows the
            run used is not known.
    """
    try:
        listed = np.arange(len(names)) if ind is None else read_indices(ind, len(names))
    except DataError:
        listed = np.zeros(0, dtype=np.int64)
    if np.array_equal(names[listed], run_names):
        return listed
    rows = join(run_names, names, where)
    distinct, counts = np.unique(names, return_counts=True)
    used, used_counts = np.unique(run_names, return_counts=True)
    is_unclear = counts[np.searchsorted(distinct, used)] > used_counts
    if is_unclear.any():
        raise DataError(
            f"{where}: {used[is_unclear][0]} stands there {counts[np.searchsorted(distinct, used)][is_unclear][0]} times, and the run used "
            f"{used_counts[is_unclear][0]} of them: which is not known.",
            f"put {ind if ind is not None else 'the particle file'} back as it was in training.",
        )
    return rows


def join(names: np.ndarray, others: np.ndarray, where: Path) -> np.ndarray:
    """(n,) where each name stands among others; of names that stand there several times, the first meets the first.

    Raises:
        DataError: If a name is not there.
    """
    place = {key: row for row, key in enumerate(_with_occurrence(others.tolist()))}
    rows = np.array([place.get(key, -1) for key in _with_occurrence(names.tolist())], dtype=np.int64)
    if (rows < 0).any():
        missing = names[rows < 0]
        raise DataError(
            f"{where}: {len(missing):,} particles of the run are not there, such as {missing[0]}.", "was the file changed since?"
        )
    return rows


def _with_occurrence(names: Sequence[str]) -> list[tuple[str, int]]:
    seen: dict[str, int] = {}
    keys = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        keys.append((name, seen[name]))
    return keys


def _column(table: ParticleTable, tag: str) -> np.ndarray | None:
    assert isinstance(table.source, StarSource), "particles.star is a STAR file"
    particles = find_particles(table.source.document)
    return particles.numbers(tag)[table.source.rows] if particles.has(tag) else None
