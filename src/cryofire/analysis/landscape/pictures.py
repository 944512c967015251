"""Plots of a landscape, each as PNG and SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cryofire.analysis.landscape.density import DeconvolvedDensity

MOST_POINTS = 20_000
"""Dots drawn, at most: beyond, a plane is shown as counts."""
WARM = "#c05621"
NUMBERED: dict[str, Any] = {
    "ha": "center",
    "va": "center",
    "fontsize": 8,
    "color": "white",
    "bbox": {"boxstyle": "circle,pad=0.2", "fc": WARM, "ec": "white"},
}
"""How the number of a map is written."""


def save(figure: Figure, path: Path) -> None:
    """Write `path` with the suffixes .png and .svg."""
    figure.savefig(path.with_suffix(".png"))
    figure.savefig(path.with_suffix(".svg"))


def plane(
    points: np.ndarray, names: tuple[str, str], marks: np.ndarray | None = None, colour: np.ndarray | None = None, colour_name: str = ""
) -> Figure:
    """Particles in a plane: how many where, or coloured by a quantity.

    Args:
        points: (n, 2).
        names: Of the axes.
        marks: (k, 2) places to number.
        colour: (n,) what to colour by.
    """
    figure, axis = _axes()
    if colour is None:
        shown = axis.hexbin(points[:, 0], points[:, 1], gridsize=80, cmap="Blues", mincnt=1, linewidths=0)
        figure.colorbar(shown, ax=axis, label="particles")
    else:
        chosen = np.random.default_rng(0).permutation(len(points))[:MOST_POINTS]
        low, high = np.quantile(colour[np.isfinite(colour)], [0.02, 0.98]) if np.isfinite(colour).any() else (0, 1)
        dots = axis.scatter(
            points[chosen, 0], points[chosen, 1], c=colour[chosen], s=3, cmap="viridis", vmin=low, vmax=high, linewidths=0, rasterized=True
        )
        figure.colorbar(dots, ax=axis, label=colour_name)
    for j, (x, y) in enumerate([] if marks is None else marks):
        axis.text(x, y, str(j), **NUMBERED)
    axis.set(xlabel=names[0], ylabel=names[1])
    return figure


def line(values: np.ndarray, name: str) -> Figure:
    """How many particles have each value."""
    figure, axis = _axes()
    axis.stairs(*np.histogram(values, 80), fill=True, color="#2b6cb0")
    axis.set(xlabel=name, ylabel="particles")
    return figure


def density(found: DeconvolvedDensity) -> Figure:
    """The raw density beside the deconvolved one, and the free energy."""
    lines = [values.numpy() for values in found.grid.lines]
    if len(lines) == 1:
        figure, axis = _axes()
        axis.plot(lines[0], found.raw, color="0.6", label="of the z found")
        axis.plot(lines[0], found.share, color="#2b6cb0", label="uncertainty taken out")
        axis.fill_between(lines[0], found.share - found.error, found.share + found.error, color="#2b6cb0", alpha=0.3, linewidth=0)
        axis.set(xlabel="PC1 of z", ylabel="share of particles")
        axis.legend()
        return figure
    figure = Figure(figsize=(13, 4), layout="constrained", dpi=110)
    energy = np.where(np.isfinite(found.free_energy_kT), found.free_energy_kT, np.nan)
    panels = [(found.raw, "share, z as found", "magma"), (found.share, "share, uncertainty taken out", "magma")]
    panels.append((np.clip(energy, 0, 6), "free energy, kT", "viridis_r"))
    for axis, (values, name, colours) in zip(figure.subplots(1, 3), panels, strict=True):
        shown = axis.pcolormesh(lines[0], lines[1], values.T, cmap=colours, rasterized=True)
        axis.set(title=name, xlabel="PC1 of z", ylabel="PC2 of z")
        figure.colorbar(shown, ax=axis)
        for k, peak in enumerate(found.grid.of(torch.from_numpy(found.peaks)).numpy()):
            axis.text(*peak, str(k), **NUMBERED)
    return figure


def leaks(share: dict[str, float]) -> Figure:
    """What z tells of quantities that are no conformation."""
    figure, axis = _axes(5.5, 0.7 + 0.4 * len(share))
    axis.barh(list(share), list(share.values()), color="#2b6cb0")
    axis.set(xlim=(min(0, *share.values()), 1), xlabel="share of the variance that z tells")
    axis.invert_yaxis()
    return figure


def _axes(width: float = 6.0, height: float = 5.0) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained", dpi=110)
    return figure, figure.subplots()
