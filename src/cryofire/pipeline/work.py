"""What the stages of a run share: configuration, particles, model, run folder, who watches, who may stop it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch

from cryofire.core.report import Report
from cryofire.core.stop import StopRequest
from cryofire.data.dataset import Sets
from cryofire.inference.estimates import Estimates
from cryofire.io.run_store import RunStore
from cryofire.models.cryofire import CryoFire
from cryofire.pipeline.record import READING, StageRecord
from cryofire.pipeline.run_config import RunConfig
from cryofire.training.encoder.stage import EncoderMaterial
from cryofire.training.hooks.base import HeavyReport, Hook
from cryofire.training.loop import LoopProgress
from cryofire.training.published import checkpoint
from cryofire.training.stage_task import Surroundings
from cryofire.training.trained_state import TrainedState


@dataclass
class Work:
    """A run while it is worked on."""

    config: RunConfig
    """Resolved: what was found out of the images is in it."""
    sets: Sets
    model: CryoFire
    run: RunStore
    record: StageRecord
    stop: StopRequest
    hooks: list[Hook] = field(default_factory=list)
    found: Estimates | None = None
    """Every particle's pose and conformation, as far as they are known."""
    material: EncoderMaterial | None = None
    """What an encoder learns from, where a stage has gathered it."""

    @property
    def device(self) -> torch.device:
        return self.model.device

    @property
    def resume_command(self) -> str:
        return f"cryofire train -o {self.run.path} --resume"

    @property
    def around(self) -> Surroundings:
        """What a stage of training is to know of the run."""
        return Surroundings(self.run, self.report, self.stop)

    @property
    def estimates(self) -> Estimates:
        """Those found in this process; else what the encoder made of the particles, if that stage is finished; else the search's."""
        if self.found is None:
            is_read = self.record.is_done(READING) and self.run.reading.exists()
            self.found = checkpoint.load_estimates(self.run.reading if is_read else self.run.latest_checkpoint())
        return self.found

    def report(self, report: Report) -> None:
        """Tell everybody how far a stage is."""
        for hook in self.hooks:
            hook.on_step(report.stage, report.done, report.total, report.unit)
            hook.on_log(report)

    def show(self, heavy: HeavyReport) -> None:
        """Show everybody pictures."""
        for hook in self.hooks:
            hook.on_heavy(heavy)

    def change(self, **options: Any) -> None:
        """Other options from now on, also in config.yaml; what else that file holds stays."""
        self.config = self.config.model_copy(update=options)
        values = {name: self.config.model_dump(mode="json", include={name})[name] for name in options}
        self.run.write_config({**self.run.read_config(), **values})

    def keep(self, estimates: Estimates) -> None:
        """Write a checkpoint of a model that no optimiser trains: its volumes and what is known of the particles."""
        self.found, state = estimates, TrainedState({"model": self.model}, {})
        self.run.write_checkpoint(
            0, lambda folder: checkpoint.save(folder, state, estimates, LoopProgress(), 0), self.config.logging.n_checkpoints
        )
