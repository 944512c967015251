"""RELION particle files: 2 and 3.0 (one block), 3.1 and later (optics groups), and what others write in that style.

Optics come from the particle's own group, never from the first row for all. Origins in Angstrom go before
origins in pixels where a file has both; `shifts_px` is minus RELION's origin.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions, assemble_optics, pixel_sizes
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion_columns import (
    ANGLES_DEG,
    CTF_PREMULTIPLIED,
    DETECTOR_PIXEL_SIZE_UM,
    IMAGE_NAME,
    IMAGE_PIXEL_SIZE,
    MAGNIFICATION,
    OPTICS,
    OPTICS_GROUP,
    ORIGINS_A,
    ORIGINS_PX,
)
from cryofire.io.relion_images import ImageReferences, StarSource, read_references
from cryofire.io.relion_write import write_star
from cryofire.io.star import StarDocument, StarTable, read_document
from cryofire.physics.rotations import euler_to_matrix

__all__ = ["read_star", "write_star"]


def read_star(path: Path, options: ReadOptions) -> ParticleTable:
    """Read a RELION particle file.

    Raises:
        DataError: If it is no such file, its stacks are not there, or a column it needs is missing.
    """
    document = read_document(path)
    particles = document.table_with(IMAGE_NAME)
    if particles is None or particles.n_rows == 0:
        found = ", ".join(document.block_names()) or "none"
        raise DataError(
            f"{path}: no particles: no block has a filled column {IMAGE_NAME} (blocks: {found}).", "give a RELION particle file."
        )
    images = read_references(document, particles, options)
    n = len(images.rows)
    group = _optics_groups(document, particles)
    columns = options.overrides.apply({name: c[images.rows] for name, c in _optics_columns(document, particles, group).items()}, n)
    if not _has_optics_groups(document, particles):
        columns |= _positive_b_factors(path, columns)

    def header_sizes() -> np.ndarray:
        known = [(open_stack(p).pixel_size_A or 0.0) if p.is_file() else 0.0 for p in images.stack_paths]
        sizes: np.ndarray = np.array(known)[images.stack_of]
        return sizes

    pixel_size_A = pixel_sizes(columns, n, path, header_sizes)
    names = {**OPTICS, "pixel_size_A": IMAGE_PIXEL_SIZE}
    return ParticleTable(
        stack_paths=images.stack_paths,
        stack_of=images.stack_of,
        index_in_stack=images.index_in_stack,
        particle_ids=images.particle_ids,
        optics=assemble_optics(columns, names, pixel_size_A, n, path),
        optics_group=group[images.rows],
        pixel_size_A=pixel_size_A,
        poses=_read_poses(particles, images, pixel_size_A),
        source=StarSource(path, images.rows, document),
    )


def _optics_table(document: StarDocument, particles: StarTable) -> StarTable | None:
    """The table of optics groups, or None for a file without (or with an empty one)."""
    tables = (t for t in document.tables() if t.has(OPTICS_GROUP) and not t.has(IMAGE_NAME) and t.n_rows > 0)
    return next((table for table in tables if table.block.name != particles.block.name), None)


def _has_optics_groups(document: StarDocument, particles: StarTable) -> bool:
    return _optics_table(document, particles) is not None


def _optics_groups(document: StarDocument, particles: StarTable) -> np.ndarray:
    """(rows,) number of each row's optics group; 1 where the file has no groups."""
    if particles.has(OPTICS_GROUP):
        return particles.numbers(OPTICS_GROUP).astype(np.int64)
    optics = _optics_table(document, particles)
    if optics is None:
        return np.ones(particles.n_rows, dtype=np.int64)
    groups = optics.numbers(OPTICS_GROUP).astype(np.int64)
    if len(groups) > 1:
        raise DataError(
            f"{document.path}: {len(groups)} optics groups, but the particles have no column {OPTICS_GROUP}.", "add the column."
        )
    return np.full(particles.n_rows, groups[0])


