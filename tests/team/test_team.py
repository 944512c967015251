"""Several processes on one run: what each works out alone and what all find together are the same."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import cryofire as cryofire_package
from cryofire.core.errors import ConfigError
from cryofire.core.team import Team, alone, team
from cryofire.io.run_store import RunStore
from cryofire.pipeline import stages
from runs import QUICK_SEARCH, SMALL_ENCODER
from stacks import tiny_set, write_tiny_stack

HERE = Path(__file__).parent
TOLERANCE = 2e-4
"""Sums in another order; poses of a Gauss-Newton step amplify it."""


def torchrun(n: int, *arguments: str | Path, more: tuple[str, ...] = (), **variables: str) -> subprocess.CompletedProcess[str]:
    """Start so many processes of a script or a module, and wait for them."""
    paths = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": paths, **variables}
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={n}", *more, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=400)


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    """What each of three processes found."""
    folder = tmp_path_factory.mktemp("team")
    ended = torchrun(3, HERE / "members.py", folder)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return [json.loads((folder / f"{rank}.json").read_text()) for rank in range(3)]


def test_a_team_finds_what_one_process_finds(members):
    for said in members:
        assert len(said["differences"]) == 12
        assert {name: value for name, value in said["differences"].items() if not value < TOLERANCE} == {}


def test_every_image_is_somebodys_and_shares_are_even(members):
    shares = np.array([said["shares"] for said in members])
    assert shares.sum(axis=0).tolist() == [0, 1, 2, 101]
    assert (np.ptp(shares, axis=0) <= 1).all()


def test_what_a_clock_or_a_signal_says_is_asked_of_the_first_alone(members):
    assert [(said["is_asked"], said["agreed"]) for said in members] == [(False, 7)] * 3


def test_processes_are_assembled_again_as_often_as_they_are_asked(members):
    assert [said["again"] for said in members] == [[1.0 + 2.0 + 3.0] * 6] * 3


def test_one_process_is_a_team_of_one():
    values = torch.arange(3.0)
    team().add_up(values)
    team().exchange(values)
    assert values.tolist() == [0, 1, 2] and team() == Team(0, 1)
    assert team().together(3, lambda share: values[share]).tolist() == [0, 1, 2]
    with alone():
        assert team().size == 1


# ---- whole runs --------------------------------------------------------------------------------------------------

OPTIONS = [
    part
    for option in (
        *QUICK_SEARCH[:-2],
        *SMALL_ENCODER,
        "amortize.n_seen=320",
        "joint.n_seen=32",
        "amortize.n_calibration=100",
        "seed=4",
        "model.z_dim=1",
        "device=cpu",
        "search.alike_poses=false",  # four blobs look alike from many sides, and which is likelier hangs on the last digit
    )
    for part in ("--set", option)
] + ["--halves"]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return write_tiny_stack(tmp_path_factory.mktemp("stack"), tiny_set(161, 24, noise=0.6, seed=5))


@pytest.fixture(scope="module")
def by_one(cryofire, stack, tmp_path_factory):
    """A run of one process, this one."""
    run = tmp_path_factory.mktemp("one") / "run"
    ended = cryofire("train", stack.star, "-o", run, *OPTIONS)
    assert ended.code == 0, ended.err
    return run


def difference_of_runs(one: Path, other: Path) -> tuple[float, float]:
    """Median angle between the poses of two runs, degrees, and the correlation of their z."""
    a, b = cryofire_package.Run(one), cryofire_package.Run(other)
    trace = np.einsum("nij,nij->n", a.poses.rotations, b.poses.rotations)
    angle = np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1)))
    return float(np.median(angle)), float(np.corrcoef(a.z[:, 0], b.z[:, 0])[0, 1])


@pytest.mark.long
def test_a_run_of_two_processes_one_of_which_is_lost_is_the_run_of_one_and_so_is_what_they_infer(stack, by_one, tmp_path):
    """The second process kills itself as the eighth step ends; torchrun starts both anew with the same commands."""
    run = tmp_path / "run"
    commands = ["train", stack.star, "-o", run, *OPTIONS, "then", "infer", by_one, stack.star, "-o", tmp_path / "out", "--device", "cpu"]
    ended = torchrun(2, HERE / "mortal.py", *commands, more=("--max-restarts=1",), DIES_AT_STEP="8")
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert f"Signal {signal.SIGKILL.value}" in ended.stderr or "exitcode: -9" in ended.stderr
    assert re.search(r"the search goes on after step [78] of", (run / "run.log").read_text())
    angle_deg, correlation = difference_of_runs(by_one, run)
    assert angle_deg < 0.1 and correlation > 0.999
    done = RunStore(run).read_stages()["done"]
    assert done == RunStore(by_one).read_stages()["done"] and {"hypervolume", "halves"} <= set(done)
    assert ended.stdout.count("verdict:") == 1
    assert ended.stderr.count("search: ") == 1  # one of them speaks
    assert {path.name for path in run.iterdir()} == {path.name for path in by_one.iterdir()}
    assert ended.stdout.count("161 particles in") == 1
    one, two = cryofire_package.infer(by_one, stack.star, device="cpu").z, np.load(tmp_path / "out" / "latents.npy")
    assert np.abs(one - two).max() < 1e-3 * np.abs(one).max()


def test_the_published_network_is_refused_by_a_team(monkeypatch):
    monkeypatch.setattr(stages, "team", lambda: Team(0, 2))
    with pytest.raises(ConfigError, match="the published network is trained by one process"):
        stages._network(None)
