"""`cryofire volumes`: maps at any conformations, with every flag that the help names."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from cryofire.analysis.runs import load_run
from cryofire.io.mrc import Volume, read_volume
from cryofire.io.run_store import RunStore
from cryofire.models.volumes import make_volume
from cryofire.physics.fourier import centred_fft, fourier_resize
from cryofire.physics.mirror import flip_hand_of_volume
from programs import Program, Trained
from stacks import PIXEL_SIZE_A, correlation


@pytest.fixture(scope="module")
def latents(flexible_run) -> np.ndarray:
    return np.load(RunStore(flexible_run.path).latents)


@pytest.fixture
def maps(cryofire: Program, flexible_run: Trained, tmp_path: Path):
    """Run the command with some flags; the maps in the order of their names, and the z beside them."""

    def make(*flags: object) -> tuple[list[Volume], np.ndarray]:
        out = tmp_path / "maps"
        finished = cryofire("volumes", flexible_run.path, "-o", out, "--device", "cpu", *flags)
        assert finished.code == 0, finished.err
        volumes = [read_volume(path) for path in sorted(out.glob("vol_*.mrc"))]
        assert f"{len(volumes)} map{'s' if len(volumes) > 1 else ''} in" in finished.out
        return volumes, np.loadtxt(out / "z.txt", ndmin=2)

    return make


def values(volume: Volume) -> torch.Tensor:
    return torch.from_numpy(volume.values.copy())


def expected(trained: Trained, z: np.ndarray) -> torch.Tensor:
    """The map of a conformation, by the model itself."""
    loaded = load_run(trained.path, device="cpu")
    return make_volume(loaded.model.decoder, torch.tensor(z).float(), 16, loaded.image_std, loaded.shell)


# ---- which maps ------------------------------------------------------------------------------------------------


def test_z_gives_the_map_of_that_conformation(maps, flexible_run):
    (volume,), z = maps("--z", "0.5,-1")
    assert z.tolist() == [[0.5, -1.0]]
    assert volume.pixel_size_A == pytest.approx(PIXEL_SIZE_A)
    torch.testing.assert_close(values(volume), expected(flexible_run, np.array([0.5, -1.0])), rtol=1e-5, atol=1e-6)


def test_z_may_be_separated_by_blanks_and_may_begin_with_a_minus(maps):
    _, z = maps("--z", "-0.5 1e-1")
    assert z[0] == pytest.approx([-0.5, 0.1])


@pytest.mark.parametrize("suffix", [".txt", ".npy", ".pkl"])
def test_z_file_gives_one_map_a_row_in_order(suffix, maps, flexible_run, tmp_path):
    asked = np.array([[3.0, 0.0], [-3.0, 1.0], [0.0, 2.0]])
    path = tmp_path / f"z{suffix}"
    if suffix == ".txt":
        np.savetxt(path, asked)
    elif suffix == ".npy":
        np.save(path, asked)
    else:
        path.write_bytes(pickle.dumps(asked))
    volumes, z = maps("--z-file", path)
    np.testing.assert_allclose(z, asked)
    for volume, row in zip(volumes, asked, strict=True):
        torch.testing.assert_close(values(volume), expected(flexible_run, row), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("suffix", [".txt", ".npy", ".pkl"])
def test_particles_give_maps_at_their_own_conformations_in_the_order_asked(suffix, maps, latents, tmp_path):
    rows = np.array([31, 2, 17])
    path = tmp_path / f"rows{suffix}"
    if suffix == ".txt":
        path.write_text("31\n2\n17\n")
    elif suffix == ".npy":
        np.save(path, rows)
    else:
        path.write_bytes(pickle.dumps(rows))
    volumes, z = maps("--particles", path)
    assert len(volumes) == 3
    np.testing.assert_allclose(z, latents[rows], rtol=1e-6)


@pytest.mark.parametrize("component", ["pc1", "PC2"])
def test_traverse_walks_evenly_along_one_principal_component(component, maps, latents):
    volumes, z = maps("--traverse", component, "-n", 5)
    assert len(volumes) == 5
    pca = PCA(2).fit(latents)
    along, across = pca.transform(z)[:, [0, 1] if component == "pc1" else [1, 0]].T
    np.testing.assert_allclose(across, 0, atol=1e-5)
    steps = np.diff(along)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)
    own = pca.transform(latents)[:, 0 if component == "pc1" else 1]
    assert sorted(along[[0, -1]]) == pytest.approx(np.quantile(own, [0.05, 0.95]), rel=1e-4)


def test_kmeans_gives_k_conformations_that_particles_have(maps, latents):
    volumes, z = maps("--kmeans", 4)
    assert len(volumes) == 4
    assert np.abs(latents[None] - z[:, None]).max(axis=2).min(axis=1).max() < 1e-6
    assert len(np.unique(z, axis=0)) == 4


def test_nothing_asked_gives_the_maps_that_training_wrote_to_the_last_bit(maps, flexible_run):
    volumes, z = maps()
    run = RunStore(flexible_run.path)
    np.testing.assert_array_equal(z, np.loadtxt(run.volumes / "z.txt"))
    for j, volume in enumerate(volumes):
        np.testing.assert_array_equal(volume.values, read_volume(run.volume(j)).values)


def test_homogeneous_run_has_one_map_and_needs_no_z(cryofire, rigid_run, tmp_path):
    finished = cryofire("volumes", rigid_run.path, "-o", tmp_path / "maps")
    assert finished.code == 0
    assert "1 map in" in finished.out
    found, written = (read_volume(path) for path in (tmp_path / "maps" / "vol_000.mrc", RunStore(rigid_run.path).volume(0)))
    np.testing.assert_array_equal(found.values, written.values)


def test_checkpoint_of_an_earlier_moment_gives_its_own_maps(maps, flexible_run):
    run = RunStore(flexible_run.path)
    (early,), _ = maps("--z", "0,0", "--checkpoint", run.checkpoint(40))
    (late,), _ = maps("--z", "0,0", "--checkpoint", run.checkpoint(80))
    (newest,), _ = maps("--z", "0,0")
    assert np.array_equal(late.values, newest.values)
    assert 0.5 < correlation(values(early), values(late)) < 0.99999


# ---- what is done to them --------------------------------------------------------------------------------------


@pytest.fixture
def plain(maps) -> torch.Tensor:
    (volume,), _ = maps("--z", "0,0")
    return values(volume)


def test_pixel_size_goes_into_the_header(maps):
    (volume,), _ = maps("--z", "0,0", "--pixel-size", 2.5)
    assert volume.pixel_size_A == pytest.approx(2.5)


def test_flip_is_the_other_hand(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--flip")
    assert torch.equal(values(volume), flip_hand_of_volume(plain))
    assert not torch.allclose(values(volume), plain)


def test_invert_turns_the_sign(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--invert")
    assert torch.equal(values(volume), -plain)


def test_downsample_keeps_the_field_of_view(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--downsample", 12)
    torch.testing.assert_close(values(volume), fourier_resize(plain, 12, 3), rtol=1e-4, atol=1e-5)
    assert volume.pixel_size_A == pytest.approx(PIXEL_SIZE_A * 16 / 12)


def test_low_pass_removes_what_is_finer_and_keeps_what_is_coarser(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--low-pass", 16)  # shell 4 of a field of 64 A
    k = torch.arange(16) - 8
    shell = torch.stack(torch.meshgrid(k, k, k, indexing="ij")).double().norm(dim=0).round()
    before, after = centred_fft(plain, 3).abs(), centred_fft(values(volume), 3).abs()
    torch.testing.assert_close(after[shell <= 3], before[shell <= 3], rtol=1e-3, atol=1e-3 * float(before.max()))
    assert after[shell >= 5].norm() < 1e-3 * after.norm()


def test_crop_cuts_out_the_middle(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--crop", 10)
    assert torch.equal(values(volume), plain[3:13, 3:13, 3:13])
    assert volume.pixel_size_A == pytest.approx(PIXEL_SIZE_A)


def test_crop_comes_after_downsample(maps, plain):
    (volume,), _ = maps("--z", "0,0", "--downsample", 12, "--crop", 6)
    torch.testing.assert_close(values(volume), fourier_resize(plain, 12, 3)[3:9, 3:9, 3:9], rtol=1e-4, atol=1e-5)


# ---- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--z", "1,2,3"], ["3 values", "z_dim 2"]),
        (["--z", "one,two"], ["--z", "one"]),
        (["--z", "1,2", "--kmeans", "3"], ["--z", "--kmeans"]),
        (["--z-file", "nothing.txt"], ["nothing.txt"]),
        (["--z-file", "nothing.npy"], ["nothing.npy"]),
        (["--z-file", "nothing.pkl"], ["nothing.pkl"]),
        (["--particles", "nothing.txt"], ["nothing.txt"]),
        (["--traverse", "pc3"], ["pc1 to pc2"]),
        (["--traverse", "first"], ["pc1 to pc2"]),
        (["--downsample", "17"], ["--downsample 17", "16"]),
        (["--crop", "17"], ["--crop 17", "16"]),
        (["--checkpoint", "nothing"], ["nothing", "no checkpoint"]),
        (["--device", "tpu"], ["tpu"]),
    ],
)
def test_flag_that_cannot_be_is_refused_without_a_traceback(flags, words, cryofire, flexible_run, tmp_path):
    finished = cryofire("volumes", flexible_run.path, "-o", tmp_path / "maps", *flags)
    assert finished.code in (1, 2)
    assert "Traceback" not in finished.err
    for word in words:
        assert word in finished.err, finished.err


@pytest.mark.parametrize(
    ("flag", "number"),
    [("--kmeans", 0), ("--kmeans", -1), ("-n", 0), ("--pixel-size", 0), ("--low-pass", 0), ("--crop", 0), ("--downsample", 0)],
)
def test_number_out_of_range_is_refused_by_its_flag(flag, number, cryofire, flexible_run, tmp_path):
    finished = cryofire("volumes", flexible_run.path, "-o", tmp_path / "maps", flag, number)
    assert finished.code == 2
    assert flag in finished.err


def test_file_of_z_that_holds_words_is_refused(cryofire, flexible_run, tmp_path):
    path = tmp_path / "z.txt"
    path.write_text("a b\n")
    finished = cryofire("volumes", flexible_run.path, "-o", tmp_path / "maps", "--z-file", path)
    assert finished.code == 1
    assert finished.err.startswith(f"DataError: {path}")


@pytest.mark.parametrize("flags", [["--z", "1"], ["--traverse", "pc1"], ["--particles", "rows.txt"], ["--kmeans", "3"]])
def test_conformations_of_a_homogeneous_run_cannot_be_asked_for(flags, cryofire, rigid_run, tmp_path):
    finished = cryofire("volumes", rigid_run.path, "-o", tmp_path / "maps", *flags)
    assert finished.code == 1
    assert finished.err.startswith("ConfigError: ")
    assert "z_dim 0" in finished.err


def test_folder_that_is_no_run_is_refused(cryofire, tmp_path):
    finished = cryofire("volumes", tmp_path, "-o", tmp_path / "maps")
    assert finished.code == 1
    assert "RunError" in finished.err
