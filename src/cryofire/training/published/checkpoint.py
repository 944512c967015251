"""Checkpoints: weights as safetensors, the optimiser's tensors, counters as JSON. No pickle is executed on reading."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from cryofire import __version__
from cryofire.core.errors import RunError
from cryofire.core.types import tensors_of
from cryofire.inference.estimates import Estimates


@dataclass(frozen=True)
class Progress:
    """Where a run stands. Together with the configuration it determines all that follows."""

    step: int = 0
    """Updates made."""
    images_seen: int = 0
    loss_sum: float = 0.0
    """Sum of the loss over the steps since the last line of metrics."""
    data_sum: float = 0.0
    kl_sum: float = 0.0
    steps_in_sums: int = 0


def save(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, estimates: Estimates, progress: Progress) -> None:
    """Write all that resuming needs into an empty folder."""
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "model.safetensors")
    torch.save(optimizer.state_dict(), folder / "optimizer.pt")
    known = {name: value.contiguous() for name, value in tensors_of(estimates).items()}
    save_file(known, folder / "estimates.safetensors")
    (folder / "progress.json").write_text(json.dumps({"cryofire": __version__, **asdict(progress)}, indent=1))


def find(path: Path) -> Path:
    """The checkpoint folder meant by a path: itself, or the newest of a run folder.

    Raises:
        RunError: If there is none.
    """
    pointer = path / "checkpoints" / "latest"
    folder = path / "checkpoints" / pointer.read_text().strip() if pointer.exists() else path
    if not (folder / "model.safetensors").exists():
        raise RunError(
            f"{path}: no checkpoint there (model.safetensors not found).", "give a run folder or one of its checkpoints/images_... folders"
        )
    return folder


def load_weights(folder: Path, model: nn.Module) -> None:
    """Put a checkpoint's weights into a model.

    Raises:
        RunError: If they do not fit: the checkpoint is of another architecture or box.
    """
    weights = load_file(folder / "model.safetensors")
    own = model.state_dict()
    names = sorted(own.keys() | weights.keys())
    wrong = [name for name in names if name not in own or name not in weights or own[name].shape != weights[name].shape]
    if wrong:
        name = wrong[0]
        found = tuple(weights[name].shape) if name in weights else "nothing"
        expected = tuple(own[name].shape) if name in own else "nothing"
        raise RunError(
            f"{folder}: weights do not fit this model: {name} is {found}, expected {expected} ({len(wrong)} such).",
            "use the options, and the box, that the checkpoint was trained with",
        )
    model.load_state_dict(weights)


def load_progress(folder: Path) -> Progress:
    """The counters of a checkpoint."""
    values = json.loads((folder / "progress.json").read_text())
    values.pop("cryofire")
    return Progress(**values)


def load_all(folder: Path, model: nn.Module, optimizer: torch.optim.Optimizer, estimates: Estimates) -> Progress:
    """Put everything back as it was; the estimates are filled in place."""
    load_weights(folder, model)
    optimizer.load_state_dict(torch.load(folder / "optimizer.pt", weights_only=True))
    stored = load_file(folder / "estimates.safetensors")
    if stored["rotations"].shape != estimates.rotations.shape:
        raise RunError(
            f"{folder}: made with {len(stored['rotations'])} particles, and the set has {len(estimates.rotations)}.",
            "resume with the same particles",
        )
    for name, value in tensors_of(estimates).items():
        if name in stored:  # a checkpoint may be older than a column, or made by a run without it
            value.copy_(stored[name])
    return load_progress(folder)


def load_estimates(folder: Path) -> Estimates:
    """The estimates of a checkpoint, by themselves."""
    return Estimates(**load_file(folder / "estimates.safetensors"))
