"""Fixtures for all tests."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from clock import slow_time
from cryofire.analysis.train import train
from cryofire.cli.main import main
from drawing import no_pictures
from elsewhere import register
from programs import Finished, Program
from runs import QUICK_PLACE
from stacks import TinyStack, tiny_set, write_tiny_stack

register()

TESTS = Path(__file__).resolve().parent
NUMERICAL = ("contracts", "inference", "models", "objective", "physics", "pipeline", "search", "training", "validation")
"""Folders whose tests compare numbers that another processor rounds otherwise."""


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


@pytest.fixture(scope="session")
def tiny_run(tiny_stack, tmp_path_factory) -> Path:
    """A run folder of the tiny stack at its true poses, z of two numbers, on the CPU. Not to be changed by a test."""
    outdir = tmp_path_factory.mktemp("tiny_run") / "run"
    place = dict(option.split("=") for option in QUICK_PLACE)
    options = {name: int(value) for name, value in place.items()}
    train(tiny_stack.star, outdir, "fixed-poses", minutes=0, z_dim=2, seed=3, device="cpu", **options)
    return outdir


@pytest.fixture(scope="session")
def cryofire() -> Program:
    """Run `cryofire ARGUMENTS` inside the tests' own process, so that a command takes no time to start."""

    def run(*arguments: object) -> Finished:
        out, err, before = io.StringIO(), io.StringIO(), sys.argv
        sys.argv = ["cryofire", *map(str, arguments)]
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
            code = 0
        except SystemExit as ending:
            code = int(ending.code or 0)
        finally:
            sys.argv = before
        return Finished(code, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session", autouse=True)
def undrawn() -> Iterator[None]:
    """No pictures for TensorBoard, but where a test asks for them (`drawing.pictures`)."""
    with no_pictures():
        yield


@pytest.fixture
def slow_clock() -> Iterator[None]:
    """Time that passes by 10 ms each time it is asked for."""
    with slow_time():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the folders that compute, for `make test-arithmetic`."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in NUMERICAL:
            item.add_marker("numerical")
