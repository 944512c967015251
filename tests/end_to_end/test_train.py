"""From a particle stack to maps in one command: what the run folder then holds."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from cryofire.analysis.runs import load_run
from cryofire.inference.estimates import Estimates
from cryofire.io.mrc import read_volume
from cryofire.io.optics import ReadOptions
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import angle_between_deg
from cryofire.physics.shells import fourier_shell_correlation
from cryofire.physics.slices import central_slices, slice_coordinates, volume_to_grid
from cryofire.pipeline.build import open_sets
from cryofire.training.published.optim import OptimizerConfig, make_optimizer
from cryofire.training.published.schedule import Phase, ScheduleState
from cryofire.training.published.step import Stepper
from programs import Trained
from stacks import PIXEL_SIZE_A, correlation


def read_run_star(trained: Trained) -> ParticleTable:
    """particles.star of a run; the stacks lie where the user's file was."""
    return read_star(RunStore(trained.path).particles, ReadOptions(datadir=trained.stack.folder))


# ---- one volume, poses known -----------------------------------------------------------------------------------


def test_map_of_known_poses_is_the_true_volume_in_its_own_grey_values(rigid_run):
    assert rigid_run.finished.code == 0, rigid_run.finished.err
    volume, truth = read_volume(RunStore(rigid_run.path).volume(0)), rigid_run.stack.truth.volume
    found = torch.from_numpy(volume.values.copy())
    assert volume.pixel_size_A == pytest.approx(PIXEL_SIZE_A)
    assert correlation(found, truth) > 0.95
    assert (fourier_shell_correlation(found, truth)[1:5] > 0.9).all()
    # The regression of the map on the truth: density, not density up to a factor.
    centred = truth - truth.mean()
    assert float((found * centred).sum() / centred.square().sum()) == pytest.approx(1.0, abs=0.15)


def test_projections_of_the_map_are_the_images_that_the_network_predicts(rigid_run):
    loaded = load_run(rigid_run.path, device="cpu")
    volume = torch.from_numpy(read_volume(loaded.run.volume(0)).values.copy())
    rotations, lattice = rigid_run.stack.truth.poses.rotations, Lattice.create(16, 6)
    with torch.no_grad():
        predicted = loaded.model.decoder(slice_coordinates(rotations, lattice.freqs_per_px)[:, None], None)[:, 0]
    projected = central_slices(volume_to_grid(volume, padding=3), rotations, lattice.freqs_per_px)
    predicted = predicted * (16 * loaded.image_std)
    assert correlation(torch.view_as_real(projected), torch.view_as_real(predicted)) > 0.98
    assert float(projected.abs().square().sum() / predicted.abs().square().sum()) == pytest.approx(1.0, abs=0.05)


def test_known_poses_come_out_as_they_went_in(rigid_run):
    table, truth = read_run_star(rigid_run), rigid_run.stack.truth
    assert table.poses is not None
    assert angle_between_deg(table.poses.rotations, truth.poses.rotations.double()).max() < 1e-2
    torch.testing.assert_close(table.poses.shifts_px, truth.poses.shifts_px.double(), rtol=0, atol=1e-4)


def test_homogeneous_run_has_latents_without_columns_and_one_map(rigid_run):
    run = RunStore(rigid_run.path)
    assert np.load(run.latents).shape == (48, 0)
    assert [path.name for path in sorted(run.volumes.glob("*.mrc"))] == ["vol_000.mrc"]
    assert "_cryofireZ" not in run.particles.read_text()


def test_loss_falls_and_is_written_down_line_by_line(rigid_run):
    lines = list(RunStore(rigid_run.path).read_metrics())
    assert [line["images_seen"] for line in lines] == [480, 960, 1440, 1920]
    assert lines[-1]["loss"] < 0.75 * lines[0]["loss"]
    assert all(line["shell"] == 8 and line["phase"] == "joint" and line["images_per_s"] > 0 for line in lines)


# ---- poses and conformations -----------------------------------------------------------------------------------


def test_particles_are_the_users_rows_in_order_with_our_poses_and_z(flexible_run):
    assert flexible_run.finished.code == 0, flexible_run.finished.err
    run = RunStore(flexible_run.path)
    ours, theirs = read_run_star(flexible_run), read_star(flexible_run.stack.star, ReadOptions())
    assert ours.particle_ids.tolist() == theirs.particle_ids.tolist()
    assert ours.optics is not None
    assert theirs.optics is not None
    assert torch.equal(ours.optics.defocus_u_A, theirs.optics.defocus_u_A)
    particles = ours.source.document.table_with("_rlnImageName")
    z = np.stack([particles.numbers(f"_cryofireZ{j}") for j in (1, 2)], axis=1)
    latents = np.load(run.latents)
    assert latents.shape == (40, 2)
    assert latents.dtype == np.float32
    np.testing.assert_allclose(z, latents, rtol=1e-4, atol=1e-5)


def test_poses_of_the_star_file_are_those_that_the_network_reads_off_the_images(flexible_run):
    loaded, table = load_run(flexible_run.path, device="cpu"), read_run_star(flexible_run)
    batch = open_sets(loaded.config).train.batch(torch.arange(40))
    stepper = Stepper(loaded.model, make_optimizer(OptimizerConfig(), loaded.model), loaded.config.objective, "fp32")
    found = stepper.infer(batch, ScheduleState(Phase.JOINT, loaded.shell), 0.0).estimate
    assert table.poses is not None
    torch.testing.assert_close(table.poses.rotations.float(), found.poses.rotations, rtol=0, atol=1e-4)
    torch.testing.assert_close(table.poses.shifts_px.float(), found.poses.shifts_px, rtol=0, atol=1e-4)
    np.testing.assert_allclose(np.load(loaded.run.latents), found.z.numpy(), rtol=1e-4, atol=1e-5)
    assert not torch.allclose(found.poses.rotations, flexible_run.stack.truth.poses.rotations, atol=0.1), "copied from the input"


