"""What watches a run, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass

from cryofire.core.report import Report
from cryofire.core.types import ParticleBatch
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.estimates import Estimates
from cryofire.models.cryofire import CryoFire
from cryofire.training.published.schedule import ScheduleState
from cryofire.training.published.step import StepResult


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

    def on_step(self, stage: str, done: int, total: int, unit: str) -> None:
        """After each unit of work of a stage."""

    def on_log(self, report: Report) -> None:
        """At each log interval of any stage."""

    def on_heavy(self, report: HeavyReport) -> None:
        """At each checkpoint of the network, and at the end of a search: for the training set, then for the test set."""

    def on_end(self) -> None:
        """When a stage stops, for whatever reason."""
