"""Reading pose and conformation off images under a run's volumes, by the encoder, by local refinement, or by the pose grid."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.precision import is_bf16_faster
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PoseSearch, cropped
from cryofire.inference.goodness_of_fit import Fit, goodness_of_fit
from cryofire.inference.hypotheses import encode, show_volumes
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.models.encoders.polar import PolarEncoder

N_HYPOTHESES = 4
"""Peaks of the encoder's distribution that are compared by likelihood."""
SURE = 0.5
"""Where the encoder gives its first peak less than this, an image that is to be refined is compared with the whole pose grid as well."""


@dataclass(frozen=True)
class Reading:
    """What was read off some images."""

    posteriors: ParticlePosteriors
    """Log-likelihood up to the judging shell by the encoder alone, with all shells after refinement."""
    evidence: Float[Tensor, "n 2"]
    """What speaks for each pose: log-odds of the hypothesis chosen, and the logarithm of the log-likelihood."""
    fit: Fit


class PoseEstimator:
    """Volumes, and ways to find the pose of an image under them."""

    def __init__(
        self,
        whitened: WhitenedImages,
        volumes: Complex[Tensor, "voxels c"],
        grid: FourierGrid,
        place: PlaceConfig,
        encoder: PolarEncoder | None,
        shift_density: ShiftDensity | None = None,
        is_thorough: bool = False,
    ) -> None:
        """
        Args:
            whitened: Any images of the set; only their lattice is used.
            volumes: V_0 and components on `grid`, which reaches to Nyquist.
            encoder: Is shown the volumes; None to search a grid of poses instead, for every image.
            shift_density: Where particles of the set lie; None where nothing is known of it.
            is_thorough: Compare every image that is refined with the whole pose grid, more of its poses further out.
        """
        if encoder is not None:
            show_volumes(encoder, volumes, grid)
        self.encoder, self.lattice = encoder, whitened.lattice
        self.is_thorough, self.symmetry = is_thorough, grid.symmetry
        self.pose_search = PoseSearch(whitened, volumes, grid, place.thorough() if is_thorough else place, shift_density)
        self.is_bf16 = encoder is not None and is_bf16_faster(grid.device)
        self.inner = grid.upto(min(place.judge_shell, grid.shell))
        self.middle = cropped(volumes, grid, self.inner)

    def read(self, whitened: WhitenedImages, refines: bool) -> Reading:
        """Pose, z and what speaks for them; without an encoder always refined, as a pose grid alone is too coarse."""
        return team().together(len(whitened), lambda share: self._read(whitened.take(share), refines))

    def _read(self, whitened: WhitenedImages, refines: bool) -> Reading:
        if self.encoder is None:
            return self.refined_candidates(whitened, self.pose_search.candidates(whitened))
        found = self.encode(whitened, N_HYPOTHESES if refines else 1)
        return self.refined(whitened, found) if refines else self.weighed(whitened, found)

    def encode(self, whitened: WhitenedImages, n: int) -> ParticlePosteriors:
        """The encoder's hypotheses, likeliest first."""
        assert self.encoder is not None
        k = self.encoder.n_samples
        n_logits, device = self.encoder.pose_rotations.shape[0] * self.encoder.pose_rotations.shape[1], whitened.images.device
        rows = torch.arange(len(whitened), device=device).split(images_at_once(device, 256, 100 * n_logits))
        parts = [encode(self.encoder, whitened.images[part, :k], whitened.ctfs[part, :k], n, self.is_bf16) for part in rows]
        return ParticlePosteriors.cat(parts)

    def refined_candidates(self, whitened: WhitenedImages, candidates: ParticlePosteriors) -> Reading:
        """The likeliest candidate, refined."""
        return self._reading(whitened, self.pose_search.refine_candidates(whitened, candidates))

    def refined(self, whitened: WhitenedImages, found: ParticlePosteriors) -> Reading:
        """The likeliest of the encoder's hypotheses, refined; where it is not sure, of the pose grid's candidates as well.

        A thorough reading takes its word for nothing.
        """
        assert found.probability is not None
        candidates, is_sure = found.with_no_components(), found.probability[:, 0] >= (math.inf if self.is_thorough else SURE)
        sure, unsure = (torch.nonzero(which)[:, 0] for which in (is_sure, ~is_sure))
        parts = []
        if len(sure) > 0:
            parts.append(self.pose_search.refine_candidates(whitened.take(sure), candidates.take(sure)))
        if len(unsure) > 0:
            part = whitened.take(unsure)
            more = ParticlePosteriors.cat([candidates.take(unsure), self.pose_search.candidates(part)], dim=1)
            parts.append(self.pose_search.refine_candidates(part, more))
        return self._reading(whitened, ParticlePosteriors.cat(parts).take(torch.cat([sure, unsure]).argsort()))

    def weighed(self, whitened: WhitenedImages, found: ParticlePosteriors) -> Reading:
        """The encoder's first hypothesis as it is, with the z that the volumes give at that pose."""
        assert found.probability is not None
        first = ParticlePosteriors.at_poses(found.rotations[:, 0], found.shifts_px[:, 0], self.middle.shape[1] - 1)
        latents_given_poses(whitened.upto(self.inner.shell), first, self.inner, self.middle)
        return self._reading(whitened, replace(first, probability=found.probability[:, 0]))

    def _reading(self, whitened: WhitenedImages, posteriors: ParticlePosteriors) -> Reading:
        assert posteriors.probability is not None
        odds = torch.logit(posteriors.probability.double(), eps=1e-6).float()
        gain = torch.log1p(posteriors.log_likelihood.clamp_min(0))
        fit = goodness_of_fit(whitened.upto(self.inner.shell), posteriors, self.middle, self.inner)
        return Reading(posteriors, torch.stack([odds, gain], dim=1), fit)
