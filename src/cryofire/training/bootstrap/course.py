"""The course of the search: which step follows which, at which shells."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.config import Config
from cryofire.core.log import logger
from cryofire.core.types import Poses
from cryofire.training.bootstrap.ab_initio import AbInitioConfig, find_volume
from cryofire.training.bootstrap.bank import Bank, rotation_bank, shift_bank
from cryofire.training.bootstrap.grid import Cube
from cryofire.training.bootstrap.particles import Beliefs
from cryofire.training.bootstrap.refine import refine
from cryofire.training.bootstrap.search import search
from cryofire.training.bootstrap.spectra import Spectra
from cryofire.training.bootstrap.subspace import latents_given_poses, solve_volumes, whiten


class SearchConfig(Config):
    """Options of the search for poses and conformations without a network."""

    is_enabled: bool = False
    """Search before (or instead of) training a network."""
    ab_initio: AbInitioConfig = AbInitioConfig()
    search_shell: int = 12
    """Shell up to which poses are searched for in the bank; shells are cycles across the box."""
    motion_shell: int = 10
    """Shell up to which the motion is first searched for."""
    last_shell: int = 16
    """Shell up to which poses are refined."""
    max_shift_px: float = 4.0
    """How far off the centre particles are looked for, pixels on each axis."""
    direction_order: int = 2
    """HEALPix order of the viewing directions: 12 x 4^order of them."""
    n_in_plane: int = 32
    """In-plane angles of each direction."""
    motion_passes: int = 12
    """Rounds of volumes and z in closed form when the motion is first searched for."""
    final_passes: int = 2
    """Rounds of them up to Nyquist at the end, poses held."""
    memory_GB: float = 8.0
    """What the images' spectra may take; a set that needs more is refused with advice."""
    second_search: bool = True
    """Search the bank again with z integrated out, and keep the better pose of each particle."""


@dataclass(frozen=True)
class Found:
    """What the search ends with."""

    beliefs: Beliefs
    volumes: Complex[Tensor, "voxels c"]
    cube: Cube


