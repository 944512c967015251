"""Whole runs on a device other than the CPU: nothing is left behind on the CPU, and numbers are the CPU's."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
import torch

from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.physics.rotations import angle_between_deg
from elsewhere import elsewhere
from end_to_end.conftest import FLEXIBLE
from runs import QUICK_PLACE, QUICK_SEARCH, SMALL_ENCODER
from stacks import tiny_set, write_tiny_stack

QUICK_ENCODER = (*SMALL_ENCODER, *QUICK_PLACE, "amortize.batch_size=32")


def settings(*options: str) -> list[str]:
    return [word for option in options for word in ("--set", option)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    return write_tiny_stack(tmp_path_factory.mktemp("elsewhere"), tiny_set(80, 16, noise=0.6, seed=11))


def poses_of(folder, stack):
    return read_star(folder / "particles.star", ReadOptions(datadir=stack.folder)).poses


def test_tensors_of_two_devices_are_refused_and_transferred_ones_are_not():
    with elsewhere() as device:
        there, here = torch.arange(3.0, device=device), torch.arange(3.0)
        with pytest.raises(RuntimeError, match="same device"):
            there + here
        with pytest.raises(RuntimeError, match="numpy"):
            there.numpy()
        assert (there + here.to(device)).cpu().tolist() == [0, 2, 4]


@pytest.mark.long
@pytest.mark.usefixtures("slow_clock")
def test_known_poses_give_the_numbers_of_the_cpu(cryofire, stack, tmp_path):
    """Closed-form volumes of a motion, encoder, hypervolume, infer both ways, maps."""
    nats, poses = {}, {}
    for name, place in (("cpu", nullcontext()), ("elsewhere", elsewhere())):
        run = tmp_path / name
        with place:
            assert (
                cryofire("train", stack.star, "-o", run, "--recipe", "fixed-poses", "--seed", 1, *settings(*QUICK_ENCODER, "z_dim=1")).code
                == 0
            )
            resumed = cryofire("train", "-o", run, "--resume", "--minutes", 0.003)
            assert resumed.code == 0, resumed.err
            for options in ((), ("--refine",)):
                assert cryofire("infer", run, stack.star, "-o", tmp_path / f"{name}_inferred", *options).code == 0
            assert cryofire("volumes", run, "-o", tmp_path / f"{name}_volumes").code == 0
        line = next(line for line in RunStore(run).read_metrics() if "joint_nats" in line)
        nats[name] = (line["joint_search_nats"], line["joint_nats"])
        poses[name] = poses_of(tmp_path / f"{name}_inferred", stack)
    assert nats["cpu"][0] > 100
    assert nats["elsewhere"] == pytest.approx(nats["cpu"], rel=2e-3)
    apart = angle_between_deg(poses["cpu"].rotations, poses["elsewhere"].rotations)
    assert float((apart < 1).double().mean()) > 0.9


@pytest.mark.long
def test_search_from_nothing_runs_to_its_end(cryofire, stack, tmp_path):
    """All steps of the search, and particles placed afterwards; of a symmetry."""
    options = settings(
        "z_dim=2",
        "search.symmetry=D5",
        "search.n_searched=70",
        "search.ab_initio.anneal_below=1e9",
        *QUICK_ENCODER,
        *QUICK_SEARCH,
    )
    with elsewhere():
        finished = cryofire("train", stack.star, "-o", tmp_path / "run", "--recipe", "default", "--seed", 1, *options)
        assert finished.code == 0, finished.err
    run = RunStore(tmp_path / "run")
    searched = np.load(run.latents)
    assert searched.shape == (80, 2)
    assert searched.std() > 0.1


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_published_training_runs_there(precision, cryofire, tiny_stack, tmp_path):
    options = settings(*FLEXIBLE, f"precision={precision}")
    with elsewhere():
        finished = cryofire("train", tiny_stack.star, "-o", tmp_path / "run", "--recipe", "published", "--seed", 3, *options)
        assert finished.code == 0, finished.err
    losses = [line["loss"] for line in RunStore(tmp_path / "run").read_metrics() if "loss" in line]
    assert np.isfinite(losses).all()
    assert len(losses) > 3
