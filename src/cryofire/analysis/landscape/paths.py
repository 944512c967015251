"""Ways through the conformations that particles have, from one particle to another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import torch
from jaxtyping import Float
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from sklearn.neighbors import kneighbors_graph

from cryofire.analysis.landscape.density import DeconvolvedDensity
from cryofire.core.errors import ConfigError, DataError

MOST_POINTS = 20_000
"""Particles that a way may go over, drawn at random."""
N_NEIGHBOURS = 10
SLOWEST = 1e-3
"""Speed where nobody is, as a share of the greatest."""


class PathKind(Enum):
    """How a way from particle to particle is found."""

    NEIGHBOURS = "neighbours"
    """Over a graph of nearest neighbours."""
    DENSITY = "density"
    """In the least time over the density of conformations, whose speed is the density."""
    STRAIGHT = "straight"


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
                message = f"no way over neighbours leads from particle {begin} to particle {end}: they lie in clouds apart."
                raise DataError(message, "take --path-by straight")
            leg.append(int(before[leg[-1]]))
        order += leg[::-1][1:]
    particles = rows[order]
    return LatentPath(z[particles], particles) if n is None else LatentPath(evenly_along(z[particles], n), np.full(n, -1))


def through_density(z: Float[np.ndarray, "n z"], stops: Sequence[int], found: DeconvolvedDensity, n: int) -> LatentPath:
    """The way of least time over the grid of a density, at a speed that is the density: along valleys, over the lowest saddles.

    In the directions that the grid does not have, z goes in a straight line from stop to stop.

    Source: minimum-time paths over the density of conformations as in Gilles & Singer, RECOVAR (PNAS 2025); shortest paths on the grid's
    graph in place of fast marching.
    """
    _check(len(z), stops)
    grid = found.grid
    lines = [line.numpy() for line in grid.lines]
    slowness = 1 / (found.share + SLOWEST * found.share.max())
    graph = _grid_graph(slowness)
    on_grid = grid.of(torch.from_numpy(z[list(stops)]).float()).numpy()
    at = [[int(np.abs(line - x).argmin()) for line, x in zip(lines, point, strict=True)] for point in on_grid]
    nodes = [int(np.ravel_multi_index(index, grid.shape)) for index in at]
    off = z[list(stops)] - grid.back(torch.from_numpy(on_grid)).numpy()
    corners = []
    for leg, (begin, end) in enumerate(itertools.pairwise(nodes)):
        _, before = dijkstra(graph, directed=False, indices=begin, return_predecessors=True)
        way = [end]
        while way[-1] != begin:
            way.append(int(before[way[-1]]))
        places = np.stack([line[index] for line, index in zip(lines, np.unravel_index(way[::-1], grid.shape), strict=True)], axis=1)
        places[0], places[-1] = on_grid[leg], on_grid[leg + 1]
        share = np.linspace(0, 1, len(places))[:, None]
        inside = grid.back(torch.from_numpy(places).float()).numpy()
        corners.append(inside + (1 - share) * off[leg] + share * off[leg + 1])
    return LatentPath(evenly_along(np.concatenate(corners), n).astype(z.dtype), np.full(n, -1))


def _grid_graph(slowness: np.ndarray) -> csr_matrix:
    """Neighbours on a grid, diagonals too; a step costs its length times the mean slowness of its ends."""
    index = np.arange(slowness.size).reshape(slowness.shape)
    rows, columns, costs = [], [], []
    for step in itertools.product((-1, 0, 1), repeat=slowness.ndim):
        if step <= (0,) * slowness.ndim:
            continue
        one = tuple(slice(max(0, -s), n - max(0, s)) for s, n in zip(step, slowness.shape, strict=True))
        other = tuple(slice(max(0, s), n - max(0, -s)) for s, n in zip(step, slowness.shape, strict=True))
        rows.append(index[one].ravel())
        columns.append(index[other].ravel())
        costs.append((np.linalg.norm(step) * (slowness[one] + slowness[other]) / 2).ravel())
    return csr_matrix((np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))), (slowness.size, slowness.size))


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
