"""cryoDRGN's pickles: CTF and poses, in and out; lists of rows and labels in the forms its users have.

Their rotations are RELION's matrices, as ours are. Their shifts are RELION's origin as a fraction of the box; ours
are minus the origin in pixels. Their CTF function has the opposite sign, but the parameters are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Optics, Poses
from cryofire.io.npy import load_array
from cryofire.io.optics import assemble_optics, optics_faults
from cryofire.io.row_faults import FaultOf, RowFault, find_fault, refuse
from cryofire.io.safe_pickle import load_pickle, save_pickle

CTF_COLUMNS: Mapping[str, int] = {
    "pixel_size_A": 1,
    "defocus_u_A": 2,
    "defocus_v_A": 3,
    "defocus_angle_deg": 4,
    "voltage_kV": 5,
    "cs_mm": 6,
    "amplitude_contrast": 7,
    "phase_shift_deg": 8,
}
"""Columns of `ctf.pkl`; column 0 is the box."""

LARGEST_TILT_OFF = 1e-3
"""How far R R^T may be from 1: float32 rotations are off by 1e-6."""
NO_ROTATION = "1, and columns of length 1 at right angles: a rotation"
NO_FRACTION = "a fraction of the box, within -1 to 1"


@dataclass(frozen=True)
class CtfTable:
    """What `ctf.pkl` holds."""

    optics: Optics
    """float64, at the sampling of `box_px`."""
    box_px: Tensor
    """(n,) pixels a side of the images that the pixel size belongs to."""
    faults: tuple[RowFault, ...] = ()
    """Values that cannot be used."""

    def at_box(self, box_px: int | Tensor) -> Optics:
        """Optics of the same images resampled to another box: the field of view stays."""
        return replace(self.optics, pixel_size_A=self.optics.pixel_size_A * self.box_px / box_px)


@dataclass(frozen=True)
class CryodrgnPoses:
    """What `pose.pkl` holds."""

    rotations: Tensor
    """(n, 3, 3) float64."""
    shifts: Tensor
    """(n, 2) RELION's origins as fractions of the box, float64."""
    faults: tuple[RowFault, ...] = ()
    """Values that cannot be used."""

    def at_box(self, box_px: int | Tensor) -> Poses:
        """Poses for images of a box, or of (n, 1) a box each."""
        return Poses(self.rotations, 0.0 - self.shifts * box_px)


def read_ctf_table(path: Path) -> CtfTable:
    """Read a `ctf.pkl`: (n, 9) `[D, A/px, dfU, dfV, dfAng, kV, Cs, w, phase]`, with defoci in Angstrom and angles in degrees.

    Raises:
        DataError: If it is no such file. Impossible values are told by the table's `faults`.
    """
    values = load_pickle(path)
    if not isinstance(values, np.ndarray) or values.ndim != 2 or values.shape[1] != 9 or len(values) == 0:
        raise DataError(
            f"{path}: not a CTF file: found {_describe(values)}, expected an array (particles, 9).", "make it with parse-ctf-star."
        )
    table = values.astype(np.float64)
    columns = {name: table[:, column] for name, column in CTF_COLUMNS.items()}
    names = {name: f"column {column + 1} ({name})" for name, column in CTF_COLUMNS.items()}
    optics = assemble_optics(columns, names, columns["pixel_size_A"], len(table), path)
    assert optics is not None, "the table has a defocus"
    size_A = columns["pixel_size_A"]
    faults = (
        *find_fault(FaultOf.PIXEL_SIZE, path, "column 1 (the box)", table[:, 0], table[:, 0] >= 1, "pixels, at least 1"),
        *find_fault(FaultOf.PIXEL_SIZE, path, names["pixel_size_A"], size_A, size_A > 0, "above 0 A"),
        *optics_faults(optics, names, path),
    )
    return CtfTable(optics, torch.from_numpy(table[:, 0].copy()), faults)


