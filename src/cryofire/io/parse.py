"""CTF and poses of a particle file together with the box they are for, whether or not its images are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.io.cryodrgn import CtfTable
from cryofire.io.cryosparc.read import IN_RADIANS, OPTICS, stack_names
from cryofire.io.mrc import open_stack
from cryofire.io.npy import load_array
from cryofire.io.optics import OpticsOverrides, ReadOptions, assemble_optics, optics_faults, pixel_size_faults
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.columns import IMAGE_SIZE
from cryofire.io.relion.images import StarSource, image_sizes
from cryofire.io.relion.read import read_star
from cryofire.io.row_faults import NUMBERS, FaultOf, find_fault, refuse, row_text
from cryofire.io.stack_files import find_stacks, split_unique
from cryofire.physics.rotations import rotation_vector_to_matrix

REFINEMENT, AB_INITIO = "alignments3D", "alignments_class_0"
"""Where a .cs file keeps the poses of a refinement, and of an ab initio reconstruction."""
HETEROGENEOUS_SHRINKING = 2
"""Heterogeneous refinement counts its shifts in pixels of images of half the box."""


@dataclass(frozen=True)
class PoseTable:
    """What `pose.pkl` is made of."""

    poses: Poses
    """Shifts in pixels of `box_px`."""
    box_px: np.ndarray
    """(n,) pixels a side of the images that the shifts are counted in."""


def star_ctf(path: Path, overrides: OpticsOverrides, box_px: int | None = None) -> CtfTable:
    """CTF of a RELION file.

    Args:
        path: The file.
        overrides: Values that replace those of the file, or that it lacks.
        box_px: Pixels a side of the images; by default as the file's optics or its stacks say.

    Raises:
        DataError: If the file has no CTF, or nothing says the box.
    """
    table = _read_star(path, overrides, needs_ctf=True)
    if table.optics is None:
        raise DataError(f"{path}: has no defocus, so no CTF.", "estimate the CTF first, or give the file that holds it.")
    if table.pixel_size_A is None:
        raise DataError(f"{path}: does not say the pixel size.", "--Apix, in Angstrom")
    return CtfTable(table.optics, torch.from_numpy(_boxes(table, box_px)))


def star_poses(path: Path, overrides: OpticsOverrides, box_px: int | None = None) -> PoseTable:
    """Poses of a RELION file; arguments and errors as `star_ctf`."""
    table = _read_star(path, overrides, needs_ctf=False)
    if table.poses is None:
        raise DataError(
            f"{path}: has no poses of single images.", "expected _rlnAngleRot, _rlnAngleTilt, _rlnAnglePsi, as a refinement writes."
        )
    document = table.source.document if isinstance(table.source, StarSource) else None
    if table.pixel_size_A is None and document is not None and document.table_with("_rlnOriginXAngst") is not None:
        raise DataError(f"{path}: has origins in Angstrom, and does not say the pixel size.", "--Apix, in Angstrom")
    return PoseTable(table.poses, _boxes(table, box_px))


def cs_ctf(path: Path, pixel_size_A: float | None = None, box_px: int | None = None) -> CtfTable:
    """CTF of a cryoSPARC file, with or without columns of its images.

    Args:
        path: The file.
        pixel_size_A: Of the images, Angstrom; by default as `blob/psize_A` says.
        box_px: Pixels a side of the images; by default as `blob/shape` says.

    Raises:
        DataError: If it has no CTF, or does not say box or pixel size.
    """
    records = _read_records(path)
    n, tags = len(records), records.dtype.names or ()
    columns = {name: records[tag].astype(np.float64) for name, tag in OPTICS.items() if tag in tags}
    columns |= {name: np.rad2deg(columns[name]) for name in IN_RADIANS if name in columns}
    if pixel_size_A is not None:
        columns["pixel_size_A"] = np.full(n, pixel_size_A)
    if "pixel_size_A" not in columns:
        raise DataError(f"{path}: has no column blob/psize_A, so does not say the pixel size.", "--Apix, in Angstrom")
    if box_px is None and "blob/shape" not in tags:
        raise DataError(f"{path}: has no column blob/shape, so does not say the box.", "-D, in pixels")
    optics = assemble_optics(columns, OPTICS, columns["pixel_size_A"], n, path)
    refuse((*pixel_size_faults(columns["pixel_size_A"], OPTICS["pixel_size_A"], path), *optics_faults(optics, OPTICS, path)))
    if optics is None:
        found = ", ".join(sorted({tag.split("/")[0] for tag in tags}))
        raise DataError(f"{path}: has no CTF; it holds {found}.", "give the file of the same job that holds ctf/, such as the passthrough.")
    boxes = records["blob/shape"][:, 0].astype(np.float64) if box_px is None else np.full(n, float(box_px))
    return CtfTable(optics, torch.from_numpy(boxes))


def cs_poses(path: Path, box_px: int | None = None, is_ab_initio: bool = False, is_heterogeneous: bool = False) -> PoseTable:
    """Poses of a cryoSPARC file.

    Args:
        path: The file.
        box_px: Pixels a side of the images of the refinement; by default what the file's pixel sizes say.
        is_ab_initio: The poses are those of an ab initio reconstruction (of its first class).
        is_heterogeneous: Shifts are in pixels twice as large as those of `box_px`.

    Raises:
        DataError: If it has no such poses, or nothing says the box.
    """
    records = _read_records(path)
    n, tags = len(records), records.dtype.names or ()
    prefix = AB_INITIO if is_ab_initio else REFINEMENT
    if f"{prefix}/pose" not in tags or records[f"{prefix}/pose"].shape != (n, 3):
        other = REFINEMENT if is_ab_initio else AB_INITIO
        hint = (
            f"it has {other}: {'without' if is_ab_initio else 'with'} --abinit" if f"{other}/pose" in tags else "give a refinement's file."
        )
        raise DataError(f"{path}: has no poses {prefix}/pose.", hint)
    vectors = records[f"{prefix}/pose"].astype(np.float64)
    shifts = records[f"{prefix}/shift"].astype(np.float64) if f"{prefix}/shift" in tags else np.zeros((n, 2))
    for field, values in (("pose", vectors), ("shift", shifts)):
        refuse(find_fault(FaultOf.POSE, path, f"{prefix}/{field}", values, None, "a number", "correct or leave out the row."))
    rotations = rotation_vector_to_matrix(torch.from_numpy(vectors)).transpose(-1, -2).contiguous()
    return PoseTable(Poses(rotations, torch.from_numpy(0.0 - shifts)), _alignment_boxes(path, records, prefix, box_px, is_heterogeneous))


def _alignment_boxes(path: Path, records: np.ndarray, prefix: str, box_px: int | None, is_heterogeneous: bool) -> np.ndarray:
    """(n,) box whose pixels the shifts count: the user's word, compared with the file's."""
    tags, n = records.dtype.names or (), len(records)
    said = None
    if {"blob/shape", "blob/psize_A", f"{prefix}/psize_A"} <= set(tags) and (records[f"{prefix}/psize_A"] > 0).all():
        said = np.rint(records["blob/shape"][:, 0] * records["blob/psize_A"].astype(np.float64) / records[f"{prefix}/psize_A"])
    if box_px is None:
        if said is None:
            raise DataError(f"{path}: does not say the box of the images that were aligned.", "-D, in pixels")
        return np.asarray(said)
    given = box_px / (HETEROGENEOUS_SHRINKING if is_heterogeneous else 1)
    if said is not None and (said != given).any():
        size = said[said != given][0]
        logger().warning(f"{path}: its pixel sizes say that images of {size:g} px were aligned; as asked, {given:g} px are used.")
    return np.full(n, given)


def _read_star(path: Path, overrides: OpticsOverrides, needs_ctf: bool) -> ParticleTable:
    if path.suffix.lower() != ".star":
        raise DataError(f"{path}: not a .star file.", "parse-ctf-csparc and parse-pose-csparc read .cs files.")
    table = read_star(path, ReadOptions(overrides=overrides, needs_images=False, needs_ctf=needs_ctf))
    table.refuse_faults(NUMBERS)
    for fault in table.faults:
        logger().warning(fault.message)
    _warn_of_order(path, table.stack_paths, table.stack_of, table.index_in_stack)
    return table


def _read_records(path: Path) -> np.ndarray:
    if path.suffix.lower() != ".cs":
        raise DataError(f"{path}: not a .cs file.", "parse-ctf-star and parse-pose-star read .star files.")
    records = load_array(path)
    if records.dtype.fields is None or records.ndim != 1 or not len(records):
        raise DataError(f"{path}: not a cryoSPARC particle file: it holds no table.", "give the particles' .cs file.")
    if {"blob/path", "blob/idx"} <= set(records.dtype.names or ()):
        names, stack_of = split_unique(stack_names(records))
        stacks = find_stacks(names, [path.parent, path.absolute().parent.parent], None, path, False)
        _warn_of_order(path, stacks, stack_of, records["blob/idx"].astype(np.int64))
    return records


def _warn_of_order(path: Path, stacks: Sequence[Path], stack_of: np.ndarray, index: np.ndarray) -> None:
    """Say that a file's rows are not all images of its stacks in their order: a pickle has no names, so it goes by rows alone."""
    expected = np.arange(len(index)) - np.searchsorted(stack_of, stack_of) if (np.diff(stack_of) >= 0).all() else np.full(len(index), -1)
    counts = np.bincount(stack_of, minlength=len(stacks))
    short = [stack for stack, count in zip(stacks, counts.tolist(), strict=True) if stack.is_file() and open_stack(stack).n_images != count]
    is_other = index != expected
    if not is_other.any() and not short:
        return
    row = int(np.argmax(is_other))
    found = f"{row_text(row)} is image {index[row] + 1:,} of {stacks[stack_of[row]].name}"
    if not is_other.any():
        found = f"{short[0].name} holds {open_stack(short[0]).n_images:,} images, and {counts[stacks.index(short[0])]:,} of them are named"
    logger().warning(
        f"{path}: its rows are not all images of its stacks, from the first on ({found}). What is made of it fits the rows of this file: "
        "give this file as the particles, and not the stacks by themselves."
    )


