"""Rows of RELION's tables as RELION reads them: a line is a row, and a value may begin with anything.

gemmi reads the stricter grammar of CIF: there `data_12.mrc` begins a block, `_1.mrc` is a column, and how many rows a table has
follows from the number of its values alone, so that rows of wrong lengths can pass for others.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gemmi import cif

from cryofire.core.errors import DataError

MARK = "~as it stands~"
"""Begins, within quotes, a value that CIF would take for syntax. gemmi reads such a value, and then the quotes are taken off again."""
LIKE_SYNTAX = r"(?:(?:^;|(?:^|(?<=[ \t]))(?:[_$]|data_|save_))\S*|(?:^|(?<=[ \t]))(?:loop_|stop_|global_)(?=\s|$))"
QUOTED = r"(?:(?:^|(?<=[ \t]))(?:'.*?'|\".*?\")(?=\s|$))"
LIKE_SYNTAX_PATTERN = re.compile(LIKE_SYNTAX, re.IGNORECASE)
PROTECTED_PATTERN = re.compile(f"{QUOTED}|{LIKE_SYNTAX}", re.IGNORECASE)
VALUE_PATTERN = re.compile(rf"{QUOTED}|(?:^|(?<=\s))#.*|\S+")
SIMPLE = re.compile(r"['\"#]")
ENDS_A_TABLE = ("loop_", "stop_", "global_")
RESERVED = (*ENDS_A_TABLE, "data_", "save_")


def protect_values(path: Path, text: str) -> str:
    """The text with each value quoted that CIF would take for syntax. `restore_values` takes the quotes off again.

    Args:
        path: The file, for messages.
        text: What it holds. Tables without a column `_rln...` are left as they are.

    Raises:
        DataError: For a row that has another number of values than its table has columns.
    """
    lines = text.split("\n")
    at, n_changed = 0, 0
    while at < len(lines):
        words = lines[at].split()
        if words and words[0].lower() == "loop_":
            at, tags = _read_labels(lines, at + 1)
            if any(tag.startswith("_rln") for tag in tags):
                at, n_of_table = _protect_rows(path, lines, at, len(tags))
                n_changed += n_of_table
            continue
        if len(words) == 2 and words[0].startswith("_rln") and LIKE_SYNTAX_PATTERN.match(words[1]):
            lines[at] = f"{words[0]} '{MARK}{words[1]}'"
            n_changed += 1
        at += 1
    return "\n".join(lines) if n_changed else text


def restore_values(document: cif.Document) -> None:
    """Take the quotes of `protect_values` off, in place."""
    for block in document:
        items: list[Any] = list(block)
        for item in items:
            if item.pair is not None and MARK in item.pair[1]:
                block.set_pair(item.pair[0], _restored(item.pair[1]))
            if item.loop is not None and any(MARK in token for token in item.loop.values):
                tokens, width = list(map(_restored, item.loop.values)), item.loop.width()
                item.loop.set_all_values([tokens[column::width] for column in range(width)])


def _restored(token: str) -> str:
    return token[len(MARK) + 1 : -1] if token.startswith(f"'{MARK}") else token


def _read_labels(lines: list[str], at: int) -> tuple[int, list[str]]:
    """Names of a table's columns, and the line after them."""
    tags: list[str] = []
    for number in range(at, len(lines)):
        words = lines[number].partition("#")[0].split()
        if len(words) == 1 and words[0].startswith("_"):
            tags.append(words[0])
        elif words:
            return number, tags
    return len(lines), tags


def _protect_rows(path: Path, lines: list[str], at: int, n_columns: int) -> tuple[int, int]:
    """Check and protect the rows of a table, in place.

    Returns:
        The line after the table, and how many rows were changed.
    """
    n_changed, is_after_gap = 0, False
    for number in range(at, len(lines)):
        line = lines[number]
        n_words = len(line.split())
        if n_words != n_columns or SIMPLE.search(line):
            n_words = sum(value[0] != "#" for value in VALUE_PATTERN.findall(line))
        if n_words == 0:
            is_after_gap |= not line.strip()  # RELION ends a table at an empty line
            continue
        if _is_end(line, n_words, n_columns, is_after_gap):
            return number, n_changed
        if n_words != n_columns:
            raise DataError(
                f"{path}: line {number + 1:,} holds {n_words} values, and its table has {n_columns} columns.",
                "complete or leave out the line: was the file cut short, or edited?",
            )
        if _may_hold_syntax(line) and LIKE_SYNTAX_PATTERN.search(line):
            lines[number] = PROTECTED_PATTERN.sub(_protected, line)
            n_changed += lines[number] != line
    return len(lines), n_changed


def _may_hold_syntax(line: str) -> bool:
    """Whether the pattern is worth looking for, which takes most of the time of reading a large file."""
    if "$" in line or line.startswith((";", "_")):
        return True
    if "_" not in line:
        return False
    return " _" in line or "\t_" in line or any(word in line.lower() for word in RESERVED)


def _protected(match: re.Match[str]) -> str:
    return match[0] if match[0][0] in "'\"" else f"'{MARK}{match[0]}'"


def _is_end(line: str, n_words: int, n_columns: int, is_after_gap: bool) -> bool:
    """Whether a line begins something new: a block, a table, or a pair of name and value. What has the length of a row is one."""
    word = line.split(None, 1)[0].lower()
    may_be_row = n_words == n_columns and not is_after_gap
    if word.startswith(("data_", "save_")):
        return n_words == 1 and not may_be_row
    if word.startswith("_"):
        return n_words <= 2 and not may_be_row
    return n_words == 1 and word in ENDS_A_TABLE
