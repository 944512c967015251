"""The system of the paper's figure: encoder, heads, hypervolume, image formation."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from pydantic import Field
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.core.types import Latents, ParticleBatch, Poses, Prediction
from cryofire.models.decoders import DECODERS, DecoderConfig, FourierMlpConfig
from cryofire.models.encoders import ENCODERS, Encoder, EncoderConfig
from cryofire.models.image_formation import form_images
from cryofire.models.latents import LATENTS, LatentConfig
from cryofire.models.poses import POSES, PoseConfig
from cryofire.physics.lattice import Lattice
from cryofire.physics.mirror import candidate_views, poses_of_untransformed


class ModelConfig(Config):
    """Options of the network."""

    z_dim: int = Field(default=8, ge=0)
    """Dimensions of the conformation; 0 for a homogeneous reconstruction."""
    encoder: EncoderConfig | None = EncoderConfig()
    """The encoder's options; null for none, where a search finds poses and conformations."""
    pose: PoseConfig = PoseConfig()
    latent: LatentConfig = LatentConfig()
    decoder: DecoderConfig = FourierMlpConfig()


class CryoFire(nn.Module):
    """Images to poses and conformations, and these to images again.

    Each particle may have several pose candidates (axis `p`): symmetric views of its image, of which the
    objective keeps the best. Poses always come back in the frame of the image as it is.
    """

    def __init__(self, config: ModelConfig, box_px: int, generator: torch.Generator) -> None:
        super().__init__()
        self.box_px = box_px
        self.z_dim = config.z_dim
        self.lattice = Lattice.create(box_px)
        pose_head = POSES[config.pose.kind]
        self.encoder: Encoder | None = None
        if config.encoder is not None and (config.z_dim > 0 or pose_head.needs_features):
            self.encoder = ENCODERS[config.encoder.kind](config.encoder, box_px)
        n_features = self.encoder.n_features if self.encoder is not None else 0
        self.pose = pose_head(config.pose, n_features)
        has_latent = config.z_dim > 0 and self.encoder is not None
        self.latent = LATENTS[config.latent.kind](config.latent, n_features, config.z_dim) if has_latent else None
        self.decoder = DECODERS[config.decoder.kind](config.decoder, box_px, config.z_dim, generator)

    @property
    def device(self) -> torch.device:
        return next(self.decoder.parameters()).device

    def lattice_upto(self, shell: int) -> Lattice:
        """Half-plane samples up to a shell, on the model's device."""
        return self.lattice.upto(shell).to(self.device)

    def encode(
        self, batch: ParticleBatch, symmetries: Int[Tensor, "b p"], noise: Float[Tensor, "b p z"], is_pose_only: bool = False
    ) -> tuple[Poses, Latents | None]:
        """Pose and conformation of each particle, read off the symmetric views asked for.

        Args:
            symmetries: Which of the eight views (`physics.mirror`); 0 is the image as it is.
            noise: Standard normal, for random or variational z; zeros give the mean.
            is_pose_only: Draw z at random instead of reading it (the published pose-only phase).

        Returns:
            Poses in the frame of the image as it is, (b, p, ...), and latents, None for a homogeneous model.
        """
        features = None
        if self.encoder is not None and (self.pose.needs_features or not is_pose_only):
            views = candidate_views(batch.images, symmetries)
            features = self.encoder(views.flatten(0, 1)).unflatten(0, symmetries.shape)
        poses = poses_of_untransformed(self.pose(features, batch), symmetries) if self.pose.needs_features else self.pose(None, batch)
        if self.latent is None:
            return poses, None
        if is_pose_only:
            return poses, self.latent.draw(noise)
        assert features is not None
        return poses, self.latent(features, noise)

    def forward(
        self, batch: ParticleBatch, symmetries: Int[Tensor, "b p"], noise: Float[Tensor, "b p z"], shell: int, is_pose_only: bool = False
    ) -> Prediction:
        """What the model makes of a batch, up to a shell."""
        poses, latents = self.encode(batch, symmetries, noise, is_pose_only)
        freqs_per_px = self.lattice_upto(shell).freqs_per_px
        return Prediction(form_images(self.decoder, poses, latents, batch.optics, freqs_per_px), poses, latents)
