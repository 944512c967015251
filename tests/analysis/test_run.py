"""The Python face: what `cryofire.Run` gives back is what the run folder, the commands and the model say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import cryofire
from cryofire import MapOptions, Run
from cryofire.analysis.training_images import open_training_set
from cryofire.core.errors import ConfigError, DataError, RunError
from cryofire.io.mrc import read_volume
from cryofire.io.run_store import RunStore
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_images
from cryofire.pipeline.build import open_sets
from cryofire.pipeline.run import read_config
from mixed import write_groups
from runs import make_trainer, small_config
from stacks import PIXEL_SIZE_A, tiny_set


@pytest.fixture(scope="module")
def run(tiny_run: Path) -> Run:
    return Run(tiny_run, device="cpu")


def test_importing_cryofire_imports_neither_torch_nor_numpy():
    code = "import sys, cryofire; dir(cryofire); print(sorted({'torch', 'numpy', 'pydantic', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_name_that_cryofire_offers_is_there():
    assert set(cryofire.__all__) <= set(dir(cryofire))
    modules = [thing.__module__ for thing in (cryofire.Run, cryofire.train, cryofire.infer, cryofire.Inference, cryofire.MapOptions)]
    assert modules == [f"cryofire.analysis.{name}" for name in ("run", "train", "infer", "infer", "volumes")]
    with pytest.raises(AttributeError, match="no attribute 'Runn'; it has Inference, MapOptions, Run"):
        _ = cryofire.Runn


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(RunError, match="no run folder"):
        Run(tmp_path)


def test_arrays_have_a_row_a_particle_and_their_units(run, tiny_stack):
    assert len(run) == 48
    assert (run.z.shape, run.scores.shape, run.confidence) == ((48, 2), (48,), None)
    assert run.poses.rotations.shape == (48, 3, 3)
    truth = tiny_stack.truth.poses
    np.testing.assert_allclose(run.poses.rotations, truth.rotations, atol=1e-5)  # six decimals of an angle in the STAR file
    np.testing.assert_allclose(run.poses.shifts_px, truth.shifts_px, atol=1e-5)
    np.testing.assert_allclose(run.poses.shifts_A, 4.0 * truth.shifts_px, atol=4e-5)
    assert run.particles.names[0] == "000001@particles.mrcs"
    assert run.particles.stack_paths == (tiny_stack.mrcs,)
    assert run.particles.index_in_stack.tolist() == list(range(48))
    np.testing.assert_allclose(run.particles.column("_cryofireZ1"), run.z[:, 0], atol=1e-5)
    assert run.particles.column("_rlnImageName")[47].startswith("000048@")
    with pytest.raises(DataError, match="has no column _rlnDefocus"):
        run.particles.column("_rlnDefocus")


def test_volumes_are_the_maps_that_the_command_writes(run, cryofire, tmp_path):
    zs = np.array([[0.5, -1.0], [0.0, 0.25]])
    assert cryofire("volumes", run.path, "-o", tmp_path / "one", "--z", "0.5,-1", "--device", "cpu").code == 0
    written = read_volume(tmp_path / "one" / "vol_000.mrc")
    assert run.volume([0.5, -1.0]).shape == (16, 16, 16)
    np.testing.assert_array_equal(run.volume([0.5, -1.0]), written.values)
    assert run.pixel_size_A == written.pixel_size_A == PIXEL_SIZE_A
    assert run.volumes(zs).shape == (2, 16, 16, 16)
    np.testing.assert_array_equal(run.volumes(zs)[0], written.values)
    np.testing.assert_array_equal(run.volume(zs[0], MapOptions(is_inverted=True)), -written.values)
    with pytest.raises(ConfigError, match="3 values for each conformation, and the run has z_dim 2"):
        run.volume([1, 2, 3])
    with pytest.raises(ConfigError, match="0 values for each conformation"):
        run.volume()


def test_maps_written_at_the_end_are_those_of_the_clusters(run):
    np.testing.assert_allclose(np.loadtxt(run.path / "volumes" / "z.txt"), run.clusters(10).representatives, rtol=1e-6)
    found = read_volume(run.path / "volumes" / "vol_003.mrc").values
    np.testing.assert_allclose(run.volume(run.clusters(10).representatives[3]), found, atol=1e-5 * np.abs(found).max())


def test_traverse_walks_along_a_principal_axis(run, cryofire, tmp_path):
    walk = run.traverse("pc1", n=4)
    assert (walk.z.shape, walk.volumes.shape) == ((4, 2), (4, 16, 16, 16))
    assert cryofire("volumes", run.path, "-o", tmp_path, "--traverse", "pc1", "-n", 4, "--device", "cpu").code == 0
    np.testing.assert_allclose(np.loadtxt(tmp_path / "z.txt"), walk.z, rtol=1e-6)
    with pytest.raises(ConfigError, match="component pc9: the run has components pc1 to pc2"):
        run.traverse("pc9")


def test_images_are_those_trained_on_and_predictions_explain_them(run, tiny_stack):
    dataset = open_sets(read_config(RunStore(run.path))).train
    rows = np.array([5, 0, 40])
    np.testing.assert_array_equal(run.images(rows), dataset.load(torch.from_numpy(rows)).numpy())
    np.testing.assert_array_equal(run.images(np.arange(48) == 7), run.images(7))
    lattice, everything = Lattice.create(16), np.arange(48)
    seen, made = (lattice.sample(torch.from_numpy(values)) for values in (run.images(everything), run.predict(everything)))
    explained = 1 - float((seen - made).abs().square().sum() / seen.abs().square().sum())
    # Noise is a hundredth of the signal's power, and the window takes some of the corners.
    assert explained > 0.9


def test_predictions_are_projections_of_the_maps(run, tiny_stack):
    """A second route to the same images: the map of a particle's z, projected, in the grey scale of the images on disk."""
    lattice, rows = Lattice.create(16, 5), [3, 17, 30]
    dataset = open_sets(read_config(RunStore(run.path))).train
    assert dataset.optics is not None
    for row in rows:
        grid = volume_to_grid(torch.from_numpy(run.volume(run.z[row])), padding=3)
        pose = dataset.poses[torch.tensor([row])]
        slices = central_slices(grid, pose.rotations, lattice.freqs_per_px) * ctf(lattice.freqs_per_px, dataset.optics[torch.tensor([row])])
        projected = shift_images(slices.to(torch.complex64), lattice.freqs_per_px, pose.shifts_px)
        made = lattice.sample(torch.from_numpy(run.predict(row))) * dataset.preprocess.std * dataset.preprocess.sign
        left = float((projected - made).abs().square().sum() / made.abs().square().sum())
        # The map's box cuts off what the decoder's larger grid holds outside of it; both interpolate.
        assert left < 0.02


