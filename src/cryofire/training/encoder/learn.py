"""The encoder's training: rendered images with known labels, and real ones with the search's answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import log_softmax

from cryofire.core.precision import full_precision
from cryofire.core.team import team
from cryofire.models.encoders.polar import PolarEncoder
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.encoder.render import Labelled, Renderer
from cryofire.training.loop import LoopProgress
from cryofire.training.stage_task import StageTask, Surroundings, train
from cryofire.training.trained_state import TrainedState
from cryofire.training.update import update

LABEL_SD_DEG = 7.0
"""Width of a label: the truth counts for the poses of the pose grid about it. About half of the pose grid's spacing."""
CENTRE_SD = 0.065
"""How far off its true centre each image is shown on each axis, wavelengths of the outermost shell: about what finding it leaves."""
STAGE = "encoder"


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


def losses(encoder: PolarEncoder, batch: Labelled, off: Float[Tensor, "b 2"]) -> Losses:
    """How far the encoder is from the labels.

    Args:
        off: How far off its centre each image is shown, from `off_centre`.
    """
    b, n_angles = len(batch), encoder.config.n_in_plane
    rows = torch.arange(b, device=encoder.pose_rotations.device)
    found = encoder(batch.images, batch.ctfs, batch.shifts_px + off)
    best, pose = divergence(encoder, found.logits, batch.rotations)
    at = encoder.shift_and_z_at(found, rows, best // n_angles, best % n_angles)
    return Losses(
        pose,
        _gaussian(at.shifts_px - batch.shifts_px, at.shift_log_sd),
        _gaussian(at.z - batch.z, at.z_log_sd),
    )


def off_centre(encoder: PolarEncoder, n: int, generator: torch.Generator) -> Float[Tensor, "n 2"]:
    """A little to either side, pixels: what finding the centre of an image leaves."""
    sd_px = CENTRE_SD * encoder.box_px / encoder.config.shell
    return sd_px * torch.randn(n, 2, generator=generator).to(encoder.pose_rotations.device)


def divergence(
    encoder: PolarEncoder, logits: Float[Tensor, "b d a"], rotations: Float[Tensor, "b 3 3"]
) -> tuple[Int[Tensor, " b"], Float[Tensor, ""]]:
    """The pose of the pose grid nearest to each true one, and how far the distributions are from the labels, nats."""
    with full_precision(logits.device):
        # exp(-angle^2 / 2 sd^2), as the trace of a small turn is 3 - angle^2.
        trace = encoder.group.largest_traces(rotations, encoder.pose_rotations.flatten(0, 1))
        label = torch.softmax(trace / (2 * math.radians(LABEL_SD_DEG) ** 2), dim=1)
        entropy = -(label * label.clamp_min(1e-20).log()).sum(dim=1).mean()
        return trace.argmax(dim=1), -(label * log_softmax(logits.flatten(1), dim=1)).sum(dim=1).mean() - entropy


def _gaussian(error: Float[Tensor, "b d"], log_sd: Float[Tensor, "b d"]) -> Float[Tensor, ""]:
    return (0.5 * (error * torch.exp(-log_sd)).square() + log_sd).sum(dim=1).mean()


class EncoderTask(StageTask):
    """The encoder learns from images rendered out of the volumes, and from real ones with the search's answers.

    Args:
        renderer: Up to the encoder's shell.
        real: Images of the set with the search's answers, up to that shell.
        is_bf16: Whether products are of bfloat16.
    """

    def __init__(
        self,
        encoder: PolarEncoder,
        renderer: Renderer,
        real: Labelled,
        config: EncoderTrainingConfig,
        seed: int,
        is_bf16: bool,
        around: Surroundings | None = None,
    ) -> None:
        self.encoder, self.renderer, self.real, self.config, self.is_bf16 = encoder, renderer, real, config, is_bf16
        self.generator = torch.Generator().manual_seed(seed)
        self.optimizer = torch.optim.AdamW(encoder.parameters(), lr=config.lr, weight_decay=0.01)
        state = TrainedState({"encoder": encoder}, {"optimizer": self.optimizer}, self.generator)
        super().__init__(STAGE, config.batch_size, state, around or Surroundings())

    def step(self, batch: None, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]:
        config, seen = self.config, progress.images_seen
        rising = min(1.0, seen / (100 * config.batch_size) + 0.01)
        falling = 0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, seen / n_images_total)))
        for group in self.optimizer.param_groups:
            group["lr"] = config.lr * rising * falling
        self.encoder.train()
        images, off = self._draw()
        share = len(images) / config.batch_size
        with torch.autocast(images.images.device.type, torch.bfloat16, enabled=self.is_bf16):
            loss = losses(self.encoder, images, off)
        update(self.optimizer, loss.total, f"encoder, after {seen:,} images", clip_norm=1.0, share=share)
        values = share * torch.stack([loss.pose, loss.shift, loss.z]).detach()
        team().add_up(values)
        pose, shift, z = values.cpu().tolist()  # waits for a GPU, once a step
        return {"pose_nats": pose, "shift": shift, "z": z}

    def _draw(self) -> tuple[Labelled, Float[Tensor, "b 2"]]:
        """This process's share of the next batch, and how far off its centre each image is shown."""
        n, n_real = self.config.batch_size, round(self.config.batch_size * self.config.real_share)
        n_rendered = n - n_real
        of_rendered, of_real = team().share_of(n_rendered), team().share_of(n_real)
        images = self.renderer.draw(n_rendered, self.generator, of_rendered)
        if n_real > 0:
            rows = torch.randint(len(self.real), (n_real,), generator=self.generator)[of_real]
            images = images.joined(self.real.take(rows.to(self.real.images.device)))
        off = off_centre(self.encoder, n, self.generator)
        return images, torch.cat([off[:n_rendered][of_rendered], off[n_rendered:][of_real]])


def learn(task: EncoderTask) -> int:
    """Train for the images, or the minutes, of its configuration, in place; returns the images seen. Raises as `stage_task.train`."""
    n_seen = train(task, task.config.minutes, task.config.n_seen)
    task.encoder.eval()
    return n_seen
