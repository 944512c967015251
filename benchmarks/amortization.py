"""Unseen images of a simulated molecule: accuracy, speed and calibration of `cryofire infer`, with and without --refine.

    python benchmarks/amortization.py RUN UNSEEN -o WORK

RUN is a run with an encoder; UNSEEN a folder with particles.star and the truth of another seed of the same molecule
(`cryofire simulate`). Prints tables for RESULTS.md: errors within groups of like states, latents, images/s, and stated
confidence beside the share of poses within 10 degrees.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.infer import infer
from cryofire.evaluation.evaluate import evaluate, read_run
from cryofire.evaluation.pose_error import compare_poses
from cryofire.evaluation.truth_set import read_truth_set
from cryofire.inference.calibration import RIGHT_DEG, calibration_table
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.rotations import angle_between_deg
from cryofire.pipeline.results import CONFIDENCE


def errors_deg(run: Path, truth: Path) -> np.ndarray:
    """(n,) error of each pose, in the frame of its group of like states."""
    known = read_truth_set(truth)
    result = read_run(run, known)
    groups = known.labels.groups[known.truth.state[result.rows]]
    true = known.poses[torch.from_numpy(result.rows)]
    comparison = compare_poses(result.poses, true, groups)
    rotations = flip_hand_of_rotations(result.poses.rotations) if comparison.errors.is_mirrored else result.poses.rotations
    frames = torch.stack([comparison.frames[int(group)].rotation for group in groups])
    return angle_between_deg(rotations.double() @ frames, true.rotations.double()).numpy()


def confidence_of(run: Path) -> np.ndarray:
    """(n,) the run's stated confidence."""
    table = read_star(run / "particles.star", ReadOptions(needs_images=False))
    return np.array(table.source.document.table_with("_rlnImageName").numbers(CONFIDENCE))


def print_calibration(name: str, run: Path, truth: Path) -> None:
    """Stated confidence beside the share that is right."""
    print(f"\n| stated confidence, {name} | images | mean stated | within {RIGHT_DEG:g} deg |\n| --- | --- | --- | --- |")
    for row in calibration_table(confidence_of(run), errors_deg(run, truth) < RIGHT_DEG):
        print(f"| {row.low:.0%} to {row.high:.0%} | {row.n:,} | {row.stated:.1%} | {row.right:.1%} |")


def print_scores(name: str, run: Path, truth: Path, speed: str) -> None:
    """One line of the table of accuracy."""
    score = evaluate(run, truth)
    per_group, latents = score.poses.per_group, score.latents
    z = "-"
    if latents is not None:
        z = ", ".join(f"{v:.3f}" for v in latents.knn_r2) if latents.knn_r2 is not None else f"{latents.knn_accuracy:.3f}"
    shift = score.poses.shift_median_px
    print(f"| {name} | {per_group.median_deg:.2f} deg | {per_group.under_10_deg:.1%} | {shift:.2f} px | {z} | {speed} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("unseen", type=Path)
    parser.add_argument("-o", "--outdir", type=Path, required=True)
    given = parser.parse_args()
    print("| images | median | under 10 deg | shift | latents | images/s |\n| --- | --- | --- | --- | --- | --- |")
    modes = {"encoder alone": False, "with --refine": True}
    for name, refines in modes.items():
        out = given.outdir / name.replace(" ", "_").replace("-", "")
        found = infer(given.run, given.unseen / "particles.star", refines).save(out)
        print_scores(name, out, given.unseen, f"{found.images_per_s:,.0f}")
    for name in modes:
        print_calibration(name, given.outdir / name.replace(" ", "_").replace("-", ""), given.unseen)


if __name__ == "__main__":
    main()
