"""Runs on what real stacks hold, scored by the referee: realistic sets, each of their faults alone, and sets that must fail.

    python benchmarks/realistic.py SUITE... [--work DIR] [--at-once 1] [--minutes 600] [--shared ../shared]
    python benchmarks/realistic.py --table DIR/rows.jsonl

Suites: bars, plain, switches, failing, encoder. Stacks are made once and kept in --work; every finished run is one line of
rows.jsonl there, and a run that has its line is not made again. Runs share the machine where --at-once is more than one: their
times are not to be compared then. Nothing is begun after --minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cryofire import Run
from cryofire.analysis.runs import read_image_numbers
from cryofire.pipeline.results import CONTRAST

PROJECT = Path(__file__).resolve().parent.parent
CRYOFIRE = (sys.executable, "-m", "cryofire.cli.main")
SEARCH_ONLY = ("--set", "amortize.minutes=0", "--set", "joint.minutes=0")
REALISTIC = ("--realistic", "--inverted")
SWITCHES = (
    *("colour=3.5", "ice=4", "contrast=0.2", "b_factor=100", "defocus=150", "gradient=0.3", "neighbours=0.25"),
    *("junk=0.15", "outliers=0.01", "tails=0.05", "normalise=True"),
)


@dataclass(frozen=True)
class Job:
    """One stack of the referee's, and one run on it."""

    molecule: str
    name: str
    of_stack: tuple[str, ...] = ()
    n: int = 10000
    seed: int = 0
    of_run: tuple[str, ...] = SEARCH_ONLY
    unseen: int = 0

    @property
    def stack(self) -> str:
        return f"{self.molecule}_{self.n}_{self.name}".replace(" ", "_").replace("=", "")

    @property
    def key(self) -> str:
        return f"{self.stack}_{self.seed}{'' if self.of_run == SEARCH_ONLY else '_encoder'}"


def bars() -> list[Job]:
    """The sets that have bars, three seeds each."""
    sets = [
        ("igg", "realistic", REALISTIC),
        ("ribosome", "realistic", REALISTIC),
        ("igg", "junk 0.4", (*REALISTIC, "--realism", "junk=0.4")),
        ("igg", "ice and white", (*REALISTIC, "--realism", "ice=4", "colour=1")),
        ("hsp90", "realistic", REALISTIC),
    ]
    return [Job(molecule, name, options, seed=seed) for seed in range(3) for molecule, name, options in sets]


def plain() -> list[Job]:
    return [Job(molecule, "plain", seed=seed) for seed in range(3) for molecule in ("igg", "ribosome")]


def switches() -> list[Job]:
    """Each of realism.py's switches alone, on smaller sets; and none of them."""
    jobs = []
    for molecule in ("igg", "ribosome"):
        jobs += [Job(molecule, "none", n=5000)]
        jobs += [Job(molecule, switch, ("--realism", switch), n=5000) for switch in SWITCHES]
    return jobs


def failing() -> list[Job]:
    """Sets that say too little, or are nearly all junk: what must not be called good."""
    few = [("--snr", "0.01"), ("--snr", "0.02", *REALISTIC), ("--snr", "0.003")]
    jobs = [Job(molecule, " ".join(options), options, n=2000) for molecule in ("igg", "ribosome", "hsp90") for options in few]
    jobs += [Job(molecule, "all junk", (*REALISTIC, "--realism", "junk=0.97"), n=3000) for molecule in ("igg", "ribosome")]
    jobs += [Job(molecule, "few images", REALISTIC, n=400) for molecule in ("igg", "ribosome", "hsp90")]
    jobs += [Job(molecule, "one view", (*REALISTIC, "--preferred", "0.98"), n=3000) for molecule in ("igg", "ribosome")]
    return jobs


def encoder() -> list[Job]:
    """The whole recipe: the encoder trained on realistic sets, and what it says of images it has not seen."""
    return [Job(molecule, "realistic", REALISTIC, of_run=(), unseen=2000) for molecule in ("igg", "ribosome")]


SUITES = {"bars": bars, "plain": plain, "switches": switches, "failing": failing, "encoder": encoder}


