"""The main job on real and foreign files, from the command line to maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.io.cryodrgn import read_poses
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack, read_volume
from cryofire.physics.lattice import Lattice
from cryofire.physics.shells import fourier_shell_correlation
from cryofire.physics.slices import backproject, backprojection_to_volume, central_slices, empty_backprojection, volume_to_grid
from programs import Program

SMALL_NETWORK = ("--set", "channels_cnn=4", "--set", "hypervolume_dim=32", "--set", "num_epochs=1", "--set", "pose_only_phase=0")


@pytest.mark.parametrize(("name", "n", "box_px"), [("toy/toy_projections.star", 1000, 30), ("epu29/epu29_particles_64.star", 140, 64)])
def test_published_recipe_runs_from_the_command_line_to_maps(
    name: str, n: int, box_px: int, shared_data: Path, tmp_path: Path, cryofire: Program
) -> None:
    run = tmp_path / "run"
    result = cryofire("train", shared_data / "particles" / name, "-o", run, "--recipe", "published", *SMALL_NETWORK)
    assert result.code == 0, result.err
    latents = np.load(run / "latents.npy")
    assert latents.shape == (n, 8)
    assert latents.std() > 0
    written = read_particles(run / "particles.star", shared_data / "particles" / Path(name).parent)
    user = read_particles(shared_data / "particles" / name)
    assert (written.particle_ids == user.particle_ids).all()
    assert written.poses is not None
    volume = read_volume(run / "volumes" / "vol_000.mrc")
    assert volume.values.shape == (box_px,) * 3
    assert volume.values.std() > 0


def test_homogeneous_map_of_the_hand_agrees_with_its_backprojection(shared_data: Path, tmp_path: Path, cryofire: Program) -> None:
    """`hand-vol.mrc` is no map of these images (benchmarks/NOTES.md), so an independent reconstruction stands for the truth."""
    hand = shared_data / "particles" / "hand"
    run = tmp_path / "run"
    result = cryofire("train", hand / "hand.mrcs", "-o", run, "--recipe", "homogeneous", "--pose", hand / "hand_rot.pkl")
    assert result.code == 0, result.err
    found = torch.from_numpy(read_volume(run / "volumes" / "vol_000.mrc").values)
    images = torch.from_numpy(np.array(open_stack(hand / "hand.mrcs").open_images(), np.float32))
    rotations = read_poses(hand / "hand_rot.pkl", 64).rotations.float()
    lattice = Lattice.create(64)
    freqs = lattice.freqs_per_px
    sums = backproject(empty_backprojection(64), lattice.sample(images), torch.ones(len(images), len(lattice)), rotations, freqs)
    fsc = fourier_shell_correlation(found, backprojection_to_volume(sums, 0.1))
    assert fsc[1:17].min() >= 0.9  # out to half Nyquist
    again = lattice.to_images(central_slices(volume_to_grid(found), rotations, freqs))
    observed = lattice.to_images(lattice.sample(images))
    assert np.corrcoef(again.flatten(), observed.flatten())[0, 1] >= 0.98
    # One grey scale, but for what these images without noise show beyond the mask.
    assert abs(float((again * observed).sum() / observed.square().sum()) - 1) < 0.15
