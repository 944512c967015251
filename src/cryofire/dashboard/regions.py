"""Selections as they were drawn: polygons in a plane of two columns, joined one after the other, resolved over all particles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import numpy as np
from matplotlib.path import Path as PolygonPath

from cryofire.core.errors import ConfigError

MOST_REGIONS, MOST_CORNERS = 64, 5000
AT_ONCE = 200_000
MICROGRAPH = "micrograph"
"""Column of the number of each particle's micrograph, from 0."""


class Join(Enum):
    """What a region does to the selection of those before it."""

    OR = "or"
    AND = "and"
    MINUS = "minus"


@dataclass(frozen=True)
class Region:
    """A polygon in the plane of two columns, or a range of one."""

    x: str
    y: str | None
    """None for a range of x alone."""
    corners: tuple[tuple[float, float], ...]
    """(x, y) in the columns' own units; for a range its two ends, y unused."""
    join: Join = Join.OR
    is_in_use: bool = True
    micrograph: int | None = None
    """Number of the micrograph whose particles alone it may hold; None for all."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "join": self.join.value}


def region_from(values: Any) -> Region:
    """A region from the JSON that a browser sends.

    Raises:
        ConfigError: For anything that is none: missing parts, numbers that are not finite, too many corners.
    """
    try:
        corners = tuple((float(x), float(y)) for x, y in values["corners"])
        y = values.get("y")
        join, is_in_use = Join(values.get("join", "or")), bool(values.get("is_in_use", True))
        one = values.get("micrograph")
        found = Region(str(values["x"]), None if y is None else str(y), corners, join, is_in_use, None if one is None else int(one))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"a region has columns x and y, corners and a join: {error}.") from None
    fewest = 2 if found.y is None else 3
    if not fewest <= len(corners) <= MOST_CORNERS:
        raise ConfigError(f"a region of {len(corners)} corners; {fewest} to {MOST_CORNERS} make one.")
    if not np.isfinite(corners).all():
        raise ConfigError("a region has a corner that is no number.")
    return found


def resolve(regions: Sequence[Region], column: Callable[[str], np.ndarray], n: int) -> np.ndarray:
    """(n,) which particles the regions hold, each joined to those before it; nobody without regions.

    Args:
        column: Values of all particles by name; raises for one that there is not.

    Raises:
        ConfigError: For too many regions.
    """
    if len(regions) > MOST_REGIONS:
        raise ConfigError(f"{len(regions)} regions; at most {MOST_REGIONS} are joined.")
    held = np.zeros(n, dtype=bool)
    is_first = True
    for region in regions:
        if not region.is_in_use:
            continue
        inside = holds(region, column)
        if is_first:
            # The first has nothing to be joined to; `minus` takes it from all.
            held = ~inside if region.join is Join.MINUS else inside
        elif region.join is Join.OR:
            held |= inside
        elif region.join is Join.AND:
            held &= inside
        else:
            held &= ~inside
        is_first = False
    return held


def holds(region: Region, column: Callable[[str], np.ndarray]) -> np.ndarray:
    """(n,) which particles lie inside a region."""
    inside = _encloses(region, column)
    return inside if region.micrograph is None else inside & (column(MICROGRAPH) == region.micrograph)


def _encloses(region: Region, column: Callable[[str], np.ndarray]) -> np.ndarray:
    x = column(region.x)
    if region.y is None:
        low, high = sorted(corner[0] for corner in region.corners)
        inside: np.ndarray = (x >= low) & (x <= high)
        return inside
    y, polygon = column(region.y), PolygonPath(np.array(region.corners))
    (left, bottom), (right, top) = np.min(region.corners, axis=0), np.max(region.corners, axis=0)
    inside = np.zeros(len(x), dtype=bool)
    near = np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
    for rows in np.array_split(near, max(1, len(near) // AT_ONCE)):
        inside[rows] = polygon.contains_points(np.stack([x[rows], y[rows]], axis=1))
    return inside
