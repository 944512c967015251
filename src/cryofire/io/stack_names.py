"""How a written particle file names its stacks, so that the names lead to them from where the file lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.io.stack_files import split_unique


class PathStyle(Enum):
    """How stacks are named in a file that is written."""

    AUTO = "auto"
    """As in the user's file where that leads to the stack, from the new file or from the working folder; else absolute."""
    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    """Relative to the new file's folder."""
    KEEP = "keep"
    """As in the user's file, wherever that leads."""


def split_image_names(image_names: np.ndarray) -> tuple[list[str], list[str]]:
    """`000001@stack` cut into `000001@` (nothing for a whole file) and `stack`, as they stand."""
    parts = [split_image_name(name) for name in image_names.tolist()]
    return [number + "@" if number else "" for number, _ in parts], [name for _, name in parts]


def split_image_name(text: str) -> tuple[str, str]:
    """`000001@stack` cut into number and stack at its first `@`; folders may have others in their names.

    A whole file has no number: its text has no `@`, or has it behind a slash.
    """
    number, at, name = text.partition("@")
    return (number, name) if at and "/" not in number else ("", text)


def image_names_from(folder: Path, image_names: np.ndarray, places: Mapping[str, Path], style: PathStyle) -> np.ndarray:
    """Image names as they are to be written into a file of `folder`.

    Args:
        folder: Where the file will lie.
        image_names: (n,) `000001@stack` as in the user's file.
        places: Where the stack of each name is.
        style: How to name them. In the style `auto`, a stack that is not at its place keeps its name, with a warning.

    Raises:
        DataError: If a path must be written and the stack is not there.
    """
    numbers, names = split_image_names(image_names)
    distinct, which = split_unique(names)
    written = [_written(folder, name, places[name], style) for name in distinct]
    n_missing = 0 if style is PathStyle.KEEP else sum(not places[name].is_file() for name in distinct)
    if n_missing:
        logger().warning(f"{n_missing:,} of {len(distinct):,} stacks are not found; they keep the names of the particle file.")
    return np.array([number + written[k] for number, k in zip(numbers, which.tolist(), strict=True)], dtype=str)


def _written(folder: Path, name: str, place: Path, style: PathStyle) -> str:
    if style is PathStyle.KEEP:
        return name
    if not place.is_file():
        if style is PathStyle.AUTO:
            return name
        raise DataError(f"{name}: the stack is not there, so its path cannot be written.", "give its folder with --datadir.")
    if style is PathStyle.RELATIVE:
        return os.path.relpath(place, folder)
    if style is PathStyle.AUTO and any(there.is_file() and there.samefile(place) for there in (folder / name, Path(name))):
        return name
    # Not resolved: on a cluster, links lead to the same place from every machine, and their targets do not.
    return os.path.abspath(place)  # noqa: PTH100
