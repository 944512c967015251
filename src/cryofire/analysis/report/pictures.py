"""The pictures of a report, as bytes of PNG files."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imsave
from sklearn.decomposition import PCA

from cryofire.analysis.render import View, render, turned_about
from cryofire.analysis.report.contents import Contents, StateFolder
from cryofire.validation.particle_mask import BRIGHT

RGB = tuple[float, float, float]
INK, ACCENT, WARM = "#1f2933", "#2b6cb0", "#c05621"
SURFACE_SHARE = 0.22
"""Of the brightest density above the ground that a surface is drawn at."""
MAP_PX = 240


def surface_level(volume: np.ndarray) -> float:
    """A level that shows the whole molecule."""
    ground, bright = float(np.median(volume)), float(np.quantile(volume, BRIGHT))
    return ground + SURFACE_SHARE * (bright - ground)


def shown_box(volumes: list[np.ndarray], levels: list[float]) -> int:
    """Voxels a side of the central cube that holds all surfaces from every side."""
    if not volumes:
        return 0
    box = volumes[0].shape[0]
    line = np.arange(box) - box // 2
    radius = np.sqrt(line[:, None, None] ** 2 + line[:, None] ** 2 + line**2)
    furthest = max(
        float(np.quantile(radius[v > level], 0.999)) if (v > level).any() else box / 2 for v, level in zip(volumes, levels, strict=True)
    )
    return int(min(box, 2 * np.ceil(furthest + 2)))


def cropped(volume: np.ndarray, size: int) -> np.ndarray:
    """The central cube of a map."""
    start = volume.shape[0] // 2 - size // 2
    inside = slice(start, start + size)
    return volume[inside, inside, inside]


def surfaces(
    volumes: list[np.ndarray], colours: Sequence[RGB] | None = None, size_px: int = MAP_PX
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of each map two pictures, along z and from the side, all at one scale and level.

    Args:
        colours: Of each map; by default each has its own.
    """
    if not volumes:
        return
    level = float(np.median([surface_level(volume) for volume in volumes]))
    size = shown_box(volumes, [level] * len(volumes))
    for volume, colour in zip(volumes, colours or _series_colours(len(volumes)), strict=True):
        inner = cropped(volume, size)
        yield tuple(render(inner, View(level, turn, size_px, colour)) for turn in (None, turned_about("y", 90)))  # type: ignore[misc]


def _series_colours(n: int) -> list[RGB]:
    vivid = mpl.colormaps["turbo"](np.linspace(0.1, 0.9, n))[:, :3] if n > 1 else [to_rgb("#6b9fd4")]
    return [(0.35 + 0.65 * r, 0.35 + 0.65 * g, 0.35 + 0.65 * b) for r, g, b in vivid]


def slices(volume: np.ndarray) -> np.ndarray:
    """(3 box, box) the three central sections of a map, side by side, grey values 0 to 255."""
    middle = volume.shape[0] // 2
    sections = [volume[middle], volume[:, middle], volume[:, :, middle]]
    low, high = np.quantile(volume, [0.01, BRIGHT])
    scaled = np.clip((np.concatenate(sections, axis=1) - low) / max(high - low, 1e-12), 0, 1)
    return np.round(255 * scaled[::-1]).astype(np.uint8)


def coloured_by_resolution(state: StateFolder) -> tuple[list[np.ndarray], float, float]:
    """A state's surface from two sides, coloured by its local resolution; the resolutions at the ends of the colours, Angstrom."""
    level = surface_level(state.volume)
    inside = state.local_resolution_A[state.volume > level]
    low, high = (float(v) for v in np.quantile(inside, [0.02, 0.98])) if len(inside) else (0.0, 1.0)
    size = shown_box([state.volume], [level])
    paint = (cropped(state.local_resolution_A, size) - low) / max(high - low, 1e-6)
    colours = mpl.colormaps["turbo"](np.linspace(0, 1, 256))[:, :3]
    turns = (None, turned_about("y", 90))
    return [render(cropped(state.volume, size), View(level, turn, MAP_PX), paint, colours) for turn in turns], low, high


def landscape(contents: Contents) -> Figure | None:
    """Density of z along its first two principal components, of particles that show the molecule, and where the maps are."""
    z = contents.particles.z[contents.particles.tells_z]
    if z.shape[1] == 0:
        return None
    figure, axis = _axes(5.6, 4.6)
    if z.shape[1] == 1:
        axis.hist(z[:, 0], bins=80, color=ACCENT)
        axis.set(xlabel="z", ylabel="particles")
        return figure
    pca = PCA(2).fit(z)
    points = pca.transform(z)
    shown = axis.hexbin(points[:, 0], points[:, 1], gridsize=70, cmap="Blues", mincnt=1, linewidths=0)
    if contents.clusters is not None:
        for j, (x, y) in enumerate(pca.transform(contents.clusters.representatives)):
            axis.text(
                x,
                y,
                str(j),
                ha="center",
                va="center",
                fontsize=9,
                color="white",
                bbox={"boxstyle": "circle,pad=0.25", "fc": WARM, "ec": "white"},
            )
    shares = pca.explained_variance_ratio_
    axis.set(xlabel=f"PC1 of z ({shares[0]:.0%} of variance)", ylabel=f"PC2 ({shares[1]:.0%})")
    figure.colorbar(shown, ax=axis, label="particles")
    return figure


