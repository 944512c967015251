"""`cryofire analyze`: the files of a landscape and what is in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from cryofire import Run
from cryofire.io.mrc import read_volume
from cryofire.io.safe_pickle import load_pickle

QUICK = ("--kmeans", 3, "--gaussians", 2, "--pcs", 1, "-n", 3, "--sketch", 8, "--states", 3)


@pytest.fixture(scope="module")
def analyzed(cryofire, tiny_run, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("analyze") / "analysis"
    more = ("--path", "3,40", "--color", "_rlnDefocusU", "--labels-pkl", "--no-tsne", "--no-umap")
    finished = cryofire("analyze", tiny_run, "-o", folder, *QUICK, *more)
    assert finished.code == 0, finished.err
    assert finished.out == f"landscape: {folder}\n"
    return folder


def test_the_table_has_a_row_a_particle(analyzed, tiny_run):
    rows = list(csv.DictReader((analyzed / "landscape.csv").open()))
    run = Run(tiny_run)
    assert [int(row["particle"]) for row in rows] == list(range(len(run)))
    np.testing.assert_allclose([float(row["z1"]) for row in rows], run.z[:, 0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose([float(row["_rlnDefocusU"]) for row in rows], run.particles.column("_rlnDefocusU"), rtol=1e-4)
    assert {row["cluster"] for row in rows} == {"0", "1", "2"}
    assert {"pc1", "pc2", "volume_pc1", "volume_cluster", "state"} <= set(rows[0])


def test_maps_of_clusters_are_those_of_particles_and_of_select(analyzed, tiny_run):
    folder, run = analyzed / "kmeans3", Run(tiny_run, device="cpu")
    labels = np.load(folder / "labels.npy")
    rows = np.loadtxt(folder / "centers_ind.txt", dtype=int)
    assert np.array_equal(labels, load_pickle(folder / "labels.pkl"))
    for k, row in enumerate(rows):
        assert labels[row] == k
        np.testing.assert_allclose(read_volume(folder / f"vol_{k:03d}.mrc").values, run.volume(run.z[row]), atol=1e-5)
        assert np.array_equal(run.select(kmeans=3, clusters=(k,)), np.flatnonzero(labels == k))


def test_gaussians_have_maps_shares_and_each_particles_odds(analyzed, tiny_run):
    folder, run = analyzed / "gaussians2", Run(tiny_run, device="cpu")
    labels, probability = np.load(folder / "labels.npy"), np.load(folder / "probability.npy")
    rows = list(csv.DictReader((analyzed / "landscape.csv").open()))
    assert [int(row["gaussian"]) for row in rows] == labels.tolist()
    assert set(labels.tolist()) == {0, 1} and 0.5 <= probability.min() <= probability.max() <= 1
    shares = json.loads((analyzed / "analysis.json").read_text())["gaussians"]
    assert sum(shares) == pytest.approx(1, abs=1e-3) and shares[0] >= shares[1]
    row = int(np.loadtxt(folder / "centers_ind.txt", dtype=int)[0])
    np.testing.assert_allclose(read_volume(folder / "vol_000.mrc").values, run.volume(run.z[row]), atol=1e-5)


def test_walks_paths_and_films_are_there(analyzed, tiny_run):
    z = Run(tiny_run).z
    path = np.loadtxt(analyzed / "path_3_40" / "z.txt")
    np.testing.assert_allclose(path[[0, -1]], z[[3, 40]], rtol=1e-4)
    for folder in ("pc1", "path_3_40"):
        assert (analyzed / folder / "movie.gif").read_bytes()[:4] == b"GIF8"
        assert len(list((analyzed / folder).glob("vol_*.mrc"))) == 3


def test_numbers_and_plots_are_there(analyzed):
    found = json.loads((analyzed / "analysis.json").read_text())
    assert sum(found["clusters"]) == 48
    assert sum(found["density"]["populations"]) == pytest.approx(1, abs=1e-3)
    assert sum(found["volume_space"]["state_particles"]) == 48
    assert found["volume_space"]["is_linear"]
    assert set(found["leaks"]) >= {"shift", "view direction"}
    for name in ("pca", "pca_rlnDefocusU", "leaks", "density/density", "kmeans3/centers", "volume_space/particles"):
        assert (analyzed / f"{name}.png").read_bytes()[:4] == b"\x89PNG"
        assert "<svg" in (analyzed / f"{name}.svg").read_text()[:2000]
    states = list(csv.DictReader((analyzed / "density" / "states.csv").open()))
    assert [float(row["population"]) for row in states] == pytest.approx(found["density"]["populations"], abs=1e-3)
    assert len(list((analyzed / "density" / "states").glob("vol_*.mrc"))) == len(states)


def test_what_there_is_not_is_said(cryofire, tiny_run, rigid_run, tmp_path):
    assert "there is no landscape" in cryofire("analyze", rigid_run.path, "-o", tmp_path / "a").err
    assert "has no column _rlnDefocusX" in cryofire("analyze", tiny_run, "-o", tmp_path / "b", "--color", "_rlnDefocusX").err
    assert "not whole numbers" in cryofire("analyze", tiny_run, "-o", tmp_path / "c", "--path", "1,2.5").err
    assert (
        "particle 99; the 48"
        in cryofire("analyze", tiny_run, "-o", tmp_path / "d", *QUICK, "--path", "1,99", "--no-movies", "--no-tsne").err
    )
