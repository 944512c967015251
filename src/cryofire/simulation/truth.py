"""What was true of a simulated stack: `truth.npz`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from cryofire.core.errors import DataError

TRUTH_FILE = "truth.npz"
ENSEMBLE_FILE = "ensemble.npz"
PARTICLES_STAR_FILE = "particles.star"
PARTICLES_STACK_FILE = "particles.mrcs"


@dataclass(frozen=True)
class Truth:
    """One entry a particle, in the order of `particles.mrcs`, and how the stack was made. Field names are the file's keys."""

    rotations: Float[np.ndarray, "n 3 3"]
    """From volume coordinates (x, y, z) to view coordinates."""
    origins_px: Float[np.ndarray, "n 2"]
    """RELION's origin, (x, y), pixels: minus how far the particle sits from the centre."""
    state: Int[np.ndarray, " n"]
    """Which state of the molecule each particle is in."""
    ctf: Float[np.ndarray, "n 9"]
    """cryoDRGN's columns: box, A/pixel, defocus u and v (A), angle (deg), kV, Cs (mm), amplitude contrast, phase shift (deg)."""
    molecule: str
    box: int
    pixel_size: float
    """Angstrom."""
    sigma_A: float
    """Standard deviation of each atom's Gaussian; 0 where the states are maps."""
    snr: float
    """Variance of all pixels of the noiseless CTF-modulated stack over the noise variance."""
    seed: int

    def __len__(self) -> int:
        return len(self.state)


def write_truth(folder: Path, truth: Truth) -> None:
    """Write `truth.npz` into a folder."""
    np.savez(
        folder / TRUTH_FILE,
        rotations=truth.rotations,
        origins_px=truth.origins_px,
        state=truth.state,
        ctf=truth.ctf,
        molecule=truth.molecule,
        box=truth.box,
        pixel_size=truth.pixel_size,
        sigma_A=truth.sigma_A,
        snr=truth.snr,
        seed=truth.seed,
    )


def read_truth(folder: Path) -> Truth:
    """Read `truth.npz` of a folder.

    Raises:
        DataError: If it is not there or lacks an array.
    """
    path = folder / TRUTH_FILE
    if not path.exists():
        raise DataError(f"{path}: no such file.", "give a folder that `cryofire simulate` made.")
    with np.load(path, allow_pickle=False) as file:
        missing = [name for name in Truth.__dataclass_fields__ if name not in file]
        if missing:
            raise DataError(f"{path}: no array {', '.join(missing)}.", "simulate the set again.")
        return Truth(
            rotations=file["rotations"],
            origins_px=file["origins_px"],
            state=file["state"],
            ctf=file["ctf"],
            molecule=str(file["molecule"]),
            box=int(file["box"]),
            pixel_size=float(file["pixel_size"]),
            sigma_A=float(file["sigma_A"]),
            snr=float(file["snr"]),
            seed=int(file["seed"]),
        )
