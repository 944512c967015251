"""The volumes of a search in a decoder that holds a half space, and back."""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.models.decoders.low_rank_grid import LowRankGrid, LowRankGridConfig
from cryofire.models.volumes import make_volume
from cryofire.physics.point_groups import PointGroup


def volumes_for(decoder: LowRankGrid, grid: FourierGrid, volumes: Tensor) -> Tensor:
    """(z, y, x, c) the part of a full grid that the decoder's half space holds; interpolated where its grid is another."""
    if decoder.oversampling == grid.oversampling:
        return volumes.view(grid.size, grid.size, grid.size, -1)[half_space_in(grid, decoder)]
    depth, height, width = decoder.shape
    z, y, x = (torch.arange(n, device=grid.device) - start for n, start in ((depth, depth // 2), (height, height // 2), (width, 0)))
    nodes = torch.stack(torch.meshgrid(z, y, x, indexing="ij")[::-1], dim=-1).flatten(0, 2) / decoder.oversampling
    found = volumes.new_zeros(len(nodes), volumes.shape[1])
    inside = torch.nonzero(nodes.norm(dim=1) <= grid.shell + 0.5)[:, 0]
    for part in inside.split(200_000):
        found[part] = grid.at(volumes, nodes[part])
    return found.view(depth, height, width, -1)


def half_space_in(grid: FourierGrid, decoder: LowRankGrid) -> tuple[slice, slice, slice]:
    """Where the decoder's half space (z, y, x) lies in a full grid."""
    depth, height, width = decoder.shape
    middle = grid.reach
    return (
        slice(middle - depth // 2, middle + depth // 2 + 1),
        slice(middle - height // 2, middle + height // 2 + 1),
        slice(middle, middle + width),
    )


def volumes_of(decoder: LowRankGrid, symmetry: PointGroup) -> tuple[FourierGrid, Complex[Tensor, "voxels c"]]:
    """The volumes that a decoder holds as a half space, on a whole grid.

    Args:
        symmetry: What they have.
    """
    depth, height, width = decoder.shape
    grid = FourierGrid(decoder.box_px // 2, decoder.oversampling, decoder.values.device, symmetry=symmetry)
    half = torch.view_as_complex((decoder.values.detach() * decoder.scale).unflatten(1, (-1, 2))).view(depth, height, width, -1)
    full = half.new_zeros(grid.size, grid.size, grid.size, half.shape[-1])
    full[half_space_in(grid, decoder)] = half
    full[:, :, : grid.reach] = full.flip(0, 1, 2).conj()[:, :, : grid.reach]
    return grid, full.flatten(0, 2)


def map_of(volume: Complex[Tensor, " voxels"], grid: FourierGrid, box_px: int, image_std: float) -> Float[Tensor, "box box box"]:
    """A volume on a grid as a map (z, y, x), by the way that maps of a decoder are made; on the CPU.

    Args:
        image_std: What the images were divided by.
    """
    decoder = LowRankGrid(LowRankGridConfig(), box_px, 0, torch.Generator().manual_seed(0)).to(grid.device)
    decoder.put_volumes(volumes_for(decoder, grid, volume[:, None]))
    return make_volume(decoder, None, box_px, image_std).cpu()
