"""Encoder and hypervolume together: the published loss on real images, weighted by the noise, each image with its contrast.

The hypervolume learns from images at the poses and conformations of the search, which are finer than the encoder's. The
encoder learns from what the hypervolume makes of *its* poses, shifts and conformations, and from labels as before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from cryofire.data.dataset import ParticleDataset
from cryofire.inference.estimates import Estimates
from cryofire.inference.hypotheses import peaks
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.models.decoders import Decoder
from cryofire.models.encoders.polar import PolarEncoder
from cryofire.objective.data_terms import likeliest_contrast, noise_weighted_error
from cryofire.physics.translations import shift_images
from cryofire.training.encoder.learn import losses, off_centre
from cryofire.training.encoder.render import Labelled, Renderer
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.initialise import decode
from cryofire.training.loop import LoopProgress
from cryofire.training.stage_task import StageTask, Surroundings, train
from cryofire.training.trained_state import TrainedState
from cryofire.training.update import update

STAGE = "hypervolume"
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
        """Random images of the set, whitened, and the same up to the encoder's shell with the search's answers.

        Of a symmetric molecule the pose is one of its copies, at random: what learns from all of them becomes symmetric itself.
        """
        rows = self.rows[torch.randint(len(self.rows), (n,), generator=generator)].sort().values
        device, k = self.noise_sd.device, len(self.renderer.lattice)
        whitened = self.estimates.judged(load_whitened(self.dataset, rows, device, self.shell, self.noise_sd), rows)
        rotations, group = self.estimates.rotations[rows], self.renderer.grid.symmetry
        if not group.is_trivial:
            which = torch.randint(group.order, (n,), generator=generator)
            rotations = rotations @ group.rotations(rotations)[which]
        answers = (value.to(device) for value in (rotations, self.estimates.shifts_px[rows], self.estimates.z[rows]))
        plain = whitened.with_contrasts(None)  # the encoder is not told how strong the molecule is
        return whitened, Labelled(plain.images[:, :k], plain.ctfs[:, :k], *answers)


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


class HypervolumeTask(StageTask):
    """Encoder and hypervolume learn together, in place; the hypervolume's weights end as their mean over the later steps."""

    def __init__(
        self,
        decoder: Decoder,
        encoder: PolarEncoder,
        material: Material,
        config: HypervolumeConfig,
        seed: int,
        is_bf16: bool,
        around: Surroundings | None = None,
    ) -> None:
        self.decoder, self.encoder, self.material, self.config, self.is_bf16 = decoder, encoder, material, config, is_bf16
        self.generator = torch.Generator().manual_seed(seed)
        self.average = AveragedModel(decoder)  # the noise of single steps averages out
        self.of_decoder, self.of_encoder = (torch.optim.Adam(part.parameters(), lr=config.lr, fused=True) for part in (decoder, encoder))
        modules = {"decoder": decoder, "encoder": encoder, "average": self.average}
        optimizers = {"decoder_optimizer": self.of_decoder, "encoder_optimizer": self.of_encoder}
        super().__init__(STAGE, config.batch_size, TrainedState(modules, optimizers, self.generator), around or Surroundings())

    def step(self, batch: None, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]:
        config, material, share = self.config, self.material, min(1.0, progress.images_seen / n_images_total)
        for group in (*self.of_decoder.param_groups, *self.of_encoder.param_groups):
            group["lr"] = config.lr * min(1.0, share / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * share))
        where = f"encoder and hypervolume, after {progress.images_seen:,} images"
        self.encoder.train()
        whitened, real = material.draw(config.batch_size, self.generator)
        volume_nats = reconstruction_error(self.decoder, whitened, real.rotations, real.shifts_px, real.z, config.contrast_sd).mean()
        update(self.of_decoder, volume_nats / len(whitened.lattice), where, clip_norm=1.0)
        if share > AVERAGED_FROM:
            self.average.update_parameters(self.decoder)
        images = material.renderer.draw(3 * config.batch_size, self.generator).joined(real)
        with torch.autocast(material.noise_sd.device.type, torch.bfloat16, enabled=self.is_bf16):
            labels = losses(self.encoder, images, off_centre(self.encoder, len(images), self.generator)).total
            inner = whitened.upto(self.encoder.config.shell)
            pose_nats = error_of_encoder(self.encoder, self.decoder, inner, config.contrast_sd).mean()
        update(self.of_encoder, labels + config.pose_weight * pose_nats, where, clip_norm=1.0)
        values = torch.stack([volume_nats, labels, pose_nats]).detach().cpu().tolist()  # waits for a GPU, once a step
        return dict(zip(("volume_nats", "labels", "pose_nats"), values, strict=True))


def learn_hypervolume(task: HypervolumeTask, minutes: float) -> int:
    """Train for the images of its configuration, or some minutes, in place; returns the real images seen. Raises as `stage_task.train`."""
    n_seen = train(task, minutes, task.config.n_seen)
    if task.average.n_averaged > 0:
        task.decoder.load_state_dict(task.average.module.state_dict())
    task.encoder.eval()
    return n_seen
