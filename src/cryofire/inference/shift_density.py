"""How far off the centre a set's particles lie: what all of them say together about where one that says little is.

Particles were picked and boxed by one program in one way, so most lie within some pixels of the middle of their images, and a few anywhere.
A wrong pose often comes with a shift that suits the noise; where the others lie tells against it by several nats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

LEAST_SD_PX = 0.5
"""Shifts themselves are known no better."""
LEAST_ANYWHERE = 0.02
"""Share of the particles that may lie anywhere at least: none is forbidden."""
MIDDLE_SDS = 3.0
"""Standard deviations within which all but one in ninety lie of those about the centre."""
N_ROUNDS = 30


@dataclass(frozen=True)
class ShiftDensity:
    """Most of the particles Gaussian about the centre, the rest anywhere in a square."""

    sd_px: float
    """On each axis."""
    anywhere: float
    """Share of the particles that may lie anywhere."""
    reach_px: float
    """Half the side of that square."""

    @staticmethod
    def of(shifts_px: Float[Tensor, "n 2"], weights: Float[Tensor, " n"], reach_px: float) -> ShiftDensity:
        """The likeliest for some particles' shifts, by expectation-maximisation.

        Args:
            weights: Probability that each is a particle.
            reach_px: How far off the centre they were looked for.
        """
        shifts_px, weights = shifts_px.double(), weights.double()
        reach_px = max(reach_px, float(shifts_px.abs().max()))
        found = ShiftDensity(max(LEAST_SD_PX, reach_px / 3), 0.3, reach_px)
        for _ in range(N_ROUNDS):
            near = weights * torch.sigmoid(found._log_gaussian(shifts_px) - found._log_anywhere())
            variance = float((near * shifts_px.square().sum(dim=1)).sum() / (2 * near.sum()).clamp_min(1e-9))
            anywhere = 1 - float(near.sum() / weights.sum().clamp_min(1e-9))
            found = ShiftDensity(max(LEAST_SD_PX, variance**0.5), min(max(anywhere, LEAST_ANYWHERE), 1 - LEAST_ANYWHERE), reach_px)
        return found

    def log_prior(self, shifts_px: Float[Tensor, "*n 2"]) -> Float[Tensor, "*n"]:
        """Log density of shifts, relative to one that is uniform over the square; nats."""
        area = math.log(4 * self.reach_px**2)
        anywhere = torch.full_like(shifts_px[..., 0], self._log_anywhere())
        return torch.logaddexp(self._log_gaussian(shifts_px), anywhere) + area

    @property
    def middle_px(self) -> float:
        """How far off the centre most of them lie, on each axis."""
        return MIDDLE_SDS * self.sd_px

    def centres_px(self, shifts_px: Float[Tensor, "n 2"]) -> Float[Tensor, "n 2"]:
        """About where to look for a particle again: where it is, or the middle where it lies as only those do that may lie anywhere."""
        is_near = self._log_gaussian(shifts_px) > self._log_anywhere()
        return torch.where(is_near[:, None], shifts_px, 0.0)

    def _log_gaussian(self, shifts_px: Float[Tensor, "*n 2"]) -> Float[Tensor, "*n"]:
        squares = shifts_px.square().sum(dim=-1) / self.sd_px**2
        return math.log((1 - self.anywhere) / (2 * math.pi * self.sd_px**2)) - 0.5 * squares

    def _log_anywhere(self) -> float:
        return math.log(self.anywhere / (4 * self.reach_px**2))
