"""The optics of the rows of a RELION file: each row's own word before its optics group's, as RELION reads them."""

from __future__ import annotations

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.relion.columns import (
    DETECTOR_PIXEL_SIZE_UM,
    IMAGE_NAME,
    IMAGE_PIXEL_SIZE,
    MAGNIFICATION,
    OPTICS,
    OPTICS_GROUP,
    OPTICS_GROUP_NAME,
    PIXEL_SIZE,
)
from cryofire.io.relion.star import StarDocument, StarTable, are_whole
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.row_faults import LEAVE_OUT, FaultOf, RowFault, find_fault, row_text
from cryofire.io.unmodelled import CHANGED_BY_CTF, RELION, numbers_in

SAME_PIXEL_SIZE = 0.01
"""Relative difference of two columns that rounding explains."""


class RelionOptics:
    """The columns of a file that describe its optics, one entry a row of the particles' table.

    Args:
        document: The file.
        particles: Its table of particles.

    Raises:
        DataError: If the file does not say of which optics group its rows are, or describes one twice.
    """

    def __init__(self, document: StarDocument, particles: StarTable) -> None:
        self.path = document.path
        self._particles = particles
        self._groups = _optics_table(document, particles)
        self.group = self._group_numbers()
        """(rows,) number of each row's optics group; 1 where the file has no groups, 0 where a row's is no number."""
        self._row_of_group = self._find_groups()

    @property
    def has_groups(self) -> bool:
        """False for files of RELION 3.0 and before, and for an empty block of groups."""
        return self._groups is not None

    def columns(self) -> dict[str, np.ndarray]:
        """(rows,) each, under the names and in the units of `Optics`; those that the file lacks are left out."""
        found = {name: self._column(tag) for name, tag in OPTICS.items()}
        # RELION takes the pixel size from the group alone; a row's is that of older files.
        found["pixel_size_A"] = self.pixel_size_A()
        columns = {name: values for name, values in found.items() if values is not None}
        if "defocus_u_A" in columns and "defocus_v_A" not in columns:
            logger().warning(f"{self.path}: no column {OPTICS['defocus_v_A']}: the defocus is taken for the same in all directions.")
            columns["defocus_v_A"] = columns["defocus_u_A"]
            columns["defocus_angle_deg"] = np.zeros(len(self.group))
        if not self.has_groups:
            columns |= self._positive_b_factors(columns)
        return columns

    def texts(self, name: str, rows: np.ndarray) -> list[str] | None:
        """A column of `columns` as it stands in the file; None for a pixel size that is computed from others.

        Args:
            name: What `Optics` calls it.
            rows: (n,) row of each particle in the file.
        """
        tag = self.pixel_size_name if name == "pixel_size_A" else OPTICS[name]
        if self._is_of_group(tag):
            assert self._groups is not None, "else nothing is of a group"
            tokens, rows = self._groups.tokens(tag), self._row_of_group[rows]
        elif self._particles.has(tag):
            tokens = self._particles.tokens(tag)
        else:
            return None
        return [tokens[row] for row in rows.tolist()]

    def group_faults(self, rows: np.ndarray) -> tuple[RowFault, ...]:
        """Optics groups that are no whole number, or not described.

        Args:
            rows: (n,) row of each particle in the file.
        """
        if not self._particles.has(OPTICS_GROUP):
            return ()
        values = self._particles.numbers_or_nan(OPTICS_GROUP)[rows]
        is_whole = are_whole(values)

        def read_texts() -> list[str]:
            tokens = self._particles.tokens(OPTICS_GROUP)
            return [tokens[row] for row in rows.tolist()]

        faults = find_fault(FaultOf.REFERENCE, self.path, OPTICS_GROUP, values, is_whole, "a whole number", read_texts=read_texts)
        if self._groups is None:
            return faults
        groups = self._groups.whole_numbers(OPTICS_GROUP)
        is_right = ~is_whole | np.isin(values, groups)
        expected = f"a group that data_optics describes ({', '.join(map(str, groups))})"
        hint = f"add the group to data_optics, or {LEAVE_OUT}"
        return faults + find_fault(FaultOf.REFERENCE, self.path, OPTICS_GROUP, np.where(is_whole, values, 0), is_right, expected, hint)

    @property
    def pixel_size_name(self) -> str:
        """What the file calls the pixel size that is used."""
        if self._has(IMAGE_PIXEL_SIZE):
            return IMAGE_PIXEL_SIZE
        if self._has(DETECTOR_PIXEL_SIZE_UM) and self._has(MAGNIFICATION):
            return f"the pixel size ({DETECTOR_PIXEL_SIZE_UM} over {MAGNIFICATION})"
        return PIXEL_SIZE

    def unmodelled(self) -> dict[str, np.ndarray]:
        """(rows, entries) each: columns of what our model leaves out."""
        columns = {}
        for tag in (tag for quantity in (*RELION, *CHANGED_BY_CTF) for tag in quantity.columns):
            if self._particles.has(tag):
                columns[tag] = numbers_in(self._particles.tokens(tag))
            elif self._groups is not None and self._groups.has(tag):
                columns[tag] = numbers_in(self._groups.tokens(tag))[self._row_of_group]
        return columns

    def pixel_size_A(self) -> np.ndarray | None:
        """(rows,) the pixel size of RELION 3.1, else that of RELION 3.0, else the one that other programs write; as it stands."""
        size_A = self._column(IMAGE_PIXEL_SIZE)
        detector_um, magnification = self._column(DETECTOR_PIXEL_SIZE_UM), self._column(MAGNIFICATION)
        if size_A is None and detector_um is not None and magnification is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                size_A = detector_um * 1e4 / magnification
        other_A = self._column(PIXEL_SIZE)
        if size_A is None or other_A is None:
            return other_A if size_A is None else size_A
        apart = np.abs(other_A / np.where(size_A > 0, size_A, np.nan) - 1) > SAME_PIXEL_SIZE
        if apart.any():
            row = int(np.argmax(apart))
            logger().warning(
                f"{self.path}: {PIXEL_SIZE} says {other_A[row]:.4g} A and {self.pixel_size_name} {size_A[row]:.4g} A in {row_text(row)}; "
                "the latter is used."
            )
        return size_A

    def _has(self, tag: str) -> bool:
        return self._particles.has(tag) or (self._groups is not None and self._groups.has(tag))

    def _is_of_group(self, tag: str) -> bool:
        """Whether a column is read from the table of groups: the image's pixel size goes before that of the row."""
        return self._groups is not None and self._groups.has(tag) and (tag == IMAGE_PIXEL_SIZE or not self._particles.has(tag))

    def _column(self, tag: str) -> np.ndarray | None:
        if self._groups is not None and self._is_of_group(tag):
            of_row: np.ndarray = self._groups.numbers_or_nan(tag)[self._row_of_group]
            return of_row
        return self._particles.numbers_or_nan(tag) if self._particles.has(tag) else None

    def _group_numbers(self) -> np.ndarray:
        n = self._particles.n_rows
        if self._particles.has(OPTICS_GROUP):
            values = self._particles.numbers_or_nan(OPTICS_GROUP)
            return np.where(are_whole(values), values, 0).astype(np.int64)
        if self._groups is None:
            return np.ones(n, dtype=np.int64)
        groups = self._groups.whole_numbers(OPTICS_GROUP)
        if len(groups) > 1:
            raise DataError(
                f"{self.path}: {len(groups)} optics groups, but the particles have no column {OPTICS_GROUP}.", "add the column."
            )
        return np.full(n, groups[0])

    def _find_groups(self) -> np.ndarray:
        """(rows,) which row of the table of groups each particle's group is; the first for a group that is not described."""
        if self._groups is None:
            return np.zeros(len(self.group), dtype=np.int64)
        groups = self._groups.whole_numbers(OPTICS_GROUP)
        if len(np.unique(groups)) < len(groups):
            raise DataError(f"{self.path}: an optics group stands there twice ({', '.join(map(str, groups))}).", "number them anew.")
        order = np.argsort(groups, kind="stable")
        places = np.minimum(np.searchsorted(groups, self.group, sorter=order), len(groups) - 1)
        return np.where(np.isin(self.group, groups), order[places], 0)

    def _positive_b_factors(self, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Warp and M write a damping envelope with a negative B-factor; ours, as RELION's, is positive."""
        b_factor_A2 = columns.get("b_factor_A2")
        if b_factor_A2 is None or (b_factor_A2 > 0).any() or not (b_factor_A2 < 0).any():
            return {}
        logger().info(f"{self.path}: all B-factors are negative, as Warp and M write damping; they are read as damping.")
        return {"b_factor_A2": -b_factor_A2}


def group_names(document: StarDocument) -> dict[int, str]:
    """Name of each optics group by its number; nothing where a group has none, or two have the same."""
    groups = _optics_table(document, find_particles(document))
    if groups is None or not groups.has(OPTICS_GROUP_NAME):
        return {}
    names = groups.texts(OPTICS_GROUP_NAME)
    is_telling = all(names) and len(set(names)) == len(names)
    return dict(zip(groups.whole_numbers(OPTICS_GROUP).tolist(), names, strict=True)) if is_telling else {}


def _optics_table(document: StarDocument, particles: StarTable) -> StarTable | None:
    """The table of optics groups, or None for a file without (or with an empty one)."""
    tables = (t for t in document.tables() if t.has(OPTICS_GROUP) and not t.has(IMAGE_NAME) and t.n_rows > 0)
    return next((table for table in tables if table.block.name != particles.block.name), None)
