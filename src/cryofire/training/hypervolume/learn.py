"""Encoder and hypervolume together: the published loss on real images, weighted by the noise, each image with its contrast.

The hypervolume learns from images at the poses and conformations of the search, which are finer than the encoder's. The
encoder learns from what the hypervolume makes of *its* poses, shifts and conformations, and from labels as before.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.estimates import Estimates
from cryofire.inference.hypotheses import peaks
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.models.decoders import Decoder
from cryofire.models.encoders.polar import PolarEncoder
from cryofire.objective.data_terms import likeliest_contrast, noise_weighted_error
from cryofire.physics.translations import shift_images
from cryofire.training.encoder.learn import losses
from cryofire.training.encoder.render import Labelled, Renderer
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.initialise import decode

SAY_EVERY_S = 30.0
AVERAGED_FROM = 0.3
"""Share of the time from which on the hypervolume's weights are averaged."""
WARM_UP = 0.1
"""Share of the time in which the learning rate rises: both begin well trained, and the optimiser knows nothing of them."""


@dataclass(frozen=True)
class Material:
    """What is learned from."""

    dataset: ParticleDataset
    rows: Int[Tensor, " n"]
    """Particles that take part."""
    estimates: Estimates
    """Of every particle, on the CPU."""
    noise_sd: Float[Tensor, " k"]
    """What images are whitened by, up to the last shell learned from."""
    renderer: Renderer
    """Up to the encoder's shell."""
    shell: int
    """The last one learned from; beyond it noise would be learned."""

    def draw(self, n: int, generator: torch.Generator) -> tuple[WhitenedImages, Labelled]:
        """Random images of the set, whitened, and the same up to the encoder's shell with the search's answers."""
        rows = self.rows[torch.randint(len(self.rows), (n,), generator=generator)].sort().values
        device, k = self.noise_sd.device, len(self.renderer.lattice)
        whitened = load_whitened(self.dataset, rows, device, self.shell, self.noise_sd)
        answers = (value[rows].to(device) for value in (self.estimates.rotations, self.estimates.shifts_px, self.estimates.z))
        return whitened, Labelled(whitened.images[:, :k], whitened.ctfs[:, :k], *answers)


def reconstruction_error(
    decoder: Decoder,
    whitened: WhitenedImages,
    rotations: Float[Tensor, "b 3 3"],
    shifts_px: Float[Tensor, "b 2"],
    z: Float[Tensor, "b z"],
    contrast_sd: float,
) -> Float[Tensor, " b"]:
    """Minus the log-likelihood of images at given poses and conformations, less that of noise alone; nats."""
    freqs = whitened.lattice.freqs_per_px
    predicted = decode(decoder, rotations, z, freqs) * whitened.ctfs
    observed = shift_images(whitened.images, freqs, -shifts_px)
    contrast = likeliest_contrast(observed, predicted, contrast_sd).detach()
    return noise_weighted_error(observed, predicted, contrast) - whitened.images.abs().square().sum(dim=1)


def error_of_encoder(encoder: PolarEncoder, decoder: Decoder, whitened: WhitenedImages, contrast_sd: float) -> Float[Tensor, " b"]:
    """The same at the encoder's likeliest pose, shift and conformation, up to its shell; differentiable in all of them."""
    centre_px = encoder.find_centre(whitened.images, whitened.ctfs).detach()
    found = peaks(encoder, encoder(whitened.images, whitened.ctfs, centre_px), 1)
    return reconstruction_error(decoder, whitened, found.rotations[:, 0], found.shifts_px[:, 0], found.z[:, 0], contrast_sd)


def learn_hypervolume(
    decoder: Decoder,
    encoder: PolarEncoder,
    material: Material,
    config: HypervolumeConfig,
    minutes: float,
    seed: int,
    is_bf16: bool,
    report: Callable[[dict[str, float]], None] = lambda values: None,
) -> int:
    """Train both for some minutes, in place; Ctrl-C ends it early, and what was learned stays.

    Returns:
        Real images seen.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizers = [torch.optim.Adam(part.parameters(), lr=config.lr, fused=True) for part in (decoder, encoder)]
    device = material.noise_sd.device
    started, said, seen, sums, n_summed = time.monotonic(), time.monotonic(), 0, torch.zeros(3), 0
    average = AveragedModel(decoder)  # the noise of single steps averages out
    encoder.train()
    try:
        while (share := (time.monotonic() - started) / (60 * minutes)) < 1:
            for group in (group for optimizer in optimizers for group in optimizer.param_groups):
                group["lr"] = config.lr * min(1.0, share / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share))
            whitened, real = material.draw(config.batch_size, generator)
            volume_nats = reconstruction_error(decoder, whitened, real.rotations, real.shifts_px, real.z, config.contrast_sd).mean()
            _update(decoder, optimizers[0], volume_nats / len(whitened.lattice))
            if share > AVERAGED_FROM:
                average.update_parameters(decoder)
            batch = material.renderer.draw(3 * config.batch_size, generator).joined(real)
            inner = whitened.upto(encoder.config.shell)
            with torch.autocast(device.type, torch.bfloat16, enabled=is_bf16):
                labels = losses(encoder, batch, generator).total
                pose_nats = error_of_encoder(encoder, decoder, inner, config.contrast_sd).mean()
            _update(encoder, optimizers[1], labels + config.pose_weight * pose_nats)
            seen += len(real)
            sums, n_summed = sums + torch.stack([volume_nats, labels, pose_nats]).detach().cpu(), n_summed + 1
            if time.monotonic() - said > SAY_EVERY_S:
                said, means = time.monotonic(), (sums / n_summed).tolist()
                logger().info(
                    f"joint: {seen:,} images, {-means[0]:.1f} nats/image over noise at the search's poses, {-means[2]:.1f} at the encoder's"
                )
                report({"joint_images": seen, **dict(zip(("volume_nats", "labels", "pose_nats"), means, strict=True))})
                sums, n_summed = torch.zeros(3), 0
    except KeyboardInterrupt:
        logger().warning("joint training stopped early; what was learned so far is kept")
    if average.n_averaged > 0:
        decoder.load_state_dict(average.module.state_dict())
    encoder.eval()
    return seen


def _update(module: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step of one of the two; the other's gradients are left out."""
    for parameter in module.parameters():
        parameter.grad = None
    parameters = list(module.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
