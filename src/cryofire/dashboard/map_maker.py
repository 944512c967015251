"""Maps, meshes and images for the window: made one at a time, the newest kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from skimage.measure import marching_cubes

from cryofire.analysis.movies import write_movie
from cryofire.analysis.report.pictures import png_of_array, slices, surface_level
from cryofire.core.errors import ConfigError
from cryofire.dashboard.newest import Newest
from cryofire.dashboard.run_view import Found

N_KEPT = 64
MOST_TRIANGLES = 400_000
MOST_IMAGES = 64
DIFFERENCE_LEVEL = 0.4
"""Of the largest difference of two maps: where the surfaces about what differs lie."""
DIFFERENT = 0.02
"""Of a map's largest value: less is no difference."""


class MapMaker:
    """Makes maps of conformations and keeps the newest."""

    def __init__(self) -> None:
        self._maps: Newest[np.ndarray] = Newest(N_KEPT)

    def volume(self, found: Found, z: np.ndarray) -> np.ndarray:
        """(box, box, box) of a conformation."""
        return self._maps.get((found.version, tuple(z.tolist())), lambda: found.run.volume(z if len(z) else None))


def mesh(volume: np.ndarray, level: float | None) -> dict[str, Any]:
    """Surface of a map at a level: corners (x, y, z) about the middle, voxels, and triangles.

    Raises:
        ConfigError: If the level holds nothing, or more triangles than a browser takes.
    """
    level = surface_level(volume) if level is None else level
    low, high = float(volume.min()), float(volume.max())
    if not low < level < high:
        raise ConfigError(f"level {level:.4g}: the map has {low:.4g} to {high:.4g}.")
    corners, faces, _, _ = marching_cubes(volume, level)
    if len(faces) > MOST_TRIANGLES:
        raise ConfigError(f"level {level:.4g}: {len(faces):,} triangles, more than {MOST_TRIANGLES:,}.", "take a higher level")
    middle = volume.shape[0] // 2
    return {
        "level": level,
        "least": float(np.median(volume)),
        "most": high,
        "box": volume.shape[0],
        "corners": np.ascontiguousarray(corners[:, ::-1] - middle, dtype=np.float32),
        "faces": np.ascontiguousarray(faces[:, ::-1], dtype=np.uint32),
    }


def difference_meshes(one: np.ndarray, other: np.ndarray) -> tuple[list[bytes], dict[str, Any]]:
    """Where one map has more density than another, and where less: corners and triangles of both surfaces, and their numbers.

    Raises:
        ConfigError: If the maps are alike.
    """
    difference = one - other
    least = DIFFERENT * float(np.abs(one).max())
    level = max(least, DIFFERENCE_LEVEL * float(np.abs(difference).max()))
    parts, told = [], {"level": level, "box": one.shape[0]}
    for name, values in (("more", difference), ("less", -difference)):
        made = mesh(values, level) if values.max() > level else {"corners": np.zeros((0, 3), "<f4"), "faces": np.zeros((0, 3), "<u4")}
        parts += [made["corners"].tobytes(), made["faces"].tobytes()]
        told |= {f"n_{name}_corners": len(made["corners"]), f"n_{name}_faces": len(made["faces"])}
    if told["n_more_faces"] == told["n_less_faces"] == 0:
        raise ConfigError("the two maps are alike.", "keep one map, then show another")
    return parts, told


def film(volumes: list[np.ndarray]) -> bytes:
    """Maps one after the other, there and back, as an animated GIF."""
    with tempfile.TemporaryDirectory() as folder:
        write_movie(Path(folder), volumes)
        return (Path(folder) / "movie.gif").read_bytes()


def sections(volume: np.ndarray) -> bytes:
    """The three central sections as PNG."""
    return png_of_array(slices(volume))


def montage(found: Found, rows: np.ndarray) -> bytes:
    """Images above what each particle's own volume makes of them at its pose, as PNG.

    Raises:
        ConfigError: For too many.
    """
    if not 0 < len(rows) <= MOST_IMAGES:
        raise ConfigError(f"{len(rows)} images; 1 to {MOST_IMAGES} are shown.")
    images, predicted = found.run.images(rows), found.run.predict(rows)
    tiles = np.concatenate([np.concatenate(list(part), axis=1) for part in (images, predicted)], axis=0)
    half = len(tiles) // 2
    for part in (tiles[:half], tiles[half:]):
        low, high = np.quantile(part, [0.01, 0.99])
        part[:] = np.clip((part - low) / max(high - low, 1e-9), 0, 1)
    return png_of_array(np.round(255 * tiles).astype(np.uint8))