def read_ctf(path: Path, box_px: int | None = None) -> Optics:
    """Optics from a `ctf.pkl`.

    Args:
        path: The file.
        box_px: Pixels a side of the images they will be used for. Where the file was made for another box, the
            pixel size of each row is scaled to it. None leaves it as in the file.

    Raises:
        DataError: As `read_ctf_table`, and for impossible values.
    """
    table = read_ctf_table(path)
    refuse(table.faults)
    if box_px is None:
        return table.optics
    tell_other_box(path, table, box_px)
    return table.at_box(box_px)


def tell_other_box(path: Path, table: CtfTable, box_px: int) -> None:
    """Say that a CTF file was made for images of another box, if it was."""
    others = table.box_px[(table.box_px != box_px) & torch.isfinite(table.box_px)]
    if len(others):
        logger().info(f"{path}: made for images of {int(others[0])} px; its pixel sizes are scaled to {box_px} px.")


def write_ctf(path: Path, optics: Optics, box_px: int | Tensor) -> None:
    """Write a `ctf.pkl` (float32) for images of a box, or (n,) of a box each. B-factor and scale have no column there."""
    table = np.zeros((len(optics), 9), dtype=np.float32)
    table[:, 0] = np.asarray(box_px)
    for name, column in CTF_COLUMNS.items():
        table[:, column] = getattr(optics, name).detach().cpu().numpy()
    save_pickle(path, table)


def read_poses(path: Path, box_px: int) -> Poses:
    """Poses from a `pose.pkl`.

    Args:
        path: The file.
        box_px: Pixels a side of the images; shifts become pixels by it.

    Raises:
        DataError: As `read_pose_table`, and if a matrix is not a rotation, or a shift no fraction of the box.
    """
    table = read_pose_table(path)
    refuse(table.faults)
    return table.at_box(box_px)


def read_pose_table(path: Path) -> CryodrgnPoses:
    """Read a `pose.pkl`: rotations (n, 3, 3), with or without shifts (n, 2) as fractions of the box.

    Raises:
        DataError: If it is no such file. Rows that cannot be used are told by the table's `faults`.
    """
    values = load_pickle(path)
    parts = list(values) if isinstance(values, (tuple, list)) else [values]
    if len(parts) not in (1, 2) or not all(isinstance(part, np.ndarray) for part in parts):
        raise DataError(
            f"{path}: not a pose file: found {_describe(values)}, expected (rotations, shifts).", "make it with parse-pose-star."
        )
    rotations = parts[0].astype(np.float64)
    if rotations.ndim != 3 or rotations.shape[1:] != (3, 3):
        raise DataError(f"{path}: rotations have shape {rotations.shape}; expected (particles, 3, 3).")
    shifts = parts[1].astype(np.float64) if len(parts) == 2 else np.zeros((len(rotations), 2))
    if shifts.shape != (len(rotations), 2):
        raise DataError(f"{path}: shifts have shape {shifts.shape} for {len(rotations):,} rotations; expected ({len(rotations)}, 2).")
    is_off = ~(np.abs(rotations) < 2).all(axis=(1, 2))
    usable = np.where(is_off[:, None, None], np.eye(3), rotations)
    is_off |= ~(np.abs(usable @ usable.transpose(0, 2, 1) - np.eye(3)).max(axis=(1, 2), initial=0) < LARGEST_TILT_OFF)
    is_off |= ~(np.linalg.det(np.where(is_off[:, None, None], np.eye(3), rotations)) > 0)
    # The determinant tells what is wrong: 1 for a rotation, -1 for one that mirrors.
    with np.errstate(all="ignore"):
        determinant = np.linalg.det(np.where(np.abs(rotations) < 2, rotations, np.nan))
    largest = np.abs(shifts).max(axis=1)
    faults = (
        *find_fault(FaultOf.POSE, path, "the determinant of the matrix", determinant, ~is_off, NO_ROTATION, "is this the right file?"),
        *find_fault(FaultOf.POSE, path, "the shift", largest, largest <= 1, NO_FRACTION, "shifts in pixels must be divided by the box."),
    )
    return CryodrgnPoses(torch.from_numpy(rotations), torch.from_numpy(shifts), faults)


