"""Which image of which stack each row of a RELION file means.

`000012@stack.mrcs` is one image. A name without `@` is a whole file: one image, or the tilt images of one
sub-tomogram (RELION 5, Warp), which become one particle each.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.mrc import open_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.particle_table import ParticleTable, SourceDocument
from cryofire.io.relion.columns import ARE_2D_STACKS, CTF_IMAGE, IMAGE_DIMENSIONALITY, IMAGE_NAME, IMAGE_SIZE, OPTICS_GROUP, VISIBLE_FRAMES
from cryofire.io.relion.star import StarDocument, StarTable
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.row_faults import LEAVE_OUT, FaultOf, RowFault, find_fault, refuse, row_text
from cryofire.io.stack_files import find_stacks, split_unique
from cryofire.io.stack_names import split_image_name

COUNTED_FROM_0 = (
    "the first image of a stack is 1 in a STAR file. If the program that wrote it counts from 0, every number is one too small: "
    "add 1 to all of them."
)
NUMBER_0, NO_NUMBER = -1, -2
"""What stands for image numbers that cannot be."""


@dataclass(frozen=True)
class StarSource(SourceDocument):
    """The user's STAR file, and which of its rows the particles are."""

    document: StarDocument

    def image_names(self) -> np.ndarray:
        names: np.ndarray = np.array(find_particles(self.document).texts(IMAGE_NAME), dtype=str)[self.rows]
        return names


def image_sizes(table: ParticleTable) -> np.ndarray | None:
    """(n,) pixels a side of each image as the particles' STAR file says, NaN for what is no number; None where it does not."""
    source = table.source
    said = source.document.table_with(IMAGE_SIZE) if isinstance(source, StarSource) else None
    if said is None:
        return None
    if said.has(IMAGE_NAME):
        of_row: np.ndarray = said.numbers_or_nan(IMAGE_SIZE)[source.rows]
        return of_row
    if not said.has(OPTICS_GROUP):
        return None
    of_group = dict(zip(said.whole_numbers(OPTICS_GROUP).tolist(), said.numbers_or_nan(IMAGE_SIZE).tolist(), strict=True))
    return np.array([of_group.get(group, np.nan) for group in table.optics_group.tolist()])


@dataclass(frozen=True)
class ImageReferences:
    """Where the image of each particle is."""

    rows: np.ndarray
    """(n,) row of the STAR file."""
    stack_paths: tuple[Path, ...]
    stack_of: np.ndarray
    """(n,) which of `stack_paths`."""
    index_in_stack: np.ndarray
    """(n,) from 0."""
    particle_ids: np.ndarray
    """(n,) `000012@stack.mrcs`, as in the file where it says so."""
    are_tilts: bool
    """True if a row stands for several images."""
    faults: tuple[RowFault, ...]
    """Names that cannot be; those rows mean the first image of some stack of the file."""


def read_references(document: StarDocument, particles: StarTable, options: ReadOptions) -> ImageReferences:
    """Find the stacks, and the image that each row means.

    Raises:
        DataError: For a stack that is nowhere, sub-tomograms that are 3-D, or a file whose every name cannot be.
    """
    path, texts = document.path, particles.texts(IMAGE_NAME)
    numbers, names = _split(texts)
    faults = _name_faults(path, texts, numbers)
    if (numbers < 0).all():
        refuse(faults)
    if faults:
        instead = names[int(np.argmax(numbers >= 0))]
        names = [instead if number < 0 else name for number, name in zip(numbers.tolist(), names, strict=True)]
        numbers = np.where(numbers < 0, 1, numbers)
    distinct, which = split_unique(names)
    is_numbered = bool((numbers > 0).all())
    if not is_numbered:
        _refuse_volumes(document, particles)
    # Paths are relative to the project; the star of a job lies in Type/job000 of it.
    folders = [path.parent, *path.absolute().parent.parents[:2]]
    must_exist = options.needs_images and (options.needs_every_stack or not is_numbered)
    stacks = find_stacks(distinct, folders, options.datadir, path, must_exist, options.strip_prefix)
    if is_numbered:
        return ImageReferences(np.arange(len(texts)), stacks, which, numbers - 1, np.array(texts, dtype=str), False, faults)
    visible = particles.texts(VISIBLE_FRAMES) if particles.has(VISIBLE_FRAMES) else None
    counts = [open_stack(stack).n_images if options.needs_images else 0 for stack in stacks]
    is_2d = visible is not None or _says(document, ARE_2D_STACKS) or _says(document, IMAGE_DIMENSIONALITY, "2")
    rows, indices = [], []
    for row, number in enumerate(numbers.tolist()):
        if number > 0:
            used = np.array([number - 1])
        else:
            n_images = counts[which[row]]
            if n_images > 1 and not is_2d:
                raise DataError(
                    f"{path}: {row_text(row)} names {names[row]} without an image number, and it holds {n_images} images.",
                    "expected 000001@stack.mrcs; 3-D sub-tomograms cannot be used, 2-D tilt stacks can (RELION 5, Warp).",
                )
            used = _visible_images(path, row, n_images, None if visible is None else visible[row])
        rows.append(np.full(len(used), row))
        indices.append(used)
    all_rows, index = np.concatenate(rows), np.concatenate(indices)
    ids = np.array([f"{i + 1:06d}@{names[row]}" for row, i in zip(all_rows.tolist(), index.tolist(), strict=True)], dtype=str)
    n_left_out = sum(counts) - len(ids)
    if n_left_out > 0:
        logger().info(f"{path}: {len(ids):,} tilt images of {len(texts):,} sub-tomograms; {n_left_out:,} more are not marked visible.")
    of_images = tuple(fault for fault in (fault.select(all_rows) for fault in faults) if fault is not None)
    return ImageReferences(all_rows, stacks, which[all_rows], index, ids, len(ids) > len(texts), of_images)


