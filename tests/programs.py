"""How a command ended, and the runs that several tests look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stacks import TinyStack


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str


Program = Callable[..., Finished]
"""The fixture `cryofire`: arguments to how it ended."""


@dataclass(frozen=True)
class Trained:
    """A run folder, and the particles that it was made from."""

    path: Path
    stack: TinyStack
    finished: Finished
