"""Poses of images under volumes that are known: candidates from a pose grid, then a few of them refined and compared.

Costs the same for every image, and needs only the images at hand: this is how a set larger than memory, or one never
seen before, is placed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.local_refinement import refine
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig, quarter_period_px
from cryofire.inference.pose_grid import ExpectedSlices, PoseGrid
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.lattice import Lattice
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.physics.pose_grids import rotation_grid, shift_grid
from cryofire.physics.translations import shift_images

HOPELESS_NATS, HOPELESS_SHARE = 30.0, 0.25
"""Refined hypotheses further behind the likeliest than this, nats and share of what that has over noise, are refined no further."""
LEAST_KEPT = 4
"""Times as many rotations as candidates are kept of a first look, at least."""
PROVING, LEAST_RIGHT = 32, 0.9
"""Images on which a first look has to prove itself, and the share of them whose best rotation it must keep; junk has any."""
COPYING, WORTH_A_LOOK = 40, 0.7
"""Time to copy a value, over that of multiplying it; and share of the whole comparison's time that one with a first look may take."""
DISTINCT_DEG = 25.0
"""Candidates nearer to each other than this are one hypothesis: local steps lead from one to the other."""


@dataclass(frozen=True)
class FirstLook:
    """The rotations of a pose grid, compared at coarse shifts with the inner shells of the mean volume alone."""

    pose_grid: PoseGrid
    slices: ExpectedSlices
    n_kept: int
    """Rotations of each image that are looked at again."""

    def likeliest(self, log_likelihood: Float[Tensor, "b s r"]) -> Int[Tensor, "b m"]:
        """The rotations that are kept, by what a look says of all."""
        return log_likelihood.amax(dim=1).topk(self.n_kept, dim=1, sorted=False).indices


