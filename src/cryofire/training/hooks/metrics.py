"""metrics.jsonl: a line of JSON for each report, for programs."""

from __future__ import annotations

from cryofire.core.report import Report
from cryofire.io.run_store import RunStore
from cryofire.training.hooks.base import HeavyReport, Hook


class MetricsHook(Hook):
    """Appends reports to the run folder."""

    def __init__(self, run: RunStore) -> None:
        self.run = run

    def on_log(self, report: Report) -> None:
        values: dict[str, object] = {
            "stage": report.stage,
            "phase": report.phase,
            "images_seen": report.images_seen,
            "done": report.done,
            "total": report.total,
            "unit": report.unit,
            "share_done": round(report.share_done, 4),
            "seconds": round(report.seconds, 1),
            "seconds_left": None if report.seconds_left is None else round(report.seconds_left, 1),
        }
        self.run.append_metrics(values | dict(report.values))

    def on_heavy(self, report: HeavyReport) -> None:
        if report.is_test:
            self.run.append_metrics(
                {"stage": "network", "images_seen": report.images_seen, "done": report.images_seen, "test_loss": report.test_loss}
            )
