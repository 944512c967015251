"""Other programs on a stack of the referee's, each ending in a folder that the referee scores: `particles.star` and `latents.npy`.

RELION 3.1 (Debian's package `relion`): InitialModel by stochastic gradient descent, then Class3D from its map. cryoDRGN (from the package
index, in an environment of its own; CRYODRGN names its executable): `abinit`. The published method: our recipe `published`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cryofire.io.cryodrgn import read_poses
from cryofire.io.formats import read_particles
from cryofire.io.relion.star import read_document
from cryofire.io.relion.star_kinds import find_particles
from cryofire.io.relion.write import write_star
from cryofire.io.safe_pickle import load_pickle, save_pickle

CRYODRGN = os.environ.get("CRYODRGN", "cryodrgn")
OFFSET_PX = 4
"""How far peers look off the centre: particles of the referee's sets are up to 3 px off it on each axis."""
OFFSETS = f"--offset_range {OFFSET_PX} --offset_step 2"
"""RELION's words for that."""
CRYOFIRE = [sys.executable, "-m", "cryofire.cli.main"]


@dataclass(frozen=True)
class Task:
    """A stack, and how much is to be made of it."""

    stack: Path
    out: Path
    seed: int
    n_classes: int
    """Of RELION's Class3D."""
    diameter_A: float
    share: float
    """Of the usual number of steps."""
    limit_s: float
    """A peer that takes longer is stopped, and what it has left by then is scored."""


@dataclass(frozen=True)
class Ended:
    """A program's result."""

    version: str
    seconds: float
    is_whole: bool
    """Whether it ended by itself."""
    steps: str


def call(words: list[object], folder: Path, log: Path, limit_s: float) -> bool:
    """Run a command in a folder, what it says kept in a log; whether it ended in time.

    Raises:
        RuntimeError: If it failed.
    """
    with log.open("a") as out:
        process = subprocess.Popen([str(word) for word in words], cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            code = process.wait(max(limit_s, 1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
    if code != 0:
        raise RuntimeError(f"{words[0]} failed; its last words:\n{log.read_text()[-2000:]}")
    return True


def ours(task: Task, recipe: str) -> Ended:
    """`cryofire train`, with no option but the seed."""
    started = time.perf_counter()
    words = [*CRYOFIRE, "train", task.stack / "particles.star", "-o", task.out, "--seed", task.seed, "--recipe", recipe]
    is_whole = call(words, task.stack, task.out.with_suffix(".log"), task.limit_s)
    said = subprocess.run([*CRYOFIRE, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return Ended(said, time.perf_counter() - started, is_whole, f"recipe {recipe}")


def relion(task: Task) -> Ended:
    """InitialModel, K = 1, at its usual numbers of steps and images times `share`; then Class3D of `n_classes` from that map."""
    folder, log = task.out / "relion", task.out / "relion.log"
    folder.mkdir(parents=True)
    both = ["--i", "particles.star", "--ctf", "--sym", "C1", "--flatten_solvent", "--zero_mask", "--dont_check_norm"]
    both += ["--random_seed", task.seed]
    both += ["--particle_diameter", task.diameter_A, "--oversampling", 1, "--j", 2, "--pool", 3, "--dont_combine_weights_via_disc"]
    steps = [max(1, round(task.share * n)) for n in (50, 200, 50)]
    counts = [word for name, n in zip(("ini", "inbetween", "fin"), steps, strict=True) for word in (f"--sgd_{name}_iter", n)]
    started = time.perf_counter()
    model = ["relion_refine", *both, "--o", folder / "model", "--sgd", "--denovo_3dref", "--K", 1, *counts]
    model += ["--sgd_write_iter", 10, "--healpix_order", 1, "--pad", 1, *OFFSETS.split()]
    is_whole = call(model, task.stack, log, task.limit_s)
    maps = sorted(folder.glob("model_it*_class001.mrc"))
    if is_whole:
        classes = ["relion_refine", *both, "--o", folder / "class", "--ref", maps[-1], "--K", task.n_classes]
        classes += f"--ini_high 40 --iter 25 --tau2_fudge 4 --healpix_order 2 --norm --scale --firstiter_cc {OFFSETS}".split()
        is_whole = call(classes, task.stack, log, task.limit_s - (time.perf_counter() - started))
    seconds = time.perf_counter() - started
    done = sorted(folder.glob("class_it*_data.star")) or sorted(folder.glob("model_it*_data.star"))
    shutil.copy(done[-1], task.out / "particles.star")
    table = find_particles(read_document(done[-1]))
    # RELION writes rows in an order of its own; the referee joins them by name. Classes stand for z, one number apart each.
    if table.has("_rlnClassNumber"):
        np.save(task.out / "latents.npy", np.eye(max(task.n_classes, 2))[table.numbers("_rlnClassNumber").astype(int) - 1])
    version = subprocess.run(["relion_refine", "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    return Ended(version, seconds, is_whole, f"InitialModel {'+'.join(map(str, steps))} steps, Class3D K={task.n_classes}: {done[-1].stem}")


def cryodrgn(task: Task) -> Ended:
    """`abinit`, z of 8 dimensions, 30 epochs times `share`; the last epoch that was finished is scored."""
    folder, log = task.out / "cryodrgn", task.out / "cryodrgn.log"
    folder.mkdir(parents=True)
    box_px = int(np.load(task.stack / "truth.npz")["box"])
    n_epochs = max(1, round(task.share * 30))
    call([CRYODRGN, "parse_ctf_star", "particles.star", "-o", folder / "ctf.pkl"], task.stack, log, 600)
    started = time.perf_counter()
    words = [CRYODRGN, "abinit", "particles.star", "--ctf", folder / "ctf.pkl", "--zdim", 8, "-o", folder / "out", "--seed", task.seed]
    words += ["-n", n_epochs, "--checkpoint", 1, "--uninvert-data", "--datadir", task.stack, "--t-extent", OFFSET_PX, "--no-analysis"]
    is_whole = call(words, task.stack, log, task.limit_s)
    seconds = time.perf_counter() - started
    epochs = sorted((int(path.stem.split(".")[1]), path) for path in (folder / "out").glob("pose.*.pkl"))
    if epochs:
        number, path = epochs[-1]
        rotations, shifts_px = load_pickle(path)
        save_pickle(folder / "pose.pkl", (rotations, shifts_px / box_px))  # `abinit` leaves pixels, other commands shares of the box
        poses = read_poses(folder / "pose.pkl", box_px)
        write_star(task.out / "particles.star", read_particles(task.stack / "particles.star"), poses, {})
        np.save(task.out / "latents.npy", np.asarray(load_pickle(folder / "out" / f"z.{number}.pkl")))
    version = subprocess.run([CRYODRGN, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return Ended(version, seconds, is_whole, f"{epochs[-1][0] if epochs else 0} of {n_epochs} epochs")


PEERS = {
    "cryofire": lambda task: ours(task, "default"),
    "published": lambda task: ours(task, "published"),
    "relion": relion,
    "cryodrgn": cryodrgn,
}


def threads() -> str:
    """What all of them ran on."""
    return f"{os.cpu_count()} cores, torch {torch.__version__}"
