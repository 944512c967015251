"""The set-up of a fresh machine: what is pinned, what is declared, and when `make` installs."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What a CUDA build of torch brings, and torch itself pins.
PINNED_BY_TORCH = re.compile(r"(nvidia|cuda)-.*|triton")


@pytest.fixture(scope="module")
def project(repository) -> dict:
    return tomllib.loads((repository / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def pins(repository) -> dict[str, str]:
    """Canonical name to version, from constraints.txt."""
    lines = [line.strip() for line in (repository / "constraints.txt").read_text().splitlines()]
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def requirements_of(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What an installed distribution asks for on this machine."""
    for text in metadata.requires(name) or []:
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield requirement


# ---- pins ------------------------------------------------------------------------------------------------------


def test_every_pin_satisfies_what_pyproject_asks_for(project, pins):
    extras = chain.from_iterable(project["optional-dependencies"].values())
    for requirement in map(Requirement, [*project["dependencies"], *extras]):
        pin = pins.get(canonicalize_name(requirement.name))
        assert pin is not None, f"constraints.txt does not pin {requirement.name}"
        assert requirement.specifier.contains(pin), f"constraints.txt pins {requirement.name} {pin}; pyproject.toml asks for {requirement}"


def test_everything_that_the_install_brings_in_is_pinned(pins):
    waiting, seen = [("cryofire", {"test"})], set()
    while waiting:
        name, extras = waiting.pop()
        for requirement in requirements_of(name, set(extras)):
            needed = canonicalize_name(requirement.name)
            if needed not in seen and not PINNED_BY_TORCH.fullmatch(needed):
                seen.add(needed)
                waiting.append((needed, requirement.extras))
    assert len(seen) > 60
    assert sorted(seen - set(pins)) == []


def test_torch_is_pinned_without_a_build_tag(pins):
    assert pins["torch"] == "2.13.0"


def test_conda_users_get_the_same_pins_and_a_python_that_is_allowed(repository, project):
    environment = yaml.safe_load((repository / "environment.yml").read_text())
    python = next(line for line in environment["dependencies"] if str(line).startswith("python="))
    assert Requirement(f"python{project['requires-python']}").specifier.contains(python.removeprefix("python="))
    assert {"pip": ["--constraint constraints.txt", "--editable ."]} in environment["dependencies"]


# ---- declarations ----------------------------------------------------------------------------------------------


def imported_packages(source: str) -> set[str]:
    """Top-level names that a file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_imports_inside_functions_are_seen():
    assert imported_packages("def f():\n    import umap.plot\n    from torch.nn import Linear\n") == {"umap", "torch"}


def test_every_package_that_the_source_imports_is_declared(repository, project):
    extras = [text for name, texts in project["optional-dependencies"].items() if name != "test" for text in texts]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"] + extras}
    # An import name is usually its distribution's; the installed metadata knows the exceptions (yaml, sklearn).
    distributions = {"umap": ["umap-learn"], **metadata.packages_distributions()}  # an extra, which tests do without
    for path in sorted((repository / "src").rglob("*.py")):
        for name in imported_packages(path.read_text()) - set(sys.stdlib_module_names) - {"cryofire"}:
            owners = {canonicalize_name(owner) for owner in distributions.get(name, [name])}
            assert owners & declared, f"{path.relative_to(repository)} imports {name}, which pyproject.toml does not declare"


def test_version_of_the_package_is_the_installed_one():
    import cryofire

    assert metadata.version("cryofire") == cryofire.__version__


# ---- make ------------------------------------------------------------------------------------------------------

FAKE_PYTHON = """#!/bin/sh
# Stands in for python3, and for the interpreter of the environment that it makes: notes what pip is asked for.
case "$1" in
  -c) exit {is_too_old} ;;
  -m) case "$2" in
        venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
        pip) echo "$@" >> asked.txt; exit $(cat pip_fails 2>/dev/null || echo 0) ;;
        pytest) echo "${{ATEN_CPU_CAPABILITY:-own}} $OMP_NUM_THREADS $@" >> tested.txt
          [ "$ATEN_CPU_CAPABILITY" != "$(cat tests_fail)" ] ;;
      esac ;;
