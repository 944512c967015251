"""Surfaces of maps as pictures, drawn here: parallel rays from the viewer, light where they first meet the level."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import gaussian_filter, map_coordinates, zoom

SMALLEST_GRID = 128
"""Maps are sampled at least so finely before rays are cast, or surfaces have steps."""
SMOOTH = 0.4
"""Standard deviation of what smooths a map between its voxels, in voxels of the map."""
LIGHT = np.array([-0.45, 0.55, 0.7])
"""Towards the light, (x, y, z), z towards the viewer: from above on the left."""
TOWARDS_VIEWER = np.array([0.0, 0.0, 1.0])
AMBIENT, DIFFUSE, SHINE = 0.35, 0.6, 0.22
FADE = 0.35
"""How much darker the farthest surface is."""
WHITE = np.array([1.0, 1.0, 1.0])


@dataclass(frozen=True)
class View:
    """How a surface is looked at."""

    level: float
    """Density of the surface."""
    rotation: np.ndarray | None = None
    """(3, 3) from map coordinates (x, y, z) to those of the picture, z towards the viewer; None: along the map's z."""
    size_px: int = 240
    colour: tuple[float, float, float] = (0.42, 0.62, 0.82)
    """Red, green, blue, 0 to 1, of the surface in full light."""


def turned_about(axis: str, angle_deg: float) -> np.ndarray:
    """(3, 3) a turn about x or y, for `View.rotation`."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    if axis == "x":
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def render(volume: np.ndarray, view: View, paint: np.ndarray | None = None, colours: np.ndarray | None = None) -> np.ndarray:
    """(size, size, 3) a picture of a map's surface, uint8, on white.

    Args:
        volume: (box, box, box), (z, y, x), bright on dark.
        paint: (box, box, box) values that colour the surface, 0 to 1, such as local resolution; one colour without it.
        colours: (n, 3) colours of the values from 0 to 1; needed with `paint`.
    """
    factor = max(1.0, SMALLEST_GRID / volume.shape[0])
    rotation = np.eye(3) if view.rotation is None else np.asarray(view.rotation)
    fine = _turned(volume, rotation, factor)
    depth, is_hit = _first_hits(fine, view.level)
    rows, columns = np.nonzero(is_hit)
    at = np.stack([depth[is_hit], rows, columns]).astype(float)
    normal = -np.stack([_derivative(fine, at, axis) for axis in (2, 1, 0)], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    light = LIGHT / np.linalg.norm(LIGHT)
    facing = normal @ light
    halfway = light + TOWARDS_VIEWER
    halfway /= np.linalg.norm(halfway)
    shine = SHINE * np.clip(normal @ halfway, 0, 1) ** 30
    brightness = AMBIENT + DIFFUSE * np.clip(facing, 0, 1)
    far = 1 - at[0] / max(len(fine) - 1, 1)
    brightness *= 1 - FADE * far
    if paint is None:
        base = np.broadcast_to(np.array(view.colour), (len(rows), 3))
    else:
        assert colours is not None
        values = np.clip(map_coordinates(_turned(paint, rotation, factor), at, order=1), 0, 1)
        base = colours[np.round(values * (len(colours) - 1)).astype(int)]
    picture = np.broadcast_to(WHITE, (*is_hit.shape, 3)).copy()
    picture[is_hit] = np.clip(base * brightness[:, None] * 1.25 + shine[:, None], 0, 1)
    scale = view.size_px / picture.shape[0]
    resized = np.stack([zoom(gaussian_filter(picture[..., c], max(0.0, 0.4 / scale - 0.4)), scale, order=1) for c in range(3)], axis=-1)
    # Rows go down on a picture and y goes up.
    return np.round(255 * np.clip(resized, 0, 1)).astype(np.uint8)[::-1]


def _turned(volume: np.ndarray, rotation: np.ndarray, factor: float) -> np.ndarray:
    """The map on a finer grid, in the picture's frame (z, y, x), the steps between its voxels smoothed."""
    box, size = volume.shape[0], round(volume.shape[0] * factor)
    line = (torch.arange(size) - size // 2) / factor
    z, y, x = torch.meshgrid(line, line, line, indexing="ij")
    # The value at u is that of the map at R^T u; grid_sample counts from -1 to 1 between the outermost voxels.
    places = torch.stack([x, y, z], dim=-1) @ torch.from_numpy(np.ascontiguousarray(rotation)).float() + box // 2
    grid = places * (2 / (box - 1)) - 1
    values = torch.from_numpy(np.ascontiguousarray(volume)).float()[None, None]
    turned = torch.nn.functional.grid_sample(values, grid[None], mode="bilinear", padding_mode="border", align_corners=True)
    return gaussian_filter(turned[0, 0].numpy(), SMOOTH * factor)


def _derivative(fine: np.ndarray, at: np.ndarray, axis: int) -> np.ndarray:
    """(n,) along an axis of the array, by central differences, at (3, n) places."""
    step = np.zeros((3, 1))
    step[axis] = 1.0
    ahead, behind = (map_coordinates(fine, at + sign * step, order=1, mode="nearest") for sign in (1, -1))
    difference: np.ndarray = (ahead - behind) / 2
    return difference


def _first_hits(fine: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Where rays from large z first meet the level, and which do."""
    is_inside = fine[::-1] > level
    is_hit = np.asarray(is_inside.any(axis=0))
    first = len(fine) - 1 - is_inside.argmax(axis=0)
    above = np.minimum(first + 1, len(fine) - 1)
    inner, outer = (np.take_along_axis(fine, index[None], axis=0)[0] for index in (first, above))
    between = np.clip((inner - level) / np.maximum(inner - outer, 1e-12), 0, 1)
    return first + np.where(above > first, between, 0.0), is_hit
