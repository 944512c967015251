"""cryoSPARC particle files (.cs): structured numpy arrays.

Their pose is a rotation vector of the matrix that turns view coordinates into volume coordinates, so ours is its
transpose; their shift has the sign of RELION's origin, in pixels of `alignments3D/psize_A`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.io.mrc import open_stack
from cryofire.io.npy import load_array
from cryofire.io.optics import ReadOptions, assemble_optics, pixel_sizes
from cryofire.io.particle_table import ParticleTable, SourceDocument
from cryofire.io.stack_files import find_stacks, split_unique
from cryofire.physics.rotations import rotation_vector_to_matrix

OPTICS = {
    "voltage_kV": "ctf/accel_kv",
    "cs_mm": "ctf/cs_mm",
    "amplitude_contrast": "ctf/amp_contrast",
    "defocus_u_A": "ctf/df1_A",
    "defocus_v_A": "ctf/df2_A",
    "defocus_angle_deg": "ctf/df_angle_rad",
    "phase_shift_deg": "ctf/phase_shift_rad",
    "b_factor_A2": "ctf/bfactor",
    "scale": "ctf/scale",
    "pixel_size_A": "blob/psize_A",
}
"""Fields of `Optics` and their columns."""

IN_RADIANS = ("defocus_angle_deg", "phase_shift_deg")


@dataclass(frozen=True)
class CsSource(SourceDocument):
    """The user's .cs file, and which of its rows the particles are."""

    records: np.ndarray
    """The whole structured array, as it was."""

    def image_names(self) -> np.ndarray:
        names = stack_names(self.records[self.rows])
        numbers = self.records["blob/idx"][self.rows].tolist()
        return np.array([f"{i + 1:06d}@{name}" for i, name in zip(numbers, names, strict=True)], dtype=str)


def stack_names(records: np.ndarray) -> list[str]:
    """Each row's stack, without the `>` that marks an imported file."""
    paths = records["blob/path"].tolist()
    return [(path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)).lstrip(">") for path in paths]


def read_cs(path: Path, options: ReadOptions) -> ParticleTable:
    """Read a .cs file of particles.

    Raises:
        DataError: If it is no such file, its stacks are not there, or a column it needs is missing.
    """
    records = _load_records(path)
    n = len(records)
    names, stack_of = split_unique(stack_names(records))
    # Paths are relative to the project, whose folder is that of the job's folder.
    folders = [path.parent, path.absolute().parent.parent]
    stacks = find_stacks(names, folders, options.datadir, path, options.needs_images)
    tags = records.dtype.names or ()
    found = {name: _numbers(path, records, tag) for name, tag in OPTICS.items() if tag in tags}
    found |= {name: np.rad2deg(found[name]) for name in IN_RADIANS if name in found}
    columns = options.overrides.apply(found, n)

    def header_sizes() -> np.ndarray:
        known = [(open_stack(p).pixel_size_A or 0.0) if p.is_file() else 0.0 for p in stacks]
        sizes: np.ndarray = np.array(known)[stack_of]
        return sizes

    group = _numbers(path, records, "ctf/exp_group_id") if "ctf/exp_group_id" in tags else np.ones(n)
    pixel_size_A = pixel_sizes(columns, n, path, header_sizes)
    return ParticleTable(
        stack_paths=stacks,
        stack_of=stack_of,
        index_in_stack=_numbers(path, records, "blob/idx").astype(np.int64),
        particle_ids=records["uid"].astype(str) if "uid" in tags else np.arange(n).astype(str),
        optics=assemble_optics(columns, OPTICS, pixel_size_A, n, path),
        optics_group=group.astype(np.int64),
        pixel_size_A=pixel_size_A,
        poses=_read_poses(path, records, np.ones(n) if pixel_size_A is None else pixel_size_A),
        source=CsSource(path, np.arange(n), records),
    )


def _load_records(path: Path) -> np.ndarray:
    records = load_array(path)
    if records.dtype.fields is None or records.ndim != 1:
        raise DataError(f"{path}: not a cryoSPARC particle file: it holds no table.", "give the particles' .cs file.")
    missing = [tag for tag in ("blob/path", "blob/idx") if tag not in records.dtype.fields]
    if missing:
        raise DataError(
            f"{path}: no column {', '.join(missing)}, so it does not say where the images are.",
            "export the particles from cryoSPARC, so that one file holds blob/, ctf/ and alignments3D/.",
        )
    if len(records) == 0:
        raise DataError(f"{path}: holds no particles.")
    return records


def _numbers(path: Path, records: np.ndarray, tag: str, width: tuple[int, ...] = ()) -> np.ndarray:
    """A column as float64, (n,) or (n, *width)."""
    column: np.ndarray = records[tag]
    if column.dtype.kind not in "biuf" or column.shape[1:] != width:
        found = f"{column.shape[1:]} values of {column.dtype}"
        raise DataError(f"{path}: column {tag} holds {found} a row; expected {width or 'one'} number.", "is the file complete?")
    return column.astype(np.float64)


def _read_poses(path: Path, records: np.ndarray, pixel_size_A: np.ndarray) -> Poses | None:
    tags = records.dtype.names or ()
    if "alignments3D/pose" not in tags:
        return None
    vectors = _numbers(path, records, "alignments3D/pose", (3,))
    shifts = _numbers(path, records, "alignments3D/shift", (2,)) if "alignments3D/shift" in tags else np.zeros((len(records), 2))
    if "alignments3D/psize_A" in tags:
        shifts = shifts * (_numbers(path, records, "alignments3D/psize_A") / pixel_size_A)[:, None]
    is_bad = ~(np.isfinite(vectors).all(axis=1) & np.isfinite(shifts).all(axis=1))
    if is_bad.any():
        raise DataError(f"{path}: the pose of row {int(np.argmax(is_bad)) + 1:,} is not a number.", "correct or leave out the row.")
    rotations = rotation_vector_to_matrix(torch.from_numpy(vectors)).transpose(-1, -2).contiguous()
    return Poses(rotations, torch.from_numpy(0.0 - shifts))
