"""How many components a motion has: as many as predict images that the volumes were not made from."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import WEAK, latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import PowerByShell, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages

N_HELD_OUT = 1500
SMALLEST_GAIN = 0.1
"""Components that add less to the held-out likelihood, nats an image, are left out."""
SMALLEST_GAIN_AT_THE_END = 0.02
"""The same once poses are refined: what tells two nearly alike states apart adds little (benchmarks/NOTES.md)."""


def worthwhile_components(
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    grid: FourierGrid,
    prior_power: Float[Tensor, "shells c"] | None,
    seed: int,
    smallest_gain: float = SMALLEST_GAIN,
    n_held_out: int = N_HELD_OUT,
) -> int:
    """The smallest number of leading components whose held-out likelihood is as good as the best; at least 1.

    Volumes are solved without the held-out particles, whose z is then integrated out at their poses.

    Args:
        whitened: Up to the grid's shell.
        posteriors: With all components, the strongest first.
        smallest_gain: Nats an image that the components left out may have added.
    """
    n_all = posteriors.z.shape[1]
    order = torch.randperm(len(whitened), generator=torch.Generator().manual_seed(seed)).to(grid.device)
    order = order[whitened.weights_or_one()[order] > 0.5]
    n_test = min(n_held_out, len(order) // 4)
    held_out, seen = order[:n_test], order[n_test:]
    sums = VolumeSums(grid, n_all)
    sums.add(whitened.take(seen), posteriors.take(seen))
    volumes, _ = sums.solve(WEAK if prior_power is None else PowerByShell(prior_power))
    images, scores = whitened.take(held_out), []
    for n in range(1, n_all + 1):
        some = posteriors.take(held_out).leading(n)
        latents_given_poses(images, some, grid, volumes[:, : n + 1])
        scores.append(some.log_likelihood)
    score = torch.stack(scores)
    best = score[score.mean(dim=1).argmax()]
    behind = (best - score).mean(dim=1)
    error = (best - score).std(dim=1) / len(held_out) ** 0.5
    logger().info("held-out likelihood by components: " + ", ".join(f"{n + 1}: {float(v):+.2f}" for n, v in enumerate(score.mean(dim=1))))
    return int(torch.nonzero(behind <= error + smallest_gain)[0, 0]) + 1
