"""cryoSPARC's passthrough files: columns of the same particles that a job did not change, in a file of their own.

`J42_007_particles.cs` may hold the poses, and `J42_passthrough_particles.cs` beside it the images and the CTF. The two
are joined by the particles' uid; their rows need not be in the same order, nor as many.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.npy import load_array

NEEDED = ("blob/path", "ctf/df1_A", "alignments3D/pose")
"""A file that has all of these is complete by itself."""

STREAMING = b"\x94CSDAT"
"""How a .cs file begins that is not in numpy's format."""


def with_passthrough(path: Path, records: np.ndarray, given: Path | None) -> np.ndarray:
    """The records with the columns that only the passthrough file has, in the order of the records.

    Args:
        path: The particles' .cs file.
        records: What it holds.
        given: The passthrough file; None looks beside `path` for those of the same job, if a column is missing.

    Raises:
        DataError: If the given file, or those found beside, do not hold every particle exactly once.
    """
    if given is not None:
        return _join(path, records, given, load_table(given))
    if all(column in _names(records) for column in NEEDED) or "uid" not in _names(records):
        return records
    incomplete: DataError | None = None
    for candidate in _beside(path):
        other = load_table(candidate)
        if not set(_names(other)) & set(NEEDED) - set(_names(records)) or not _shares_particles(records, other):
            continue
        try:
            joined = _join(path, records, candidate, other)
        except DataError as error:
            incomplete = error
            continue
        logger().info(f"{path}: {', '.join(sorted(_groups(joined) - _groups(records)))} of the same particles from {candidate}.")
        return with_passthrough(path, joined, None)
    if incomplete is not None:
        raise incomplete
    return records


def load_table(path: Path) -> np.ndarray:
    """(n,) records of a .cs file.

    Raises:
        DataError: If it is another kind of file.
    """
    if path.is_file():
        with path.open("rb") as file:
            is_streaming = file.read(len(STREAMING)) == STREAMING
        if is_streaming:
            raise DataError(
                f"{path}: a .cs file in cryoSPARC's streaming format, which is not read.",
                "with cryosparc-tools: Dataset.load(PATH).save(NEW_PATH, format=1).",
            )
    records = load_array(path)
    if records.dtype.names is None or records.ndim != 1:
        raise DataError(f"{path}: not a cryoSPARC particle file: it holds no table.", "give the particles' .cs file.")
    return records


def _beside(path: Path) -> list[Path]:
    """Passthrough files of the same job: those for the same group of particles (selected, class 0) first."""
    jobs = re.findall(r"J\d+", path.name) or re.findall(r"J\d+", path.absolute().parent.name)
    found = [other for other in sorted(path.parent.glob("*passthrough_particles*.cs")) if other.name != path.name]
    of_job = [other for other in found if not jobs or not re.search(r"J\d+", other.name) or re.search(rf"{jobs[-1]}(?!\d)", other.name)]
    group = path.stem.rpartition("particles")[2]
    return sorted(of_job, key=lambda other: other.stem.rpartition("particles")[2] != group)


def _shares_particles(records: np.ndarray, other: np.ndarray) -> bool:
    return "uid" in _names(other) and bool(np.isin(other["uid"], records["uid"]).any())


def _join(path: Path, records: np.ndarray, other_path: Path, other: np.ndarray) -> np.ndarray:
    for place, table in ((path, records), (other_path, other)):
        if "uid" not in _names(table):
            raise DataError(f"{place}: no column uid, so it cannot be joined with a passthrough file.", "export both from one job.")
    # The particles may stand there several times (symmetry copies), but what is joined to them must be one row each.
    uids, counts = np.unique(other["uid"], return_counts=True)
    is_row_by_row = np.array_equal(other["uid"], records["uid"])  # then it does not matter which of several copies a uid means
    if len(uids) < len(other) and not is_row_by_row:
        raise DataError(f"{other_path}: {(counts > 1).sum():,} uids stand there twice, such as {uids[counts > 1][0]}.", "keep one of each.")
    order = np.argsort(other["uid"], kind="stable")
    if len(other) == 0:
        raise DataError(f"{other_path}: holds no particles.")
    at = order[np.minimum(np.searchsorted(other["uid"], records["uid"], sorter=order), len(other) - 1)]
    at = np.arange(len(records)) if is_row_by_row else at
    is_missing = other["uid"][at] != records["uid"]
    if is_missing.any():
        raise DataError(
            f"{other_path}: lacks {is_missing.sum():,} of the {len(records):,} particles of {path}, the first with uid "
            f"{records['uid'][is_missing][0]}.",
            "give the passthrough file of the same job and the same group of particles.",
        )
    added = [name for name in _names(other) if name not in _names(records)]
    fields = [(name, table.dtype[name]) for names, table in ((_names(records), records), (added, other)) for name in names]
    joined = np.empty(len(records), dtype=fields)
    for name in _names(records):
        joined[name] = records[name]
    for name in added:
        joined[name] = other[name][at]
    return joined


def _names(table: np.ndarray) -> tuple[str, ...]:
    return table.dtype.names or ()


def _groups(table: np.ndarray) -> set[str]:
    return {name.partition("/")[0] for name in _names(table)}
