"""The run's log: plain lines for people, on the terminal and in a file. Never parsed."""

from __future__ import annotations

import logging
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

LOGGER_NAME = "cryofire"


def logger() -> logging.Logger:
    """The program's logger; library code logs here and never prints."""
    return logging.getLogger(LOGGER_NAME)


def log_to_terminal(console: Console | None = None) -> None:
    """Show messages on standard error, without decoration where it is not a terminal."""
    log = logger()
    if any(isinstance(handler, RichHandler) for handler in log.handlers):
        return
    log.setLevel(logging.INFO)
    handler = RichHandler(
        console=console or Console(stderr=True, soft_wrap=True),
        show_path=False,
        show_level=False,
        show_time=False,
        markup=False,
        highlighter=None,
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)


def log_to_file(path: Path) -> logging.Handler:
    """Also append messages to a file; returns the handler, for removal."""
    handler = logging.FileHandler(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger().setLevel(logging.INFO)
    logger().addHandler(handler)
    return handler
