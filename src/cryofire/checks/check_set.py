"""A dry run on a set: everything that is wrong with it, or looks so, at once.

Reading stops at the first thing that cannot be used; a check goes on without it. It reads the set as training would
and, where that fails, again with less: without the images, without the CTF.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cryofire.checks.findings import Finding, Severity, error, note, warning
from cryofire.checks.images import ImageCheck, check_images
from cryofire.checks.optics import check_optics
from cryofire.checks.poses import check_names, check_poses
from cryofire.checks.stacks import check_files, check_stacks
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.data.data_config import FilesConfig
from cryofire.data.load_set import with_ctf_file, with_pose_file
from cryofire.data.memory import available_bytes
from cryofire.data.source import ImageSource
from cryofire.io.cryodrgn import read_indices
from cryofire.io.formats import read_particles
from cryofire.io.particle_table import ParticleTable
from cryofire.io.stack_files import find_stacks
from cryofire.io.stacks import names_in_list

FEW_PARTICLES = 1000
"""Below this, shapes can hardly be told from noise."""


@dataclass(frozen=True)
class Summary:
    """What a set is, as far as it could be read."""

    particles: Path
    n_particles: int = 0
    n_stacks: int = 0
    box_px: int | None = None
    """That of most images."""
    pixel_size_A: tuple[float, float] | None = None
    """Smallest and largest."""
    defocus_A: tuple[float, float] | None = None
    voltage_kV: tuple[float, float] | None = None
    n_optics_groups: int = 0
    has_poses: bool = False
    contrast: str | None = None
    """bright or dark; None where the images do not say."""
    snr: float | None = None
    """Estimated."""
    n_images_read: int = 0
    images_GB: float = 0.0
    """What all images take in memory, as training keeps them."""


@dataclass(frozen=True)
class CheckReport:
    """The whole of a check."""

    summary: Summary
    findings: list[Finding]
    """Errors first."""
    rows: np.ndarray
    """Rows of the particle file that were looked at."""

    def count(self, severity: Severity) -> int:
        """How many findings of a kind."""
        return sum(finding.severity is severity for finding in self.findings)

    def good_rows(self) -> np.ndarray:
        """Rows without those that are bad by themselves: impossible numbers, and broken, dead, copied or outlying images."""
        bad = [finding.rows for finding in self.findings if finding.is_about_images]
        return np.setdiff1d(self.rows, np.concatenate(bad)) if bad else self.rows


def check_set(files: FilesConfig, is_quick: bool = False) -> CheckReport:
    """Look at a set as `train` would be given it.

    Args:
        files: The files of the set.
        is_quick: Read 2,000 images rather than all.

    Raises:
        ConfigError: If no particles are named.
    """
    if files.particles is None:
        raise ConfigError("no particles given.", "cryofire check PARTICLES, with a .star, .cs, .mrcs or .txt file")
    findings: list[Finding] = []
    with _warnings_as(findings):
        table, problem = _read(files, findings)
        if table is None:
            return CheckReport(Summary(files.particles), _sorted(findings), np.zeros(0, dtype=np.int64))
        stacks = check_stacks(table)
        findings += stacks.findings
        is_told = any(finding.severity is Severity.ERROR for finding in stacks.findings)
        if problem is not None and not is_told:
            findings.append(problem)
        sides = stacks.boxes_px[stacks.boxes_px > 0]
        box_px = int(np.bincount(sides).argmax()) if len(sides) else None
        table = _with_pickles(table, files, stacks.boxes_px, findings)
        rows = _selected(table, files, findings)
        used = table.select(rows)
        faulty = [error("impossible-number", fault.message, fault.hint, rows[fault.rows], True) for fault in used.faults]
        # Only numbers that can be are judged further: others would spoil every sum.
        sound = (
            np.setdiff1d(np.arange(len(used)), np.concatenate([fault.rows for fault in used.faults])) if faulty else np.arange(len(used))
        )
        judged, at = used.select(sound), rows[sound]
        boxes_px = stacks.boxes_px[at]
        about_set = check_optics(judged, boxes_px) + check_poses(judged, boxes_px) + check_names(judged) if len(judged) else []
        about_set += _check_count(used) + _check_memory(len(used), box_px)
        images = check_images(judged, boxes_px, is_quick)
        if not is_told and problem is None and len(judged):
            about_set += _check_openable(judged)
    found_before = [_within(finding, rows) for finding in findings]
    of_selection = [replace(finding, rows=at[finding.rows]) for finding in about_set + images.findings]
    kept = [finding for finding in (*found_before, *faulty, *of_selection) if finding is not None]
    return CheckReport(_summary(files.particles, judged, box_px, images, len(used)), _sorted(kept), rows)


def _read(files: FilesConfig, findings: list[Finding]) -> tuple[ParticleTable | None, Finding | None]:
    """The table with as much as can be read, and the reader's complaint if it has one about the images."""
    assert files.particles is not None
    path, problem = files.particles, None
    for needs_images, needs_ctf in ((True, True), (False, True), (True, False), (False, False)):
        try:
            table = read_particles(
                path,
                files.datadir,
                needs_images=needs_images,
                strip_prefix=files.strip_prefix,
                passthrough=files.passthrough,
                needs_ctf=needs_ctf and files.ctf is None,
                needs_sound_rows=False,
            )
        except DataError as complaint:
            if needs_images and needs_ctf:
                problem = error("unreadable", complaint.message, complaint.hint)
            elif needs_ctf:
                findings.append(error("unreadable", complaint.message, complaint.hint))
            continue
        return table, problem if needs_ctf else None
    if path.suffix.lower() == ".txt" and path.is_file():
        findings[:] = _check_list(path, files) or findings
    return None, None


