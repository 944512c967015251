"""Whether images that a run has not seen show its molecule, and how strongly: the odds that the search gives its own particles."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.inference.contrast import LEAST_SD
from cryofire.inference.estimates import Estimates
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.pose_estimator import PoseEstimator, Reading
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.particle_weights import N_NOISE, NOISE_QUANTILE, judged


@dataclass(frozen=True)
class UnseenJudge:
    """What odds are counted from."""

    estimator: PoseEstimator
    refines: bool
    contrast_sd: float
    """Of the run's particles."""
    noise_odds: float
    """That one in fifty images of noise alone passes, read as the set's are."""

    @staticmethod
    def create(estimator: PoseEstimator, sample: WhitenedImages, estimates: Estimates, refines: bool, seed: int) -> UnseenJudge:
        """From images of the set and the run's own particles.

        Args:
            sample: Some of the set's images, whose CTFs noise is seen with.
            estimates: The run's.
        """
        contrast_sd = LEAST_SD
        if estimates.contrasts is not None:
            contrast_sd = max(LEAST_SD, float(estimates.contrasts[estimates.shows_molecule()].std()))
        generator, plain = torch.Generator().manual_seed(seed), UnseenJudge(estimator, refines, contrast_sd, 0.0)
        rows = torch.randint(len(sample), (N_NOISE,), generator=generator).to(sample.images.device)
        noise = replace(sample.take(rows), images=sample.noise_alone(N_NOISE, generator))
        odds = plain.judge(noise, estimator.read(noise, refines))[1]
        return replace(plain, noise_odds=max(0.0, float(odds.quantile(NOISE_QUANTILE))))

    def judge(self, whitened: WhitenedImages, reading: Reading) -> tuple[Float[Tensor, " n"], Float[Tensor, " n"]]:
        """Contrast and log odds of images at the poses read; z and the likelihood at that contrast in place.

        Args:
            whitened: Of contrast 1.
        """
        estimator, posteriors = self.estimator, reading.posteriors
        inner = whitened.upto(estimator.inner.shell)
        contrasts, odds = judged(inner, posteriors, estimator.inner, estimator.middle, self.contrast_sd)
        if self.refines or estimator.encoder is None:  # refined with all shells, by which z is then read
            known = whitened.with_contrasts(contrasts.values)
            latents_given_poses(known, posteriors, estimator.pose_search.grid, estimator.pose_search.volumes)
        return contrasts.values, odds - self.noise_odds
