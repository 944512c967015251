"""RELION particle files: 2 and 3.0 (one block), 3.1 and later (optics groups), and what others write in that style.

Optics come from the particle's own row or group, never from the first row for all. Origins in Angstrom go before
origins in pixels where a file has both; `shifts_px` is minus RELION's origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions, assemble_optics, optics_faults, pixel_size_faults, pixel_sizes
from cryofire.io.particle_table import ParticleTable, numbered
from cryofire.io.relion.columns import ANGLES_DEG, IMAGE_NAME, IMAGE_PIXEL_SIZE, MICROGRAPH_NAME, OPTICS, ORIGINS_A, ORIGINS_PX
from cryofire.io.relion.images import ImageReferences, StarSource, read_references
from cryofire.io.relion.optics import RelionOptics
from cryofire.io.relion.star import StarDocument, StarTable, read_document
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.relion.write import write_star
from cryofire.io.row_faults import FaultOf, RowFault, find_fault
from cryofire.io.unmodelled import CHANGED_BY_CTF, RELION, warn_of_unmodelled
from cryofire.physics.rotations import euler_to_matrix

__all__ = ["read_star", "write_star"]

EXTRACT_AGAIN = "give the images as they were recorded (extract them again without it); if the column is wrong, take it out of the file."


def read_star(path: Path, options: ReadOptions) -> ParticleTable:
    """Read a RELION particle file.

    Raises:
        DataError: If it is no such file, its stacks are not there, or a column it needs is missing. What is wrong with single rows
            is told by the table's `faults`.
    """
    document = read_document(path)
    particles = find_particles(document)
    _warn_of_other_particles(document, particles)
    images = read_references(document, particles, options)
    n = len(images.rows)
    optics = RelionOptics(document, particles)
    unmodelled = {tag: values[images.rows] for tag, values in optics.unmodelled().items()}
    columns = options.overrides.apply({name: column[images.rows] for name, column in optics.columns().items()}, n)

    def header_sizes() -> np.ndarray:
        known = [(open_stack(p).pixel_size_A or 0.0) if p.is_file() else 0.0 for p in images.stack_paths]
        sizes: np.ndarray = np.array(known)[images.stack_of]
        return sizes

    pixel_size_A = pixel_sizes(columns, n, path, header_sizes)
    names = {**OPTICS, "pixel_size_A": IMAGE_PIXEL_SIZE}
    table_optics = assemble_optics(columns, names, pixel_size_A, n, path) if options.needs_ctf else None
    has_ctf = table_optics is not None or not options.needs_ctf
    warn_of_unmodelled(path, RELION if has_ctf else (*RELION, *CHANGED_BY_CTF), unmodelled)
    if images.are_tilts and table_optics is None and options.needs_ctf:
        logger().warning(
            f"{path}: the defocus of its {n:,} tilt images stands in the file of tomograms, which is not read: "
            "they are taken for images without CTF."
        )
    shifts = _read_shifts(particles, images, np.ones(n) if pixel_size_A is None else pixel_size_A)
    shifts_px = None if shifts is None else shifts.shifts_px
    poses = _read_poses(particles, images, shifts_px)

    def read_texts(name: str) -> list[str] | None:
        return None if options.overrides.gives(name) else optics.texts(name, images.rows)

    faults = [*images.faults, *optics.group_faults(images.rows)]
    faults += pixel_size_faults(pixel_size_A, optics.pixel_size_name, path, read_texts)
    faults += optics_faults(table_optics, names, path, read_texts)
    faults += _pose_faults(particles, images, shifts_px, poses)
    faults += _image_faults(path, unmodelled) if has_ctf else []
    return ParticleTable(
        stack_paths=images.stack_paths,
        stack_of=images.stack_of,
        index_in_stack=images.index_in_stack,
        particle_ids=images.particle_ids,
        optics=table_optics,
        optics_group=optics.group[images.rows],
        micrograph_of=numbered(particles.texts(MICROGRAPH_NAME))[images.rows] if particles.has(MICROGRAPH_NAME) else None,
        pixel_size_A=pixel_size_A,
        poses=poses,
        source=StarSource(path, images.rows, document),
        shifts_px=None if poses is not None else shifts_px,
        shifts_A=None if shifts is None else shifts.shifts_A,
        faults=tuple(faults),
    )


def _warn_of_other_particles(document: StarDocument, particles: StarTable) -> None:
    others = [t for t in document.tables() if t.has(IMAGE_NAME) and t.n_rows > 0 and t.block.name != particles.block.name]
    if others:
        left_out = ", ".join(f"{table.n_rows:,} rows of data_{table.block.name}" for table in others)
        logger().warning(f"{document.path}: particles are read from data_{particles.block.name}; {left_out} are left out.")


def _read_poses(particles: StarTable, images: ImageReferences, shifts_px: Tensor | None) -> Poses | None:
    """Poses of the images; None without all three angles, or where the angles are a sub-tomogram's."""
    if not all(particles.has(tag) for tag in ANGLES_DEG):
        return None
    if images.are_tilts:
        # An image's pose is the tilt's rotation times the particle's; the tilts stand in another file.
        logger().warning(
            f"{particles.path}: its angles are those of whole sub-tomograms, not of their tilt images; they are left out. "
            "Warp and M can write a star with one row, and its angles, for each tilt image."
        )
        return None
    angles_deg = np.stack([particles.numbers_or_nan(tag)[images.rows] for tag in ANGLES_DEG], axis=1)
    if len(angles_deg) > 1 and not angles_deg[:, :2].any():
        logger().warning(
            f"{particles.path}: every particle is seen from the same side (rot and tilt are 0), as after a 2-D classification."
        )
    rotations = euler_to_matrix(torch.from_numpy(angles_deg))
    return Poses(rotations, torch.zeros(len(rotations), 2, dtype=torch.float64) if shifts_px is None else shifts_px)


