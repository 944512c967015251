"""From the particles that were searched to all of them, part by part: places, conformations, volumes up to Nyquist.

Only the particles searched have to be in memory, and of them only the inner shells. All others are read when their
turn comes, so the memory taken does not grow with the set.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PoseSearch, cropped
from cryofire.inference.linear_subspace import latents_given_poses, whiten
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.physics.lattice import Lattice
from cryofire.search.config import NOISE_SHELLS, SearchConfig
from cryofire.search.particle_weights import judged, odds_of_noise, weights_by_odds
from cryofire.search.state import SearchResult, prior_upto

BYTES_PER_SAMPLE = 24
"""A complex sample and its CTF, and as much again while they are whitened anew."""
FEWEST_SEARCHED = 1000
"""Particles that are searched with even where they take more memory than was allowed."""
PART = 1000
"""Particles read at a time."""
N_FOR_POWER = 5000
"""Particles that say how strong the signal is on each shell, beyond those of the search."""


@dataclass(frozen=True)
class SearchedSubset:
    """Which particles are searched with, and how much of their whitened images is kept."""

    rows: Int[Tensor, " n"]
    """In increasing order."""
    last_shell: int | None
    """Outermost shell kept; None for all."""

    def of(self, rows: Int[Tensor, " m"] | None) -> SearchedSubset:
        """Only some of them; all where None."""
        return self if rows is None else SearchedSubset(self.rows[rows.cpu()], self.last_shell)


def choose_subset(n_particles: int, box_px: int, config: SearchConfig, seed: int) -> SearchedSubset:
    """As many particles as asked for, with as many shells as fit; where the search's own shells do not, fewer particles."""
    lattice = Lattice.create(box_px)
    budget = config.memory_GB * 1e9 / BYTES_PER_SAMPLE
    if n_particles <= config.n_searched and n_particles * len(lattice) <= budget:
        return SearchedSubset(torch.arange(n_particles), None)
    most = min(n_particles, config.n_searched)
    least = min(config.search_shell + NOISE_SHELLS if config.last_shell is None else config.last_shell, lattice.max_shell)
    shells = [shell for shell in range(least, lattice.max_shell + 1) if most * lattice.n_upto(shell) <= budget]
    last = least if config.last_shell is not None or not shells else shells[-1]
    n = min(most, max(FEWEST_SEARCHED, int(budget / lattice.n_upto(last))))
    chosen = torch.randperm(n_particles, generator=torch.Generator().manual_seed(seed))[:n].sort().values
    return SearchedSubset(chosen, last)


@dataclass(frozen=True)
class WholeSet:
    """All images of a set."""

    dataset: ParticleDataset
    searched: SearchedSubset
    known_poses: Poses | None
    contrasts: Float[Tensor, " n"] | None = None
    """Of all images; None before all are judged."""
    weights: Float[Tensor, " n"] | None = None
    """Probability that each image shows the molecule; None before all are judged."""

    def parts(self, rows: Int[Tensor, " n"], shell: int, searched: WhitenedImages) -> Iterator[tuple[Tensor, WhitenedImages]]:
        """Some particles up to a shell, whitened as those searched are, a part at a time; from memory where they are kept."""
        is_kept = self.searched.last_shell is None and len(self.searched.rows) == len(self.dataset)
        device = searched.images.device
        noise_sd = _noise_upto(searched.noise_sd, Lattice.create(self.dataset.box_px).n_upto(shell))
        for part in rows.split(PART):
            here = part.to(device)
            found = searched.take(here).upto(shell) if is_kept else load_whitened(self.dataset, part, device, shell, noise_sd)
            contrasts, weights = (None if values is None else values[here] for values in (self.contrasts, self.weights))
            yield part, found.with_contrasts(contrasts).with_weights(weights)

    def judged(self, judgement: Judgement) -> WholeSet:
        """The same with contrast and weight of every image."""
        return replace(self, contrasts=judgement.contrasts, weights=weights_by_odds(judgement.odds))


