"""How strong the molecule is in each image: thick ice scatters away some of what thin ice lets through.

With contrast a an image is a (V_0 + sum_j z_j V_j), seen at its pose, and noise. In a and w_j = a z_j that is linear, so both have a
Gaussian posterior together, as z has alone; what a volume gains or loses as a whole is then no component of the motion.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.translations import shift_images

LEAST, MOST = 0.1, 4.0
"""Range of contrasts, relative to the mean."""
FIRST_SD = 0.3
"""Of contrasts, before any is known."""
LEAST_SD = 0.02
N_ROUNDS = 3
"""Rounds of contrasts under their spread, and the spread that they show."""


@dataclass(frozen=True)
class Contrasts:
    """Of some images."""

    values: Float[Tensor, " n"]
    """Posterior means, relative to the mean over the particles."""
    sd: float
    """Of the particles' contrasts, their own uncertainty taken in."""
    log_prior: Float[Tensor, " n"]
    """Log density of each contrast under that spread, relative to contrast 1, its volume taken in: nats."""


def contrasts_given_poses(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    volumes: Complex[Tensor, "voxels c"],
    known_sd: float | None = None,
) -> Contrasts:
    """Contrast of each image at its pose, z integrated out, and the spread of contrasts, by expectation-maximisation.

    Method: docs/method.md (9); contrast as a factor of the mean and z together, as RECOVAR has it (Gilles & Singer, PNAS 2025).

    Args:
        whitened: Up to the grid's shell; images count in the spread as they do in volumes.
        known_sd: Of contrasts about 1, where it was found before; None to find it.
    """
    n, c1, device = len(whitened), volumes.shape[1], grid.device
    weights = whitened.weights_or_one()
    second, pull = torch.empty(n, c1, c1, device=device), torch.empty(n, c1, device=device)
    chunk = images_at_once(device, 500, len(whitened.lattice) * (250 + 24 * c1))
    for rows in team().own_rows(n, device).split(chunk):
        plain = whitened.take(rows).with_contrasts(None)
        parts = grid.slice(volumes, posteriors.rotations[rows], whitened.lattice.indices.float()) * plain.ctfs[..., None]
        centred = shift_images(plain.images, whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
        second[rows] = 2 * torch.einsum("bki,bkj->bij", parts.conj(), parts).real
        pull[rows] = 2 * torch.einsum("bki,bk->bi", parts.conj(), centred).real
    team().exchange(second, pull)
    second = second + torch.diag_embed(torch.tensor([0.0, *[1.0] * (c1 - 1)], device=device))
    # z integrated out: what is left is a parabola in the contrast.
    cross = second[:, 0, 1:]
    solved = torch.linalg.solve(second[:, 1:, 1:], torch.stack([cross, pull[:, 1:]], dim=-1)) if c1 > 1 else cross.new_zeros(n, 0, 2)
    curvature = (second[:, 0, 0] - (cross * solved[..., 0]).sum(dim=1)).clamp_min(1e-6)
    slope = pull[:, 0] - (cross * solved[..., 1]).sum(dim=1)
    sd, middle = FIRST_SD if known_sd is None else known_sd, 1.0
    share = weights / weights.sum().clamp_min(1e-6)
    for n_done in range(N_ROUNDS + 1):
        precision = curvature + (middle * sd) ** -2
        values = (slope + middle * (middle * sd) ** -2) / precision
        if known_sd is not None or n_done == N_ROUNDS:
            break
        middle = max(LEAST, float(share @ values))
        sd = max(LEAST_SD, float(share @ ((values - middle).square() + 1 / precision)) ** 0.5 / middle)
    relative = values / middle
    log_prior = -0.5 * ((relative - 1) / sd).square() - 0.5 * torch.log((middle * sd) ** 2 * precision)
    return Contrasts(relative.clamp(LEAST, MOST), sd, log_prior)
