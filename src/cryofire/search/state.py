"""The state of a search, and the steps that change it; `plan.py` says which follows which."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from cryofire.core.log import logger
from cryofire.data.noise_spectrum import SMALLEST_NOISE
from cryofire.inference.fourier_grid import LARGEST_MASK, FourierGrid
from cryofire.inference.global_search import is_likelier_than_refined, search_globally
from cryofire.inference.latent_density import LatentLikelihood, fit_latent_density
from cryofire.inference.linear_subspace import latents_and_residual_power, latents_given_poses, solve_volumes, whiten
from cryofire.inference.local_refinement import refine
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.pose_grid import PoseGrid
from cryofire.inference.pose_samples import add_sampled
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import mean_by_shell
from cryofire.physics.pose_grids import rotation_grid, shift_grid
from cryofire.physics.rotations import random_rotations
from cryofire.search.ab_initio import StartRecord
from cryofire.search.components import SMALLEST_GAIN, SMALLEST_GAIN_AT_THE_END, worthwhile_components
from cryofire.search.config import NOISE_SHELLS, SearchConfig
from cryofire.search.half_map_fsc import half_map_cutoff_shell
from cryofire.search.result import SearchResult
from cryofire.search.state_alignment import align_states_to_mean

SHIFT_STEP = 0.55
"""Step of the pose grid's shifts, in wavelengths of the search shell."""
MOST_ROUNDS = 3
"""Shells at which local steps are made on the way to the outermost."""
FADED_SD = 0.1
"""Components of which particles have less are dropped before others are tried in their place."""
SETTLED, FAR_DEG = 0.01, 10.0
"""A search of every pose that turns fewer particles by more than that angle is the last."""
SAMPLED_ROUNDS = 2
"""Rounds of volumes from samples of the poses, and local steps under them."""
GROWING_ROUNDS = 8
"""The same where components are new: poses that were taken for a motion give it back."""
DENSITY_ROUNDS = 2
"""Rounds of local steps under the density of the conformations."""


class Where(Enum):
    """Where about an image's centre a search of every pose looks for its particle."""

    ANYWHERE = auto()
    """As far off as particles are."""
    MIDDLE = auto()
    """Where most particles lie: a wrong pose has put its particle in a wrong place, too. One found elsewhere stays if it is likelier."""
    OWN_CENTRE = auto()
    """About where it is now, which takes the fewest shifts."""


