"""All that a training loop changes, to and from a folder: weights, optimisers, random numbers, counters. No pickle is executed."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from cryofire import __version__
from cryofire.core.errors import RunError
from cryofire.training.loop import LoopProgress

PROGRESS = "progress.json"
OLD_SUMS = {"loss_sum": "loss", "data_sum": "data_loss", "kl_sum": "kl"}
"""Names of the sums in progress.json up to version 0.1, and those now."""


@dataclass
class TrainedState:
    """The parts, by the names of their files."""

    modules: Mapping[str, nn.Module]
    optimizers: Mapping[str, torch.optim.Optimizer]
    generator: torch.Generator | None = None
    """Where random numbers come from, if they do not follow from the number of steps alone."""
    scaler: torch.amp.GradScaler | None = None
    _snapshot: list[Any] = field(default_factory=list, repr=False)

    def save(self, folder: Path, progress: LoopProgress, n_images_total: int) -> None:
        """Write everything into an empty folder."""
        for name, module in self.modules.items():
            save_weights(folder / f"{name}.safetensors", module)
        for name, optimizer in self.optimizers.items():
            torch.save(optimizer.state_dict(), folder / f"{name}.pt")
        if self.generator is not None:
            save_file({"state": self.generator.get_state()}, folder / "generator.safetensors")
        if self.scaler is not None and self.scaler.is_enabled():
            torch.save(self.scaler.state_dict(), folder / "scaler.pt")
        values = {"cryofire": __version__, **asdict(progress), "n_images_total": n_images_total}
        (folder / PROGRESS).write_text(json.dumps(values, indent=1))

    def load(self, folder: Path) -> LoopProgress:
        """Put everything back as it was, in place, wherever it was computed.

        Raises:
            RunError: If the weights are those of other networks.
        """
        for name, module in self.modules.items():
            load_weights(folder / f"{name}.safetensors", module)
        for name, optimizer in self.optimizers.items():
            # To the CPU first: the device that it was saved on may not be here. The optimiser moves it to its parameters'.
            optimizer.load_state_dict(torch.load(folder / f"{name}.pt", weights_only=True, map_location="cpu"))
        if self.generator is not None and (folder / "generator.safetensors").exists():
            self.generator.set_state(load_file(folder / "generator.safetensors")["state"])
        if self.scaler is not None and self.scaler.is_enabled() and (folder / "scaler.pt").exists():
            self.scaler.load_state_dict(torch.load(folder / "scaler.pt", weights_only=True, map_location="cpu"))
        return load_progress(folder)

    def _parts(self) -> list[nn.Module | torch.optim.Optimizer]:
        return [*self.modules.values(), *self.optimizers.values()]

    def remember(self) -> None:
        """Keep a copy of everything in memory, for `restore`."""
        self._snapshot = [copy.deepcopy(part.state_dict()) for part in self._parts()]
        self._snapshot.append(None if self.generator is None else self.generator.get_state())

    def restore(self) -> None:
        """Undo what happened since `remember`."""
        *states, numbers = self._snapshot
        for part, state in zip(self._parts(), states, strict=True):
            part.load_state_dict(state)
        if self.generator is not None:
            self.generator.set_state(numbers)
        self._snapshot = []


def load_progress(folder: Path) -> LoopProgress:
    """The counters of a saved state."""
    values = json.loads((folder / PROGRESS).read_text())
    sums = values.get("sums", {name: values[old] for old, name in OLD_SUMS.items() if old in values})
    return LoopProgress(values["step"], values["images_seen"], sums, values["steps_in_sums"])


def load_total(folder: Path) -> int:
    """How many images the loop was to see in all."""
    return int(json.loads((folder / PROGRESS).read_text())["n_images_total"])


def save_weights(path: Path, module: nn.Module) -> None:
    """A module's weights as safetensors."""
    save_file({name: value.cpu().contiguous() for name, value in module.state_dict().items()}, path)


def load_weights(path: Path, module: nn.Module) -> None:
    """Put weights into a module.

    Raises:
        RunError: If they do not fit: they are of another architecture or box.
    """
    weights, own = load_file(path), module.state_dict()
    names = sorted(own.keys() | weights.keys())
    wrong = [name for name in names if name not in own or name not in weights or own[name].shape != weights[name].shape]
    if wrong:
        name = wrong[0]
        found = tuple(weights[name].shape) if name in weights else "nothing"
        expected = tuple(own[name].shape) if name in own else "nothing"
        raise RunError(
            f"{path}: weights do not fit this model: {name} is {found}, expected {expected} ({len(wrong)} such).",
            "use the options, and the box, that the checkpoint was trained with",
        )
    module.load_state_dict(weights)
