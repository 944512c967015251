"""cryoDRGN works on what `cryofire export` wrote, as it is: poses, CTF, back-projection, training."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from torch import Tensor

from clients import BOX_PX, CRYODRGN, N_PARTICLES, HandedOver, call, hand_over, needs_cryodrgn, read_map, worst_correlation
from cryofire.core.types import Poses
from cryofire.io.cryodrgn import read_poses, write_poses
from cryofire.io.safe_pickle import load_pickle

pytestmark = needs_cryodrgn


def backprojected(handed_over: HandedOver, pose: Path, outdir: Path, particles: Path | None = None) -> Tensor:
    known = handed_over.known
    words = ("--poses", pose, "--ctf", handed_over.ctf, "--no-half-maps", "-o", outdir)
    call(known.folder, CRYODRGN, "backproject_voxel", particles or known.stack, *words)
    return read_map(outdir / "backproject.mrc")


def test_backprojection_at_our_poses_is_our_map(handed_over, tmp_path):
    """In sign too: cryoDRGN inverts the images by default, and its CTF has the other sign."""
    theirs, ours = backprojected(handed_over, handed_over.pose, tmp_path / "map"), read_map(handed_over.map)
    assert worst_correlation(ours, theirs) > 0.99  # 0.9965
    assert worst_correlation(theirs, handed_over.known.volume) > 0.99  # 0.9934


def test_some_of_the_particles_are_those_of_the_exported_star(handed_over, tmp_path):
    """The pickles have a row for each exported particle, and so has the star: cryoDRGN's --ind would count the rows of the stack."""
    np.save(tmp_path / "ind.npy", np.arange(1, N_PARTICLES, 2))
    half = hand_over(handed_over.known, tmp_path / "half", ind=tmp_path / "ind.npy")
    theirs = backprojected(half, half.pose, tmp_path / "map", half.star)
    assert worst_correlation(read_map(half.map), theirs) > 0.99  # 0.995


def test_a_planted_error_of_the_shifts_is_seen(handed_over, tmp_path):
    poses = read_poses(handed_over.pose, BOX_PX)
    write_poses(tmp_path / "wrong.pkl", Poses(poses.rotations, -poses.shifts_px), BOX_PX)
    theirs = backprojected(handed_over, tmp_path / "wrong.pkl", tmp_path / "map")
    assert worst_correlation(read_map(handed_over.map), theirs) < 0.8  # -0.59


def test_poses_and_ctf_that_cryodrgn_parses_from_our_star_are_those_of_our_pickles(handed_over, tmp_path):
    project = handed_over.known.folder
    call(project, CRYODRGN, "parse_pose_star", handed_over.star, "-D", BOX_PX, "-o", tmp_path / "pose.pkl")
    call(project, CRYODRGN, "parse_ctf_star", handed_over.star, "-D", BOX_PX, "-o", tmp_path / "ctf.pkl")
    theirs, ours = load_pickle(tmp_path / "pose.pkl"), load_pickle(handed_over.pose)
    np.testing.assert_allclose(theirs[0], ours[0], atol=1e-6)
    np.testing.assert_allclose(theirs[1], ours[1], atol=1e-6)
    np.testing.assert_allclose(load_pickle(tmp_path / "ctf.pkl"), load_pickle(handed_over.ctf), rtol=1e-6)
    assert len(ours[0]) == N_PARTICLES


def test_train_vae_trains_an_epoch_at_our_poses(handed_over, tmp_path):
    known = handed_over.known
    files = ("--poses", handed_over.pose, "--ctf", handed_over.ctf, "-o", tmp_path / "vae")
    small = ("--zdim", 2, "-n", 1, "--enc-dim", 64, "--dec-dim", 64, "--no-amp", "--no-analysis", "--seed", 1)
    printed = call(known.folder, CRYODRGN, "train_vae", known.stack.name, *files, *small)
    loss = re.search(r"Average gen loss = ([\d.]+)", printed)
    assert loss is not None
    assert float(loss[1]) < 0.995  # 0.988 in the mean of its first epoch; 1 is that of an empty volume
    z = load_pickle(tmp_path / "vae" / "z.pkl")
    assert z.shape == (N_PARTICLES, 2)
    assert np.isfinite(z).all()
