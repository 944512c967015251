"""Pictures for TensorBoard, which take ten times as long as a tiny run itself: none in tests but where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cryofire.training.hooks.tensorboard import TensorBoardHook

DRAW = TensorBoardHook.on_heavy


@contextmanager
def no_pictures() -> Iterator[None]:
    """Runs in this block draw none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TensorBoardHook, "on_heavy", lambda self, report: None)
        yield


@contextmanager
def pictures() -> Iterator[None]:
    """Runs in this block draw them, as those of users do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TensorBoardHook, "on_heavy", DRAW)
        yield
