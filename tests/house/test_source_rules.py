"""Rules of the house that no off-the-shelf check knows."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

MAX_LINES = 400
SOURCES = sorted((Path(__file__).resolve().parents[2] / "src").rglob("*.py"))


def rule_breaks(source: str) -> list[str]:
    """What a source file does that ours must not, one line each."""
    found = []
    if source.count("\n") > MAX_LINES:
        found.append(f"{source.count(chr(10))} lines: more than {MAX_LINES}, so probably two ideas")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        options = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if name == "hasattr":
            found.append(f"line {node.lineno}: hasattr hides a mismatch; declare the attribute on the abstract class")
        if name == "torch.load" and options.get("weights_only") != "True":
            found.append(f"line {node.lineno}: torch.load without weights_only=True runs a pickle's code")
        if options.get("allow_pickle") == "True":
            found.append(f"line {node.lineno}: allow_pickle=True runs a pickle's code")
        if name == "sys.path.insert":
            found.append(f"line {node.lineno}: sys.path.insert; packages are installed")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_source_keeps_the_rules(path):
    assert rule_breaks(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n" * (MAX_LINES + 1),
        "if hasattr(mask, 'update'):\n    mask.update()\n",
        "state = torch.load(path)\n",
        "state = torch.load(path, weights_only=False)\n",
        "table = np.load(path, allow_pickle=True)\n",
        "sys.path.insert(0, 'src')\n",
    ],
    ids=["too long", "hasattr", "torch.load", "torch.load unsafe", "allow_pickle", "sys.path"],
)
def test_rules_see_a_planted_break(source):
    assert len(rule_breaks(source)) == 1


def test_rules_let_a_faultless_source_pass():
    assert rule_breaks("x = 1\n" * MAX_LINES) == []
    assert rule_breaks("state = torch.load(path, weights_only=True)\n") == []


# In two pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = [first + second for first, second in [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("opt/py", "pi"), ("opt/wh", "eels")]]


def machine_paths(text: bytes) -> list[str]:
    """The places of one particular machine that a file names."""
    return [path for path in MACHINE_PATHS if path.encode() in text]


def test_no_file_names_a_place_on_one_machine(repository):
    if shutil.which("git") is None or not (repository / ".git").exists():
        pytest.skip("needs a git checkout, to know which files are the project's")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=repository, capture_output=True, check=True, text=True).stdout
    files = [repository / name for name in listed.split("\0") if name and (repository / name).is_file()]
    assert len(files) > 40
    assert {str(path): names for path in files if (names := machine_paths(path.read_bytes()))} == {}


@pytest.mark.parametrize("path", MACHINE_PATHS)
def test_a_planted_machine_path_is_seen(path):
    assert machine_paths(f"particles: {path}particles.star\n".encode()) == [path]
