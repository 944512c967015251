"""What an encoder knows before it has learned anything."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.models.encoders.polar import PolarEncoder
from cryofire.training.encoder.learn import divergence, off_centre
from cryofire.training.encoder.render import Labelled, Renderer

SHARPNESS = tuple(0.5 ** (j / 2) for j in range(32))
"""Factors on the matched filter's log-likelihood of which training begins with the best."""


@torch.no_grad()
def begin(encoder: PolarEncoder, renderer: Renderer, generator: torch.Generator) -> None:
    """Give a new encoder the powers that its filters expect, and how sharp the matched filter tells poses."""
    images = renderer.draw(1024, generator)
    encoder.signal_power.copy_(power_of_signal(images))
    encoder.ctf_power.copy_(images.ctfs.square().mean(dim=0).clamp_min(1e-6))
    seen = encoder.likelihood(images.images, images.ctfs, images.shifts_px + off_centre(encoder, len(images), generator))
    best = min(SHARPNESS, key=lambda factor: float(divergence(encoder, factor * seen, images.rotations)[1]))
    encoder.log_sharpness.fill_(math.log(best))


def power_of_signal(images: Labelled) -> Float[Tensor, " k"]:
    """Mean |slice|^2 of each sample without CTF, by the excess of the images' power over the noise's, which is 1."""
    excess = (images.images.abs().square().mean(dim=0) - 1).clamp_min(0.02)
    return excess / images.ctfs.square().mean(dim=0).clamp_min(1e-6)
