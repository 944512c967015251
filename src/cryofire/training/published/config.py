"""Options of a run that trains networks by the published loss; what searches has more (see `pipeline/run_config.py`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from cryofire.core.config import Config
from cryofire.core.device import DeviceName
from cryofire.data.data_config import DataConfig, FilesConfig
from cryofire.models.cryofire import ModelConfig
from cryofire.objective.objective import ObjectiveConfig
from cryofire.training.published.optim import OptimizerConfig, Precision
from cryofire.training.published.schedule import ScheduleConfig


class LoggingConfig(Config):
    """Options of what is written while training."""

    log_interval: int = Field(default=50_000, gt=0)
    """Images between two lines of scalars (metrics.jsonl, TensorBoard)."""
    log_heavy_interval: int = Field(default=5, ge=0)
    """Epochs between two checkpoints with pictures, poses, test set and map; 0 for none before the end."""
    verbose_time: bool = False
    """Also log the seconds that loading takes, and those of the network and its update."""
    n_checkpoints: int = Field(default=3, gt=0)
    """Checkpoints kept; older ones are deleted."""


class NetworkConfig(Config):
    """Particles, a network, and how it is trained."""

    outdir: Path | None = None
    """Run folder."""
    seed: int = 0
    """Seed of all randomness; a negative one draws a seed and records it."""
    load: Path | None = None
    """Start from the weights of another run: its folder, or one of its checkpoints."""
    device: DeviceName = "auto"
    """Where to compute; `auto` takes a GPU where there is one."""
    precision: Precision = "auto"
    """Arithmetic of the networks; `auto` is bf16 on GPUs that have it, else fp32."""
    data: DataConfig = DataConfig()
    test: FilesConfig = FilesConfig()
    """A held-out set, scored at each checkpoint and never trained on."""
    model: ModelConfig = ModelConfig()
    objective: ObjectiveConfig = ObjectiveConfig()
    optimizer: OptimizerConfig = OptimizerConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    logging: LoggingConfig = LoggingConfig()

    @property
    def has_known_poses(self) -> bool:
        return self.model.pose.kind == "known"
