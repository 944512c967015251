"""`train --halves` from the command line: its files, what becomes of `state` and the verdict, and that a stopped one is finished."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from cryofire import Run
from cryofire.io.mrc import read_volume
from cryofire.io.relion.star import read_document
from cryofire.io.relion.star_kinds import find_particles
from cryofire.pipeline import halves_stage
from programs import Trained
from runs import QUICK_AT_KNOWN_POSES, QUICK_SEARCH
from stacks import tiny_set, write_tiny_stack

pytestmark = pytest.mark.long
N = 200


@pytest.fixture(scope="module")
def plain(cryofire, tmp_path_factory) -> Trained:
    """A finished run whose halves share their poses."""
    folder = tmp_path_factory.mktemp("apart")
    particles = write_tiny_stack(folder, tiny_set(N, 16, noise=0.3, seed=11))
    options = [word for option in ("z_dim=2", *QUICK_SEARCH) for word in ("--set", option)]
    done = cryofire("train", particles.star, "-o", folder / "run", "--seed", 1, "--device", "cpu", *options)
    assert done.code == 0, done.err
    return Trained(folder / "run", particles, done)


@pytest.fixture(scope="module")
def apart(cryofire, plain, tmp_path_factory) -> Trained:
    """The same run, halves refined apart afterwards."""
    run = tmp_path_factory.mktemp("added") / "run"
    shutil.copytree(plain.path, run)
    return Trained(run, plain.stack, cryofire("train", "-o", run, "--resume", "--halves"))


def test_halves_are_added_to_a_finished_run_which_stays_as_it_is(plain, apart):
    assert apart.finished.code == 0, apart.finished.err
    for name in ("particles.star", "latents.npy", "volumes/vol_000.mrc"):
        assert (apart.path / name).read_bytes() == (plain.path / name).read_bytes(), name
    numbers = json.loads((apart.path / "halves" / "halves.json").read_text())
    assert numbers["particles"] == [N // 2, N // 2]
    assert numbers["start_A"] == pytest.approx(16 * 4.0 / 5)
    assert 0 <= numbers["poses_agree"] <= 1
    evidence = json.loads((apart.path / "evidence.json").read_text())
    assert evidence["apart_poses"] == numbers["poses_agree"]
    assert evidence["apart_resolution_0143_A"] == numbers["resolution_0.143_A"]
    assert "halves refined apart find" in json.dumps(json.loads((apart.path / "verdict.json").read_text()))
    assert json.loads((plain.path / "evidence.json").read_text())["apart_poses"] is None


def test_particles_of_the_halves_carry_relions_subset_and_their_own_poses(apart):
    table = find_particles(read_document(apart.path / "halves" / "particles.star"))
    subset = table.numbers("_rlnRandomSubset")
    assert sorted(np.unique(subset).tolist()) == [1, 2] and (subset == 1).sum() == N // 2
    whole = find_particles(read_document(apart.path / "particles.star"))
    assert not whole.has("_rlnRandomSubset"), "its poses were found with all particles"
    angles = [np.stack([each.numbers(f"_rlnAngle{name}") for name in ("Rot", "Tilt", "Psi")], axis=1) for each in (table, whole)]
    assert not np.allclose(angles[0], angles[1])


def test_half_maps_differ_and_their_mean_is_the_molecule(apart):
    maps = [read_volume(apart.path / "halves" / name).values for name in ("half1.mrc", "half2.mrc")]
    assert not np.array_equal(*maps)
    assert np.corrcoef(maps[0].ravel(), maps[1].ravel())[0, 1] > 0.5
    for name in ("fsc.csv", "fsc.xml", "mask.mrc", "map.mrc", "local_resolution.mrc"):
        assert (apart.path / "halves" / name).stat().st_size > 0


def test_state_is_made_of_the_halves_and_says_so(cryofire, plain, apart, tmp_path):
    notes = {}
    for name, run in (("shared", plain), ("apart", apart)):
        done = cryofire("state", run.path, "-o", tmp_path / name, "--particle", 7, "--widths", 3)
        assert done.code == 0, done.err
        notes[name] = json.loads((tmp_path / name / "state.json").read_text())["resolution_note"]
        assert notes[name].split(":")[0].split(",")[0] in done.out
    assert notes["shared"].startswith("optimistic")
    assert notes["apart"] == "the halves were refined apart, from a common start at 13 A"
    assert not np.allclose(read_volume(tmp_path / "shared" / "half1.mrc").values, read_volume(tmp_path / "apart" / "half1.mrc").values)


def test_images_of_one_half_are_read_by_what_that_half_knows(apart):
    run = Run(apart.path)
    seen, rows = run.latent_likelihoods()
    assert seen is not None and len(rows) == len(seen) and seen.pull.shape[1] == 2
    assert bool((rows.diff() > 0).all()), "in the order of particles.star"


def test_a_stage_that_was_stopped_is_finished_later(cryofire, plain, tmp_path, monkeypatch):
    run = tmp_path / "run"
    shutil.copytree(plain.path, run)

    def interrupted(*rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(halves_stage, "refine_half", interrupted)
        stopped = cryofire("train", "-o", run, "--resume", "--halves")
    assert stopped.code != 0 and "--resume" in stopped.err
    assert not (run / "halves").exists() and (run / "particles.star").exists()
    again = cryofire("train", "-o", run, "--resume")
    assert again.code == 0, again.err
    assert (run / "halves" / "particles.star").exists()


def test_known_poses_are_not_refined_apart(cryofire, plain, tmp_path):
    options = [word for option in QUICK_AT_KNOWN_POSES for word in ("--set", option)]
    refused = cryofire("train", plain.stack.star, "-o", tmp_path / "run", "--recipe", "fixed-poses", "--halves", *options)
    assert refused.code == 1
    assert "--halves refines poses of two halves apart, and this is a search with known poses" in refused.err
    assert not (tmp_path / "run").exists()


def test_few_particles_are_not_halved(cryofire, plain, tmp_path, monkeypatch):
    run = tmp_path / "run"
    shutil.copytree(plain.path, run)
    monkeypatch.setattr(halves_stage, "FEWEST", N + 1)
    done = cryofire("train", "-o", run, "--resume", "--halves")
    assert done.code == 0, "the search's results are there all the same"
    assert "too few to refine halves" in done.err and "verdict" in done.out
    assert not (run / "halves").exists()


def test_report_shows_the_halves_by_their_own_numbers(cryofire, plain, apart, tmp_path, monkeypatch):
    monkeypatch.setattr("cryofire.analysis.render.SMALLEST_GRID", 48)  # coarse surfaces, drawn in a tenth of the time
    for name, run in (("shared", plain), ("apart", apart)):
        assert cryofire("report", run.path, "-o", tmp_path / f"{name}.html").code == 0
    page = (tmp_path / "apart.html").read_text()
    numbers = json.loads((apart.path / "halves" / "halves.json").read_text())
    assert f'data-n="halves_apart.resolution_0.143_A" data-f=".2f">{numbers["resolution_0.143_A"]:.2f}<' in page
    assert "the halves were refined apart" in page and "optimistic" not in page.split("<h2>Resolution</h2>")[1].split("<h2>")[0]
    assert "halves_apart" not in (tmp_path / "shared.html").read_text()
