"""A search's state on disk after each step, so that one that was stopped goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import load_file, save_file

from cryofire.core.log import logger
from cryofire.core.types import tensors_of
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.search.ab_initio import StartRecord
from cryofire.search.state import SearchState

TENSORS, VALUES = "search.safetensors", "search.json"


def save(folder: Path, state: SearchState, n_done: int, n_steps: int) -> None:
    """Write all that the steps to come depend on beside the images, into an empty folder.

    Args:
        n_done: Steps of the plan that are done.
        n_steps: Of the plan.
    """
    tensors = {f"posteriors.{name}": value.contiguous() for name, value in tensors_of(state.posteriors).items()}
    tensors["noise_sd"] = state.whitened.noise_sd.contiguous()
    of_images = {"contrasts": state.whitened.contrasts, "weights": state.whitened.weights}
    for name, value in (of_images | {"is_apart": state.is_apart, "stayed": state.stayed}).items():
        if value is not None:
            tensors[name] = value.contiguous()
    if state.prior is not None:
        tensors["prior"] = state.prior.contiguous()
    if state.rows is not None:
        tensors["rows"] = state.rows.contiguous()
    save_file(tensors, folder / TENSORS)
    values = {
        "n_done": n_done,
        "n_steps": n_steps,
        "max_shift_px": state.max_shift_px,
        "last_shell": state.last_shell,
        "turned": state.turned,
        "n_searches": state.n_searches,
        "contrast_sd": state.contrast_sd,
        "starts": [asdict(start) for start in state.starts],
    }
    (folder / VALUES).write_text(json.dumps(values, indent=1))


def load(folder: Path, state: SearchState) -> int:
    """Put it back into a search of the same particles and configuration, and return how many steps are done."""
    values = json.loads((folder / VALUES).read_text())
    # In memory of their own: the file's arrays begin anywhere, and sums are rounded by where an array begins.
    device = state.whitened.images.device
    tensors = {name: value.to(device, copy=True) for name, value in load_file(folder / TENSORS).items()}
    state.posteriors = ParticlePosteriors(
        **{name.removeprefix("posteriors."): tensors[name] for name in tensors if name.startswith("posteriors.")}
    )
    state.rows, state.is_apart, state.stayed = (tensors.get(name) for name in ("rows", "is_apart", "stayed"))
    state.see_images(tensors["noise_sd"], tensors.get("contrasts"), tensors.get("weights"))
    state.prior = tensors.get("prior")
    state.max_shift_px, state.last_shell = values["max_shift_px"], values["last_shell"]
    state.turned, state.n_searches, state.contrast_sd = values["turned"], values.get("n_searches", 0), values["contrast_sd"]
    state.starts = tuple(StartRecord(**start) for start in values["starts"])
    return int(values["n_done"])


class SearchCheckpoint:
    """Where a search is kept; `write` puts a folder in the place of the one before, whole or not at all."""

    def __init__(self, folder: Path, write: Callable[[Callable[[Path], None]], None]) -> None:
        self.folder, self.write = folder, write

    def save(self, state: SearchState, n_done: int, n_steps: int) -> None:
        self.write(lambda folder: save(folder, state, n_done, n_steps))

    def load(self, state: SearchState, n_steps: int) -> int:
        """How many steps of a plan are done; 0, and the search as it was, where nothing is kept, or it is of another plan."""
        if not (self.folder / VALUES).exists():
            return 0
        if json.loads((self.folder / VALUES).read_text()).get("n_steps") != n_steps:
            logger().warning(f"{self.folder}: is of a search by another version, whose steps were others: the search begins anew")
            return 0
        return load(self.folder, state)
