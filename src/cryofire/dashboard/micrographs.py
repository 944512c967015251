"""The particles of a run by the micrographs that they were picked from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cryofire.analysis.arrays import ParticleArrays
from cryofire.io.relion.columns import COORDINATES, MICROGRAPH_NAME


@dataclass(frozen=True)
class Micrographs:
    """Of a particle file that names them."""

    names: list[str]
    """In the file's order."""
    number: np.ndarray
    """(n,) which of them each particle comes from, from 0."""

    @staticmethod
    def of(star: ParticleArrays) -> Micrographs | None:
        """None for a file that does not say where on which micrograph its particles lie."""
        if not {MICROGRAPH_NAME, *COORDINATES} <= set(star.columns):
            return None
        names, first, number = np.unique(star.column(MICROGRAPH_NAME).astype(str), return_index=True, return_inverse=True)
        order = np.argsort(first)
        return Micrographs(names[order].tolist(), np.argsort(order)[number])

    def counts(self, shows_molecule: np.ndarray) -> list[dict[str, str | int]]:
        """Name, particles and those taken for the molecule of each."""
        n = np.bincount(self.number, minlength=len(self.names))
        shown = np.bincount(self.number[shows_molecule], minlength=len(self.names))
        return [{"name": name, "n": int(n[j]), "n_shown": int(shown[j])} for j, name in enumerate(self.names)]
