"""What a machine can do to a run beside killing it: each ends in one clear line, and the run goes on once the cause is gone.

    python benchmarks/fault_campaign.py [--work runs/faults]

Needs root and Linux, for a small tmpfs. One Markdown row a case: what was done, the line that was printed, how the run ended.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from kill_campaign import BOX_PX, N_PARTICLES, OPTIONS, faults_of, start, wait

from cryofire.io.run_store import RunStore
from cryofire.simulation.molecules import antibody
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to

SETTINGS = [word for option in OPTIONS for word in ("--set", option)]


@dataclass
class Case:
    """A fault, and how the run came through."""

    name: str
    line: str
    """What the program said."""
    is_one_line: bool
    """An error with its hint and no traceback."""
    resumed: str
    """How `--resume` ended once the cause was gone."""
    lost: int
    """Files that were not whole, or results that did not come."""
    text: str
    """All that was said before the cause was gone."""


def said(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def first_error(text: str) -> str:
    lines = [line for line in text.splitlines() if "Error: " in line or line.startswith("Stopped")]
    return lines[-1] if lines else text.splitlines()[-1] if text else ""


def run_case(name: str, work: Path, stack: Path, spoil: Callable[[Path, Path], None], mend: Callable[[Path, Path], None]) -> Case:
    """Start a run, spoil something once it is under way (or before), wait, mend it, resume."""
    folder, log = work / "run", work / "log.txt"
    work.mkdir(parents=True, exist_ok=True)
    particles = work / "particles.star"
    if not particles.exists():
        for file in stack.iterdir():
            shutil.copy(file, work / file.name)
    words = ["train", str(particles), "-o", str(folder), "--seed", "1", "--device", "cpu", "--set", "data.lazy=true", *SETTINGS]
    child = start(words, log, None)
    spoil(folder, work)
    code = wait(child, 300)
    text = said(log)
    lost = len(faults_of(folder)) if folder.exists() else 0
    mend(folder, work)
    log.unlink(missing_ok=True)
    again = ["train", "-o", str(folder), "--resume"] if (folder / "config.yaml").exists() else words
    resumed = wait(start(again, log, None), 300)
    record = RunStore(folder).read_stages() or {"done": []}
    is_whole = resumed == 0 and record["done"][-1] == "results" and not faults_of(folder)
    is_clear = code is not None and "Traceback" not in text  # a run that the fault does not reach ends as ever
    ended = "ended" if is_whole else f"exit {resumed}: {first_error(said(log))}"
    return Case(name, first_error(text), is_clear, ended, lost + (not is_whole), text)


def until(folder: Path, stage: str, seconds: float = 120.0) -> None:
    """Wait until a stage is on record."""
    for _ in range(int(seconds / 0.02)):
        stages = folder / "stages.json"
        if stages.exists() and stage in json.loads(stages.read_text())["done"]:
            return
        time.sleep(0.02)


def nothing(folder: Path, work: Path) -> None:
    pass


def cut_stack(folder: Path, work: Path) -> None:
    until(folder, "search")
    shutil.copy(work / "particles.mrcs", work / "kept.mrcs")
    os.truncate(work / "particles.mrcs", 1024 + 4 * BOX_PX**2 * (N_PARTICLES // 2))


def take_stack_away(folder: Path, work: Path) -> None:
    until(folder, "first results")
    (work / "particles.mrcs").rename(work / "kept.mrcs")


def put_stack_back(folder: Path, work: Path) -> None:
    if (work / "kept.mrcs").exists():
        (work / "kept.mrcs").replace(work / "particles.mrcs")


def other_writer(folder: Path, work: Path) -> None:
    """A second run in the same folder, while the first is under way: the second is refused, the first ends."""
    until(folder, "first results")
    code = wait(start(["train", "-o", str(folder), "--resume"], work / "second.txt", None), 120)
    assert code == 1, code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("runs/faults"))
    a = parser.parse_args()
    torch.set_num_threads(1)
    shutil.rmtree(a.work, ignore_errors=True)
    stack, cases = a.work / "stack", []
    simulate_to(stack, antibody(), SimulationSettings(n_particles=N_PARTICLES, box_px=BOX_PX, snr=0.5, max_shift_px=1.0, seed=1))

    for kilobytes in (700, 1000, 1400, 2200, 3500, 6000):
        small = a.work / f"small_{kilobytes}"
        (small / "run").mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(small / "run")], check=True)

        def more_room(folder: Path, work: Path) -> None:
            subprocess.run(["mount", "-o", "remount,size=200m", str(folder)], check=True)

        cases.append(run_case(f"disk of {kilobytes:,} kB", small, stack, nothing, more_room))
        subprocess.run(["umount", str(small / "run")], check=True)

    locked = a.work / "read_only"
    (locked / "run").mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(locked / "run")], check=True)

    subprocess.run(["mount", "-o", "remount,ro", str(locked / "run")], check=True)

    def make_writable(folder: Path, work: Path) -> None:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)

    cases.append(run_case("read-only run folder", locked, stack, nothing, make_writable))
    subprocess.run(["umount", str(locked / "run")], check=True)
    cases.append(run_case("stack cut short after the search", a.work / "cut", stack, cut_stack, put_stack_back))
    cases.append(run_case("stack taken away after the first results", a.work / "gone", stack, take_stack_away, put_stack_back))

    two = run_case("second writer", a.work / "two", stack, other_writer, nothing)
    two.line, two.is_one_line = first_error(said(a.work / "two" / "second.txt")), "Traceback" not in said(a.work / "two" / "second.txt")
    cases.append(two)

    dead = subprocess.Popen(["true"])
    dead.wait()
    stale = a.work / "stale"
    (stale / "run").mkdir(parents=True)
    (stale / "run" / ".lock").write_text(json.dumps({"host": socket.gethostname(), "pid": dead.pid, "born": "1"}))
    found = run_case("lock of a process that has ended", stale, stack, nothing, nothing)
    found.line = next((line for line in found.text.splitlines() if "taken over" in line), "not told")
    found.is_one_line = "taken over" in found.line
    cases.append(found)

    print("| fault | what was said | one clear line | after it was mended | lost |")
    print("| --- | --- | --- | --- | --- |")
    for case in cases:
        line = case.line.replace(str(a.work.resolve()), "...").replace(str(a.work), "...")
        print(f"| {case.name} | {line} | {'yes' if case.is_one_line else 'NO'} | {case.resumed} | {case.lost} |")


if __name__ == "__main__":
    main()
