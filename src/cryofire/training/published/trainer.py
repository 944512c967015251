"""The course of a run: batches in, updates, reports to hooks, checkpoints, results."""

from __future__ import annotations

import resource
import signal
import time
from dataclasses import replace
from types import FrameType

import torch
from torch import Tensor

from cryofire.core.log import logger
from cryofire.data.batches import BatchPlan
from cryofire.data.dataset import ParticleDataset, Sets
from cryofire.data.streaming import prefetch, stream
from cryofire.inference.estimates import Estimates
from cryofire.io.run_store import RunStore
from cryofire.models.cryofire import CryoFire
from cryofire.training.published import checkpoint
from cryofire.training.published.checkpoint import Progress
from cryofire.training.published.config import NetworkConfig
from cryofire.training.published.hooks.base import HeavyReport, Hook, Report
from cryofire.training.published.optim import make_optimizer, resolve_precision
from cryofire.training.published.schedule import ScheduleState, schedule
from cryofire.training.published.step import Stepper, StepResult

INFERENCE_BATCH = 256
"""Particles a batch where no gradients are kept."""


class Trainer:
    """One run. Everything it does next follows from its configuration and `progress`."""

    def __init__(self, config: NetworkConfig, sets: Sets, model: CryoFire, run: RunStore) -> None:
        self.config, self.sets, self.model, self.run = config, sets, model, run
        self.optimizer = make_optimizer(config.optimizer, model)
        self.stepper = Stepper(model, self.optimizer, config.objective, resolve_precision(config.precision, model.device))
        self.estimates = Estimates.empty(len(sets.train), config.model.z_dim)
        self.plan = BatchPlan(len(sets.train), min(config.schedule.batch_size, len(sets.train)), config.seed, sets.train.layout)
        self.progress = Progress()
        self.hooks: list[Hook] = []
        self.is_asked_to_stop = False
        self._log_started = time.monotonic()
        self._log_images = 0
        self._loading_s = 0.0

    @property
    def n_images_total(self) -> int:
        """Images that the whole run sees."""
        return self.config.schedule.num_epochs * self.plan.images_per_epoch

    def resume(self) -> None:
        """Go back to the newest checkpoint of the run folder."""
        folder = self.run.latest_checkpoint()
        self.progress = checkpoint.load_all(folder, self.model, self.optimizer, self.estimates)
        self.run.trim_metrics(self.progress.images_seen)
        logger().info(f"resuming from {folder.name}")

    def state(self) -> ScheduleState:
        """What the schedule says for the next step."""
        p = self.progress
        return schedule(self.config.schedule, self.model.box_px, self.config.model.z_dim, p.images_seen, self.n_images_total)

    def train(self) -> bool:
        """Run to the end, or until asked to stop. Returns whether the end was reached; a checkpoint is there either way."""
        try:
            self._steps()
        finally:  # also after an error: a progress bar gives the terminal back
            for hook in self.hooks:
                hook.on_end()
        is_done = self.progress.images_seen >= self.n_images_total
        if not is_done or not self._checkpoint_is_due():
            self.save()
        return is_done

    def _steps(self) -> None:
        self._log_started, self._log_images = time.monotonic(), self.progress.images_seen
        n_epochs, n_workers = self.config.schedule.num_epochs, self.config.data.num_workers
        batches = stream(self.sets.train, self.plan, self.progress.step, n_epochs, n_workers)
        with StopOnSignals(self):
            waiting_since = time.monotonic()
            for batch in batches:
                batch = batch.to(self.model.device)
                self._loading_s += time.monotonic() - waiting_since
                state = self.state()
                beta = self.config.objective.beta_at(self.progress.images_seen)
                for group in self.optimizer.param_groups:
                    group["lr"] = self.config.optimizer.lr * state.lr_factor
                result = self.stepper.train(batch, state, beta, self._step_seed())
                self._account(batch.particle_ids.cpu(), result)
                self._report(state)
                if self.is_asked_to_stop:
                    break
                waiting_since = time.monotonic()

    def _step_seed(self) -> int:
        return self.config.seed * 7_368_787 + self.progress.step

    def _account(self, rows: Tensor, result: StepResult) -> None:
        self.estimates.put(rows, result.estimate)
        p = self.progress
        self.progress = Progress(
            step=p.step + 1,
            images_seen=p.images_seen + len(rows),
            loss_sum=p.loss_sum + float(result.loss.total),
            data_sum=p.data_sum + float(result.loss.data),
            kl_sum=p.kl_sum + (float(result.loss.kl) if result.loss.kl is not None else 0.0),
            steps_in_sums=p.steps_in_sums + 1,
        )

    def _report(self, state: ScheduleState) -> None:
        p = self.progress
        for hook in self.hooks:
            hook.on_step(p.images_seen, self.n_images_total)
        interval = self.config.logging.log_interval
        is_due = p.images_seen // interval > (p.images_seen - self.plan.batch_size) // interval
        if is_due or p.images_seen >= self.n_images_total:
            self._log(state)
        if self._checkpoint_is_due():
            self.heavy(state)
            self.save()

    def _checkpoint_is_due(self) -> bool:
        heavy, p = self.config.logging.log_heavy_interval, self.progress
        is_last = p.images_seen >= self.n_images_total
        epochs, rest = divmod(p.step, self.plan.batches_per_epoch)
        return is_last or (rest == 0 and heavy > 0 and epochs % heavy == 0)

    def _log(self, state: ScheduleState) -> None:
        p = self.progress
        now = time.monotonic()
        speed = (p.images_seen - self._log_images) / max(now - self._log_started, 1e-9)
        n = max(1, p.steps_in_sums)
        report = Report(
            images_seen=p.images_seen,
            epoch=(p.step - 1) // self.plan.batches_per_epoch + 1,
            state=state,
            loss=p.loss_sum / n,
            data_loss=p.data_sum / n,
            kl=p.kl_sum / n if self.config.model.latent.kind == "variational" else None,
            lr=self.config.optimizer.lr * state.lr_factor,
            images_per_s=speed,
            peak_memory_MB=_peak_memory_MB(self.model.device),
            n_images_total=self.n_images_total,
        )
        for hook in self.hooks:
            hook.on_log(report)
        if self.config.logging.verbose_time:
            whole_s = now - self._log_started
            logger().info(
                f"time: {whole_s:.2f} s, of which loading {self._loading_s:.2f} s, network and update {whole_s - self._loading_s:.2f} s"
            )
        self._loading_s = 0.0
        self.progress = replace(p, loss_sum=0.0, data_sum=0.0, kl_sum=0.0, steps_in_sums=0)
        self._log_started, self._log_images = time.monotonic(), p.images_seen

    def save(self) -> None:
        """Write a checkpoint of this moment."""
        self.run.write_checkpoint(
            self.progress.images_seen,
            lambda folder: checkpoint.save(folder, self.model, self.optimizer, self.estimates, self.progress),
            self.config.logging.n_checkpoints,
        )

    def heavy(self, state: ScheduleState) -> None:
        """Pictures, poses and the test set, for the hooks."""
        self._heavy_of(self.sets.train, self.estimates, state, is_test=False, test_loss=None)
        if self.sets.test is not None:
            estimates, test_loss = self.infer(self.sets.test)
            logger().info(f"test set: loss {test_loss:.4f}")
            self._heavy_of(self.sets.test, estimates, state, is_test=True, test_loss=test_loss)

    def _heavy_of(
        self,
        dataset: ParticleDataset,
        estimates: Estimates,
        state: ScheduleState,
        is_test: bool,
        test_loss: float | None,
    ) -> None:
        batch = dataset.batch(torch.arange(min(16, len(dataset)))).to(self.model.device)
        result = self.stepper.infer(batch, state, 0.0)
        report = HeavyReport(self.progress.images_seen, is_test, dataset, estimates, self.model, batch, result, state, test_loss)
        for hook in self.hooks:
            hook.on_heavy(report)

    def infer(self, dataset: ParticleDataset) -> tuple[Estimates, float]:
        """Pose and conformation of every particle of a set by the model as it is, and the mean data loss."""
        estimates = Estimates.empty(len(dataset), self.config.model.z_dim)
        state, total = self.state(), 0.0
        for batch in prefetch(dataset, dataset.rows_on_disk().split(INFERENCE_BATCH), self.config.data.num_workers):
            result = self.stepper.infer(batch.to(self.model.device), state, 0.0)
            estimates.put(batch.particle_ids, result.estimate)
            total += float(result.loss.data) * len(batch)
        return estimates, total / len(dataset)


class StopOnSignals:
    """While training, Ctrl-C and SIGTERM finish the step at hand and save; a second Ctrl-C stops at once."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def __enter__(self) -> None:
        self.before = {name: signal.signal(name, self._stop) for name in (signal.SIGINT, signal.SIGTERM)}

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.trainer.is_asked_to_stop:
            raise KeyboardInterrupt
        self.trainer.is_asked_to_stop = True
        logger().warning("stopping after this step; a checkpoint is written (press Ctrl-C again to stop at once, without)")

    def __exit__(self, *_: object) -> None:
        for name, handler in self.before.items():
            signal.signal(name, handler)


def _peak_memory_MB(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