class PoseSearch:
    """Volumes, and the pose grid that images are compared with, made once for all batches."""

    def __init__(
        self,
        whitened: WhitenedImages,
        volumes: Complex[Tensor, "voxels c"],
        grid: FourierGrid,
        config: PlaceConfig,
        shift_density: ShiftDensity | None = None,
        turn: Float[Tensor, "3 3"] | None = None,
    ) -> None:
        """
        Args:
            whitened: Any images of the set; only their lattice is used.
            volumes: V_0 and components on `grid`.
            shift_density: Where particles of the set lie; None where nothing is known of it.
            turn: What all rotations of the pose grid are turned by, in the molecule's frame; None for nothing.
        """
        self.volumes, self.grid, self.config, self.shift_density = volumes, grid, config, shift_density
        self.first_shell = min(config.first_shell, grid.shell)
        self.last_shell = min(config.last_shell, grid.shell)
        inner, n_leading = grid.upto(min(config.grid_shell, grid.shell)), config.n_components + 1
        rotations = rotation_grid(config.direction_order, config.n_in_plane, grid.device, grid.symmetry, turn)
        shifts = shift_grid(config.max_shift_px, config.shift_step_px(whitened.lattice.box_px, grid.shell), grid.device)
        self.pose_grid = PoseGrid.create(rotations, shifts, whitened.upto(inner.shell), inner)
        self.slices = self.pose_grid.slices(cropped(volumes, grid, inner)[:, :n_leading]).rough()
        self.first_look = self._first_look(whitened.lattice)
        self._n_proving = self._n_right = 0
        """Images that were compared with all rotations beside a look, and those whose best one it keeps."""

    @property
    def look_is_proven(self) -> bool:
        """Until then images are compared with all rotations."""
        return self._n_proving >= PROVING

    def _first_look(self, lattice: Lattice) -> FirstLook | None:
        """None where it would spare little: values multiplied count, and those that are only copied more than that."""
        config, whole = self.config, self.pose_grid
        n_rotations, n_shifts, n_samples, n_volumes = len(whole.rotations), len(whole.shifts_px), len(whole.indices), len(self.slices.real)
        n_kept = max(math.ceil(config.kept_share * n_rotations), LEAST_KEPT * config.n_candidates)
        shell = min(config.look_shell, whole.grid.shell)
        n_looked = lattice.n_upto(shell)
        shifts_px = shift_grid(config.max_shift_px, quarter_period_px(lattice.box_px, shell), self.grid.device)
        first = n_rotations * len(shifts_px) * n_looked
        then = n_kept * (n_shifts + COPYING) * n_samples * n_volumes
        if first + then > WORTH_A_LOOK * n_rotations * n_shifts * n_samples * n_volumes:
            return None
        return FirstLook(whole.coarser(shifts_px, lattice.freqs_per_px[:n_looked]), self.slices.upto(n_looked, 0), n_kept)

    def candidates(
        self, whitened: WhitenedImages, centres_px: Float[Tensor, "n 2"] | None = None, chunk: int | None = None
    ) -> ParticlePosteriors:
        """The likeliest poses of the grid, each at its best shift.

        Args:
            centres_px: Present shift of each particle, pixels: shifts are counted from there. The images' centre by default.
        """
        n_samples, found = len(self.pose_grid.indices), []
        chunk = chunk or images_at_once(self.grid.device, 32, self._bytes_each())
        for rows in torch.arange(len(whitened), device=self.grid.device).split(chunk):
            images, ctfs = whitened.images[rows, :n_samples], whitened.ctfs[rows, :n_samples]
            centres = None if centres_px is None else centres_px[rows]
            if centres is not None:
                images = shift_images(images, whitened.lattice.freqs_per_px[:n_samples], -centres)
            look, kept = self.first_look, None
            if look is not None:
                kept = look.likeliest(self._score(look.pose_grid, look.slices, images, ctfs, centres))
            among = kept if self.look_is_proven else None
            score = self._score(self.pose_grid, self.slices, images, ctfs, centres, among)
            best = score.amax(dim=1).topk(self.config.n_candidates, dim=1).indices
            shift = score.gather(2, best[:, None].expand(-1, score.shape[1], -1)).argmax(dim=1)
            found.append(torch.stack([best if among is None else among.gather(1, best), shift]))
            if kept is not None and among is None:
                self._prove(kept, best[:, 0])
        rotation, shift = torch.cat(found, dim=1)
        shifts_px = self.pose_grid.shifts_px[shift]
        off_px = shifts_px if centres_px is None else shifts_px + centres_px[:, None]
        return ParticlePosteriors.at_poses(self.pose_grid.rotations[rotation], off_px, 0)

    def _prove(self, kept: Int[Tensor, "b m"], best: Int[Tensor, " b"]) -> None:
        """Go on with a look only if it keeps what a comparison with all rotations finds best: inner shells of a ball tell no pose."""
        self._n_proving += len(best)
        self._n_right += int((kept == best[:, None]).any(dim=1).sum())
        if self.look_is_proven and self._n_right < LEAST_RIGHT * self._n_proving:
            self.first_look = None

    def _bytes_each(self) -> float:
        """What an image takes while it is compared with the pose grid: with all of it until a look is proven."""
        n_rotations, n_shifts, n_volumes = len(self.pose_grid.rotations), len(self.pose_grid.shifts_px), len(self.slices.real)
        if self.first_look is None or not self.look_is_proven:
            return 4 * n_rotations * n_shifts * (n_volumes + 2)
        n_kept, n_values = self.first_look.n_kept, 2 * len(self.pose_grid.indices)
        return 4 * (n_rotations * len(self.first_look.pose_grid.shifts_px) + n_kept * (n_values + n_shifts) * (n_volumes + 2))

    def _score(
        self,
        pose_grid: PoseGrid,
        slices: ExpectedSlices,
        images: Complex[Tensor, "b k"],
        ctfs: Float[Tensor, "b k"],
        centres_px: Float[Tensor, "b 2"] | None,
        among: Int[Tensor, "b m"] | None = None,
    ) -> Float[Tensor, "b s m"]:
        """Log-likelihood and log prior of images that were moved to the centre, at the samples of a pose grid."""
        n_samples = len(pose_grid.indices)
        score = pose_grid.log_likelihood(slices, images[:, :n_samples], ctfs[:, :n_samples], among)
        if self.shift_density is not None:
            off_px = pose_grid.shifts_px if centres_px is None else pose_grid.shifts_px + centres_px[:, None]
            score += self.shift_density.log_prior(off_px).expand(len(images), -1)[..., None]
        return score

    def refine_candidates(self, whitened: WhitenedImages, candidates: ParticlePosteriors, chunk: int | None = None) -> ParticlePosteriors:
        """The likeliest of each image's candidates, after local refinement of the most promising.

        Returns:
            Log-likelihoods with all shells, z integrated out; and the probability of the hypothesis chosen among those refined.
        """
        # Every image is copied for each candidate, up to the first shell; samples and CTF, and as much again where they are cut.
        bytes_each = 24 * candidates.log_likelihood.shape[1] * whitened.lattice.n_upto(self.first_shell) + 12 * len(whitened.lattice)
        chunk = chunk or images_at_once(self.grid.device, 2000, bytes_each)
        parts = [
            self._refine_candidates(whitened.take(rows), candidates.take(rows))
            for rows in torch.arange(len(whitened), device=self.grid.device).split(chunk)
        ]
        return ParticlePosteriors.cat(parts)

    def _refine_candidates(self, whitened: WhitenedImages, candidates: ParticlePosteriors) -> ParticlePosteriors:
        everywhere = self._compared(whitened, candidates, self.first_shell, 0)
        apart = distinct(everywhere.rotations, self._log_posterior(everywhere), self.config.n_hypotheses, self.grid.symmetry)
        hypotheses = self._compared(whitened, everywhere.pick(apart), self.first_shell, 4)
        n_decided = min(self.config.n_decided, hypotheses.log_likelihood.shape[1])
        left = hypotheses.pick(self._log_posterior(hypotheses).topk(n_decided, dim=1).indices)
        for shell in sorted({(self.first_shell + self.last_shell) // 2, self.last_shell}):
            left = self._compared(whitened, left, shell, 2, drops_hopeless=True)
        left = self._compared(whitened, left, self.grid.shell, 0, drops_hopeless=True)
        # Where one is left, how far the others were behind is known at the first shell alone.
        compared = self._log_posterior(hypotheses if n_decided == 1 else left)
        probability = (compared.amax(dim=1) - compared.logsumexp(dim=1)).exp()
        return replace(left.pick(self._log_posterior(left).argmax(dim=1)), probability=probability)

    def _log_posterior(self, candidates: ParticlePosteriors) -> Float[Tensor, "b m"]:
        """Log-likelihood of candidates and log prior of their shifts, up to a constant."""
        if self.shift_density is None:
            return candidates.log_likelihood
        return candidates.log_likelihood + self.shift_density.log_prior(candidates.shifts_px)

    def _compared(
        self, whitened: WhitenedImages, candidates: ParticlePosteriors, shell: int, n_steps: int, drops_hopeless: bool = False
    ) -> ParticlePosteriors:
        """Posteriors of every image at every candidate.

        Args:
            drops_hopeless: Candidates that were far behind before get the likelihood 0, and no steps.
        """
        value = self._log_posterior(candidates)
        best = value.amax(dim=1, keepdim=True)
        behind = (HOPELESS_SHARE * best).clamp_min(HOPELESS_NATS) if drops_hopeless else torch.full_like(best, math.inf)
        near = torch.nonzero((value >= best - behind).flatten())[:, 0]
        posteriors = ParticlePosteriors.at_poses(candidates.rotations, candidates.shifts_px, self.volumes.shape[1] - 1)
        posteriors.log_likelihood.fill_(-math.inf)
        flat = posteriors.flat()
        some, repeated = flat.take(near), whitened.upto(shell).take(near // value.shape[1])
        self._weigh(shell, repeated, some)
        if n_steps > 0:
            self._step(shell, repeated, some, n_steps)
            self._weigh(shell, repeated, some)
        flat.put(near, some)
        return posteriors

    def _weigh(self, shell: int, whitened: WhitenedImages, posteriors: ParticlePosteriors) -> None:
        """z and the likelihood with the samples up to a shell, in place."""
        inner = self.grid.upto(shell)
        latents_given_poses(whitened.upto(shell), posteriors, inner, cropped(self.volumes, self.grid, inner))

    def _step(self, shell: int, whitened: WhitenedImages, posteriors: ParticlePosteriors, n_steps: int) -> None:
        """Local steps of pose, shift and z with the samples up to a shell, in place."""
        inner = self.grid.upto(shell)
        refine(whitened.upto(shell), posteriors, inner, cropped(self.volumes, self.grid, inner), n_steps)


def search_globally(
    whitened: WhitenedImages,
    volumes: Complex[Tensor, "voxels c"],
    grid: FourierGrid,
    config: PlaceConfig,
    centres_px: Float[Tensor, "n 2"] | None = None,
    shift_density: ShiftDensity | None = None,
    turn: Float[Tensor, "3 3"] | None = None,
) -> ParticlePosteriors:
    """Pose, conformation and likelihood of every image under known volumes.

    Args:
        whitened: Up to the grid's shell.
        centres_px: As in `PoseSearch.candidates`.
        shift_density: As in `PoseSearch`.
        turn: As there.
    """
    pose_search = PoseSearch(whitened, volumes, grid, config, shift_density, turn)

    def of_share(share: slice) -> ParticlePosteriors:
        images = whitened.take(share)
        return pose_search.refine_candidates(images, pose_search.candidates(images, None if centres_px is None else centres_px[share]))

    return team().together(len(whitened), of_share)


def is_likelier_than_refined(
    other: ParticlePosteriors,
    here: ParticlePosteriors,
    whitened: WhitenedImages,
    grid: FourierGrid,
    volumes: Complex[Tensor, "voxels c"],
    shift_density: ShiftDensity,
) -> Bool[Tensor, " n"]:
    """Where poses found anew are likelier than those before, after local steps of the latter, in place."""
    refine(whitened, here, grid, volumes, 3)
    latents_given_poses(whitened, here, grid, volumes)
    gain = other.log_likelihood - here.log_likelihood
    return gain + shift_density.log_prior(other.shifts_px) - shift_density.log_prior(here.shifts_px) > 0


def cropped(volumes: Complex[Tensor, "voxels c"], grid: FourierGrid, inner: FourierGrid) -> Complex[Tensor, "inner c"]:
    """The middle of a grid: the same volumes up to a lower shell."""
    if inner.reach >= grid.reach:
        return volumes
    start = grid.reach - inner.reach
    inside = slice(start, start + inner.size)
    return volumes.view(grid.size, grid.size, grid.size, -1)[inside, inside, inside].reshape(inner.n_voxels, -1)


def distinct(rotations: Float[Tensor, "b m 3 3"], score: Float[Tensor, "b m"], n: int, symmetry: PointGroup = C1) -> Int[Tensor, "b n"]:
    """The best candidates that are not near to a better one or a copy of it; where there are too few, near ones."""
    score, chosen = score.clone(), []
    image = torch.arange(len(score), device=score.device)
    for _ in range(min(n, score.shape[1])):
        best = score.argmax(dim=1)
        chosen.append(best)
        trace = symmetry.largest_trace(rotations[image, best][:, None], rotations)
        # Lowered and not forbidden: a near one is better than none.
        score = torch.where(trace > least_trace(DISTINCT_DEG), score - 1e6, score)
        score[image, best] = -torch.inf
    return torch.stack(chosen, dim=1)


def least_trace(angle_deg: float) -> float:
    """The trace of a rotation by this angle, 1 + 2 cos w: nearer ones have a larger one."""
    return 1 + 2 * math.cos(math.radians(angle_deg))
