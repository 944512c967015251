"""Ways through the conformations that particles have, from one particle to another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.sparse.csgraph import dijkstra
from sklearn.neighbors import kneighbors_graph

from cryofire.core.errors import ConfigError, DataError

MOST_POINTS = 20_000
"""Particles that a way may go over, drawn at random."""
N_NEIGHBOURS = 10


@dataclass(frozen=True)
class LatentPath:
    """Conformations one after the other."""

    z: Float[np.ndarray, "m z"]
    particles: np.ndarray
    """(m,) row of the particle that has each conformation; -1 in between particles."""


def straight(z: Float[np.ndarray, "n z"], stops: Sequence[int], n: int) -> LatentPath:
    """A straight line from stop to stop, evenly spaced.

    Args:
        stops: Particles, two or more.
        n: Conformations.
    """
    _check(len(z), stops)
    return LatentPath(evenly_along(z[list(stops)], n), np.full(n, -1))


def along_data(z: Float[np.ndarray, "n z"], stops: Sequence[int], n: int | None = None, seed: int = 0) -> LatentPath:
    """The shortest way over a graph of nearest neighbours: through conformations that particles have, not through empty space.

    A step costs its squared length, so that many short steps are cheaper than one leap.

    Args:
        n: Conformations, evenly spaced along it; by default each particle that it goes over.

    Raises:
        DataError: If no way leads from one stop to the next.
    """
    _check(len(z), stops)
    rows = np.random.default_rng(seed).permutation(len(z))[:MOST_POINTS]
    rows = np.union1d(rows, stops)
    graph = kneighbors_graph(z[rows], min(N_NEIGHBOURS, len(rows) - 1), mode="distance")
    graph.data = np.square(graph.data) + 1e-12
    graph = graph.maximum(graph.T)
    at = {int(row): j for j, row in enumerate(rows)}
    order = [at[int(stops[0])]]
    for begin, end in itertools.pairwise(stops):
        _, before = dijkstra(graph, directed=False, indices=at[int(begin)], return_predecessors=True)
        leg = [at[int(end)]]
        while leg[-1] != at[int(begin)]:
            if before[leg[-1]] < 0:
                raise DataError(
                    f"no way over neighbours leads from particle {begin} to particle {end}: they lie in clouds apart.", "take --straight"
                )
            leg.append(int(before[leg[-1]]))
        order += leg[::-1][1:]
    particles = rows[order]
    return LatentPath(z[particles], particles) if n is None else LatentPath(evenly_along(z[particles], n), np.full(n, -1))


def evenly_along(corners: Float[np.ndarray, "m z"], n: int) -> Float[np.ndarray, "n z"]:
    """(n, z) points at equal steps along straight lines between corners, both ends included."""
    steps = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, length[-1], n)
    return np.stack([np.interp(wanted, length, corners[:, j]) for j in range(corners.shape[1])], axis=1).astype(corners.dtype)


def _check(n: int, stops: Sequence[int]) -> None:
    if len(stops) < 2:
        raise ConfigError("a path goes from one particle to another, and only one was given.", "--path 12,4801")
    outside = [stop for stop in stops if not 0 <= stop < n]
    if outside:
        raise ConfigError(f"--path: particle {outside[0]}; the {n:,} particles are rows 0 to {n - 1:,}.")
