"""Small networks for tests, built by the same options as a recipe's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import torch

from cryofire.models.cryofire import CryoFire, ModelConfig
from cryofire.models.decoders import DECODERS, Decoder
from cryofire.models.encoders import ENCODERS
from cryofire.models.latents import LATENTS
from cryofire.models.poses import POSES
from cryofire.objective.objective import ObjectiveConfig
from cryofire.training.published.optim import OptimizerConfig, Precision, make_optimizer
from cryofire.training.published.step import Stepper

Options = Mapping[str, object]

DECODER_OPTIONS: dict[str, Options] = {
    **{kind: {"kind": kind} for kind in DECODERS},
    "fourier_mlp fourier": {"kind": "fourier_mlp", "domain": "fourier"},
    "fourier_mlp film": {"kind": "fourier_mlp", "conditioning": "film"},
    "low_rank_grid mixed": {"kind": "low_rank_grid", "components": 4},
}
"""Every decoder of the table as it comes, and the variants that compute something else."""
EXACT_MAPS = {name: options for name, options in DECODER_OPTIONS.items() if options["kind"] != "low_rank_grid"}
"""Decoders whose map has their own values on the lattice; an interpolated grid's map agrees for a compact density only."""

SMALL: dict[str, Options] = {
    "cnn": {"kind": "cnn", "depth": 3, "channels": 4},
    "fourier_mlp": {"kind": "fourier_mlp", "layers": 2, "dim": 32},
}
"""Sizes that train in milliseconds, for parts whose own are large."""


def combinations() -> list[dict[str, Options]]:
    """Every encoder with every pose method, latent and decoder."""
    parts = product(ENCODERS, POSES, LATENTS, DECODER_OPTIONS.items())
    return [
        {
            "encoder": SMALL.get(encoder, {"kind": encoder}),
            "pose": {"kind": pose},
            "latent": {"kind": latent},
            "decoder": {**SMALL.get(str(decoder["kind"]), {}), **decoder},
        }
        for encoder, pose, latent, (_, decoder) in parts
    ]


def make_decoder(options: Options, box_px: int = 16, z_dim: int = 3, seed: int = 0) -> Decoder:
    """A decoder with its first weights."""
    torch.manual_seed(seed)
    config = ModelConfig.model_validate({"decoder": options}).decoder
    return DECODERS[config.kind](config, box_px, z_dim, torch.Generator().manual_seed(seed))


def make_network(box_px: int = 16, z_dim: int = 2, seed: int = 0, **parts: Options) -> CryoFire:
    """A network with its first weights; small where nothing else is said."""
    torch.manual_seed(seed)
    defaults = {"encoder": SMALL["cnn"], "decoder": SMALL["fourier_mlp"]}
    config = ModelConfig.model_validate({"z_dim": z_dim, **defaults, **parts})
    return CryoFire(config, box_px, torch.Generator().manual_seed(seed))


def make_stepper(model: CryoFire, lr: float = 1e-3, precision: Precision = "fp32", **objective: object) -> Stepper:
    """What trains a network; the symmetrised loss is off where poses are known."""
    defaults = {"sym_loss": model.pose.needs_features}
    config = ObjectiveConfig.model_validate({**defaults, **objective})
    return Stepper(model, make_optimizer(OptimizerConfig(lr=lr), model), config, precision)
