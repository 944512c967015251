"""`cryofire report`: one page about a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The page (.html) or a .pdf; by default RUN/report.html.")] = None,
    state: Annotated[list[Path] | None, typer.Option(help="Folder that cryofire state made, to be shown too. May be repeated.")] = None,
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the image stacks, if they were moved.")] = None,
) -> None:
    """One self-contained HTML page: verdict, maps, landscape, resolution, views, course, settings; its numbers as report.json."""
    from cryofire.analysis.report.write import write_report
    from cryofire.analysis.run import Run
    from cryofire.core.errors import ConfigError
    from cryofire.core.log import log_to_terminal
    from cryofire.io.output_place import check_file

    log_to_terminal()
    if out is not None and out.suffix.lower() not in (".html", ".htm", ".pdf"):
        raise ConfigError(f"-o {out}: a report is a page of HTML or a PDF.", f"-o {out.with_suffix('.html')}")
    check_file(out or run / "report.html")
    path = write_report(Run(run, particles=particles, datadir=datadir), out, state)
    typer.echo(f"report: {path}")