def test_predictions_move_with_the_shift(run):
    still = replace(run.results.poses, shifts_px=torch.zeros(48, 2, dtype=torch.float64))
    moved = replace(still, shifts_px=torch.tensor([[2.0, -1.0]], dtype=torch.float64).repeat(48, 1))
    made = []
    for poses in (still, moved):
        other = Run(run.path, device="cpu")
        other.results = replace(run.results, poses=poses)
        made.append(other.predict(3)[0])
    # Positive is towards larger column and row index.
    np.testing.assert_allclose(made[1], np.roll(made[0], (-1, 2), axis=(0, 1)), atol=1e-4 * np.abs(made[0]).max())


@pytest.mark.parametrize(
    ("rows", "words"),
    [(48, "row 48 was asked for; the 48 particles are rows 0 to 47"), ([-1], "row -1 was asked for"), ([0.5], "whole numbers from 0")],
)
def test_rows_that_are_not_there_are_refused(rows, words, run):
    with pytest.raises(DataError, match=words):
        run.images(rows)


def test_images_of_groups_of_other_grey_scale_and_pixel_size_are_those_trained_on(tmp_path):
    first, second = tiny_set(24, 16, seed=1), tiny_set(24, 20, seed=2)
    star = write_groups(tmp_path / "set", [first, replace(second, images=5 * second.images)], [4.0, 3.2])
    trainer = make_trainer(small_config(star, tmp_path / "run", "map_pixel_size_A=4.2"))
    store, dataset = RunStore(tmp_path / "run"), trainer.sets.train
    config = read_config(store)
    assert config.data.group_scales is not None and len(config.data.group_scales) == 2
    assert (config.data.image_pixel_size_A, config.data.map_pixel_size_A) == (4.0, 4.2)
    opened = open_training_set(config, star, None, dataset.table.particle_ids)
    assert torch.equal(opened.load(torch.arange(48)), dataset.load(torch.arange(48)))


