"""Training by the published loss: batches in the order of the plan, reports to hooks, checkpoints, poses of all particles."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Mapping

import torch

from cryofire.core.log import logger
from cryofire.core.report import Report
from cryofire.core.stop import StopRequest
from cryofire.core.types import ParticleBatch
from cryofire.data.batches import BatchPlan
from cryofire.data.dataset import ParticleDataset, Sets
from cryofire.data.streaming import prefetch, stream
from cryofire.inference.estimates import Estimates
from cryofire.io.run_store import RunStore
from cryofire.models.cryofire import CryoFire
from cryofire.training.hooks.base import HeavyReport, Hook
from cryofire.training.loop import Loop, LoopProgress, Task
from cryofire.training.published import checkpoint
from cryofire.training.published.config import NetworkConfig
from cryofire.training.published.optim import make_optimizer, resolve_precision
from cryofire.training.published.schedule import ScheduleState, schedule
from cryofire.training.published.step import Stepper

INFERENCE_BATCH = 256
"""Particles a batch where no gradients are kept."""
STAGE = "network"


class Trainer(Task[ParticleBatch]):
    """One run. Everything it does next follows from its configuration and `progress`."""

    def __init__(self, config: NetworkConfig, sets: Sets, model: CryoFire, run: RunStore) -> None:
        self.config, self.sets, self.model, self.run = config, sets, model, run
        self.optimizer = make_optimizer(config.optimizer, model)
        self.stepper = Stepper(model, self.optimizer, config.objective, resolve_precision(config.precision, model.device))
        self.state_on_disk = checkpoint.state_of(model, self.optimizer, self.stepper.scaler)
        self.estimates = Estimates.empty(len(sets.train), config.model.z_dim)
        self.plan = BatchPlan(len(sets.train), min(config.schedule.batch_size, len(sets.train)), config.seed, sets.train.layout)
        self.stop = StopRequest()
        self.loop = Loop(self, config.schedule.num_epochs * self.plan.images_per_epoch, self.stop)
        self.hooks: list[Hook] = []
        self._started = self._log_started = time.monotonic()
        self._log_images = 0
        self._loading_s = 0.0

    @property
    def progress(self) -> LoopProgress:
        return self.loop.progress

    @property
    def n_images_total(self) -> int:
        """Images that the whole run sees."""
        return self.loop.n_images_total

    def resume(self) -> None:
        """Go back to the newest checkpoint of the run folder."""
        folder = self.run.latest_checkpoint()
        self.loop.progress = checkpoint.load_all(folder, self.state_on_disk, self.estimates)
        self.run.trim_metrics(STAGE, self.progress.images_seen)
        logger().info(f"resuming from {folder.name}")

    def state(self) -> ScheduleState:
        """What the schedule says for the next step."""
        return self._state_at(self.progress)

    def _state_at(self, progress: LoopProgress) -> ScheduleState:
        return schedule(self.config.schedule, self.model.box_px, self.config.model.z_dim, progress.images_seen, self.n_images_total)

    def train(self) -> bool:
        """Run to the end, or until asked to stop. Returns whether the end was reached; a checkpoint is there either way."""
        self._log_started, self._log_images = time.monotonic(), self.progress.images_seen
        try:
            return self.loop.run()
        finally:  # also after an error: a progress bar gives the terminal back
            for hook in self.hooks:
                hook.on_end()

    # ---- the task of the loop ----------------------------------------------------------------------------------

    def batches(self, progress: LoopProgress) -> Iterator[ParticleBatch]:
        waiting_since = time.monotonic()
        for batch in stream(self.sets.train, self.plan, progress.step, self.config.schedule.num_epochs, self.config.data.num_workers):
            here = batch.to(self.model.device)
            self._loading_s += time.monotonic() - waiting_since
            yield here
            waiting_since = time.monotonic()

    def size(self, batch: ParticleBatch) -> int:
        return len(batch)

    def step(self, batch: ParticleBatch, progress: LoopProgress, n_images_total: int) -> Mapping[str, float]:
        state = self._state_at(progress)
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.optimizer.lr * state.lr_factor
        beta = self.config.objective.beta_at(progress.images_seen)
        result = self.stepper.train(batch, state, beta, self.config.seed * 7_368_787 + progress.step)
        self.estimates.put(batch.particle_ids.cpu(), result.estimate)
        losses = {"loss": float(result.loss.total), "data_loss": float(result.loss.data)}
        if self.config.model.latent.kind == "variational":
            losses["kl"] = 0.0 if result.loss.kl is None else float(result.loss.kl)
        return losses

    def watch(self, progress: LoopProgress, n_images_total: int) -> None:
        for hook in self.hooks:
            hook.on_step(STAGE, progress.images_seen, n_images_total, "images")

    def is_report_due(self, before: LoopProgress, progress: LoopProgress, n_images_total: int) -> bool:
        interval = self.config.logging.log_interval
        is_due = progress.images_seen // interval > (progress.images_seen - self.plan.batch_size) // interval
        return is_due or progress.images_seen >= n_images_total

    def report(self, progress: LoopProgress, n_images_total: int) -> None:
        now = time.monotonic()
        images_per_s = (progress.images_seen - self._log_images) / max(now - self._log_started, 1e-9)
        # The schedule of the step just made, and not of the one to come.
        state = self._state_at(LoopProgress(progress.step - 1, progress.images_seen - self.plan.batch_size))
        values = {
            "epoch": (progress.step - 1) // self.plan.batches_per_epoch + 1,
            "shell": state.shell,
            "is_pose_only": state.is_pose_only,
            **progress.means(),
            "lr": self.config.optimizer.lr * state.lr_factor,
            "images_per_s": round(images_per_s, 1),
            "peak_memory_MB": round(_peak_memory_MB(self.model.device)),
        }
        left_s = (n_images_total - progress.images_seen) / max(images_per_s, 1e-9)
        seen = progress.images_seen
        report = Report(STAGE, str(state.phase), seen, n_images_total, "images", seen, now - self._started, left_s, values)
        for hook in self.hooks:
            hook.on_log(report)
        if self.config.logging.verbose_time:
            whole_s = now - self._log_started
            logger().info(
                f"time: {whole_s:.2f} s, of which loading {self._loading_s:.2f} s, network and update {whole_s - self._loading_s:.2f} s"
            )
        self._loading_s = 0.0
        self._log_started, self._log_images = time.monotonic(), progress.images_seen

    def is_save_due(self, progress: LoopProgress, n_images_total: int) -> bool:
        heavy = self.config.logging.log_heavy_interval
        epochs, rest = divmod(progress.step, self.plan.batches_per_epoch)
        is_due = progress.images_seen >= n_images_total or (rest == 0 and heavy > 0 and epochs % heavy == 0)
        if is_due:
            self.heavy(self._state_at(LoopProgress(progress.step - 1, progress.images_seen - self.plan.batch_size)), progress)
        return is_due

    def save(self, progress: LoopProgress, n_images_total: int) -> None:
        """Write a checkpoint of this moment."""
        self.run.write_checkpoint(
            progress.images_seen,
            lambda folder: checkpoint.save(folder, self.state_on_disk, self.estimates, progress, n_images_total),
            self.config.logging.n_checkpoints,
        )

    # ---- pictures and poses ------------------------------------------------------------------------------------

    def heavy(self, state: ScheduleState, progress: LoopProgress) -> None:
        """Pictures, poses and the test set, for the hooks."""
        self._heavy_of(self.sets.train, self.estimates, state, progress, is_test=False, test_loss=None)
        if self.sets.test is not None:
            estimates, test_loss = self.infer(self.sets.test, self._state_at(progress))
            logger().info(f"test set: loss {test_loss:.4f}")
            self._heavy_of(self.sets.test, estimates, state, progress, is_test=True, test_loss=test_loss)

    def _heavy_of(
        self,
        dataset: ParticleDataset,
        estimates: Estimates,
        state: ScheduleState,
        progress: LoopProgress,
        is_test: bool,
        test_loss: float | None,
    ) -> None:
        batch = dataset.batch(torch.arange(min(16, len(dataset)))).to(self.model.device)
        result = self.stepper.infer(batch, state, 0.0)
        report = HeavyReport(progress.images_seen, is_test, dataset, estimates, self.model, batch, result, state, test_loss)
        for hook in self.hooks:
            hook.on_heavy(report)

    def infer(self, dataset: ParticleDataset, state: ScheduleState | None = None) -> tuple[Estimates, float]:
        """Pose and conformation of every particle of a set by the model as it is, and the mean data loss."""
        estimates = Estimates.empty(len(dataset), self.config.model.z_dim)
        now, total = state or self.state(), 0.0
        for batch in prefetch(dataset, dataset.rows_on_disk().split(INFERENCE_BATCH), self.config.data.num_workers):
            result = self.stepper.infer(batch.to(self.model.device), now, 0.0)
            estimates.put(batch.particle_ids, result.estimate)
            total += float(result.loss.data) * len(batch)
        return estimates, total / len(dataset)


def _peak_memory_MB(device: torch.device) -> float:
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
