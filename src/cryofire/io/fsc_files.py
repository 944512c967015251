"""Fourier shell correlations as files: a table of all curves, and the XML that EMDB takes with a deposited map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from cryofire.io.atomic import write_text_atomically


def write_fsc_table(path: Path, frequency_per_A: np.ndarray, curves: Mapping[str, np.ndarray]) -> None:
    """CSV: shell, frequency (1/Angstrom), resolution (Angstrom, empty for shell 0), then each curve."""
    lines = [",".join(["shell", "frequency_per_A", "resolution_A", *curves])]
    for shell, frequency in enumerate(frequency_per_A):
        resolution = f"{1 / frequency:.4f}" if frequency > 0 else ""
        lines.append(",".join([str(shell), f"{frequency:.6f}", resolution, *(f"{values[shell]:.6f}" for values in curves.values())]))
    write_text_atomically(path, "\n".join(lines) + "\n")


def write_fsc_xml(path: Path, frequency_per_A: np.ndarray, fsc: np.ndarray, title: str) -> None:
    """One curve as EMDB's FSC schema has it, shell 0 left out."""
    root = ElementTree.Element("fsc", {"title": title, "xaxis": "Resolution (A-1)", "yaxis": "Correlation Coefficient"})
    for x, y in zip(frequency_per_A[1:], fsc[1:], strict=True):
        coordinate = ElementTree.SubElement(root, "coordinate")
        ElementTree.SubElement(coordinate, "x").text = f"{x:.6f}"
        ElementTree.SubElement(coordinate, "y").text = f"{y:.6f}"
    ElementTree.indent(root)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
    write_text_atomically(path, text)
