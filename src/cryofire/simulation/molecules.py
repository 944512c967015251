"""Molecules to simulate: the built-in antibody, PDB/mmCIF files, .npz ensembles, density maps.

Large structures are thinned to a seeded random choice of their atoms, the same in all states; at the resolution of
small boxes the density stays what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from jaxtyping import Float
from scipy.spatial.transform import Rotation

from cryofire.core.errors import ConfigError, DataError
from cryofire.core.registry import did_you_mean
from cryofire.io.mrc import read_volume
from cryofire.io.structure import read_models
from cryofire.simulation.ensemble import (
    Ensemble,
    Part,
    StateLabels,
    circular_labels,
    discrete_labels,
    ensemble_of_parts,
    grid_labels,
    linear_labels,
    read_ensemble,
)

MAX_ATOMS = 3000
"""Of one moving molecule."""
MAX_ATOMS_OF_PARTS = 9000
"""Of a complex that is assembled from parts."""
ANTIBODY_FIELD_A = 256.0


class Motion(Enum):
    """How the states follow each other."""

    AUTO = "auto"
    """From the input: frames are a motion, closed where the last is as near the first as neighbours are; files are classes."""
    LINEAR = "linear"
    CIRCULAR = "circular"
    DISCRETE = "discrete"


def load_ensemble(
    source: str | Path | Sequence[str | Path],
    motion: Motion = Motion.AUTO,
    max_atoms: int | None = None,
    occupancy: Path | None = None,
    name: str | None = None,
) -> Ensemble:
    """A molecule by its name or from its files.

    Args:
        source: "antibody" for the built-in one; a .pdb/.ent/.cif file (each MODEL a state); an .npz ensemble; a .mrc
            map; or a list of structures or of maps, each a state.
        max_atoms: Thin each state to so many atoms; by default 3000 (9000 of a complex of parts).
        occupancy: The second .npz of an ensemble of parts: which state has which part.
        name: What to call it in the truth; by default the (first) file's name.

    Raises:
        DataError: For a file that is missing or has the wrong contents.
        ConfigError: For a name that is not built in.
    """
    ensemble = antibody() if source == "antibody" else _from_files(source, motion, max_atoms, occupancy)
    return ensemble if name is None else replace(ensemble, name=name)


def _from_files(source: str | Path | Sequence[str | Path], motion: Motion, max_atoms: int | None, occupancy: Path | None) -> Ensemble:
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(path) for path in source]
    for path in paths:
        if not path.exists():
            if path.suffix == "":
                raise ConfigError(f"no molecule is called {str(path)!r}.", did_you_mean(str(path), ["antibody"]))
            raise DataError(f"{path}: no such file.", "give a PDB, mmCIF, .npz or .mrc file, or the name `antibody`.")
    if not paths:
        raise DataError("an empty list of files for a molecule.", "give one file, or several as states.")
    kinds = {_kind(path) for path in paths}
    if len(kinds) > 1:
        raise DataError(f"a list of states must be of one kind; found {', '.join(sorted(kinds))}.", "give structures or maps, not both.")
    kind = kinds.pop()
    if kind == "map":
        return from_maps(paths, motion)
    if kind == "structure":
        return from_structures(paths, motion, max_atoms or MAX_ATOMS_OF_PARTS)
    if len(paths) > 1:
        raise DataError(f"{len(paths)} .npz ensembles given; expected one.", "simulate each by itself.")
    return from_npz(paths[0], motion, max_atoms, occupancy)


def antibody(n_states: int = 100) -> Ensemble:
    """IgG1 b12 (PDB 1HZH, one atom a residue), one Fab turning full circle about its hinge in `n_states` equal steps."""
    with (
        as_file(files("cryofire.simulation") / "molecules" / "antibody_1hzh.npz") as path,
        np.load(path, allow_pickle=False) as file,
    ):
        positions, is_moving = file["positions_A"].astype(np.float64), file["is_moving"]
        point, axis = file["hinge_point_A"], file["hinge_axis"]
    turns = Rotation.from_rotvec(axis * (2 * np.pi / n_states * np.arange(n_states))[:, None]).as_matrix()
    moving = (positions[is_moving] - point) @ turns.transpose(0, 2, 1) + point
    whole = np.ones(n_states)
    parts = [
        Part(positions[~is_moving][None], np.ones((~is_moving).sum()), np.zeros(n_states, int), whole),
        Part(moving, np.ones(is_moving.sum()), np.arange(n_states), whole),
    ]
    return ensemble_of_parts("antibody", circular_labels(n_states), parts, ANTIBODY_FIELD_A)


def from_npz(path: Path, motion: Motion = Motion.AUTO, max_atoms: int | None = None, occupancy: Path | None = None) -> Ensemble:
    """An ensemble from .npz: ours, or one with one of these sets of arrays, positions in Angstrom, (x, y, z).

    - `coords` (frames, atoms, 3): a motion, frame by frame.
    - `coords_A`, `coords_B`: two motions at once; state i * len(coords_B) + j has the first at i, the second at j.
    - `coords` (1, atoms, 3), `part_index` (atoms,): a complex of parts; `occupancy` tells which state has which.
    """
    with np.load(path, allow_pickle=False) as file:
        names = set(file.files)
    if "n_parts" in names:
        return read_ensemble(path)
    if {"coords_A", "coords_B"} <= names:
        return from_two_motions(path, max_atoms or MAX_ATOMS)
    if {"coords", "part_index"} <= names:
        if occupancy is None:
            raise DataError(f"{path}: an ensemble of parts needs to know which state has which part.", "name its occupancy .npz as well.")
        return from_parts(path, occupancy, max_atoms=max_atoms or MAX_ATOMS_OF_PARTS)
    if "coords" in names:
        frames = _array(path, "coords", 3)
        kept = _thinned(frames.shape[1], max_atoms or MAX_ATOMS)
        return _one_part(path.stem, frames[:, kept], np.ones(len(kept)), motion)
    raise DataError(f"{path}: no atoms; it has the arrays {', '.join(sorted(names))}.", "expected `coords` or `coords_A` and `coords_B`.")


def from_two_motions(path: Path, max_atoms: int = MAX_ATOMS) -> Ensemble:
    """Two independent motions, `coords_A` and `coords_B`, half of the atoms allowed going to each."""
    arms = [_array(path, name, 3) for name in ("coords_A", "coords_B")]
    counts = [len(arm) for arm in arms]
    index = np.divmod(np.arange(counts[0] * counts[1]), counts[1])
    parts = []
    for arm, frame_of_state in zip(arms, index, strict=True):
        kept = _thinned(arm.shape[1], max_atoms // 2)
        parts.append(Part(arm[:, kept], np.ones(len(kept)), frame_of_state, np.ones(len(frame_of_state))))
    return ensemble_of_parts(path.stem, grid_labels(counts[0], counts[1]), parts)


def from_parts(
    path: Path, occupancy: Path, states: Sequence[int] | None = None, threshold: float = 0.5, max_atoms: int = MAX_ATOMS_OF_PARTS
) -> Ensemble:
    """A complex whose parts are present or absent: classes of assembly.

    Args:
        path: `coords` (1, atoms, 3) and `part_index` (atoms,).
        occupancy: `relative` (states, parts): the share of each part in each state.
        states: Rows of `relative` to take; all by default.
        threshold: A part is present where its share is above this.
    """
    coords = _array(path, "coords", 3)
    part_index = _array(path, "part_index", 1)
    present = _array(occupancy, "relative", 2) > threshold
    if present.shape[1] <= part_index.max():
        raise DataError(
            f"{occupancy}: tells of {present.shape[1]} parts, but {path.name} has {part_index.max() + 1}.",
            "use the pair that belongs together.",
        )
    present = present if states is None else present[list(states)]
    kept = _thinned(coords.shape[1], max_atoms)
    positions = coords[0][kept]
    # Parts that come and go together are one part: few patterns, where parts are many.
    patterns, pattern_of_part = np.unique(present.T, axis=0, return_inverse=True)
    pattern = pattern_of_part.reshape(-1)[part_index[kept]]
    parts = [
        Part(positions[pattern == i][None], np.ones((pattern == i).sum()), np.zeros(len(present), int), row.astype(float))
        for i, row in enumerate(patterns)
        if (pattern == i).any()
    ]
    return ensemble_of_parts(path.stem, discrete_labels(len(present)), parts)


def from_structures(paths: Sequence[Path], motion: Motion = Motion.AUTO, max_atoms: int = MAX_ATOMS_OF_PARTS) -> Ensemble:
    """Structures as states: the MODELs of one file (a motion), or one file a state (classes)."""
    if len(paths) > 1:
        return _from_files_of_states(paths, motion, max_atoms)
    models = read_models(paths[0])
    counts = [len(model) for model in models]
    if len(set(counts)) > 1:
        other = next(i for i, count in enumerate(counts) if count != counts[0])
        raise DataError(
            f"{paths[0]}: model 1 has {counts[0]} atoms, model {other + 1} has {counts[other]}.",
            "models of one file must have the same atoms; give different molecules as a list of files.",
        )
    kept = _thinned(counts[0], max_atoms)
    frames_A = np.stack([model.positions_A[kept] for model in models])
    return _one_part(paths[0].stem, frames_A, models[0].weights[kept], motion)


def _from_files_of_states(paths: Sequence[Path], motion: Motion, max_atoms: int) -> Ensemble:
    """The first model of each file is a state; the files may have different atoms."""
    n = len(paths)
    parts = []
    for state, path in enumerate(paths):
        model = read_models(path)[0]
        kept = _thinned(len(model), max_atoms)
        parts.append(Part(model.positions_A[kept][None], model.weights[kept], np.zeros(n, int), np.eye(n)[state]))
    return ensemble_of_parts(paths[0].stem, _labels(n, motion, discrete_labels(n)), parts)


def from_maps(paths: Sequence[Path], motion: Motion = Motion.AUTO) -> Ensemble:
    """Density maps (.mrc, .map) as states: cubes of one box and one pixel size, origin at `box // 2`."""
    volumes, sizes = [], []
    for path in paths:
        volume = read_volume(path)
        volumes.append(volume.values)
        sizes.append(volume.pixel_size_A or 0.0)
        if len(set(volumes[-1].shape)) > 1 or volumes[-1].shape != volumes[0].shape:
            raise DataError(f"{path}: shape {volumes[-1].shape}, expected a cube of the first map's shape {volumes[0].shape}.")
        if not np.isclose(sizes[-1], sizes[0], rtol=1e-3) or sizes[-1] <= 0:
            raise DataError(f"{path}: pixel size {sizes[-1]:g} A; the first map's is {sizes[0]:g} A.", "correct the headers' voxel size.")
    n = len(volumes)
    box = volumes[0].shape[0]
    return Ensemble(
        paths[0].stem, _labels(n, motion, discrete_labels(n)), maps=np.stack(volumes), map_pixel_size_A=sizes[0], field_A=sizes[0] * box
    )


def _kind(path: Path) -> str:
    name = path.name.lower()
    if name.endswith((".mrc", ".map", ".ccp4")):
        return "map"
    if name.endswith(".npz"):
        return "npz"
    if name.removesuffix(".gz").endswith((".pdb", ".ent", ".cif", ".mmcif")):
        return "structure"
    raise DataError(f"{path}: unknown kind of molecule file.", "expected .pdb, .ent, .cif, .npz, .mrc or .map.")


def _array(path: Path, name: str, n_dims: int) -> np.ndarray:
    with np.load(path, allow_pickle=False) as file:
        if name not in file:
            raise DataError(f"{path}: no array `{name}`; it has {', '.join(file.files)}.")
        array = file[name]
    if array.ndim != n_dims:
        raise DataError(f"{path}: `{name}` has shape {array.shape}; expected {n_dims} axes.")
    return array


def _thinned(n: int, limit: int) -> np.ndarray:
    """A seeded choice of at most `limit` of n atoms."""
    return np.random.default_rng(0).permutation(n)[:limit]


def _one_part(name: str, frames_A: Float[np.ndarray, "frames atoms 3"], weights: Float[np.ndarray, " atoms"], motion: Motion) -> Ensemble:
    n = len(frames_A)
    likely = circular_labels(n) if _is_closed(frames_A) else linear_labels(n)
    return ensemble_of_parts(name, _labels(n, motion, likely), [Part(frames_A, weights, np.arange(n), np.ones(n))])


def _is_closed(frames_A: Float[np.ndarray, "frames atoms 3"]) -> bool:
    """Whether the step from the last frame to the first is like the others."""
    if len(frames_A) < 4:
        return False
    steps = np.linalg.norm(frames_A - np.roll(frames_A, 1, axis=0), axis=(1, 2))
    return bool(steps[0] <= 2 * np.median(steps[1:]))


def _labels(n: int, motion: Motion, likely: StateLabels) -> StateLabels:
    known = {Motion.LINEAR: linear_labels, Motion.CIRCULAR: circular_labels, Motion.DISCRETE: discrete_labels}
    return likely if motion is Motion.AUTO else known[motion](n)
