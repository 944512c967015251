"""Every command of the README runs, in the order of the page, in one folder with a tiny stack; training with tiny settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from cryofire.io.mrc import read_volume
from runs import QUICK_SEARCH, SMALL_NETWORK
from test_readme import ROOT, command_lines, shell_blocks

ELSEWHERE = ("make", "source", "tensorboard")
"""Programs of the README that are not ours."""
NETWORK = ("num_epochs=1", "pose_only_phase=24", "log_interval=24", "z_dim=2", *SMALL_NETWORK)
INSTEAD = {"128": "8", "schedule.batch_size=64": "schedule.batch_size=8"}
"""Numbers that the tiny stack is too small for, and what the test takes instead."""


def settings(*options: str) -> list[str]:
    return [word for option in options for word in ("--set", option)]


def additions(words: tuple[str, ...]) -> list[str]:
    """What makes a command of the README quick."""
    if words[1] == "simulate":
        return ["-n", "60", "--box", "16", "--pixel-size", "9", "--seed", "1"]
    if words[1] == "analyze":
        return ["--kmeans", "3", "--pcs", "1", "-n", "2", "--sketch", "5", "--states", "2", "--no-tsne", "--no-movies"]
    if words[1] == "evaluate":
        return ["--maps", "2", "--no-bound"]
    if words[1] != "train" or "--show-options" in words or "--resume" in words or "--config" in words:
        return []
    if "published" in words:
        return settings(*NETWORK)
    return settings(
        *((*QUICK_SEARCH, "search.second_search=false") if "--recipe" not in words else ("amortize.minutes=0", "joint.minutes=0")),
        "z_dim=2",
    )


def write_published(path: Path) -> None:
    """A configuration with the published program's own keys."""
    values = {"particles": "particles.star", "outdir": "PUBLISHED", "num_epochs": 1, "batch_size": 8, "pose_only_phase": 24, "z_dim": 2}
    values |= {
        "depth_cnn": 2,
        "channels_cnn": 4,
        "hypervolume_layers": 1,
        "hypervolume_dim": 16,
        "log_interval": 24,
        "seed": 1,
    }
    path.write_text(json.dumps(values))


@pytest.mark.long
def test_every_command_of_the_readme_runs(cryofire, tiny_stack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: None)  # the window would wait for Ctrl-C
    for path, name in ((tiny_stack.star, "particles.star"), (tiny_stack.mrcs, "particles.mrcs"), (tiny_stack.ctf, "ctf.pkl")):
        shutil.copy(path, name)
    shutil.copy(tiny_stack.pose, "poses.pkl")
    write_published(Path("published.json"))
    blocks = "".join(f"```sh\n{block}```\n" for block in shell_blocks((ROOT / "README.md").read_text()) if "cryofire " in block)
    commands = command_lines(blocks)
    assert len(commands) == 25
    (tmp_path / "moved" / "stacks").mkdir(parents=True)
    shutil.copy(tiny_stack.star, "moved/particles.star")
    shutil.copy(tiny_stack.mrcs, "moved/stacks/particles.mrcs")
    for words in commands:
        if words[1] == "train" and "RUN" in words and "--resume" not in words:
            shutil.rmtree("RUN", ignore_errors=True)
        if words[1] == "compare":
            shutil.copytree("RUN", words[3])
        asked = [INSTEAD.get(word, word) for word in words[1:]]
        finished = cryofire(*asked, *additions(words))
        assert finished.code == 0, f"{' '.join(words)}: {finished.err}"
    assert read_volume(Path("movie") / "vol_009.mrc").values.shape == (16, 16, 16)
    assert len(np.loadtxt(Path("maps") / "z.txt")) == 10
    assert {"good.star", "OUT", "PUBLISHED", "small", "stack"} <= {path.name for path in Path().iterdir()}
    assert "latents: state from the nearest neighbours' states" in finished.out, "the last command is evaluate"


def test_every_other_line_of_the_readmes_blocks_is_of_another_program():
    lines = "\n".join(shell_blocks((ROOT / "README.md").read_text())).splitlines()
    programs = {line.split()[0] for line in lines if line.strip() and line.startswith(("make", "source", "tensorboard", "cryofire"))}
    assert programs == {"cryofire", *ELSEWHERE}
