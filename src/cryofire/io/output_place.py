"""Whether results can be written where they were asked for: said before the work is done."""

from __future__ import annotations

import os
from pathlib import Path

from cryofire.core.errors import FileError


def check_folder(path: Path) -> None:
    """Refuse a folder for results that cannot be made, or not be written into.

    Raises:
        FileError: If a file lies there or in its way, or permission to write is missing.
    """
    nearest = path.absolute()
    while not nearest.exists() and not nearest.is_symlink():
        nearest = nearest.parent
    if not nearest.is_dir():
        raise FileError(f"{path}: {nearest} is a file, and a folder is to be made there.", "choose another -o")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise FileError(f"{path}: no permission to write in {nearest}.", "choose another -o, or ask for the permission")


def check_file(path: Path) -> None:
    """Refuse a file for results that is a folder, or whose folder cannot be made or written into.

    Raises:
        FileError: Likewise.
    """
    if path.is_dir():
        raise FileError(f"{path}: is a folder, and a file is to be written.", "name the file")
    check_folder(path.absolute().parent)
