"""The sixteen faults of the published code, each shown not to be ours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cryofire.core.types import Latents
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.statistics import find_contrast
from cryofire.io.cryodrgn import read_poses
from cryofire.io.mrc import open_stack, read_volume, write_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.io.safe_pickle import save_pickle
from cryofire.objective.priors import kl_divergence
from cryofire.physics.mirror import transform_images
from cryofire.physics.rotations import six_to_matrix
from cryofire.pipeline import results
from cryofire.training.hooks.base import HeavyReport, Hook
from cryofire.training.published.schedule import Phase, ScheduleConfig, ScheduleState, schedule
from networks import make_network, make_stepper
from runs import make_trainer, small_config
from stacks import TinyStack, blob_volume, tiny_set, write_tiny_stack


def test_fault_01_filtered_images_keep_their_own_poses(tiny_stack, tmp_path):
    (tmp_path / "ind.txt").write_text("40\n3\n17\n")
    config = DataConfig(particles=tiny_stack.mrcs, pose=tiny_stack.pose, ind=tmp_path / "ind.txt")
    batch = open_dataset(config, config, seed=0).batch(torch.arange(3))
    assert batch.poses is not None
    torch.testing.assert_close(batch.poses.rotations, tiny_stack.truth.poses.rotations[[40, 3, 17]], rtol=0, atol=1e-6)


def test_fault_02_shifts_that_are_fractions_of_the_box_become_pixels(tmp_path):
    save_pickle(tmp_path / "pose.pkl", (np.eye(3, dtype=np.float32)[None], np.array([[0.25, -0.125]], np.float32)))
    # cryoDRGN's shift is RELION's origin: the particle sits the other way.
    assert read_poses(tmp_path / "pose.pkl", box_px=64).shifts_px.tolist() == [[-16.0, 8.0]]


def test_fault_03_resuming_does_not_restart_the_pose_only_phase(tiny_stack, tmp_path):
    config = small_config(tiny_stack.star, tmp_path / "run", "batch_size=16", "num_epochs=4", "pose_only_phase=32", "z_dim=2")
    stopped = make_trainer(config)
    stopped.stop.ask()  # after one step: 16 images
    stopped.train()
    assert stopped.state().is_pose_only
    resumed = make_trainer(config, is_resuming=True)
    resumed.stop.ask()
    resumed.train()
    assert resumed.progress.images_seen == 32
    assert not make_trainer(config, is_resuming=True).state().is_pose_only


def test_fault_04_marching_reaches_the_last_shell():
    config = ScheduleConfig(add_one_frequency_every=1000)
    assert [schedule(config, box_px, 8, 10**7, 10**7).shell for box_px in (32, 33, 64, 127, 128)] == [16, 16, 32, 63, 64]


def test_fault_05_the_test_set_is_used(tiny_stack, tmp_path):
    class Remember(Hook):
        losses: list[float]

        def on_heavy(self, report: HeavyReport) -> None:
            if report.test_loss is not None:
                self.losses.append(report.test_loss)

    watcher = Remember()
    watcher.losses = []
    for name, noise in (("clean", 0.0), ("noisy", 3.0)):
        held_out = write_tiny_stack(tmp_path / name, tiny_set(12, noise=noise, seed=6))
        options = ("num_epochs=1", "output_mask=circ", f"test_particles={held_out.star}")
        trainer = make_trainer(small_config(tiny_stack.star, tmp_path / f"{name}_run", *options))
        trainer.hooks = [watcher]
        trainer.train()
    clean, noisy = watcher.losses
    # Standardised by the training set's spread: noise of three times the signal's adds about nine times its variance.
    assert noisy / clean > 4


@pytest.fixture(scope="module")
def tiny_run(tiny_stack, tmp_path_factory) -> RunStore:
    """A finished run with conformations, its maps at two of them."""
    folder = tmp_path_factory.mktemp("tiny_run") / "run"
    trainer = make_trainer(small_config(tiny_stack.star, folder, "batch_size=16", "num_epochs=1", "z_dim=2", "pose_only_phase=0"))
    trainer.train()
    results.write_particles(trainer.run, trainer.sets.train, trainer.estimates)
    z, model = np.array([[0.0, 0.0], [2.0, -1.0]], np.float32), trainer.model
    results.write_maps(trainer.run, model.decoder, model.box_px, trainer.config.data, z, trainer.state().shell)
    return trainer.run


def test_fault_06_the_volume_command_accepts_its_own_documented_flags(cryofire, tiny_run, tmp_path):
    np.savetxt(tmp_path / "z.txt", [[0.0, 0.0], [2.0, -1.0]])
    (tmp_path / "rows.txt").write_text("4\n7\n1\n")
    choices = {"--z": "1,2", "--z-file": tmp_path / "z.txt", "--particles": tmp_path / "rows.txt", "--traverse": "pc1", "--kmeans": 4}
    changes = ["--pixel-size", 2, "--flip", "--invert", "--downsample", 14, "--low-pass", 12, "--crop", 12, "--device", "cpu"]
    counts = []
    for flag, value in choices.items():
        out = tmp_path / flag
        assert cryofire("volumes", tiny_run.path, "-o", out, flag, value, *changes).code == 0, flag
        counts.append(len(list(out.glob("vol_*.mrc"))))
    assert counts == [1, 2, 3, 10, 4]


def test_fault_07_maps_during_and_after_training_have_one_grey_scale(cryofire, tiny_run, tmp_path):
    np.savetxt(tmp_path / "z.txt", [[0.0, 0.0], [2.0, -1.0]])
    assert cryofire("volumes", tiny_run.path, "-o", tmp_path / "maps", "--z-file", tmp_path / "z.txt").code == 0
    for j in range(2):
        during, after = read_volume(tiny_run.volume(j)).values, read_volume(tmp_path / "maps" / f"vol_{j:03d}.mrc").values
        np.testing.assert_array_equal(during, after)
        assert during.std() > 0


def test_fault_08_the_kl_grows_as_the_posterior_leaves_the_prior():
    def kl(mean: float) -> float:
        return float(kl_divergence(Latents(z=torch.zeros(1), mean=torch.full((1, 1, 1), mean), log_variance=torch.zeros(1, 1, 1))))

    assert [kl(mean) for mean in (0.0, 1.0, 2.0)] == [0.0, 0.5, 2.0]


def test_fault_09_a_batch_of_three_gives_rotations():
    six = torch.randn(3, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = six_to_matrix(six)
    torch.testing.assert_close(found @ found.transpose(1, 2), torch.eye(3, dtype=torch.float64).expand(3, 3, 3))
    torch.testing.assert_close(torch.linalg.det(found), torch.ones(3, dtype=torch.float64))
    torch.testing.assert_close(found, torch.cat([six_to_matrix(one[None]) for one in six]))


def test_fault_10_the_mirrored_copy_keeps_the_origin_pixel_on_even_boxes():
    for box_px in (16, 17):
        image = torch.zeros(1, box_px, box_px)
        image[0, box_px // 2, box_px // 2], image[0, box_px // 2, box_px // 2 + 3] = 1.0, 2.0
        mirrored = transform_images(image, 1)[0]
        assert mirrored[box_px // 2, box_px // 2] == 1.0
        assert mirrored[box_px // 2, box_px // 2 - 3] == 2.0


def test_fault_11_particles_without_ctf_train(tmp_path):
    truth = tiny_set(24, has_ctf=False)
    write_stack(tmp_path / "bare.mrcs", truth.images.numpy(), 1.0)
    trainer = make_trainer(small_config(tmp_path / "bare.mrcs", tmp_path / "run", "batch_size=8", "num_epochs=1", "output_mask=circ"))
    assert trainer.sets.train.optics is None
    assert trainer.train()
    _, loss = trainer.infer(trainer.sets.train)
    assert 0 < loss < 2


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_fault_12_every_factor_of_the_symmetrised_loss_trains_and_more_views_never_fit_worse(factor):
    model, batch = make_network(16, 2), tiny_set(6).batch()
    state = ScheduleState(Phase.JOINT, 8)
    fewer, more = (float(make_stepper(model, sym_loss_factor=n).infer(batch, state, 0.0).loss.data) for n in (2, factor))
    assert more <= fewer
    result = make_stepper(model, sym_loss_factor=factor).train(batch, state, 0.0, seed=0)
    assert int(result.estimate.symmetry.max()) < factor


def test_fault_13_five_particles_can_be_read_lazily(tmp_path):
    stack = write_tiny_stack(tmp_path / "stack", tiny_set(5))
    trainer = make_trainer(small_config(stack.star, tmp_path / "run", "lazy=true", "batch_size=2", "num_epochs=3"))
    assert trainer.sets.train.images is None
    assert trainer.train()
    assert trainer.progress.images_seen == 12


def test_fault_14_an_extended_mrc_header_is_skipped(tiny_stack, tmp_path):
    content = bytearray(tiny_stack.mrcs.read_bytes())
    content[92:96] = (320).to_bytes(4, "little")  # NSYMBT, the length of the extended header
    path = tmp_path / "extended.mrcs"
    path.write_bytes(content[:1024] + b"\xff" * 320 + content[1024:])
    np.testing.assert_array_equal(open_stack(path).open_images(), open_stack(tiny_stack.mrcs).open_images())


def test_fault_15_each_optics_group_has_its_own_pixel_size(tiny_stack: TinyStack, tmp_path):
    optics = tiny_stack.truth.optics
    sizes = torch.where(torch.arange(48) < 20, 4.0, 4.4).double()
    stack = write_tiny_stack(tmp_path, replace(tiny_stack.truth, optics=replace(optics, pixel_size_A=sizes)))
    found = read_star(stack.star, ReadOptions())
    assert found.optics is not None
    torch.testing.assert_close(found.optics.pixel_size_A, sizes)
    assert len(set(found.optics_group.tolist())) == 2


def test_fault_16_dark_particles_are_turned_bright_and_the_user_may_say_so(tmp_path):
    truth = tiny_set(48)
    write_stack(tmp_path / "dark.mrcs", -truth.images.numpy(), 4.0)
    assert find_contrast(-truth.images, truth.optics).sign == -1.0
    signs = []
    for invert in ("auto", True, False):
        config = DataConfig(particles=tmp_path / "dark.mrcs", invert=invert)
        signs.append(open_dataset(config, config, seed=0).preprocess.sign)
    assert signs == [-1.0, -1.0, 1.0]
    assert blob_volume(16).min() >= 0  # what the images were made of: density is positive
