"""Two runs on the same particles, such as two seeds: whether they found the same poses, conformations and maps.

What a run is free in, frame, offset, hand and coordinates of z, is taken out first. Right runs agree; two that agree may share a mistake.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.analysis.run import Run
from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.evaluation.map_error import MapError, in_true_frame, map_error
from cryofire.evaluation.pose_error import PoseComparison, PoseErrors, compare_poses
from cryofire.io.atomic import write_text_atomically
from cryofire.io.mrc import write_volume
from cryofire.search.halves_agreement import told

N_GROUPS = 10
"""Clusters of z of the first run, each with a frame of its own."""
FEWEST = 20
"""Particles that two runs share at least."""


@dataclass(frozen=True)
class RunComparison:
    """How far a second run agrees with a first."""

    n_shared: int
    """Particles of both that both take for the molecule."""
    junk_agreement: float
    """Share of the particles of both that both take for the molecule, or neither does."""
    poses: PoseErrors
    """The second run's against the first's; `is_mirrored` says that it has the other hand."""
    z_told: float | None
    """Share of the variance of the first run's z that the second's tells linearly; None without z."""
    z_telling: float | None
    """The other way round."""
    maps: tuple[MapError, ...]
    """Of the same particles by both runs, the second's laid into the first's frame; none where boxes or pixels differ."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Compared:
    """A comparison with what it was made of."""

    comparison: RunComparison
    rows: np.ndarray
    """(m,) rows of the first run, of particles that both take for the molecule."""
    other_rows: np.ndarray
    """(m,) the same particles in the second."""
    angles_deg: np.ndarray
    """(m,) between their poses, each group of like conformations in its own frame."""
    maps: tuple[tuple[int, Float[Tensor, "box box box"], Float[Tensor, "box box box"]], ...]
    """Row of the first run, its map, and that of the second in the same frame."""


def compare_runs(one: Run, other: Run, n_maps: int = 3) -> Compared:
    """Compare two runs.

    Args:
        n_maps: Maps compared, of the particles in the middle of the largest clusters of the first run.

    Raises:
        DataError: If they share fewer than 20 particles.
    """
    rows, other_rows = _shared(one, other)
    shows, other_shows = one.shows_molecule[rows], other.shows_molecule[other_rows]
    both = shows & other_shows
    if both.sum() < FEWEST:
        raise DataError(
            f"{one.path} and {other.path} share {int(both.sum()):,} particles that both take for the molecule, and {FEWEST} are needed.",
            "compare runs on the same images",
        )
    rows, other_rows, agreement = rows[both], other_rows[both], float((shows == other_shows).mean())
    groups = one.clusters(N_GROUPS).labels[rows] if one.z.shape[1] > 0 else np.zeros(len(rows), dtype=int)
    compared = compare_poses(_poses(other, other_rows), _poses(one, rows), groups, other.config.search.point_group)
    z, other_z = torch.from_numpy(one.z[rows]), torch.from_numpy(other.z[other_rows])
    has_z = one.z.shape[1] > 0 and other.z.shape[1] > 0
    maps = _maps(one, other, rows, other_rows, groups, compared, n_maps)
    comparison = RunComparison(
        len(rows),
        agreement,
        compared.errors,
        told(z, other_z) if has_z else None,
        told(other_z, z) if has_z else None,
        tuple(map_error(theirs, ours, one.pixel_size_A) for _, ours, theirs in maps),
    )
    return Compared(comparison, rows, other_rows, compared.angles_deg.numpy(), maps)


def write_comparison(outdir: Path, compared: Compared, runs: tuple[Run, Run]) -> None:
    """`comparison.json`, `particles.csv`, and the maps of both runs in one frame with their difference."""
    outdir.mkdir(parents=True, exist_ok=True)
    told_of = {"run": str(runs[0].path), "other": str(runs[1].path), "particles": [row for row, _, _ in compared.maps]}
    write_text_atomically(outdir / "comparison.json", json.dumps({**told_of, **compared.comparison.to_dict()}, indent=1) + "\n")
    lines = (
        f"{row},{other},{angle:.3f}" for row, other, angle in zip(compared.rows, compared.other_rows, compared.angles_deg, strict=True)
    )
    write_text_atomically(outdir / "particles.csv", "\n".join(["particle,particle_of_other,angle_deg", *lines]) + "\n")
    for j, (_, ours, theirs) in enumerate(compared.maps):
        for name, values in (("run", ours), ("other", theirs), ("difference", ours - theirs)):
            write_volume(outdir / f"{name}_{j:03d}.mrc", values.float().numpy(), runs[0].pixel_size_A)


def _shared(one: Run, other: Run) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the particles that both runs have, by image number and name of the stack."""
    keys = [_keys(run, by_name=True) for run in (one, other)]
    if any(len(np.unique(each)) < len(each) for each in keys):  # stacks of one name in several folders
        keys = [_keys(run, by_name=False) for run in (one, other)]
    _, rows, other_rows = np.intersect1d(keys[0], keys[1], return_indices=True)
    order = np.argsort(rows)
    return rows[order], other_rows[order]


def _keys(run: Run, by_name: bool) -> np.ndarray:
    particles = run.particles
    stacks = np.array([path.name if by_name else str(path) for path in particles.stack_paths])[particles.stack_of]
    return np.array([f"{number}@{stack}" for number, stack in zip(particles.index_in_stack, stacks, strict=True)])


def _poses(run: Run, rows: np.ndarray) -> Poses:
    return Poses(
        torch.from_numpy(run.poses.rotations[rows]).double(), torch.from_numpy(run.poses.shifts_A[rows]).double() / run.pixel_size_A
    )


def _maps(
    one: Run, other: Run, rows: np.ndarray, other_rows: np.ndarray, groups: np.ndarray, compared: PoseComparison, n_maps: int
) -> tuple[tuple[int, Tensor, Tensor], ...]:
    if n_maps == 0 or abs(one.pixel_size_A / other.pixel_size_A - 1) > 0.01:
        return ()
    made = []
    for group in np.argsort(-np.bincount(groups), kind="stable")[:n_maps]:
        inside = np.flatnonzero(groups == group)
        if len(inside) == 0:
            continue
        z = one.z[rows[inside]]
        middle = inside[int(np.square(z - z.mean(axis=0)).sum(axis=1).argmin())]
        ours, theirs = (
            torch.from_numpy(run.volume(run.z[row] if run.z.shape[1] > 0 else None))
            for run, row in ((one, rows[middle]), (other, other_rows[middle]))
        )
        if ours.shape != theirs.shape:
            return ()
        made.append((int(rows[middle]), ours, in_true_frame(theirs, compared.frames[int(group)], compared.errors.is_mirrored)))
    return tuple(made)
