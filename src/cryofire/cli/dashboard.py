"""`cryofire dashboard`: a run in the browser."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cryofire.core.errors import ConfigError


def dashboard(
    run: Annotated[Path, typer.Argument(help="Run folder, finished or training, or a folder that holds some.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; a free one by default.")] = 0,
    write: Annotated[bool, typer.Option("--write", help="Let selections be saved into the run folder; by default it only looks.")] = False,
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the image stacks, if they were moved.")] = None,
    device: Annotated[str, typer.Option(help="What maps are made on: auto, cpu or cuda.")] = "auto",
) -> None:
    """A window in the browser: particles by any columns, lasso selections, maps, images, the course of a run; follows one that trains."""
    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise ConfigError("the window needs fastapi and uvicorn, which are not installed.", 'pip install "cryofire[dashboard]"')
    from cryofire.dashboard.run_view import RunView
    from cryofire.dashboard.serve import serve

    serve(run, lambda folder: RunView(folder, particles, datadir, device), port, write, typer.echo)
