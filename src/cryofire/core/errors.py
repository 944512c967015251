"""Errors for the person at the keyboard: what was found, and what to do."""

from __future__ import annotations

import errno


class CryofireError(Exception):
    """A problem that the user can repair.

    Args:
        message: What was found and where, what was expected.
        hint: What to do about it; printed on a line of its own.
    """

    exit_code = 1
    """What the program `cryofire` ends with."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message


class DataError(CryofireError):
    """A particle, pose, CTF or map file that cannot be used as it is."""


class ConfigError(CryofireError):
    """An option that does not exist, or has a value it cannot have."""


class RunError(CryofireError):
    """A run folder or a training run that cannot go on."""


class FileError(CryofireError):
    """A file or folder that the system would not read or write."""


FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
IN_THE_WAY = (errno.ENOTDIR, errno.EEXIST)


def of_system(error: OSError) -> FileError:
    """What the system refused, for the person at the keyboard: the file, the cause, and what to do."""
    names = " and ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
    cause = (error.strerror or str(error) or type(error).__name__).lower().rstrip(".")
    message = f"{names}: {cause}." if names else f"{cause}."
    if error.errno in FULL:
        return FileError(message, "make room on that disk; a run goes on with --resume")
    if error.errno in FORBIDDEN:
        return FileError(message, "ask for the permission, or choose another place")
    if error.errno in IN_THE_WAY:
        return FileError(message, "something else lies there: choose another name, or move it away")
    if error.errno == errno.EISDIR:
        return FileError(message, "it is a folder: name a file")
    if error.errno == errno.ENOENT:
        return FileError(message, "check the path")
    return FileError(message, "check the file, and the disk that it lies on")
