"""The line a person watches: a bar in a terminal, plain lines in a log."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cryofire.core.log import logger
from cryofire.training.published.hooks.base import Hook, Report


def duration(seconds: float) -> str:
    """Seconds in words: 45 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class ProgressHook(Hook):
    """Images seen, images/s, time left; and a line of the log at each report."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self.bar: Progress | None = None
        self.started = time.monotonic()

    def on_step(self, images_seen: int, n_images_total: int) -> None:
        if not self.console.is_terminal:
            return
        if self.bar is None:
            columns = (TextColumn("{task.completed:,.0f}/{task.total:,.0f} images"), BarColumn(), TextColumn("{task.fields[speed]}"))
            self.bar = Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=self.console, transient=True)
            self.task = self.bar.add_task("train", total=n_images_total, completed=images_seen, speed="")
            self.bar.start()
        self.bar.update(self.task, completed=images_seen)

    def on_log(self, report: Report) -> None:
        left_s = (report.n_images_total - report.images_seen) / max(report.images_per_s, 1e-9)
        kl = f"  KL {report.kl:.3f}" if report.kl is not None else ""
        logger().info(
            f"{report.images_seen:>11,} images  epoch {report.epoch}  {report.state.phase}  shell {report.state.shell:>3}  "
            f"loss {report.data_loss:.4f}{kl}  {report.images_per_s:.0f} images/s  {duration(left_s)} left"
        )
        if self.bar is not None:
            self.bar.update(self.task, speed=f"{report.images_per_s:.0f} images/s")

    def on_end(self) -> None:
        if self.bar is not None:
            self.bar.stop()
