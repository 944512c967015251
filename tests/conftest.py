"""Fixtures for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacks import TinyStack, tiny_set, write_tiny_stack


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of oracles and real data that lies beside the project; a test that needs it skips elsewhere."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data")
    return folder


@pytest.fixture(scope="session")
def tiny_stack(tmp_path_factory) -> TinyStack:
    """48 particles of 16 px on disk, with CTF, shifts and a little noise. Not to be changed by a test."""
    return write_tiny_stack(tmp_path_factory.mktemp("tiny_stack"), tiny_set())
