"""How wide a kernel is best at each place and frequency: the other half of the particles says.

A narrow kernel takes in few images, and its map is noisy; a wide one blurs the motion. Where the molecule is rigid, or coarse, wide
is right; where it moves and is fine, narrow. The narrowest map of the other half has little blur and noise of its own, so the width
that comes nearest to it has the least error. Source: Gilles & Singer, RECOVAR (PNAS 2025).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.validation.shell_bands import ShellBands, bands_of


@dataclass(frozen=True)
class BestOfWidths:
    """Half maps put together from those of all widths."""

    one: Float[Tensor, "box box box"]
    other: Float[Tensor, "box box box"]
    share: Float[Tensor, "bands h"]
    """Share of the voxels inside the mask at which each width was chosen, for each band of shells."""


def best_of_widths(
    ones: list[Float[Tensor, "box box box"]],
    others: list[Float[Tensor, "box box box"]],
    pixel_size_A: float,
    window_A: float,
    mask: Float[Tensor, "box box box"] | None = None,
) -> BestOfWidths:
    """For each band of shells and each place, the width whose maps differ least from the narrowest ones of the other half.

    Args:
        ones: Maps of one half of the particles, narrowest kernel first.
        others: Of the other half, at the same widths.
        window_A: Full width of the window over which the difference is summed, Angstrom.
        mask: Where the shares are counted.
    """
    n, shape = len(ones), ones[0].shape
    if n == 1:
        return BestOfWidths(ones[0], others[0], torch.ones(1, 1))
    shells = ShellBands(shape[-1], pixel_size_A, window_A)
    spectra = [[shells.transform(volume) for volume in half] for half in (ones, others)]
    found = [torch.zeros(shape), torch.zeros(shape)]
    bands = bands_of(shells.n_shells)
    inside = torch.ones(shape, dtype=torch.bool) if mask is None else mask > 0.5
    share = torch.zeros(len(bands), n)
    for j, band in enumerate(bands):
        seen = [[shells.band(spectrum, band) for spectrum in half] for half in spectra]
        error = torch.stack([shells.local_mean((seen[0][h] - seen[1][0]).square() + (seen[1][h] - seen[0][0]).square()) for h in range(n)])
        # Which width at which voxel, blurred: where two meet, maps of both are blended.
        best = error.argmin(dim=0)
        share[j] = torch.bincount(best[inside], minlength=n) / inside.sum().clamp_min(1)
        for h in torch.unique(best).tolist():
            weight = shells.local_mean((best == h).float())
            for half in (0, 1):
                found[half] += weight * seen[half][h]
    return BestOfWidths(found[0], found[1], share)
