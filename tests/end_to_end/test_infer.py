"""`cryofire infer`: images never trained on, under a run's volumes, with and without an encoder."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from clock import slow_time
from cryofire import Run
from cryofire.analysis.infer import UnseenReader
from cryofire.analysis.read_pieces import FOLDER
from cryofire.analysis.watch import Watch
from cryofire.core.stop import StopRequest
from cryofire.inference.pose_estimator import PoseEstimator
from cryofire.io.mrc import read_volume, write_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star
from cryofire.io.run_store import RunStore
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.rotations import angle_between_deg
from cryofire.pipeline.results import cluster_latents
from cryofire.pipeline.run import read_config
from programs import Finished, Trained
from runs import SMALL_ENCODER
from stacks import PIXEL_SIZE_A, TinyStack, tiny_set, write_tiny_stack

pytestmark = pytest.mark.long
BOX = 20
SEARCH = ("--recipe", "homogeneous", "--seed", "1", "--device", "cpu")
PLACE = (
    *("search.place.grid_shell=6", "search.place.first_shell=8", "search.place.n_hypotheses=4"),
    *("search.place.direction_order=1", "search.place.n_in_plane=24"),
)


def settings(*options: str) -> list[str]:
    return [word for option in options for word in ("--set", option)]


def stack(folder, n: int, seed: int, **options) -> TinyStack:
    return write_tiny_stack(folder, tiny_set(n, BOX, noise=0.6, seed=seed, **options))


@pytest.fixture(scope="module")
def unseen(tmp_path_factory) -> TinyStack:
    return stack(tmp_path_factory.mktemp("unseen"), 60, 12)


@pytest.fixture(scope="module")
def searched(cryofire, tmp_path_factory) -> Trained:
    """A run without an encoder, of known poses, so that its frame is that of the truth."""
    folder = tmp_path_factory.mktemp("searched")
    particles = stack(folder, 300, 11)
    return Trained(
        folder / "run", particles, cryofire("train", particles.star, "-o", folder / "run", *SEARCH, *settings(*PLACE, *SMALL_ENCODER))
    )


@pytest.fixture(scope="module")
def reader(searched) -> UnseenReader:
    """That run, opened once; how images are read is found out with the first set."""
    return UnseenReader(searched.path, device="cpu")


@pytest.fixture(scope="module")
def amortized(cryofire, searched, tmp_path_factory) -> Trained:
    """A copy of that run, resumed to train an encoder for some seconds: enough to see that all works, too few to read poses."""
    run = tmp_path_factory.mktemp("amortized") / "run"
    shutil.copytree(searched.path, run)
    with slow_time():
        return Trained(run, searched.stack, cryofire("train", "-o", run, "--resume", "--minutes", 0.06))


def test_encoder_and_hypervolume_are_trained_together_and_compared(amortized, cryofire, tmp_path):
    run = RunStore(amortized.path)
    held_out = json.loads((run.hypervolume / "hypervolume.json").read_text())
    assert held_out["n_seen"] >= 16
    assert held_out["held_out"]["n_images"] == 30, "a tenth of the set"
    assert held_out["held_out"]["joint_nats"] > 5, "better than noise alone"
    assert "held out" in amortized.finished.err
    maps = {}
    for model in ("search", "joint", "better"):
        assert cryofire("volumes", amortized.path, "-o", tmp_path / model, "--model", model).code == 0
        maps[model] = read_volume(tmp_path / model / "vol_000.mrc").values
    assert not np.array_equal(maps["search"], maps["joint"])
    assert np.corrcoef(maps["search"].ravel(), maps["joint"].ravel())[0, 1] > 0.9
    assert np.array_equal(maps["better"], maps["joint" if held_out["is_chosen"] else "search"])
    assert np.array_equal(maps["better"], read_volume(run.volume(0)).values)


def test_model_that_a_run_does_not_have_is_refused(searched, cryofire, tmp_path):
    finished = cryofire("volumes", searched.path, "-o", tmp_path, "--model", "joint")
    assert (finished.code, "no hypervolume" in finished.err) == (1, True)
    misspelt = cryofire("volumes", searched.path, "-o", tmp_path, "--model", "jont")
    assert (misspelt.code, "'joint'" in misspelt.err) == (1, True)


def errors_deg(outdir, truth: TinyStack) -> torch.Tensor:
    table = read_star(outdir / "particles.star", ReadOptions(datadir=truth.folder))
    assert table.poses is not None
    return angle_between_deg(table.poses.rotations, truth.truth.poses.rotations.double())


def column(outdir, name: str) -> np.ndarray:
    table = read_star(outdir / "particles.star", ReadOptions(needs_images=False))
    return table.source.document.table_with("_rlnImageName").numbers(name)


def test_run_without_an_encoder_places_unseen_images_by_its_bank(searched, unseen, cryofire, tmp_path):
    assert searched.finished.code == 0, searched.finished.err
    finished = cryofire("infer", searched.path, unseen.star, "-o", tmp_path / "out")
    assert finished.code == 0, finished.err
    assert "no encoder" in finished.err
    assert float(errors_deg(tmp_path / "out", unseen).median()) < 6
    assert np.load(tmp_path / "out" / "latents.npy").shape == (60, 0)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["n_particles"], summary["has_encoder"], summary["is_refined"]) == (60, False, True)


def test_encoder_answers_alone_and_refinement_finds_likelier_poses(amortized, unseen, cryofire, tmp_path):
    assert amortized.finished.code == 0, amortized.finished.err
    assert "search: done already" in amortized.finished.err
    alone, refined = tmp_path / "alone", tmp_path / "refined"
    assert cryofire("infer", amortized.path, unseen.star, "-o", alone, "--batch-size", 17).code == 0
    assert cryofire("infer", amortized.path, unseen.star, "-o", refined, "--refine").code == 0
    assert [json.loads((out / "summary.json").read_text())["is_refined"] for out in (alone, refined)] == [False, True]
    scores = [column(out, "_cryofireLogLikelihood").mean() for out in (alone, refined)]
    assert scores[1] > scores[0] + 10
    confidence = column(refined, "_cryofireConfidence")
    assert ((confidence >= 0) & (confidence <= 1)).all()


def test_batches_do_not_change_the_answer(reader, unseen):
    whole, parts = (torch.tensor(reader.infer(unseen.star, size).poses.rotations) for size in (60, 17))
    assert float(angle_between_deg(whole, parts).median()) < 0.01


def test_a_reading_that_was_stopped_goes_on_where_it_was(reader, unseen, tmp_path, monkeypatch):
    """Stopped as the third batch of twenty is read; then the last twenty alone are read, and the answers are those of one reading."""
    whole = reader.infer(unseen.star, batch_size=20)
    read, n_read = PoseEstimator.read, []

    def count(self, whitened, refines):
        n_read.append(len(whitened))
        if len(n_read) == 3:
            raise KeyboardInterrupt
        return read(self, whitened, refines)

    monkeypatch.setattr(PoseEstimator, "read", count)
    with pytest.raises(KeyboardInterrupt):
        reader.infer(unseen.star, batch_size=20, kept_in=tmp_path)
    again = reader.infer(unseen.star, batch_size=20, kept_in=tmp_path)
    assert n_read == [20, 20, 20, 20]
    assert np.array_equal(again.poses.rotations, whole.poses.rotations) and np.array_equal(again.z, whole.z)
    assert np.array_equal(again.is_outlier, whole.is_outlier)
    assert np.array_equal(again.confidence, whole.confidence)
    assert list((tmp_path / FOLDER).iterdir())
    again.save(tmp_path)
    assert not (tmp_path / FOLDER).exists() and (tmp_path / "particles.star").exists()


def test_training_particles_get_confidence_and_lose_no_accuracy(amortized):
    table = read_star(RunStore(amortized.path).particles, ReadOptions(datadir=amortized.stack.folder))
    assert table.index_in_stack.tolist() == list(range(300))
    confidence = column(amortized.path, "_cryofireConfidence")
    assert ((confidence > 0) & (confidence < 1)).all()
    assert float(errors_deg(amortized.path, amortized.stack).median()) < 3


def test_poses_that_were_given_are_kept_whatever_the_encoder_makes_of_them(amortized):
    """To the 6 decimals of a STAR file: with as little training many others look likelier."""
    assert "300 kept as given" in amortized.finished.err
    assert float(errors_deg(amortized.path, amortized.stack).max()) < 1e-2


def test_config_of_a_run_says_how_long_it_was_trained_when_it_was_resumed(searched, amortized):
    before, after = (read_config(RunStore(run.path)) for run in (searched, amortized))
    assert (before.amortize.minutes, before.joint.minutes) == (0, 0)
    assert (after.amortize.minutes, after.joint.minutes) == pytest.approx((0.04, 0.02))
    assert after.outdir == amortized.path
    commands = [RunStore(run.path).read_config()["provenance"]["command"] for run in (searched, amortized)]
    assert commands[0] == commands[1]


def changed(unseen: TinyStack, folder, images: torch.Tensor, **optics) -> TinyStack:
    return write_tiny_stack(folder, replace(unseen.truth, images=images, **optics))


def test_noise_and_inverted_contrast_are_called_outliers_without_confidence(reader, unseen, tmp_path):
    assert reader.infer(unseen.star).is_outlier.mean() < 0.1
    images = unseen.truth.images
    noise = torch.randn(images.shape, generator=torch.Generator().manual_seed(0)) * images[:, :3].std()
    for name, others in (("noise", noise), ("inverted", -images)):
        odd = changed(unseen, tmp_path / name, torch.cat([images[:30], others[30:]]))
        reader.infer(odd.star).save(tmp_path / f"out_{name}")
        is_outlier = column(tmp_path / f"out_{name}", "_cryofireIsOutlier")
        assert is_outlier[:30].mean() < 0.1, name
        assert is_outlier[30:].mean() > 0.9, name
        assert column(tmp_path / f"out_{name}", "_cryofireConfidence")[is_outlier == 1].max() == 0


def test_images_of_another_pixel_size_are_brought_to_the_runs(searched, unseen, cryofire, tmp_path):
    """The same field of view in larger pixels, and the shifts come back in those pixels."""
    folder = tmp_path / "fine"
    fine = changed(unseen, folder, unseen.truth.images)
    write_stack(fine.mrcs, fourier_resize(unseen.truth.images, 30).numpy().astype(np.float32), PIXEL_SIZE_A * BOX / 30)
    text = fine.star.read_text().replace(f" {PIXEL_SIZE_A:.6f}", f" {PIXEL_SIZE_A * BOX / 30:.6f}")
    assert text != fine.star.read_text()
    fine.star.write_text(text)
    finished = cryofire("infer", searched.path, fine.star, "-o", tmp_path / "out", "--refine")
    assert finished.code == 0, finished.err
    assert float(errors_deg(tmp_path / "out", fine).median()) < 5
    table = read_star(tmp_path / "out" / "particles.star", ReadOptions(datadir=folder))
    assert table.poses is not None
    off_px = (table.poses.shifts_px - 1.5 * unseen.truth.poses.shifts_px.double()).norm(dim=1)
    assert float(off_px.median()) < 0.5


def test_maps_of_a_run_are_those_of_the_clusters_of_its_new_z(cryofire, tiny_stack, tmp_path):
    """The encoder's look at every particle changes z: vol_k must be class k of the z that the run then has."""
    run = RunStore(tmp_path / "run")
    options = settings("z_dim=2", *SMALL_ENCODER, "amortize.n_calibration=100")
    trained = cryofire("train", tiny_stack.star, "-o", run.path, "--recipe", "fixed-poses", "--seed", 1, "--minutes", 0, *options)
    assert trained.code == 0, trained.err
    before = np.load(run.latents)
    np.testing.assert_allclose(np.loadtxt(run.volumes / "z.txt"), cluster_latents(before, 10).representatives, rtol=1e-6)
    resumed = cryofire("train", "-o", run.path, "--resume", "--minutes", 0.02)
    assert resumed.code == 0, resumed.err
    after = np.load(run.latents)
    assert np.abs(after - before).max() > 1e-3
    clusters = cluster_latents(after, 10)
    np.testing.assert_allclose(np.loadtxt(run.volumes / "z.txt"), clusters.representatives, rtol=1e-6)
    opened = Run(run.path)
    for k in (0, 9):
        written = read_volume(run.volume(k)).values
        # Both are float32, summed in another order.
        np.testing.assert_allclose(opened.volume(clusters.representatives[k]), written, atol=1e-4 * np.abs(written).max())
    np.testing.assert_array_equal(opened.select(kmeans=10, clusters=(3,)), np.flatnonzero(clusters.labels == 3))
    opened.export(tmp_path / "out", form="star", kmeans=10)
    assert (tmp_path / "out" / "volumes" / "z.txt").read_text() == (run.volumes / "z.txt").read_text()
    np.testing.assert_array_equal(column(tmp_path / "out", "_cryofireClass"), clusters.labels)


