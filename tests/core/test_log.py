"""The log: one line a message, to the terminal once and to a file."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from cryofire.core.log import log_to_file, log_to_terminal, logger


@pytest.fixture(autouse=True)
def untouched_logger() -> Iterator[None]:
    """The program's logger without handlers, and afterwards as it was."""
    log = logger()
    handlers, level = log.handlers[:], log.level
    log.handlers.clear()
    yield
    for handler in log.handlers:
        handler.close()
    log.handlers[:] = handlers
    log.setLevel(level)


def test_a_message_is_one_plain_line_on_the_terminal_once() -> None:
    screen = io.StringIO()
    log_to_terminal(Console(file=screen, width=40))
    log_to_terminal(Console(file=screen, width=40))
    long = "10,000 particles of 64 px, " * 5 + "[red]not markup[/red] :x:"
    logger().info(long)
    assert screen.getvalue() == long + "\n"


def test_messages_are_appended_to_the_file_with_the_time(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    path.write_text("earlier\n")
    handler = log_to_file(path)
    logger().info("step %d", 3)
    logger().removeHandler(handler)
    logger().info("after removal")
    handler.close()
    lines = path.read_text().splitlines()
    assert lines[0] == "earlier"
    assert len(lines) == 2
    assert lines[1].startswith("20")
    assert lines[1].endswith(" step 3")


def test_the_logger_is_the_programs_own() -> None:
    assert logger().name == "cryofire"
    assert logger() is logging.getLogger("cryofire")