def histograms(contents: Contents) -> Figure:
    """Odds, contrast, confidence and shifts of the particles, whichever there are."""
    columns = [("log odds of the molecule, nats", contents.particles.odds), ("contrast", contents.contrast)]
    columns += [("confidence", contents.particles.confidence), ("shift, px", np.asarray(contents.particles.poses.shifts_px).ravel())]
    known = [(name, values) for name, values in columns if values is not None]
    figure = Figure(figsize=(2.7 * len(known), 2.4), layout="constrained", dpi=110)
    for axis, (name, values) in zip(figure.subplots(1, len(known), squeeze=False)[0], known, strict=True):
        # Of junk, odds go far below all others: what is beyond the ends counts in the outermost bins.
        ends = np.quantile(values, [0.005, 0.995])
        axis.stairs(*np.histogram(np.clip(values, *ends), 60), fill=True, color=ACCENT)
        axis.set_xlabel(name)
        axis.tick_params(labelsize=8)
        if name.startswith("log odds"):
            axis.axvline(0, color=WARM, lw=1)
    return figure


def views(contents: Contents) -> Figure:
    """How many particles look from each direction."""
    direction = np.asarray(contents.particles.poses.rotations, dtype=float)[:, 2]
    figure = Figure(figsize=(5.6, 3.0), layout="constrained", dpi=110)
    axis = figure.add_subplot(projection="mollweide")
    longitude = np.arctan2(direction[:, 1], direction[:, 0])
    # Bins of equal area: even steps of longitude and of the sine of latitude.
    counts, x, sine = np.histogram2d(longitude, np.clip(direction[:, 2], -1, 1), bins=(36, 18), range=[[-np.pi, np.pi], [-1, 1]])
    shown = axis.pcolormesh(x, np.arcsin(sine), counts.T, cmap="viridis")
    axis.set_xticklabels([])
    axis.tick_params(labelsize=7)
    figure.colorbar(shown, ax=axis, label="particles a bin of equal area", shrink=0.8)
    return figure


def correlations(contents: Contents) -> Figure | None:
    """Correlation of half maps by resolution: of the run, and of states given."""
    if contents.evidence is None and not contents.states:
        return None
    figure, axis = _axes(5.6, 3.6)
    if contents.evidence is not None:
        fsc = np.array(contents.evidence.half_correlation)
        box_A = contents.pixel_size_A * (contents.maps[0].shape[0] if contents.maps else len(fsc) * 2)
        axis.plot(np.arange(len(fsc)) / box_A, fsc, color=INK, label="mean map, unmasked (shared poses)")
    if contents.apart is not None:
        best = "corrected" if "corrected" in contents.apart.curves else "unmasked"
        axis.plot(contents.apart.frequency_per_A, contents.apart.curves[best], label=f"mean map, refined apart, {best}")
    for state in contents.states:
        best = "corrected" if "corrected" in state.curves else "unmasked"
        axis.plot(state.frequency_per_A, state.curves[best], label=f"{state.name}, {best}")
    axis.axhline(0.143, color="0.6", lw=0.8, ls="--")
    axis.axhline(0.5, color="0.6", lw=0.8, ls=":")
    axis.set(xlabel="1 / Angstrom", ylabel="FSC", ylim=(-0.1, 1.03))
    axis.legend(fontsize=8)
    return figure


def learning(contents: Contents) -> Figure | None:
    """How well images were explained as the run went on; losses of networks."""
    curves: dict[str, tuple[list[float], list[float]]] = {}
    for line in contents.metrics:
        for name in ("log_likelihood", "loss"):
            if name in line and np.isfinite(line[name]):
                x, y = curves.setdefault(f"{line.get('stage', 'network')}: {name.replace('_', '-')}", ([], []))
                x.append(float(line.get("seconds", len(x))) / 60)
                y.append(float(line[name]))
    if not curves:
        return None
    figure = Figure(figsize=(3.7 * len(curves), 2.7), layout="constrained", dpi=110)
    for axis, (name, (x, y)) in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves.items(), strict=True):
        axis.plot(x, y, color=ACCENT, marker=".", ms=4, lw=1)
        axis.set_title(name, fontsize=9)
        axis.set_xlabel("minutes")
        axis.tick_params(labelsize=8)
    return figure


def png_of_figure(figure: Figure) -> bytes:
    """A figure as the bytes of a PNG file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def png_of_array(picture: np.ndarray) -> bytes:
    """(h, w) grey or (h, w, 3) colours, uint8, as the bytes of a PNG file."""
    buffer = io.BytesIO()
    imsave(buffer, picture, cmap="gray", vmin=0, vmax=255, format="png")
    return buffer.getvalue()


def _axes(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained", dpi=110)
    return figure, figure.subplots()
