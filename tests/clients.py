"""A run at known poses in the files of other programs, and the means to run these on it, where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mrcfile
import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.analysis.train import train
from cryofire.core.types import Poses
from cryofire.io.cryodrgn import write_poses
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.shells import fourier_shell_correlation
from cryofire.simulation.density import state_density
from cryofire.simulation.ensemble import Ensemble, Part, discrete_labels, ensemble_of_parts
from cryofire.simulation.molecules import antibody
from cryofire.simulation.simulate import SimulationSettings, simulate
from cryofire.simulation.simulated_set import POSES_FILE, write_simulated_set

N_PARTICLES = 800
BOX_PX = 32
HALF_NYQUIST = BOX_PX // 4
"""Shell."""
CRYODRGN = os.environ.get("CRYOFIRE_TEST_CRYODRGN", "cryodrgn")
"""The executable, which usually lies in an environment of its own."""
needs_relion = pytest.mark.skipif(
    shutil.which("relion_reconstruct") is None,
    reason="needs the programs of RELION 3.1 or later on the PATH (Debian: apt-get install relion)",
)
needs_cryodrgn = pytest.mark.skipif(
    shutil.which(CRYODRGN) is None,
    reason="needs cryodrgn on the PATH, or the path of its executable in CRYOFIRE_TEST_CRYODRGN (pip install cryodrgn)",
)


@dataclass(frozen=True)
class KnownSet:
    """A rigid antibody of 32 px at 8 A, signal and noise alike in power, whose poses are known."""

    folder: Path
    """The project: stacks, truth, and where the programs run."""
    poses: Poses
    volume: Tensor
    """True density at the set's sampling, (z, y, x)."""
    pixel_size_A: float

    @property
    def stack(self) -> Path:
        return self.folder / "particles.mrcs"


@dataclass(frozen=True)
class HandedOver:
    """What `cryofire export` wrote of a run."""

    known: KnownSet
    run: Path
    folder: Path

    @property
    def star(self) -> Path:
        return self.folder / "particles.star"

    @property
    def pose(self) -> Path:
        return self.folder / "pose.pkl"

    @property
    def ctf(self) -> Path:
        return self.folder / "ctf.pkl"

    @property
    def map(self) -> Path:
        return self.folder / "volumes" / "vol_000.mrc"


def simulate_known(folder: Path, molecule: Ensemble | None = None) -> KnownSet:
    """Write the set's folder: of an antibody, or another rigid molecule. The noise has variance 1, as RELION asks of images."""
    molecule = molecule or antibody(1)
    settings = SimulationSettings(n_particles=N_PARTICLES, box_px=BOX_PX, snr=1.0, max_shift_px=2.0)
    stack = simulate(molecule, settings)
    write_simulated_set(folder, molecule, stack)
    truth = stack.truth
    density = state_density(molecule, 0, BOX_PX, truth.pixel_size, truth.sigma_A)
    return KnownSet(folder, stack.poses, density, truth.pixel_size)


def symmetric_molecule(group: PointGroup) -> Ensemble:
    """Atoms at random on one side of the axes, and their copies."""
    protomer = np.random.default_rng(5).normal(size=(60, 3)) * 12 + np.array([28.0, 12.0, 24.0])
    rotations = group.rotations(torch.zeros((), dtype=torch.float64)).numpy()
    atoms = np.concatenate([protomer @ rotation for rotation in rotations])
    return ensemble_of_parts(group.name, discrete_labels(1), [Part(atoms[None], np.ones(len(atoms)), np.zeros(1, int), np.ones(1))])


def hand_over(known: KnownSet, folder: Path, poses: Poses | None = None, **options: Any) -> HandedOver:
    """Run at given poses, the true ones by default, with further options, and export."""
    folder.mkdir()
    given = known.folder / POSES_FILE
    if poses is not None:
        given = folder / "given.pkl"
        write_poses(given, poses, BOX_PX)
    run = train(known.folder / "particles.star", folder / "run", "fixed-poses", z_dim=0, seed=1, device="cpu", pose=given, **options)
    run.export(folder / "export")
    return HandedOver(known, folder / "run", folder / "export")


def call(project: Path, *words: object) -> str:
    """Run a command in a project folder, on one thread, to its end without error; what it printed."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run([str(word) for word in words], cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done.stdout + done.stderr


def read_map(path: Path) -> Tensor:
    """(z, y, x)."""
    return torch.from_numpy(mrcfile.read(path).copy()).float()


def worst_correlation(a: Tensor, b: Tensor, last_shell: int = HALF_NYQUIST) -> float:
    """Least Fourier shell correlation of two maps from shell 1 on. As maps they must not differ in sign."""
    return float(fourier_shell_correlation(a, b)[1 : last_shell + 1].min())
