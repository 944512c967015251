"""The line a person watches: a bar in a terminal, plain lines in a log."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cryofire.core.log import logger
from cryofire.core.report import Report
from cryofire.training.hooks.base import Hook

SHOWN = {
    "epoch": "epoch",
    "shell": "shell",
    "data_loss": "loss",
    "kl": "KL",
    "images_per_s": "images/s",
    "pose_nats": "nats/image from the labels",
    "volume_nats": "volume nats/image",
}
"""Values that a person reads along, and what they are called."""


def duration(seconds: float) -> str:
    """Seconds in words: 45 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class ProgressHook(Hook):
    """How far a stage is, its speed, time left; and a line of the log at each report of a training loop."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self.bar: Progress | None = None
        self.stage = ""

    def on_step(self, stage: str, done: int, total: int, unit: str) -> None:
        if not self.console.is_terminal:
            return
        if self.bar is not None and stage != self.stage:
            self.on_end()
        if self.bar is None:
            columns = (TextColumn("{task.description} {task.completed:,.0f}/{task.total:,.0f} {task.fields[unit]}"), BarColumn())
            self.bar = Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=self.console, transient=True)
            self.stage, self.task = stage, self.bar.add_task(stage, total=total, completed=done, unit=unit)
            self.bar.start()
        self.bar.update(self.task, completed=done)

    def on_log(self, report: Report) -> None:
        if report.unit != "images":
            return  # the steps of a search have lines of their own
        left = "" if report.seconds_left is None else f"  {duration(report.seconds_left)} left"
        shown = {name: value for name, value in report.values.items() if name in SHOWN}
        values = "  ".join(f"{SHOWN[name]} {value:.4g}" for name, value in shown.items())
        logger().info(f"{report.stage}: {report.images_seen:>11,} of {report.total:,} images  {report.phase}  {values}{left}")

    def on_end(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