def write_poses(path: Path, poses: Poses, box_px: int | np.ndarray) -> None:
    """Write a `pose.pkl` (float32): rotations, and shifts as fractions of the box.

    Args:
        path: The file to make.
        poses: Shifts in pixels of images of `box_px` pixels a side.
        box_px: That box, or (n,) a box each.
    """
    shifts = -poses.shifts_px.detach().double().cpu().numpy() / np.asarray(box_px).reshape(-1, 1)
    save_pickle(path, (poses.rotations.detach().cpu().numpy().astype(np.float32), shifts.astype(np.float32)))


def read_indices(path: Path, n_particles: int | None = None) -> np.ndarray:
    """Rows to use, counted from 0, from a .pkl, .npy or .txt file.

    Args:
        path: The file.
        n_particles: How many particles there are, to check against; None for no such check.

    Returns:
        (k,) int64, in the file's order.

    Raises:
        DataError: For entries that are not row numbers of the set, or stand there twice.
    """
    values = _read_column(path)
    if values.dtype.kind not in "iuf" or not np.isfinite(values).all() or (values != np.floor(values)).any():
        raise DataError(
            f"{path}: row numbers must be whole numbers, found {values.dtype}.", "list rows from 0; of a mask, its np.flatnonzero."
        )
    if not len(values):
        raise DataError(f"{path}: selects no rows.")
    limit = n_particles if n_particles is not None else np.iinfo(np.int64).max
    is_outside = (values < 0) | (values >= limit)
    if is_outside.any():
        raise DataError(
            f"{path}: {is_outside.sum():,} rows are not of the set, the first of them {values[is_outside][0]:,.0f}"
            + (
                f"; the {n_particles:,} particles are rows 0 to {n_particles - 1:,}." if n_particles is not None else "; rows count from 0."
            ),
            "was the file made for another set?",
        )
    rows = values.astype(np.int64)
    unique, first = np.unique(rows, return_index=True)
    if len(unique) < len(rows):
        twice = rows[np.setdiff1d(np.arange(len(rows)), first)[0]]
        raise DataError(f"{path}: {len(rows) - len(unique):,} rows stand there twice, the first of them {twice:,}.", "list each row once.")
    return rows


def read_labels(path: Path, n_particles: int | None = None) -> np.ndarray:
    """A number for each particle, such as a class or a colour, from a .pkl, .npy or .txt file.

    Raises:
        DataError: If there is not one number for each particle.
    """
    values = _read_column(path)
    if values.dtype.kind not in "biuf":
        raise DataError(f"{path}: labels must be numbers, found {values.dtype}.")
    if n_particles is not None and len(values) != n_particles:
        raise DataError(f"{path}: {len(values):,} labels for {n_particles:,} particles.", "filter both with the same --ind file.")
    return values


def _read_column(path: Path) -> np.ndarray:
    """(n,) entries of a file of one column."""
    suffix = path.suffix.lower()
    if suffix not in (".pkl", ".npy", ".txt"):
        raise DataError(f"{path}: cannot read rows from {suffix!r}.", "known: .pkl, .npy, .txt")
    try:
        if suffix == ".txt":
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            values = np.array(" ".join(line for line in lines if not line.lstrip().startswith("#")).split(), dtype=np.float64)
        else:
            values = np.asarray(load_pickle(path)) if suffix == ".pkl" else load_array(path)
    except FileNotFoundError:
        raise DataError(f"{path}: no such file.", "check the path.") from None
    except ValueError as error:
        raise DataError(f"{path}: not a list of numbers: {error}.") from None
    if values.ndim != 1:
        raise DataError(f"{path}: found {_describe(values)}; expected one number a row.")
    return values


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array {value.shape}"
    return f"a {type(value).__name__} of {len(value)}" if isinstance(value, (tuple, list, dict)) else f"a {type(value).__name__}"
