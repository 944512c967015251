"""A ChimeraX script that opens maps as a series: one level for all, colours along the series, a slider to play them.

Each map is a model of its own and the slider is `mseries`. ChimeraX's volume series (`vseries`) would hand the colour of the
map on show to the next one, and the colours would be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex

from cryofire.io.atomic import write_text_atomically

SCRIPT = "open.cxc"
TOP_SHARE = 0.01
"""Share of voxels that the level encloses where the mass is not known: what ChimeraX itself shows at first."""
A3_PER_DALTON = 1.21
"""Volume of protein: partial specific volume 0.73 cm3/g."""
COLORMAP = "turbo"
ENDS = (0.08, 0.92)
"""The part of the colour map in use: its ends are too dark."""


def enclosing_level(volume: np.ndarray, pixel_size_A: float, mass_kDa: float | None = None) -> float:
    """The level that encloses a molecule's volume, or the brightest voxels.

    Args:
        volume: (z, y, x), density positive.
        pixel_size_A: Of the map.
        mass_kDa: Of the molecule, as protein; None for the top 1 % of voxels.
    """
    n_voxels = TOP_SHARE * volume.size if mass_kDa is None else mass_kDa * 1000 * A3_PER_DALTON / pixel_size_A**3
    return float(np.quantile(volume, 1 - min(max(n_voxels / volume.size, 0.0), 1.0)))


def write_open_script(folder: Path, names: Sequence[str], levels: Sequence[float]) -> Path:
    """Write `open.cxc`; ChimeraX runs it in its own folder, so maps are named without one.

    Args:
        folder: The folder of the maps.
        names: Their file names, in the order of the series.
        levels: A good level of each; all are shown at the median, so that they can be compared.
    """
    n = len(names)
    models = "#1" if n == 1 else f"#1-{n}"
    title = f"# {n} map{'s' if n > 1 else ''} of CryoFIRE. Open this file in a ChimeraX without other models."
    lines = [title, *(f"open {_quoted(name)}" for name in names)]
    lines.append(f"volume {models} style surface step 1 level {float(np.median(levels)):.6g}")
    colours = mpl.colormaps[COLORMAP](np.linspace(*ENDS, n)) if n > 1 else [(0.63, 0.75, 0.85)]
    lines += [f"volume #{i} color {to_hex(colour)}" for i, colour in enumerate(colours, start=1)]
    lines += ["set bgColor white", "lighting soft", "graphics silhouettes true"]
    if n > 1:
        lines.append(f"mseries slider {models}")
    lines.append("view")
    path = folder / SCRIPT
    write_text_atomically(path, "\n".join(lines) + "\n")
    return path


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
