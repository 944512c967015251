"""What the stacks' headers say of a set: every stack is looked at, not only up to the first that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.checks.findings import Finding, error, first_names, image_text, note, warning
from cryofire.core.errors import DataError
from cryofire.io.mrc import StackFile, open_stack
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.columns import IMAGE_SIZE
from cryofire.io.relion.images import image_sizes

DATADIR = "give the folder of the stacks with --datadir, or bring the stacks back."
COPY_AGAIN = "copy or extract them again; until then leave their particles out with an --ind file."
LARGE_BOX_PX = 256
SMALL_BOX_PX = 24
SAME_PIXEL_SIZE = 0.01
"""Relative difference of pixel sizes that rounding in a header explains."""


@dataclass(frozen=True)
class StackCheck:
    """What was found, and which images can be read."""

    findings: list[Finding]
    boxes_px: np.ndarray
    """(n,) pixels a side of each particle's image; 0 where it cannot be read."""


def check_files(paths: Sequence[Path]) -> tuple[list[StackFile | None], list[Finding]]:
    """Open every stack: those that can be opened, and what is wrong with the others (rows are numbers of stacks)."""
    files: list[StackFile | None] = []
    missing, broken, reasons = [], [], []
    for i, path in enumerate(paths):
        files.append(None)
        if not path.is_file():
            missing.append(i)
            continue
        try:
            files[i] = open_stack(path)
        except DataError as problem:
            broken.append(i)
            reasons.append(problem.message)
    findings = []
    if missing:
        names = first_names([str(paths[i]) for i in missing], 3)
        findings.append(
            error("missing-stacks", f"{len(missing):,} of {len(paths):,} stacks are not there: {names}.", DATADIR, np.array(missing))
        )
    if broken:
        names = first_names([paths[i].name for i in broken[1:]]) if len(broken) > 1 else ""
        text = f"{len(broken):,} of {len(paths):,} stacks cannot be read: {reasons[0]}{f' Likewise {names}.' if names else ''}"
        findings.append(error("broken-stacks", text, COPY_AGAIN, np.array(broken)))
    return files, findings


def check_stacks(table: ParticleTable) -> StackCheck:
    """Missing and broken stacks, image numbers that they do not have, boxes, and pixel sizes of headers."""
    files, problems = check_files(table.stack_paths)
    findings = [
        Finding(p.severity, p.code, p.message, p.advice, np.flatnonzero(np.isin(table.stack_of, p.rows)), is_about_images=True)
        for p in problems
    ]
    width, height = (np.array([0 if f is None else side(f) for f in files]) for side in (lambda f: f.width_px, lambda f: f.height_px))
    counts = np.array([0 if f is None else f.n_images for f in files])[table.stack_of]
    is_open = (width > 0)[table.stack_of]
    is_oblong = is_open & (width != height)[table.stack_of]
    if is_oblong.any():
        findings.append(
            error("oblong-images", "images are not square.", "extract the particles in a square box.", np.flatnonzero(is_oblong), True)
        )
    is_outside = is_open & ((table.index_in_stack < 0) | (table.index_in_stack >= counts))
    if is_outside.any():
        row = int(np.argmax(is_outside))
        place = table.stack_paths[table.stack_of[row]]
        example = f"{image_text(table, row)} is image {table.index_in_stack[row] + 1:,} of {place}, which holds {counts[row]:,}"
        advice = "do the particle file and the stacks belong together?"
        findings.append(
            error("images-beyond-stack", f"images that their stack does not have: {example}.", advice, np.flatnonzero(is_outside), True)
        )
    boxes_px = np.where(is_open & ~is_oblong & ~is_outside, width[table.stack_of], 0)
    findings += _check_boxes(boxes_px, table.pixel_size_A is not None)
    findings += _check_header_pixel_sizes(table, files)
    findings += _check_image_size(table, boxes_px)
    return StackCheck(findings, boxes_px)


def _check_boxes(boxes_px: np.ndarray, has_pixel_size: bool) -> list[Finding]:
    sizes, counts = np.unique(boxes_px[boxes_px > 0], return_counts=True)
    if not len(sizes):
        return []
    findings = []
    if len(sizes) > 1:
        found = ", ".join(f"{size} px ({count:,})" for size, count in zip(sizes, counts, strict=True))
        rows = np.flatnonzero((boxes_px > 0) & (boxes_px != sizes[np.argmax(counts)]))
        if has_pixel_size:
            advice = "if the pixel sizes are right, nothing to do: training brings them to one field of view and one pixel size."
            findings.append(note("boxes-differ", f"images of different boxes: {found}.", advice, rows))
        else:
            advice = "give the pixel sizes (a .star or .cs file, or --ctf), or extract them again in one box."
            findings.append(error("boxes-differ", f"images of different boxes, and no pixel size is known: {found}.", advice, rows))
    is_odd = (boxes_px % 2 == 1) & (boxes_px > 0)
    if is_odd.any():
        advice = "it can be trained on; RELION, cryoSPARC and cryoDRGN want an even one."
        findings.append(note("odd-box", f"the box is odd ({boxes_px[is_odd][0]} px).", advice, np.flatnonzero(is_odd)))
    largest = int(sizes.max())
    if largest > LARGE_BOX_PX:
        advice = "shapes are found at low resolution first: cryofire downsample -D 128 saves most of the time and memory."
        findings.append(note("large-box", f"the box is large ({largest} px).", advice))
    if sizes.min() < SMALL_BOX_PX:
        findings.append(warning("small-box", f"the box is very small ({sizes.min()} px).", "give less downsampled images."))
    return findings


def _check_header_pixel_sizes(table: ParticleTable, files: Sequence[StackFile | None]) -> list[Finding]:
    """The particle file's word counts, but a header that contradicts it may be right."""
    if table.pixel_size_A is None:
        return []
    # 1 is what programs write that do not know.
    in_header = np.array([0.0 if f is None or f.pixel_size_A in (None, 1.0) else f.pixel_size_A for f in files], dtype=float)[
        table.stack_of
    ]
    said_A = np.where(table.pixel_size_A > 0, table.pixel_size_A, np.nan)  # 0 says nothing, which is told by itself
    differs = (in_header > 0) & (np.abs(in_header / said_A - 1) > SAME_PIXEL_SIZE)
    if not differs.any():
        return []
    row = int(np.argmax(differs))
    found = f"the particle file says {table.pixel_size_A[row]:.4g} A/px, the header of the stack {in_header[row]:.4g}"
    text = f"{found} ({image_text(table, row)})."
    advice = "find out which is right; training uses the particle file's, and a CTF with the wrong one spoils the maps."
    return [warning("pixel-size-in-header", text, advice, np.flatnonzero(differs))]


def _check_image_size(table: ParticleTable, boxes_px: np.ndarray) -> list[Finding]:
    """The stacks' word counts, but a pixel size that stands beside another box may be that box's."""
    said_px = image_sizes(table)
    differs = (boxes_px > 0) & np.isfinite(said_px) & (said_px != boxes_px) if said_px is not None else np.zeros(len(table), dtype=bool)
    if said_px is None or not differs.any():
        return []
    row = int(np.argmax(differs))
    found = f"the particle file says images of {said_px[row]:g} px ({IMAGE_SIZE}), the stack holds images of {boxes_px[row]} px"
    text = f"{found} ({image_text(table, row)})."
    advice = "is its pixel size that of these images, or that of the box it names? A CTF with the wrong one spoils the maps."
    return [warning("image-size", text, advice, np.flatnonzero(differs))]
