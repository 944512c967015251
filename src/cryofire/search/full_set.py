"""From the particles that were searched to all of them, part by part: places, conformations, volumes up to Nyquist.

Only the particles searched have to be in memory, and of them only the inner shells. All others are read when their
turn comes, so the memory taken does not grow with the set.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.fourier_grid import Cube
from cryofire.inference.global_search import Placer
from cryofire.inference.linear_subspace import VolumeSums, latents_given_poses, whiten
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.whitened_images import Spectra, observe
from cryofire.physics.lattice import Lattice
from cryofire.search.config import NOISE_SHELLS, SearchConfig
from cryofire.search.state import Found, prior_upto

BYTES_PER_SAMPLE = 24
"""A complex sample and its CTF, and as much again while they are whitened anew."""
FEWEST_SEARCHED = 1000
"""Particles that are searched with even where they take more memory than was allowed."""
PART = 1000
"""Particles read at a time."""
N_FOR_POWER = 5000
"""Particles that say how strong the signal is on each shell, beyond those of the search."""


@dataclass(frozen=True)
class Share:
    """Which particles are searched with, and how much of their spectra is kept."""

    rows: Int[Tensor, " n"]
    """In increasing order."""
    last_shell: int | None
    """Outermost shell kept; None for all."""

    def of(self, rows: Int[Tensor, " m"] | None) -> Share:
        """Only some of them; all where None."""
        return self if rows is None else Share(self.rows[rows.cpu()], self.last_shell)


def share_to_search(n_particles: int, box_px: int, config: SearchConfig, seed: int) -> Share:
    """As many particles as asked for, with as many shells as fit; where the search's own shells do not, fewer particles."""
    lattice = Lattice.create(box_px)
    budget = config.memory_GB * 1e9 / BYTES_PER_SAMPLE
    if n_particles <= config.n_searched and n_particles * len(lattice) <= budget:
        return Share(torch.arange(n_particles), None)
    most = min(n_particles, config.n_searched)
    least = min(config.search_shell + NOISE_SHELLS if config.last_shell is None else config.last_shell, lattice.max_shell)
    shells = [shell for shell in range(least, lattice.max_shell + 1) if most * lattice.n_upto(shell) <= budget]
    last = least if config.last_shell is not None or not shells else shells[-1]
    n = min(most, max(FEWEST_SEARCHED, int(budget / lattice.n_upto(last))))
    chosen = torch.randperm(n_particles, generator=torch.Generator().manual_seed(seed))[:n].sort().values
    return Share(chosen, last)


@dataclass(frozen=True)
class WholeSet:
    """All images of a set."""

    dataset: ParticleDataset
    searched: Share
    known_poses: Poses | None

    def parts(self, rows: Int[Tensor, " n"], shell: int, searched: Spectra) -> Iterator[tuple[Tensor, Spectra]]:
        """Spectra of some particles up to a shell, whitened as those searched are, a part at a time; from memory where they are kept."""
        is_kept = self.searched.last_shell is None and len(self.searched.rows) == len(self.dataset)
        device = searched.images.device
        noise_sd = _noise_upto(searched.noise_sd, Lattice.create(self.dataset.box_px).n_upto(shell))
        for part in rows.split(PART):
            if is_kept:
                yield part, searched.take(part.to(device)).upto(shell)
            else:
                yield part, observe(self.dataset, part, device, shell, noise_sd)


def complete(whole: WholeSet, found: Found, config: SearchConfig, report: Callable[[str, float], None] = lambda name, value: None) -> Found:
    """Beliefs of all particles, and volumes up to Nyquist made from all of them."""
    shell = Lattice.create(whole.dataset.box_px).max_shell
    beliefs = _all_beliefs(whole, found, config, report)
    started = time.monotonic()
    cube = Cube(shell, found.cube.oversampling, found.cube.device)
    volumes, prior = found.volumes, prior_upto(found.prior, shell)
    everything = torch.arange(len(beliefs))
    # Some of the particles searched say well enough how strong the signal is; only the last volumes are made from all.
    some = whole.searched.rows[:: max(1, len(whole.searched.rows) // N_FOR_POWER)]
    for n in range(config.final_passes):
        sums = VolumeSums(cube, beliefs.z.shape[1])
        rows_used = everything if n == config.final_passes - 1 else some
        for rows, spectra in whole.parts(rows_used, shell, found.spectra):
            part = beliefs.take(rows.to(cube.device))
            if n > 0:
                latents_given_poses(spectra, part, cube, volumes)
                beliefs.put(rows, part)
            sums.add(spectra, part)
        volumes, prior = sums.solve(prior)
    for rows, spectra in whole.parts(everything, shell, found.spectra):
        part = beliefs.take(rows)
        latents_given_poses(spectra, part, cube, volumes)
        beliefs.put(rows, part)
    if beliefs.z.shape[1] > 0:
        volumes = whiten(beliefs, volumes)
    value = float(beliefs.log_likelihood.mean())
    logger().info(f"volumes to shell {shell}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
    report(f"volumes to shell {shell}", value)
    return replace(found, beliefs=beliefs, volumes=volumes, cube=cube, prior=prior)


def _noise_upto(noise_sd: Float[Tensor, " k"], n_samples: int) -> Float[Tensor, " n"]:
    """The noise at all samples: beyond those searched that of the last one."""
    return torch.cat([noise_sd, noise_sd[-1:].expand(max(0, n_samples - len(noise_sd)))])[:n_samples]


def _all_beliefs(whole: WholeSet, found: Found, config: SearchConfig, report: Callable[[str, float], None]) -> Beliefs:
    """Beliefs of the particles searched, and of the others placed on the volumes found."""
    n, chosen = len(whole.dataset), whole.searched.rows
    if len(chosen) == n:
        return found.beliefs
    started = time.monotonic()
    beliefs = Beliefs.ignorant(n, found.beliefs.z.shape[1], found.cube.device)
    beliefs.put(chosen, found.beliefs)
    is_left = torch.ones(n, dtype=torch.bool)
    is_left[chosen] = False
    rows_left = torch.nonzero(is_left)[:, 0]
    placer = None
    for rows, spectra in whole.parts(rows_left, found.cube.shell, found.spectra):
        if whole.known_poses is not None:
            part = beliefs.take(rows)
            part.rotations.copy_(whole.known_poses.rotations[rows])
            part.shifts_px.copy_(whole.known_poses.shifts_px[rows])
            latents_given_poses(spectra, part, found.cube, found.volumes)
        else:
            placer = placer or Placer(spectra, found.volumes, found.cube, config.placing(found.cube.shell, found.max_shift_px).thorough())
            part = placer.settle(spectra, placer.candidates(spectra)).beliefs
        beliefs.put(rows, part)
    value = float(beliefs.log_likelihood[rows_left].mean())
    name = f"{len(rows_left):,} more particles placed"
    logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
    report(name, value)
    return beliefs
