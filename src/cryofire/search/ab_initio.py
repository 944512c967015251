"""A first volume from a random start: minibatch expectation-maximisation, marginal over a grid of poses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from pydantic import Field, PositiveInt
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.config import Config
from cryofire.core.log import logger
from cryofire.core.team import alone, team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.volume_sums import ShareOfWeight, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import mean_by_shell
from cryofire.search.annealing import anneal, nats_of_an_image, random_blob
from cryofire.search.volume_agreement import agreement

HELD_OUT_SHARE = 0.2
"""Of the images, that are held out at most to compare starts by."""
SAME_VOLUME = 0.65
"""Two starts that agree better have found the same volume, which makes annealing another needless."""
RIDGE = ShareOfWeight(0.3, is_whole_grid=True)
"""Prior of a volume made from minibatches: a strong one, as a hundred images say little of most voxels."""


class AbInitioConfig(Config):
    """Options of the search from random starts.

    Two kinds of start take turns, as each solves molecules on which the other fails. `marching` begins with the
    lowest shells, which tell the poses of an elongated or many-armed molecule, and weighs each shell by its total power.
    `wide` uses all shells from the beginning, which a globular particle needs, and weighs them by the noise. Noisier images than
    those need annealing (`anneal.py`).
    """

    n_starts: int = Field(default=4, ge=1)
    """Random starts, marching and wide in turn; the one with the best held-out likelihood goes on."""
    march_shells: tuple[PositiveInt, ...] = Field(default=(4, 5, 7), min_length=1)
    """Shells up to which a marching start looks, one after the other."""
    march_batches: tuple[PositiveInt, ...] = Field(default=(25, 25, 40), min_length=1)
    """Minibatches at each of them."""
    march_after: int = Field(default=30, ge=0)
    """Minibatches with all shells after the march, before the starts are compared."""
    wide_batches: int = Field(default=70, ge=1)
    """Minibatches of a wide start before the starts are compared."""
    batches: int = Field(default=200, ge=1)
    """Length of the course, in minibatches with all shells, that the best start goes on to the end of."""
    batch_size: int = Field(default=100, ge=1)
    """Images a minibatch."""
    n_best: int = Field(default=16, ge=1)
    """Poses of each image that take part in the reconstruction, weighted by their posterior."""
    first_beta: float = Field(default=0.3, gt=0, le=1)
    """Log-likelihoods are multiplied by this at first, rising to 1."""
    anneal_below: float = Field(default=400.0, ge=0)
    """Where an image says less than this beyond the particle's outline, nats, and no two starts agree, a volume is annealed from many
    images as well, which takes minutes on a CPU: minibatches are lost in such noise. 0 leaves it out."""


@dataclass(frozen=True)
class StartRecord:
    """How far one random start came before the starts were compared."""

    kind: str
    """`marching`, `wide` or `annealed`; or what else was compared with the best start."""
    held_out_nats: float
    """Mean log-likelihood of held-out images over noise alone, marginal over the pose grid."""
    agreement: float
    """Largest correlation of its volume with that of the best start over all turns of the pose grid and both hands."""


def agreement_of_starts(starts: Sequence[StartRecord]) -> float | None:
    """How well the random start that was taken agrees with the one nearest to it; None where there were not several."""
    # The start that was taken agrees with itself: the second largest is that of another.
    agreements = sorted(start.agreement for start in starts)
    return agreements[-2] if len(agreements) > 1 else None


@dataclass(eq=False)
class Start:
    """One random start, on its way."""

    volume: Complex[Tensor, " voxels"]
    sums: VolumeSums | None
    """Of the minibatches so far, older ones counted less; None before the first."""
    n_batches: int
    generator: torch.Generator


def random_start(grid: FourierGrid, signal_sd: float, generator: torch.Generator) -> Start:
    """A random blob, and nothing added to it yet."""
    return Start(random_blob(grid, signal_sd, generator), None, 0, generator)


def advance(start: Start, whitened: WhitenedImages, pose_grid: PoseGrid, config: AbInitioConfig, n_batches: int) -> None:
    """Some minibatches of expectation and maximisation, in place.

    Old batches are forgotten slowly: the rate at which new ones replace them falls from 1 to 0.1. The temperature
    rises over the first 70 % of the whole course, so that the start does not freeze into its first guess.
    """
    for _ in range(n_batches):
        progress = start.n_batches / (0.7 * config.batches)
        beta = config.first_beta ** max(0.0, 1 - progress)
        rows = torch.randint(len(whitened), (config.batch_size,), generator=start.generator).to(whitened.images.device)
        own = rows[team().share_of(len(rows))]
        images, ctfs = whitened.images[own], whitened.ctfs[own]
        log_likelihood = pose_grid.log_likelihood(pose_grid.slices(start.volume[:, None]).rough(), images, ctfs)
        sums = pose_grid.accumulate(log_likelihood, images, ctfs, config.n_best, beta)
        team().add_up(sums.values)
        if start.sums is not None:
            rate = max(0.1, 1 / (1 + 0.3 * start.n_batches))
            start.sums.decay(1 - rate)
            sums.decay(rate)
            sums.merge(start.sums)
        start.sums = sums
        start.volume = sums.solve(RIDGE)[0][:, 0]
        start.n_batches += 1


def held_out_likelihood(volume: Complex[Tensor, " voxels"], whitened: WhitenedImages, pose_grid: PoseGrid, rows: Tensor) -> float:
    """Mean log-likelihood of images that the volume has not seen, marginal over the pose grid, relative to noise alone; nats an image."""
    slices = pose_grid.slices(volume[:, None])
    n_poses = len(pose_grid.rotations) * len(pose_grid.shifts_px)
    chunk = images_at_once(slices.real.device, 100, 12 * n_poses)
    rows, values = rows.to(slices.real.device), torch.zeros(len(rows), device=slices.real.device)
    for at in team().own_rows(len(rows), slices.real.device).split(chunk):
        found = pose_grid.log_likelihood(slices, whitened.images[rows[at]], whitened.ctfs[rows[at]])
        values[at] = torch.logsumexp(found.flatten(1), dim=1)
    team().exchange(values)
    return float(values.mean()) - float(torch.tensor(float(n_poses)).log())


def power_of_shells(whitened: WhitenedImages) -> Float[Tensor, " k"]:
    """Total power of each sample's shell, signal and noise together, in units of the noise."""
    return mean_by_shell(whitened.lattice, whitened.images.abs().square().mean(dim=0))[whitened.lattice.shell]


