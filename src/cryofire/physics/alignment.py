"""The free frame of an ab initio reconstruction: finding it, and what is left after it.

Turn a volume and its particles' poses together and no image changes, so poses are compared after the best rotation
Q (found @ Q is near true), offset d, and hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from cryofire.physics.rotations import mean_rotation


@dataclass(frozen=True)
class Frame:
    """Where the found volume's frame lies in the true one."""

    rotation: Float[Tensor, "3 3"]
    """Q: found @ Q is near true."""
    offset_px: Float[Tensor, " 3"]
    """d: the particle's centre differs by (found R d)[:2], pixels."""


def align_rotations(found: Float[Tensor, "n 3 3"], true: Float[Tensor, "n 3 3"], max_rounds: int = 10) -> Float[Tensor, "3 3"]:
    """Q such that found @ Q is near true for most particles: a least-trimmed-squares fit, robust to half being wrong.

    The best of up to 100 exact fits to one particle starts it; then the rotation nearest to the better half is
    found again and again.
    """
    starts = found[:100].transpose(-1, -2) @ true[:100]
    # Not Tensor.median: of an even number of errors it takes the lower middle one, not the mean of both.
    medians = torch.stack([torch.quantile(torch.linalg.matrix_norm(found @ q - true), 0.5) for q in starts])
    q = starts[int(medians.argmin())]
    for _ in range(max_rounds):
        error = torch.linalg.matrix_norm(found @ q - true)
        is_near = error <= torch.quantile(error, 0.5)
        q = mean_rotation(found[is_near].transpose(-1, -2) @ true[is_near])
    return q


def fit_offset(
    rotations: Float[Tensor, "n 3 3"],
    found_origins_px: Float[Tensor, "n 2"],
    true_origins_px: Float[Tensor, "n 2"],
    is_good: Bool[Tensor, " n"],
    rounds: int = 5,
) -> Float[Tensor, " 3"]:
    """d such that found origin - (R d)[:2] is the true origin: least squares, leaving out far outliers again and again.

    Args:
        rotations: The found rotations.
        is_good: Particles whose rotation is right enough to tell.
    """
    a, b = rotations[:, :2], found_origins_px - true_origins_px
    used = is_good
    d = torch.zeros(3, dtype=a.dtype, device=a.device)
    for _ in range(rounds):
        d = torch.linalg.lstsq(a[used].reshape(-1, 3), b[used].reshape(-1, 1)).solution[:, 0]
        left = (b - a @ d).norm(dim=1)
        used = is_good & (left <= 2 * torch.quantile(left[is_good], 0.5) + 1e-6)
    return d
