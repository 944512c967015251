"""Maps of conformations by the images near them, for the window: made one at a time, the newest kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cryofire.dashboard.map_maker import mesh
from cryofire.dashboard.newest import Newest
from cryofire.dashboard.run_view import Found
from cryofire.validation.local_resolution import local_resolution

N_KEPT = 8
ENDS = (5, 95)
"""Quantiles, percent, of the surface's resolutions at which its colours end."""


@dataclass(frozen=True)
class LocalMap:
    """The half maps' mean, each shell at each place by as much as they agree there."""

    filtered: np.ndarray
    """(box, box, box)."""
    resolution_A: np.ndarray
    """(box, box, box) where the halves cease to agree at each place, Angstrom."""
    note: str
    """What such a resolution is worth."""


class StateMaker:
    """Makes them and keeps the newest."""

    def __init__(self) -> None:
        self._maps: Newest[LocalMap] = Newest(N_KEPT)

    def local(self, found: Found, z: np.ndarray) -> LocalMap:
        """Of a conformation. All images are read: a minute for ten thousand of them on two cores.

        Raises:
            DataError: If too few particles show the molecule, or the images are not there.
        """
        return self._maps.get((found.version, tuple(z.tolist())), lambda: _local_map(found, z))


def _local_map(found: Found, z: np.ndarray) -> LocalMap:
    state = found.run.state(z if len(z) else None)
    local = local_resolution(state.one, state.other, state.pixel_size_A)
    return LocalMap(local.filtered.numpy(), local.resolution_A.numpy(), state.note)


def local_mesh(local: LocalMap, level: float | None) -> dict[str, Any]:
    """As `mesh`, with the resolution at each corner (Angstrom) and the two at which colours end.

    Raises:
        ConfigError: If the level holds nothing, or more triangles than a browser takes.
    """
    made = mesh(local.filtered, level)
    x, y, z = (np.round(made["corners"]).astype(int) + local.filtered.shape[0] // 2).T
    at_corners = np.ascontiguousarray(local.resolution_A[z, y, x], dtype=np.float32)
    finest, coarsest = np.percentile(at_corners, ENDS)
    return made | {"resolution_A": at_corners, "finest_A": float(finest), "coarsest_A": float(coarsest), "note": local.note}