class Judgement:
    """Contrast of every image, and the log odds that it shows the molecule, by some volumes; entered part by part."""

    def __init__(self, n: int, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"], contrast_sd: float, noise_odds: float) -> None:
        """
        Args:
            n: Images of the set.
            grid: Of the volumes, up to the shell judged by.
            noise_odds: What images of noise alone have of such odds; 0 are those of an image that has as much.
        """
        self.grid, self.volumes, self.contrast_sd, self.noise_odds = grid, volumes, contrast_sd, noise_odds
        self.contrasts, self.odds = torch.ones(n, device=grid.device), torch.zeros(n, device=grid.device)

    def enter(self, rows: Int[Tensor, " m"], whitened: WhitenedImages, posteriors: ParticlePosteriors) -> None:
        """Judge some images; `posteriors`, of the same, are left with the z of this judgement."""
        contrasts, odds = judged(whitened.upto(self.grid.shell), posteriors, self.grid, self.volumes, self.contrast_sd)
        self.contrasts[rows], self.odds[rows] = contrasts.values, odds - self.noise_odds


def complete(
    whole: WholeSet,
    found: SearchResult,
    config: SearchConfig,
    report: Callable[[str, float], None] = lambda name, value: None,
    seed: int = 0,
) -> SearchResult:
    """Posteriors of all particles, and volumes up to Nyquist made from all of them."""
    shell = Lattice.create(whole.dataset.box_px).max_shell
    posteriors = _posteriors_of_all(whole, found, config, report)
    started = time.monotonic()
    grid = found.grid.upto(shell)
    judging = found.grid.upto(min(config.search_shell, found.grid.shell))
    inner, middle = found.whitened.upto(judging.shell), cropped(found.volumes, found.grid, judging)
    noise_odds = 0.0
    if whole.known_poses is None:
        place = config.placing(judging.shell, found.max_shift_px)
        noise_odds = odds_of_noise(inner, judging, middle, place, found.contrast_sd, seed, found.shift_density())
        if noise_odds > 0:
            logger().info(f"images of noise alone have log odds of up to {noise_odds:.1f}, which count as none")
    everything = torch.arange(len(posteriors))
    first = Judgement(len(posteriors), judging, middle, found.contrast_sd, noise_odds)
    for rows, whitened in whole.parts(everything, judging.shell, found.whitened):
        first.enter(rows, whitened, posteriors.take(rows.to(grid.device)))
    whole = whole.judged(first)
    volumes, prior = found.volumes, prior_upto(found.prior, shell)
    # Some of the particles searched say well enough how strong the signal is; only the last volumes are made from all.
    some = whole.searched.rows[:: max(1, len(whole.searched.rows) // N_FOR_POWER)]
    for n in range(config.final_passes):
        sums = VolumeSums(grid, posteriors.z.shape[1])
        rows_used = everything if n == config.final_passes - 1 else some
        for rows, whitened in whole.parts(rows_used, shell, found.whitened):
            part = posteriors.take(rows.to(grid.device))
            if n > 0:
                latents_given_poses(whitened, part, grid, volumes)
                posteriors.put(rows, part)
            sums.add(whitened, part)
        volumes, prior = sums.solve(PowerByShell(prior))
    last = Judgement(len(posteriors), judging, cropped(volumes, grid, judging), found.contrast_sd, noise_odds)
    for rows, whitened in whole.parts(everything, shell, found.whitened):
        part = posteriors.take(rows)
        latents_given_poses(whitened, part, grid, volumes)
        posteriors.put(rows, part)
        last.enter(rows, whitened, part)
    whole = whole.judged(last)
    assert whole.weights is not None
    if posteriors.z.shape[1] > 0:
        volumes, prior = whiten(posteriors, volumes, prior, whole.weights)
    value = float(whole.weights @ posteriors.log_likelihood / whole.weights.sum())
    n_junk = int((whole.weights < 0.5).sum())
    logger().info(
        f"{n_junk:,} of {len(posteriors):,} images ({n_junk / len(posteriors):.1%}) show noise alone or something else than the molecule"
    )
    logger().info(f"volumes to shell {shell}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
    report(f"volumes to shell {shell}", value)
    return replace(found, posteriors=posteriors, volumes=volumes, grid=grid, prior=prior, contrasts=last.contrasts, odds=last.odds)


def _noise_upto(noise_sd: Float[Tensor, " k"], n_samples: int) -> Float[Tensor, " n"]:
    """The noise at all samples: beyond those searched that of the last one."""
    return torch.cat([noise_sd, noise_sd[-1:].expand(max(0, n_samples - len(noise_sd)))])[:n_samples]


def _posteriors_of_all(
    whole: WholeSet, found: SearchResult, config: SearchConfig, report: Callable[[str, float], None]
) -> ParticlePosteriors:
    """Posteriors of the particles searched, and of the others placed on the volumes found."""
    n, chosen = len(whole.dataset), whole.searched.rows
    if len(chosen) == n:
        return found.posteriors
    started = time.monotonic()
    posteriors = ParticlePosteriors.from_prior(n, found.posteriors.z.shape[1], found.grid.device)
    posteriors.put(chosen, found.posteriors)
    is_left = torch.ones(n, dtype=torch.bool)
    is_left[chosen] = False
    rows_left = torch.nonzero(is_left)[:, 0]
    pose_search = None
    for rows, whitened in whole.parts(rows_left, found.grid.shell, found.whitened):
        if whole.known_poses is not None:
            part = posteriors.take(rows)
            part.rotations.copy_(whole.known_poses.rotations[rows])
            part.shifts_px.copy_(whole.known_poses.shifts_px[rows])
            latents_given_poses(whitened, part, found.grid, found.volumes)
        else:
            place = config.placing(found.grid.shell, found.max_shift_px).thorough()
            pose_search = pose_search or PoseSearch(whitened, found.volumes, found.grid, place, found.shift_density())
            part = pose_search.refine_candidates(whitened, pose_search.candidates(whitened))
        posteriors.put(rows, part)
    value = float(posteriors.log_likelihood[rows_left].mean())
    name = f"{len(rows_left):,} more particles placed"
    logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
    report(name, value)
    return posteriors