esac
"""


@pytest.fixture
def fresh_clone(repository, tmp_path) -> Path:
    """The Makefile alone in a folder, and a Python that installs nothing."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(repository / name, tmp_path)
    write_python(tmp_path, is_too_old=0)
    return tmp_path


def write_python(folder: Path, is_too_old: int) -> None:
    program = folder / "fake-python"
    program.write_text(FAKE_PYTHON.format(is_too_old=is_too_old))
    program.chmod(0o755)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", *arguments, f"PYTHON={folder / 'fake-python'}"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # the tests may run under make
    return subprocess.run(command, cwd=folder, env=outside, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def installs(folder: Path) -> list[str]:
    """What pip was asked to install, call by call."""
    asked = folder / "asked.txt"
    return [line.split("--editable ")[1] for line in asked.read_text().splitlines()] if asked.exists() else []


def test_install_uses_plain_pip_with_the_pins(fresh_clone):
    assert make(fresh_clone, "install").returncode == 0
    asked = (fresh_clone / "asked.txt").read_text().strip()
    assert asked == "-m pip install --disable-pip-version-check --constraint constraints.txt --editable ."


def test_second_install_installs_nothing(fresh_clone):
    make(fresh_clone, "install")
    assert make(fresh_clone, "install").returncode == 0
    assert installs(fresh_clone) == ["."]


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_install_runs_again_when_a_requirement_changes(changed, fresh_clone):
    make(fresh_clone, "install")
    later = (fresh_clone / ".venv" / ".installed").stat().st_mtime_ns + 10**9
    os.utime(fresh_clone / changed, ns=(later, later))
    make(fresh_clone, "install")
    assert installs(fresh_clone) == [".", "."]


def test_test_tools_are_installed_once_and_include_the_package(fresh_clone):
    for target in (".venv/.installed-with-test", ".venv/.installed-with-test", "install"):
        assert make(fresh_clone, target).returncode == 0
    assert installs(fresh_clone) == [".[test]"]


@pytest.mark.parametrize(
    ("chosen", "failing", "tested", "code"),
    [
        ((), "none", ["default", "avx2", "own"], 0),
        (("ARITHMETIC=default avx2",), "none", ["default", "avx2"], 0),
        ((), "default", ["default"], 2),
    ],
    ids=["all", "some", "one that fails"],
)
def test_tests_of_numbers_run_in_each_arithmetic_until_one_fails(chosen, failing, tested, code, fresh_clone, monkeypatch):
    monkeypatch.delenv("ATEN_CPU_CAPABILITY", raising=False)
    (fresh_clone / "tests_fail").write_text(failing)
    assert make(fresh_clone, "test-arithmetic", *chosen).returncode == code
    lines = (fresh_clone / "tested.txt").read_text().splitlines()
    assert lines == [f"{kind} 1 -m pytest -n 2 --dist worksteal -m numerical" for kind in tested]


def test_failed_install_is_tried_again(fresh_clone):
    (fresh_clone / "pip_fails").write_text("1")
    assert make(fresh_clone, "install").returncode != 0
    (fresh_clone / "pip_fails").unlink()
    assert make(fresh_clone, "install").returncode == 0
    assert installs(fresh_clone) == [".", "."]


def test_old_python_is_refused_with_what_to_do(fresh_clone):
    write_python(fresh_clone, is_too_old=1)
    answer = make(fresh_clone, "demo")
    assert answer.returncode != 0
    assert "needs Python 3.11 or newer" in answer.stdout
    assert "make PYTHON=python3.12 demo" in answer.stdout
    assert installs(fresh_clone) == []


def test_check_before_any_install_says_what_to_do(fresh_clone):
    answer = make(fresh_clone, "check")
    assert answer.returncode != 0
    assert "run 'make test' first" in answer.stdout


def test_check_runs_every_tool(repository):
    planned = subprocess.run(["make", "--dry-run", "check"], cwd=repository, text=True, capture_output=True, check=True).stdout
    for tool in ("ruff format --check", "ruff check", "mypy", "lint-imports", "pytest"):
        assert tool in planned
