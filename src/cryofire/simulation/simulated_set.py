"""The folder of a simulated set: what a user would have, and the truth beside it.

particles.mrcs, particles.star       what a user would have: RELION 3.1, no poses
truth.npz                            rotations, origins, states, CTF
ensemble.npz                         the molecule: the true map of each state can be made from it
truth_poses.pkl, truth_ctf.pkl       the same poses and CTF in cryoDRGN's layout, for training with known poses
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from cryofire.core.types import Optics
from cryofire.io.cryodrgn import write_ctf, write_poses
from cryofire.io.mrc import write_stack
from cryofire.io.relion.columns import (
    IMAGE_DIMENSIONALITY,
    IMAGE_NAME,
    IMAGE_PIXEL_SIZE,
    IMAGE_SIZE,
    OPTICS,
    OPTICS_GROUP,
    OPTICS_GROUP_NAME,
)
from cryofire.io.relion.star import StarBlock, as_tokens, write_document
from cryofire.simulation.ensemble import Ensemble, write_ensemble
from cryofire.simulation.simulate import SimulatedStack, SimulationSettings, simulate
from cryofire.simulation.truth import ENSEMBLE_FILE, PARTICLES_STACK_FILE, PARTICLES_STAR_FILE, Truth, write_truth

POSES_FILE = "truth_poses.pkl"
CTF_FILE = "truth_ctf.pkl"


def simulate_to(folder: Path, ensemble: Ensemble, settings: SimulationSettings) -> Truth:
    """Make a stack and write its folder; the same settings write the same numbers."""
    stack = simulate(ensemble, settings)
    write_simulated_set(folder, ensemble, stack)
    return stack.truth


def write_simulated_set(folder: Path, ensemble: Ensemble, stack: SimulatedStack) -> None:
    """Write a simulated stack and its truth into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = stack.truth
    write_stack(folder / PARTICLES_STACK_FILE, stack.images.numpy(), truth.pixel_size)
    _write_particles(folder / PARTICLES_STAR_FILE, stack.optics, truth)
    write_truth(folder, truth)
    write_ensemble(folder / ENSEMBLE_FILE, ensemble)
    write_poses(folder / POSES_FILE, stack.poses, truth.box)
    write_ctf(folder / CTF_FILE, stack.optics, truth.box)


def _write_particles(path: Path, optics: Optics, truth: Truth) -> None:
    """RELION 3.1: an optics group for each kind of microscope, and a row a particle, without poses."""
    shared = torch.stack([optics.voltage_kV, optics.cs_mm, optics.amplitude_contrast], dim=1).numpy()
    kinds, group = np.unique(shared, axis=0, return_inverse=True)
    n_groups = len(kinds)
    groups: dict[str, Sequence[str]] = {
        OPTICS_GROUP: as_tokens(np.arange(1, n_groups + 1)),
        OPTICS_GROUP_NAME: [f"opticsGroup{i}" for i in range(1, n_groups + 1)],
        OPTICS["voltage_kV"]: as_tokens(kinds[:, 0]),
        OPTICS["cs_mm"]: as_tokens(kinds[:, 1]),
        OPTICS["amplitude_contrast"]: as_tokens(kinds[:, 2]),
        IMAGE_PIXEL_SIZE: as_tokens(np.full(n_groups, truth.pixel_size)),
        IMAGE_SIZE: as_tokens(np.full(n_groups, truth.box)),
        IMAGE_DIMENSIONALITY: as_tokens(np.full(n_groups, 2)),
    }
    per_particle = ("defocus_u_A", "defocus_v_A", "defocus_angle_deg", "phase_shift_deg")
    particles: dict[str, Sequence[str]] = {
        IMAGE_NAME: [f"{i:06d}@{PARTICLES_STACK_FILE}" for i in range(1, len(truth) + 1)],
        OPTICS_GROUP: as_tokens(group.reshape(-1) + 1),
        **{OPTICS[name]: as_tokens(getattr(optics, name).numpy()) for name in per_particle},
    }
    write_document(path, [StarBlock("optics", loops=(groups,)), StarBlock("particles", loops=(particles,))])
