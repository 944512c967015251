"""Whether images that a run has not seen show its molecule, and how strongly: the odds that the search gives its own particles."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from cryofire.inference.contrast import LEAST_SD
from cryofire.inference.estimates import Estimates
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.pose_estimator import PoseEstimator, Reading
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.judge import Judge


@dataclass(frozen=True)
class UnseenJudge:
    """A run's volumes and its way of reading poses."""

    estimator: PoseEstimator
    refines: bool
    by: Judge

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
        judge = Judge(estimator.inner, estimator.middle, contrast_sd)
        pose = lambda noise: estimator.read(noise, refines).posteriors  # noqa: E731
        return UnseenJudge(estimator, refines, judge.counting_from_noise(sample, pose, seed))

    def judge(self, whitened: WhitenedImages, reading: Reading) -> tuple[Float[Tensor, " n"], Float[Tensor, " n"]]:
        """Contrast and log odds of images at the poses read; z and the likelihood at that contrast in place.

        Args:
            whitened: Of contrast 1.
        """
        estimator, posteriors = self.estimator, reading.posteriors
        contrasts, odds = self.by.judge(whitened, posteriors)
        if self.refines or estimator.encoder is None:  # refined with all shells, by which z is then read
            known = whitened.with_contrasts(contrasts.values)
            latents_given_poses(known, posteriors, estimator.pose_search.grid, estimator.pose_search.volumes)
        return contrasts.values, odds