def test_writing_into_the_run_itself_is_refused(searched, unseen, cryofire):
    finished = cryofire("infer", searched.path, unseen.star, "-o", searched.path)
    assert (finished.code, "is the run itself" in finished.err) == (1, True)


def test_a_run_without_a_search_is_refused_with_a_hint(flexible_run, unseen, cryofire, tmp_path):
    finished = cryofire("infer", flexible_run.path, unseen.star, "-o", tmp_path / "out")
    assert finished.code == 1
    assert "was not made by a search" in finished.err
    assert "--recipe default" in finished.err


def test_minutes_without_a_search_are_refused(cryofire, unseen, tmp_path):
    finished: Finished = cryofire("train", unseen.star, "-o", tmp_path / "run", "--recipe", "published", "--minutes", 1)
    assert (finished.code, "this run has no search" in finished.err) == (1, True)


# ---- a folder that fills while a microscope is at work -------------------------------------------------------------


def test_files_are_read_once_whole_as_they_come_and_a_watch_goes_on_where_it_was(reader, unseen, tmp_path):
    folder, outdir = tmp_path / "in", tmp_path / "out"
    (folder / "mic1").mkdir(parents=True)
    outdir.mkdir()
    arrives = folder / "mic1" / "particles.star"
    shutil.copy(unseen.mrcs, folder / "mic1")
    watch = Watch(reader, folder, outdir)
    text = unseen.star.read_text()
    arrives.write_text(text[: len(text) // 2])
    assert watch.look() == 0  # seen for the first time
    arrives.write_text(text)
    assert watch.look() == 0  # has grown
    assert watch.look() == 1
    alone = reader.infer(unseen.star)
    assert np.array_equal(np.load(outdir / "mic1" / "particles" / "latents.npy"), alone.z)
    assert watch.look() == 0  # read already
    again = Watch(watch.reader, folder, outdir)
    assert [again.look(), again.look()] == [0, 0]
    # A stack that comes after its particle file.
    (folder / "mic2").mkdir()
    shutil.copy(unseen.star, folder / "mic2" / "particles.star")
    assert [again.look(), again.look()] == [0, 0]
    shutil.copy(unseen.mrcs, folder / "mic2")
    assert again.look() == 1
    assert again.read == {"mic1/particles.star": arrives.stat().st_size, "mic2/particles.star": arrives.stat().st_size}


def test_a_watch_ends_where_it_is_asked_to(searched, reader, cryofire, tmp_path):
    (tmp_path / "in").mkdir()
    stop = StopRequest()
    looks = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            stop.ask()

    assert Watch(reader, tmp_path / "in", tmp_path / "out").run(stop, 5.0, sleep) == 0
    assert looks == [5.0] * 3
    refused = cryofire("infer", searched.path, tmp_path / "nothing", "-o", tmp_path / "out", "--watch", "5")
    assert refused.code == 1 and "is no folder" in refused.err
