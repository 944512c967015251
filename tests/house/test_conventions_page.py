"""The page of conventions names, line by line, tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def page() -> str:
    return (REPOSITORY / "docs" / "conventions.md").read_text()


def test_every_test_that_the_conventions_name_exists() -> None:
    named = NAMED.findall(page())
    assert len(named) > 30
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (REPOSITORY / path).read_text()]
    assert not missing


def test_every_convention_names_its_test() -> None:
    rows = [
        line for line in page().splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| thing", "| program", "| number"))
    ]
    assert len(rows) > 30
    assert not [row for row in rows if not NAMED.search(row.split("|")[-2])]
