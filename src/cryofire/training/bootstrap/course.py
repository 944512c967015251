"""The state of a search, and the steps that change it; `plan.py` says which follows which."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.config import Config
from cryofire.core.log import logger
from cryofire.training.bootstrap.ab_initio import AbInitioConfig, Start, StartRecord, advance, find_volume
from cryofire.training.bootstrap.bank import Bank, rotation_bank, shift_bank
from cryofire.training.bootstrap.components import worthwhile_components
from cryofire.training.bootstrap.frames import hold_still
from cryofire.training.bootstrap.grid import Cube
from cryofire.training.bootstrap.halves import telling_shell
from cryofire.training.bootstrap.particles import Beliefs
from cryofire.training.bootstrap.place import PlaceConfig, place
from cryofire.training.bootstrap.refine import refine
from cryofire.training.bootstrap.search import search
from cryofire.training.bootstrap.spectra import SMALLEST_NOISE, Spectra, mean_by_shell
from cryofire.training.bootstrap.subspace import latents_given_poses, solve_volumes, whiten
from cryofire.training.bootstrap.views import evening_weights, view_spread

SHIFT_STEP = 0.55
"""Step of the bank's shifts, in wavelengths of the search shell."""
FIRST_REACH = 1.2
"""How far off the centre particles are looked for at first, in wavelengths of the search shell."""
LARGEST_REACH = 0.2
"""Particles are never looked for further off the centre than this share of the box."""
BORDER = 0.02
"""Width of the border of the range of shifts, in boxes."""
MOST_ROUNDS = 5
"""Shells at which local steps are made on the way to the outermost."""
NOISE_SHELLS = 4
"""Shells beyond the search shell that volumes have where the noise is measured."""
EVEN_ROUNDS = 2
"""Times that particles are drawn evenly by the views found, and views found again."""
CROWDED_BORDER = 0.15
"""Where more than this share of the particles sits at the border of the shifts searched, the range was too small."""


class SearchConfig(Config):
    """Options of the search for poses and conformations without a network."""

    is_enabled: bool = False
    """Search before (or instead of) training a network."""
    ab_initio: AbInitioConfig = AbInitioConfig()
    place: PlaceConfig = PlaceConfig()
    n_searched: int = 15000
    """Particles that the search is made with; those of a larger set are placed on the volumes that it finds."""
    fits_shells: bool = True
    """Multiply the shells here (and the encoder's) by as much as the particle leaves of its box: they are meant for one that fills
    it. A run's config.yaml holds those fitted, and says false; say so, too, to have your own taken as they are."""
    search_shell: int = 12
    """Shell up to which poses are searched for in the bank; shells are cycles across the box."""
    motion_shell: int = 10
    """Shell up to which the motion is first searched for."""
    last_shell: int | None = None
    """Shell up to which poses are refined; by default as far out as two halves of the particles agree."""
    max_shift_px: float | None = None
    """How far off the centre particles are looked for, pixels on each axis; by default 1.2 wavelengths of the search shell (a tenth
    of the box) to begin with, then as far as they are."""
    direction_order: int = 2
    """HEALPix order of the viewing directions: 12 x 4^order of them."""
    n_in_plane: int = 32
    """In-plane angles of each direction."""
    first_components: int = 4
    """Components in which the motion is first searched for; up to z_dim are found once poses are better."""
    motion_passes: int = 12
    """Rounds of volumes and z in closed form when the motion is first searched for."""
    growth_passes: int = 6
    """Rounds of them when components are added."""
    final_passes: int = 2
    """Rounds of them up to Nyquist at the end, poses held."""
    frame_passes: int = 4
    """Rounds in which the frames of all conformations are laid onto that of the mean map before poses are refined once more."""
    measures_noise: bool = True
    """Measure the noise of each shell once volumes are known; without it, noise is taken to be white, as the outer shells show it."""
    memory_GB: float = 8.0
    """What the images' spectra may take; fewer particles are searched with, or images read again, where it is not enough."""
    even_views: float = 0.6
    """Effective share of the viewing directions below which the first volume is made anew from particles drawn evenly by their views."""
    second_search: bool = True
    """Search for every pose again, twice, with z integrated out, and keep the better pose of each particle."""

    def reach_px(self, box_px: int) -> float:
        """How far off the centre particles are looked for at most, pixels on each axis."""
        return LARGEST_REACH * box_px if self.max_shift_px is None else self.max_shift_px

    def first_reach_px(self, box_px: int) -> float:
        """How far off the centre particles are looked for to begin with, pixels on each axis."""
        return FIRST_REACH * box_px / self.search_shell if self.max_shift_px is None else self.max_shift_px

    def fitted(self, scale: float) -> SearchConfig:
        """The same for a particle that fills `1 / scale` of what the shells are meant for."""
        ab_initio = self.ab_initio.model_copy(update={"march_shells": tuple(round(scale * shell) for shell in self.ab_initio.march_shells)})
        shells = {"search_shell": round(scale * self.search_shell), "motion_shell": round(scale * self.motion_shell)}
        update = {**shells, "ab_initio": ab_initio, "place": self.place.fitted(scale), "fits_shells": False}
        return self.model_copy(update=update)

    def placing(self, last_shell: int, reach_px: float) -> PlaceConfig:
        """How poses are found under volumes up to a shell, so far off the centre; one component is integrated out in the bank."""
        return self.place.model_copy(update={"last_shell": last_shell, "n_components": 1, "max_shift_px": reach_px})


