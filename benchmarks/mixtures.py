"""Several molecules in one stack, scored kind by kind, each in a frame and a hand of its own.

    python benchmarks/mixtures.py ENSEMBLES -o DIR [--mix parts|unrelated|species] [--n 8000] [--seeds 0 1] [--snr 0.1]
                                  [--set KEY=VALUE ...]

ENSEMBLES is the folder of the ensembles (igg_1hzh_1d_100.npz, ribosome_50s_parts.npz ...). `parts`: a complex whole, its larger part
alone and its smaller part alone, a third each; it is cut across its longest axis where 65 % of the atoms are on one side, and each
part alone lies about its own middle. `unrelated`: the large ribosomal subunit and an antibody, 70:30. `species`: ten molecules, a
tenth each: four whole ones and pieces of the largest.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import KNeighborsClassifier

from cryofire import Run, train
from cryofire.core.types import Poses
from cryofire.evaluation.pose_error import compare_poses
from cryofire.simulation.ensemble import Ensemble, Part, discrete_labels, ensemble_of_parts
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to
from cryofire.simulation.truth import Truth, read_truth

N_ATOMS, LARGER_SHARE = 9000, 0.65


@dataclass(frozen=True)
class Mixture:
    """What is in a stack."""

    ensemble: Ensemble
    kind_of_state: np.ndarray
    names: tuple[str, ...]
    """Of the kinds."""


def atoms_of(folder: Path, name: str, n_atoms: int = N_ATOMS) -> np.ndarray:
    """(atoms, 3) of a molecule's first state about their middle, Angstrom; a part of them, chosen at random."""
    file = np.load(next(folder.glob(f"{name}*.npz")))
    atoms = np.concatenate([file[key][0] for key in ("coords", "coords_A", "coords_B") if key in file.files])
    atoms = atoms[np.random.default_rng(0).permutation(len(atoms))[:n_atoms]]
    return atoms - atoms.mean(axis=0)


def whole_and_parts(folder: Path) -> Mixture:
    """A complex and its two parts, alone."""
    atoms = atoms_of(folder, "ribosome_50s_parts")
    along = atoms @ np.linalg.svd(atoms, full_matrices=False)[2][0]
    is_larger = along <= np.quantile(along, LARGER_SHARE)
    parts = []
    for which, states in ((is_larger, (0, 1)), (~is_larger, (0, 2))):
        own = atoms[which]
        is_there = np.isin(np.arange(3), states).astype(float)
        is_alone = np.array([0, 1, 1])
        parts.append(Part(np.stack([own, own - own.mean(axis=0)]), np.ones(len(own)), is_alone, is_there))
    return Mixture(ensemble_of_parts("mixture", discrete_labels(3), parts), np.arange(3), ("whole", "larger part", "smaller part"))


def of_kinds(molecules: dict[str, np.ndarray], states_of: list[int]) -> Mixture:
    """Molecules that share nothing; `states_of` says how many of the (equally frequent) states each has."""
    kind = np.repeat(np.arange(len(molecules)), states_of)
    parts = [
        Part(atoms[None], np.ones(len(atoms)), np.zeros(len(kind), int), (kind == j).astype(float))
        for j, atoms in enumerate(molecules.values())
    ]
    return Mixture(ensemble_of_parts("mixture", discrete_labels(len(kind)), parts), kind, tuple(molecules))


def unrelated(folder: Path) -> Mixture:
    """Two molecules, 70:30."""
    return of_kinds({"50S": atoms_of(folder, "ribosome_50s_parts"), "antibody": atoms_of(folder, "igg", 3000)}, [7, 3])


def species(folder: Path) -> Mixture:
    """Ten molecules of 50 to 1,600 kDa."""
    large = atoms_of(folder, "ribosome_50s_parts")
    axes = np.linalg.svd(large, full_matrices=False)[2]
    molecules = {
        "50S": large,
        "antibody": atoms_of(folder, "igg", 3000),
        "hsp90": atoms_of(folder, "hsp90", 2500),
        "adk": atoms_of(folder, "adk", 600),
    }
    for j, axis in enumerate(axes):
        along = large @ axis
        for name, piece in (("low", along < np.quantile(along, 0.25 + 0.15 * j)), ("high", along > np.quantile(along, 0.55 + 0.15 * j))):
            molecules[f"piece {j + 1} {name}"] = large[piece] - large[piece].mean(axis=0)
    return of_kinds(molecules, [1] * len(molecules))


MIXES = {"parts": whole_and_parts, "unrelated": unrelated, "species": species}


def score(run: Run, truth: Truth, mixture: Mixture) -> dict[str, object]:
    """Errors of the poses of each kind, and how well z tells the kinds."""
    found = Poses(torch.tensor(run.poses.rotations), torch.tensor(run.poses.shifts_px))
    true, kinds = Poses(torch.tensor(truth.rotations), -torch.tensor(truth.origins_px)), {}
    kind = mixture.kind_of_state[truth.state]
    for j, name in enumerate(mixture.names):
        rows = torch.tensor(kind == j)
        error = compare_poses(found[rows], true[rows], np.zeros(int(rows.sum()), int)).errors.per_group
        kinds[name] = {"median_deg": round(error.median_deg, 2), "under_10_deg": round(error.under_10_deg, 4)}
    known = KNeighborsClassifier(15).fit(run.z[::2], kind[::2])
    rand = adjusted_rand_score(kind, run.clusters(len(mixture.names)).labels)
    told = {"told_by_z": round(known.score(run.z[1::2], kind[1::2]), 4), "rand_of_k_means": round(float(rand), 3)}
    return {"states": kinds, **told, "verdict": run.verdict.verdict.value, "reasons": [each.name for each in run.verdict.reasons]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ensembles", type=Path)
    parser.add_argument("-o", "--outdir", type=Path, required=True)
    parser.add_argument("--mix", choices=sorted(MIXES), default="parts")
    parser.add_argument("--n", type=int, default=8000)
    parser.add_argument("--snr", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE")
    a = parser.parse_args()
    stack, mixture = a.outdir / "stack", MIXES[a.mix](a.ensembles)
    if not stack.exists():
        simulate_to(stack, mixture.ensemble, SimulationSettings(n_particles=a.n, snr=a.snr, seed=1))
    options = dict(option.split("=", 1) for option in a.set)
    for seed in a.seeds:
        run = train(stack / "particles.star", a.outdir / f"run_{seed}", minutes=0, seed=seed, **options)
        print(json.dumps({"seed": seed, **score(run, read_truth(stack), mixture)}), flush=True)


if __name__ == "__main__":
    main()
