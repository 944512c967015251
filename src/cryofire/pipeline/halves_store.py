"""Halves that were refined apart, in a run's folder `halves`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Complex, Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor

from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.io.atomic import write_text_atomically
from cryofire.io.run_store import RunStore
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.training.published import checkpoint

TENSORS, VALUES = "halves.safetensors", "halves.json"


@dataclass(frozen=True)
class HalfVolumes:
    """What one half's particles made, in the frame and the z of the run."""

    volumes: Complex[Tensor, "voxels c"]
    grid: FourierGrid
    noise_sd: Float[Tensor, " k"]
    """What its images are whitened by, at every sample of the lattice."""


@dataclass(frozen=True)
class StoredHalves:
    """Two halves of a run's particles, refined apart."""

    estimates: Estimates
    """Of all particles, each as its own half has it."""
    subset: Int[Tensor, " n"]
    """1 or 2: which half each particle is in."""
    one: HalfVolumes
    two: HalfVolumes
    numbers: dict[str, Any]
    """What `halves.json` says."""

    @property
    def volumes(self) -> tuple[HalfVolumes, HalfVolumes]:
        return self.one, self.two


def save(folder: Path, halves: StoredHalves) -> None:
    """Into an empty folder."""
    checkpoint.save_estimates(folder, halves.estimates)
    tensors = {"subset": halves.subset.to(torch.int8)}
    grids = []
    for name, half in zip(("1", "2"), halves.volumes, strict=True):
        tensors[f"volumes_{name}"] = torch.view_as_real(half.volumes).cpu().contiguous()
        tensors[f"noise_sd_{name}"] = half.noise_sd.cpu().contiguous()
        grids.append(
            {
                "shell": half.grid.shell,
                "oversampling": half.grid.oversampling,
                "mask_radius": half.grid.mask_radius,
                "symmetry": half.grid.symmetry.name,
            }
        )
    save_file(tensors, folder / TENSORS)
    write_text_atomically(folder / VALUES, json.dumps({"version": 1, **halves.numbers, "grids": grids}, indent=1) + "\n")


def load(run: RunStore, device: torch.device) -> StoredHalves | None:
    """What `save` has written; None if the run has not refined its halves apart."""
    numbers = read_numbers(run)
    if numbers is None:
        return None
    tensors = load_file(run.halves / TENSORS)
    half = [
        HalfVolumes(
            torch.view_as_complex(tensors[f"volumes_{name}"].clone()).to(device),
            FourierGrid(device=device, **{**grid, "symmetry": PointGroup(grid.get("symmetry", C1.name))}),
            tensors[f"noise_sd_{name}"].to(device, copy=True),
        )
        for name, grid in zip(("1", "2"), numbers["grids"], strict=True)
    ]
    return StoredHalves(checkpoint.load_estimates(run.halves), tensors["subset"].long(), half[0], half[1], numbers)


def read_numbers(run: RunStore) -> dict[str, Any] | None:
    """`halves.json`; None if there is none."""
    path = run.halves / VALUES
    return json.loads(path.read_text()) if path.exists() else None


def note_on_resolution(numbers: dict[str, Any] | None) -> str:
    """What is said beside each resolution of a run's half maps."""
    if numbers is None:
        return "optimistic: the half maps share poses that were found with all particles"
    return f"the halves were refined apart, from a common start at {numbers['start_A']:.0f} A"


def evidence_of(run: RunStore) -> dict[str, Any]:
    """What the halves add to a run's evidence."""
    numbers = read_numbers(run)
    if numbers is None:
        return {}
    return {
        "apart_resolution_0143_A": numbers["resolution_0.143_A"],
        "apart_resolution_05_A": numbers["resolution_0.5_A"],
        "apart_poses": numbers["poses_agree"],
        "apart_z": numbers["z_agree"],
    }
