"""A report as a PDF: the pictures of the page, a sheet each, after one with the verdict and all numbers."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from cryofire.analysis.report import pictures
from cryofire.analysis.report.contents import Contents

A4_IN = (8.27, 11.69)
LINES = 88
"""Of text on a sheet."""
LETTERS = 104
"""Of a line."""


def make_pdf(contents: Contents) -> bytes:
    """The whole document."""
    buffer = io.BytesIO()
    with PdfPages(buffer, metadata={"Title": f"CryoFIRE: {contents.run.path.resolve().name}"}) as document:
        for sheet in _sheets(contents):
            document.savefig(sheet)
    return buffer.getvalue()


def text_of(contents: Contents) -> list[str]:
    """Verdict, numbers and commands, a line each."""
    provenance = contents.settings.get("provenance") or {}
    lines = [f"CryoFIRE: {contents.run.path.resolve().name}", f"version {provenance.get('version')}, commit {provenance.get('commit')}", ""]
    lines += [f"verdict: {contents.verdict.verdict.value}", *(f"- {reason.text}" for reason in contents.verdict.reasons), ""]
    lines += [*_flat(contents.numbers), "", "command:", str(provenance.get("command", ""))]
    return [part for line in lines for part in (textwrap.wrap(line, LETTERS) or [""])]


def _flat(values: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}, ")
        else:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{before}{name}: {shown}"


def _sheets(contents: Contents) -> Iterator[Figure]:
    lines = text_of(contents)
    for begin in range(0, len(lines), LINES):
        sheet = Figure(figsize=A4_IN)
        sheet.text(0.06, 0.96, "\n".join(lines[begin : begin + LINES]), va="top", family="monospace", fontsize=7)
        yield sheet
    sides = list(pictures.surfaces(contents.maps))
    for begin in range(0, len(sides), 5):
        sheet = Figure(figsize=A4_IN, layout="constrained")
        axes = sheet.subplots(5, 3, squeeze=False)
        for axis in axes.flat:
            axis.set_axis_off()
        for row, (views, volume) in enumerate(zip(sides[begin : begin + 5], contents.maps[begin : begin + 5], strict=True)):
            for column, picture in enumerate((*views, pictures.slices(volume))):
                axes[row, column].imshow(picture, cmap="gray")
            axes[row, 0].set_title(f"vol_{begin + row:03d}.mrc", fontsize=8, loc="left")
        yield sheet
    figures = (pictures.landscape, pictures.correlations, pictures.histograms, pictures.views, pictures.learning)
    for make in figures:
        figure = make(contents)
        if figure is not None:
            yield figure
