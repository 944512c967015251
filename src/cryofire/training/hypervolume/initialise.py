"""A hypervolume that begins as the volumes that a search has found."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.predicted_images import slices_of
from cryofire.models.decoders import DECODERS, Decoder, DecoderConfig, LowRankGridConfig
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from cryofire.training.encoder.render import Renderer
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.loop import LoopProgress
from cryofire.training.stage_task import StageTask, Surroundings, train
from cryofire.training.trained_state import TrainedState
from cryofire.training.update import update

STAGE = "distillation"
N_SLICES = 16
"""Slices a step."""


def make_decoder(config: DecoderConfig, box_px: int, z_dim: int, seed: int) -> Decoder:
    """A hypervolume with its first weights; a rigid molecule's explicit volume has nothing to mix."""
    if z_dim == 0 and isinstance(config, LowRankGridConfig):
        config = config.model_copy(update={"components": None})
    torch.manual_seed(seed)  # the layers draw their first weights from the global generator
    return DECODERS[config.kind](config, box_px, z_dim, torch.Generator().manual_seed(seed))


def initialise_as(decoder: Decoder, renderer: Renderer, config: HypervolumeConfig, seed: int, around: Surroundings | None = None) -> float:
    """Make a decoder's volumes those of a search, in place: copied where it holds a grid, learned where not.

    Args:
        renderer: Volumes up to Nyquist, and the CTFs and conformations of the set.

    Returns:
        The minutes of the configuration that it took.
    """
    if isinstance(decoder, LowRankGrid):
        decoder.put_volumes(volumes_for(decoder, renderer.grid, renderer.volumes))
        return 0.0
    minutes = config.minutes * config.distil_share
    if minutes > 0 or config.distil_n_seen is not None:
        train(DistilTask(decoder, renderer, config.lr, seed, around), minutes, config.distil_n_seen)
    return minutes


class DistilTask(StageTask):
    """A decoder learns slices without noise, at random poses and the conformations of the set."""

    def __init__(self, decoder: Decoder, renderer: Renderer, lr: float, seed: int, around: Surroundings | None = None) -> None:
        self.decoder, self.renderer, self.lr = decoder, renderer, 5 * lr
        self.generator = torch.Generator().manual_seed(seed)
        self.optimizer = torch.optim.Adam(decoder.parameters(), lr=self.lr)
        self.weight = renderer.ctfs.square().mean(dim=0)
        state = TrainedState({"decoder": decoder}, {"optimizer": self.optimizer}, self.generator)
        super().__init__(STAGE, N_SLICES, state, around or Surroundings())

    def step(self, batch: None, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]:
        renderer, device = self.renderer, self.renderer.grid.device
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr * (0.5 + 0.5 * math.cos(math.pi * min(1.0, progress.images_seen / n_images_total)))
        rotations = random_rotations(N_SLICES, self.generator).to(device)
        z = renderer.z[torch.randint(len(renderer.z), (N_SLICES,), generator=self.generator).to(device)]
        target = slices_of(renderer.grid, renderer.volumes, rotations, z, renderer.lattice.indices.float())
        found = decode(self.decoder, rotations, z, renderer.lattice.freqs_per_px)
        difference = ((found - target).abs().square() * self.weight).sum()
        power = (target.abs().square() * self.weight).sum()
        update(self.optimizer, difference / power, f"hypervolume, after {progress.images_seen:,} slices")
        return {"relative_error": float(difference.detach() / power)}


def decode(
    decoder: Decoder, rotations: Float[Tensor, "b 3 3"], z: Float[Tensor, "b z"], freqs_per_px: Float[Tensor, "k 2"]
) -> Complex[Tensor, "b k"]:
    """Slices of a decoder's volumes."""
    return decoder(slice_coordinates(rotations, freqs_per_px)[:, None], z[:, None] if z.shape[1] > 0 else None)[:, 0]
