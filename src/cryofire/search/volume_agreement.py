"""Whether two volumes from different random starts are the same molecule, turned and perhaps mirrored."""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid

FIRST_SHELL, LAST_SHELL = 3, 7
"""Shells compared: below them any two blobs agree; beyond, a pose grid of turns is too coarse."""


def agreement(
    one: Complex[Tensor, " voxels"],
    other: Complex[Tensor, " voxels"],
    grid: FourierGrid,
    rotations: Float[Tensor, "r 3 3"],
    chunk: int = 256,
) -> float:
    """Largest mean Fourier shell correlation of two volumes on one grid, over some rotations and none, and both hands; 1 for the same."""
    last = min(LAST_SHELL, grid.shell)
    points, shell = grid.lattice_points(min(FIRST_SHELL, last), last, is_half=True)
    by_shell = torch.nn.functional.one_hot(shell).float()
    a = grid.at(one[:, None].contiguous(), points)[:, 0]
    power_a = a.abs().square() @ by_shell
    best, here = -1.0, torch.eye(3, device=rotations.device, dtype=rotations.dtype)[None]
    for some in torch.cat([here, rotations]).split(chunk):
        turned = torch.einsum("mi,rij->rmj", points, some).reshape(-1, 3)
        b = grid.at(other[:, None].contiguous(), turned)[:, 0].view(len(some), -1)
        power = (power_a * (b.abs().square() @ by_shell)).sqrt().clamp_min(1e-20)
        # A real density's point mirror has the conjugate transform, and is its other hand turned by half a turn.
        for hand in (b, b.conj()):
            correlation = ((a * hand.conj()).real @ by_shell / power).mean(dim=1)
            best = max(best, float(correlation.max()))
    return best
