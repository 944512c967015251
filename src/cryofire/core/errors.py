"""Errors for the person at the keyboard: what was found, and what to do."""

from __future__ import annotations


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
