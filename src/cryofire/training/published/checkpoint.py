"""Checkpoints of a run: the model's weights, what trains it, and every particle's pose and conformation."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from cryofire.core.errors import RunError
from cryofire.core.types import tensors_of
from cryofire.inference.estimates import Estimates
from cryofire.io.atomic import whole_folder
from cryofire.training.loop import LoopProgress
from cryofire.training.trained_state import TrainedState, load_progress
from cryofire.training.trained_state import load_weights as load_weights_into

__all__ = ["find", "load_all", "load_estimates", "load_progress", "load_weights", "save", "save_estimates", "state_of"]

MODEL, ESTIMATES = "model.safetensors", "estimates.safetensors"


def state_of(model: nn.Module, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler | None = None) -> TrainedState:
    """What training the model changes; its random numbers follow from the number of steps."""
    return TrainedState({"model": model}, {"optimizer": optimizer}, scaler=scaler)


def save(folder: Path, state: TrainedState, estimates: Estimates, progress: LoopProgress, n_images_total: int) -> None:
    """Write all that resuming needs into an empty folder."""
    state.save(folder, progress, n_images_total)
    save_estimates(folder, estimates)


def save_estimates(folder: Path, estimates: Estimates) -> None:
    """Write what is known of every particle, by itself."""
    known = {name: value.contiguous() for name, value in tensors_of(estimates).items()}
    save_file(known, folder / ESTIMATES)


def find(path: Path) -> Path:
    """The checkpoint folder meant by a path: itself, or the newest of a run folder.

    Raises:
        RunError: If there is none.
    """
    pointer = path / "checkpoints" / "latest"
    folder = whole_folder(path / "checkpoints" / pointer.read_text().strip()) if pointer.exists() else path
    if not (folder / MODEL).exists():
        raise RunError(
            f"{path}: no checkpoint there ({MODEL} not found).", "give a run folder or one of its checkpoints/images_... folders"
        )
    return folder


def load_weights(folder: Path, model: nn.Module) -> None:
    """Put a checkpoint's weights into a model; raises as `trained_state.load_weights`."""
    load_weights_into(folder / MODEL, model)


def load_all(folder: Path, state: TrainedState, estimates: Estimates) -> LoopProgress:
    """Put everything back as it was; the estimates are filled in place.

    Raises:
        RunError: If it is of another model, or of another number of particles.
    """
    stored = load_file(folder / ESTIMATES)
    if stored["rotations"].shape != estimates.rotations.shape:
        raise RunError(
            f"{folder}: made with {len(stored['rotations'])} particles, and the set has {len(estimates.rotations)}.",
            "resume with the same particles",
        )
    progress = state.load(folder)
    for name, value in tensors_of(estimates).items():
        if name in stored:  # a checkpoint may be older than a column, or made by a run without it
            value.copy_(stored[name])
    return progress


def load_estimates(folder: Path) -> Estimates:
    """The estimates of a checkpoint, by themselves."""
    return Estimates(**load_file(folder / ESTIMATES))
