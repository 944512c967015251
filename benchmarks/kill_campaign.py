"""Whole small runs, killed at random moments and resumed to their end: is anything lost?

    python benchmarks/kill_campaign.py [--kills 200] [--seed 0] [--work runs/kills] [--json FILE]

A run (search, first results, encoder, hypervolume, reading, results) is started in a process of its own and killed with SIGKILL: half
of the times after a random time, half of the times at a random file operation (opening, renaming, deleting), where half-written files
would be. After each kill, every file that is in its place must be whole. Then `--resume`, which may be killed as well, until the run
has ended; its poses, latents and likelihoods are compared with those of the run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.particles import read_run_particles
from cryofire.analysis.runs import load_run
from cryofire.cli.main import main as cryofire
from cryofire.inference import estimator_store
from cryofire.io.mrc import read_volume
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import read_config
from cryofire.simulation.molecules import antibody
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to
from cryofire.training.hooks.tensorboard import TensorBoardHook
from cryofire.training.hypervolume import store as hypervolumes

N_PARTICLES, BOX_PX, N_MAPS = 240, 20, 10
OPTIONS = (
    *("search.ab_initio.n_starts=2", "search.ab_initio.march_shells=[3,4]", "search.ab_initio.march_batches=[3,3]"),
    *("search.ab_initio.march_after=3", "search.ab_initio.wide_batches=6", "search.ab_initio.batches=20", "search.ab_initio.batch_size=40"),
    *("search.ab_initio.anneal_below=0", "search.search_shell=6", "search.motion_shell=5", "search.last_shell=8", "search.max_shift_px=2"),
    *("search.direction_order=1", "search.n_in_plane=12", "search.motion_passes=3", "search.frame_passes=1", "z_dim=2"),
    *("search.place.direction_order=1", "search.place.n_in_plane=12", "search.place.n_candidates=4"),
    *("amortize.encoder.shell=8", "amortize.encoder.centre_shell=4", "amortize.encoder.width=32", "amortize.encoder.n_blocks=1"),
    *("amortize.encoder.direction_order=0", "amortize.encoder.n_in_plane=12", "amortize.n_calibration=100", "amortize.batch_size=32"),
    *("amortize.n_seen=640", "joint.n_seen=160", "joint.batch_size=16"),
)
WATCHED = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "open", "shutil.rmtree")
"""File operations at which a run is killed."""


@dataclass
class Table:
    """What the campaign found."""

    kills: int = 0
    runs: int = 0
    by_time: int = 0
    by_file_operation: int = 0
    killed_in: dict[str, int] = field(default_factory=dict)
    """Stage that was the last on record, by kills."""
    half_written: list[str] = field(default_factory=list)
    cannot_resume: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    identical_runs: int = 0
    largest_pose_difference_deg: float = 0.0
    largest_likelihood_difference_nats: float = 0.0


class DieAt:
    """Kills its own process at the n-th watched file operation that concerns a folder."""

    def __init__(self, folder: Path, n: int) -> None:
        self.folder, self.left, self.count = str(folder), n, 0

    def __call__(self, event: str, arguments: tuple) -> None:
        if event in WATCHED and any(self.folder in str(argument) for argument in arguments[:2]):
            self.left, self.count = self.left - 1, self.count + 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def start(words: list[str], log: Path, dies_at: DieAt | None) -> int:
    """A child that runs `cryofire WORDS`; its process number."""
    child = os.fork()
    if child:
        return child
    code = 1
    with log.open("a") as out, contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        if dies_at is not None:
            sys.addaudithook(dies_at)
        sys.argv = ["cryofire", *words]
        try:
            cryofire()
            code = 0
        except SystemExit as ending:
            code = int(ending.code or 0)
        finally:
            if dies_at is not None:
                log.with_name("operations.txt").write_text(str(dies_at.count))
            out.flush()
            os._exit(code)
    raise AssertionError


def wait(child: int, at_most_s: float | None) -> int | None:
    """The child's exit code; None if it was killed, by itself or after so many seconds."""
    until = None if at_most_s is None else time.monotonic() + at_most_s
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        if until is not None and time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.005)


def faults_of(folder: Path) -> list[str]:
    """Files in their places that are not whole."""
    run, found = RunStore(folder), []

    def check(name: str, is_there: bool, is_whole: object) -> None:
        if not is_there:
            return
        try:
            assert callable(is_whole)
            if not is_whole():
                found.append(f"{name}: incomplete")
        except Exception as error:  # noqa: BLE001 (whatever it is, the file is not whole)
            found.append(f"{name}: {type(error).__name__}: {error}")

    check("config.yaml", run.config.exists(), lambda: read_config(run).data.norm is not None)
    check("stages.json", run.stages.exists(), lambda: "done" in (run.read_stages() or {}))
    check("particles.star", run.particles.exists(), lambda: len(read_run_particles(folder).poses.rotations) == N_PARTICLES)
    check("latents.npy", run.latents.exists(), lambda: np.load(run.latents).shape == (N_PARTICLES, 2))
    check("evidence.json", run.evidence.exists(), lambda: run.read_evidence() is not None)
    check("verdict.json", run.verdict.exists(), lambda: "verdict" in json.loads(run.verdict.read_text()))
    check("volumes", run.volumes.exists(), lambda: all(read_volume(run.volumes / f"vol_{j:03d}.mrc").values.any() for j in range(N_MAPS)))
    check("checkpoint", run.has_checkpoint(), lambda: load_run(folder, device="cpu").model is not None)
    check("encoder", run.encoder.exists(), lambda: estimator_store.load(run, torch.device("cpu")) is not None)
    check("hypervolume", run.hypervolume.exists(), lambda: hypervolumes.load(run, torch.device("cpu")) is not None)
    return found


