"""How time and memory of a run grow with its particles: a few thousand are searched, the others placed.

    python benchmarks/growth.py --work FOLDER [--n 10000 30000 100000] [--box 64] [--searched 3000] [--set KEY=VALUE ...]

Particles are 4,096 simulated views of an antibody, repeated with new noise (SNR 0.1), in a float32 stack in FOLDER that the sets share
(1.6 GB for 100,000 of 64 px); it is deleted at the end. Each run is a process of its own, whose largest resident memory is asked of the
system. Prints Markdown; run nothing else meanwhile.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire import Run
from cryofire.core.types import Poses, map_tensors
from cryofire.evaluation.pose_error import compare_poses
from cryofire.io.mrc import StackWriter
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.write import write_star
from cryofire.io.stacks import read_stack
from cryofire.simulation.molecules import load_ensemble
from cryofire.simulation.simulate import SimulatedStack, SimulationSettings, simulate

N_SIMULATED, SNR = 4096, 0.1


@dataclass(frozen=True)
class Ended:
    """A run of so many particles."""

    n: int
    seconds: float
    memory_GB: float
    median_deg: float
    under_10: float


def make(folder: Path, box: int, sizes: list[int]) -> SimulatedStack:
    """One stack, and a star file of its first particles for each size."""
    made = simulate(load_ensemble("antibody"), SimulationSettings(n_particles=N_SIMULATED, box_px=box, snr=math.inf, seed=1))
    pixel_size_A, generator = made.truth.pixel_size, torch.Generator().manual_seed(2)
    with StackWriter(folder / "stack.mrcs", max(sizes), (box, box), pixel_size_A) as writer:
        while writer.n_written < max(sizes):
            clean = made.images[: max(sizes) - writer.n_written]
            writer.append((clean + torch.randn(clean.shape, generator=generator) / math.sqrt(SNR)).numpy())
    table = read_stack(folder / "stack.mrcs", ReadOptions())
    for n in sizes:
        rows = np.arange(n)
        optics = map_tensors(made.optics, lambda values, at=rows % N_SIMULATED: values[at])
        write_star(folder / f"{n}.star", table.select(rows).with_optics(optics), None, {})
    return made


def run_of(folder: Path, n: int, made: SimulatedStack, given: argparse.Namespace) -> Ended:
    """Train in a process of its own, and score."""
    out = folder / f"run_{n}"
    options = [f"search.n_searched={given.searched}", *given.set]
    words = [sys.executable, "-m", "cryofire", "train", str(folder / f"{n}.star"), "-o", str(out), "--minutes", "0", "--seed", "0"]
    started = time.perf_counter()
    with (folder / f"{n}.log").open("w") as log:
        process = subprocess.Popen([*words, *(word for option in options for word in ("--set", option))], stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (folder / f"{n}.log").read_text()[-2000:]
    seconds, found = time.perf_counter() - started, Run(out).poses
    at = np.arange(n) % N_SIMULATED
    true = Poses(made.poses.rotations[at].double(), made.poses.shifts_px[at].double())
    states = made.truth.state[at] * 10 // (int(made.truth.state.max()) + 1)
    error = compare_poses(Poses(torch.tensor(found.rotations), torch.tensor(found.shifts_px)), true, states).errors.per_group
    return Ended(n, seconds, usage.ru_maxrss / 1e6, error.median_deg, error.under_10_deg)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--n", type=int, nargs="+", default=[10000, 30000, 100000])
    parser.add_argument("--box", type=int, default=64)
    parser.add_argument("--searched", type=int, default=3000)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    made = make(given.work, given.box, given.n)
    print("| particles | s | s per 1,000 more | largest memory (GB) | median, per state (deg) | under 10 deg |\n|" + " --- |" * 6)
    before: Ended | None = None
    for n in given.n:
        now = run_of(given.work, n, made, given)
        slope = "" if before is None else f"{1000 * (now.seconds - before.seconds) / (now.n - before.n):.2f}"
        print(f"| {n:,} | {now.seconds:.0f} | {slope} | {now.memory_GB:.2f} | {now.median_deg:.2f} | {now.under_10:.1%} |", flush=True)
        (given.work / f"{n}.json").write_text(json.dumps(now.__dict__))
        before = now
    for n in given.n:
        shutil.rmtree(given.work / f"run_{n}")
    (given.work / "stack.mrcs").unlink()


if __name__ == "__main__":
    main()
