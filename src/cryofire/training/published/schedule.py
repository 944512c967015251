"""What training does after so many images: a pure function, so resuming is exact and no step can be jumped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from cryofire.core.config import Config

FIRST_SHELL = 3
"""Shell that frequency marching starts with (published)."""


class Phase(StrEnum):
    """What is being learned."""

    POSE_ONLY = "pose_only"
    """Conformations are drawn at random; only poses and the mean volume can learn."""
    JOINT = "joint"
    """Poses, conformations and volumes together."""


class ScheduleConfig(Config):
    """Options of the course of training."""

    num_epochs: int = Field(default=200, ge=0)
    """Passes over the set; 0 where a search does all."""
    batch_size: int = Field(default=32, gt=0)
    """Particles a step."""
    pose_only_phase: int = Field(default=10_000_000, ge=0)
    """Images seen before conformations are learned."""
    output_mask: Literal["circ", "frequency_marching"] = "frequency_marching"
    """`circ`: all shells from the start; `frequency_marching`: from shell 3 outwards."""
    add_one_frequency_every: int = Field(default=100_000, gt=0)
    """Images seen for each further shell of frequency marching."""
    lr_decay: Literal["none", "cosine"] = "none"
    """`cosine` lets the learning rate fall to zero along half a cosine by the end of the run."""


@dataclass(frozen=True)
class ScheduleState:
    """What holds for the next step."""

    phase: Phase
    shell: int
    """Outermost shell of the output mask."""
    lr_factor: float = 1.0
    """What the learning rate is multiplied by."""

    @property
    def is_pose_only(self) -> bool:
        return self.phase is Phase.POSE_ONLY


def schedule(config: ScheduleConfig, box_px: int, z_dim: int, images_seen: int, n_images_total: int) -> ScheduleState:
    """What holds after `images_seen` of `n_images_total` images. Marching reaches the last shell, `box_px // 2`, and stays there."""
    last_shell = box_px // 2
    shell = last_shell
    if config.output_mask == "frequency_marching":
        shell = min(FIRST_SHELL + images_seen // config.add_one_frequency_every, last_shell)
    is_pose_only = z_dim > 0 and images_seen < config.pose_only_phase
    is_decaying = config.lr_decay == "cosine"
    lr_factor = 0.5 + 0.5 * math.cos(math.pi * min(1.0, images_seen / max(1, n_images_total))) if is_decaying else 1.0
    return ScheduleState(Phase.POSE_ONLY if is_pose_only else Phase.JOINT, shell, lr_factor)
