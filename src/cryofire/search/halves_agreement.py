"""What halves that were refined apart say of each other: of the same images under the volumes of either."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.inference.calibration import RIGHT_DEG
from cryofire.inference.global_search import cropped, search_globally
from cryofire.search.config import SearchConfig
from cryofire.search.halves import Half

N_COMPARED = 500
"""Images of each half that are posed under the volumes of the other."""
FEWEST_FOR_Z = 50
"""Poses found again of which z is compared at least."""


@dataclass(frozen=True)
class Agreement:
    """What the halves say of the same images: each is posed under the volumes of the other half, from nothing."""

    n_compared: int
    poses: float
    """Share of the poses within 10 degrees of those of the image's own half."""
    median_deg: float
    """Median angle between them."""
    z: float | None
    """Share of the variance of z in the own half that z by the other half tells, all dimensions together; None without z."""


def compare(one: Half, other: Half, config: SearchConfig, seed: int) -> Agreement:
    """How far the halves agree on images of either, posed under the volumes of the other."""
    angles, own_z, other_z = [], [], []
    for half, by in ((one, other), (other, one)):
        shown = torch.nonzero(half.estimates.shows_molecule()[half.searched])[:, 0]
        rows = shown[torch.randperm(len(shown), generator=torch.Generator().manual_seed(seed))[:N_COMPARED]].to(half.volumes.device)
        grid = by.grid.upto(min(half.grid.shell, by.grid.shell))
        images, mine = half.images.take(rows).upto(grid.shell), half.posteriors.take(rows)
        place = config.placing_as(grid.shell, half.estimates.shifts_px)
        found = search_globally(images, cropped(by.volumes, by.grid, grid), grid, place.thorough())
        angle = grid.symmetry.angle_between_deg(found.rotations, mine.rotations)
        is_near = angle < RIGHT_DEG
        angles.append(angle)
        own_z.append(mine.z[is_near])
        other_z.append(found.z[is_near])
    angle = torch.cat(angles)
    z = told(torch.cat(own_z), torch.cat(other_z))
    return Agreement(len(angle), float((angle < RIGHT_DEG).double().mean()), float(angle.quantile(0.5)), z)


def told(z: Float[Tensor, "n q"], other: Float[Tensor, "n q"]) -> float | None:
    """Share of the variance of z that is linear in another z, all dimensions together; None of too few particles, or without z."""
    n, q = z.shape
    if q == 0 or n < max(FEWEST_FOR_Z, 3 * q):
        return None
    own, by = (values.double().cpu() - values.double().cpu().mean(dim=0) for values in (z, other))
    left = own - by @ torch.linalg.pinv(by) @ own
    return 1 - float(left.square().sum() / own.square().sum())
