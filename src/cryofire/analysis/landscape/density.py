"""How many particles have each conformation, their own uncertainty taken out; states, their populations and free energies.

Each image tells its z with an error, so the z found are spread more widely than conformations are (or, as means under a prior, drawn
together). Here the density is the one under which the images are likeliest: on a grid of the leading directions, by
expectation-maximisation, for as many rounds as make images likeliest that were held out. More rounds sharpen noise.
Source: nonparametric maximum likelihood (Laird, JASA 1978; for images of conformations see Gilles & Singer, PNAS 2025, which deconvolves
a kernel density by least squares); rounds by cross-validation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.ndimage import gaussian_filter
from torch import Tensor

from cryofire.inference.latent_density import LatentLikelihood

MOST_PARTICLES = 10_000
"""Drawn at random, beyond that."""
GRID = {1: 160, 2: 48}
"""Points a side, for one direction and for two."""
MOST_ROUNDS = 100
PATIENCE = 20
"""Rounds without a better likelihood of images held out after which it is over."""
N_BOOTSTRAP = 20
LEAST_SHARE = 0.03
"""A state holds at least this share of the particles."""
PERSISTENCE = 0.3
"""The saddle to a higher state is at most this share of a state's own peak, or they are one."""


CLEAR_SDS = 3.0
"""And it is lower by this many standard deviations of particles drawn anew."""
SMOOTH = 1.0
"""Standard deviation of what smooths a density before its peaks are looked for, points of the grid."""


@dataclass(frozen=True)
class LatentGrid:
    """A grid over the leading directions of z."""

    mean: Float[Tensor, " z"]
    axes: Float[Tensor, "d z"]
    """Unit vectors, orthogonal: principal components of z."""
    lines: tuple[Float[Tensor, " g"], ...]
    """Coordinates along each."""

    @property
    def points(self) -> Float[Tensor, "m d"]:
        """All of them."""
        return torch.stack(torch.meshgrid(*self.lines, indexing="ij"), dim=-1).flatten(0, -2)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(line) for line in self.lines)

    def of(self, z: Float[Tensor, "n z"]) -> Float[Tensor, "n d"]:
        """Coordinates of conformations."""
        return (z - self.mean) @ self.axes.T

    def back(self, coordinates: Float[Tensor, "n d"]) -> Float[Tensor, "n z"]:
        """Conformations at coordinates, the other directions at their means."""
        return self.mean + coordinates @ self.axes


@dataclass(frozen=True)
class DeconvolvedDensity:
    """Shares of the particles on a grid."""

    grid: LatentGrid
    share: Float[np.ndarray, "*grid"]
    """Of the particles at each point; 1 in all."""
    error: Float[np.ndarray, "*grid"]
    """Its standard deviation over particles drawn anew."""
    raw: Float[np.ndarray, "*grid"]
    """Of the z found, smoothed by a kernel: what is seen without deconvolution."""
    rounds: int
    basin: Int[np.ndarray, "*grid"]
    """State that each point belongs to, from 0, most populated first."""
    populations: Float[np.ndarray, " k"]
    population_errors: Float[np.ndarray, " k"]
    peaks: Float[np.ndarray, "k z"]
    """The likeliest conformation of each state."""

    @property
    def free_energy_kT(self) -> Float[np.ndarray, "*grid"]:
        """-ln share, 0 at the deepest point; infinite where nobody is."""
        with np.errstate(divide="ignore"):
            energy: np.ndarray = -np.log(self.share / self.share.max())
        return energy

    def state_energies_kT(self) -> tuple[np.ndarray, np.ndarray]:
        """Free energy of each state over the most populated one, and its error; kT."""
        relative = self.population_errors / self.populations
        energies = -np.log(self.populations / self.populations[0])
        return energies, np.where(np.arange(len(energies)) == 0, 0.0, np.hypot(relative, relative[0]))


