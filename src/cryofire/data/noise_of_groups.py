"""Noise that differs between micrographs or optics groups: thicker ice, another camera, another day.

What images show outside their particles is compared between the parts of a set, shell by shell. A part of few images tells its noise
badly, and is drawn to that of the others as far as parts differ by no more than what they tell is uncertain by (empirical Bayes: the
variance between parts is what their means scatter by beyond their errors; James & Stein 1961, Efron & Morris 1973).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.io.particle_table import ParticleTable, numbered

FEWEST = 4
"""Images of a part on average, of those looked at, for the parts of a set to be told apart."""
LEAST, MOST = 0.25, 4.0
"""Of a part's noise over that of the set."""


@dataclass(frozen=True)
class NoiseOfGroups:
    """Power of each group's noise, relative to the set's."""

    group_of: Int[Tensor, " n"]
    """Of each image of the set."""
    power: Float[Tensor, "g shells"]
    """Around 1."""

    def of(self, rows: Int[Tensor, " m"]) -> Float[Tensor, "m shells"]:
        """Relative power of the noise of some images."""
        return self.power[self.group_of[rows]]


def groups_of(table: ParticleTable) -> list[np.ndarray]:
    """Ways to part a set in which its noise may differ, the coarser first: by optics group, by micrograph."""
    parted = [numbered(values) for values in (table.optics_group, table.micrograph_of) if values is not None]
    return [part for part in parted if part.max(initial=0) > 0]


def relative_power(power: Float[Tensor, "m shells"], group: Int[Tensor, " m"], n_groups: int) -> Float[Tensor, "g shells"]:
    """Mean power of each group's images over that of all, drawn to 1 by as much as it is uncertain.

    Args:
        power: Of some images, over what is expected of each: around 1.
        group: Which group each belongs to.
    """
    count = torch.bincount(group, minlength=n_groups).double()[:, None]
    sums = torch.zeros(n_groups, power.shape[1], dtype=torch.float64).index_add_(0, group, power.double())
    mean = sums / count.clamp_min(1)
    within = (power.double() - mean[group]).square().sum(dim=0) / (len(power) - (count > 0).sum()).clamp_min(1)
    error = within / count.clamp_min(1)
    told = count[:, 0] > 1
    between = ((mean[told] - 1).square() - error[told]).mean(dim=0).clamp_min(0) if told.any() else torch.zeros(power.shape[1])
    drawn = 1 + (mean - 1) * between / (between + error).clamp_min(1e-12)
    return torch.where(count > 0, drawn, 1.0).clamp(LEAST, MOST).float()


def noise_of_groups(
    power: Float[Tensor, "m shells"], rows: Int[Tensor, " m"], is_usual: Tensor, parted: list[np.ndarray]
) -> NoiseOfGroups | None:
    """How the noise differs between the parts of a set; None where it is not told, or does not.

    Args:
        power: Outside the particle, of the images of `rows`.
        is_usual: (m,) which of those images have nothing else there.
        parted: As of `groups_of`, (n,) each.
    """
    seen, rows = power[is_usual], rows[is_usual]
    seen, found = seen / seen.mean(dim=0), None
    for values in parted:
        group = torch.from_numpy(values).long()
        n_groups = int(group.max()) + 1
        if len(rows) < FEWEST * n_groups:
            continue
        # The finer way parts what the coarser has left.
        left = seen if found is None else seen / found.of(rows)
        finer = NoiseOfGroups(group, relative_power(left, group[rows], n_groups))
        found = finer if found is None else _together(found, finer)
    return None if found is None or float((found.power - 1).abs().max()) == 0 else found


def _together(one: NoiseOfGroups, other: NoiseOfGroups) -> NoiseOfGroups:
    """A group for each pair of groups that occurs."""
    pairs = one.group_of * len(other.power) + other.group_of
    found, group_of = pairs.unique(return_inverse=True)
    return NoiseOfGroups(group_of, one.power[found // len(other.power)] * other.power[found % len(other.power)])