def test_configuration_of_the_run_is_complete_and_resolved(flexible_run):
    values = yaml.safe_load(RunStore(flexible_run.path).config.read_text())
    assert values["seed"] == 3
    assert values["data"]["box_px"] == 16
    assert values["data"]["invert"] is False
    assert values["data"]["norm"][0] == 0.0
    assert values["data"]["norm"][1] == pytest.approx(load_run(flexible_run.path).image_std)
    assert values["data"]["particles"] == str(flexible_run.stack.star.absolute())
    assert set(values["provenance"]) == {"version", "commit", "command"}
    assert values["provenance"]["command"].startswith("cryofire train ")


def test_checkpoints_hold_weights_optimiser_estimates_and_counters(flexible_run):
    run = RunStore(flexible_run.path)
    assert sorted(path.name for path in run.checkpoints.glob("images_*")) == ["images_000000000040", "images_000000000080"]
    folder = run.latest_checkpoint()
    assert folder.name == "images_000000000080"
    assert {path.name for path in folder.iterdir()} == {"model.safetensors", "optimizer.pt", "estimates.safetensors", "progress.json"}
    assert json.loads((folder / "progress.json").read_text())["step"] == 10
    empty = Estimates.empty(40, 2)
    stored = load_file(folder / "estimates.safetensors")
    assert {name: value.shape for name, value in stored.items()} == {
        "rotations": empty.rotations.shape,
        "shifts_px": empty.shifts_px.shape,
        "z": empty.z.shape,
    }


def test_metrics_have_every_term_and_the_held_out_loss(flexible_run):
    lines = list(RunStore(flexible_run.path).read_metrics())
    scalars = [line for line in lines if "loss" in line]
    assert [line["images_seen"] for line in scalars] == [24, 48, 72, 80]
    assert [line["phase"] for line in scalars] == ["pose_only", "joint", "joint", "joint"]
    assert all({"epoch", "data_loss", "kl", "lr", "shell", "peak_memory_MB"} <= line.keys() for line in scalars)
    last = scalars[-1]
    assert last["loss"] == pytest.approx(last["data_loss"] + 0.1 * last["kl"] / 16**2, rel=1e-5)
    assert [line["images_seen"] for line in lines if "test_loss" in line] == [40, 80]
    assert all(0.1 < line["test_loss"] < 10 for line in lines if "test_loss" in line)


def test_maps_at_the_end_are_one_for_each_cluster_with_their_z(flexible_run):
    run = RunStore(flexible_run.path)
    z = np.loadtxt(run.volumes / "z.txt", ndmin=2)
    assert len(z) == len(list(run.volumes.glob("vol_*.mrc"))) == 10
    latents = np.load(run.latents)
    distances = np.linalg.norm(latents[None] - z[:, None], axis=2).min(axis=1)
    assert distances.max() < 1e-5, "a map is made at a conformation that a particle has"


def test_log_tells_contrast_progress_and_where_the_maps_are(flexible_run):
    log = RunStore(flexible_run.path).log.read_text()
    for words in ("40 particles of 16 px", "pose_only", "test set: loss", "maps: 10 in", "done: loss"):
        assert words in log
    assert "contrast: protein is bright" in flexible_run.finished.err


# ---- TensorBoard -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def events(flexible_run) -> EventAccumulator:
    accumulator = EventAccumulator(str(RunStore(flexible_run.path).summaries), size_guidance={"images": 0, "scalars": 0})
    accumulator.Reload()
    return accumulator


def test_tensorboard_has_the_scalars_of_the_metrics(events, flexible_run):
    lines = [line for line in RunStore(flexible_run.path).read_metrics() if "loss" in line]
    for tag, key in (
        ("loss/total", "loss"),
        ("loss/data", "data_loss"),
        ("loss/kl", "kl"),
        ("schedule/shell", "shell"),
        ("schedule/lr", "lr"),
    ):
        found = [(event.step, event.value) for event in events.Scalars(tag)]
        assert [step for step, _ in found] == [line["images_seen"] for line in lines]
        assert [value for _, value in found] == pytest.approx([line[key] for line in lines], rel=1e-5)
    assert [event.value for event in events.Scalars("schedule/is_pose_only")] == [1, 0, 0, 0]
    assert "speed/images_per_s" in events.Tags()["scalars"]


def test_tensorboard_has_pictures_of_both_sets_at_each_checkpoint(events):
    for name in ("train", "test"):
        for picture in ("images", "hartley", "view_directions", "poses", "latents", "pose_errors"):
            shown = events.Images(f"{name}/{picture}")
            assert [event.step for event in shown] == [40, 80], f"{name}/{picture}"
            assert all(event.width > 200 and event.height > 100 for event in shown)


def test_tensorboard_has_pose_errors_against_the_known_poses(events):
    for name in ("train", "test"):
        for scalar, largest in (("rotation_error_median_deg", 180), ("rotation_error_mean_deg", 180), ("shift_error_median_px", 16)):
            values = [event.value for event in events.Scalars(f"{name}/{scalar}")]
            assert len(values) == 2
            assert all(0 < value < largest for value in values)
    assert [event.step for event in events.Scalars("loss/test")] == [40, 80]