def deconvolve(
    z: Float[Tensor, "n z"], seen: LatentLikelihood, n_axes: int = 2, seed: int = 0, n_bootstrap: int = N_BOOTSTRAP
) -> DeconvolvedDensity:
    """The density of conformations along the leading directions of z; the other directions are integrated out under their prior N(0, 1).

    Args:
        z: Found, under the prior N(0, 1).
        seen: What each image alone says.
        n_axes: 1 or 2.
    """
    chosen = torch.randperm(len(z), generator=torch.Generator().manual_seed(seed))[:MOST_PARTICLES]
    z, seen = z[chosen], seen.take(chosen)
    grid = latent_grid(z, min(n_axes, z.shape[1]))
    likelihood = _likelihood_on(grid, seen)
    half = len(z) // 2
    rounds = _rounds_by_held_out(likelihood[:half], likelihood[half:])
    share = _maximise(likelihood, torch.ones(len(z)), rounds)
    generator = torch.Generator().manual_seed(seed)
    drawn = [
        _maximise(likelihood, torch.bincount(torch.randint(len(z), (len(z),), generator=generator), minlength=len(z)).float(), rounds)
        for _ in range(n_bootstrap)
    ]
    again = torch.stack(drawn).numpy() if drawn else share[None].numpy()
    density = share.numpy().reshape(grid.shape)
    ones = torch.ones(len(z))
    halves = [_maximise(part, ones[: len(part)], rounds).numpy().reshape(grid.shape) for part in (likelihood[:half], likelihood[half:])]
    # States that either half shows in the density of the other: what noise has piled up in one, the other does not have.
    n_states = min(int(basins(own, other).max()) + 1 for own, other in (halves, halves[::-1]))
    basin = basins(density, density, n_states)
    populations = np.bincount(basin.ravel(), weights=density.ravel())
    spread = np.stack([np.bincount(basin.ravel(), weights=each, minlength=len(populations)) for each in again]).std(axis=0)
    peaks = np.array([int(np.where(basin.ravel() == k, density.ravel(), -1).argmax()) for k in range(len(populations))])
    return DeconvolvedDensity(
        grid,
        density,
        again.std(axis=0).reshape(grid.shape),
        _kernel_density(grid.of(z).numpy(), grid),
        rounds,
        basin,
        populations,
        spread,
        grid.back(grid.points[torch.from_numpy(peaks)]).numpy(),
    )


def latent_grid(z: Float[Tensor, "n z"], n_axes: int) -> LatentGrid:
    """Principal components of z, a little beyond what was found along each."""
    mean = z.mean(dim=0)
    _, _, right = torch.linalg.svd((z - mean).double(), full_matrices=False)
    axes = right[:n_axes].float()
    along = (z - mean) @ axes.T
    ends = torch.quantile(along, torch.tensor([0.002, 0.998]), dim=0)
    margin = 0.25 * (ends[1] - ends[0])
    lines = tuple(torch.linspace(float(ends[0, j] - margin[j]), float(ends[1, j] + margin[j]), GRID[n_axes]) for j in range(n_axes))
    return LatentGrid(mean, axes, lines)


def _likelihood_on(grid: LatentGrid, seen: LatentLikelihood) -> Float[Tensor, "n m"]:
    """Of each image at each point, up to a factor of the image: exp(-z' L z / 2 + e' z), other directions integrated out."""
    n_axes, dims = grid.axes.shape
    _, _, basis = torch.linalg.svd(grid.axes.double(), full_matrices=True)
    frame = torch.cat([grid.axes, basis[n_axes:].float()])  # the axes, then what is orthogonal to all of them
    precision = frame @ seen.precision @ frame.T
    # About the mean: z = mean + frame' u.
    pull = (seen.pull - (seen.precision @ grid.mean[:, None])[..., 0]) @ frame.T
    own, other = slice(0, n_axes), slice(n_axes, dims)
    kept, pulled = precision[:, own, own], pull[:, own]
    if dims > n_axes:
        # The prior of what is integrated out is N(0, 1) about zero, not about the mean.
        prior_mean = -(frame[other] @ grid.mean)
        inverse = torch.linalg.inv(precision[:, other, other] + torch.eye(dims - n_axes))
        mixed = precision[:, own, other] @ inverse
        kept = kept - mixed @ precision[:, other, own]
        pulled = pulled - (mixed @ (pull[:, other] + prior_mean)[..., None])[..., 0]
    points = grid.points
    squares = (points[:, :, None] * points[:, None, :]).flatten(1)
    log = pulled @ points.T - 0.5 * kept.flatten(1) @ squares.T
    return (log - log.max(dim=1, keepdim=True).values).exp()


