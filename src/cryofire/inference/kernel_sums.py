"""Volumes of the particles near one conformation, for kernels of many widths in one reading of the images.

A particle at distance q from the conformation counts w = max(0, 1 - q / h) (Epanechnikov) at width h. Read in the order of q, its
share in the sums of all wider kernels is one number and q times another: two sums serve every width.
Source: Gilles & Singer, RECOVAR (PNAS 2025), kernel regression of volumes over the latent space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
from jaxtyping import Complex, Float, Int
from scipy.special import chdtri
from torch import Tensor

from cryofire.core.team import alone, team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import ShareOfWeight, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages

RIDGE = 0.01
"""Share of the mean weight added to each voxel's: half maps stay as the images make them, but for voxels that few images reach."""
AT_ONCE = 1000
"""Images read at a time."""
FEWEST = 100
"""Particles within the narrowest kernel, at least."""
WIDEST_SHARE = 0.95
"""Share of all particles within the widest."""

PLAIN, TIMES_Z = [0, 1, 4], [2, 3, 5]
"""Columns of the sums of one component (see `VolumeSums.values`): what does not depend on its z, and what is linear in it."""

Read = Callable[[Int[Tensor, " m"]], tuple[WhitenedImages, ParticlePosteriors]]
"""Images of some rows, weighted by how surely they show the molecule, and their posteriors."""


def kernel_widths(q: Float[Tensor, " n"], z_dim: int, n_widths: int) -> Float[Tensor, " h"]:
    """Widths h to try, ascending, evenly spaced in sqrt(h); one alone, that takes in all, for a rigid molecule.

    Args:
        q: Squared distance of each particle from the conformation, in units of its own uncertainty.
    """
    if z_dim == 0:
        return q.new_tensor([torch.inf])
    ordered = q.sort().values
    least = max(float(chdtri(z_dim, 0.5)), float(ordered[min(FEWEST, len(q)) - 1]))
    most = max(float(torch.quantile(ordered.double()[:: max(1, len(q) // 100_000)], WIDEST_SHARE)), 1.01 * least)
    return torch.linspace(least**0.5, most**0.5, n_widths).square().to(q)


def weights_at(q: Float[Tensor, " n"], width: float) -> Float[Tensor, " n"]:
    """How much each particle counts at a width."""
    return (1 - q / width).clamp_min(0)


def volumes_by_width(
    rows: Int[Tensor, " m"], q: Float[Tensor, " m"], widths: Float[Tensor, " h"], read: Read, grid: FourierGrid
) -> Iterator[Complex[Tensor, " voxels"]]:
    """The volume of each width, in the order of the widths.

    Args:
        rows: Particles, in any order.
        q: Of those particles.
        widths: Ascending.
    """
    order = q.argsort(stable=True)
    rows, q = rows[order], q[order]
    finite = widths[widths.isfinite()]
    is_weighted = len(finite) > 0
    unit = float(finite[-1]) if is_weighted else 1.0
    # Sums for a component whose z is q / unit are those of the images, and of the images times q / unit, in one reading.
    both = VolumeSums(grid, 1 if is_weighted else 0)
    begin = 0
    for width in widths.tolist():
        end = int(torch.searchsorted(q, width, right=True))
        for at in torch.arange(begin, end).split(AT_ONCE) if end > begin else ():
            own = at[team().share_of(len(at))]
            if len(own) == 0:
                continue
            whitened, posteriors = read(rows[own])
            rigid = posteriors.with_no_components()
            if is_weighted:
                z = (q[own] / unit).to(rigid.z)[:, None]
                rigid = replace(rigid, z=z, z_covariance=torch.zeros(len(own), 1, 1, device=z.device))
            with alone():
                both.add(whitened, rigid)
        begin = end
        sums, values = VolumeSums(grid, 0), both.values.clone() if team().size > 1 else both.values
        team().add_up(values)
        sums.values = values[:, PLAIN] - values[:, TIMES_Z] * (unit / width) if is_weighted else values
        yield sums.solve(ShareOfWeight(RIDGE))[0][:, 0]
