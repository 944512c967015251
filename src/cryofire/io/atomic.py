"""Files and folders that are there whole or not at all, whatever stops the program: written beside, synced, renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from cryofire.io.output_place import writing


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write to a temporary name beside the file, then rename: readers see the old file or the new one, never half of one.

    What could not be written to its end (a full disk, Ctrl-C) leaves nothing behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.partial{path.suffix}")
    try:
        with writing(path):
            write(temporary)
            _sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)


def write_text_atomically(path: Path, text: str) -> None:
    """`write_atomically` of a text, in UTF-8."""

    def write(partial: Path) -> None:
        partial.write_text(text, encoding="utf-8")

    write_atomically(path, write)


def replace_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Write a folder under a temporary name, then put it in the place of an older one, which is deleted last.

    Args:
        write: Fills the empty folder that it is given.
    """
    temporary, old = folder.with_name(f".{folder.name}.partial"), _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)  # the process that wrote it was killed between its two renames
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        with writing(folder):
            write(temporary)
            for file in sorted(temporary.rglob("*")):
                _sync(file)
            _sync(temporary)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def whole_folder(folder: Path) -> Path:
    """Where the folder's newest whole content lies: in its place, or, if a process was killed between its renames, beside it."""
    old = _old(folder)
    return old if old.exists() and not folder.exists() else folder


def drop_folder(folder: Path) -> None:
    """Delete a folder that `replace_folder` wrote; readers see all of it or nothing."""
    for path in (_old(folder), folder):
        aside = path.with_name(f".{folder.name}.gone")
        shutil.rmtree(aside, ignore_errors=True)
        if path.exists():
            path.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _sync(path: Path) -> None:
    """Ask the system to have a file's or folder's content on the disk itself: a rename must not overtake it in a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # a file system that cannot sync folders
        if path.is_file():
            raise
    finally:
        os.close(descriptor)
