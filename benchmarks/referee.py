"""Runs on the referee's stacks, scored by the referee: one Markdown row a run.

    python benchmarks/referee.py igg ribosome --seeds 0 1 2 [--box 64] [--n 10000] [--snr 0.1] [--max-shift 3] [--preferred 0]
                                 [--inverted] [--recipe default] [--known-poses] [--no-bound] [--set KEY=VALUE]

Needs ../shared (referee and ensembles) beside the project. Stacks are made once and kept in --work. Time is of
`cryofire train`, from the command to the results on disk; run nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import mrcfile
import numpy as np
import roma
import torch

from cryofire.core.types import Poses
from cryofire.evaluation.evaluate import read_run
from cryofire.evaluation.pose_error import compare_poses
from cryofire.evaluation.truth_set import read_truth_set
from cryofire.io.cryodrgn import write_poses
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.rotations import angle_between_deg

PROJECT = Path(__file__).resolve().parent.parent
REFEREE = PROJECT.parent / "shared" / "referee"
ENSEMBLES = {
    "igg": "igg_1hzh_1d_100.npz",
    "adk": "adk_dims.npz",
    "hsp90": "hsp90_2d_20x20_factorised.npz",
    "ribosome": "ribosome_50s_parts.npz",
}
WITH_A_MATE = ("hsp90",)
"""Molecules that are nearly two-fold: poses are also scored up to the other one of the two."""
COLUMNS = (
    *("molecule", "seed", "median, per state (deg)", "under 10 deg", "one frame (deg)", "shift (px)"),
    *("latent", "map AUC", "bound", "verdict", "s"),
)
CRYOFIRE = [sys.executable, "-m", "cryofire.cli.main"]


def call(*words: object) -> str:
    """Run a command and return what it prints."""
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


def stack_of(molecule: str, a: argparse.Namespace) -> Path:
    """The referee's stack, with its true poses beside it in cryoDRGN's layout."""
    harder = [f"shift{a.max_shift:g}"] * (a.max_shift != 3) + [f"preferred{a.preferred:g}"] * (a.preferred > 0) + ["inverted"] * a.inverted
    folder = a.work / "_".join([molecule, str(a.n), str(a.box), f"{a.snr:g}", *harder])
    if not (folder / "truth.npz").exists():
        size = ["--n", a.n, "--box", a.box, "--snr", a.snr, "--max-shift", a.max_shift]
        views = ["--preferred", a.preferred] if a.preferred > 0 else []
        call(sys.executable, REFEREE / "simulate.py", molecule, *size, *views, "--out", folder)
        if a.inverted:
            with mrcfile.open(folder / "particles.mrcs", mode="r+") as stack:
                stack.data[:] = -stack.data
    truth = np.load(folder / "truth.npz")
    poses = Poses(torch.from_numpy(truth["rotations"]).double(), -torch.from_numpy(truth["origins_px"]).double())
    write_poses(folder / "truth_poses.pkl", poses, int(truth["box"]))
    return folder


def up_to_mate(run: Path, stack: Path, ensemble: Path) -> tuple[str, str]:
    """Median and share under 10 degrees where the other pose of a nearly two-fold molecule counts as right, too.

    The turn between the two is the mean of those of the particles that are more than 120 degrees off.
    """
    known = read_truth_set(stack, ensemble)
    found = read_run(run, known)
    true, groups = known.poses[torch.from_numpy(found.rows)], known.labels.groups[known.truth.state[found.rows]]
    compared = compare_poses(found.poses, true, groups)
    rotations = flip_hand_of_rotations(found.poses.rotations) if compared.errors.is_mirrored else found.poses.rotations
    frames = torch.stack([compared.frames[int(group)].rotation for group in groups])
    turned = rotations @ frames
    off = turned.mT @ true.rotations
    is_mate = angle_between_deg(turned, true.rotations) > 120
    mate = roma.special_procrustes(off[is_mate].mean(dim=0))
    error = torch.minimum(angle_between_deg(turned, true.rotations), angle_between_deg(turned @ mate, true.rotations))
    return f" ({float(error.median()):.2f} up to its mate)", f" ({float((error < 10).double().mean()):.1%})"


def row(molecule: str, seed: int, a: argparse.Namespace) -> str:
    """Train, score, and put the numbers in a row."""
    stack = stack_of(molecule, a)
    run = a.work / f"run_{stack.name}_{'fixed-poses' if a.known_poses else a.recipe}_{seed}"
    call("rm", "-rf", run)
    words = ["--recipe", "fixed-poses", "--pose", stack / "truth_poses.pkl"] if a.known_poses else ["--recipe", a.recipe]
    options = [word for text in a.set for word in ("--set", text)]
    started = time.perf_counter()
    call(*CRYOFIRE, "train", stack / "particles.star", "-o", run, "--seed", seed, *words, *options)
    return scored_row(molecule, str(seed), run, stack, time.perf_counter() - started, "better", not a.no_bound)


def scored_row(molecule: str, name: str, run: Path, stack: Path, seconds: float, model: str, with_bound: bool) -> str:
    """A finished run's scores; maps are those of the model named (see `cryofire volumes --model`)."""
    picked, maps_of = run / "picked.txt", run / f"picked_{model}"
    picked.write_text(call(sys.executable, REFEREE / "score.py", run, stack, "--pick", 20))
    call(*CRYOFIRE, "volumes", run, "-o", maps_of, "--particles", picked, "--model", model)
    score = json.loads(call(sys.executable, REFEREE / "score.py", run, stack, "--picked", picked, "--volumes", maps_of))
    ensemble = REFEREE.parent / "data" / "ensembles" / ENSEMBLES[molecule]
    bound = float("nan")
    if with_bound:
        scored = ["--ensemble", ensemble, "--volumes", maps_of, "--picked", picked]
        bound = json.loads(call(*CRYOFIRE, "evaluate", run, "--truth", stack, *scored, "--json"))["bound"]["score"]["auc_fsc_mean"]
    verdict = json.loads((run / "verdict.json").read_text())["verdict"]
    poses, latents, maps = score["poses"], score.get("latents", {}), score["volumes"]["fsc_auc_mean"]
    latent = latents.get("knn_accuracy") or ", ".join(f"{v:.3f}" for v in latents.get("knn_r2", []))
    angles = poses["per_state"]
    median, under_10 = up_to_mate(run, stack, ensemble) if molecule in WITH_A_MATE else ("", "")
    cells = [
        molecule,
        name,
        f"{angles['median_deg']:.2f}{median}",
        f"{angles['under_10_deg']:.1%}{under_10}",
        f"{poses['global']['median_deg']:.2f}",
        f"{poses['shift_median_px']:.3f}",
        str(latent),
        f"{maps:.4f} ({maps / bound:.0%})" if with_bound else f"{maps:.4f}",
        f"{bound:.4f}" if with_bound else "",
        verdict,
        f"{seconds:.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("molecules", nargs="+", choices=sorted(ENSEMBLES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--n", type=int, default=10000)
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--snr", type=float, default=0.1)
    parser.add_argument("--max-shift", type=float, default=3.0)
    parser.add_argument("--preferred", type=float, default=0.0)
    parser.add_argument("--inverted", action="store_true")
    parser.add_argument("--recipe", default="default")
    parser.add_argument("--known-poses", action="store_true")
    parser.add_argument("--no-bound", action="store_true", help="leave out the bound of the maps, which takes a minute")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--work", type=Path, default=Path("runs"))
    a = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + " --- |" * len(COLUMNS))
    for molecule in a.molecules:
        for seed in a.seeds:
            print(row(molecule, seed, a), flush=True)


if __name__ == "__main__":
    main()
