"""From the particles that were searched to all of them: places, conformations, volumes up to Nyquist.

The set is read twice, however large it is: once to place each particle, judge it and add it to the volumes, and once more for what
the final volumes say of it. Of each particle only its pose, z and judgement are kept, on the host.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.team import alone, team
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PoseSearch, cropped
from cryofire.inference.linear_subspace import LatentMoments, Whitening, latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import Lattice
from cryofire.search.config import SearchConfig
from cryofire.search.full_set import WholeSet
from cryofire.search.judge import Judge
from cryofire.search.particle_weights import ParticleShare
from cryofire.search.result import SearchResult
from cryofire.search.state import prior_upto

N_FOR_POWER = 5000
"""Particles that say how strong the signal is on each shell, beyond those of the search."""

Told = Callable[[str, float], None]
"""Told the name of what was done, and the mean log-likelihood over noise after it, nats an image."""


@dataclass(frozen=True)
class CompletedSearch:
    """All particles of a set, and volumes made from all of them."""

    estimates: Estimates
    """Scored and judged; as many dimensions of z as there are components."""
    volumes: Complex[Tensor, "voxels c"]
    """Up to Nyquist."""
    grid: FourierGrid


def judge_of(found: SearchResult, config: SearchConfig, is_searched: bool, seed: int) -> Judge:
    """By the volumes that a search has found, up to the shell that tells poses.

    Args:
        is_searched: Poses were not known: noise finds one that suits it as well.
    """
    grid = found.grid.upto(min(config.search_shell, found.grid.shell))
    judge = Judge(grid, cropped(found.volumes, found.grid, grid), found.contrast_sd)
    if not is_searched:
        return judge
    pose = judge.searching(config.placing(grid.shell, found.max_shift_px), found.shift_density())
    judge = judge.counting_from_noise(found.whitened.upto(grid.shell), pose, seed)
    if judge.noise_odds > 0:
        logger().info(f"images of noise alone have log odds of up to {judge.noise_odds:.1f}, which count as none")
    return judge


class Completion:
    """A search's result on its way to the whole set."""

    def __init__(self, whole: WholeSet, found: SearchResult, config: SearchConfig, seed: int) -> None:
        self.whole, self.found, self.config = whole, found, config
        self.shell = Lattice.create(whole.dataset.box_px).max_shell
        self.grid = found.grid.upto(self.shell)
        self.judge = judge_of(found, config, whole.known_poses is None, seed)
        self.at = torch.full((len(whole),), -1)
        """Which of the particles searched each one is; -1 for none."""
        self.at[whole.searched.rows] = torch.arange(len(whole.searched.rows))
        contrasts, odds = self.judge.judge(found.whitened, found.posteriors.copy())
        self.contrasts, self.share = contrasts.values, ParticleShare.of(odds)
        self.weights = self.share.weights(odds)
        n, q = len(whole), found.posteriors.z.shape[1]
        self.estimates = replace(Estimates.empty(n, q), scores=torch.zeros(n), odds=torch.zeros(n), contrasts=torch.ones(n))
        self.own = team().own_rows(n)
        """Those that this process places and reads."""
        self.n_placed, self.nats_of_placed = 0, 0.0
        self._pose_search: PoseSearch | None = None

    def first_volumes(self) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
        """Volumes up to Nyquist of some of the particles searched, which say well enough how strong the signal is."""
        rows = self.whole.searched.rows[:: max(1, len(self.whole.searched.rows) // N_FOR_POWER)]
        posteriors, volumes, prior = self.found.posteriors.copy(), self.found.volumes, prior_upto(self.found.prior, self.shell)
        for n in range(self.config.final_passes - 1):
            sums = VolumeSums(self.grid, posteriors.z.shape[1])
            for part, whitened in self.whole.parts(rows, self.shell, self.found.whitened):
                here = self.at[part].to(self.grid.device)
                known, own = self._known(whitened, here), posteriors.take(here)
                if n > 0:
                    latents_given_poses(known, own, self.grid, volumes)
                    posteriors.put(here, own)
                sums.add(known, own)
            volumes, prior = sums.solve(PowerByShell(prior))
        return volumes, prior

    def _known(self, whitened: WhitenedImages, at: Int[Tensor, " m"]) -> WhitenedImages:
        """Images of particles searched, with contrast and weight."""
        return whitened.with_contrasts(self.contrasts[at]).with_weights(self.weights[at])

    def place_and_add(self, volumes: Complex[Tensor, "voxels c"], sums: VolumeSums) -> None:
        """Place every particle that was not searched, judge it, and add all to the sums, z by `volumes` where they reach Nyquist."""
        with alone():
            for rows, whitened in self._own_share():
                posteriors = self._posed(rows, whitened)
                contrasts, odds = self.judge.judge(whitened, posteriors.copy())
                known = whitened.with_contrasts(contrasts.values).with_weights(self.share.weights(odds))
                if self.config.final_passes > 1:
                    latents_given_poses(known, posteriors, self.grid, volumes)
                sums.add(known, posteriors)
                self._keep(rows, posteriors, contrasts.values, odds)
        placed = torch.tensor([self.n_placed, self.nats_of_placed], dtype=torch.float64)
        team().add_up(sums.values, placed)
        self.n_placed, self.nats_of_placed = int(placed[0]), float(placed[1])
        team().exchange(self.estimates)

    def _own_share(self) -> Iterator[tuple[Tensor, WhitenedImages]]:
        return self.whole.parts(self.own, self.shell, self.found.whitened)

    def _posed(self, rows: Int[Tensor, " m"], whitened: WhitenedImages) -> ParticlePosteriors:
        """Those searched as they were found, the others placed on the volumes found."""
        found, at = self.found, self.at[rows]
        posteriors = ParticlePosteriors.from_prior(len(rows), found.posteriors.z.shape[1], self.grid.device)
        is_searched = (at >= 0).to(self.grid.device)
        posteriors.put(is_searched, found.posteriors.take(at[at >= 0].to(self.grid.device)))
        left = torch.nonzero(~is_searched)[:, 0]
        if len(left) > 0:
            placed = self._placed(rows[at < 0], whitened.take(left).upto(found.grid.shell))
            posteriors.put(left, placed)
            self.n_placed += len(left)
            self.nats_of_placed += float(placed.log_likelihood.sum())
        return posteriors

    def _placed(self, rows: Int[Tensor, " m"], whitened: WhitenedImages) -> ParticlePosteriors:
        found, known = self.found, self.whole.known_poses
        if known is not None:
            posteriors = ParticlePosteriors.at_poses(known.rotations[rows], known.shifts_px[rows], found.posteriors.z.shape[1])
            latents_given_poses(whitened, posteriors, found.grid, found.volumes)
            return posteriors
        if self._pose_search is None:
            place = self.config.placing(found.grid.shell, found.max_shift_px).thorough()
            self._pose_search = PoseSearch(whitened, found.volumes, found.grid, place, found.shift_density())
        return self._pose_search.refine_candidates(whitened, self._pose_search.candidates(whitened))

    def read_again(self, volumes: Complex[Tensor, "voxels c"]) -> tuple[LatentMoments, Float[Tensor, " n"]]:
        """z, likelihood and judgement of every particle by the last volumes. Returns the moments of z, and how much each counts in them."""
        assert self.estimates.odds is not None and self.estimates.contrasts is not None
        last, device = self.judge.by(volumes, self.grid), self.grid.device
        share = ParticleShare.of(self.estimates.odds)
        moments = LatentMoments(volumes.shape[1] - 1, device)
        weights = torch.zeros(len(self.estimates.odds))
        with alone():
            for rows, whitened in self._own_share():
                posteriors = self.estimates.posteriors(rows, device)
                known = whitened.with_contrasts(self.estimates.contrasts[rows].to(device))
                latents_given_poses(known, posteriors, self.grid, volumes)
                contrasts, odds = last.judge(known, posteriors.copy())
                moments.add(posteriors, share.weights(odds))
                weights[rows] = share.weights(odds).cpu()
                self._keep(rows, posteriors, contrasts.values, odds)
        team().add_up(moments.weight, moments.first, moments.second)
        team().exchange(weights, self.estimates)
        return moments, weights

    def _keep(self, rows: Int[Tensor, " m"], posteriors: ParticlePosteriors, contrasts: Tensor, odds: Tensor) -> None:
        kept = self.estimates
        assert kept.scores is not None and kept.odds is not None and kept.contrasts is not None
        kept.rotations[rows], kept.shifts_px[rows] = posteriors.rotations.cpu(), posteriors.shifts_px.cpu()
        kept.z[rows], kept.scores[rows] = posteriors.z.cpu(), posteriors.log_likelihood.cpu()
        kept.contrasts[rows], kept.odds[rows] = contrasts.cpu(), odds.cpu()


def complete(
    whole: WholeSet, found: SearchResult, config: SearchConfig, report: Told = lambda name, value: None, seed: int = 0
) -> CompletedSearch:
    """All particles of a set, and volumes up to Nyquist made from all of them."""
    started = time.monotonic()
    work = Completion(whole, found, config, seed)
    volumes, prior = work.first_volumes()
    sums = VolumeSums(work.grid, found.posteriors.z.shape[1])
    work.place_and_add(volumes, sums)
    if work.n_placed > 0:
        value, name = work.nats_of_placed / work.n_placed, f"{work.n_placed:,} more particles placed"
        logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
        report(name, value)
    volumes, prior = sums.solve(PowerByShell(prior))
    del sums
    moments, weights = work.read_again(volumes)
    estimates = work.estimates
    if estimates.z.shape[1] > 0:
        change = Whitening.by(moments, volumes)
        volumes = change.of_volumes(volumes)
        estimates.z.copy_(change.of_z(estimates.z.to(work.grid.device)).cpu())
    assert estimates.scores is not None
    value, n_junk = float(weights @ estimates.scores / weights.sum()), int((weights < 0.5).sum())
    n = len(weights)
    logger().info(f"{n_junk:,} of {n:,} images ({n_junk / n:.1%}) show noise alone or something else than the molecule")
    logger().info(f"volumes to shell {work.shell}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
    report(f"volumes to shell {work.shell}", value)
    return CompletedSearch(estimates, volumes, work.grid)
