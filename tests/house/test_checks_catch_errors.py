"""Every check that `make check` runs is shown an error of the kind it is there for, and must see it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
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
ROOMS = (
    *(*STRICT_ROOMS, "data", "simulation", "models", "objective", "inference", "checks", "training", "search"),
    *("validation", "pipeline", "analysis", "evaluation", "dashboard", "cli"),
)


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
    "upwards, by one floor": ("core", "import cryofire.physics.ctf", "{} -> cryofire.physics.ctf"),
    "upwards, by many": ("physics", "import cryofire.cli", "{} -> cryofire.cli"),
    "upwards, inside a function": ("io", "def f():\n    import cryofire.data", "{} -> cryofire.data"),
    "of a sibling": ("data", "import cryofire.models", "{} -> cryofire.models"),
    "of another sibling": ("objective", "import cryofire.data", "{} -> cryofire.data"),
    "of the search by a network's training": ("training", "import cryofire.search", "{} -> cryofire.search"),
    "of the pipeline by the inference": ("inference", "import cryofire.pipeline", "{} -> cryofire.pipeline"),
    "of a file format in physics": ("physics", "import mrcfile", "{} -> mrcfile"),
    "of a file format outside io": ("data", "import gemmi", "{} -> gemmi"),
    "of pickle": ("training", "import pickle", "{} -> pickle"),
}
"""Room of the planted file, its source, and how the report names the import; {} is the file's module."""
CONTRACTS = (
    "Imports go downwards only",
    "Physics knows tensors: no files, no configuration",
    "Only io opens foreign files",
)


def module_of(what: str) -> str:
    """The module that has this import; no room of the package has such a name."""
    return f"cryofire.{IMPORTS[what][0]}.planted_{list(IMPORTS).index(what)}"


def lint_imports(repository: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts on a copy of the package in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    command = [str(program), "--no-cache", "--config", str(repository / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


@pytest.fixture(scope="module")
def import_errors(repository, tmp_path_factory) -> str:
    """What the contracts say of empty rooms with one file for each planted import: as strict as of the package, and quick."""
    folder = tmp_path_factory.mktemp("imports")
    for room in (*ROOMS, "attic"):
        path = folder / "src" / "cryofire" / room
        path.mkdir(parents=True)
        (path / "__init__.py").write_text("")
    (folder / "src" / "cryofire" / "__init__.py").write_text("")
    (folder / "src" / "cryofire" / "physics" / "ctf.py").write_text("")
    for what, (_, source, _) in IMPORTS.items():
        (folder / "src" / Path(*module_of(what).split("."))).with_suffix(".py").write_text(source + "\n")
    found = lint_imports(repository, folder)
    assert found.returncode == 1, found.stdout + found.stderr
    return found.stdout


@pytest.mark.parametrize("what", IMPORTS)
def test_contracts_catch_an_import(what, import_errors):
    assert IMPORTS[what][2].format(module_of(what)) in import_errors


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_contract_is_broken_by_what_was_planted(contract, import_errors):
    assert f"{contract} BROKEN" in import_errors


def test_contracts_catch_a_room_without_a_floor(import_errors):
    assert "cryofire.attic" in import_errors


def test_rooms_are_those_of_the_package_and_of_the_layers(repository):
    package = {path.parent.name for path in (repository / "src" / "cryofire").glob("*/__init__.py")}
    contracts = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [room.strip() for layer in contracts[0]["layers"] for room in layer.split("|") if not room.startswith("(")]
    assert set(ROOMS) == package
    assert sorted(ROOMS) == sorted(layers)
    assert {f"cryofire.{room}" for room in ROOMS if room != "io"} == set(contracts[2]["source_modules"])


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
