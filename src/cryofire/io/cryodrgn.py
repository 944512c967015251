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
from cryofire.io.optics import assemble_optics
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


@dataclass(frozen=True)
class CtfTable:
    """What `ctf.pkl` holds."""

    optics: Optics
    """float64, at the sampling of `box_px`."""
    box_px: Tensor
    """(n,) pixels a side of the images that the pixel size belongs to."""

    def at_box(self, box_px: int) -> Optics:
        """Optics of the same images resampled to another box: the field of view stays."""
        return replace(self.optics, pixel_size_A=self.optics.pixel_size_A * self.box_px / box_px)


def read_ctf_table(path: Path) -> CtfTable:
    """Read a `ctf.pkl`: (n, 9) `[D, A/px, dfU, dfV, dfAng, kV, Cs, w, phase]`, with defoci in Angstrom and angles in degrees.

    Raises:
        DataError: If it is no such file, or a value is impossible.
    """
    values = load_pickle(path)
    if not isinstance(values, np.ndarray) or values.ndim != 2 or values.shape[1] != 9 or len(values) == 0:
        raise DataError(
            f"{path}: not a CTF file: found {_describe(values)}, expected an array (particles, 9).", "make it with parse-ctf-star."
        )
    table = values.astype(np.float64)
    columns = {name: table[:, column] for name, column in CTF_COLUMNS.items()}
    names = {name: f"column {column + 1} ({name})" for name, column in CTF_COLUMNS.items()}
    is_wrong = ~(np.isfinite(table[:, 0]) & (table[:, 0] >= 1))
    if is_wrong.any():
        row = int(np.argmax(is_wrong))
        raise DataError(f"{path}: the box in row {row + 1:,} is {table[row, 0]:g}; expected pixels, at least 1.")
    optics = assemble_optics(columns, names, columns["pixel_size_A"], len(table), path)
    assert optics is not None, "the table has a defocus"
    return CtfTable(optics, torch.from_numpy(table[:, 0].copy()))


def read_ctf(path: Path, box_px: int | None = None) -> Optics:
    """Optics from a `ctf.pkl`.

    Args:
        path: The file.
        box_px: Pixels a side of the images they will be used for. Where the file was made for another box, the
            pixel size of each row is scaled to it. None leaves it as in the file.

    Raises:
        DataError: As `read_ctf_table`.
    """
    table = read_ctf_table(path)
    if box_px is None:
        return table.optics
    others = table.box_px[table.box_px != box_px]
    if len(others):
        logger().info(f"{path}: made for images of {int(others[0])} px; its pixel sizes are scaled to {box_px} px.")
    return table.at_box(box_px)


def write_ctf(path: Path, optics: Optics, box_px: int | Tensor) -> None:
    """Write a `ctf.pkl` (float32) for images of a box, or (n,) of a box each. B-factor and scale have no column there."""
    table = np.zeros((len(optics), 9), dtype=np.float32)
    table[:, 0] = np.asarray(box_px)
    for name, column in CTF_COLUMNS.items():
        table[:, column] = getattr(optics, name).detach().cpu().numpy()
    save_pickle(path, table)


def read_poses(path: Path, box_px: int) -> Poses:
    """Poses from a `pose.pkl`: rotations (n, 3, 3), with or without shifts (n, 2) as fractions of the box.

    Args:
        path: The file.
        box_px: Pixels a side of the images; shifts become pixels by it.

    Raises:
        DataError: If it is no such file, or a matrix is not a rotation.
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
    if is_off.any():
        row = int(np.argmax(is_off))
        raise DataError(f"{path}: {is_off.sum():,} matrices are not rotations, the first in row {row + 1:,}.", "is this the right file?")
    if not np.isfinite(shifts).all() or (np.abs(shifts) > 1).any():
        row = int(np.argmin((np.abs(shifts) <= 1).all(axis=1)))
        raise DataError(
            f"{path}: the shift in row {row + 1:,} is {shifts[row].tolist()}; expected a fraction of the box, within -1 to 1.",
            "shifts in pixels must be divided by the box.",
        )
    return Poses(torch.from_numpy(rotations), torch.from_numpy(0.0 - shifts * box_px))


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
            values = np.array(path.read_text().split(), dtype=np.float64)
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