def _check_list(path: Path, files: FilesConfig) -> list[Finding]:
    """Every stack of a text file; nothing where it is no list of stacks, which the reader tells."""
    try:
        names = names_in_list(path)
    except DataError:
        return []
    return check_files(find_stacks(names, [path.parent], files.datadir, path, False, files.strip_prefix))[1]


def _with_pickles(table: ParticleTable, files: FilesConfig, boxes_px: np.ndarray, findings: list[Finding]) -> ParticleTable:
    """The table with --ctf and --pose, each if it can be used."""
    for path, code, put in ((files.ctf, "ctf-file", with_ctf_file), (files.pose, "pose-file", with_pose_file)):
        if path is None:
            continue
        try:
            table = put(table, path, boxes_px)
        except DataError as complaint:
            findings.append(error(code, complaint.message, complaint.hint))
    return table


def _selected(table: ParticleTable, files: FilesConfig, findings: list[Finding]) -> np.ndarray:
    if files.ind is not None:
        try:
            return read_indices(files.ind, len(table))
        except DataError as complaint:
            findings.append(error("ind-file", complaint.message, complaint.hint))
    return np.arange(len(table))


def _check_count(table: ParticleTable) -> list[Finding]:
    if len(table) >= FEW_PARTICLES:
        return []
    text = f"there are only {len(table):,} particles."
    return [warning("few-particles", text, "poses and shapes from nothing need thousands; with known poses, one map can be made of fewer.")]


def _images_GB(n_particles: int, box_px: int | None) -> float:
    return n_particles * (box_px or 0) ** 2 * 4 / 1e9


def _check_memory(n_particles: int, box_px: int | None) -> list[Finding]:
    """Training keeps images in up to half the memory, and reads them as needed where they take more."""
    needed_GB, available_GB = _images_GB(n_particles, box_px), available_bytes() / 1e9
    if needed_GB <= available_GB / 2:
        return []
    text = f"the images take {needed_GB:.3g} GB, more than half of the {available_GB:.3g} GB of free memory."
    return [note("memory", text, "they are read from disk as needed, which is slower; downsample makes them smaller.")]


def _check_openable(table: ParticleTable) -> list[Finding]:
    """What training itself says when it opens the images, if nothing that was looked at explains it."""
    try:
        ImageSource(table)
    except DataError as complaint:
        return [error("unreadable", complaint.message, complaint.hint)]
    return []


def _within(finding: Finding, rows: np.ndarray) -> Finding | None:
    """A finding about the whole file, as far as it concerns the rows used; None if it does not."""
    if not len(finding.rows):
        return finding
    concerned = finding.rows[np.isin(finding.rows, rows)]
    return replace(finding, rows=concerned) if len(concerned) else None


@contextmanager
def _warnings_as(findings: list[Finding]) -> Iterator[None]:
    """What readers warn of becomes findings instead of lines on the terminal."""

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if all(finding.message != message for finding in findings):
                findings.append(warning("reader", message, ""))

    collector, log = Collector(logging.WARNING), logger()
    handlers, log.handlers = log.handlers, [collector]
    try:
        yield
    finally:
        log.handlers = handlers


def _sorted(findings: list[Finding]) -> list[Finding]:
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def _summary(path: Path, table: ParticleTable, box_px: int | None, images: ImageCheck, n_particles: int) -> Summary:
    """What the set is; `table` holds its sound rows, of which there may be none."""
    optics = table.optics
    defocus_A = ((optics.defocus_u_A + optics.defocus_v_A) / 2).numpy() if optics is not None else None
    return Summary(
        particles=path,
        n_particles=n_particles,
        n_stacks=len(table.stack_paths),
        box_px=box_px,
        pixel_size_A=None if table.pixel_size_A is None else _range(table.pixel_size_A),
        defocus_A=None if defocus_A is None else _range(defocus_A),
        voltage_kV=None if optics is None else _range(optics.voltage_kV.numpy()),
        n_optics_groups=len(np.unique(table.optics_group)),
        has_poses=table.poses is not None,
        contrast=None if images.contrast_sign is None else "bright" if images.contrast_sign > 0 else "dark",
        snr=images.snr,
        n_images_read=images.n_read,
        images_GB=_images_GB(n_particles, box_px),
    )


def _range(values: np.ndarray) -> tuple[float, float] | None:
    return (float(values.min()), float(values.max())) if len(values) else None
