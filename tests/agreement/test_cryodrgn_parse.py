"""What cryoDRGN parses from real files, and what we read from the same files, are the same numbers.

So its rotations are RELION's matrices, its shifts RELION's origins over the box, and cryoSPARC's poses are those
transposed. That these are also what the images show, and not only what two programs agree on, is tested on clean
images with known poses.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.core.types import Optics
from cryofire.io.cryodrgn import read_ctf, read_ctf_table, read_poses, write_ctf, write_poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack, read_volume
from cryofire.io.optics import OpticsOverrides
from cryofire.io.safe_pickle import load_pickle
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import angle_between_deg
from cryofire.physics.slices import backproject, backprojection_to_volume, central_slices, empty_backprojection, volume_to_grid
from cryofire.physics.translations import shift_images
from stacks import CTF_FIELDS


@pytest.fixture(scope="module")
def parsed(shared_data):
    return shared_data / "oracles" / "cryodrgn-parse"


@pytest.fixture(scope="module")
def refinement(parsed):
    """A RELION 3.0 star without amplitude contrast: -w 0.1 was given, and --Apix 1.035."""
    overrides = OpticsOverrides(amplitude_contrast=0.1, pixel_size_A=1.035)
    return read_particles(parsed / "FinalRefinement-OriginalParticles-PfCRT.star", overrides=overrides, needs_images=False)


@pytest.fixture(scope="module")
def cryosparc(parsed):
    return read_particles(parsed / "cryosparc_P12_J24_001_particles.cs", needs_images=False)


@pytest.fixture(scope="module")
def tilts(parsed):
    """Warp's sub-tilts; cryoDRGN was told a pixel size of 1.82 A."""
    return read_particles(parsed / "sta_testing_bin8.star", overrides=OpticsOverrides(pixel_size_A=1.82), needs_images=False)


def assert_same_ctf(ours: Optics, theirs: Optics):
    """To float32, in which theirs were stored; angles to a float32 of 180 degrees."""
    for name in CTF_FIELDS:
        torch.testing.assert_close(getattr(ours, name), getattr(theirs, name), rtol=1e-6, atol=1e-5 if "deg" in name else 0.0, msg=name)


def test_ctf_of_a_relion_star_is_theirs(parsed, refinement):
    assert len(refinement) == 5
    assert_same_ctf(refinement.optics, read_ctf(parsed / "ctf1.pkl"))


def test_ctf_of_a_cryosparc_file_is_theirs(parsed, cryosparc):
    assert len(cryosparc) == 2019
    assert_same_ctf(cryosparc.optics, read_ctf(parsed / "ctf2.pkl"))


def test_ctf_of_sub_tilts_is_theirs(parsed, tilts):
    assert len(tilts) == 219
    assert_same_ctf(tilts.optics, read_ctf(parsed / "sta_ctf.pkl"))


def test_poses_of_a_relion_star_are_theirs(parsed, refinement):
    theirs = read_poses(parsed / "pose.star.pkl", box_px=300)
    assert angle_between_deg(refinement.poses.rotations, theirs.rotations).max() < 1e-6
    torch.testing.assert_close(refinement.poses.shifts_px, theirs.shifts_px, atol=1e-12, rtol=0)


def test_poses_of_a_cryosparc_file_are_theirs(parsed, cryosparc):
    theirs = read_poses(parsed / "pose.cs.pkl", box_px=180)
    assert angle_between_deg(cryosparc.poses.rotations, theirs.rotations).max() < 1e-4
    torch.testing.assert_close(cryosparc.poses.shifts_px, theirs.shifts_px, atol=1e-5, rtol=0)
    assert theirs.shifts_px.abs().max() > 10


def test_rotations_of_sub_tilts_are_theirs(parsed, tilts):
    """Not the shifts: the star has none, and theirs are memory that was never written (1e-312 in some rows)."""
    theirs = read_poses(parsed / "sta_pose.pkl", box_px=64)
    assert angle_between_deg(tilts.poses.rotations, theirs.rotations).max() < 1e-6


@pytest.mark.parametrize("name", ["ctf1", "ctf2", "sta_ctf"])
def test_ctf_files_we_write_hold_their_numbers(parsed, tmp_path, name):
    table = read_ctf_table(parsed / f"{name}.pkl")
    write_ctf(tmp_path / "ctf.pkl", table.optics, int(table.box_px[0]))
    np.testing.assert_array_equal(load_pickle(tmp_path / "ctf.pkl"), load_pickle(parsed / f"{name}.pkl"))


