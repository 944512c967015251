"""The program `cryofire`: its commands, and how errors reach the person at the keyboard."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from cryofire import __version__
from cryofire.cli import commands
from cryofire.core.errors import CryofireError, of_system
from cryofire.core.launcher import is_first, rank

app = typer.Typer(
    name="cryofire",
    help="Poses, conformations and neural volumes from cryo-EM particle images.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
commands.register(app)


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"cryofire {__version__}")
        raise typer.Exit


@app.callback()
def program(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version.")) -> None:
    """Poses, conformations and neural volumes from cryo-EM particle images."""


def main() -> None:
    """Entry point: run a command; a repairable error is printed with its hint, without a traceback."""
    try:
        app()
    except CryofireError as error:
        _say(error)
    except OSError as error:
        _say(of_system(error))


def _say(error: CryofireError) -> NoReturn:
    who = "" if is_first() else f"process {rank()}: "  # of several that torchrun has started
    typer.echo(f"{who}{type(error).__name__}: {error}", err=True)
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
