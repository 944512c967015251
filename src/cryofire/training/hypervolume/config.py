"""Options of the joint training of encoder and hypervolume after a search."""

from __future__ import annotations

from pydantic import Field

from cryofire.core.config import Config
from cryofire.models.decoders import DecoderConfig, LowRankGridConfig


class HypervolumeConfig(Config):
    """Options of the joint training of encoder and hypervolume, which starts from what a search has found."""

    minutes: float = Field(default=0.0, ge=0)
    """Minutes to train encoder and hypervolume together for, after the encoder alone; 0 leaves it out."""
    n_seen: int | None = Field(default=None, gt=0)
    """Real images to train on, each as often as it is seen; by default as many as `minutes` have time for, measured at the start."""
    distil_n_seen: int | None = Field(default=None, gt=0)
    """The same of the slices without noise from which a network first learns the search's volumes (`distil_share` of the minutes)."""
    decoder: DecoderConfig = LowRankGridConfig(components=16)
    """The hypervolume: explicit volumes mixed by a network of z, which is fast on a CPU, or a network (fourier_mlp)."""
    batch_size: int = Field(default=64, gt=0)
    """Images a step."""
    lr: float = Field(default=1e-4, gt=0)
    """Learning rate of both; it falls to nothing by the end of the time."""
    contrast_sd: float = Field(default=0.2, gt=0)
    """How much the contrast of the images is expected to vary, as a share of it."""
    pose_weight: float = Field(default=0.01, ge=0)
    """Weight of the reconstruction error, nats an image, in the encoder's loss, beside its distance from the labels."""
    distil_share: float = Field(default=0.3, ge=0, lt=1)
    """Share of the time in which a network first learns the volumes that the search found; explicit volumes begin as them."""
    n_held_out: int = Field(default=1000, ge=10)
    """Images kept out of it, by which the hypervolume and the search's volumes are compared; a tenth of a small set."""

    @property
    def is_enabled(self) -> bool:
        return self.minutes > 0 or self.n_seen is not None