@dataclass
class Course:
    """The state of a search: images, beliefs, and the prior power of the volumes."""

    config: SearchConfig
    spectra: Spectra
    beliefs: Beliefs
    n_components: int
    oversampling: float
    """Points of the volumes' Fourier grid for each lattice step."""
    seed: int
    report: Callable[[str, float], None]
    """Told the name of each step and the mean log-likelihood over noise after it, nats an image."""
    prior: Float[Tensor, "shells c"] | None = None

    def cube(self, shell: int) -> Cube:
        return Cube(min(shell, self.spectra.lattice.max_shell), self.oversampling, self.spectra.images.device)

    def _say(self, name: str, started: float) -> None:
        value = float(self.beliefs.log_likelihood.mean())
        logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
        self.report(name, value)

    def bank(self, shell: int, shift_step_px: float) -> Bank:
        device = self.spectra.images.device
        rotations = rotation_bank(self.config.direction_order, self.config.n_in_plane, device)
        shifts = shift_bank(self.config.max_shift_px, shift_step_px, device)
        return Bank.create(rotations, shifts, self.spectra.upto(shell), self.cube(shell))

    def ab_initio(self) -> None:
        """Poses from nothing: a volume from a random start, then every particle's best pose of the bank, then local steps."""
        started = time.monotonic()
        shell = self.cube(self.config.search_shell).shell
        volume, _ = find_volume(self.spectra.upto(shell), self.bank(shell, 3.0), self.config.ab_initio, self.seed)
        search(self.spectra.upto(shell), self.beliefs, self.bank(shell, 2.0), volume[:, None], chunk=100)
        self._say("best pose of the bank", started)
        for last in (self.config.motion_shell, self.config.search_shell):
            self.refine_mean(last)

    def refine_mean(self, shell: int, n_steps: int = 3) -> None:
        """One volume from all particles, and local steps of their poses against it."""
        started = time.monotonic()
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes = self._mean_volume(shell)
        refine(spectra, self.beliefs, cube, volumes, n_steps)
        latents_given_poses(spectra, self.beliefs, cube, volumes)
        self._say(f"poses on one volume, shell {shell}", started)

    def _mean_volume(self, shell: int) -> Tensor:
        spectra, cube, homogeneous = self.spectra.upto(shell), self.cube(shell), self.beliefs.with_no_components()
        _, prior = solve_volumes(spectra, homogeneous, cube, None)
        volumes, self.prior = solve_volumes(spectra, homogeneous, cube, prior)
        return volumes

    def find_motion(self) -> None:
        """Components from random z, by rounds of closed-form estimates at fixed poses."""
        started = time.monotonic()
        self._mean_volume(self.config.motion_shell)
        assert self.prior is not None
        self.prior = torch.cat([self.prior, 0.1 * self.prior.expand(-1, self.n_components)], dim=1)
        self.beliefs = self.beliefs.with_components(self.n_components, torch.Generator().manual_seed(self.seed))
        for _ in range(self.config.motion_passes):
            self.pass_in_closed_form(self.config.motion_shell)
        self._say("conformations", started)

    def pass_in_closed_form(self, shell: int) -> tuple[Tensor, Tensor]:
        """Volumes given z, z given volumes, whitening. Returns the volumes and the residuals' power."""
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, self.prior = solve_volumes(spectra, self.beliefs, cube, self._prior_upto(cube.shell))
        residual_power = latents_given_poses(spectra, self.beliefs, cube, volumes)
        return whiten(self.beliefs, volumes) if self.n_components > 0 else volumes, residual_power

    def _prior_upto(self, shell: int) -> Tensor | None:
        """The prior power on shells up to one; beyond those known, half of the last."""
        if self.prior is None:
            return None
        n_missing = shell + 1 - len(self.prior)
        return torch.cat([self.prior, 0.5 * self.prior[-1:].expand(max(0, n_missing), -1)])[: shell + 1]

    def search_again(self) -> None:
        """The bank once more with the leading components integrated out; each particle keeps the better of two poses."""
        started = time.monotonic()
        shell = self.config.motion_shell
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, _ = self.pass_in_closed_form(shell)
        other = self.beliefs.copy()
        search(spectra, other, self.bank(shell, 2.0), volumes[:, :3], chunk=50)
        other.z.zero_()
        for candidate in (other, self.beliefs):
            latents_given_poses(spectra, candidate, cube, volumes)
            refine(spectra, candidate, cube, volumes, 3)
            latents_given_poses(spectra, candidate, cube, volumes)
        self.beliefs.replace_where(other.log_likelihood > self.beliefs.log_likelihood, other)
        self._say("second search", started)

    def refine(self, shell: int, n_steps: int = 2) -> None:
        """Volumes, local steps of pose and z together, and a pass in closed form."""
        started = time.monotonic()
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, self.prior = solve_volumes(spectra, self.beliefs, cube, self._prior_upto(cube.shell))
        refine(spectra, self.beliefs, cube, volumes, n_steps)
        self.pass_in_closed_form(shell)
        self._say(f"poses and conformations, shell {cube.shell}", started)

    def finish(self) -> Found:
        """Volumes up to Nyquist at the poses found."""
        started = time.monotonic()
        shell = self.spectra.lattice.max_shell
        volumes, _ = self.pass_in_closed_form(shell)
        for _ in range(self.config.final_passes - 1 if self.n_components > 0 else 1):
            volumes, _ = self.pass_in_closed_form(shell)
        self._say(f"volumes to shell {shell}", started)
        return Found(self.beliefs, volumes, self.cube(shell))


def find(
    spectra: Spectra,
    n_components: int,
    config: SearchConfig,
    oversampling: float,
    seed: int,
    known_poses: Poses | None = None,
    report: Callable[[str, float], None] = lambda name, value: None,
) -> Found:
    """Poses (unless known), conformations and volumes of a set of images.

    Args:
        known_poses: (n, 3, 3) and (n, 2), kept as they are; None to search for them.
    """
    device = spectra.images.device
    course = Course(config, spectra, Beliefs.ignorant(len(spectra), 0, device), n_components, oversampling, seed, report)
    if known_poses is not None:
        course.beliefs.rotations.copy_(known_poses.rotations)
        course.beliefs.shifts_px.copy_(known_poses.shifts_px)
    else:
        course.ab_initio()
    if n_components > 0:
        course.find_motion()
        if known_poses is None and config.second_search:
            course.search_again()
    if known_poses is None:
        for shell in range(config.motion_shell, config.last_shell + 1, 2):
            course.refine(min(shell, spectra.lattice.max_shell))
    return course.finish()
