"""A hypervolume that begins as the volumes that a search has found."""

from __future__ import annotations

import math
import time

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.log import logger
from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.predicted_images import slices_of
from cryofire.models.decoders import DECODERS, Decoder, DecoderConfig, LowRankGridConfig
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from cryofire.training.encoder.render import Renderer


def make_decoder(config: DecoderConfig, box_px: int, z_dim: int, seed: int) -> Decoder:
    """A hypervolume with its first weights; a rigid molecule's explicit volume has nothing to mix."""
    if z_dim == 0 and isinstance(config, LowRankGridConfig):
        config = config.model_copy(update={"components": None})
    torch.manual_seed(seed)  # the layers draw their first weights from the global generator
    return DECODERS[config.kind](config, box_px, z_dim, torch.Generator().manual_seed(seed))


def initialise_as(decoder: Decoder, renderer: Renderer, minutes: float, lr: float, seed: int) -> float:
    """Make a decoder's volumes those of a search, in place: copied where it holds a grid, learned for some minutes where not.

    Args:
        renderer: Volumes up to Nyquist, and the CTFs and conformations of the set.

    Returns:
        The minutes that were needed of those given.
    """
    if isinstance(decoder, LowRankGrid):
        decoder.put_volumes(volumes_for(decoder, renderer.grid, renderer.volumes))
        return 0.0
    if minutes > 0:
        distil(decoder, renderer, minutes, lr, seed)
    return minutes


def distil(decoder: Decoder, renderer: Renderer, minutes: float, lr: float, seed: int, n_images: int = 16) -> float:
    """Teach a decoder slices without noise at random poses and the conformations of the set; returns the last relative error."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=5 * lr)
    weight = renderer.ctfs.square().mean(dim=0)
    started, n_steps, error = time.monotonic(), 0, math.inf
    while (share := (time.monotonic() - started) / (60 * minutes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 5 * lr * (0.5 + 0.5 * math.cos(math.pi * share))
        rotations = random_rotations(n_images, generator).to(renderer.grid.device)
        z = renderer.z[torch.randint(len(renderer.z), (n_images,), generator=generator).to(renderer.grid.device)]
        target = slices_of(renderer.grid, renderer.volumes, rotations, z, renderer.lattice.indices.float())
        found = decode(decoder, rotations, z, renderer.lattice.freqs_per_px)
        difference = ((found - target).abs().square() * weight).sum()
        power = (target.abs().square() * weight).sum()
        optimizer.zero_grad()
        (difference / power).backward()
        optimizer.step()
        error, n_steps = float(difference.detach() / power), n_steps + 1
    logger().info(f"hypervolume: learned the search's volumes to {error:.1%} of their power in {n_steps:,} steps")
    return error


def decode(
    decoder: Decoder, rotations: Float[Tensor, "b 3 3"], z: Float[Tensor, "b z"], freqs_per_px: Float[Tensor, "k 2"]
) -> Complex[Tensor, "b k"]:
    """Slices of a decoder's volumes."""
    return decoder(slice_coordinates(rotations, freqs_per_px)[:, None], z[:, None] if z.shape[1] > 0 else None)[:, 0]
