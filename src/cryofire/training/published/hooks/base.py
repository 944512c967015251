"""What a hook is told."""

from __future__ import annotations

from dataclasses import dataclass

from cryofire.core.types import ParticleBatch
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.estimates import Estimates
from cryofire.models.cryofire import CryoFire
from cryofire.training.published.schedule import ScheduleState
from cryofire.training.published.step import StepResult


@dataclass(frozen=True)
class Report:
    """A line of scalars, averaged over the steps since the last one."""

    images_seen: int
    epoch: int
    state: ScheduleState
    loss: float
    data_loss: float
    kl: float | None
    lr: float
    images_per_s: float
    peak_memory_MB: float
    n_images_total: int
    """Images that the whole run will see."""


@dataclass(frozen=True)
class HeavyReport:
    """What pictures are made of, at a checkpoint."""

    images_seen: int
    is_test: bool
    """Whether this is the held-out set."""
    dataset: ParticleDataset
    estimates: Estimates
    model: CryoFire
    batch: ParticleBatch
    result: StepResult
    """Of that batch."""
    state: ScheduleState
    test_loss: float | None = None


class Hook:
    """Watches a run. Every method does nothing unless it is overridden."""

    def on_step(self, images_seen: int, n_images_total: int) -> None:
        """After each update."""

    def on_log(self, report: Report) -> None:
        """At each log interval."""

    def on_heavy(self, report: HeavyReport) -> None:
        """At each checkpoint, for the training set and then for the test set."""

    def on_end(self) -> None:
        """When training stops, for whatever reason."""
