"""`report.html` of a run, or a PDF, and the numbers in it as `report.json`."""

from __future__ import annotations

import json
from pathlib import Path

from cryofire.analysis.report.contents import gather_contents
from cryofire.analysis.report.page import make_page
from cryofire.analysis.report.pdf import make_pdf
from cryofire.analysis.run import Run
from cryofire.io.atomic import write_atomically, write_text_atomically
from cryofire.io.run_store import RunStore


def write_report(run: Run, out: Path | None = None, states: list[Path] | None = None) -> Path:
    """Write the page, and beside it report.json; returns where the page is.

    Args:
        out: The page, .html or .pdf; by default report.html in the run folder.
        states: Folders of `cryofire state` to show.

    Raises:
        RunError: If the run has not written its results yet.
        DataError: For a folder that is none of `cryofire state`.
    """
    path = out or RunStore(run.path).report
    contents = gather_contents(run, states or [])
    if path.suffix.lower() == ".pdf":
        document = make_pdf(contents)
        write_atomically(path, lambda partial: _write_bytes(partial, document))
    else:
        write_text_atomically(path, make_page(contents))
    write_text_atomically(path.with_suffix(".json"), json.dumps(contents.numbers, indent=1) + "\n")
    return path


def _write_bytes(path: Path, values: bytes) -> None:
    path.write_bytes(values)
