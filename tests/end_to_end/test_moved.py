"""A run goes on after its particles, or the run folder too, were moved, and its config.yaml says where they are now."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from cryofire.core.errors import ConfigError
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import read_config
from cryofire.pipeline.run_config import build_config, with_moved_files
from stacks import tiny_set, write_tiny_stack


def test_moved_run_goes_on_with_its_particles_where_they_are_now(cryofire, tmp_path):
    stack = write_tiny_stack(tmp_path / "old", tiny_set(60, seed=3))
    begun = cryofire("train", stack.star, "-o", tmp_path / "run", "--recipe", "homogeneous", "--seed", 1, "--device", "cpu")
    assert begun.code == 0, begun.err
    latents = np.load(tmp_path / "run" / "latents.npy")
    (tmp_path / "stacks").mkdir()
    shutil.move(tmp_path / "old" / stack.mrcs.name, tmp_path / "stacks")
    shutil.move(tmp_path / "old", tmp_path / "new")
    shutil.move(tmp_path / "run", tmp_path / "moved")
    lost = cryofire("train", "-o", tmp_path / "moved", "--resume")
    assert lost.code == 1
    assert f"{stack.star}: no such file" in lost.err
    star = tmp_path / "new" / stack.star.name
    found = cryofire("train", star, "-o", tmp_path / "moved", "--resume", "--datadir", tmp_path / "stacks")
    assert found.code == 0, found.err
    config = read_config(RunStore(tmp_path / "moved"))
    assert (config.data.particles, config.data.datadir, config.outdir) == (star, tmp_path / "stacks", tmp_path / "moved")
    assert cryofire("train", "-o", tmp_path / "moved", "--resume").code == 0, "and it is known from then on"
    assert np.array_equal(np.load(tmp_path / "moved" / "latents.npy"), latents)


def test_only_the_places_of_files_change():
    config = build_config("fixed-poses", overrides={"data": {"particles": "a.star", "ctf": "ctf.pkl", "norm": [0.0, 2.0]}})
    moved = with_moved_files(config, {"particles": "b.star", "ctf": "c.pkl"})
    assert (moved.data.particles.name, moved.data.ctf.name, moved.data.norm) == ("b.star", "c.pkl", (0.0, 2.0))
    assert moved.model_copy(update={"data": config.data}) == config
    with pytest.raises(ConfigError, match="begun without one"):
        with_moved_files(config, {"ind": "rows.txt"})
