"""The encoder's training: rendered images with known labels, and real ones with the search's answers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from cryofire.core.log import logger
from cryofire.core.precision import full_precision
from cryofire.core.types import tensors_of
from cryofire.models.encoders.polar import PolarEncoder
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.encoder.render import Labelled, Renderer

LABEL_SD_DEG = 7.0
"""Width of a label: the truth counts for the poses of the pose grid about it. About half of the pose grid's spacing."""
CENTRE_SD = 0.065
"""How far off its true centre each image is shown on each axis, wavelengths of the outermost shell: about what finding it leaves."""
SAY_EVERY_S = 30.0


@dataclass(frozen=True)
class Losses:
    """Terms of the loss, means over a batch."""

    pose: Float[Tensor, ""]
    """Divergence of the label's distribution from the encoder's, nats."""
    shift: Float[Tensor, ""]
    z: Float[Tensor, ""]

    @property
    def total(self) -> Float[Tensor, ""]:
        return self.pose + 0.2 * self.shift + 0.2 * self.z


def losses(encoder: PolarEncoder, batch: Labelled, generator: torch.Generator) -> Losses:
    """How far the encoder is from the labels."""
    b, n_angles = len(batch), encoder.config.n_in_plane
    rows = torch.arange(b, device=encoder.pose_rotations.device)
    found = encoder(batch.images, batch.ctfs, nearly_centred(encoder, batch, generator))
    best, pose = divergence(encoder, found.logits, batch.rotations)
    at = encoder.shift_and_z_at(found, rows, best // n_angles, best % n_angles)
    return Losses(
        pose,
        _gaussian(at.shifts_px - batch.shifts_px, at.shift_log_sd),
        _gaussian(at.z - batch.z, at.z_log_sd),
    )


def nearly_centred(encoder: PolarEncoder, batch: Labelled, generator: torch.Generator) -> Float[Tensor, "b 2"]:
    """Where each particle is, pixels, and a little off."""
    sd_px = CENTRE_SD * encoder.box_px / encoder.config.shell
    return batch.shifts_px + sd_px * torch.randn(len(batch), 2, generator=generator).to(batch.shifts_px.device)


def divergence(
    encoder: PolarEncoder, logits: Float[Tensor, "b d a"], rotations: Float[Tensor, "b 3 3"]
) -> tuple[Int[Tensor, " b"], Float[Tensor, ""]]:
    """The pose of the pose grid nearest to each true one, and how far the distributions are from the labels, nats."""
    with full_precision(logits.device):
        # exp(-angle^2 / 2 sd^2), as the trace of a small turn is 3 - angle^2.
        trace = rotations.flatten(1) @ encoder.pose_rotations.flatten(0, 1).flatten(1).T
        label = torch.softmax(trace / (2 * math.radians(LABEL_SD_DEG) ** 2), dim=1)
        entropy = -(label * label.clamp_min(1e-20).log()).sum(dim=1).mean()
        return trace.argmax(dim=1), -(label * log_softmax(logits.flatten(1), dim=1)).sum(dim=1).mean() - entropy


def _gaussian(error: Float[Tensor, "b d"], log_sd: Float[Tensor, "b d"]) -> Float[Tensor, ""]:
    return (0.5 * (error * torch.exp(-log_sd)).square() + log_sd).sum(dim=1).mean()


def learn(
    encoder: PolarEncoder,
    renderer: Renderer,
    real: Labelled,
    config: EncoderTrainingConfig,
    seed: int,
    is_bf16: bool,
    report: Callable[[dict[str, float]], None] = lambda values: None,
) -> int:
    """Train for the minutes given, in place; Ctrl-C ends it early, and what was learned stays.

    Args:
        renderer: Up to the encoder's shell.
        real: Images of the set with the search's answers, up to that shell.
        report: Told the mean losses from time to time.

    Returns:
        Images seen.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(encoder.parameters(), lr=config.lr, weight_decay=0.01)
    n_real = round(config.batch_size * config.real_share)
    started, said, seen, sums, n_summed = time.monotonic(), time.monotonic(), 0, torch.zeros(3), 0
    encoder.train()
    try:
        while (share := (time.monotonic() - started) / (60 * config.minutes)) < 1:
            for group in optimizer.param_groups:
                group["lr"] = (
                    config.lr * min(1.0, seen / (100 * config.batch_size) + 0.01) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))
                )
            batch = renderer.draw(config.batch_size - n_real, generator)
            if n_real > 0:
                rows = torch.randint(len(real), (n_real,), generator=generator).to(real.images.device)
                batch = batch.joined(real.take(rows))
            with torch.autocast(batch.images.device.type, torch.bfloat16, enabled=is_bf16):
                loss = losses(encoder, batch, generator)
            optimizer.zero_grad()
            loss.total.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            seen += len(batch)
            sums, n_summed = sums + torch.stack([value.detach().cpu() for value in tensors_of(loss).values()]), n_summed + 1
            if time.monotonic() - said > SAY_EVERY_S:
                said, means = time.monotonic(), (sums / n_summed).tolist()
                logger().info(f"encoder: {seen:,} images, pose {means[0]:.3f} nats from the labels, z {means[2]:.2f}")
                report({"encoder_images": seen, **dict(zip(("pose", "shift", "z"), means, strict=True))})
                sums, n_summed = torch.zeros(3), 0
    except KeyboardInterrupt:
        logger().warning("stopped: the encoder is kept as far as it has learned")
    encoder.eval()
    return seen