@pytest.mark.parametrize(("name", "box_px"), [("pose.star", 300), ("pose.cs", 180)])
def test_pose_files_we_write_hold_their_numbers(parsed, tmp_path, name, box_px):
    write_poses(tmp_path / "pose.pkl", read_poses(parsed / f"{name}.pkl", box_px), box_px)
    for ours, theirs in zip(load_pickle(tmp_path / "pose.pkl"), load_pickle(parsed / f"{name}.pkl"), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)


# ---- what the images show --------------------------------------------------------------------------------------


def correlation(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """(n,) correlation of images, pixel by pixel."""
    a, b = (x.flatten(1) - x.flatten(1).mean(dim=1, keepdim=True) for x in (a, b))
    return (a * b).sum(dim=1) / (a.norm(dim=1) * b.norm(dim=1))


def stack(path) -> torch.Tensor:
    return torch.from_numpy(np.array(open_stack(path).open_images()))


def test_model_projected_at_converted_rotations_is_the_toy_images(shared_data):
    """The shifts of that pickle belong to another stack: these images are centred on their model."""
    folder = shared_data / "particles" / "toy"
    rotations = read_poses(folder / "toy_rot_trans.pkl", box_px=30).rotations[:200].float()
    images, lattice = stack(folder / "toy_projections.mrcs")[:200], Lattice.create(30)
    grid = volume_to_grid(torch.from_numpy(read_volume(folder / "toymodel_small_nocenter.mrc").values))
    right = correlation(lattice.to_images(central_slices(grid, rotations, lattice.freqs_per_px)), images)
    wrong = correlation(lattice.to_images(central_slices(grid, rotations.transpose(1, 2), lattice.freqs_per_px)), images)
    assert right.min() > 0.97
    assert right.median() > 0.99
    assert wrong.median() < 0.6


def reprojected(images: torch.Tensor, rotations: torch.Tensor, shifts_px: torch.Tensor) -> torch.Tensor:
    """Correlation of every second image with the projection of a map made of the others."""
    box = images.shape[-1]
    lattice = Lattice.create(box)
    centred_ft = shift_images(lattice.sample(images), lattice.freqs_per_px, -shifts_px)
    ones = torch.ones(len(images[::2]), len(lattice))
    sums = backproject(empty_backprojection(box), centred_ft[::2], ones, rotations[::2], lattice.freqs_per_px)
    grid = volume_to_grid(backprojection_to_volume(sums, ridge=0.3))
    return correlation(lattice.to_images(central_slices(grid, rotations[1::2], lattice.freqs_per_px)), lattice.to_images(centred_ft[1::2]))


def test_hand_images_at_converted_rotations_make_a_map_that_predicts_the_others(shared_data):
    """A chiral object, so a transposed rotation, or a mirror, cannot pass. (hand-vol.mrc is no map of this hand.)"""
    folder = shared_data / "particles" / "hand"
    images, poses = stack(folder / "hand.mrcs"), read_poses(folder / "hand_rot.pkl", box_px=64)
    rotations = poses.rotations.float()
    mirror = torch.diag(torch.tensor([-1.0, 1.0, -1.0]))  # of the view: x and the direction of projection
    right = reprojected(images, rotations, poses.shifts_px.float()).median()
    assert right > 0.95
    assert reprojected(images, rotations.transpose(1, 2), poses.shifts_px.float()).median() < 0.8
    assert reprojected(images, mirror @ rotations, poses.shifts_px.float()).median() < right


def test_hand_shifts_of_a_poor_solution_still_have_our_sign(shared_data):
    """hand_rot_trans.pkl is another, poorer solution; its shifts help with our sign and harm with the other."""
    folder = shared_data / "particles" / "hand"
    images, poses = stack(folder / "hand.mrcs"), read_poses(folder / "hand_rot_trans.pkl", box_px=64)
    rotations, shifts_px = poses.rotations.float(), poses.shifts_px.float()
    ours, none, opposite = (reprojected(images, rotations, sign * shifts_px).median().item() for sign in (1, 0, -1))
    assert ours > none > opposite
