"""cryoSPARC particle files (.cs): structured numpy arrays.

Their pose is a rotation vector of the matrix that turns view coordinates into volume coordinates, so ours is its
transpose; their shift has the sign of RELION's origin, in pixels of `alignments3D/psize_A`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.io.cryosparc.passthrough import load_table, with_passthrough
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions, assemble_optics, optics_faults, pixel_size_faults, pixel_sizes
from cryofire.io.particle_table import ParticleTable, SourceDocument, numbered
from cryofire.io.row_faults import FaultOf, RowFault, find_fault
from cryofire.io.stack_files import find_stacks, split_unique
from cryofire.io.unmodelled import CRYOSPARC, warn_of_unmodelled
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

MICROGRAPH = ("location/micrograph_uid", "location/micrograph_path")
"""Columns that name the micrograph of each image; the first that a file has tells."""

OTHER_KINDS = {
    "micrograph_blob/path": "micrographs",
    "movie_blob/path": "movies",
    "mscope_params/accel_kv": "exposures",
    "map/path": "volumes",
    "location/micrograph_path": "positions of particles in micrographs, without images",
    "alignments3D/pose": "alignments without images",
    "ctf/df1_A": "CTFs without images",
}
"""What a file without images holds, by a column that tells it; from the most to the least particular."""


@dataclass(frozen=True)
class CsSource(SourceDocument):
    """The user's .cs file, and which of its rows the particles are."""

    records: np.ndarray
    """The whole structured array, as it was; joined with its passthrough file where there is one."""

    def image_names(self) -> np.ndarray:
        names = stack_names(self.records[self.rows])
        numbers = self.records["blob/idx"][self.rows].tolist()
        return np.array([f"{i + 1:06d}@{name}" for i, name in zip(numbers, names, strict=True)], dtype=str)


def stack_names(records: np.ndarray) -> list[str]:
    """Each row's stack, without the `>` that marks an imported file."""
    paths = records["blob/path"].tolist()
    return [(path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)).lstrip(">") for path in paths]


def read_cs(path: Path, options: ReadOptions) -> ParticleTable:
    """Read a .cs file of particles, joined by uid with the passthrough file that is given or lies beside it.

    Shifts of a 2-D classification are kept where there are no 3-D poses.

    Raises:
        DataError: If it is no such file, its stacks are not there, or a column it needs is missing. What is wrong with single rows
            is told by the table's `faults`.
    """
    records = _load_records(path, options.passthrough)
    n = len(records)
    names, stack_of = split_unique(stack_names(records))
    # Paths are relative to the project, whose folder is that of the job's folder.
    folders = [path.parent, path.absolute().parent.parent]
    must_exist = options.needs_images and options.needs_every_stack
    stacks = find_stacks(names, folders, options.datadir, path, must_exist, options.strip_prefix)
    tags = records.dtype.names or ()
    found = {name: _numbers(path, records, tag) for name, tag in OPTICS.items() if tag in tags}
    found |= {name: np.rad2deg(found[name]) for name in IN_RADIANS if name in found}
    columns = options.overrides.apply(found, n)

    def header_sizes() -> np.ndarray:
        known = [(open_stack(p).pixel_size_A or 0.0) if p.is_file() else 0.0 for p in stacks]
        sizes: np.ndarray = np.array(known)[stack_of]
        return sizes

    unmodelled = {
        tag: records[tag].reshape(n, -1) for q in CRYOSPARC for tag in q.columns if tag in tags and records[tag].dtype.kind == "f"
    }
    warn_of_unmodelled(path, CRYOSPARC, unmodelled)
    group = _numbers(path, records, "ctf/exp_group_id") if "ctf/exp_group_id" in tags else np.ones(n)
    pixel_size_A = pixel_sizes(columns, n, path, header_sizes)
    sizes_A = np.ones(n) if pixel_size_A is None else pixel_size_A
    poses = _read_poses(path, records, sizes_A)
    shifts_2d = None if poses is not None else _read_shifts(path, records, "alignments2D", sizes_A)
    optics = assemble_optics(columns, OPTICS, pixel_size_A, n, path) if options.needs_ctf else None
    faults = (*pixel_size_faults(pixel_size_A, OPTICS["pixel_size_A"], path), *optics_faults(optics, OPTICS, path))
    shifts = shifts_2d if poses is None else _read_shifts(path, records, "alignments3D", sizes_A)
    return ParticleTable(
        stack_paths=stacks,
        stack_of=stack_of,
        index_in_stack=_numbers(path, records, "blob/idx").astype(np.int64),
        particle_ids=records["uid"].astype(str) if "uid" in tags else np.arange(n).astype(str),
        optics=optics,
        optics_group=group.astype(np.int64),
        micrograph_of=next((numbered(records[tag]) for tag in MICROGRAPH if tag in tags), None),
        pixel_size_A=pixel_size_A,
        poses=poses,
        source=CsSource(path, np.arange(n), records),
        shifts_px=None if shifts_2d is None else shifts_2d.shifts_px,
        shifts_A=None if shifts is None else shifts.shifts_A,
        faults=(*faults, *_pose_faults(path, records, "alignments2D" if poses is None else "alignments3D")),
        contrast_sign=_contrast_sign(path, records),
    )


