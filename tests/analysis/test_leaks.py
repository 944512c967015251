"""What z tells of shift, view and defocus: everything where it is made of them, nothing where it is drawn apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cryofire import Run
from cryofire.analysis.leaks import find_leaks
from cryofire.analysis.particles import RunParticles, read_run_particles
from finished import finished_run
from runs import QUICK_AT_KNOWN_POSES
from stacks import tiny_set, write_tiny_stack

N = 600


@pytest.fixture(scope="module")
def particles(tmp_path_factory) -> RunParticles:
    folder: Path = tmp_path_factory.mktemp("leaks")
    stack = write_tiny_stack(folder, tiny_set(N, 8, seed=3))
    z = np.random.default_rng(1).normal(size=(N, 2)).astype(np.float32)
    return read_run_particles(finished_run(folder / "run", stack.star, stack.truth.poses, z, []))


def test_z_drawn_apart_tells_nothing(particles):
    leaks = find_leaks(particles)
    assert set(leaks.share) >= {"shift", "view direction", "in-plane angle", "defocus"}
    assert max(abs(share) for share in leaks.share.values()) < 0.1
    assert leaks.found == []


def test_z_made_of_the_shift_tells_that_and_nothing_else(particles):
    noise = 0.05 * np.random.default_rng(2).normal(size=(N, 2))
    leaks = find_leaks(replace(particles, z=(np.asarray(particles.poses.shifts_px) + noise).astype(np.float32)))
    assert leaks.share["shift"] > 0.85
    assert leaks.found == ["shift"]


def test_z_made_of_the_view_tells_the_view(particles):
    view = np.asarray(particles.poses.rotations)[:, 2]
    leaks = find_leaks(replace(particles, z=view.astype(np.float32)))
    assert leaks.share["view direction"] > 0.85
    assert "shift" not in leaks.found


def test_junk_says_nothing_of_the_molecule(particles):
    """Half of the images are junk, whose z is their shift."""
    is_junk = np.arange(N) < N // 2
    z = np.where(is_junk[:, None], 5 * np.asarray(particles.poses.shifts_px), particles.z).astype(np.float32)
    assert "shift" in find_leaks(replace(particles, z=z)).found
    assert find_leaks(replace(particles, z=z, odds=np.where(is_junk, -1.0, 1.0))).found == []


def test_a_rigid_molecule_has_no_leaks(particles):
    assert find_leaks(replace(particles, z=np.zeros((N, 0), np.float32))).share == {}


FRAME = "shift in the molecule's frame"


@pytest.mark.parametrize("are_left_out", [False, True])
def test_shifts_that_a_run_leaves_out_are_found_in_its_z(cryofire, tmp_path, are_left_out):
    """A run that takes every particle to lie in the middle explains where they lie by a motion."""
    particles = write_tiny_stack(tmp_path, tiny_set(N, 16, noise=0.2, seed=4))
    options = ("z_dim=4", *QUICK_AT_KNOWN_POSES, *(("model.pose.no_trans=true",) if are_left_out else ()))
    settings = [word for option in options for word in ("--set", option)]
    done = cryofire("train", particles.star, "-o", tmp_path / "run", "--recipe", "fixed-poses", "--device", "cpu", *settings)
    assert done.code == 0, done.err
    leaks = find_leaks(Run(tmp_path / "run").results)
    assert (leaks.share[FRAME] > 0.4) == are_left_out
    assert (FRAME in leaks.found) == are_left_out and "shift" not in leaks.found