def wide_trial(start: Start, whitened: WhitenedImages, pose_grid: PoseGrid, config: AbInitioConfig) -> None:
    """All shells from the beginning, weighed by the noise; in place."""
    advance(start, whitened, pose_grid, config, config.wide_batches)


def marching_trial(start: Start, whitened: WhitenedImages, pose_grid: PoseGrid, config: AbInitioConfig) -> None:
    """From the lowest shells outwards, each weighed by its total power, then all shells weighed by the noise; in place."""
    flat = whitened.with_noise(whitened.noise_sd * power_of_shells(whitened).sqrt())
    at_full_beta = config.model_copy(update={"first_beta": 1.0})
    for shell, n_batches in zip(config.march_shells, config.march_batches, strict=True):
        inner = flat.upto(shell)
        start.sums, start.n_batches = None, 0
        advance(start, inner, pose_grid.upto(len(inner.lattice)), at_full_beta, n_batches)
    start.sums, start.n_batches = None, config.wide_batches - config.march_after
    advance(start, whitened, pose_grid, config, config.march_after)


def _tried_starts(whitened: WhitenedImages, pose_grid: PoseGrid, config: AbInitioConfig, seed: int) -> Iterator[tuple[str, Start]]:
    """Random starts, and the kind of each; the processes of a team try others at the same time."""
    signal_sd = 0.05 * float(whitened.noise_sd.mean())
    for first in range(0, config.n_starts, team().size):
        together = range(first, min(first + team().size, config.n_starts))
        starts = [random_start(pose_grid.grid, signal_sd, torch.Generator().manual_seed(seed * 1009 + j)) for j in together]
        for rank, (j, start) in enumerate(zip(together, starts, strict=True)):
            if rank == team().rank:
                with alone():
                    _kind(j)[1](start, whitened, pose_grid, config)
        for rank, (j, start) in enumerate(zip(together, starts, strict=True)):
            _share(start, pose_grid.grid, rank)
            yield _kind(j)[0], start