@dataclass(frozen=True)
class _Shifts:
    """(n, 2) minus RELION's origins."""

    shifts_px: Tensor
    """In pixels of the images on disk."""
    shifts_A: Tensor | None
    """In Angstrom, where the file has them so."""


def _pose_faults(particles: StarTable, images: ImageReferences, shifts_px: Tensor | None, poses: Poses | None) -> list[RowFault]:
    """Angles, and the origins that are used, which are no numbers."""
    used = list(ANGLES_DEG) if poses is not None else []
    if shifts_px is not None:
        used += ORIGINS_A if all(map(particles.has, ORIGINS_A)) else ORIGINS_PX
    faults: list[RowFault] = []
    for tag in used:

        def read_texts(tag: str = tag) -> list[str]:
            tokens = particles.tokens(tag)
            return [tokens[row] for row in images.rows.tolist()]

        values = particles.numbers_or_nan(tag)[images.rows]
        faults += find_fault(FaultOf.POSE, particles.path, tag, values, None, "a number", read_texts=read_texts)
    return faults


def _image_faults(path: Path, columns: Mapping[str, np.ndarray]) -> list[RowFault]:
    """Images that were changed by their CTF: fitted with it, half of their shells would have the wrong sign."""
    faults: list[RowFault] = []
    for quantity in CHANGED_BY_CTF:
        for tag in set(quantity.columns) & set(columns):
            flag = np.nan_to_num(columns[tag][:, 0])
            faults += find_fault(
                FaultOf.IMAGE, path, tag, flag, flag == 0, f"0: a CTF cannot be fitted after {quantity.name}", EXTRACT_AGAIN
            )
    return faults


def _read_shifts(particles: StarTable, images: ImageReferences, pixel_size_A: np.ndarray) -> _Shifts | None:
    """The shifts; None where the file has none, or a sub-tomogram's."""
    if images.are_tilts:
        return None
    rows, path = images.rows, particles.path
    in_A = np.stack([particles.numbers_or_nan(t)[rows] for t in ORIGINS_A], axis=1) if all(map(particles.has, ORIGINS_A)) else None
    in_px = np.stack([particles.numbers_or_nan(t)[rows] for t in ORIGINS_PX], axis=1) if all(map(particles.has, ORIGINS_PX)) else None
    if in_A is None and in_px is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        origins_px = in_A / pixel_size_A[:, None] if in_A is not None else in_px
    assert origins_px is not None, "one of the two is there"
    if in_A is not None and in_px is not None:
        n_apart = int((np.abs(origins_px - in_px).max(axis=1) > 0.01).sum())
        if n_apart:
            logger().warning(f"{path}: origins in pixels and in Angstrom disagree in {n_apart:,} rows; those in Angstrom are used.")
    return _Shifts(torch.from_numpy(0.0 - origins_px), None if in_A is None else torch.from_numpy(0.0 - in_A))
