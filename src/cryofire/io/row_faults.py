"""Numbers of single rows that cannot be used: collected by the readers, judged once it is known which rows are used.

A reader that stopped at the first such row would refuse sets whose bad rows are left out, or whose bad column is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError

LEAVE_OUT = "correct the row, or leave it out with an --ind file (check --write-ind makes one)."


class FaultOf(Enum):
    """What a faulty number belongs to: what is replaced as a whole is not judged."""

    REFERENCE = "reference"
    """Which image the row means, and of which optics group: nothing replaces it."""
    OPTICS = "optics"
    PIXEL_SIZE = "pixel size"
    POSE = "pose"
    IMAGE = "image"


NUMBERS = (FaultOf.REFERENCE, FaultOf.OPTICS, FaultOf.PIXEL_SIZE, FaultOf.POSE)
"""What is wrong with a table whatever its images are used for."""


@dataclass(frozen=True)
class RowFault:
    """Rows of a file in which one number cannot be used."""

    of: FaultOf
    path: Path
    """The file that says it."""
    name: str
    """The number's name, as the file has it."""
    expected: str
    rows: np.ndarray
    """(k,) rows concerned of the table that has this fault, ascending."""
    rows_in_file: np.ndarray
    """(k,) the same, in the table as it was read."""
    found: np.ndarray
    """(k,) text: what stands there."""
    hint: str

    @property
    def message(self) -> str:
        """The first row concerned, and how many more there are."""
        more = f" ({len(self.rows):,} such rows)" if len(self.rows) > 1 else ""
        where = row_text(self.rows_in_file[0])
        return f"{self.path}: {self.name} of {where} is {self.found[0]}; expected {self.expected}{more}."

    def select(self, chosen: np.ndarray) -> RowFault | None:
        """The fault among some rows of the table, in the order asked for; None if they are sound."""
        rows = np.flatnonzero(np.isin(chosen, self.rows))
        if not len(rows):
            return None
        at = np.searchsorted(self.rows, chosen[rows])
        return replace(self, rows=rows, rows_in_file=self.rows_in_file[at], found=self.found[at])


def find_fault(
    of: FaultOf,
    path: Path,
    name: str,
    values: np.ndarray,
    is_right: np.ndarray | None,
    expected: str,
    hint: str = LEAVE_OUT,
    read_texts: Callable[[], Sequence[str] | None] | None = None,
) -> tuple[RowFault, ...]:
    """The fault of a column, or nothing.

    Args:
        of: What the column belongs to.
        path: The file.
        name: What the file calls the column.
        values: (n,) or (n, k) its numbers; of several the first that is no number is told.
        is_right: (n,) which can be used; None if every number can.
        expected: What would have been right.
        hint: What to do.
        read_texts: Gives (n,) the column as it stands in a text file: of what is no number at all, it is told.
    """
    table = values.reshape(len(values), -1)
    is_finite = np.isfinite(table)
    is_sound = is_finite.all(axis=1) if is_right is None else is_finite.all(axis=1) & is_right
    if is_sound.all():
        return ()
    rows = np.flatnonzero(~is_sound)
    first = table[rows, np.argmin(is_finite[rows], axis=1)]
    texts = None if read_texts is None else read_texts()
    found = [
        repr(texts[row]) if texts is not None and not is_number(texts[row]) else f"{value:g}"
        for row, value in zip(rows.tolist(), first.tolist(), strict=True)
    ]
    return (RowFault(of, path, name, expected, rows, rows, np.array(found), hint),)


def is_number(text: str) -> bool:
    """Whether a text is one, be it infinite or NaN."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def refuse(faults: Iterable[RowFault]) -> None:
    """Stop at the first fault.

    Raises:
        DataError: If there is one.
    """
    for fault in faults:
        raise DataError(fault.message, fault.hint)


def row_text(row: int | np.integer) -> str:
    """How messages name a row: as `--ind` files count."""
    return f"row {int(row):,} (counted from 0)"
