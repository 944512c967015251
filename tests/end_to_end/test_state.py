"""`cryofire state` and `cryofire fsc`: half maps of a conformation and what they say, as files."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from cryofire import Run
from cryofire.analysis.state_maps import fitting_widths
from cryofire.core.errors import ConfigError
from cryofire.io.mrc import read_volume, write_volume
from cryofire.physics.fourier import fourier_resize
from half_maps import PIXEL_SIZE_A, known_halves
from programs import Trained
from runs import QUICK_AT_KNOWN_POSES
from stacks import tiny_set, write_tiny_stack

FILES = ("half1.mrc", "half2.mrc", "map.mrc", "map_locally_filtered.mrc", "local_resolution.mrc", "mask.mrc")


@pytest.fixture(scope="module")
def moving(cryofire, tmp_path_factory) -> Trained:
    """A search at known poses with two dimensions of z."""
    folder = tmp_path_factory.mktemp("moving")
    particles = write_tiny_stack(folder, tiny_set(400, 16, noise=0.6, seed=11))
    options = [word for option in ("z_dim=2", "use_gt_poses=true", *QUICK_AT_KNOWN_POSES) for word in ("--set", option)]
    words = ("--recipe", "fixed-poses", "--seed", 1, "--device", "cpu")
    return Trained(folder / "run", particles, cryofire("train", particles.star, "-o", folder / "run", *words, *options))


@pytest.fixture(scope="module")
def made(cryofire, moving, tmp_path_factory):
    assert moving.finished.code == 0, moving.finished.err
    out = tmp_path_factory.mktemp("state") / "out"
    return out, cryofire("state", moving.path, "-o", out, "--particle", 7, "--widths", 4)


def test_half_maps_show_the_molecule_and_their_files_say_so(made, moving):
    out, finished = made
    assert finished.code == 0, finished.err
    values = {name: read_volume(out / name) for name in FILES}
    true = moving.stack.truth.volume.numpy()
    for name in ("half1.mrc", "half2.mrc", "map.mrc"):
        assert values[name].pixel_size_A == pytest.approx(Run(moving.path).pixel_size_A, rel=1e-4)
        assert np.corrcoef(values[name].values.ravel(), true.ravel())[0, 1] > 0.8, name
    assert not np.array_equal(values["half1.mrc"].values, values["half2.mrc"].values)
    found = json.loads((out / "state.json").read_text())
    assert found["asked"] == "particle 7"
    assert found["z"] == pytest.approx(Run(moving.path).z[7].tolist())
    assert 20 < found["particles_within"][0] <= found["particles_within"][-1] <= 400
    assert found["resolution_note"].startswith("optimistic")
    assert f"{found['resolution_0.5_A']:.2f} A at 0.5, {found['resolution_0.143_A']:.2f} A at 0.143" in finished.out
    assert "optimistic" in finished.out
    assert sorted(path.name for path in out.iterdir()) == sorted([*found["files"], "state.json"])


def test_curves_of_the_table_are_those_of_the_command_and_of_emdbs_file(made, cryofire):
    out, _ = made
    again = cryofire("fsc", out / "half1.mrc", out / "half2.mrc", "--mask", out / "mask.mrc")
    assert again.code == 0, again.err
    rows = list(csv.DictReader((out / "fsc.csv").open()))
    printed = [line.split() for line in again.out.splitlines()[1:-1]]
    assert len(printed) == len(rows) == 9
    for row, words in zip(rows[1:], printed[1:], strict=True):
        assert float(row["corrected"]) == pytest.approx(float(words[-1]), abs=1e-4)
    root = ElementTree.parse(out / "fsc.xml").getroot()
    assert (root.tag, root.attrib["xaxis"], root.attrib["yaxis"]) == ("fsc", "Resolution (A-1)", "Correlation Coefficient")
    points = [(float(c.findtext("x") or "nan"), float(c.findtext("y") or "nan")) for c in root.findall("coordinate")]
    assert points == [(float(row["frequency_per_A"]), float(row["corrected"])) for row in rows[1:]]


def test_a_mask_that_was_given_is_used_and_has_no_level(made, cryofire, moving, tmp_path):
    out, _ = made
    given = read_volume(out / "mask.mrc").values
    write_volume(tmp_path / "mask.mrc", np.sqrt(given), PIXEL_SIZE_A)
    assert cryofire("state", moving.path, "-o", tmp_path / "out", "--particle", 7, "--widths", 2, "--mask", tmp_path / "mask.mrc").code == 0
    np.testing.assert_allclose(read_volume(tmp_path / "out" / "mask.mrc").values, np.sqrt(given), atol=1e-5)
    found = json.loads((tmp_path / "out" / "state.json").read_text())
    assert found["mask_level"] is None and found["mask_low_pass_A"] is None
    assert json.loads((out / "state.json").read_text())["mask_level"] > 0


def test_a_cluster_is_that_of_the_runs_maps(cryofire, moving, tmp_path):
    assert cryofire("state", moving.path, "-o", tmp_path, "--cluster", 1, "--widths", 2).code == 0
    centres = np.loadtxt(moving.path / "volumes" / "z.txt")
    assert json.loads((tmp_path / "state.json").read_text())["z"] == pytest.approx(centres[1].tolist(), abs=1e-5)


def test_of_a_rigid_molecule_all_particles_are_taken(made, cryofire, moving, tmp_path):
    run = tmp_path / "rigid"
    words = ("--recipe", "homogeneous", "--seed", 1, "--device", "cpu", "--set", "use_gt_poses=true")
    assert cryofire("train", moving.stack.star, "-o", run, *words).code == 0
    finished = cryofire("state", run, "-o", tmp_path / "out")
    assert finished.code == 0, finished.err
    assert "400 to 400 particles" in finished.out
    refused = cryofire("state", run, "-o", tmp_path / "other", "--particle", 3)
    assert (refused.code, refused.err.split(":")[0]) == (1, "ConfigError")


def test_fsc_writes_a_mask_it_made(cryofire, tmp_path):
    data = known_halves()
    for name, values in (("one.mrc", data.one), ("other.mrc", data.other)):
        write_volume(tmp_path / name, values.numpy(), PIXEL_SIZE_A)
    finished = cryofire("fsc", tmp_path / "one.mrc", tmp_path / "other.mrc", "--auto-mask", "-o", tmp_path / "out")
    assert finished.code == 0, finished.err
    assert "corrected for the mask" in finished.out
    assert read_volume(tmp_path / "out" / "mask.mrc").values.max() == 1
    assert "resolution, unmasked" in cryofire("fsc", tmp_path / "one.mrc", tmp_path / "other.mrc").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--particle", 3, "--z", "0,0"), "--z and --particle each say which conformation"),
        (("--particle", 400), "row 400 was asked for"),
        (("--cluster", 10), "cluster 10: there are 10, from 0"),
        (("--z", "1,2,3"), "3 values for each conformation, and the run has z_dim 2"),
        (("--particle", 3, "--mask", "none.mrc"), "none.mrc"),
        (("--particle", 3, "--level", 1e9), "a mask at density 1e+09 holds 0% of the box"),
    ],
)
def test_what_the_run_does_not_have_is_refused(words, message, cryofire, moving, tmp_path):
    finished = cryofire("state", moving.path, "-o", tmp_path / "out", "--widths", 1, *words)
    assert finished.code == 1
    assert message in finished.err


def test_maps_of_different_sizes_are_refused(cryofire, tmp_path):
    for name, size_A, box_px in (("one.mrc", 4.0, 16), ("other.mrc", 4.0, 18), ("coarse.mrc", 5.0, 16)):
        write_volume(tmp_path / name, np.random.default_rng(0).normal(size=(box_px,) * 3).astype(np.float32), size_A)
    assert "16 x 16 x 16 and 18 x 18 x 18" in cryofire("fsc", tmp_path / "one.mrc", tmp_path / "other.mrc").err
    assert "4 A a pixel, and" in cryofire("fsc", tmp_path / "one.mrc", tmp_path / "coarse.mrc").err
    both = cryofire("fsc", tmp_path / "one.mrc", tmp_path / "one.mrc", "--mask", tmp_path / "one.mrc", "--auto-mask")
    assert "--mask gives a mask" in both.err


def test_maps_have_the_detail_of_the_images_where_a_run_was_trained_on_fewer_pixels(cryofire, tmp_path):
    """Shifts, noise and grey scale are those of the finer pixels; what both boxes have is alike."""
    particles = write_tiny_stack(tmp_path, tiny_set(400, 32, noise=0.6, seed=11))
    options = [word for option in ("z_dim=0", "use_gt_poses=true", "box_px=16", *QUICK_AT_KNOWN_POSES) for word in ("--set", option)]
    words = ("--recipe", "fixed-poses", "--seed", 1, "--device", "cpu")
    assert cryofire("train", particles.star, "-o", tmp_path / "run", *words, *options).code == 0
    for name, more in (("coarse", ()), ("fine", ("--box-px", 32))):
        finished = cryofire("state", tmp_path / "run", "-o", tmp_path / name, *more)
        assert finished.code == 0, finished.err
    coarse, fine = (read_volume(tmp_path / name / "half1.mrc") for name in ("coarse", "fine"))
    assert fine.values.shape == (32, 32, 32)
    assert fine.pixel_size_A == pytest.approx(coarse.pixel_size_A / 2, rel=1e-4)
    true = particles.truth.volume.numpy()
    assert np.corrcoef(fine.values.ravel(), true.ravel())[0, 1] > 0.9
    smaller = fourier_resize(torch.from_numpy(fine.values), 16, n_dims=3).numpy()
    assert np.corrcoef(smaller.ravel(), coarse.values.ravel())[0, 1] > 0.98
    # Twice as many voxels lie along a ray that adds up to the same image.
    assert 2 * smaller.std() == pytest.approx(coarse.values.std(), rel=0.1)
    refused = cryofire("state", tmp_path / "run", "-o", tmp_path / "finer", "--box-px", 64)
    assert refused.code == 1
    assert "32 px" in refused.err and not (tmp_path / "finer").exists()


def test_fewer_kernel_widths_where_memory_is_short_and_a_refusal_where_one_does_not_fit():
    assert fitting_widths(16, 64, 8e9) == 16
    assert 1 <= fitting_widths(16, 400, 20e9) < 16
    with pytest.raises(ConfigError, match=r"400 px take 18 GB.*8 GB are there"):
        fitting_widths(16, 400, 8e9)
