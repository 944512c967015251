"""Choosing particles of a run by what was found of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from cryofire.analysis.export import export_cs, export_star
from cryofire.analysis.particles import RunParticles
from cryofire.core.errors import ConfigError, RunError
from cryofire.core.registry import did_you_mean
from cryofire.io.atomic import write_atomically
from cryofire.io.safe_pickle import save_pickle
from cryofire.io.stack_names import PathStyle
from cryofire.pipeline.results import CONFIDENCE, SCORE, cluster_latents

INDEX_SUFFIXES = (".pkl", ".npy", ".txt")
SUFFIXES = (".star", ".cs", *INDEX_SUFFIXES)


@dataclass(frozen=True)
class Interval:
    """A range of one axis of z, its ends included."""

    axis: int
    """From 0."""
    low: float
    high: float


@dataclass(frozen=True)
class Criteria:
    """Which particles; those that meet every criterion given. `nearest` and `n_random` choose among what the others leave."""

    kmeans: int | None = None
    """Number of k-means clusters, as `cryofire volumes --kmeans` makes them."""
    clusters: tuple[int, ...] = ()
    """Those to keep, by the number of their map: 0 is vol_000.mrc."""
    intervals: tuple[Interval, ...] = ()
    is_good: bool = False
    """Only particles that rather show the molecule than noise or something else."""
    score_above: float | None = None
    score_quantile: float | None = None
    """0 to 1: 0.2 leaves out the fifth of the run's particles with the lowest scores."""
    confidence_above: float | None = None
    near: tuple[float, ...] | None = None
    """A conformation; the `n_near` particles nearest to it are kept."""
    n_near: int | None = None
    n_random: int | None = None
    seed: int = 0
    is_inverted: bool = False
    """Keep the others instead."""


def criteria_from(values: Mapping[str, Any]) -> Criteria:
    """Criteria by their names.

    Raises:
        ConfigError: For a name that is none.
    """
    known = [field.name for field in fields(Criteria)]
    for name in values:
        if name not in known:
            raise ConfigError(f"select: no criterion is called {name!r}.", did_you_mean(name, known))
    return Criteria(**values)


def choose(particles: RunParticles, criteria: Criteria) -> np.ndarray:
    """(k,) rows of the run's particles.star, ascending.

    Raises:
        ConfigError: For criteria that miss a part, or do not suit the run's z.
        RunError: For a score or confidence that the run does not have.
    """
    _check(criteria, particles.z.shape[1])
    kept = np.ones(len(particles), dtype=bool)
    if criteria.kmeans is not None:
        kept &= np.isin(cluster_latents(particles.z, criteria.kmeans, shows=particles.shows_molecule).labels, criteria.clusters)
    for interval in criteria.intervals:
        values = particles.z[:, interval.axis]
        kept &= (values >= interval.low) & (values <= interval.high)
    if criteria.is_good:
        kept &= _known(particles, particles.odds, SCORE) > 0
    if criteria.score_above is not None:
        kept &= _known(particles, particles.score, SCORE) > criteria.score_above
    if criteria.score_quantile is not None:
        score = _known(particles, particles.score, SCORE)
        kept &= score >= np.quantile(score, criteria.score_quantile)
    if criteria.confidence_above is not None:
        kept &= _known(particles, particles.confidence, CONFIDENCE) > criteria.confidence_above
    rows = np.flatnonzero(kept)
    if criteria.near is not None:
        distance = np.square(particles.z[rows] - np.asarray(criteria.near)).sum(axis=1)
        rows = np.sort(rows[np.argsort(distance, kind="stable")[: criteria.n_near]])
    if criteria.n_random is not None:
        rows = np.sort(np.random.default_rng(criteria.seed).permutation(rows)[: criteria.n_random])
    return np.setdiff1d(np.arange(len(particles)), rows) if criteria.is_inverted else rows


def write_selection(particles: RunParticles, rows: np.ndarray, path: Path, paths: PathStyle, counts_file: bool) -> None:
    """Write chosen particles as a particle file or as an index, by the suffix of the path.

    Args:
        particles: All of the run.
        rows: Those to write.
        path: .star or .cs for the user's own rows with poses and z; .pkl, .npy or .txt for row numbers.
        paths: How a particle file names the stacks.
        counts_file: Row numbers are those of the file that the run was trained on (and `train --ind` takes), and not those of
            the run's particles.star (which `volumes --particles` takes). They differ where the run used `--ind` itself.

    Raises:
        ConfigError: For another suffix.
        DataError: If nothing is chosen, or a file that is needed is not there.
    """
    suffix = path.suffix.lower()
    check_suffix(path)
    chosen = particles.select(rows)
    if suffix == ".star":
        export_star(chosen, path, paths)
    elif suffix == ".cs":
        export_cs(chosen, path, paths)
    else:
        _write_index(path, chosen.rows_in_user_file() if counts_file else rows)


def check_suffix(path: Path) -> None:
    """Refuse a file that a selection cannot be written to.

    Raises:
        ConfigError: Naming the suffixes that are known.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"-o {path}: cannot write a selection as {path.suffix!r}.", f"known: {', '.join(SUFFIXES)}")


def _write_index(path: Path, rows: np.ndarray) -> None:
    values = rows.astype(np.int64)

    def write(partial: Path) -> None:
        if path.suffix.lower() == ".txt":
            np.savetxt(partial, values, fmt="%d")
        else:
            np.save(partial, values)

    if path.suffix.lower() == ".pkl":
        save_pickle(path, values)
    else:
        write_atomically(path, write)


def _check(criteria: Criteria, z_dim: int) -> None:
    if (criteria.kmeans is None) != (not criteria.clusters):
        raise ConfigError("clusters are chosen by both --kmeans K and --cluster NUMBERS.", "--kmeans 10 --cluster 2,3")
    if (criteria.near is None) != (criteria.n_near is None):
        raise ConfigError("neighbours are chosen by both --near Z and --k N.", "--near 0.5,-1 --k 1000")
    if z_dim == 0 and (criteria.kmeans or criteria.intervals or criteria.near is not None):
        raise ConfigError("the run has z_dim 0, one map for all particles: none can be chosen by z.")
    wrong = [cluster for cluster in criteria.clusters if not 0 <= cluster < (criteria.kmeans or 0)]
    if wrong:
        raise ConfigError(
            f"--cluster {wrong[0]}: {criteria.kmeans} clusters are numbered 0 to {(criteria.kmeans or 0) - 1}, as their maps are."
        )
    for interval in criteria.intervals:
        if not 0 <= interval.axis < z_dim:
            raise ConfigError(f"--box {interval.axis + 1}:...: the run has z1 to z{z_dim}.")
    if criteria.near is not None and len(criteria.near) != z_dim:
        raise ConfigError(f"--near: {len(criteria.near)} values, and the run has z_dim {z_dim}.")
    if criteria == Criteria(seed=criteria.seed, is_inverted=criteria.is_inverted):
        raise ConfigError(
            "which particles?",
            "--kmeans and --cluster, --box, --near, --good, --score-above, --score-quantile, --confidence-above or --random",
        )


def _known(particles: RunParticles, values: np.ndarray | None, column: str) -> np.ndarray:
    if values is None:
        raise RunError(f"{particles.run.particles}: has no column {column}.", "this kind of run does not know it; choose by z")
    return values
