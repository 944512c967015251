"""Finding the stacks that a particle file names, where its paths are right, and where they can be repaired."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePath

import numpy as np

from cryofire.core.errors import DataError

OTHER_SUFFIX = {".mrc": ".mrcs", ".mrcs": ".mrc"}
"""Programs name the same stack either way; cryoSPARC writes .mrc where RELION wants .mrcs."""
MAX_SHOWN = 8
"""Places that a message lists."""


def places_of(name: str, folders: Sequence[Path], datadir: Path | None, strip_prefix: str | None = None) -> list[Path]:
    """Where a stack may lie, in the order of trying.

    Args:
        name: The path as the particle file has it.
        folders: Folders that the path may be relative to, those of the particle file.
        datadir: The folder the user gave; there the path is tried as it is, then without its first folder, its
            first two, and so on down to the file's name alone.
        strip_prefix: Beginning of the path to leave out.
    """
    path = re.sub(r":mrcs?$", "", name)  # RELION's way to say what a file called otherwise is
    if strip_prefix and path.startswith(strip_prefix):
        path = path[len(strip_prefix) :].lstrip("/")
    tried = [folder / path for folder in folders]
    if datadir is not None:
        parts = PurePath(path).parts
        tried += [datadir / path, *(datadir.joinpath(*parts[first:]) for first in range(1, len(parts)))]
    tried.append(Path(path))
    return list(dict.fromkeys(tried))


def find_stacks(
    names: Sequence[str], folders: Sequence[Path], datadir: Path | None, source: Path, must_exist: bool, strip_prefix: str | None = None
) -> tuple[Path, ...]:
    """The file of each stack name; `stack.mrc` serves for `stack.mrcs` and the other way round.

    Args:
        names: Paths as the particle file has them, each once.
        folders: As in `places_of`.
        datadir: As in `places_of`.
        source: The particle file, for the message.
        must_exist: False to take the first place where a file is in none of them.
        strip_prefix: As in `places_of`.

    Raises:
        DataError: If a stack is in none of the places (the first such stack, with the places), if no path has the
            prefix, or if two paths whose folders differ lead to one file of `datadir`.
    """
    if strip_prefix and not any(name.startswith(strip_prefix) for name in names):
        raise DataError(f"{source}: none of its paths begins with {strip_prefix!r}; the first is {names[0]}.", "correct --strip-prefix.")
    found = []
    for name in names:
        tried = places_of(name, folders, datadir, strip_prefix)
        path = next((place for place in (*tried, *map(_other_suffix, tried)) if _is_file(place)), None)
        if path is None and must_exist:
            shown = ", ".join(map(str, tried[:MAX_SHOWN])) + (", ..." if len(tried) > MAX_SHOWN else "")
            raise DataError(
                f"{source}: its stack {name} is not there; looked for {shown} (.mrc or .mrcs).",
                "give the folder of the stacks with --datadir, or take off the beginning of the paths with --strip-prefix.",
            )
        found.append(path or tried[0])
    _check_ambiguity(names, found, source, datadir)
    return tuple(found)


def split_unique(names: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The distinct names in order of first appearance, and which of them each entry is."""
    numbers: dict[str, int] = {}
    which = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
    return list(numbers), which


def _is_file(place: Path) -> bool:
    return os.path.isfile(place)  # noqa: PTH113 - of a name that is too long, Path.is_file raises


def _other_suffix(place: Path) -> Path:
    return place.with_suffix(OTHER_SUFFIX[place.suffix]) if place.suffix in OTHER_SUFFIX else place


def _check_ambiguity(names: Sequence[str], found: Sequence[Path], source: Path, datadir: Path | None) -> None:
    """Stacks of one name in several folders are different stacks: a datadir with only one of them is not enough."""
    if datadir is None:
        return
    first_name: dict[Path, str] = {}
    for name, path in zip(names, found, strict=True):
        other = first_name.setdefault(path, name)
        if os.path.normpath(other) != os.path.normpath(name) and path.is_relative_to(datadir):
            raise DataError(
                f"{source}: {other} and {name} both lead to {path}.",
                "keep the folders of the stacks apart in --datadir, as they are in the particle file.",
            )