def _optics_columns(document: StarDocument, particles: StarTable, group: np.ndarray) -> dict[str, np.ndarray]:
    """(rows,) each: what the file says of the optics, the group's word before the row's own."""
    optics = _optics_table(document, particles)
    row_of_group = np.zeros(len(group), dtype=np.int64)
    if optics is not None:
        groups = optics.numbers(OPTICS_GROUP).astype(np.int64)
        is_unknown = ~np.isin(group, groups)
        if is_unknown.any():
            raise DataError(
                f"{document.path}: {is_unknown.sum():,} particles are of optics group {group[is_unknown][0]}, which is not "
                f"among those described ({', '.join(map(str, groups))}).",
                "add the group to data_optics, or correct the particles.",
            )
        order = np.argsort(groups, kind="stable")
        row_of_group = order[np.searchsorted(groups, group, sorter=order)]

    def column(tag: str) -> np.ndarray | None:
        if optics is not None and optics.has(tag):
            return optics.numbers(tag)[row_of_group]
        return particles.numbers(tag) if particles.has(tag) else None

    premultiplied = column(CTF_PREMULTIPLIED)
    if premultiplied is not None and (premultiplied != 0).any():
        logger().warning(f"{document.path}: {(premultiplied != 0).sum():,} images are premultiplied by their CTF; that is not modelled.")
    found = {name: column(tag) for name, tag in OPTICS.items()}
    found["pixel_size_A"] = column(IMAGE_PIXEL_SIZE)
    detector_um, magnification = column(DETECTOR_PIXEL_SIZE_UM), column(MAGNIFICATION)
    if found["pixel_size_A"] is None and detector_um is not None and magnification is not None:
        if not (magnification > 0).all():
            raise DataError(f"{document.path}: {MAGNIFICATION} of row {int(np.argmin(magnification)) + 1:,} is not above 0.")
        found["pixel_size_A"] = detector_um * 1e4 / magnification
    return {name: values for name, values in found.items() if values is not None}


def _positive_b_factors(path: Path, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Warp and M write a damping envelope with a negative B-factor; ours, as RELION's, is positive."""
    b_factor_A2 = columns.get("b_factor_A2")
    if b_factor_A2 is None or (b_factor_A2 > 0).any() or not (b_factor_A2 < 0).any():
        return {}
    logger().info(f"{path}: all B-factors are negative, as Warp and M write damping; they are read as damping.")
    return {"b_factor_A2": -b_factor_A2}


def _read_poses(particles: StarTable, images: ImageReferences, pixel_size_A: np.ndarray | None) -> Poses | None:
    """Poses of the images; None without all three angles, or where the angles are a sub-tomogram's."""
    if not all(particles.has(tag) for tag in ANGLES_DEG):
        return None
    if images.are_tilts:
        # An image's pose is the tilt's rotation times the particle's; the tilts stand in another file.
        logger().warning(f"{particles.path}: its angles are those of whole sub-tomograms, not of their tilt images; they are left out.")
        return None
    angles_deg = np.stack([particles.numbers(tag)[images.rows] for tag in ANGLES_DEG], axis=1)
    origins_px = _origins_px(particles, images.rows, np.ones(len(images.rows)) if pixel_size_A is None else pixel_size_A)
    for values, what in ((angles_deg, "angles"), (origins_px, "origins")):
        is_bad = ~np.isfinite(values).all(axis=1)
        if is_bad.any():
            raise DataError(f"{particles.path}: the {what} of row {int(np.argmax(is_bad)) + 1:,} are not numbers.", "correct the row.")
    return Poses(euler_to_matrix(torch.from_numpy(angles_deg)), torch.from_numpy(0.0 - origins_px))


def _origins_px(particles: StarTable, rows: np.ndarray, pixel_size_A: np.ndarray) -> np.ndarray:
    """(n, 2) RELION's origins in pixels of the images on disk; 0 where the file has none."""
    in_A = np.stack([particles.numbers(t)[rows] for t in ORIGINS_A], axis=1) if all(map(particles.has, ORIGINS_A)) else None
    in_px = np.stack([particles.numbers(t)[rows] for t in ORIGINS_PX], axis=1) if all(map(particles.has, ORIGINS_PX)) else None
    if in_A is None:
        return np.zeros((len(rows), 2)) if in_px is None else in_px
    origins_px: np.ndarray = in_A / pixel_size_A[:, None]
    if in_px is not None:
        n_apart = int((np.abs(origins_px - in_px).max(axis=1) > 0.01).sum())
        if n_apart:
            logger().warning(
                f"{particles.path}: origins in pixels and in Angstrom disagree in {n_apart:,} rows; those in Angstrom are used."
            )
    return origins_px
