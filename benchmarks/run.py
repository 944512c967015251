"""The benchmark suite: CryoFIRE and other programs on the same stacks and machine, all scored by the referee.

    python benchmarks/run.py [--quick | --full] [--peer relion cryodrgn published] [--only] [--sets igg ribosome] [--seeds 0]
                             [--minutes 30] [-o runs]

Needs ../shared (referee and ensembles) beside the project; `relion_refine` on the PATH for RELION, `cryodrgn` or CRYODRGN for cryoDRGN.
Every result is a JSON file in OUT, and a row of the table that is printed at the end. Nothing else may run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
from peers import PEERS, Ended, Task, call, threads
from referee import PROJECT, REFEREE
from sklearn.metrics import adjusted_rand_score

from cryofire.io.relion.star import read_document
from cryofire.io.relion.star_kinds import find_particles

DIAMETER_A = {"igg": 180.0, "ribosome": 320.0, "hsp90": 160.0, "adk": 90.0}
CLASSES = {"igg": 4, "ribosome": 4, "hsp90": 4, "adk": 4}
SIZES = {"quick": (2000, 0.3), "plain": (5000, 1.0), "full": (10000, 1.0)}
"""Images, and the share of a peer's usual steps."""
COLUMNS = (
    "set",
    "images",
    "program",
    "seed",
    "median, per state (deg)",
    "under 10 deg",
    "one frame (deg)",
    "shift (px)",
    "latent",
    "steps",
    "s",
)


def stack_of(molecule: str, n: int, out: Path) -> Path:
    """The referee's stack."""
    folder = out / f"{molecule}_{n}"
    if not (folder / "truth.npz").exists():
        folder.mkdir(parents=True, exist_ok=True)
        call(
            [sys.executable, REFEREE / "simulate.py", molecule, "--n", n, "--out", folder.resolve()], PROJECT, folder / "simulate.log", 3600
        )
    return folder.resolve()


def result_of(program: str, molecule: str, task: Task, ended: Ended) -> dict[str, object]:
    """The referee's scores and what they were measured on."""
    found: dict[str, object] = {"program": program, "set": molecule, "seed": task.seed, **asdict(ended)}
    if (task.out / "particles.star").exists():
        words = [sys.executable, str(REFEREE / "score.py"), str(task.out), str(task.stack)]
        found["score"] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
        found["classes_rand"] = rand_of_classes(task) if program == "relion" else None
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "")
    return {**found, "machine": f"{cpu or platform.processor()}, {threads()}", "commit": commit}


def rand_of_classes(task: Task) -> float:
    """Adjusted Rand index of classes and true states, 1 where they are the same partition."""
    table = find_particles(read_document(task.out / "particles.star"))
    rows = [int(name.split("@")[0]) - 1 for name in table.texts("_rlnImageName")]
    return float(adjusted_rand_score(np.load(task.stack / "truth.npz")["state"][rows], table.numbers("_rlnClassNumber")))


def row(found: dict[str, object], n: int) -> str:
    """Of the table."""
    score = found.get("score")
    cells = [found["set"], f"{n:,}", f"{found['program']} ({found['version']})", found["seed"]]
    if isinstance(score, dict):
        poses, latents = score["poses"], score.get("latents", {})
        latent = latents.get("knn_accuracy") or ", ".join(f"{value:.3f}" for value in latents.get("knn_r2", []))
        of_state = poses["per_state"]
        cells += [f"{of_state['median_deg']:.2f}", f"{of_state['under_10_deg']:.1%}", f"{poses['global']['median_deg']:.2f}"]
        cells += [f"{poses['shift_median_px']:.3f}", str(latent)]
    else:
        cells += ["nothing by then", "", "", "", ""]
    cells += [str(found["steps"]), f"{found['seconds']:.0f}{'' if found['is_whole'] else ' (stopped)'}"]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_const", dest="size", const="quick", help="2,000 images, peers with 0.3 of their steps")
    size.add_argument("--full", action="store_const", dest="size", const="full", help="10,000 images (5,000 without either)")
    parser.add_argument("--peer", nargs="+", default=[], choices=[name for name in PEERS if name != "cryofire"])
    parser.add_argument("--only", action="store_true", help="the peers without CryoFIRE")
    parser.add_argument("--sets", nargs="+", default=["igg", "ribosome"], choices=sorted(DIAMETER_A))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--minutes", type=float, default=60, help="a program that takes longer is stopped, and so scored")
    parser.add_argument("-o", "--out", type=Path, default=Path("runs"))
    given = parser.parse_args()
    n, share = SIZES[given.size or "plain"]
    rows = []
    for molecule in given.sets:
        stack = stack_of(molecule, n, given.out)
        for program in [*([] if given.only else ["cryofire"]), *given.peer]:
            for seed in given.seeds:
                out = (given.out / f"{stack.name}_{program}_{seed}").resolve()
                shutil.rmtree(out, ignore_errors=True)
                task = Task(stack, out, seed, CLASSES[molecule], DIAMETER_A[molecule], share, 60 * given.minutes)
                found = result_of(program, molecule, task, PEERS[program](task))
                out.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
                rows.append(row(found, n))
                print(rows[-1], flush=True)
    print("\n".join(["", "| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS), *rows]))


if __name__ == "__main__":
    main()
