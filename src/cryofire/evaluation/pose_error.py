"""How far found poses are from true ones, after what no image can tell: frame, offset and hand.

In an ab initio reconstruction of a moving molecule every conformation has a free frame, so poses are aligned once a
group of like states as well as once for all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.physics.alignment import Frame, align_rotations, fit_offset
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.physics.rotations import angle_between_deg

ALIGNED_ON = 3000
"""The global frame is found from the first so many particles."""
FRAME_FROM, N_FRAMES = 500, 100
"""Particles from which the copies of poses are chosen, and frames tried, each that of one particle."""
PART = 20_000
"""Particles whose copies are in memory together."""
GOOD_ROTATION_DEG = 20.0
"""A group's offset is found from the particles whose rotation is better than this, where there are enough."""


@dataclass(frozen=True)
class ErrorSpread:
    """A distribution of full geodesic angles."""

    median_deg: float
    mean_deg: float
    p90_deg: float
    """90th percentile."""
    under_10_deg: float
    """Share of particles below 10 degrees, 0 to 1."""


@dataclass(frozen=True)
class PoseErrors:
    """Errors of a run's poses."""

    n_particles: int
    is_mirrored: bool
    """The other hand fits better; everything below is after mirroring."""
    global_: ErrorSpread
    """One frame for all particles."""
    per_group: ErrorSpread
    """One frame for each group of like states."""
    view_direction_median_deg: float
    """Angle between viewing directions alone, per group."""
    shift_median_px: float
    """Distance of the particle's centre in the image, after the best 3-D offset of each group."""


@dataclass(frozen=True)
class PoseComparison:
    """Errors, and what is needed to see the run's maps in the true frame."""

    errors: PoseErrors
    frames: dict[int, Frame]
    """Frame of each group of states."""
    angles_deg: Float[Tensor, " n"]
    """Error of each particle's rotation, in its group's frame."""


def compare_poses(found: Poses, true: Poses, groups: Int[np.ndarray, " n"], symmetry: PointGroup = C1) -> PoseComparison:
    """Measure found poses against true ones.

    Args:
        found: (n, 3, 3) and (n, 2).
        true: The same particles in the same order.
        groups: Group of like states of each particle.
        symmetry: Of the molecule, with its axes in the frame of the found poses: which of its copies a pose is does not count.

    Raises:
        DataError: If the numbers of particles differ, or there are none.
    """
    if not len(found) == len(true) == len(groups) or len(found) == 0:
        raise DataError(
            f"{len(found)} found poses for {len(true)} true ones and {len(groups)} states.", "score a run on the set it was made from."
        )
    found = Poses(found.rotations.double(), found.shifts_px.double())
    true = Poses(true.rotations.double(), true.shifts_px.double())
    is_mirrored, rotations, error_global = _best_hand(found.rotations, true.rotations, symmetry)
    error, view, shift = (torch.empty(len(found), dtype=torch.float64) for _ in range(3))
    frames: dict[int, Frame] = {}
    for group in np.unique(groups).tolist():
        rows = torch.from_numpy(groups == group)
        f, t = rotations[rows], true.rotations[rows]
        q = align_rotations(f, t)
        error[rows] = angle_between_deg(f @ q, t)
        cosine = ((f @ q)[:, 2] * t[:, 2]).sum(dim=1)
        view[rows] = torch.rad2deg(cosine.clamp(-1, 1).acos())
        is_good = error[rows] < GOOD_ROTATION_DEG
        if is_good.sum() <= 10:
            is_good = torch.ones_like(is_good)
        # The origin is minus the shift.
        difference = true.shifts_px[rows] - found.shifts_px[rows]
        d = fit_offset(f, -found.shifts_px[rows], -true.shifts_px[rows], is_good)
        shift[rows] = (difference - f[:, :2] @ d).norm(dim=1)
        frames[group] = Frame(q, d)
    errors = PoseErrors(
        n_particles=len(found),
        is_mirrored=is_mirrored,
        global_=_spread(error_global),
        per_group=_spread(error),
        view_direction_median_deg=_median(view),
        shift_median_px=_median(shift),
    )
    return PoseComparison(errors, frames, error)


def _best_hand(
    found: Float[Tensor, "n 3 3"], true: Float[Tensor, "n 3 3"], symmetry: PointGroup
) -> tuple[bool, Float[Tensor, "n 3 3"], Float[Tensor, " n"]]:
    """Whether to mirror, the rotations then, and their errors in one frame; the hand with the smaller median wins."""
    tried = []
    for is_mirrored in (False, True):
        f = _likest_copies(found, true, symmetry, is_mirrored)
        error = angle_between_deg(f @ align_rotations(f[:ALIGNED_ON], true[:ALIGNED_ON]), true)
        tried.append((is_mirrored, f, error))
    return min(tried, key=lambda hand: _median(hand[2]))


def _likest_copies(
    found: Float[Tensor, "n 3 3"], true: Float[Tensor, "n 3 3"], symmetry: PointGroup, is_mirrored: bool
) -> Float[Tensor, "n 3 3"]:
    """Of the copies of each pose, in one hand, the one that one frame for all lays nearest to the true pose.

    The frame is that of one of the first poses.
    """

    def copies_of(rows: slice | Int[Tensor, " m"]) -> Float[Tensor, "m g 3 3"]:
        copies = symmetry.copies(found[rows])
        return flip_hand_of_rotations(copies) if is_mirrored else copies

    if symmetry.is_trivial:
        return copies_of(slice(None))[:, 0]
    some, like = copies_of(slice(FRAME_FROM)).flatten(2), true[:FRAME_FROM]
    frames = copies_of(slice(N_FRAMES))[:, 0].mT @ true[:N_FRAMES]
    off = torch.stack([((like @ frame.T).flatten(1)[:, None] * some).sum(dim=2).amax(dim=1).neg().quantile(0.5) for frame in frames])
    frame, parts = frames[int(off.argmin())], []
    for rows in torch.arange(len(found)).split(PART):
        copies = copies_of(rows)
        nearest = torch.einsum("nij,ngij->ng", true[rows] @ frame.T, copies).argmax(dim=1)
        parts.append(copies[torch.arange(len(rows)), nearest])
    return torch.cat(parts)


def _median(values: Float[Tensor, " n"]) -> float:
    # Not Tensor.median, which takes the lower of the two middle values.
    return float(np.median(values.numpy()))


def _spread(errors_deg: Float[Tensor, " n"]) -> ErrorSpread:
    e = errors_deg.numpy()
    return ErrorSpread(float(np.median(e)), float(e.mean()), float(np.quantile(e, 0.9)), float((e < 10).mean()))
