"""A search's state on disk after each step, so that one that was stopped goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from cryofire.inference.particle_posteriors import Beliefs
from cryofire.search.ab_initio import StartRecord
from cryofire.search.state import Course

TENSORS, VALUES = "search.safetensors", "search.json"


def save(folder: Path, course: Course, n_done: int) -> None:
    """Write all that the steps to come depend on beside the images, into an empty folder.

    Args:
        n_done: Steps of the plan that are done.
    """
    tensors = {f"beliefs.{name}": value.contiguous() for name, value in vars(course.beliefs).items()}
    tensors["noise_sd"] = course.spectra.noise_sd.contiguous()
    if course.prior is not None:
        tensors["prior"] = course.prior.contiguous()
    if course.rows is not None:
        tensors["rows"] = course.rows.contiguous()
    save_file(tensors, folder / TENSORS)
    values = {
        "n_done": n_done,
        "reach_px": course.reach_px,
        "last_shell": course.last_shell,
        "turned": course.turned,
        "starts": [asdict(start) for start in course.starts],
    }
    (folder / VALUES).write_text(json.dumps(values, indent=1))


def load(folder: Path, course: Course) -> int:
    """Put it back into a course of the same particles and configuration, and return how many steps are done."""
    values = json.loads((folder / VALUES).read_text())
    tensors = {name: value.to(course.spectra.images.device) for name, value in load_file(folder / TENSORS).items()}
    course.beliefs = Beliefs(**{name.removeprefix("beliefs."): tensors[name] for name in tensors if name.startswith("beliefs.")})
    course.rows = tensors.get("rows")
    if course.rows is not None:
        course.spectra = course.everything.take(course.rows)
    if not torch.equal(tensors["noise_sd"], course.spectra.noise_sd):
        course.spectra = course.spectra.with_noise(tensors["noise_sd"])
    course.prior = tensors.get("prior")
    course.reach_px, course.last_shell = values["reach_px"], values["last_shell"]
    course.turned = values["turned"]
    course.starts = tuple(StartRecord(**start) for start in values["starts"])
    return int(values["n_done"])


class Keeper:
    """Where a search is kept; `write` puts a folder in the place of the one before, whole or not at all."""

    def __init__(self, folder: Path, write: Callable[[Callable[[Path], None]], None]) -> None:
        self.folder, self.write = folder, write

    def save(self, course: Course, n_done: int) -> None:
        self.write(lambda folder: save(folder, course, n_done))

    def load(self, course: Course) -> int:
        """How many steps are done; 0, and the course as it was, where nothing is kept."""
        return load(self.folder, course) if (self.folder / VALUES).exists() else 0
