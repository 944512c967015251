"""Broken files end in a result or in an error with its reason: a small run of `benchmarks/fuzz_readers.py`."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cryofire.core.errors import DataError

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz_readers.py"


@pytest.fixture(scope="module")
def fuzzer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_readers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_readers"] = module
    spec.loader.exec_module(module)
    return module


def test_300_broken_files_are_read_or_refused(fuzzer, tmp_path):
    tally = fuzzer.fuzz(300, 20_261, tmp_path)
    assert tally.failures == []
    counts = sum(tally.outcomes.values(), start=type(next(iter(tally.outcomes.values())))())
    assert counts.total() == 300
    assert counts["refused"] > 100  # the damage is damage
    assert counts["read"] > 30  # and not only the first byte is looked at


def raise_error(_path: Path) -> object:
    raise IndexError("planted")


def ask_for_memory(path: Path) -> object:
    try:
        return np.empty(2**50)
    except MemoryError:
        raise DataError(f"{path}: too large") from None


def take_long(_path: Path) -> object:
    time.sleep(30)
    return None


def warn(_path: Path) -> object:
    return np.array([1e300]).astype(np.float32)


@pytest.mark.parametrize(
    ("reader", "message"),
    [
        (raise_error, "IndexError: planted"),
        (ask_for_memory, "more memory than there is"),
        (take_long, "took more than"),
        (warn, "overflow encountered"),
    ],
)
def test_what_a_reader_must_not_do_is_counted_as_failed(fuzzer, tmp_path, monkeypatch, reader, message):
    monkeypatch.setattr(fuzzer, "SECONDS_A_CASE", 0.05)
    readers = dict.fromkeys(fuzzer.make_files(tmp_path), reader)
    tally = fuzzer.fuzz(2, 0, tmp_path, readers)
    assert [message in failure for failure in tally.failures] == [True, True]
    assert "| all | 2 | 0 | 0 | 2 |" in tally.table()