def outcome(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rotations, z and log-likelihoods of a finished run."""
    particles = read_run_particles(folder)
    assert particles.score is not None
    return particles.poses.rotations.numpy(), np.load(folder / "latents.npy"), particles.score


def compare(folder: Path, undisturbed: Path, table: Table) -> None:
    (rotations, z, score), (rotations_0, z_0, score_0) = outcome(folder), outcome(undisturbed)
    trace = np.einsum("nij,nij->n", rotations, rotations_0)
    apart_deg = float(np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1))).max())
    apart_nats = abs(float(score.mean() - score_0.mean()))
    table.largest_pose_difference_deg = max(table.largest_pose_difference_deg, apart_deg)
    table.largest_likelihood_difference_nats = max(table.largest_likelihood_difference_nats, apart_nats)
    is_same = np.array_equal(z, z_0) and np.array_equal(score, score_0)
    table.identical_runs += is_same
    if apart_deg > 0.5 or apart_nats > 0.05:
        table.differing.append(f"{folder.name}: poses up to {apart_deg:.2f} deg, likelihood {apart_nats:.3f} nats")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, default=Path("runs/kills"))
    parser.add_argument("--json", type=Path)
    a = parser.parse_args()
    torch.set_num_threads(1)  # children are forked
    TensorBoardHook.on_heavy = lambda self, report: None  # pictures take ten times as long as all the rest of such a run
    shutil.rmtree(a.work, ignore_errors=True)
    a.work.mkdir(parents=True)
    rng, table, log = random.Random(a.seed), Table(), a.work / "log.txt"
    stack = a.work / "stack"
    simulate_to(stack, antibody(), SimulationSettings(n_particles=N_PARTICLES, box_px=BOX_PX, snr=0.5, max_shift_px=1.0, seed=1))
    settings = [word for option in OPTIONS for word in ("--set", option)]

    def words(folder: Path) -> list[str]:
        if (folder / "config.yaml").exists():
            return ["train", "-o", str(folder), "--resume"]
        return ["train", str(stack / "particles.star"), "-o", str(folder), "--seed", "1", "--device", "cpu", *settings]

    undisturbed = a.work / "undisturbed"
    counting, started = DieAt(undisturbed, 10**9), time.monotonic()
    code = wait(start(words(undisturbed), log, counting), None)
    seconds = time.monotonic() - started
    assert code == 0, log.read_text()[-2000:]
    n_operations = int(log.with_name("operations.txt").read_text())
    print(f"undisturbed: {seconds:.1f} s, {n_operations} file operations in the run folder", flush=True)
    while table.kills < a.kills:
        folder = a.work / f"run_{table.runs:03d}"
        table.runs += 1
        while True:
            is_timed = rng.random() < 0.5
            dies_at = None if is_timed else DieAt(folder, rng.randrange(n_operations))
            at_most_s = rng.uniform(0.0, 1.1 * seconds) if is_timed else None
            if table.kills >= a.kills:
                dies_at = at_most_s = None
            code = wait(start(words(folder), log, dies_at), at_most_s)
            if code is None:
                table.kills += 1
                table.by_time, table.by_file_operation = table.by_time + is_timed, table.by_file_operation + (not is_timed)
                done = (RunStore(folder).read_stages() or {"done": []})["done"]
                where = f"after {done[-1]}" if done else "before the first stage's end"
                table.killed_in[where] = table.killed_in.get(where, 0) + 1
                table.half_written += [f"{folder.name}: {fault}" for fault in faults_of(folder)]
            elif code == 0:
                break
            else:
                table.cannot_resume.append(f"{folder.name}: exit {code}: {log.read_text()[-400:]}")
                break
        if code == 0:
            table.half_written += [f"{folder.name}, at its end: {fault}" for fault in faults_of(folder)]
            compare(folder, undisturbed, table)
        shutil.rmtree(folder)
        print(f"{table.kills} kills, {table.runs} runs, half-written {len(table.half_written)}, not resumed {len(table.cannot_resume)}, "
              f"differing {len(table.differing)}, identical {table.identical_runs}", flush=True)  # fmt: skip
    print(json.dumps(asdict(table), indent=1))
    if a.json is not None:
        a.json.write_text(json.dumps(asdict(table), indent=1) + "\n")


if __name__ == "__main__":
    main()