def test_particle_file_that_changed_is_refused(run, tiny_stack, tmp_path):
    fewer = tmp_path / "particles.star"
    lines = tiny_stack.star.read_text().rstrip().splitlines()
    fewer.write_text("\n".join(lines[:-1]) + "\n")
    with pytest.raises(DataError, match="holds other particles than the run was trained on"):
        Run(run.path, particles=fewer, datadir=tiny_stack.folder).images(0)
    with pytest.raises(DataError, match="is not there"):
        Run(run.path, particles=tmp_path / "gone.star").images(0)


def test_metrics_and_verdict_are_those_of_the_folder(run):
    assert [line["phase"] for line in run.metrics if "phase" in line]
    assert run.verdict.to_dict()["verdict"] == run.verdict.verdict.value
    assert (run.path / "verdict.json").exists(), "train writes it, as the command does"


def test_selection_and_export_are_those_of_the_commands(run, cryofire, tmp_path):
    rows = run.select(kmeans=3, clusters=(0, 2))
    np.testing.assert_array_equal(rows, np.flatnonzero(np.isin(run.clusters(3).labels, (0, 2))))
    assert cryofire("select", run.path, "-o", tmp_path / "rows.txt", "--kmeans", 3, "--cluster", "0,2").code == 0
    np.testing.assert_array_equal(np.loadtxt(tmp_path / "rows.txt", dtype=int), rows)
    run.write_selection(tmp_path / "again.txt", rows)
    assert (tmp_path / "again.txt").read_text() == (tmp_path / "rows.txt").read_text()
    exported = run.export(tmp_path / "python", rows=rows, form="star", kmeans=3)
    assert exported.n_particles == len(rows)
    arguments = ["export", run.path, "-o", tmp_path / "command", "--format", "star", "--kmeans", 3, "--ind", tmp_path / "rows.txt"]
    assert cryofire(*arguments).code == 0
    assert (tmp_path / "python" / "particles.star").read_text() == (tmp_path / "command" / "particles.star").read_text()
    with pytest.raises(ConfigError, match="no criterion is called 'kmean'"):
        run.select(kmean=3)
    with pytest.raises(ConfigError, match="form csv: expected one of star, cs, cryodrgn, all"):
        run.export(tmp_path / "none", form="csv")


def test_options_of_train_have_the_names_of_the_command_line(run, tiny_stack):
    assert (run.config.model.z_dim, run.config.seed, run.config.amortize.minutes) == (2, 3, 0)
    with pytest.raises(ConfigError, match="no recipe is called 'defalt'"):
        cryofire.train(tiny_stack.star, run.path, "defalt")
    with pytest.raises(ConfigError, match="unknown option 'z_dims'"):
        cryofire.train(tiny_stack.star, run.path, z_dims=3)
    with pytest.raises(RunError, match="holds a run already"):
        cryofire.train(tiny_stack.star, run.path, ctf=tiny_stack.ctf, search={"max_shift_px": 3}, minutes=0)