def _boxes(table: ParticleTable, box_px: int | None) -> np.ndarray:
    """(n,) box of each image: given, of its optics group, or of its stack."""
    if box_px is not None:
        return np.full(len(table), float(box_px))
    source = table.source
    boxes = image_sizes(table)
    in_stack: np.ndarray = np.array([float(open_stack(path).width_px) if path.is_file() else 0.0 for path in table.stack_paths])[
        table.stack_of
    ]
    if boxes is None and (in_stack > 0).all():
        return in_stack
    if boxes is not None:
        refuse(find_fault(FaultOf.PIXEL_SIZE, source.path, IMAGE_SIZE, boxes, None, "a number of pixels", "correct it, or say it with -D."))
        is_wrong = (in_stack > 0) & (in_stack != boxes)
        if is_wrong.any():
            row = int(np.argmax(is_wrong))
            raise DataError(
                f"{source.path}: {IMAGE_SIZE} of {row_text(row)} is {boxes[row]:g}, and the images of "
                f"{table.stack_paths[table.stack_of[row]]} are of {in_stack[row]:g} px.",
                "which of the two does its pixel size belong to? Say so with -D, or correct the file.",
            )
        return boxes
    raise DataError(f"{source.path}: neither the file nor its stacks (which are not there) say the box.", "-D, in pixels")
