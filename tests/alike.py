"""A molecule that looks nearly alike when it is turned half, particles of which are taken for turned, for tests of the search."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.predicted_images import predicted
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.translations import shift_images
from cryofire.search.config import SearchConfig
from cryofire.search.state import SearchState
from planted import Atoms, planted

N, BOX_PX, SHELL = 600, 24, 9
TURN = PointGroup("C2").rotations(torch.zeros(()))[1]


def chain(seed: int = 3) -> Tensor:
    """(atoms, 3) px: steps at random that stay within 7 px of (3, 1, 1)."""
    generator = torch.Generator().manual_seed(seed)
    steps = torch.nn.functional.normalize(torch.randn(60, 3, generator=generator), dim=1) * 2
    at, positions = torch.zeros(3), []
    for step in steps:
        at = at + step if float((at + step).norm()) < 7 else at - step
        positions.append(at)
    return torch.stack(positions) + torch.tensor([3.0, 1.0, 1.0])


def turned_in_part(strength: float, share: float, scale: float = 0.3, seed: int = 0) -> tuple[SearchState, Tensor, Tensor]:
    """A molecule and, of some strength, its copy turned half about z; a share of the particles is taken for turned.

    Returns:
        The search's state, the true rotations, and the (voxels, 1) volume.
    """
    data, generator = planted(N, box_px=BOX_PX, seed=seed, noise=0.0), torch.Generator().manual_seed(seed + 1)
    grid, own = FourierGrid(SHELL, 2.0, torch.device("cpu")), chain()
    weights = torch.cat([torch.ones(len(own)), torch.full((len(own),), strength)])[None]
    volume = scale * Atoms(torch.cat([own, own @ TURN]), weights, 1.0, BOX_PX).on(grid)
    whitened, truth = data.whitened.upto(SHELL), data.truth
    clean = predicted(whitened.lattice, grid, volume, truth.rotations, truth.z, whitened.ctfs)
    images = shift_images(clean, whitened.lattice.freqs_per_px, truth.shifts_px)
    noise = torch.view_as_complex(torch.randn(*images.shape, 2, generator=generator)) * math.sqrt(0.5)
    state = SearchState(
        SearchConfig(search_shell=SHELL), replace(whitened, images=images + noise), truth.copy(), 0, 2.0, 0, lambda *_: None
    )
    is_turned = torch.rand(N, generator=generator) < share
    state.posteriors.rotations[is_turned] = truth.rotations[is_turned] @ TURN
    state.pass_in_closed_form(SHELL)
    return state, truth.rotations, volume
