"""The loop that trains networks, whichever: batches in, updates, sums of losses, checkpoints, a stop that loses nothing.

Work is counted in images, never by the clock, so that a run can be repeated and resumed exactly. What is trained, on what, and
by which loss is a `Task`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from cryofire.core.stop import StopRequest

B = TypeVar("B")


@dataclass(frozen=True)
class LoopProgress:
    """Where a loop stands. Together with the configuration it determines all that follows."""

    step: int = 0
    """Updates made."""
    images_seen: int = 0
    sums: Mapping[str, float] = field(default_factory=dict)
    """Sum of each loss over the steps since the last report."""
    steps_in_sums: int = 0

    def after(self, n_images: int, losses: Mapping[str, float]) -> LoopProgress:
        """One step later."""
        sums = {name: self.sums.get(name, 0.0) + value for name, value in losses.items()}
        return LoopProgress(self.step + 1, self.images_seen + n_images, sums, self.steps_in_sums + 1)

    def means(self) -> dict[str, float]:
        """Mean of each loss since the last report."""
        return {name: value / max(1, self.steps_in_sums) for name, value in self.sums.items()}

    def reported(self) -> LoopProgress:
        """The same with sums that begin anew."""
        return replace(self, sums={}, steps_in_sums=0)


class Task(ABC, Generic[B]):
    """What a loop trains. Between steps its state is whole: it may be saved after any of them."""

    @abstractmethod
    def batches(self, progress: LoopProgress) -> Iterator[B]:
        """What is learned from, from where the loop stands on; at least to the end of the loop's images."""

    @abstractmethod
    def size(self, batch: B) -> int:
        """How many images of the loop's count a batch is."""

    @abstractmethod
    def step(self, batch: B, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]:
        """One update; the losses, by name.

        Raises:
            RunError: If a loss or a gradient is not finite; the weights are left as they were.
        """

    @abstractmethod
    def report(self, progress: LoopProgress, n_images_total: int) -> None:
        """Say how far the loop is, with the mean losses since it last said so."""

    @abstractmethod
    def save(self, progress: LoopProgress, n_images_total: int) -> None:
        """Write all that going on exactly from here needs."""

    def is_save_due(self, progress: LoopProgress, n_images_total: int) -> bool:
        """Whether to save after this step."""
        return False

    def is_report_due(self, before: LoopProgress, progress: LoopProgress, n_images_total: int) -> bool:
        """Whether to report after this step."""
        return progress.images_seen >= n_images_total

    def watch(self, progress: LoopProgress, n_images_total: int) -> None:
        """Called after each step."""


class Loop(Generic[B]):
    """A task, how many images it is to see, and how many it has seen."""

    def __init__(self, task: Task[B], n_images_total: int, stop: StopRequest, progress: LoopProgress | None = None) -> None:
        self.task, self.n_images_total, self.stop = task, n_images_total, stop
        self.progress = progress or LoopProgress()

    @property
    def is_done(self) -> bool:
        return self.progress.images_seen >= self.n_images_total

    def run(self) -> bool:
        """Train to the end, or until asked to stop; returns whether the end was reached. The state is saved either way."""
        is_saved = False
        if not self.is_done:
            for batch in self.task.batches(self.progress):
                is_saved = self._step(batch)
                if self.is_done or self.stop.is_asked:
                    break
        if not is_saved:
            self.task.save(self.progress, self.n_images_total)
        return self.is_done

    def _step(self, batch: B) -> bool:
        """One step with all that follows from it; returns whether its state was saved."""
        before, total = self.progress, self.n_images_total
        losses = self.task.step(batch, before, total)
        self.progress = before.after(self.task.size(batch), losses)
        self.task.watch(self.progress, total)
        if self.task.is_report_due(before, self.progress, total):
            self.task.report(self.progress, total)
            self.progress = self.progress.reported()
        if self.task.is_save_due(self.progress, total):
            self.task.save(self.progress, total)
            return True
        return False
