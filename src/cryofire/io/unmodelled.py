"""What a particle file says of its images and our model of an image leaves out: told once, with how many it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.log import logger


@dataclass(frozen=True)
class Quantity:
    """Columns that belong together, and their values where there is nothing to model."""

    name: str
    columns: tuple[str, ...]
    effect: str
    """What leaving it out does."""
    identity: tuple[float, ...] = (0.0,)
    """One value for each column, or one for all entries."""


PHASES = "phases are off at high resolution"
CTF = "the CTF is off at high resolution"
SIZES = "sizes are off by that much in some directions"
AS_IF_NOT = "images are fitted as if they were not"

RELION = (
    Quantity("beam tilt", ("_rlnBeamTiltX", "_rlnBeamTiltY"), PHASES),
    Quantity("antisymmetric aberrations", ("_rlnOddZernike",), PHASES),
    Quantity("symmetric aberrations", ("_rlnEvenZernike",), CTF),
    Quantity("anisotropic magnification", tuple(f"_rlnMagMat{ij}" for ij in ("00", "01", "10", "11")), SIZES, (1.0, 0.0, 0.0, 1.0)),
)
"""Of optics groups or rows of a STAR file."""

CHANGED_BY_CTF = (
    Quantity("multiplication by the CTF", ("_rlnCtfDataAreCtfPremultiplied",), AS_IF_NOT),
    Quantity("flipping of phases", ("_rlnCtfDataArePhaseFlipped",), AS_IF_NOT),
)
"""What has been done to the images of a STAR file. With a CTF, half of their shells would have the wrong sign: that is an error."""

CRYOSPARC = (
    Quantity("shift by aberration", ("ctf/shift_A",), "images are displaced by that much"),
    Quantity("beam tilt", ("ctf/tilt_A",), PHASES),
    Quantity("trefoil", ("ctf/trefoil_A",), PHASES),
    Quantity("tetrafoil and error of Cs", ("ctf/tetra_A",), CTF),
    Quantity("anisotropic magnification", ("ctf/anisomag",), SIZES),
)
"""Of a .cs file, where the magnification is written as its difference from 1."""


def warn_of_unmodelled(path: Path, quantities: Sequence[Quantity], columns: Mapping[str, np.ndarray]) -> None:
    """One warning for each quantity that is there and not at its identity.

    Args:
        path: The particle file.
        quantities: What to look for.
        columns: (n, entries) numbers of each column that the file has, one row a particle; NaN stands for no number.
    """
    for quantity in quantities:
        present = [column for column in quantity.columns if column in columns]
        if not present:
            continue
        identities = dict(zip(quantity.columns, quantity.identity * len(quantity.columns), strict=False))
        is_concerned = np.any([_differs(columns[column], identities[column]) for column in present], axis=0)
        if is_concerned.any():
            logger().warning(
                f"{path}: {quantity.name} ({', '.join(present)}) of {is_concerned.sum():,} of {len(is_concerned):,} particles "
                f"is not modelled: {quantity.effect}."
            )


def numbers_in(tokens: Sequence[str]) -> np.ndarray:
    """(n, entries) numbers of tokens such as `0.5` or `[0.1,0.2,-3]`; NaN where there are fewer, or none."""
    distinct: dict[str, list[float]] = {}
    for token in tokens:
        if token not in distinct:
            distinct[token] = [_number(part) for part in token.strip("'\"[] ").split(",")]
    values = np.full((len(tokens), max(map(len, distinct.values()), default=1)), np.nan)
    for row, token in enumerate(tokens):
        values[row, : len(distinct[token])] = distinct[token]
    return values


def _differs(values: np.ndarray, identity: float) -> np.ndarray:
    """(n,) rows with a number that is not the identity."""
    differs: np.ndarray = (np.isfinite(values) & (values != identity)).any(axis=1)
    return differs


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan
