"""Several molecules in one stack: a complex whole, its larger part alone and its smaller part alone, a third each.

    python benchmarks/mixtures.py PARTS.npz -o DIR [--n 8000] [--seeds 0 1] [--snr 0.1] [--set KEY=VALUE ...]

PARTS.npz holds `coords` (1, atoms, 3), Angstrom. The complex is cut across its longest axis where 65 % of the atoms are on one
side; each part alone lies about its own middle. Every state is scored in a frame, and a hand, of its own.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from sklearn.neighbors import KNeighborsClassifier

from cryofire import Run, train
from cryofire.core.types import Poses
from cryofire.evaluation.pose_error import compare_poses
from cryofire.simulation.ensemble import Ensemble, Part, discrete_labels, ensemble_of_parts
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to
from cryofire.simulation.truth import Truth, read_truth

N_ATOMS, LARGER_SHARE = 9000, 0.65
NAMES = ("whole", "larger part", "smaller part")


def whole_and_parts(path: Path) -> Ensemble:
    """The three molecules as states of one ensemble."""
    atoms = np.load(path)["coords"][0]
    atoms = atoms[np.random.default_rng(0).permutation(len(atoms))[:N_ATOMS]]
    atoms = atoms - atoms.mean(axis=0)
    along = atoms @ np.linalg.svd(atoms, full_matrices=False)[2][0]
    is_larger = along <= np.quantile(along, LARGER_SHARE)
    parts = []
    for which, states in ((is_larger, (0, 1)), (~is_larger, (0, 2))):
        own = atoms[which]
        is_there = np.isin(np.arange(3), states).astype(float)
        is_alone = np.array([0, 1, 1])
        parts.append(Part(np.stack([own, own - own.mean(axis=0)]), np.ones(len(own)), is_alone, is_there))
    return ensemble_of_parts("mixture", discrete_labels(3), parts)


def score(run: Run, truth: Truth) -> dict[str, object]:
    """Errors of the poses of each state, and how well z tells the states."""
    found = Poses(torch.tensor(run.poses.rotations), torch.tensor(run.poses.shifts_px))
    true, states = Poses(torch.tensor(truth.rotations), -torch.tensor(truth.origins_px)), {}
    for state, name in enumerate(NAMES):
        rows = torch.tensor(truth.state == state)
        error = compare_poses(found[rows], true[rows], np.zeros(int(rows.sum()), int)).errors.per_group
        states[name] = {"median_deg": round(error.median_deg, 2), "under_10_deg": round(error.under_10_deg, 4)}
    known = KNeighborsClassifier(15).fit(run.z[::2], truth.state[::2])
    return {"states": states, "told_by_z": round(known.score(run.z[1::2], truth.state[1::2]), 4), "verdict": run.verdict.verdict.value}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", type=Path)
    parser.add_argument("-o", "--outdir", type=Path, required=True)
    parser.add_argument("--n", type=int, default=8000)
    parser.add_argument("--snr", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE")
    a = parser.parse_args()
    stack = a.outdir / "stack"
    if not stack.exists():
        simulate_to(stack, whole_and_parts(a.parts), SimulationSettings(n_particles=a.n, snr=a.snr, seed=1))
    options = dict(option.split("=", 1) for option in a.set)
    for seed in a.seeds:
        run = train(stack / "particles.star", a.outdir / f"run_{seed}", minutes=0, seed=seed, **options)
        print(json.dumps({"seed": seed, **score(run, read_truth(stack))}), flush=True)


if __name__ == "__main__":
    main()
