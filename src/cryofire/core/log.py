"""The run's log: plain lines for people, on the terminal and in a file. Never parsed."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from rich.console import Console

LOGGER_NAME = "cryofire"


def logger() -> logging.Logger:
    """The program's logger; library code logs here and never prints."""
    return logging.getLogger(LOGGER_NAME)


class _TerminalHandler(logging.Handler):
    """Prints each message as it is: no markup, and no line broken, so that paths can be copied and lines searched."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        self.console.print(self.format(record), soft_wrap=True, markup=False, highlight=False, emoji=False)


def log_to_terminal(console: Console | None = None) -> None:
    """Show messages on standard error, one line each, without decoration. A second call changes nothing."""
    log = logger()
    if any(isinstance(handler, _TerminalHandler) for handler in log.handlers):
        return
    log.setLevel(logging.INFO)
    log.addHandler(_TerminalHandler(console or Console(stderr=True)))


def be_silent() -> None:
    """Show no more messages: another process of a team says the same."""
    for handler in [handler for handler in logger().handlers if isinstance(handler, _TerminalHandler)]:
        logger().removeHandler(handler)


class _FileHandler(logging.FileHandler):
    """Appends to a file; what cannot be written is an error that names it, and no traceback beside the message."""

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror, self.baseFilename) from error
        super().handleError(record)

    def close(self) -> None:
        try:
            super().close()  # writes what could not be written before
        except OSError as error:
            raise OSError(error.errno, error.strerror, self.baseFilename) from error


def log_to_file(path: Path) -> logging.Handler:
    """Also append messages to a file; returns the handler, for removal."""
    handler = _FileHandler(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger().setLevel(logging.INFO)
    logger().addHandler(handler)
    return handler
