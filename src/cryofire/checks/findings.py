"""What a check of a set can find, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from cryofire.io.particle_table import ParticleTable
from cryofire.io.row_faults import row_text

N_EXAMPLES = 5


class Severity(Enum):
    """What a finding means for training."""

    ERROR = "error"
    """`train` would stop."""
    WARNING = "warning"
    """`train` would run, and its result may be wrong."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True)
class Finding:
    """One thing found in a set, with every particle that it concerns."""

    severity: Severity
    code: str
    """Name for programs, such as `constant-images`."""
    message: str
    """What was found, in a sentence."""
    advice: str
    """What to do about it."""
    rows: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Rows concerned, counted from 0 as --ind files count; none for a finding about the whole set."""
    is_about_images: bool = False
    """The rows are bad by themselves: the set without them is good."""

    @property
    def examples(self) -> list[int]:
        """The first rows concerned."""
        rows: list[int] = self.rows[:N_EXAMPLES].tolist()
        return rows


def error(code: str, message: str, advice: str, rows: np.ndarray | None = None, is_about_images: bool = False) -> Finding:
    return Finding(Severity.ERROR, code, message, advice, _or_none(rows), is_about_images)


def warning(code: str, message: str, advice: str, rows: np.ndarray | None = None, is_about_images: bool = False) -> Finding:
    return Finding(Severity.WARNING, code, message, advice, _or_none(rows), is_about_images)


def note(code: str, message: str, advice: str = "", rows: np.ndarray | None = None) -> Finding:
    return Finding(Severity.NOTE, code, message, advice, _or_none(rows))


def image_text(table: ParticleTable, row: int | np.integer) -> str:
    """`row 7 (counted from 0) of particles.star, 000008@particles.mrcs`: which particle of a table, as its own file has it."""
    one = table.source.select(np.array([row]))
    return f"{row_text(one.rows[0])} of {one.path.name}, {one.image_names()[0]}"


def first_names(names: list[str], limit: int = N_EXAMPLES) -> str:
    """`a, b, c and 12 more`."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more:,} more" if more > 0 else "")


def _or_none(rows: np.ndarray | None) -> np.ndarray:
    return np.zeros(0, dtype=np.int64) if rows is None else np.asarray(rows, dtype=np.int64)
