"""Options of the encoder's training after a search."""

from __future__ import annotations

from pydantic import Field

from cryofire.core.config import Config
from cryofire.models.encoders.polar import PolarEncoderConfig


class EncoderTrainingConfig(Config):
    """Options of the encoder that learns what a search has found, for images never trained on."""

    minutes: float = Field(default=0.0, ge=0)
    """Minutes to train the encoder for after a search; 0 leaves it out."""
    n_seen: int | None = Field(default=None, gt=0)
    """Images to train on, each as often as it is seen; by default as many as `minutes` have time for, measured at the start. A run's
    config.yaml holds the number, so that it can be repeated."""
    encoder: PolarEncoderConfig = PolarEncoderConfig()
    batch_size: int = Field(default=256, gt=1)
    """Images a step."""
    lr: float = Field(default=1e-3, gt=0)
    """Highest learning rate; it rises at first and falls to nothing by the end of the time."""
    real_share: float = Field(default=0.25, ge=0, lt=1)
    """Share of each batch that is real images with the search's answers; the others are rendered out of the volumes."""
    n_images: int = Field(default=50_000, gt=0)
    """Real images to learn from, at most: a random part of a larger set."""
    n_calibration: int = Field(default=2000, ge=100)
    """Rendered images that the confidence is calibrated on, and real ones that say what ordinary images are like."""

    @property
    def is_enabled(self) -> bool:
        return self.minutes > 0 or self.n_seen is not None
