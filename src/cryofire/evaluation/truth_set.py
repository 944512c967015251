"""A simulated set as evaluation needs it: the truth of each particle, what the states are, and their maps where known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.types import Optics, Poses
from cryofire.io.mrc import open_stack
from cryofire.simulation.density import state_density
from cryofire.simulation.ensemble import Ensemble, StateLabels, circular_labels, discrete_labels, grid_labels, linear_labels
from cryofire.simulation.molecules import from_parts, load_ensemble
from cryofire.simulation.truth import ENSEMBLE_FILE, PARTICLES_STACK_FILE, Truth, read_truth

RIBOSOME_OCCUPANCY_FILE = "ribosome_50s_real_occupancy.npz"
RIBOSOME_STATES = (0, 3, 6, 9, 12, 15, 18, 19)
"""Rows of the occupancy table that are the eight states of the set named `ribosome`."""


def _ribosome(path: Path) -> Ensemble:
    return from_parts(path, path.with_name(RIBOSOME_OCCUPANCY_FILE), RIBOSOME_STATES)


@dataclass(frozen=True)
class KnownMolecule:
    """A molecule of simulated sets that come without an `ensemble.npz`."""

    labels: StateLabels
    load: Callable[[Path], Ensemble] = load_ensemble
    """From its file to its atoms."""


KNOWN_MOLECULES = {
    "igg": KnownMolecule(circular_labels(100)),
    "adk": KnownMolecule(linear_labels(98)),
    "hsp90": KnownMolecule(grid_labels(20, 20)),
    "ribosome": KnownMolecule(discrete_labels(8), _ribosome),
}


@dataclass(frozen=True)
class TruthSet:
    """The truth of a simulated set."""

    folder: Path
    truth: Truth
    labels: StateLabels
    ensemble: Ensemble | None
    """None where the atoms are not known: poses and latents can be scored, maps cannot."""

    @property
    def poses(self) -> Poses:
        """float64, one a particle of the stack."""
        return Poses(torch.from_numpy(self.truth.rotations).double(), -torch.from_numpy(self.truth.origins_px).double())

    @property
    def optics(self) -> Optics:
        """float64, one entry a particle of the stack."""
        table = torch.from_numpy(self.truth.ctf).double()
        zero = torch.zeros(len(table), dtype=torch.float64)
        _, pixel_size_A, u, v, angle, voltage_kV, cs_mm, w, phase = table.unbind(dim=1)
        return Optics(pixel_size_A, voltage_kV, cs_mm, w, u, v, angle, phase, b_factor_A2=zero, scale=zero + 1)

    def true_map(self, state: int) -> Float[Tensor, "box box box"]:
        """True density of a state at the set's box and pixel size.

        Raises:
            DataError: If the set has no atoms.
        """
        if self.ensemble is None:
            raise DataError(
                f"{self.folder}: no {ENSEMBLE_FILE}, so the true maps are not known.",
                f"name the file of the molecule {self.truth.molecule!r} with --ensemble.",
            )
        return state_density(self.ensemble, state, self.truth.box, self.truth.pixel_size, self.truth.sigma_A)

    def read_images(self, rows: Int[Tensor, " b"]) -> Float[Tensor, "b box box"]:
        """Images of some particles, as they are on disk."""
        stack = open_stack(self.folder / PARTICLES_STACK_FILE)
        return torch.from_numpy(stack.open_images()[rows.numpy()].astype("float32"))


def read_truth_set(folder: Path, ensemble: Path | None = None) -> TruthSet:
    """Read the truth of a simulated set.

    Args:
        ensemble: File of the molecule, for sets that have no `ensemble.npz`.

    Raises:
        DataError: If states of particles are unknown: neither an `ensemble.npz`, nor a file given, nor a known name.
    """
    truth = read_truth(folder)
    known = KNOWN_MOLECULES.get(truth.molecule)
    molecule = None
    if ensemble is not None:
        molecule = known.load(ensemble) if known is not None else load_ensemble(ensemble)
    elif (folder / ENSEMBLE_FILE).exists():
        molecule = load_ensemble(folder / ENSEMBLE_FILE)
    if molecule is not None:
        # The known molecules' labels stand even where a file is given: the file has the atoms only.
        labels = molecule.labels if known is None or ensemble is None else known.labels
        if len(labels) != molecule.n_states:
            raise DataError(
                f"{ensemble}: {molecule.n_states} states; the molecule {truth.molecule!r} has {len(labels)}.", "give its own file."
            )
    elif known is not None:
        labels = known.labels
    else:
        raise DataError(
            f"{folder}: no {ENSEMBLE_FILE}, and no molecule is known by the name {truth.molecule!r}.", "name its file with --ensemble."
        )
    if truth.state.max() >= len(labels):
        raise DataError(
            f"{folder}: a particle is in state {truth.state.max()}, but the molecule has {len(labels)}.", "is this its ensemble?"
        )
    return TruthSet(folder, truth, labels, molecule)
