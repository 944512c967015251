"""Atomic structures, PDB and mmCIF: the atoms that a cryo-EM map shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gemmi
import numpy as np

from cryofire.core.errors import DataError


@dataclass(frozen=True)
class AtomicModel:
    """One model of a structure file: heavy atoms, without water and alternative positions."""

    positions_A: np.ndarray
    """(atoms, 3) x, y, z, Angstrom."""
    weights: np.ndarray
    """(atoms,) how strongly each atom scatters electrons, relative to carbon, times its occupancy."""

    def __len__(self) -> int:
        return len(self.weights)


def read_models(path: Path) -> list[AtomicModel]:
    """Every model of a PDB or mmCIF file (gzipped or not), in order; at least one.

    Raises:
        DataError: If it cannot be read, or a model has no atoms.
    """
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    try:
        structure = gemmi.read_structure(str(path))
    except (ValueError, RuntimeError) as error:
        raise DataError(f"{path}: cannot be read as PDB or mmCIF: {error}.", "is the file complete?") from None
    structure.remove_alternative_conformations()
    structure.remove_hydrogens()
    structure.remove_waters()
    models = [_atoms(model) for model in structure]
    empty = [i for i, model in enumerate(models, start=1) if len(model) == 0]
    if not models or empty:
        which = f"model {empty[0]}" if empty else "the file"
        raise DataError(f"{path}: {which} has no atoms (hydrogen and water apart).", "is this a structure of coordinates?")
    return models


def _atoms(model: gemmi.Model) -> AtomicModel:
    atoms = [site.atom for site in model.all()]
    positions = np.array([atom.pos.tolist() for atom in atoms], dtype=np.float64).reshape(-1, 3)
    factors = {name: _scattering(gemmi.Element(name)) for name in {atom.element.name for atom in atoms}}
    return AtomicModel(positions, np.array([atom.occ * factors[atom.element.name] for atom in atoms], dtype=np.float64))


def _scattering(element: gemmi.Element) -> float:
    """Electron scattering factor at zero angle, relative to carbon's; source: International Tables C, table 4.3.2.2."""
    return float(element.c4322.calculate_sf(0.0) / gemmi.Element("C").c4322.calculate_sf(0.0))
