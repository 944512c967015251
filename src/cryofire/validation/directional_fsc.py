"""Whether a map is as good along every direction: correlations of two half maps inside cones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.physics.fourier import centred_fft
from cryofire.validation.map_fsc import crossing_A

N_DIRECTIONS = 256
HALF_ANGLE_DEG = 20.0
THRESHOLD = 0.143
FIRST_SHELL = 3
"""A cone holds too few frequencies of shells below it to tell anything: those count as agreeing."""
BAD_CFAR = 0.5
"""Below it, a map is much worse along one direction than along another."""


@dataclass(frozen=True)
class DirectionalFsc:
    """Correlations of two half maps inside cones about directions of a half sphere."""

    directions: Float[Tensor, "n 3"]
    """(x, y, z), unit vectors."""
    fsc: Float[Tensor, "n shells"]
    resolution_A: Float[Tensor, " n"]
    """Along each direction, where the correlation falls below 0.143, Angstrom."""
    cfar: float
    """Conical FSC area ratio: least over greatest area under a cone's curve down to 0.143; 1 if all directions are alike."""


def directional_fsc(
    one: Float[Tensor, "box box box"], other: Float[Tensor, "box box box"], pixel_size_A: float, n_directions: int = N_DIRECTIONS
) -> DirectionalFsc:
    """Correlate two half maps, masked beforehand if at all, inside cones of 20 degrees half angle.

    Source: Tan et al., Nat. Methods 2017 (conical FSC); the area ratio as cryoSPARC reports it.
    """
    box_px = one.shape[-1]
    k = torch.arange(box_px, dtype=torch.float64) - box_px // 2
    z, y, x = torch.meshgrid(k, k, k, indexing="ij")
    radius = (x * x + y * y + z * z).sqrt()
    n_shells = box_px // 2 + 1
    # Half of the frequencies says everything of real maps; a cone is about an axis, both ways.
    is_kept = (radius > 0.5) & (radius < n_shells - 0.5) & (z >= 0)
    points = torch.stack([x[is_kept], y[is_kept], z[is_kept]], dim=1) / radius[is_kept, None]
    shell = radius[is_kept].round().long()
    a, b = (centred_fft(each.double(), 3)[is_kept] for each in (one, other))
    parts = torch.stack([(a * b.conj()).real, a.abs().square(), b.abs().square()], dim=1)
    axes = half_sphere(n_directions)
    sums = torch.zeros(n_directions, n_shells, 3, dtype=torch.float64)
    edge = math.cos(math.radians(HALF_ANGLE_DEG))
    for j, axis in enumerate(axes):
        inside = (points @ axis).abs() >= edge
        sums[j].index_add_(0, shell[inside], parts[inside])
    fsc = sums[..., 0] / (sums[..., 1] * sums[..., 2]).sqrt().clamp_min(1e-300)
    fsc[:, :FIRST_SHELL] = 1.0
    resolution = torch.tensor([crossing_A(curve, THRESHOLD, box_px, pixel_size_A) for curve in fsc])
    areas = torch.tensor([_area(curve) for curve in fsc])
    return DirectionalFsc(axes, fsc, resolution, float(areas.min() / areas.max().clamp_min(1e-30)))


def half_sphere(n: int) -> Float[Tensor, "n 3"]:
    """Directions spread evenly over the half sphere z > 0, a Fibonacci spiral."""
    i = torch.arange(n, dtype=torch.float64) + 0.5
    z = 1 - i / n
    angle = math.pi * (3 - math.sqrt(5)) * i
    across = (1 - z * z).sqrt()
    return torch.stack([across * angle.cos(), across * angle.sin(), z], dim=1)


def _area(fsc: Float[Tensor, " shells"]) -> float:
    below = torch.nonzero(fsc[1:] < THRESHOLD)
    last = len(fsc) if len(below) == 0 else int(below[0]) + 1
    return float(fsc[1:last].sum())