@dataclass
class SearchState:
    """The state of a search: images, posteriors, and the prior power of the volumes."""

    config: SearchConfig
    whitened: WhitenedImages
    posteriors: ParticlePosteriors
    n_components: int
    """At most; 0 for a rigid molecule."""
    oversampling: float
    """Points of the volumes' Fourier grid for each lattice step."""
    seed: int
    report: Callable[[str, float], None]
    """Told the name of each step and the mean log-likelihood over noise after it, nats an image."""
    prior: Float[Tensor, "shells c"] | None = None
    max_shift_px: float = field(init=False)
    """How far off the centre particles are looked for."""
    starts: tuple[StartRecord, ...] = ()
    last_shell: int | None = None
    """Up to which poses were refined; None before that."""
    turned: float = 1.0
    """Share of the particles that the last search of every pose turned far."""
    n_searches: int = 0
    """Searches of every pose so far."""
    contrast_sd: float = 0.0
    """Spread of the particles' contrasts; 0 before it was found."""
    is_apart: Bool[Tensor, " n"] | None = None
    """Which particles were found to be of another kind, and posed by a search of their own; None before any were."""
    stayed: Bool[Tensor, " n"] | None = None
    """Which were last searched apart in vain."""
    everything: WhitenedImages = field(init=False)
    """Of all particles given, as they were whitened then."""
    rows: Int[Tensor, " m"] | None = None
    """Which of those the search goes on with, and `whitened` and `posteriors` are of; all where None."""

    def __post_init__(self) -> None:
        self.everything = self.whitened
        self.max_shift_px = self.config.first_max_shift_px(self.whitened.lattice.box_px)

    def copied(self) -> dict[str, Any]:
        """All that a step may change, for `become`."""
        return {**vars(self), "posteriors": self.posteriors.copy()}

    def become(self, before: dict[str, Any]) -> None:
        """Be again as a copy was."""
        vars(self).update({**before, "posteriors": before["posteriors"].copy()})

    def see_images(self, noise_sd: Float[Tensor, " k"], contrasts: Float[Tensor, " n"] | None, weights: Float[Tensor, " n"] | None) -> None:
        """Go on with the images of `rows` under another noise, contrast and weight.

        Always from the images as they were given: a search that was stopped and goes on has the same ones to the last bit.
        """
        some = self.everything if self.rows is None else self.everything.take(self.rows)
        self.whitened = some.with_noise(noise_sd).with_contrasts(contrasts).with_weights(weights)

    def grid(self, shell: int) -> FourierGrid:
        mask_radius = LARGEST_MASK if self.config.mask_radius is None else self.config.mask_radius
        device, last = self.whitened.images.device, min(shell, self.whitened.lattice.max_shell)
        return FourierGrid(last, self.oversampling, device, mask_radius, self.config.point_group)

    def particles(self) -> Int[Tensor, " m"]:
        """The images that are taken to show the molecule, in order."""
        return torch.nonzero(self.whitened.weights_or_one() > 0.5)[:, 0]

    def report_step(self, name: str, started: float) -> None:
        """Tell how well the images are explained after a step."""
        weights = self.whitened.weights_or_one()
        value = float(weights @ self.posteriors.log_likelihood / weights.sum())
        logger().info(f"{name}: {value:+.2f} nats/image over noise ({time.monotonic() - started:.0f} s)")
        self.report(name, value)

    def shift_density(self, reach_px: float | None = None) -> ShiftDensity:
        """Where the particles lie, as far as is known now; `reach_px` as far off as they were looked for by default."""
        return ShiftDensity.of(self.posteriors.shifts_px, self.whitened.weights_or_one(), reach_px or self.max_shift_px)

    def pose_grid(self, shell: int) -> PoseGrid:
        """Poses to compare with: rotations, and shifts that are half a wavelength of the search shell apart."""
        device, box_px = self.whitened.images.device, self.whitened.lattice.box_px
        rotations = rotation_grid(self.config.direction_order, self.config.n_in_plane, device, self.config.point_group)
        shifts = shift_grid(self.max_shift_px, SHIFT_STEP * box_px / self.config.search_shell, device)
        return PoseGrid.create(rotations, shifts, self.whitened.upto(shell), self.grid(shell))

    def next_turn(self) -> Float[Tensor, "3 3"]:
        """What the next search's pose grid is turned by: what falls between two poses of one grid is near to one of another."""
        self.n_searches += 1
        return random_rotations(1, torch.Generator().manual_seed(self.seed * 1009 + self.n_searches - 1))[0]

    def centre(self) -> None:
        """Move the molecule's middle so that particles are off the centre as little as possible; the volumes are to be solved again."""
        axes = self.posteriors.rotations[:, :2]
        weights = self.whitened.weights_or_one()[:, None, None].double().sqrt()
        wide = (weights * axes).reshape(-1, 3)
        # Least squares by the 3 x 3 normal equations: LAPACK's own gives other last digits at each call. No view tells more of
        # a direction than rotations in single precision do.
        # A symmetric molecule's middle lies on its axes.
        free = self.config.point_group.invariant(wide)
        middle = torch.linalg.pinv(free @ (wide.T @ wide) @ free, rtol=1e-6, hermitian=True) @ (
            free @ wide.T @ (weights[..., 0] * self.posteriors.shifts_px).reshape(-1)
        )
        self.posteriors.shifts_px.sub_(axes @ middle.to(axes))

    def refine_mean(self, shell: int, n_steps: int = 3) -> None:
        """One volume from all particles, and local steps of their poses against it."""
        started = time.monotonic()
        whitened, grid = self.whitened.upto(shell), self.grid(shell)
        volumes = self._mean_volume(shell)
        refine(whitened, self.posteriors, grid, volumes, n_steps)
        latents_given_poses(whitened, self.posteriors, grid, volumes)
        self.report_step(f"poses on one volume, shell {shell}", started)

    def _mean_volume(self, shell: int) -> Tensor:
        whitened, grid, homogeneous = self.whitened.upto(shell), self.grid(shell), self.posteriors.with_no_components()
        _, prior = solve_volumes(whitened, homogeneous, grid, None)
        volumes, self.prior = solve_volumes(whitened, homogeneous, grid, prior)
        return volumes

    def find_motion(self) -> None:
        """Components from random z, by rounds of closed-form estimates at fixed poses."""
        started = time.monotonic()
        self._mean_volume(self.config.motion_shell)
        n_first = min(self.n_components, self.config.first_components)
        self._add_components(n_first, self.config.motion_passes, self.config.motion_shell)
        self.report_step("conformations", started)

    def grow(self, is_moving: bool = True) -> None:
        """As many components as were allowed, then as many of them as predict images that they were not made from.

        Args:
            is_moving: Poses are refined with the new components before; else they are kept.
        """
        if is_moving:
            self._keep_leading(0)  # those of the first poses hold on to these poses' mistakes
        self._grow(self.config.motion_shell, self.config.growth_passes, SMALLEST_GAIN, GROWING_ROUNDS if is_moving else 0)

    def grow_again(self) -> None:
        """The same with better poses, at finer detail, for components that tell a little more."""
        shell = self.grid(self.config.search_shell + NOISE_SHELLS).shell
        self._grow(shell, self.config.regrowth_passes, SMALLEST_GAIN_AT_THE_END, SAMPLED_ROUNDS)

    def _grow(self, shell: int, n_passes: int, smallest_gain: float, n_rounds: int) -> None:
        started = time.monotonic()
        # The strongest come first; a component that faded away never comes back by itself.
        if self.posteriors.z.shape[1] > 0:
            self._keep_leading(int((self.posteriors.z.std(dim=0) > FADED_SD).sum()))
        n_more = self.n_components - self.posteriors.z.shape[1]
        if n_more > 0:
            self._add_components(n_more, n_passes, shell)
        if n_rounds > 0:
            self.refine(shell, n_rounds)
        prior = self.prior_upto(shell)
        n = worthwhile_components(self.whitened.upto(shell), self.posteriors, self.grid(shell), prior, self.seed, smallest_gain)
        self._keep_leading(n)
        self.report_step(f"{n} components of the motion", started)

    def _keep_leading(self, n: int) -> None:
        self.posteriors, self.prior = self.posteriors.leading(n), self.prior[:, : n + 1] if self.prior is not None else None

    def _add_components(self, n: int, n_passes: int, shell: int) -> None:
        assert self.prior is not None
        self.prior = torch.cat([self.prior, 0.1 * self.prior[:, :1].expand(-1, n)], dim=1)
        self.posteriors = self.posteriors.with_components(n, torch.Generator().manual_seed(self.seed))
        for _ in range(n_passes):
            self.pass_in_closed_form(shell)

    def pass_in_closed_form(self, shell: int) -> Tensor:
        """Volumes given z, z given volumes, whitening. Returns the volumes."""
        whitened, grid = self.whitened.upto(shell), self.grid(shell)
        volumes, self.prior = solve_volumes(whitened, self.posteriors, grid, self.prior_upto(grid.shell))
        return self._latents_given(volumes, whitened, grid, self.prior)

    def _latents_given(self, volumes: Tensor, whitened: WhitenedImages, grid: FourierGrid, prior: Tensor) -> Tensor:
        """z of every particle under volumes of that prior power, and both whitened. Returns the volumes."""
        latents_given_poses(whitened, self.posteriors, grid, volumes)
        if self.posteriors.z.shape[1] > 0:
            volumes, self.prior = whiten(self.posteriors, volumes, prior, self.whitened.weights)
        return volumes

    def prior_upto(self, shell: int) -> Tensor | None:
        """The prior power of the volumes on shells up to one; None before any were solved."""
        return None if self.prior is None else prior_upto(self.prior, shell)

    def search_again(self, shell: int, where: Where, is_thorough: bool = False) -> None:
        """Every pose once more, z integrated out, and local steps from the old one; each particle keeps the likelier.

        Args:
            is_thorough: Compare more hypotheses of each particle.
        """
        started = time.monotonic()
        whitened, grid = self.whitened.upto(shell), self.grid(shell)
        volumes = self.pass_in_closed_form(shell)
        shift_density, centres_px, max_shift_px = self.shift_density(), None, self.max_shift_px
        if where is Where.MIDDLE:
            max_shift_px = min(max_shift_px, shift_density.middle_px)
        elif where is Where.OWN_CENTRE:
            # A step to each side is enough, and there are fewer shifts to compare.
            max_shift_px = min(max_shift_px, 1.5 * self.config.place.shift_step_px(whitened.lattice.box_px, grid.shell))
            centres_px = shift_density.centres_px(self.posteriors.shifts_px)
        placing = self.config.placing(grid.shell, max_shift_px)
        placing = placing.thorough() if is_thorough else placing
        other = search_globally(whitened, volumes, grid, placing, centres_px, shift_density, self.next_turn())
        is_likelier = is_likelier_than_refined(other, self.posteriors, whitened, grid, volumes, shift_density)
        is_far = self.config.point_group.angle_between_deg(other.rotations, self.posteriors.rotations) > FAR_DEG
        weights = self.whitened.weights_or_one()
        self.turned = float(weights @ (is_likelier & is_far).float() / weights.sum())
        self.posteriors.replace_where(is_likelier, other)
        logger().info(f"the search of every pose turned {self.turned:.1%} of the particles by more than {FAR_DEG:g} degrees")
        self.report_step("every pose searched again", started)

    @property
    def is_settled(self) -> bool:
        """Whether the last search of every pose turned so few particles that another would be in vain."""
        return self.turned < SETTLED

    def search_thoroughly(self) -> None:
        """Every pose once more as far out as shells tell poses, more of them compared."""
        self.search_again(self.outermost(), Where.OWN_CENTRE, is_thorough=True)

    def refine_to_outermost(self) -> None:
        """Local steps as far out as shells tell poses."""
        self.refine(self.outermost())

    def refine(self, shell: int, n_rounds: int = SAMPLED_ROUNDS) -> None:
        """Local steps of pose and z together, volumes made from samples of each particle's posterior over poses in between."""
        started = time.monotonic()
        whitened, grid = self.whitened.upto(shell), self.grid(shell)
        volumes, self.prior = solve_volumes(whitened, self.posteriors, grid, self.prior_upto(grid.shell))
        refine(whitened, self.posteriors, grid, volumes, 2)
        for n in range(n_rounds):
            sums = VolumeSums(grid, self.posteriors.z.shape[1])
            add_sampled(sums, whitened, self.posteriors, volumes, self.seed * 1009 + n)
            volumes, self.prior = sums.solve(PowerByShell(self.prior))
            volumes = self._latents_given(volumes, whitened, grid, self.prior)
            refine(whitened, self.posteriors, grid, volumes, 1)
        self.pass_in_closed_form(shell)
        self.report_step(f"poses and conformations, shell {grid.shell}", started)

    def refine_in_latent_density(self, shell: int, n_steps: int = 2) -> None:
        """Local steps of pose and z, drawn to where the conformations of all particles lie; volumes and z are to be solved again."""
        whitened, grid = self.whitened.upto(shell), self.grid(shell)
        for _ in range(DENSITY_ROUNDS):
            started = time.monotonic()
            self.pass_in_closed_form(shell)
            seen = LatentLikelihood.of(self.posteriors)
            rows = self.particles()
            density = fit_latent_density(self.posteriors.take(rows), seen.take(rows), self.seed)
            prior = density.posterior_under(self.posteriors, seen)
            volumes, self.prior = solve_volumes(whitened, self.posteriors, grid, self.prior_upto(grid.shell))
            refine(whitened, self.posteriors, grid, volumes, n_steps, prior)
            logger().info(f"poses refined among them, shell {grid.shell} ({time.monotonic() - started:.0f} s)")

    def refine_outwards(self) -> None:
        """Local steps at growing shells, as far out as shells tell poses."""
        first, last = self.config.search_shell, self.outermost()
        n_rounds = min(MOST_ROUNDS, 1 + math.ceil((last - first) / 2))
        shells = torch.linspace(first, last, max(n_rounds, 1)).round().int().tolist()
        # Where a search turned next to nobody, poses are as good at its own shell as they can be.
        for shell in shells[1:] if self.is_settled and len(shells) > 1 else shells:
            self.refine(shell)

    def outermost(self) -> int:
        """The shell up to which poses are refined."""
        if self.config.last_shell is not None:
            return self.grid(self.config.last_shell).shell
        grid = self.grid(self.whitened.lattice.max_shell)
        last = half_map_cutoff_shell(self.whitened.upto(grid.shell), self.posteriors, grid, self.grid(self.config.search_shell).shell)
        logger().info(f"two halves of the particles agree up to shell {last}")
        return last

    def polish(self) -> None:
        """Once frames are held still: local steps as far out as shells tell poses now, and the frames once more."""
        self.last_shell = self.outermost()
        if self.posteriors.z.shape[1] == 0:
            self.refine(self.last_shell)
            return
        self.refine_in_latent_density(self.last_shell)
        self.align_states()

    def measure_noise(self) -> None:
        """Whiten the images by what the volumes leave of them on each shell."""
        started = time.monotonic()
        shell = self.grid(self.config.search_shell + NOISE_SHELLS).shell
        if self.prior is None:
            self.pass_in_closed_form(shell)  # volumes without a prior would explain some of the noise as well
        grid = self.grid(shell)
        volumes, self.prior = solve_volumes(self.whitened.upto(shell), self.posteriors, grid, self.prior_upto(grid.shell))
        residual_power = latents_and_residual_power(self.whitened.upto(shell), self.posteriors, grid, volumes)
        lattice = self.whitened.lattice
        power = mean_by_shell(lattice.upto(shell), residual_power)
        # Beyond the volumes' shells nothing is explained yet, and there is little signal: all counts as noise.
        weights = self.whitened.weights_or_one()
        everything = mean_by_shell(lattice, weights @ self.whitened.images.abs().square() / weights.sum())
        power = torch.cat([power, everything[len(power) :]])
        factor = power.sqrt().clamp_min(SMALLEST_NOISE / float(self.whitened.noise_sd.max()))
        factor[0] = 1.0
        self.see_images(self.whitened.noise_sd * factor[lattice.shell], self.whitened.contrasts, self.whitened.weights)
        self.pass_in_closed_form(self.config.motion_shell)
        logger().info(f"noise is {float(factor[1:].min()):.2f} (least) to {float(factor[1:].max()):.2f} (most) times what was assumed")
        self.report_step("noise of each shell", started)

    def align_states(self, n_passes: int | None = None) -> None:
        """Lay the frames of all conformations onto that of the mean map."""
        started = time.monotonic()
        shell, turn_deg = self.config.search_shell, 0.0
        for _ in range(self.config.frame_passes if n_passes is None else n_passes):
            volumes = self.pass_in_closed_form(shell)
            box_px, rows = self.whitened.lattice.box_px, self.particles()
            turn_deg += align_states_to_mean(self.posteriors, self.grid(shell), volumes, box_px, self.seed, rows)
        self.centre()
        self.pass_in_closed_form(shell)
        self.report_step(f"frames of the conformations turned by {turn_deg:.1f} deg (median)", started)

    def found(self) -> SearchResult:
        """The posteriors, and volumes up to the last shell of the search."""
        shell = self.grid(self.last_shell or self.config.last_shell or self.config.search_shell + NOISE_SHELLS).shell
        volumes = self.pass_in_closed_form(shell)
        assert self.prior is not None
        return SearchResult(
            self.posteriors,
            self.whitened,
            volumes,
            self.grid(shell),
            self.prior,
            self.max_shift_px,
            self.starts,
            self.rows,
            self.contrast_sd,
            0.0 if self.is_apart is None else float(self.is_apart.float().mean()),
        )


def prior_upto(prior: Float[Tensor, "known c"], shell: int) -> Float[Tensor, "shells c"]:
    """The prior power on shells up to one; beyond those known, half of the last."""
    n_missing = shell + 1 - len(prior)
    return torch.cat([prior, 0.5 * prior[-1:].expand(max(0, n_missing), -1)])[: shell + 1]
