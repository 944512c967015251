"""Writing particles in RELION 3.1 layout: the user's own rows and columns where they came from a STAR file.

Blocks, rows, columns and tokens of the user's file stay as they are, but for the poses, which are ours, and a CTF that was
given in the place of the file's. A file of RELION 3.0 style, and particles that came from elsewhere, get an optics block.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.io.cryosparc.read import CsSource
from cryofire.io.mrc import open_stack
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.columns import (
    ANGLES_DEG,
    IMAGE_DIMENSIONALITY,
    IMAGE_NAME,
    IMAGE_PIXEL_SIZE,
    IMAGE_SIZE,
    MICROGRAPH_NAME,
    OPTICS,
    OPTICS_GROUP,
    OPTICS_GROUP_NAME,
    ORIGINS_A,
    ORIGINS_PX,
    RANDOM_SUBSET,
)
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.optics import RelionOptics
from cryofire.io.relion.star import RELION_31, StarBlock, as_tokens, copy_block, write_document
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.relion.write_ctf import GROUP_FIELDS, Columns, is_full_optics_loop, is_optics_table, with_given_groups, with_given_rows
from cryofire.physics.rotations import matrix_to_euler


def write_star(
    path: Path,
    table: ParticleTable,
    poses: Poses | None,
    extra: Mapping[str, np.ndarray],
    shift_pixel_size_A: float | np.ndarray | None = None,
) -> None:
    """Write particles as RELION 3.1 reads them.

    Args:
        path: The file to make.
        table: The particles, in the order to be written.
        poses: Their poses (any device or dtype); None leaves those of the user's file. They are written as
            _rlnAngleRot, Tilt, Psi and _rlnOriginXAngst, YAngst = -shifts_px * pixel size.
        extra: Columns to add or replace, (n,) each, such as `_cryofireZ1`.
        shift_pixel_size_A: Angstrom of the pixels that `shifts_px` counts. Those of the images on disk by
            default; give the trained images' own if they were downsampled.

    Raises:
        DataError: If the number of poses, or of entries of an extra column, is not that of the particles.
    """
    lengths = {tag: len(values) for tag, values in extra.items()} | ({} if poses is None else {"poses": len(poses)})
    for what, length in lengths.items():
        if length != len(table):
            raise DataError(f"{path}: {length:,} {what} for {len(table):,} particles.", "filter both with the same --ind file.")
    source = table.source
    if isinstance(source, StarSource):
        blocks, version = _user_blocks(table, source, poses, extra, shift_pixel_size_A), max(RELION_31, source.document.version)
    else:
        columns = _fresh_columns(table) | _pose_columns(table, poses, shift_pixel_size_A, ()) | _extra_columns(extra)
        blocks, version = [_optics_block(table, columns), StarBlock("particles", loops=(columns,))], RELION_31
    write_document(path, blocks, version)


def _user_blocks(
    table: ParticleTable,
    source: StarSource,
    poses: Poses | None,
    extra: Mapping[str, np.ndarray],
    shift_pixel_size_A: float | np.ndarray | None,
) -> list[StarBlock]:
    """The user's blocks, the particles replaced; an optics block in front if there was none."""
    blocks, has_optics = [], False
    chosen = find_particles(source.document).block.name.strip()
    for block in map(copy_block, source.document.document):
        at = next((i for i, loop in enumerate(block.loops) if IMAGE_NAME in loop and any(loop.values())), None)
        if block.name != chosen:
            tables = [loop for loop in block.loops if is_full_optics_loop(loop)]
            has_optics = has_optics or bool(tables) or any(tag == OPTICS_GROUP for tag, _ in block.pairs)
            blocks.append(block)
            continue
        loop: Columns = dict(block.loops[at]) if at is not None else {tag: [token] for tag, token in block.pairs}
        columns: Columns = {tag: [tokens[row] for row in source.rows.tolist()] for tag, tokens in loop.items()}
        if len(np.unique(source.rows)) < len(source.rows):
            columns[IMAGE_NAME] = as_tokens(table.particle_ids)
            # Row by row these are the sub-tomogram's: in a file of single images they would be read as the image's own.
            columns = {tag: tokens for tag, tokens in columns.items() if tag not in (*ANGLES_DEG, *ORIGINS_A, *ORIGINS_PX)}
        columns |= _pose_columns(table, poses, shift_pixel_size_A, tuple(columns)) | _extra_columns(extra)
        others = tuple(other for i, other in enumerate(block.loops) if i != at)
        blocks.append(StarBlock("particles", block.pairs if at is not None else (), (*others, columns)))
    if table.has_given_optics:
        blocks = with_given_rows(blocks, table)
    if has_optics and table.has_given_optics:
        blocks = with_given_groups(blocks, table)
    elif has_optics:
        blocks = _with_pixel_sizes(blocks, table, source)
    else:
        columns = next(block.loops[-1] for block in blocks if block.name == "particles")
        blocks.insert(0, _optics_block(table, columns))
    return blocks