@dataclass(frozen=True)
class Found:
    """What the search ends with."""

    beliefs: Beliefs
    spectra: Spectra
    """Of the particles searched, whitened by the noise found."""
    volumes: Complex[Tensor, "voxels c"]
    cube: Cube
    prior: Float[Tensor, "shells c"]
    """Power of each volume on each shell."""
    max_shift_px: float
    """How far off the centre particles were looked for."""
    starts: tuple[StartRecord, ...] = ()
    """The random starts that were compared."""


@dataclass
class Course:
    """The state of a search: images, beliefs, and the prior power of the volumes."""

    config: SearchConfig
    spectra: Spectra
    beliefs: Beliefs
    n_components: int
    """At most; 0 for a rigid molecule."""
    oversampling: float
    """Points of the volumes' Fourier grid for each lattice step."""
    seed: int
    report: Callable[[str, float], None]
    """Told the name of each step and the mean log-likelihood over noise after it, nats an image."""
    prior: Float[Tensor, "shells c"] | None = None
    reach_px: float = field(init=False)
    """How far off the centre particles are looked for."""
    starts: tuple[StartRecord, ...] = ()
    last_shell: int | None = None
    """Up to which poses were refined; None before that."""

    def __post_init__(self) -> None:
        self.reach_px = self.config.first_reach_px(self.spectra.lattice.box_px)

    def cube(self, shell: int) -> Cube:
        return Cube(min(shell, self.spectra.lattice.max_shell), self.oversampling, self.spectra.images.device)

    def _say(self, name: str, started: float) -> None:
        value = float(self.beliefs.log_likelihood.mean())
        logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
        self.report(name, value)

    def bank(self, shell: int) -> Bank:
        """Poses to compare with: rotations, and shifts that are half a wavelength of the search shell apart."""
        device, box_px = self.spectra.images.device, self.spectra.lattice.box_px
        rotations = rotation_bank(self.config.direction_order, self.config.n_in_plane, device)
        shifts = shift_bank(self.reach_px, SHIFT_STEP * box_px / self.config.search_shell, device)
        return Bank.create(rotations, shifts, self.spectra.upto(shell), self.cube(shell))

    def ab_initio(self) -> None:
        """Poses from nothing: a volume from a random start, then every particle's best pose of the bank, then local steps."""
        started = time.monotonic()
        shell = self.cube(self.config.search_shell).shell
        inner = self.spectra.upto(shell)
        bank = self.bank(shell)
        volume, self.starts = find_volume(inner, bank, self.config.ab_initio, self.seed)
        search(inner, self.beliefs, bank, volume[:, None], chunk=100)
        if view_spread(self.beliefs.rotations)[0] < self.config.even_views:
            volume = self._with_even_views(inner, bank, volume)
        self.centre()
        self._say("best pose of the bank", started)
        if self._fit_reach():
            search(inner, self.beliefs, self.bank(shell), volume[:, None], chunk=100)
            self.centre()
            self._say("best pose of the bank, wider", started)
            self._fit_reach()
        for last in (self.config.motion_shell, self.config.search_shell):
            self.refine_mean(last)

    def _with_even_views(self, inner: Spectra, bank: Bank, volume: Complex[Tensor, " voxels"]) -> Complex[Tensor, " voxels"]:
        """The volume made anew from particles drawn so that all views count alike; poses in place.

        Where most particles face one way, what differs between them is explained by turns that are not there, and rare
        views, which could tell, are outnumbered.
        """
        config = self.config.ab_initio
        for n in range(EVEN_ROUNDS):
            logger().info(f"ab initio: {view_spread(self.beliefs.rotations)[0]:.0%} of the views in effect; on with even views")
            generator = torch.Generator().manual_seed(self.seed * 1013 + n)
            n_batches = config.batches - config.wide_batches
            start = Start(volume, None, None, config.wide_batches, generator, evening_weights(self.beliefs.rotations))
            advance(start, inner, bank, config, n_batches)
            volume = start.volume
            search(inner, self.beliefs, bank, volume[:, None], chunk=100)
        return volume

    def _fit_reach(self) -> bool:
        """Look for particles from now on as far off the centre as most of them are; says whether that is further than before."""
        if self.config.max_shift_px is not None:
            return False
        box_px, before = self.spectra.lattice.box_px, self.reach_px
        off_px = self.beliefs.shifts_px.abs().amax(dim=1)
        if float((off_px > before - BORDER * box_px).float().mean()) > CROWDED_BORDER:
            self.reach_px = min(1.6 * before, LARGEST_REACH * box_px)
        else:
            # Wrong poses have any shift: the share of particles that decides is one that even a poor start gets right.
            self.reach_px = min(before, float(off_px.quantile(0.9)) + BORDER * box_px)
        logger().info(f"particles are looked for up to {self.reach_px:.1f} px off the centre")
        return self.reach_px > before

    def centre(self) -> None:
        """Move the molecule's middle so that particles are off the centre as little as possible; the volumes are to be solved again."""
        axes = self.beliefs.rotations[:, :2]
        middle = torch.linalg.lstsq(axes.reshape(-1, 3), self.beliefs.shifts_px.reshape(-1, 1)).solution[:, 0]
        self.beliefs.shifts_px.sub_(axes @ middle)

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
        n_first = min(self.n_components, self.config.first_components)
        self._add_components(n_first, self.config.motion_passes)
        self._say("conformations", started)

    def grow(self) -> None:
        """As many components as were allowed, then as many of them as predict images that they were not made from."""
        started = time.monotonic()
        n_more = self.n_components - self.beliefs.z.shape[1]
        if n_more > 0:
            self._add_components(n_more, self.config.growth_passes)
        shell = self.config.motion_shell
        n = worthwhile_components(self.spectra.upto(shell), self.beliefs, self.cube(shell), self._prior_upto(shell), self.seed)
        self.beliefs, self.prior = self.beliefs.leading(n), self.prior[:, : n + 1] if self.prior is not None else None
        self._say(f"{n} components of the motion", started)

    def _add_components(self, n: int, n_passes: int) -> None:
        assert self.prior is not None
        self.prior = torch.cat([self.prior, 0.1 * self.prior[:, :1].expand(-1, n)], dim=1)
        self.beliefs = self.beliefs.with_components(n, torch.Generator().manual_seed(self.seed))
        for _ in range(n_passes):
            self.pass_in_closed_form(self.config.motion_shell)

    def pass_in_closed_form(self, shell: int) -> tuple[Tensor, Tensor]:
        """Volumes given z, z given volumes, whitening. Returns the volumes and the residuals' power."""
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, self.prior = solve_volumes(spectra, self.beliefs, cube, self._prior_upto(cube.shell))
        residual_power = latents_given_poses(spectra, self.beliefs, cube, volumes)
        return whiten(self.beliefs, volumes) if self.beliefs.z.shape[1] > 0 else volumes, residual_power

    def _prior_upto(self, shell: int) -> Tensor | None:
        return None if self.prior is None else prior_upto(self.prior, shell)

    def search_again(self, shell: int, is_wide: bool) -> None:
        """Every pose once more, z integrated out, and local steps from the old one; each particle keeps the likelier.

        Args:
            is_wide: Look as far off the images' centres as particles are, and not about each particle's own centre alone, which a
                wrong pose has put in a wrong place.
        """
        started = time.monotonic()
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, _ = self.pass_in_closed_form(shell)
        # About a particle's own centre a step to each side is enough, and there are fewer shifts to compare.
        near_px = min(self.reach_px, 1.5 * self.config.place.shift_step_px(spectra.lattice.box_px, cube.shell))
        reach_px, centres_px = (self.reach_px, None) if is_wide else (near_px, self.beliefs.shifts_px)
        other = place(spectra, volumes, cube, self.config.placing(cube.shell, reach_px), centres_px).beliefs
        refine(spectra, self.beliefs, cube, volumes, 3)
        latents_given_poses(spectra, self.beliefs, cube, volumes)
        self.beliefs.replace_where(other.log_likelihood > self.beliefs.log_likelihood, other)
        self._say("every pose searched again", started)

    def refine(self, shell: int, n_steps: int = 2) -> None:
        """Volumes, local steps of pose and z together, and a pass in closed form."""
        started = time.monotonic()
        spectra, cube = self.spectra.upto(shell), self.cube(shell)
        volumes, self.prior = solve_volumes(spectra, self.beliefs, cube, self._prior_upto(cube.shell))
        refine(spectra, self.beliefs, cube, volumes, n_steps)
        self.pass_in_closed_form(shell)
        self._say(f"poses and conformations, shell {cube.shell}", started)

    def refine_outwards(self) -> None:
        """Local steps at growing shells, as far out as shells tell poses."""
        first, last = self.config.search_shell, self.outermost()
        n_rounds = min(MOST_ROUNDS, 1 + math.ceil((last - first) / 2))
        for shell in torch.linspace(first, last, max(n_rounds, 1)).round().int().tolist():
            self.refine(shell)

    def outermost(self) -> int:
        """The shell up to which poses are refined."""
        if self.config.last_shell is not None:
            return self.cube(self.config.last_shell).shell
        cube = self.cube(self.spectra.lattice.max_shell)
        last = telling_shell(self.spectra.upto(cube.shell), self.beliefs, cube, self.cube(self.config.search_shell).shell)
        logger().info(f"two halves of the particles agree up to shell {last}")
        return last

    def polish(self) -> None:
        """Once frames are held still: local steps as far out as shells tell poses now, and the frames once more."""
        self.last_shell = self.outermost()
        self.refine(self.last_shell)
        if self.beliefs.z.shape[1] > 0:
            self.hold_frames(1)

    def measure_noise(self) -> None:
        """Whiten the images by what the volumes leave of them on each shell."""
        started = time.monotonic()
        shell = self.cube(self.config.search_shell + NOISE_SHELLS).shell
        if self.prior is None:
            self.pass_in_closed_form(shell)  # volumes without a prior would explain some of the noise as well
        _, residual_power = self.pass_in_closed_form(shell)
        lattice = self.spectra.lattice
        power = mean_by_shell(lattice.upto(shell), residual_power)
        # Beyond the volumes' shells nothing is explained yet, and there is little signal: all counts as noise.
        everything = mean_by_shell(lattice, self.spectra.images.abs().square().mean(dim=0))
        power = torch.cat([power, everything[len(power) :]])
        factor = power.sqrt().clamp_min(SMALLEST_NOISE / float(self.spectra.noise_sd.max()))
        factor[0] = 1.0
        self.spectra = self.spectra.with_noise(self.spectra.noise_sd * factor[lattice.shell])
        self.pass_in_closed_form(self.config.motion_shell)
        logger().info(f"noise is {float(factor[1:].min()):.2f} (least) to {float(factor[1:].max()):.2f} (most) times what was assumed")
        self._say("noise of each shell", started)

    def hold_frames(self, n_passes: int | None = None) -> None:
        """Lay the frames of all conformations onto that of the mean map."""
        started = time.monotonic()
        shell, turn_deg = self.config.search_shell, 0.0
        for _ in range(self.config.frame_passes if n_passes is None else n_passes):
            volumes, _ = self.pass_in_closed_form(shell)
            turn_deg += hold_still(self.beliefs, self.cube(shell), volumes, self.spectra.lattice.box_px, self.seed)
        self.centre()
        self.pass_in_closed_form(shell)
        self._say(f"frames of the conformations turned by {turn_deg:.1f} deg (median)", started)

    def found(self) -> Found:
        """The beliefs, and volumes up to the last shell of the search."""
        shell = self.cube(self.last_shell or self.config.last_shell or self.config.search_shell + NOISE_SHELLS).shell
        volumes, _ = self.pass_in_closed_form(shell)
        assert self.prior is not None
        return Found(self.beliefs, self.spectra, volumes, self.cube(shell), self.prior, self.reach_px, self.starts)


def prior_upto(prior: Float[Tensor, "known c"], shell: int) -> Float[Tensor, "shells c"]:
    """The prior power on shells up to one; beyond those known, half of the last."""
    n_missing = shell + 1 - len(prior)
    return torch.cat([prior, 0.5 * prior[-1:].expand(max(0, n_missing), -1)])[: shell + 1]
