"""Which images show the molecule, and how strongly: junk does not count in volumes, from the first one on."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.contrast import Contrasts
from cryofire.inference.particle_odds import something_else
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.search.judge import Judge
from cryofire.search.state import SearchState

FAR_OUT = 6.0
"""Spreads from the middle one beyond which an image holds more than a particle does, before anything is known of it."""
TOO_SMOOTH = 2.5
"""The same of how steeply its spectrum falls: a lump of ice or an edge of carbon has most of its power on the innermost shells."""
LEAST_SHARE = 0.3
"""Of the images that are taken for particles at least, by their odds: with a poor volume they say little of anything."""
N_ROUNDS = 10


def first_weights(whitened: WhitenedImages) -> Float[Tensor, " n"]:
    """0 for images that are far stronger or far smoother than is usual: edges of carbon and lumps of ice, that no volume is to begin with.

    Else 1. In simulations with 40 % junk the slope of the spectrum tells junk that is no mere noise (area under the ROC curve 0.97 to 1.00,
    of the strength 0.86 to 0.88).

    Args:
        whitened: Up to the shell that poses are searched with.
    """
    strength = something_else(whitened).sqrt()
    middle = strength.median()
    spread = 1.4826 * (strength[strength > middle] - middle).median()
    slope = spectral_slope(whitened)
    usual = slope.median()
    # Junk is on the one side: the other tells how much particles differ.
    slope_spread = 1.4826 * (usual - slope[slope < usual]).median()
    is_usual = (strength <= middle + FAR_OUT * spread.clamp_min(1e-3)) & (slope <= usual + TOO_SMOOTH * slope_spread.clamp_min(1e-3))
    return is_usual.float()


def spectral_slope(whitened: WhitenedImages) -> Float[Tensor, " n"]:
    """Logarithm of each image's power up to a quarter of the outermost shell over that beyond two fifths."""
    shell = whitened.lattice.shell
    last, power = int(shell.max()), whitened.images.abs().square()
    inner, outer = shell <= max(1, last // 4), shell > 0.4 * last
    return torch.log(power[:, inner].sum(dim=1).clamp_min(1e-6) / power[:, outer].sum(dim=1).clamp_min(1e-6))


def leave_out_strong(state: SearchState) -> None:
    """Begin without the images that hold far more than others do, or no detail beside it."""
    weights = first_weights(state.whitened.upto(state.grid(state.config.search_shell).shell))
    state.see_images(state.whitened.noise_sd, None, weights)
    n_left_out = int((weights == 0).sum())
    if n_left_out > 0:
        logger().info(f"{n_left_out:,} images are far stronger or smoother than the others (carbon, ice?): volumes begin without them")


@dataclass(frozen=True)
class ParticleShare:
    """How many images of a set show the molecule: what odds come to as probabilities."""

    prior: float
    """Log odds of an image that nothing is known of."""
    least_odds: float | None
    """Images with such odds or better are taken, and no others; None where odds tell particles from junk."""

    @staticmethod
    def of(odds: Float[Tensor, " n"]) -> ParticleShare:
        """From the odds themselves.

        Where a volume is still so poor that few images prefer it to anything else, the best third is taken all the same.
        """
        share = 0.8
        for _ in range(N_ROUNDS):
            prior = float(torch.logit(torch.tensor(share)))
            share = float(torch.sigmoid(odds + prior).mean().clamp(0.01, 0.99))
        return ParticleShare(prior, float(odds.quantile(1 - LEAST_SHARE)) if share < LEAST_SHARE else None)

    def weights(self, odds: Float[Tensor, " n"]) -> Float[Tensor, " n"]:
        """Probability that each image shows the molecule."""
        return torch.sigmoid(odds + self.prior) if self.least_odds is None else (odds >= self.least_odds).float()


def weights_by_odds(odds: Float[Tensor, " n"]) -> Float[Tensor, " n"]:
    """Probability that each image shows the molecule, the share of those that do found from the odds themselves."""
    return ParticleShare.of(odds).weights(odds)


def judged_as_searched(
    state: SearchState, whitened: WhitenedImages, posteriors: ParticlePosteriors, judge: Judge, place: PlaceConfig
) -> tuple[Contrasts, Float[Tensor, " n"]]:
    """Contrasts and log odds of images whose poses were searched for: the odds that noise alone has of such poses count as none.

    Args:
        place: How they were searched for.
    """
    contrasts, odds = judge.judge(whitened, posteriors)
    pose, sure = judge.searching(place, state.shift_density()), replace(judge, contrast_sd=contrasts.sd)
    return contrasts, odds - sure.counting_from_noise(whitened, pose, state.seed).noise_odds


def weigh_particles(state: SearchState, shell: int, is_searched: bool) -> None:
    """Contrast and weight of every image, by the volumes and poses of now; whitened images and z in place.

    Args:
        is_searched: Poses were searched for, and are not known: noise was given the pose that suits it as well.
    """
    started = time.monotonic()
    volumes = state.pass_in_closed_form(shell)
    grid = state.grid(shell)
    inner, judge = state.whitened.upto(grid.shell), Judge(grid, volumes)
    if is_searched:
        place = state.config.placing(grid.shell, state.max_shift_px)
        contrasts, odds = judged_as_searched(state, inner, state.posteriors, judge, place)
    else:
        contrasts, odds = judge.judge(inner, state.posteriors)
    state.contrast_sd = contrasts.sd
    state.see_images(state.whitened.noise_sd, contrasts.values, weights_by_odds(odds))
    kept = float(state.whitened.weights_or_one().mean())
    logger().info(f"contrast varies by {contrasts.sd:.0%}; {kept:.1%} of the images are taken for particles")
    state.pass_in_closed_form(shell)
    state.report_step("contrasts and junk", started)