def _maximise(likelihood: Float[Tensor, "n m"], counts: Float[Tensor, " n"], rounds: int) -> Float[Tensor, " m"]:
    """Shares after some rounds of expectation-maximisation from even ones."""
    share = torch.full((likelihood.shape[1],), 1 / likelihood.shape[1])
    for _ in range(rounds):
        share = _round(likelihood, counts, share)
    return share


def _round(likelihood: Tensor, counts: Tensor, share: Tensor) -> Tensor:
    evidence = (likelihood @ share).clamp_min(1e-30)
    found: Tensor = share * (likelihood.T @ (counts / evidence)) / counts.sum()
    return found / found.sum()


def _rounds_by_held_out(fitted: Float[Tensor, "n m"], held_out: Float[Tensor, "k m"]) -> int:
    """As many rounds as make images likeliest that took no part."""
    share, counts = torch.full((fitted.shape[1],), 1 / fitted.shape[1]), torch.ones(len(fitted))
    scores: list[float] = []
    best = 0
    for done in range(MOST_ROUNDS):
        share = _round(fitted, counts, share)
        scores.append(float((held_out @ share).clamp_min(1e-30).log().mean()))
        if scores[done] > scores[best]:
            best = done
        elif done - best >= PATIENCE:
            break
    return best + 1


def _kernel_density(coordinates: Float[np.ndarray, "n d"], grid: LatentGrid) -> np.ndarray:
    """Shares of particles at grid points, smoothed by Scott's rule."""
    lines = [line.numpy() for line in grid.lines]
    edges = [np.concatenate([[x[0] - (x[1] - x[0]) / 2], (x[1:] + x[:-1]) / 2, [x[-1] + (x[1] - x[0]) / 2]]) for x in lines]
    counts, _ = np.histogramdd(coordinates, bins=edges)
    width = len(coordinates) ** (-1 / (len(lines) + 4)) * coordinates.std(axis=0)
    smooth: np.ndarray = gaussian_filter(counts, [w / (x[1] - x[0]) for w, x in zip(width, lines, strict=True)])
    return smooth / smooth.sum()


def basins(density: np.ndarray, judge: np.ndarray, most: int | None = None) -> np.ndarray:
    """State of each point: uphill to a peak; peaks with a high saddle to a higher one, or few particles, join that.

    Args:
        judge: Density that says how high peaks and saddles are, which are looked for in `density`.
        most: States, at most: those that stand out least join others.
    """
    smooth, says = (gaussian_filter(each, SMOOTH).ravel() for each in (density, judge))
    own = density.ravel()
    label, merges = np.full(density.size, -1), []
    parent: dict[int, int] = {}
    mass: dict[int, float] = {}

    def root(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    neighbours = _neighbours(density.shape)
    for point in np.argsort(-smooth, kind="stable").tolist():
        near = {root(label[q]) for q in neighbours(point) if label[q] >= 0}
        if not near:
            label[point], parent[point], mass[point] = point, point, float(own[point])
            continue
        highest = max(near, key=lambda k: smooth[k])
        label[point] = highest
        mass[highest] += float(own[point])
        for other in near - {highest}:
            if says[point] > PERSISTENCE * says[other] or mass[other] < LEAST_SHARE:
                parent[other] = highest
                mass[highest] += mass[other]
            else:
                merges.append((float(says[point] / says[other]), other, highest))
    left = len({root(k) for k in parent})
    for _, one, other in sorted(merges, reverse=True):
        if most is None or left <= most:
            break
        if root(one) != root(other):
            parent[root(one)] = root(other)
            left -= 1
    _, inverse = np.unique([root(int(k)) for k in label], return_inverse=True)
    rank = np.argsort(np.argsort(-np.bincount(inverse, weights=own), kind="stable"))
    return rank[inverse].reshape(density.shape)


def _neighbours(shape: tuple[int, ...]) -> Callable[[int], list[int]]:
    """Function from a flat index to those beside it, diagonals too."""
    steps = [step for step in np.ndindex(*[3] * len(shape)) if any(s != 1 for s in step)]

    def near(point: int) -> list[int]:
        at = np.unravel_index(point, shape)
        places = [tuple(int(a) + s - 1 for a, s in zip(at, step, strict=True)) for step in steps]
        return [int(np.ravel_multi_index(p, shape)) for p in places if all(0 <= x < n for x, n in zip(p, shape, strict=True))]

    return near
