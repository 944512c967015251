"""From the columns of a particle file to `Optics`: what is required, what has a default, what the user overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
import torch

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Optics
from cryofire.io.row_faults import FaultOf, RowFault, find_fault

DEFOCUS = ("defocus_u_A", "defocus_v_A", "defocus_angle_deg")
REQUIRED = ("voltage_kV", "cs_mm", "amplitude_contrast", *DEFOCUS)
DEFAULTS = {"phase_shift_deg": 0.0, "b_factor_A2": 0.0, "scale": 1.0}

ReadTexts = Callable[[str], Sequence[str] | None]

PIXEL_SIZE_HINT = "correct it, give another with --ctf (a ctf.pkl; parse-ctf-star --Apix makes one), or leave those rows out with --ind."


@dataclass(frozen=True)
class OpticsOverrides:
    """Values that the user gives for every particle; each takes the place of what the file says, or does not say."""

    pixel_size_A: float | None = None
    """Pixel size of the images on disk, Angstrom."""
    voltage_kV: float | None = None
    """Acceleration voltage, kilovolt."""
    cs_mm: float | None = None
    """Spherical aberration, millimetre."""
    amplitude_contrast: float | None = None
    """Fraction of amplitude contrast, 0 to 1."""
    phase_shift_deg: float | None = None
    """Phase shift of a phase plate, degrees."""

    def gives(self, name: str) -> bool:
        """Whether there is a value for a field of `Optics`."""
        return getattr(self, name, None) is not None

    def apply(self, columns: Mapping[str, np.ndarray], n: int) -> dict[str, np.ndarray]:
        """The columns, (n,) each, with the given values in their places."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return dict(columns) | {name: np.full(n, float(value)) for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class ReadOptions:
    """How a particle file is read."""

    datadir: Path | None = None
    """Folder of the stacks, where the file's own paths do not lead to them."""
    overrides: OpticsOverrides = OpticsOverrides()
    """Optics given by the user."""
    needs_images: bool = True
    """False to read a table whose stacks are not there (to parse its CTF or poses)."""
    strip_prefix: str | None = None
    """Beginning to leave out of the file's paths to its stacks."""
    passthrough: Path | None = None
    """cryoSPARC's passthrough file of the same particles; by default the one that lies beside a .cs file."""
    needs_ctf: bool = True
    """False to leave the file's CTF unread, because another file gives it."""
    needs_every_stack: bool = True
    """False where rows may be left out: a stack that is not there is told when it is opened."""


def pixel_sizes(columns: Mapping[str, np.ndarray], n: int, path: Path, header_pixel_sizes: Callable[[], np.ndarray]) -> np.ndarray | None:
    """(n,) pixel size of each image: from the columns, else from the stacks' headers, else None, with a warning.

    Args:
        columns: What the file says, under the names of `Optics`.
        n: How many particles.
        path: The file, for messages.
        header_pixel_sizes: Gives (n,) sizes of the stacks, 0 where unknown; asked only where the file is silent.
    """
    if "pixel_size_A" in columns:
        return columns["pixel_size_A"]
    found = header_pixel_sizes()
    if n and (found > 0).all():
        return found
    logger().warning(f"{path}: neither the file nor the stacks say the pixel size; lengths are in pixels (1 A a pixel is assumed).")
    return None


def assemble_optics(
    columns: Mapping[str, np.ndarray], column_names: Mapping[str, str], pixel_size_A: np.ndarray | None, n: int, path: Path
) -> Optics | None:
    """Optics of each particle, or None for a file without defocus.

    Args:
        columns: (n,) each, under the names and in the units of `Optics`; those that the file lacks are left out.
        column_names: What the file calls them, for messages.
        pixel_size_A: (n,) of the images on disk; 1 is assumed for None.
        n: How many particles.
        path: The file, for messages.

    Raises:
        DataError: If a column that a CTF needs is missing. Its values are `optics_faults`' business.
    """
    if not any(name in columns for name in DEFOCUS):
        return None
    missing = [column_names[name] for name in REQUIRED if name not in columns]
    if missing:
        raise DataError(
            f"{path}: has a defocus, but no column {', '.join(missing)}.",
            "add the column; or make a CTF file with parse-ctf-star (--kv, --cs, -w for all particles), and give it with --ctf.",
        )
    complete = {name: np.full(n, value) for name, value in DEFAULTS.items()}
    complete["pixel_size_A"] = np.ones(n) if pixel_size_A is None else pixel_size_A
    complete |= {name: column for name, column in columns.items() if name in complete or name in REQUIRED}
    return Optics(**{name: torch.from_numpy(np.array(column, dtype=np.float64)) for name, column in complete.items()})


def no_texts(name: str) -> Sequence[str] | None:
    """Of columns that are no text."""
    return None


def optics_faults(
    optics: Optics | None, column_names: Mapping[str, str], path: Path, read_texts: ReadTexts = no_texts
) -> tuple[RowFault, ...]:
    """Impossible values of a CTF, but for those of the pixel size.

    Args:
        optics: The CTF; None has no faults.
        column_names: What the file calls its columns.
        path: The file.
        read_texts: Gives (n,) a column, under its name in `Optics`, as it stands in a text file; None if it came from elsewhere.
    """
    if optics is None:
        return ()
    faults: list[RowFault] = []
    for name in (*REQUIRED, *DEFAULTS):
        values = getattr(optics, name).numpy()
        is_right, expected = None, "a number"
        if name == "voltage_kV":
            is_right, expected = values > 0, "above 0 kV"
        elif name == "amplitude_contrast":
            is_right, expected = (values >= 0) & (values <= 1), "0 to 1"
        faults += find_fault(
            FaultOf.OPTICS, path, column_names.get(name, name), values, is_right, expected, read_texts=partial(read_texts, name)
        )
    return tuple(faults)


def pixel_size_faults(pixel_size_A: np.ndarray | None, name: str, path: Path, read_texts: ReadTexts = no_texts) -> tuple[RowFault, ...]:
    """Pixel sizes that are not above 0.

    Args:
        pixel_size_A: (n,); None has no faults.
        name: What the file calls it.
        path: The file.
        read_texts: As in `optics_faults`.
    """
    if pixel_size_A is None:
        return ()
    return find_fault(
        FaultOf.PIXEL_SIZE, path, name, pixel_size_A, pixel_size_A > 0, "above 0 A", PIXEL_SIZE_HINT, partial(read_texts, "pixel_size_A")
    )