def _with_pixel_sizes(blocks: list[StarBlock], table: ParticleTable, source: StarSource) -> list[StarBlock]:
    """The blocks with the particles' pixel sizes in their optics groups, where the user's file does not state them.

    Origins in Angstrom mean nothing to who does not know them.
    """
    said_A = RelionOptics(source.document, find_particles(source.document)).pixel_size_A()
    if table.pixel_size_A is None or (said_A is not None and (said_A[source.rows] > 0).all()):
        return blocks
    of_group = {group: table.pixel_size_A[table.optics_group == group] for group in np.unique(table.optics_group).tolist()}
    if any((sizes_A != sizes_A[0]).any() for sizes_A in of_group.values()):
        logger().warning(f"{source.path}: one optics group has images of several pixel sizes; it is written with the first.")

    def complete(columns: Columns) -> Columns:
        groups = [int(float(token)) for token in columns[OPTICS_GROUP]]
        old = columns.get(IMAGE_PIXEL_SIZE, ["0.000000"] * len(groups))
        new = [f"{of_group[group][0]:.6f}" if group in of_group else token for group, token in zip(groups, old, strict=True)]
        return columns | {IMAGE_PIXEL_SIZE: new}

    made = []
    for block in blocks:
        pairs, loops = block.pairs, block.loops
        if is_optics_table([tag for tag, _ in pairs]):
            pairs = tuple((tag, tokens[0]) for tag, tokens in complete({tag: [token] for tag, token in pairs}).items())
        loops = tuple(complete(loop) if is_full_optics_loop(loop) else loop for loop in loops)
        made.append(StarBlock(block.name, pairs, loops))
    return made


def _pose_columns(
    table: ParticleTable, poses: Poses | None, shift_pixel_size_A: float | np.ndarray | None, present: tuple[str, ...]
) -> Columns:
    """Angles and origins; origins in pixels too where the file has them, so that the two cannot disagree."""
    if poses is None:
        return {}
    angles_deg = matrix_to_euler(poses.rotations.detach().double().cpu()).numpy()
    columns = {tag: as_tokens(angles_deg[:, i]) for i, tag in enumerate(ANGLES_DEG)}
    return columns | _origin_columns(table, poses.shifts_px, shift_pixel_size_A, present)


def _origin_columns(
    table: ParticleTable, shifts_px: Tensor, shift_pixel_size_A: float | np.ndarray | None, present: tuple[str, ...]
) -> Columns:
    on_disk_A = np.ones(len(table)) if table.pixel_size_A is None else table.pixel_size_A
    pixel_A = on_disk_A if shift_pixel_size_A is None else np.broadcast_to(np.asarray(shift_pixel_size_A, dtype=float), len(table))
    origins_A = 0.0 - shifts_px.detach().double().cpu().numpy() * pixel_A[:, None]
    columns: Columns = {tag: as_tokens(origins_A[:, i]) for i, tag in enumerate(ORIGINS_A)}
    return columns | {tag: as_tokens(origins_A[:, i] / on_disk_A) for i, tag in enumerate(ORIGINS_PX) if tag in present}


def _extra_columns(extra: Mapping[str, np.ndarray]) -> Columns:
    return {tag if tag.startswith("_") else f"_{tag}": as_tokens(np.asarray(values)) for tag, values in extra.items()}


def _fresh_columns(table: ParticleTable) -> Columns:
    """Columns of particles that did not come from a STAR file: image, optics, and the poses they came with."""
    columns: Columns = {IMAGE_NAME: as_tokens(table.source.image_names())}
    if table.optics is not None:
        per_particle = [name for name in OPTICS if name not in GROUP_FIELDS]
        columns |= {OPTICS[name]: as_tokens(getattr(table.optics, name).numpy()) for name in per_particle}
    if isinstance(table.source, CsSource):
        columns |= _known_to_cryosparc(table.source)
    if table.shifts_px is not None:
        columns |= _origin_columns(table, table.shifts_px, None, ())
    return columns | _pose_columns(table, table.poses, None, ())


def _known_to_cryosparc(source: CsSource) -> Columns:
    """Half set and micrograph of each particle, where its .cs file says them."""
    columns: Columns = {}
    tags = source.records.dtype.names or ()
    if "alignments3D/split" in tags:
        columns[RANDOM_SUBSET] = as_tokens(source.records["alignments3D/split"][source.rows].astype(np.int64) + 1)
    if "location/micrograph_path" in tags:
        columns[MICROGRAPH_NAME] = as_tokens(source.records["location/micrograph_path"][source.rows].astype(str))
    return columns


def _optics_block(table: ParticleTable, columns: Columns) -> StarBlock:
    """A block of optics groups, one for each combination that occurs; gives `columns` the number of each row's group."""
    n = len(table)
    shared = [np.ones(n) if table.pixel_size_A is None else table.pixel_size_A]
    fields = ["pixel_size_A"]
    if table.optics is not None:
        fields = list(GROUP_FIELDS)
        shared = [getattr(table.optics, name).numpy() for name in fields]
    kinds, first, group = np.unique(np.stack([table.optics_group, *shared], axis=1), axis=0, return_index=True, return_inverse=True)
    columns[OPTICS_GROUP] = as_tokens(group.reshape(-1) + 1)
    numbers = np.arange(1, len(kinds) + 1)
    tags = {"pixel_size_A": IMAGE_PIXEL_SIZE, **OPTICS}
    loop: Columns = {OPTICS_GROUP_NAME: [f"opticsGroup{i}" for i in numbers], OPTICS_GROUP: as_tokens(numbers)}
    loop |= {tags[name]: as_tokens(kinds[:, i + 1]) for i, name in enumerate(fields)}
    stacks = [table.stack_paths[table.stack_of[row]] for row in first]
    if stacks and all(stack.is_file() for stack in stacks):
        loop |= {IMAGE_SIZE: [str(open_stack(stack).width_px) for stack in stacks], IMAGE_DIMENSIONALITY: ["2"] * len(kinds)}
    return StarBlock("optics", loops=(loop,))
