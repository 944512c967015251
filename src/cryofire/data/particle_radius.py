"""How much of its box the particle fills: where images vary by more than noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.data.preprocess import pixel_radius
from cryofire.physics.lattice import Lattice
from cryofire.physics.shells import shell_sums

if TYPE_CHECKING:
    from cryofire.data.dataset import ParticleDataset

N_LOOKED_AT = 2000
"""Images looked at, evenly from the whole set."""
LAST_SHELL = 8
"""Shells looked at: the inner ones hold the most signal, and the microscope spreads them the least."""
N_RINGS = 20
"""Rings between the centre and the edge of the box."""
N_QUIET = 3
"""Rings that show the level of the noise; one alone is the quietest by chance."""
OUTERMOST = 0.85
"""Of half a box: the window leaves too little of what lies further out."""
SHARE = 0.8
"""Of the variance beyond noise. All of it would reach as far as the microscope's fringes do."""


def power_by_radius(dataset: ParticleDataset, chunk: int = 500) -> Float[Tensor, " rings"]:
    """Mean square of the smoothed images in rings about the centre, as it would be without the window."""
    lattice = Lattice.create(dataset.box_px, LAST_SHELL)
    rows = dataset.rows_across(N_LOOKED_AT)
    power = torch.zeros(dataset.box_px, dataset.box_px)
    for part in rows.split(chunk):
        power += lattice.to_images(lattice.sample(dataset.load(part))).square().sum(dim=0)
    window = dataset.preprocess.window
    kept = torch.ones_like(power) if window is None else window.square()
    ring = (pixel_radius(dataset.box_px) * N_RINGS).long()
    total, weight = (shell_sums(values.double(), ring, N_RINGS) for values in (power / len(rows), kept))
    return total / weight.clamp_min(1e-6)


def particle_radius(dataset: ParticleDataset) -> float:
    """Radius about the box's centre that holds 80 % of what images vary by beyond noise, in units of half a box.

    Noise is as strong everywhere: its level is that of the quietest rings. Without signal, rings differ by chance alone, and the
    radius is that of most of the box.
    """
    power = power_by_radius(dataset).numpy()
    edges = np.arange(N_RINGS + 1) / N_RINGS
    middle, is_inside = (edges[1:] + edges[:-1]) / 2, edges[1:] <= OUTERMOST + 1e-9
    floor = np.sort(power[is_inside])[:N_QUIET].mean()
    signal = np.where(is_inside, np.maximum(power - floor, 0), 0) * middle
    if signal.sum() <= 0:
        return OUTERMOST
    return float(np.interp(SHARE, np.concatenate([[0], signal.cumsum() / signal.sum()]), edges))
