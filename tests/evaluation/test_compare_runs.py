"""`cryofire compare`: what a run is free in is taken out, what is wrong is counted."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from roma import rotvec_to_rotmat

from cryofire import Run
from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.evaluation.compare_runs import compare_runs
from cryofire.io.mrc import read_volume
from cryofire.physics.mirror import flip_hand_of_rotations
from cryofire.physics.rotations import random_rotations
from runs import QUICK_AT_KNOWN_POSES
from stacks import TinySet, tiny_set, write_tiny_stack

N = 300
TRUTH = tiny_set(N, 16, noise=0.2, seed=5)
TURN = random_rotations(1, torch.Generator().manual_seed(2))[0]
OFFSET_PX = torch.tensor([0.8, -0.5, 0.3])
N_WRONG = 60


def turned() -> TinySet:
    """The same images; poses in another frame, moved in space."""
    rotations = TRUTH.poses.rotations @ TURN
    return replace(TRUTH, poses=Poses(rotations, TRUTH.poses.shifts_px + rotations[:, :2] @ OFFSET_PX))


def mirrored() -> TinySet:
    return replace(TRUTH, poses=Poses(flip_hand_of_rotations(TRUTH.poses.rotations), TRUTH.poses.shifts_px))


def partly_wrong() -> TinySet:
    rotations = TRUTH.poses.rotations.clone()
    axes = torch.nn.functional.normalize(torch.randn(N_WRONG, 3, generator=torch.Generator().manual_seed(3)), dim=1)
    rotations[:N_WRONG] = rotations[:N_WRONG] @ rotvec_to_rotmat(math.radians(20) * axes).to(rotations)  # so little that none is junk
    return replace(TRUTH, poses=Poses(rotations, TRUTH.poses.shifts_px))


SETS = {"true": lambda: TRUTH, "turned": turned, "mirrored": mirrored, "partly wrong": partly_wrong}


@pytest.fixture(scope="module")
def folders(cryofire, tmp_path_factory) -> dict[str, Path]:
    """Runs at poses that are known, and alike, or not."""
    options = [word for option in ("z_dim=2", *QUICK_AT_KNOWN_POSES) for word in ("--set", option)]
    made = {}
    for name, of in SETS.items():
        folder = tmp_path_factory.mktemp("compared")
        particles = write_tiny_stack(folder, of())
        words = ("--recipe", "fixed-poses", "--seed", 1, "--device", "cpu")
        done = cryofire("train", particles.star, "-o", folder / "run", *words, *options)
        assert done.code == 0, done.err
        made[name] = folder / "run"
    return made


def test_frame_and_offset_are_taken_out_and_maps_agree(folders):
    found = compare_runs(Run(folders["true"]), Run(folders["turned"])).comparison
    assert found.n_shared == N and not found.poses.is_mirrored
    assert found.poses.global_.median_deg < 0.1 and found.poses.per_group.under_10_deg == 1
    assert found.poses.shift_median_px < 0.02
    assert len(found.maps) == 3
    for error in found.maps:
        assert error.auc_fsc > 0.45


def test_the_other_hand_is_said_and_its_maps_are_mirrored_back(folders):
    made = compare_runs(Run(folders["true"]), Run(folders["mirrored"]), n_maps=1)
    assert made.comparison.poses.is_mirrored
    assert made.comparison.poses.global_.median_deg < 0.1
    [(_, ours, theirs)] = made.maps
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.95


def test_wrong_poses_are_counted_and_named(folders, cryofire, tmp_path):
    done = cryofire("compare", folders["true"], folders["partly wrong"], "-o", tmp_path)
    assert done.code == 0, done.err
    found = json.loads((tmp_path / "comparison.json").read_text())
    rows = list(csv.DictReader((tmp_path / "particles.csv").open()))
    far = [int(row["particle"]) for row in rows if float(row["angle_deg"]) > 10]
    shared = [row for row in range(N_WRONG) if row in {int(each["particle"]) for each in rows}]
    assert sorted(far) == shared and len(shared) >= 5, "the others are taken for junk"
    assert found["poses"]["per_group"]["under_10_deg"] == pytest.approx(1 - len(far) / len(rows), abs=1e-6)
    assert f"{found['poses']['per_group']['under_10_deg']:.1%} within 10 deg" in done.out
    ours, theirs = (read_volume(tmp_path / f"{name}_000.mrc").values for name in ("run", "other"))
    np.testing.assert_allclose(read_volume(tmp_path / "difference_000.mrc").values, ours - theirs, atol=1e-5)


def test_z_of_a_run_tells_itself(folders):
    run = Run(folders["true"])
    found = compare_runs(run, run, n_maps=0).comparison
    assert found.z_told == pytest.approx(1) and found.z_telling == pytest.approx(1)
    assert found.maps == () and found.junk_agreement == 1


def test_runs_of_other_images_are_not_compared(folders, cryofire, tmp_path):
    particles = write_tiny_stack(tmp_path, tiny_set(60, 16, noise=0.2, seed=6))
    options = [word for option in ("z_dim=0", *QUICK_AT_KNOWN_POSES) for word in ("--set", option)]
    ind = tmp_path / "ind.txt"
    ind.write_text("\n".join(str(row) for row in range(15)))
    assert cryofire("train", particles.star, "-o", tmp_path / "run", "--recipe", "fixed-poses", "--ind", ind, *options).code == 0
    with pytest.raises(DataError, match="share 15 particles"):
        compare_runs(Run(folders["true"]), Run(tmp_path / "run"))
