"""Every check that `make check` runs is shown an error of the kind it is there for, and must see it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import jaxtyping
import pytest
import torch

from cryofire.physics.slices import FourierVolume
from cryofire.physics.translations import shift_images

# ---- format and lint -------------------------------------------------------------------------------------------

LINT = {
    "unused import": ("import os\n", "F401"),
    "print in the package": ('print("hello")\n', "T201"),
    "every exception swallowed": ("try:\n    x = 1\nexcept Exception:\n    x = 2\n", "BLE001"),
    "a pickle read": ("import pickle\n\nx = pickle.loads(b'')\n", "S301"),
    "mutable default": ("def f(x=[]):\n    return x\n", "B006"),
    "line of 141 characters": (f'x = "{"a" * 135}"\n', "E501"),
}


@pytest.mark.parametrize("what", LINT)
def test_lint_catches(what, repository, run_tool):
    source, rule = LINT[what]
    found = run_tool("ruff", "check", "--no-cache", "--stdin-filename", "src/cryofire/core/planted.py", "-", cwd=repository, stdin=source)
    assert found.returncode == 1
    assert rule in found.stdout


def test_lint_lets_a_faultless_file_pass(repository, run_tool):
    source = '"""A number."""\n\nSHELLS = 16\n'
    found = run_tool("ruff", "check", "--no-cache", "--stdin-filename", "src/cryofire/core/planted.py", "-", cwd=repository, stdin=source)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(("source", "code"), [("x = {'a':1}\n", 1), ('x = {"a": 1}\n', 0)], ids=["unformatted", "formatted"])
def test_format_check_tells_unformatted_from_formatted(source, code, repository, run_tool):
    arguments = ("format", "--check", "--no-cache", "--stdin-filename", "src/cryofire/core/planted.py", "-")
    assert run_tool("ruff", *arguments, cwd=repository, stdin=source).returncode == code


# ---- types -----------------------------------------------------------------------------------------------------

WRONG_EVERYWHERE = "def box(n: int) -> str:\n    return n\n"
UNTYPED = "def box(n):\n    return n\n"
ANY_RETURNED = "from typing import Any\n\n\ndef box(n: Any) -> int:\n    return n.size\n"
BARE_GENERIC = "def boxes(sizes: list) -> int:\n    return len(sizes)\n"
RIGHT = "def box(n: int) -> int:\n    return 2 * n\n"

STRICT_ROOMS = ("core", "physics", "io")
ROOMS = (*STRICT_ROOMS, "data", "models", "objective", "training", "analysis", "dashboard", "cli")


@pytest.fixture(scope="module")
def type_errors(repository, run_tool, tmp_path_factory) -> str:
    """What mypy, with our settings, says about a package with the same rooms and planted errors."""
    root = tmp_path_factory.mktemp("types")
    shutil.copy(repository / "pyproject.toml", root)
    for room in ROOMS:
        folder = root / "src" / "cryofire" / room
        folder.mkdir(parents=True)
        planted = {"wrong": WRONG_EVERYWHERE, "untyped": UNTYPED, "any": ANY_RETURNED, "bare": BARE_GENERIC, "right": RIGHT, "__init__": ""}
        for name, source in planted.items():
            (folder / f"{name}.py").write_text(source)
    (root / "src" / "cryofire" / "__init__.py").write_text("")
    found = run_tool("mypy", "--cache-dir", str(root / "cache"), cwd=root)
    assert found.returncode == 1, found.stdout
    return found.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_types_catch_a_wrong_return_value_in_every_room(room, type_errors):
    assert f"src/cryofire/{room}/wrong.py:2: error: Incompatible return value type" in type_errors


@pytest.mark.parametrize("room", STRICT_ROOMS)
@pytest.mark.parametrize(("file", "code"), [("untyped", "no-untyped-def"), ("any", "no-any-return"), ("bare", "type-arg")])
def test_types_are_strict_in_the_lower_rooms(room, file, code, type_errors):
    lines = [line for line in type_errors.splitlines() if line.startswith(f"src/cryofire/{room}/{file}.py")]
    assert any(f"[{code}]" in line for line in lines), type_errors


def test_types_let_a_faultless_file_pass(type_errors):
    assert "right.py" not in type_errors


# ---- imports ---------------------------------------------------------------------------------------------------

IMPORTS = {
    "upwards, by one floor": ("core/planted.py", "import cryofire.physics.ctf", "Imports go downwards only BROKEN"),
    "upwards, by many": ("physics/planted.py", "import cryofire.cli", "Imports go downwards only BROKEN"),
    "upwards, inside a function": ("io/planted.py", "def f():\n    import cryofire.data", "Imports go downwards only BROKEN"),
    "of a sibling": ("data/planted.py", "import cryofire.models", "Imports go downwards only BROKEN"),
    "of another sibling": ("objective/planted.py", "import cryofire.data", "Imports go downwards only BROKEN"),
    "from a room without a floor": ("attic/__init__.py", "", "Imports go downwards only BROKEN"),
    "of a file format in physics": ("physics/planted.py", "import mrcfile", "Physics knows tensors: no files, no configuration BROKEN"),
    "of a file format outside io": ("data/planted.py", "import gemmi", "Only io opens foreign files BROKEN"),
    "of pickle": ("training/planted.py", "import pickle", "Only io opens foreign files BROKEN"),
    "of the search by a network's training": ("training/planted.py", "import cryofire.search", "Imports go downwards only BROKEN"),
    "of the pipeline by the inference": ("inference/planted.py", "import cryofire.pipeline", "Imports go downwards only BROKEN"),
}


def lint_imports(repository: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts on a copy of the package in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    command = [str(program), "--no-cache", "--config", str(repository / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


@pytest.fixture
def copied_package(repository, tmp_path) -> Path:
    sources = shutil.ignore_patterns("__pycache__", "*.npz", "*.yaml")
    shutil.copytree(repository / "src" / "cryofire", tmp_path / "src" / "cryofire", ignore=sources)
    return tmp_path


@pytest.mark.parametrize("what", IMPORTS)
def test_contracts_catch_an_import(what, repository, copied_package):
    file, source, verdict = IMPORTS[what]
    planted = copied_package / "src" / "cryofire" / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(source + "\n")
    found = lint_imports(repository, copied_package)
    assert found.returncode == 1, found.stdout + found.stderr
    assert verdict in found.stdout


def test_contracts_let_the_package_pass(repository, copied_package):
    found = lint_imports(repository, copied_package)
    assert found.returncode == 0, found.stdout + found.stderr


# ---- shapes ----------------------------------------------------------------------------------------------------


def test_shapes_are_checked_between_the_arguments_of_a_call():
    images_ft = torch.zeros(4, 5, dtype=torch.complex64)
    freqs_per_px = torch.zeros(6, 2)
    with pytest.raises(jaxtyping.TypeCheckError):
        shift_images(images_ft, freqs_per_px, torch.zeros(4, 2))


def test_shapes_are_checked_in_the_kind_of_number():
    with pytest.raises(jaxtyping.TypeCheckError):
        shift_images(torch.zeros(4, 6), torch.zeros(6, 2), torch.zeros(4, 2))


def test_shapes_are_checked_in_dataclasses():
    with pytest.raises(jaxtyping.TypeCheckError):
        FourierVolume(torch.zeros(3, 3, dtype=torch.complex64), box_px=3, padding=1)


def test_right_shapes_pass():
    images_ft = torch.ones(4, 6, dtype=torch.complex64)
    assert shift_images(images_ft, torch.zeros(6, 2), torch.zeros(4, 2)).equal(images_ft)