def _kind(j: int) -> tuple[str, Callable[[Start, WhitenedImages, PoseGrid, AbInitioConfig], None]]:
    """Of the j-th start: its name, and what is tried."""
    return ("marching", marching_trial) if j % 2 == 0 else ("wide", wide_trial)


def _share(start: Start, grid: FourierGrid, rank: int) -> None:
    """Let all of a team have a start that one of them has tried."""
    if team().size == 1:
        return
    start.n_batches, state = team().agreed_by(rank, (start.n_batches, start.generator.get_state()))
    start.generator.set_state(state)
    start.sums = start.sums or VolumeSums(grid, 0)
    team().from_one(rank, start.volume, start.sums.values)


def hold_out(n: int, n_held_out: int, seed: int) -> tuple[Int[Tensor, " h"], Int[Tensor, " s"]]:
    """Rows that the starts are compared by, a fifth of a small set, and all others, which alone a volume is made from."""
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    n_held_out = max(1, min(n_held_out, int(HELD_OUT_SHARE * n)))
    return order[:n_held_out], order[n_held_out:]


def _compared(starts: list[Start], kinds: list[str], scores: list[float], pose_grid: PoseGrid) -> tuple[Start, tuple[StartRecord, ...]]:
    """The start of the best held-out likelihood, and how well each agrees with it."""
    best = starts[max(range(len(starts)), key=lambda j: scores[j])]
    records = tuple(
        StartRecord(kind, score, 1.0 if start is best else agreement(best.volume, start.volume, pose_grid.grid, pose_grid.rotations))
        for kind, score, start in zip(kinds, scores, starts, strict=True)
    )
    logger().info("ab initio: agreement with the best start: " + ", ".join(f"{record.agreement:.2f}" for record in records))
    return best, records


def find_volume(
    whitened: WhitenedImages, pose_grid: PoseGrid, config: AbInitioConfig, inner_shell: int, seed: int, n_held_out: int = 400
) -> tuple[Complex[Tensor, " voxels"], tuple[StartRecord, ...]]:
    """The volume of the best of several starts, and how far each had come when they were compared.

    Args:
        whitened: Up to the shell at which poses are told apart.
        inner_shell: Shell up to which a volume is annealed first.
        n_held_out: Images held out at most; a fifth of a set that has fewer than five times as many.
    """
    held_out, seen = hold_out(len(whitened), n_held_out, seed)
    held_out, seen = (rows[whitened.weights_or_one()[rows.to(whitened.images.device)].cpu() > 0.5] for rows in (held_out, seen))
    training = whitened.take(seen.to(whitened.images.device))
    starts: list[Start] = []
    kinds: list[str] = []
    scores: list[float] = []

    def compare(kind: str, start: Start) -> None:
        starts.append(start)
        kinds.append(kind)
        scores.append(held_out_likelihood(start.volume, whitened, pose_grid, held_out))
        logger().info(f"ab initio: start {len(starts)}, {kind}: held-out {scores[-1]:+.2f} nats/image over noise")

    for kind, start in _tried_starts(training, pose_grid, config, seed):
        compare(kind, start)
    best, records = _compared(starts, kinds, scores, pose_grid)
    agreeing = sorted(record.agreement for record in records)[-2] if len(records) > 1 else 0.0
    if agreeing < SAME_VOLUME and nats_of_an_image(training) < config.anneal_below:
        volume = anneal(training, pose_grid, inner_shell, seed, lambda volume: held_out_likelihood(volume, whitened, pose_grid, held_out))
        compare("annealed", Start(volume, None, config.batches, torch.Generator()))
        best, records = _compared(starts, kinds, scores, pose_grid)
    advance(best, training, pose_grid, config, max(0, config.batches - best.n_batches))  # an annealed one is at its end
    score = held_out_likelihood(best.volume, whitened, pose_grid, held_out)
    logger().info(f"ab initio: start {starts.index(best) + 1} goes on: held-out {score:+.2f} nats/image over noise")
    return best.volume, records
