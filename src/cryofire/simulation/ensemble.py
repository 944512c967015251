"""A molecule with a finite list of states: atoms (or maps) of each, and what a latent should tell about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from cryofire.core.errors import DataError

N_GROUPS = 10
"""Bins along a one-dimensional motion: few enough to hold many particles each, enough to be nearly one frame each."""
N_GROUPS_PER_AXIS = 4


@dataclass(frozen=True)
class StateLabels:
    """What the states are to each other."""

    coordinates: Float[np.ndarray, "n_states d"]
    """What a latent should be able to tell: position along a motion, cosine and sine on a circle, one-hot of a class."""
    groups: Int[np.ndarray, " n_states"]
    """Coarse bins of like states; poses are aligned once a bin, since each conformation's frame is free."""
    is_discrete: bool
    """True where the states are classes without order."""

    def __len__(self) -> int:
        return len(self.groups)


@dataclass(frozen=True)
class Part:
    """Atoms that move together and are present or absent together."""

    frames_A: Float[np.ndarray, "frames atoms 3"]
    """Positions (x, y, z), Angstrom, in each of the places the part can take."""
    weights: Float[np.ndarray, " atoms"]
    """How strongly each atom scatters, relative to carbon."""
    frame_of_state: Int[np.ndarray, " n_states"]
    """Which of the frames each state has."""
    occupancy_of_state: Float[np.ndarray, " n_states"]
    """How much of the part each state has: 0 is absent, 1 is whole."""


@dataclass(frozen=True)
class Ensemble:
    """States of a molecule, as atoms in parts or as a map each, centred on the mean of all states.

    Exactly one of `parts` and `maps` is given.
    """

    name: str
    labels: StateLabels
    parts: tuple[Part, ...] = ()
    maps: Float[np.ndarray, "n_states box box box"] | None = None
    """One density map (z, y, x) a state, origin at `box // 2`."""
    map_pixel_size_A: float = 0.0
    """Voxel size of `maps`, Angstrom."""
    field_A: float = 0.0
    """Width of a square image that holds every state from every side with room to spare, Angstrom."""

    @property
    def n_states(self) -> int:
        return len(self.labels)

    @property
    def coordinates(self) -> Float[np.ndarray, "n_states d"]:
        return self.labels.coordinates

    @property
    def groups(self) -> Int[np.ndarray, " n_states"]:
        return self.labels.groups

    @property
    def is_discrete(self) -> bool:
        return self.labels.is_discrete

    def positions_A(self, state: int) -> Float[np.ndarray, "atoms 3"]:
        """Positions of the atoms that a state has, (x, y, z), Angstrom."""
        return np.concatenate([part.frames_A[part.frame_of_state[state]] for part in self._present(state)])

    def occupancy(self, state: int) -> Float[np.ndarray, " atoms"]:
        """How strongly each of these atoms scatters: its weight times the part's occupancy."""
        return np.concatenate([part.weights * part.occupancy_of_state[state] for part in self._present(state)]).astype(np.float32)

    def pixel_size_A(self, box_px: int) -> float:
        """Pixel size that suits a box, Angstrom."""
        return self.field_A / box_px

    def _present(self, state: int) -> list[Part]:
        assert self.maps is None, f"{self.name} is made of maps and has no atoms"
        return [part for part in self.parts if part.occupancy_of_state[state] > 0]


def linear_labels(n_states: int) -> StateLabels:
    """States in order along a motion with two ends."""
    t = np.arange(n_states)
    return StateLabels(t[:, None].astype(float), t * N_GROUPS // n_states, is_discrete=False)


def circular_labels(n_states: int) -> StateLabels:
    """States in order around a circle: the last is followed by the first."""
    t = np.arange(n_states)
    angle_rad = 2 * np.pi * t / n_states
    return StateLabels(np.stack([np.cos(angle_rad), np.sin(angle_rad)], axis=1), t * N_GROUPS // n_states, is_discrete=False)


def grid_labels(n_first: int, n_second: int) -> StateLabels:
    """Two motions at once: state `i * n_second + j` has the first at i and the second at j."""
    i, j = np.divmod(np.arange(n_first * n_second), n_second)
    groups = (i * N_GROUPS_PER_AXIS // n_first) * N_GROUPS_PER_AXIS + j * N_GROUPS_PER_AXIS // n_second
    return StateLabels(np.stack([i, j], axis=1).astype(float), groups, is_discrete=False)


def discrete_labels(n_states: int) -> StateLabels:
    """Classes without order."""
    return StateLabels(np.eye(n_states), np.arange(n_states), is_discrete=True)


def ensemble_of_parts(name: str, labels: StateLabels, parts: Sequence[Part], field_A: float | None = None) -> Ensemble:
    """An ensemble of atoms, moved so that the mean of all atoms over all frames is the origin.

    Args:
        field_A: Width of a suitable image; by default 3 times the distance that 95 % of the atoms keep from the origin.
    """
    total = sum(part.frames_A.mean(axis=0, dtype=np.float64).sum(axis=0) for part in parts)
    centre = total / sum(len(part.weights) for part in parts)
    centred = tuple(
        Part((part.frames_A - centre).astype(np.float32), part.weights, part.frame_of_state, part.occupancy_of_state) for part in parts
    )
    if field_A is None:
        distances = np.concatenate([np.linalg.norm(part.frames_A, axis=-1).ravel() for part in centred])
        field_A = 3 * float(np.quantile(distances, 0.95))
    return Ensemble(name, labels, parts=centred, field_A=field_A)


def write_ensemble(path: Path, ensemble: Ensemble) -> None:
    """Write an ensemble as one .npz, all that is needed to make the true map of each state."""
    arrays: dict[str, np.ndarray] = {
        "name": np.array(ensemble.name),
        "coordinates": ensemble.coordinates,
        "groups": ensemble.groups,
        "is_discrete": np.array(ensemble.is_discrete),
        "field_A": np.array(ensemble.field_A),
        "n_parts": np.array(len(ensemble.parts)),
    }
    for i, part in enumerate(ensemble.parts):
        arrays[f"part{i}_frames_A"] = part.frames_A
        arrays[f"part{i}_weights"] = part.weights
        arrays[f"part{i}_frame_of_state"] = part.frame_of_state
        arrays[f"part{i}_occupancy_of_state"] = part.occupancy_of_state
    if ensemble.maps is not None:
        arrays["maps"] = ensemble.maps
        arrays["map_pixel_size_A"] = np.array(ensemble.map_pixel_size_A)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def read_ensemble(path: Path) -> Ensemble:
    """Read what `write_ensemble` wrote.

    Raises:
        DataError: If the file is not such an ensemble.
    """
    with np.load(path, allow_pickle=False) as file:
        if "n_parts" not in file:
            raise DataError(
                f"{path}: not an ensemble.npz of a simulation; it has the arrays {', '.join(file.files)}.",
                "point at the ensemble.npz that `cryofire simulate` wrote, or load the file as a molecule.",
            )
        parts = tuple(
            Part(
                file[f"part{i}_frames_A"],
                file[f"part{i}_weights"],
                file[f"part{i}_frame_of_state"],
                file[f"part{i}_occupancy_of_state"],
            )
            for i in range(int(file["n_parts"]))
        )
        labels = StateLabels(file["coordinates"], file["groups"], bool(file["is_discrete"]))
        has_maps = "maps" in file
        return Ensemble(
            str(file["name"]),
            labels,
            parts,
            file["maps"] if has_maps else None,
            float(file["map_pixel_size_A"]) if has_maps else 0.0,
            float(file["field_A"]),
        )
