"""Whether results can be written where they were asked for: said before the work is done."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError

from cryofire.core.errors import FileError

OF_TORCH_ARCHIVES = "inline_container"
"""PyTorch's source file that a RuntimeError names where an archive could not be written. The cause is lost: a full disk as a rule."""


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


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """While something is written: what fails is an `OSError` that names the path, also where a library says it in its own way.

    Raises:
        OSError: If the system would not write.
    """
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    except SafetensorError as error:
        found = re.search(r"os error (\d+)", str(error))
        if found is None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number), str(path)) from error
    except RuntimeError as error:
        if OF_TORCH_ARCHIVES not in str(error):
            raise
        raise OSError(errno.ENOSPC, "could not be written, as if the disk were full", str(path)) from error
