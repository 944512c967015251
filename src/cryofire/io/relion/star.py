"""The STAR file as text: blocks of columns of tokens. What the tokens mean is `relion`'s business.

Tokens are kept as they stand in the file, so that what is not changed is written back untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gemmi import cif

from cryofire.core.errors import DataError
from cryofire.io.atomic import write_atomically
from cryofire.io.relion.star_rows import MARK, protect_values, restore_values
from cryofire.io.row_faults import is_number, row_text

RELION_31 = 30001
"""The version that RELION 3.1 writes above its blocks; RELION converts files that lack it."""


PLAIN_TOKEN = re.compile(r"(?!data_|save_|loop_$|stop_$|global_$|[?.]$)[^\s_#$'\"\[\];]\S*", re.IGNORECASE)
"""Text that STAR reads without quotes."""


@dataclass(frozen=True)
class StarTable:
    """One table of a block: a loop, or name-value pairs, which are a table of one row."""

    path: Path
    block: cif.Block
    tags: tuple[str, ...]
    n_rows: int

    def has(self, tag: str) -> bool:
        return tag in self.tags

    def tokens(self, tag: str) -> list[str]:
        """A column as it stands in the file, quotes included."""
        return list(self.block.find_values(tag))

    def texts(self, tag: str) -> list[str]:
        """A column as text."""
        return [cif.as_string(token) for token in self.tokens(tag)]

    def numbers(self, tag: str) -> np.ndarray:
        """A column as float64.

        Raises:
            DataError: If an entry is not a number.
        """
        tokens = self.tokens(tag)
        try:
            return np.fromiter(map(float, tokens), np.float64, len(tokens))
        except ValueError:
            row = next(i for i, token in enumerate(tokens) if not is_number(token))
            raise DataError(f"{self.path}: {tag} of {row_text(row)} is {tokens[row]!r}; expected a number.", "correct the row.") from None

    def numbers_or_nan(self, tag: str) -> np.ndarray:
        """A column as float64, with NaN where an entry is not a number: whether that matters is known when rows are chosen."""
        tokens = self.tokens(tag)
        try:
            return np.fromiter(map(float, tokens), np.float64, len(tokens))
        except ValueError:
            return np.array([float(token) if is_number(token) else np.nan for token in tokens])

    def whole_numbers(self, tag: str) -> np.ndarray:
        """A column as int64.

        Raises:
            DataError: If an entry is not a whole number.
        """
        values = self.numbers(tag)
        is_wrong = ~are_whole(values)
        if is_wrong.any():
            row = int(np.argmax(is_wrong))
            raise DataError(f"{self.path}: {tag} of {row_text(row)} is {values[row]:g}; expected a whole number.", "correct the row.")
        return values.astype(np.int64)


@dataclass(frozen=True)
class StarDocument:
    """A whole STAR file."""

    path: Path
    document: cif.Document
    version: int
    """The number of its `# version` comment; 0 where it has none."""

    def tables(self) -> Iterator[StarTable]:
        """Every table of every block, in order."""
        for block in self.document:
            pairs: list[str] = []
            for item in block:
                if item.loop is not None:
                    yield StarTable(self.path, block, tuple(item.loop.tags), item.loop.length())
                elif item.pair is not None:
                    pairs.append(item.pair[0])
            if pairs:
                yield StarTable(self.path, block, tuple(pairs), 1)

    def table_with(self, tag: str) -> StarTable | None:
        """The first table with a column, or None."""
        return next((table for table in self.tables() if table.has(tag)), None)

    def block_names(self) -> list[str]:
        return [f"data_{block.name.strip()}" for block in self.document]


@dataclass(frozen=True)
class StarBlock:
    """A block to write: pairs, then loops of columns of tokens."""

    name: str
    pairs: tuple[tuple[str, str], ...] = ()
    loops: tuple[dict[str, Sequence[str]], ...] = ()


def are_whole(values: np.ndarray) -> np.ndarray:
    """Which numbers are whole ones that 32 bits hold."""
    is_whole: np.ndarray = (np.abs(values) < 2**31) & (values == np.floor(values))
    return is_whole


def read_document(path: Path) -> StarDocument:
    """Parse a STAR file.

    Raises:
        DataError: If it is missing, or its syntax is broken.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    content = path.read_bytes()
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(f"{path}: line {line:,} holds bytes that are not UTF-8 text.", "is it a STAR file, and complete?") from None
    try:
        text = protect_values(path, _from_first_block(path, content).decode())
        document = cif.read_string(text)
    except (ValueError, RuntimeError) as error:
        raise DataError(f"{path}: not a STAR file that can be read: {error}.", "is the file complete? Compare with its source.") from None
    if MARK in text:
        restore_values(document)
    version = re.search(rb"^#\s*version\s+(\d{1,9})", content[:4096], re.MULTILINE)
    return StarDocument(path, document, int(version.group(1)) if version else 0)


def copy_block(block: cif.Block) -> StarBlock:
    """A block as it is, ready to be written."""
    items: list[Any] = list(block)
    pairs = tuple((str(item.pair[0]), str(item.pair[1])) for item in items if item.pair is not None)
    loops: list[dict[str, Sequence[str]]] = []
    loops += ({tag: list(block.find_values(tag)) for tag in item.loop.tags} for item in items if item.loop is not None)
    return StarBlock(block.name.strip(), pairs, tuple(loops))


def write_document(path: Path, blocks: Sequence[StarBlock], version: int = RELION_31) -> None:
    """Write blocks in RELION's layout (a version line above each, numbered columns), whole or not at all."""

    def write(partial: Path) -> None:
        with partial.open("w") as file:
            for block in blocks:
                file.write(f"\n# version {version}\n\ndata_{block.name}\n\n")
                file.writelines(f"{tag}  {token}\n" for tag, token in block.pairs)
                for loop in block.loops:
                    file.write("loop_\n")
                    file.writelines(f"{tag} #{i}\n" for i, tag in enumerate(loop, start=1))
                    file.writelines(" ".join(row) + "\n" for row in zip(*loop.values(), strict=True))
                file.write("\n")

    write_atomically(path, write)


def as_token(value: object) -> str:
    """A value as STAR writes it: six decimals for fractions, quotes where a text needs them."""
    if isinstance(value, (float, np.floating)):
        return f"{value:.6f}"
    text = str(value)
    # gemmi quotes any text with an underscore, which most paths have, and simple readers take quotes for letters.
    return text if PLAIN_TOKEN.fullmatch(text) else str(cif.quote(text))


def as_tokens(values: np.ndarray) -> list[str]:
    """A column of numbers or texts as tokens."""
    if np.issubdtype(values.dtype, np.floating):
        return [f"{value:.6f}" for value in values.tolist()]
    return [as_token(value) for value in values.tolist()]


def _from_first_block(path: Path, content: bytes) -> bytes:
    """The text from its first block on, as RELION reads it; with as many lines, so that errors name the right one."""
    first = re.search(rb"^(?:\xef\xbb\xbf)?[ \t]*(?=data_)", content, re.MULTILINE)
    if first is None:
        raise DataError(f"{path}: not a STAR file: no line begins with data_.", "give a RELION particle file.")
    before = content[: first.start()]
    return b"\n" * before.count(b"\n") + content[first.end() :]
