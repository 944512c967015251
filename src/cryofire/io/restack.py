"""A particle file made to point at a new stack of the same particles, resampled: the user's rows and columns otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.log import logger
from cryofire.io.atomic import write_atomically
from cryofire.io.cryosparc.read import CsSource
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.columns import (
    ANGLES_DEG,
    DETECTOR_PIXEL_SIZE_UM,
    IMAGE_NAME,
    IMAGE_PIXEL_SIZE,
    IMAGE_SIZE,
    OPTICS_GROUP,
    ORIGINS_A,
    ORIGINS_PX,
    PIXEL_SIZE,
    VISIBLE_FRAMES,
)
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.star import RELION_31, StarBlock, as_tokens, copy_block, write_document

RELION_30 = 30000
"""Tells RELION that a file has no optics groups, which it then makes."""
SUBTOMOGRAM_BINNING = "_rlnTomoSubtomogramBinning"

Columns = dict[str, Sequence[str]]


@dataclass(frozen=True)
class NewStacks:
    """Where the resampled images of a table are."""

    names: Sequence[str]
    """Stacks, as the new particle file is to name them."""
    stack_of: np.ndarray
    """(n,) which of `names` holds the image of each row of the table."""
    index_in_stack: np.ndarray
    """(n,) from 0."""
    old_box_px: int
    new_box_px: int

    @property
    def growth(self) -> float:
        """How many times as large the pixels have become."""
        return self.old_box_px / self.new_box_px

    def image_names(self) -> np.ndarray:
        """(n,) `000001@stack`."""
        pairs = zip(self.index_in_stack.tolist(), self.stack_of.tolist(), strict=True)
        return np.array([f"{index + 1:06d}@{self.names[stack]}" for index, stack in pairs], dtype=str)


def restacked_path(table: ParticleTable, stack: Path) -> Path | None:
    """The particle file that `write_restacked` makes beside a stack; None for particles that came without one."""
    if isinstance(table.source, (StarSource, CsSource)):
        return stack.with_suffix(table.source.path.suffix.lower())
    return None


def write_restacked(path: Path, table: ParticleTable, stacks: NewStacks) -> None:
    """Write the user's particle file (.star or .cs) for the resampled images of its rows.

    Image names, pixel sizes, image sizes, and origins in pixels are those of the new images; everything else stays.

    Args:
        path: The file to make.
        table: The particles, in the order of the new images, from a .star or .cs file.
        stacks: Where their new images are.
    """
    source = table.source
    if isinstance(source, StarSource):
        has_groups = source.document.table_with(OPTICS_GROUP) is not None
        write_document(path, _star_blocks(source, stacks), source.document.version or (RELION_31 if has_groups else RELION_30))
        return
    assert isinstance(source, CsSource), "particles without a file have none to write"
    records = _cs_records(source, stacks)

    def write(partial: Path) -> None:
        with partial.open("wb") as file:
            np.save(file, records, allow_pickle=False)

    write_atomically(path, write)


def _star_blocks(source: StarSource, stacks: NewStacks) -> list[StarBlock]:
    blocks = [copy_block(block) for block in source.document.document]
    says_pixel_size = source.document.table_with(IMAGE_PIXEL_SIZE) is not None
    return [_star_block(block, source, stacks, says_pixel_size) for block in blocks]


def _star_block(block: StarBlock, source: StarSource, stacks: NewStacks, says_pixel_size: bool) -> StarBlock:
    """A block with the columns that are other for the new images."""
    pairs = {tag: [token] for tag, token in block.pairs}
    given: list[Columns] = [dict(loop) for loop in block.loops]
    if IMAGE_NAME in pairs:  # a single particle
        given.insert(0, dict(pairs))
    loops: list[Columns] = []
    for columns in given:
        if IMAGE_NAME in columns:
            columns = {tag: [tokens[row] for row in source.rows.tolist()] for tag, tokens in columns.items()}
            columns = _particle_columns(columns, source, stacks, says_pixel_size)
        elif OPTICS_GROUP in columns:
            columns = _optics_columns(columns, stacks)
        loops.append(columns)
    if IMAGE_NAME in pairs:
        return StarBlock(block.name, (), tuple(loops))
    if OPTICS_GROUP in pairs:
        block = StarBlock(block.name, tuple((tag, tokens[0]) for tag, tokens in _optics_columns(dict(pairs), stacks).items()))
    return StarBlock(block.name, block.pairs, tuple(loops))


def _optics_columns(columns: Columns, stacks: NewStacks) -> Columns:
    columns |= _scaled(columns, (IMAGE_PIXEL_SIZE, PIXEL_SIZE, SUBTOMOGRAM_BINNING), stacks.growth)
    if IMAGE_SIZE in columns:
        columns[IMAGE_SIZE] = [str(stacks.new_box_px)] * len(columns[IMAGE_SIZE])
    return columns


def _particle_columns(columns: Columns, source: StarSource, stacks: NewStacks, says_pixel_size: bool) -> Columns:
    columns = _optics_columns(columns, stacks)
    if not says_pixel_size:  # then the pixel size is that of the detector over the magnification
        columns |= _scaled(columns, (DETECTOR_PIXEL_SIZE_UM,), stacks.growth)
    columns |= _scaled(columns, ORIGINS_PX, 1 / stacks.growth)
    columns[IMAGE_NAME] = as_tokens(stacks.image_names())
    if len(np.unique(source.rows)) < len(source.rows):
        # A row of several tilt images has become a row an image; its pose was that of all of them together.
        left_out = [tag for tag in (*ANGLES_DEG, *ORIGINS_A, *ORIGINS_PX, VISIBLE_FRAMES) if tag in columns]
        logger().warning(f"{source.path}: a row for each tilt image is written, without {', '.join(left_out) or 'poses'}.")
        columns = {tag: tokens for tag, tokens in columns.items() if tag not in left_out}
    return columns


def _scaled(columns: Columns, tags: Sequence[str], factor: float) -> Columns:
    return {tag: as_tokens(np.array(columns[tag], dtype=np.float64) * factor) for tag in tags if tag in columns}


def _cs_records(source: CsSource, stacks: NewStacks) -> np.ndarray:
    """The rows with other blobs. Shifts stay: they are in pixels of `alignments3D/psize_A`, which stays too."""
    old = source.records[source.rows]
    tags: tuple[str, ...] = old.dtype.names or ()
    names = np.array([name.encode() for name in stacks.names])[stacks.stack_of]
    new = {tag: old[tag] for tag in tags} | {"blob/path": names, "blob/idx": stacks.index_in_stack.astype(old["blob/idx"].dtype)}
    if "blob/shape" in tags:
        new["blob/shape"] = np.full_like(old["blob/shape"], stacks.new_box_px)
    if "blob/psize_A" in tags:
        new["blob/psize_A"] = (old["blob/psize_A"] * stacks.growth).astype(old["blob/psize_A"].dtype)
    for field in ("alignments2D/shift", "alignments3D/shift"):
        # A row that does not say whose pixels its shift counts (0 is not known) means those of its image.
        pixel_size = field.replace("shift", "psize_A")
        if field in tags:
            is_own = old[pixel_size] <= 0 if pixel_size in tags else np.ones(len(old), dtype=bool)
            new[field] = np.where(is_own[:, None], old[field] / stacks.growth, old[field]).astype(old[field].dtype)
    records = np.empty(len(old), dtype=[(tag, new[tag].dtype, new[tag].shape[1:]) for tag in tags])
    for tag in tags:
        records[tag] = new[tag]
    return records
