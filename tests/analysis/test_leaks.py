"""What z tells of shift, view and defocus: everything where it is made of them, nothing where it is drawn apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cryofire.analysis.leaks import find_leaks
from cryofire.analysis.particles import RunParticles, read_run_particles
from finished import finished_run
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
