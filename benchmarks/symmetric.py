"""Symmetric molecules of known truth: protomers made at random, copied about the axes, searched with the symmetry named or without.

    python benchmarks/symmetric.py C4 D2 O -o DIR [--n 3000] [--snr 0.1] [--seeds 0 1 2] [--without] [--lacking 0.4 [--relax]]
                                   [--set KEY=VALUE ...]

A protomer is a chain of random steps held together about its middle, which lies off the axes so that neighbours touch. Poses are scored
to the nearest copy, in the best frame and hand. With `--lacking` one protomer lacks that share of itself: the molecule is nearly symmetric,
no symmetry is named (or, with `--relax`, that the search begins with), and poses are scored as they are, too.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from cryofire import Run, train
from cryofire.core.types import Poses
from cryofire.evaluation.pose_error import compare_poses
from cryofire.physics.point_groups import PointGroup
from cryofire.simulation.ensemble import Ensemble, Part, discrete_labels, ensemble_of_parts
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to
from cryofire.simulation.truth import read_truth

N_ATOMS, RADIUS_A = 9000, 70.0
"""Atoms of the whole, and how far from its middle a protomer's middle lies, Angstrom."""


def symmetric_molecule(group: PointGroup, seed: int = 0, lacking: float = 0.0) -> Ensemble:
    """One state: a random protomer and its copies, of which the last lacks the end of its chain."""
    random, n = np.random.default_rng(seed), N_ATOMS // group.order
    size_A = 1.1 * RADIUS_A / group.order ** (1 / 3)
    steps, chain = random.normal(size=(n, 3)) * size_A / 6, np.zeros((n, 3))
    for j in range(1, n):  # each step is drawn back to the middle a little
        chain[j] = 0.98 * chain[j - 1] + steps[j]
    chain *= size_A / np.sqrt((chain**2).sum(axis=1).mean())
    rotations = group.rotations(torch.zeros((), dtype=torch.float64)).numpy()
    away = np.array([0.64, 0.23, 0.73]) if group.order > 1 else np.zeros(3)
    atoms = np.concatenate([(chain + RADIUS_A * away) @ rotation for rotation in rotations])
    atoms = atoms[: len(atoms) - round(lacking * n)]
    atoms -= atoms.mean(axis=0)
    part = Part(atoms[None], np.ones(len(atoms)), np.zeros(1, int), np.ones(1))
    return ensemble_of_parts(group.name, discrete_labels(1), [part])


def as_they_are(found: Poses, true: Poses) -> float:
    """Share of the poses under 10 degrees, not counting alike ones as right."""
    return round(compare_poses(found, true, np.zeros(len(true.rotations), int)).errors.per_group.under_10_deg, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="+")
    parser.add_argument("-o", "--outdir", type=Path, required=True)
    parser.add_argument("--n", type=int, default=3000)
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--snr", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--without", action="store_true", help="do not name the symmetry")
    parser.add_argument("--lacking", type=float, default=0.0, help="share of itself that one protomer lacks")
    parser.add_argument("--relax", action="store_true", help="begin with the symmetry, and go on without")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    for name in given.groups:
        group = PointGroup.named(name)
        for seed in given.seeds:
            folder = given.outdir / (f"{group.name}_{seed}" + (f"_lacking{given.lacking:g}" if given.lacking > 0 else ""))
            if not (folder / "particles.star").exists():
                settings = SimulationSettings(n_particles=given.n, box_px=given.box, snr=given.snr, seed=seed)
                simulate_to(folder, symmetric_molecule(group, seed, given.lacking), settings)
            is_unnamed = given.without or given.lacking > 0
            named = "C1" if is_unnamed and not given.relax else group.name
            options = {"symmetry": named, "z_dim": 0, "relaxes": given.relax, **dict(option.split("=", 1) for option in given.set)}
            started = time.monotonic()
            run: Run = train(folder / "particles.star", folder / f"run_{named}{'_relaxed' * given.relax}", minutes=0, seed=seed, **options)
            seconds = time.monotonic() - started
            truth = read_truth(folder)
            found = Poses(torch.tensor(run.poses.rotations), torch.tensor(run.poses.shifts_px))
            true = Poses(torch.tensor(truth.rotations), -torch.tensor(truth.origins_px))
            # Without the name, the found frame is any: the truth is the one whose axes are known.
            one, other = (true, found) if is_unnamed else (found, true)
            errors = compare_poses(one, other, np.zeros(len(truth), int), group).errors
            row = {
                "group": group.name,
                "named": named,
                "relaxed": given.relax,
                "seed": seed,
                "seconds": round(seconds),
                "median_deg": round(errors.per_group.median_deg, 2),
                "under_10_deg": round(errors.per_group.under_10_deg, 4),
                **({"as_they_are": as_they_are(found, true)} if given.lacking > 0 else {}),
                "shift_px": round(errors.shift_median_px, 2),
                "verdict": run.verdict.verdict.value,
                "says": [reason.text for reason in run.verdict.reasons],
            }
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
