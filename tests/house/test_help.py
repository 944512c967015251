"""`cryofire --help` answers at once, because nothing heavy is imported before a command runs; and it leaves nothing unsaid."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.core import TyperGroup

HEAVY = ("torch", "scipy", "sklearn", "skimage", "matplotlib", "tensorboard", "roma", "gemmi", "mrcfile")

SAY_WHAT_IS_LOADED = f"""
import sys
{{what}}
print([name for name in {HEAVY!r} if name in sys.modules])
"""

ASK_FOR_HELP = """
sys.argv = ["cryofire", "--help"]
from cryofire.cli.main import main
try:
    main()
except SystemExit as ending:
    assert not ending.code
"""


def last_line_of(what: str) -> str:
    """Run a snippet in a fresh interpreter; its last line says which heavy packages are loaded."""
    command = [sys.executable, "-c", SAY_WHAT_IS_LOADED.format(what=what)]
    found = subprocess.run(command, text=True, capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()[-1]


@pytest.mark.parametrize("what", ["import cryofire", "from cryofire.cli.main import app", ASK_FOR_HELP], ids=["package", "cli", "--help"])
def test_nothing_heavy_is_imported_for(what):
    assert last_line_of(what) == "[]"


def test_a_planted_heavy_import_is_seen():
    assert last_line_of("import cryofire.physics.rotations") != "[]"


def test_every_command_and_every_option_has_help():
    from cryofire.cli.main import app

    program = typer.main.get_command(app)
    assert isinstance(program, TyperGroup)
    assert [name for name, command in program.commands.items() if not command.help] == []
    silent = [
        f"{name} {parameter.name}" for name, command in program.commands.items() for parameter in command.params if not parameter.help
    ]
    assert silent == []
