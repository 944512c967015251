"""Training of a stage that draws its own batches, in a loop whose state lies in the run folder until the stage is finished."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat

from cryofire.core.log import logger
from cryofire.core.report import Report, Reporter, ignore
from cryofire.core.stop import StopRequest
from cryofire.core.team import team
from cryofire.io.run_store import RunStore
from cryofire.training.budget import images_in
from cryofire.training.loop import Loop, LoopProgress, Task
from cryofire.training.trained_state import PROGRESS, TrainedState, load_total

REPORTS = 20
"""Reports of a stage, evenly over its images."""
SAVED_EVERY = 200_000
"""Images after which the state is saved at the latest; it is saved after each quarter anyway."""


@dataclass(frozen=True)
class Surroundings:
    """Where a stage keeps its state, whom it tells how far it is, and who may stop it."""

    run: RunStore | None = None
    """None to keep nothing."""
    report: Reporter = ignore
    stop: StopRequest = field(default_factory=StopRequest)


class StageTask(Task[None]):
    """A training whose batches are drawn inside its steps.

    Args:
        stage: Its name, in metrics and in the run folder.
        batch_size: Images a step, as the loop counts them.
        state: All that a step changes.
    """

    def __init__(self, stage: str, batch_size: int, state: TrainedState, around: Surroundings) -> None:
        self.stage, self.batch_size, self.state, self.around = stage, batch_size, state, around
        self._started, self._began_at = time.monotonic(), 0

    @abstractmethod
    def step(self, batch: None, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]: ...

    def batches(self, progress: LoopProgress) -> Iterator[None]:
        self._started, self._began_at = time.monotonic(), progress.images_seen
        return repeat(None)

    def size(self, batch: None) -> int:
        return self.batch_size

    def is_report_due(self, before: LoopProgress, progress: LoopProgress, n_images_total: int) -> bool:
        now, then = (REPORTS * at.images_seen // n_images_total for at in (progress, before))
        return now > then or progress.images_seen >= n_images_total

    def report(self, progress: LoopProgress, n_images_total: int) -> None:
        seconds, seen = time.monotonic() - self._started, progress.images_seen
        images_per_s = (seen - self._began_at) / max(seconds, 1e-9)
        left_s = max(0, n_images_total - seen) / max(images_per_s, 1e-9)
        values = {**progress.means(), "images_per_s": round(images_per_s, 1)}
        self.around.report(Report(self.stage, "training", seen, n_images_total, "images", seen, seconds, left_s, values))

    def is_save_due(self, progress: LoopProgress, n_images_total: int) -> bool:
        every = max(self.batch_size, min(n_images_total // 4, SAVED_EVERY))
        before = progress.images_seen - self.batch_size
        return progress.images_seen // every > before // every and progress.images_seen < n_images_total

    def save(self, progress: LoopProgress, n_images_total: int) -> None:
        if self.around.run is not None:
            self.around.run.write_training(self.stage, lambda folder: self.state.save(folder, progress, n_images_total))

    def images_in(self, minutes: float) -> int:
        """How many images there is time for; nothing has changed afterwards."""
        self.state.remember()
        total = images_in(minutes, self.batch_size, lambda: self.step(None, LoopProgress(), self.batch_size * 1000), self.stage) or 1
        self.state.restore()
        return team().agreed(total)


def train(task: StageTask, minutes: float, n_seen: int | None) -> int:
    """Train to the end, from where an earlier process was stopped or from the start; returns the images seen in all.

    Args:
        minutes: A budget, from which the number of images follows where it is not given.
        n_seen: The images to see.

    Raises:
        Stopped: If asked to stop; the state is saved then.
        RunError: If a loss is not finite; nothing is saved since the last checkpoint then.
    """
    around, progress = task.around, LoopProgress()
    folder = None if around.run is None else around.run.training(task.stage)
    if folder is not None and (folder / PROGRESS).exists():
        assert around.run is not None
        progress, total = task.state.load(folder), load_total(folder)
        around.run.trim_metrics(task.stage, progress.images_seen)
        logger().info(f"{task.stage}: goes on after {progress.images_seen:,} of {total:,} images")
    else:
        total = n_seen or task.images_in(minutes)
    loop = Loop(task, total, around.stop, progress)
    if not loop.run():
        resume = "" if around.run is None else f"cryofire train -o {around.run.path} --resume"
        around.stop.check(f"stopped after {loop.progress.images_seen:,} of {total:,} images of the stage `{task.stage}`", resume)
    return loop.progress.images_seen
