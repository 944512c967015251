"""Maps of `cryofire state` against the truth of a simulation: how good, and whether their half maps say so.

    python benchmarks/state_maps.py RUN STACK ENSEMBLE [--n 6]

For each of some particles: AUC-FSC of the state's map, of the locally filtered one and of the map of the run's volumes, and in
shells, where the half maps' corrected correlation falls below 0.143 and 0.5, and that of the map with the truth below what those
predict (0.5 and 0.816), inside one mask. The last line is the mean, and the bound: true poses and states. Maps have the pixels of the
stack, also where the run was trained on fewer; the volumes of such a run end at its own Nyquist frequency.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from cryofire import Run
from cryofire.analysis.runs import read_image_numbers
from cryofire.analysis.state_maps import StateOptions
from cryofire.evaluation.evaluate import bound_of, pick_particles, read_run
from cryofire.evaluation.map_error import in_true_frame, map_error
from cryofire.evaluation.pose_error import compare_poses
from cryofire.evaluation.truth_set import read_truth_set
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.shells import fourier_shell_correlation
from cryofire.validation.half_maps import judge_half_maps
from cryofire.validation.map_fsc import crossing_A

COLUMNS = (
    "state",
    "AUC",
    "AUC, local",
    "AUC, volumes",
    "halves 0.143",
    "truth 0.5",
    "halves 0.5",
    "truth 0.816",
    "cFAR",
    "particles in effect",
)
THRESHOLDS = ((0.143, 0.5), (0.5, 0.816))
"""Of half maps, and what the mean of such half maps has with the truth: sqrt(2 F / (1 + F))."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("stack", type=Path)
    parser.add_argument("ensemble", type=Path)
    parser.add_argument("--n", type=int, default=6)
    a = parser.parse_args()
    run, known = Run(a.run), read_truth_set(a.stack, a.ensemble)
    result = read_run(a.run, known)
    states = known.truth.state[result.rows]
    comparison = compare_poses(result.poses, known.poses[torch.from_numpy(result.rows)], known.labels.groups[states])
    numbers = read_image_numbers(a.run)
    picked = pick_particles(len(run), a.n)
    box_px, pixel_size_A = known.truth.box, known.truth.pixel_size
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + " --- |" * len(COLUMNS))
    rows = []
    for row in picked:
        state = int(known.truth.state[int(numbers[row])])
        frame, is_mirrored = comparison.frames[int(known.labels.groups[state])], comparison.errors.is_mirrored
        true = known.true_map(state)
        made = run.state(run.z[row], StateOptions(box_px=box_px))
        judged = judge_half_maps(made.one, made.other, made.pixel_size_A)
        move = lambda volume: in_true_frame(volume, frame, is_mirrored)  # noqa: B023, E731
        maps = (judged.filtered, judged.local.filtered, fourier_resize(torch.from_numpy(run.volume(run.z[row])), box_px, n_dims=3))
        auc = [map_error(move(volume), true, pixel_size_A).auc_fsc for volume in maps]
        mask = move(judged.mask.values).double()
        with_truth = fourier_shell_correlation(move(made.mean).double() * mask, true.double() * mask)
        shells = []
        for of_halves, of_truth in THRESHOLDS:
            for curve, threshold in ((judged.fsc.best, of_halves), (with_truth, of_truth)):
                shells.append(box_px * pixel_size_A / crossing_A(curve, threshold, box_px, pixel_size_A))
        rows.append([*auc, *shells, judged.directional.cfar, float(made.n_effective[0])])
        print(
            f"| {state} | " + " | ".join(f"{value:.4f}" for value in auc) + " | " + " | ".join(f"{value:.1f}" for value in shells), end=""
        )
        print(f" | {judged.directional.cfar:.2f} | {made.n_effective[0]:.0f} to {made.n_effective[-1]:.0f} |", flush=True)
    mean = np.mean(rows, axis=0)
    print(
        "| mean | "
        + " | ".join(f"{value:.4f}" for value in mean[:3])
        + " | "
        + " | ".join(f"{value:.1f}" for value in mean[3:7])
        + " | | |"
    )
    print(f"bound: {bound_of(known, [int(numbers[row]) for row in picked], result.rows).score.auc_fsc_mean:.4f}")


if __name__ == "__main__":
    main()
