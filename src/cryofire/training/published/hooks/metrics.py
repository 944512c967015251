"""metrics.jsonl: a line of JSON each log step, for programs."""

from __future__ import annotations

from cryofire.io.run_store import RunStore
from cryofire.training.published.hooks.base import HeavyReport, Hook, Report


class MetricsHook(Hook):
    """Appends reports to the run folder."""

    def __init__(self, run: RunStore) -> None:
        self.run = run

    def on_log(self, report: Report) -> None:
        values: dict[str, object] = {
            "images_seen": report.images_seen,
            "epoch": report.epoch,
            "phase": str(report.state.phase),
            "shell": report.state.shell,
            "loss": report.loss,
            "data_loss": report.data_loss,
        }
        if report.kl is not None:
            values["kl"] = report.kl
        values |= {"lr": report.lr, "images_per_s": round(report.images_per_s, 1), "peak_memory_MB": round(report.peak_memory_MB)}
        self.run.append_metrics(values)

    def on_heavy(self, report: HeavyReport) -> None:
        if report.is_test:
            self.run.append_metrics({"images_seen": report.images_seen, "test_loss": report.test_loss})
