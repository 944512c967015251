"""The table of commands: a new one is one file and one line here."""

from __future__ import annotations

import typer

from cryofire.cli import demo, evaluate, simulate, train, volumes


def register(app: typer.Typer) -> None:
    """Add every command to the program, in the order the help shows them."""
    app.command("demo")(demo.demo)
    app.command("train")(train.train)
    app.command("volumes")(volumes.volumes)
    app.command("evaluate")(evaluate.evaluate)
    app.command("simulate")(simulate.simulate)