def _contrast_sign(path: Path, records: np.ndarray) -> np.ndarray | None:
    """(n,) sign of each image relative to most, from `blob/sign`; None where all have one, which the images themselves tell as well."""
    if "blob/sign" not in (records.dtype.names or ()):
        return None
    is_negative = _numbers(path, records, "blob/sign") < 0
    n_negative = int(is_negative.sum())
    if n_negative in (0, len(records)):
        return None
    is_turned = is_negative if 2 * n_negative <= len(records) else ~is_negative
    logger().warning(f"{path}: blob/sign differs; {is_turned.sum():,} of {len(records):,} images are turned to the contrast of the others.")
    return np.where(is_turned, -1.0, 1.0)


def _load_records(path: Path, passthrough: Path | None) -> np.ndarray:
    records = with_passthrough(path, load_table(path), passthrough)
    if len(records) == 0:
        raise DataError(f"{path}: holds no particles.")
    tags = records.dtype.names or ()
    missing = [tag for tag in ("blob/path", "blob/idx") if tag not in tags]
    if missing:
        what = next((f"; it holds {what}" for tag, what in OTHER_KINDS.items() if tag in tags), "")
        raise DataError(
            f"{path}: no column {', '.join(missing)}, so it does not say where the images are{what}.",
            "give the particles' .cs file, with the passthrough file of its job beside it; or export the particles from cryoSPARC.",
        )
    if "blob/res_A" in tags:
        raise DataError(f"{path}: holds class averages or templates, not particles.", "give the particles' .cs file of the same job.")
    if records["blob/path"].dtype.kind not in "SU":
        raise DataError(f"{path}: column blob/path holds {records['blob/path'].dtype}; expected text.", "is the file complete?")
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
        if "alignments3D_multi/pose" in tags:
            logger().warning(f"{path}: has a pose for each of several classes (alignments3D_multi), which are not read.")
        return None
    vectors = _numbers(path, records, "alignments3D/pose", (3,))
    shifts = _read_shifts(path, records, "alignments3D", pixel_size_A)
    rotations = rotation_vector_to_matrix(torch.from_numpy(vectors)).transpose(-1, -2).contiguous()
    return Poses(rotations, torch.zeros(len(records), 2, dtype=torch.float64) if shifts is None else shifts.shifts_px)


def _pose_faults(path: Path, records: np.ndarray, group: str) -> tuple[RowFault, ...]:
    """Poses and shifts of a group of columns that are no numbers."""
    tags = [tag for tag in (f"{group}/pose", f"{group}/shift", f"{group}/psize_A") if tag in (records.dtype.names or ())]
    if f"{group}/shift" not in tags and group == "alignments2D":
        return ()
    return tuple(fault for tag in tags for fault in find_fault(FaultOf.POSE, path, tag, records[tag].astype(np.float64), None, "a number"))


@dataclass(frozen=True)
class _Shifts:
    """(n, 2) minus cryoSPARC's shifts."""

    shifts_px: Tensor
    """In pixels of the images on disk."""
    shifts_A: Tensor | None
    """In Angstrom, where the file says whose pixels its shifts count."""


def _read_shifts(path: Path, records: np.ndarray, group: str, pixel_size_A: np.ndarray) -> _Shifts | None:
    """The shifts of a group of columns; None where it has none.

    Shifts of rows whose `psize_A` is 0, which is what is written for unknown, are taken to count the images' own pixels, as all are
    in a file without that column.
    """
    tags = records.dtype.names or ()
    if f"{group}/shift" not in tags:
        return None
    shifts = _numbers(path, records, f"{group}/shift", (2,))
    if f"{group}/psize_A" not in tags:
        return _Shifts(torch.from_numpy(0.0 - shifts), None)
    of_alignment_A = _numbers(path, records, f"{group}/psize_A")[:, None]
    is_unknown = (of_alignment_A <= 0)[:, 0]
    n_guessed = int((is_unknown & (shifts != 0).any(axis=1)).sum())
    if n_guessed:
        logger().warning(
            f"{path}: {group}/psize_A of {n_guessed:,} particles is 0, so whose pixels their shifts count is not known; "
            "they are taken for pixels of the images."
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        shifts_px = np.where(is_unknown[:, None], shifts, shifts * of_alignment_A / pixel_size_A[:, None])
    shifts_A = None if is_unknown.any() else torch.from_numpy(0.0 - shifts * of_alignment_A)
    return _Shifts(torch.from_numpy(0.0 - shifts_px), shifts_A)