@dataclass
class Campaign:
    work: Path
    referee: Path
    deadline: float
    n_threads: int
    locks: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    writing: threading.Lock = field(default_factory=threading.Lock)

    def call(self, *words: object) -> str:
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": str(self.n_threads),
            "PYTHONPATH": f"{PROJECT / 'src'}:{os.environ.get('PYTHONPATH', '')}",
        }
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout

    def stack_of(self, job: Job, seed: int = 1) -> Path:
        n = job.n if seed == 1 else job.unseen
        folder = self.work / (job.stack if seed == 1 else f"{job.stack}_unseen")
        with self.locks[folder.name]:
            if not (folder / "truth.npz").exists():
                options = ("--n", n, "--seed", seed, *job.of_stack, "--out", folder)
                self.call(sys.executable, self.referee / "simulate.py", job.molecule, *options)
        return folder

    def score(self, estimates: Path, stack: Path) -> dict:
        return json.loads(self.call(sys.executable, self.referee / "score.py", estimates, stack))

    def run(self, job: Job) -> None:
        if time.monotonic() > self.deadline:
            return
        row: dict = {"key": job.key, "molecule": job.molecule, "name": job.name, "n": job.n, "seed": job.seed}
        try:
            stack, out = self.stack_of(job), self.work / f"run_{job.key}"
            started = time.perf_counter()
            self.call(*CRYOFIRE, "train", stack / "particles.star", "-o", out, "--seed", job.seed, *job.of_run)
            row |= {"s": round(time.perf_counter() - started), "score": self.score(out, stack)}
            row |= {"verdict": json.loads((out / "verdict.json").read_text()), "contrast": contrast_correlation(out, stack)}
            if job.unseen > 0:
                for refined in ((), ("--refine",)):
                    unseen, found = self.stack_of(job, seed=2), self.work / f"infer_{job.key}{''.join(refined)}"
                    self.call(*CRYOFIRE, "infer", out, unseen / "particles.star", "-o", found, *refined)
                    row[f"infer{''.join(refined)}"] = self.score(found, unseen)
        except (RuntimeError, OSError, ValueError, KeyError) as error:  # one run that fails is a row that says so
            row["error"] = str(error)[-1500:]
        with self.writing, (self.work / "rows.jsonl").open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(line_of(row), flush=True)


def contrast_correlation(run: Path, stack: Path) -> float | None:
    """Of the contrasts found with the true ones, over the particles; None where all are alike."""
    truth = np.load(stack / "truth.npz")
    numbers, found = read_image_numbers(run), Run(run).particles.column(CONTRAST)
    is_particle = ~truth["is_junk"][numbers]
    true = truth["contrast"][numbers][is_particle]
    return float(np.corrcoef(true, found[is_particle])[0, 1]) if found is not None and true.std() > 1e-6 else None


def line_of(row: dict) -> str:
    """One row of the Markdown table."""
    start = f"| {row['molecule']}, {row['name']} | {row['n']:,} | {row['seed']} |"
    if "error" in row:
        return f"{start} {row['error'].splitlines()[-1]} |"
    score = row["score"]
    poses, latents, junk = score["poses"], score.get("latents", {}), score.get("junk", {}).get("auc", {})
    state, frame = poses["per_state"], poses["global"]
    latent = latents.get("knn_accuracy") or ", ".join(f"{v:.2f}" for v in latents.get("knn_r2", []))
    named = {reason["name"]: reason["points_to"] for reason in row["verdict"]["reasons"]}
    doubts = ", ".join(name for name, points_to in named.items() if points_to != "good")
    cells = [
        f"{state['median_deg']:.2f} deg, {state['under_10_deg']:.1%}",
        f"{frame['median_deg']:.2f} deg, {frame['under_10_deg']:.1%}",
        f"{poses['shift_median_px']:.3f}",
        str(latent),
        f"{junk['cryofireScore']:.3f}" if "cryofireScore" in junk else "",
        "" if row.get("contrast") is None else f"{row['contrast']:.2f}",
        row["verdict"]["verdict"] + (f" ({doubts})" if doubts else ""),
        str(row["s"]),
    ]
    return f"{start} {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], metavar="SUITE")
    parser.add_argument("--work", type=Path, default=Path("realistic"))
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) // 8))
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--table", type=Path, help="Print the rows of an earlier campaign.")
    a = parser.parse_args()
    if a.table is not None:
        print("\n".join(line_of(json.loads(line)) for line in a.table.read_text().splitlines()))
        return
    a.work.mkdir(parents=True, exist_ok=True)
    rows = a.work / "rows.jsonl"
    done = {json.loads(line)["key"] for line in rows.read_text().splitlines()} if rows.exists() else set()
    jobs = [job for suite in a.suites for job in SUITES[suite]() if job.key not in done]
    campaign = Campaign(a.work, a.shared / "referee", time.monotonic() + 60 * a.minutes, a.threads)
    with ThreadPoolExecutor(a.at_once) as pool:
        list(pool.map(campaign.run, jobs))


if __name__ == "__main__":
    main()
