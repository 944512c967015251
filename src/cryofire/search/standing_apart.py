"""Which particles are of another kind than most: they lie apart in z, and their volume is not that of most.

What a cluster's particles show is asked of a mean volume of their own. Volumes at its centre among those of all (V_0 + z V_1 ...) do not
tell: components that clusters share give each the density of the others, and pure clusters of a part alone look like the whole
(benchmarks/NOTES.md). Means of few images are noisy, so that an agreement is divided by what halves of each cluster allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Complex, Float, Int
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.k_means import k_means
from cryofire.inference.linear_subspace import solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.pose_grids import rotation_grid
from cryofire.search.lay_onto import lay_onto
from cryofire.search.state import SearchState
from cryofire.search.volume_agreement import agreement

N_CLUSTERS = 8
"""Of z, whose volumes are compared."""
ALIKE = 0.7
"""Clusters of another kind agree with the largest one less than this where they lie (`volume_agreement`); conformations agree better."""
LEAST_RELIABLE = 0.3
"""Reliability of a cluster's volume (Spearman and Brown, of halves' agreement) below which nothing is said of it."""
N_NEIGHBOURS, MOST_BETWEEN = 20, 0.08
"""Of a particle in z; and the share of the particles that may have a fifth or more of theirs on the other side: a motion has no gap."""
IN_PLACE, LEAD_IN_PLACE = 0.5, 0.25
"""Correlation from which a cluster lies where it should and lacks a part, and its lead: more than for a part that is laid, as poses
that were found under another volume pull theirs towards it (benchmarks/NOTES.md)."""
N_RIVALS = 3
"""Other places, of each hand, that a cluster is tried at which may lie where it should and lack a part."""


def is_of_another_kind(state: SearchState, shell: int) -> Bool[Tensor, " m"]:
    """Which of `state.particles()` lie in clusters of z that stand apart, and whose volumes are not that of most.

    Most of those not searched apart before: what was, has a frame of its own where it shares no part, and may be the largest cluster.
    Clusters without a gap between them are one kind, which is in its place where most of it is.

    Args:
        shell: Up to which volumes are made.
    """
    particles = state.particles()
    z = state.posteriors.z[particles]
    labels = k_means(z, min(N_CLUSTERS, len(z)), state.seed).labels
    n_clusters = int(labels.max()) + 1
    of_most = labels if state.is_apart is None else labels[~state.is_apart[particles]]
    largest = int(torch.bincount(of_most, minlength=n_clusters).argmax())
    grid = state.grid(shell)
    shown = [_shown_by(state, particles[labels == j], grid) for j in range(n_clusters)]
    differs = torch.tensor([shown[largest].agreement_with(each, grid) < ALIKE for each in shown], device=z.device)
    is_other, nearest = torch.zeros_like(labels, dtype=torch.bool), neighbours(z)
    turns = rotation_grid(state.config.direction_order, state.config.n_in_plane, z.device)
    for kind in _without_gaps(labels, torch.nonzero(differs)[:, 0].tolist(), nearest):
        are_these = torch.isin(labels, torch.tensor(kind, device=z.device))
        if share_between(nearest, are_these) >= MOST_BETWEEN:
            continue
        if not _is_in_place(kind, labels, shown, largest, grid, turns):
            is_other |= are_these
    return is_other if share_between(nearest, is_other) < MOST_BETWEEN else torch.zeros_like(is_other)


def _is_in_place(
    kind: list[int], labels: Int[Tensor, " m"], shown: list[_Shown], largest: int, grid: FourierGrid, turns: Float[Tensor, "r 3 3"]
) -> bool:
    """Whether most of a kind lies on the largest cluster as it should: what lacks a part differs as well, and its poses are right."""
    size = {j: int((labels == j).sum()) for j in kind}
    in_place, elsewhere, half = 0, 0, sum(size.values()) / 2
    for j in sorted(kind, key=lambda each: size[each], reverse=True):
        if max(in_place, elsewhere) > half:
            break
        if lay_onto(shown[largest].mean, shown[j].mean, grid, turns, N_RIVALS).is_in_place(IN_PLACE, LEAD_IN_PLACE):
            in_place += size[j]
        else:
            elsewhere += size[j]
    return in_place > half


def neighbours(z: Float[Tensor, "m z"]) -> Int[Tensor, "m k"]:
    """The nearest particles of each in z, itself among them."""
    points = z.cpu().numpy()
    nearest = NearestNeighbors(n_neighbors=min(N_NEIGHBOURS, len(z))).fit(points).kneighbors(points, return_distance=False)
    return torch.from_numpy(nearest).to(z.device)


def share_between(nearest: Int[Tensor, "m k"], is_other: Bool[Tensor, " m"]) -> float:
    """Share of the particles that have a fifth or more of their neighbours in z on the other side."""
    return float(((is_other[nearest] != is_other[:, None]).double().mean(dim=1) >= 0.2).double().mean())


@dataclass(frozen=True)
class _Shown:
    """What some particles show together, and how surely."""

    mean: Complex[Tensor, " voxels"]
    reliability: float
    """Squared correlation with what endless particles of the kind would show, from that of halves."""

    def agreement_with(self, other: _Shown, grid: FourierGrid) -> float:
        """Mean Fourier shell correlation where they lie, noise divided out; 1 where noise alone is seen of either."""
        if min(self.reliability, other.reliability) < LEAST_RELIABLE:
            return 1.0
        return _agreement_here(self.mean, other.mean, grid) / (self.reliability * other.reliability) ** 0.5


def _shown_by(state: SearchState, rows: Int[Tensor, " l"], grid: FourierGrid) -> _Shown:
    """The mean volume of some particles at their poses, and of halves of them."""
    whitened, homogeneous = state.whitened.upto(grid.shell), state.posteriors.with_no_components()
    prior = state.prior_upto(grid.shell)
    if prior is None:
        prior = solve_volumes(whitened.take(rows), homogeneous.take(rows), grid, None)[1]
    mixed = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(state.seed)).to(rows.device)]
    one, other = (_sums_of(whitened, homogeneous, half, grid) for half in (mixed[::2], mixed[1::2]))
    power = PowerByShell(prior[:, :1])
    halves = [sums.solve(power)[0][:, 0].contiguous() for sums in (one, other)]
    of_halves = max(0.0, _agreement_here(halves[0], halves[1], grid))
    one.merge(other)
    return _Shown(one.solve(power)[0][:, 0].contiguous(), 2 * of_halves / (1 + of_halves))


def _sums_of(whitened: WhitenedImages, posteriors: ParticlePosteriors, rows: Int[Tensor, " l"], grid: FourierGrid) -> VolumeSums:
    sums = VolumeSums(grid, 0)
    sums.add(whitened.take(rows), posteriors.take(rows))
    return sums


def _agreement_here(one: Complex[Tensor, " voxels"], other: Complex[Tensor, " voxels"], grid: FourierGrid) -> float:
    return agreement(one, other, grid, torch.empty(0, 3, 3, device=grid.device))  # at no turn but none


def _without_gaps(labels: Int[Tensor, " m"], clusters: list[int], nearest: Int[Tensor, "m k"]) -> list[list[int]]:
    """Groups of clusters that particles lie between: each cluster in one of them."""
    groups: list[list[int]] = []
    for j in clusters:
        linked = [group for group in groups if any(_touch(labels, j, k, nearest) for k in group)]
        groups = [group for group in groups if group not in linked] + [[j, *(k for group in linked for k in group)]]
    return groups


def _touch(labels: Int[Tensor, " m"], j: int, k: int, nearest: Int[Tensor, "m n"]) -> bool:
    """Whether there is no gap between two clusters: a motion or a whole cloud cut in two."""
    of_other = torch.where(labels == j, k, j)
    members = (labels == j) | (labels == k)
    between = (labels[nearest[members]] == of_other[members, None]).double().mean(dim=1) >= 0.2
    return float(between.double().mean()) >= MOST_BETWEEN
