"""What the tests of readers share: small stacks and files around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cryofire.io.mrc import write_stack

MakeStack = Callable[..., np.ndarray]


@pytest.fixture
def make_stack(tmp_path) -> MakeStack:
    """Write a stack of noise into the test's folder; its images are returned."""

    def make(name: str, n: int = 4, box: int = 6, pixel_size_A: float = 0.0, seed: int = 0) -> np.ndarray:
        images = np.random.default_rng(seed).normal(size=(n, box, box)).astype(np.float32)
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write_stack(tmp_path / name, images, pixel_size_A)
        return images

    return make


@pytest.fixture
def write_text(tmp_path) -> Callable[[str, str], Path]:
    """Write a text file into the test's folder."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write
