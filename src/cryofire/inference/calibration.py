"""From what speaks for a pose to the probability that it is right, learned on images whose pose is known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import Bool, Float
from sklearn.linear_model import LogisticRegression
from torch import Tensor

RIGHT_DEG = 10.0
"""A pose is right if it is within this angle of the truth."""


@dataclass(frozen=True)
class Calibration:
    """A logistic regression on standardised evidence."""

    mean: tuple[float, ...]
    sd: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def confidence(self, evidence: Float[Tensor, "n f"]) -> Float[Tensor, " n"]:
        """Probability that each pose is right, 0 to 1."""
        mean, sd, weights = (torch.tensor(values).to(evidence) for values in (self.mean, self.sd, self.weights))
        return torch.sigmoid(((evidence - mean) / sd) @ weights + self.bias)


def calibrate(evidence: Float[Tensor, "n f"], is_right: Bool[Tensor, " n"]) -> Calibration:
    """Fit it. An image of average evidence is added once as right and once as wrong, so that nothing is ever certain."""
    values = evidence.double().cpu().numpy()
    mean, sd = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = np.concatenate([(values - mean) / sd, np.zeros((2, values.shape[1]))])
    labels = np.concatenate([is_right.cpu().numpy(), [False, True]])
    fitted = LogisticRegression(C=10.0).fit(scaled, labels)
    return Calibration(tuple(mean.tolist()), tuple(sd.tolist()), tuple(fitted.coef_[0].tolist()), float(fitted.intercept_[0]))


@dataclass(frozen=True)
class ConfidenceBin:
    """Images of similar stated confidence."""

    low: float
    high: float
    n: int
    stated: float
    """Mean of their confidence."""
    right: float
    """Share of them that are right."""


def calibration_table(
    confidence: np.ndarray, is_right: np.ndarray, edges: tuple[float, ...] = (0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1)
) -> list[ConfidenceBin]:
    """Stated confidence beside the share that is right; bins without images are left out."""
    found = []
    for low, high in pairwise(edges):
        inside = (confidence >= low) & ((confidence < high) | (high == edges[-1]))
        if inside.any():
            found.append(ConfidenceBin(low, high, int(inside.sum()), float(confidence[inside].mean()), float(is_right[inside].mean())))
    return found