def _split(texts: list[str]) -> tuple[np.ndarray, list[str]]:
    """Image numbers (from 1; 0 for none, below for what cannot be) and stack names."""
    numbers, names = np.zeros(len(texts), dtype=np.int64), []
    for row, text in enumerate(texts):
        number, name = split_image_name(text)
        if number or text.startswith("@"):
            is_number = number.strip().isdecimal() and len(number) < 16 and bool(name.strip())
            numbers[row] = (int(number) or NUMBER_0) if is_number else NO_NUMBER
        names.append(name.strip())
    return numbers, names


def _name_faults(path: Path, texts: list[str], numbers: np.ndarray) -> tuple[RowFault, ...]:
    """Names whose numbers, as `_split` tells them, cannot be."""
    expected = "a number from 1, @, and the stack's path"
    faults: list[RowFault] = []
    for wrong, hint in ((NO_NUMBER, LEAVE_OUT), (NUMBER_0, COUNTED_FROM_0)):
        faults += find_fault(FaultOf.REFERENCE, path, IMAGE_NAME, numbers.astype(float), numbers != wrong, expected, hint, lambda: texts)
    return tuple(faults)


def _visible_images(path: Path, row: int, n_images: int, frames: str | None) -> np.ndarray:
    """Indices of the images to use: the stack holds all frames, or only the visible ones."""
    if frames is None:
        return np.arange(max(1, n_images))
    marks = [mark.strip() for mark in frames.strip("[]").split(",")]
    if not set(marks) <= {"0", "1"}:
        raise DataError(f"{path}: {VISIBLE_FRAMES} of {row_text(row)} is {frames!r}; expected [1,0,...].", "correct the row.")
    is_visible = np.array(marks) == "1"
    if n_images in (0, len(is_visible)):
        return np.flatnonzero(is_visible)
    if n_images == is_visible.sum():
        return np.arange(n_images)
    raise DataError(
        f"{path}: {row_text(row)} has {len(is_visible)} frames, {is_visible.sum()} of them visible, and its stack {n_images} images.",
        "extract the sub-tomograms again, so that stack and row agree.",
    )


def _says(document: StarDocument, tag: str, value: str = "1") -> bool:
    table = document.table_with(tag)
    return table is not None and table.n_rows > 0 and set(table.texts(tag)) == {value}


def _refuse_volumes(document: StarDocument, particles: StarTable) -> None:
    signs = []
    if _says(document, IMAGE_DIMENSIONALITY, "3"):
        signs.append(f"{IMAGE_DIMENSIONALITY} 3")
    elif particles.has(CTF_IMAGE) and not _says(document, IMAGE_DIMENSIONALITY, "2"):
        signs.append(f"{CTF_IMAGE}, and no image numbers")
    if signs:
        raise DataError(
            f"{document.path}: its images are 3-D sub-tomograms ({signs[0]}); images must be 2-D.",
            "extract 2-D tilt stacks instead (RELION 5: 'write output as 2D stacks').",
        )
