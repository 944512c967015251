"""Score a run against the truth of a simulation: poses, latents, maps, and the bound beside the maps."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cryofire.analysis.latent_space import LatentScore, score_latents
from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.evaluation.bound import ImagesWithTruth, MapBound, map_bound
from cryofire.evaluation.map_error import MapScore, in_true_frame, map_error, summarise
from cryofire.evaluation.pose_error import PoseComparison, PoseErrors, compare_poses
from cryofire.evaluation.truth_set import TruthSet, read_truth_set
from cryofire.io.mrc import read_volume
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.pipeline.run import read_config

PICK_SEED = 7


@dataclass(frozen=True)
class Evaluation:
    """How near a run came to the truth."""

    poses: PoseErrors
    latents: LatentScore | None
    """None for a run without latents."""
    volumes: MapScore | None
    """None where no maps were given."""
    bound: MapBound | None
    """What the same images give with the truth known; None where no maps were given."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; numbers are not rounded."""
        values = asdict(self)
        values["poses"]["global"] = values["poses"].pop("global_")
        return values

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=1)


@dataclass(frozen=True)
class RunResult:
    """What a run says of its particles, rows joined by the image's number in the stack."""

    rows: np.ndarray
    """(n,) number of each image in the simulated stack, from 0; the run may have seen a part of it."""
    poses: Poses
    """float64, shifts in pixels of the simulated stack."""
    latents: np.ndarray | None
    """(n, z); None where there are none."""


def evaluate(
    run: Path,
    truth: Path,
    ensemble: Path | None = None,
    volumes: Path | None = None,
    picked: list[int] | None = None,
    with_bound: bool = True,
    symmetry: PointGroup | None = None,
) -> Evaluation:
    """Score a run folder against a simulated set.

    Args:
        run: Has `particles.star` with poses, and `latents.npy` unless homogeneous.
        truth: Folder of the simulated set.
        ensemble: File of the molecule, for sets that do not bring it.
        volumes: Folder with `vol_000.mrc ...`, maps of the picked particles in order.
        picked: Image numbers (from 0, in the simulated stack) that the maps are of.
        with_bound: Reconstruct with the truth as well; takes longer than the rest.
        symmetry: Of the molecule, in the run's frame: poses count as right at any of their copies. By default the run's own.

    Raises:
        DataError: If files are missing or do not fit together.
    """
    known = read_truth_set(truth, ensemble)
    result = read_run(run, known)
    states = known.truth.state[result.rows]
    rows = torch.from_numpy(result.rows)
    comparison = compare_poses(result.poses, known.poses[rows], known.labels.groups[states], symmetry or symmetry_of(run))
    latents = None
    if result.latents is not None:
        latents = score_latents(result.latents, known.labels.coordinates[states], known.labels.is_discrete)
    if volumes is None:
        return Evaluation(comparison.errors, latents, None, None)
    if not picked:
        raise DataError(f"{volumes}: which particles these maps are of was not said.", "give the picked particle numbers.")
    score = score_volumes(volumes, picked, known, comparison)
    bound = bound_of(known, picked, result.rows) if with_bound else None
    return Evaluation(comparison.errors, latents, score, bound)


def symmetry_of(run: Path) -> PointGroup:
    """What a run was searched with; C1 for a folder without a configuration, as other programs leave it."""
    store = RunStore(run)
    return read_config(store).search.point_group if store.config.exists() else C1


def pick_particles(n_particles: int, n_picked: int, seed: int = PICK_SEED) -> list[int]:
    """Particles to make maps of, drawn without replacement; the same for the same numbers."""
    return np.random.default_rng(seed).choice(n_particles, min(n_picked, n_particles), replace=False).tolist()


def read_run(run: Path, known: TruthSet) -> RunResult:
    """Poses and latents of a run on a simulated set.

    Raises:
        DataError: If there are no poses, or rows that the set does not have.
    """
    folder = RunStore(run)
    table = read_star(folder.particles, ReadOptions(needs_images=False))
    if table.poses is None:
        raise DataError(
            f"{folder.particles}: no angles (rlnAngleRot, rlnAngleTilt, rlnAnglePsi).", "give the folder of a run that has ended."
        )
    rows = np.asarray(table.index_in_stack)
    if rows.max() >= len(known.truth):
        raise DataError(
            f"{folder.particles}: image number {rows.max() + 1:,}, but {known.folder} has {len(known.truth):,}.",
            "score a run on the set it was made from.",
        )
    pixel_size_A = known.truth.pixel_size if table.pixel_size_A is None else table.pixel_size_A
    scale = torch.as_tensor(pixel_size_A / known.truth.pixel_size, dtype=torch.float64).reshape(-1, 1)
    poses = Poses(table.poses.rotations, table.poses.shifts_px * scale)
    return RunResult(rows, poses, _read_latents(folder.latents, len(table)))


def _read_latents(path: Path, n: int) -> np.ndarray | None:
    if not path.exists():
        return None
    z = np.load(path, allow_pickle=False)
    if len(z) != n:
        raise DataError(f"{path}: {len(z):,} latents for {n:,} particles.", "both must come from one run.")
    return z if z.ndim == 2 and z.shape[1] > 0 else None


def score_volumes(folder: Path, picked: list[int], known: TruthSet, comparison: PoseComparison) -> MapScore:
    """Score `vol_000.mrc ...` of a folder, one a picked particle, each in the frame of its group of states.

    Raises:
        DataError: If a map is missing, of another box, or of a state whose group has no particle in the run.
    """
    box, pixel_size_A = known.truth.box, known.truth.pixel_size
    errors = []
    for j, particle in enumerate(picked):
        path = folder / f"vol_{j:03d}.mrc"
        found = torch.tensor(read_volume(path).values)
        if found.shape != (box, box, box):
            raise DataError(f"{path}: {tuple(found.shape)} voxels, expected {box} a side.", "make maps at the box of the simulated set.")
        if not 0 <= particle < len(known.truth):
            raise DataError(f"picked particle {particle}: the set has 0 to {len(known.truth) - 1}.")
        state = int(known.truth.state[particle])
        group = int(known.labels.groups[state])
        if group not in comparison.frames:
            raise DataError(f"{path}: no particle of the run is in a state like that of particle {particle}.", "pick particles of the run.")
        moved = in_true_frame(found, comparison.frames[group], comparison.errors.is_mirrored)
        errors.append(map_error(moved, known.true_map(state), pixel_size_A))
    return summarise(errors, pixel_size_A)


def bound_of(known: TruthSet, picked: list[int], rows: np.ndarray) -> MapBound:
    """The bound for maps of the picked particles' states, from the images of the run."""
    at = torch.from_numpy(rows)
    images = ImagesWithTruth(
        read_images=lambda some: known.read_images(at[some]),
        optics=known.optics[at],
        poses=known.poses[at],
        states=torch.from_numpy(known.truth.state)[at],
        snr=known.truth.snr,
    )
    states = [int(known.truth.state[particle]) for particle in picked]
    return map_bound(images, known.labels.coordinates, states, known.true_map, known.truth.pixel_size)
