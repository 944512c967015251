"""Finding the stacks that a particle file names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError


def places_of(name: str, folders: Sequence[Path], datadir: Path | None) -> list[Path]:
    """Where a stack may lie, in the order of trying.

    Args:
        name: The path as the particle file has it.
        folders: Folders that the path may be relative to, those of the particle file.
        datadir: The folder the user gave; there the path is tried as it is, then its last part alone.
    """
    tried = [folder / name for folder in folders]
    if datadir is not None:
        tried += [datadir / name, datadir / Path(name).name]
    tried.append(Path(name))
    return list(dict.fromkeys(tried))


def find_stacks(names: Sequence[str], folders: Sequence[Path], datadir: Path | None, source: Path, must_exist: bool) -> tuple[Path, ...]:
    """The file of each stack name.

    Args:
        names: Paths as the particle file has them, each once.
        folders: As in `places_of`.
        datadir: As in `places_of`.
        source: The particle file, for the message.
        must_exist: False to take the first place where a file is in none of them.

    Raises:
        DataError: If a stack is in none of the places; the first such stack, with the places.
    """
    found = []
    for name in names:
        tried = places_of(name, folders, datadir)
        path = next((place for place in tried if place.is_file()), None)
        if path is None and must_exist:
            raise DataError(
                f"{source}: its stack {name} is not there; looked for {', '.join(map(str, tried))}.",
                "give the folder of the stacks with --datadir.",
            )
        found.append(path or tried[0])
    return tuple(found)


def split_unique(names: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The distinct names in order of first appearance, and which of them each entry is."""
    numbers: dict[str, int] = {}
    which = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
    return list(numbers), which
