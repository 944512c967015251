"""The window's server: answers are the run's own numbers, and nobody without the token gets one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from skimage.measure import marching_cubes

from cryofire import Run
from cryofire.core.errors import CryofireError
from cryofire.dashboard.app import create_app
from cryofire.dashboard.run_view import RunView, runs_in
from cryofire.dashboard.serve import greeting
from cryofire.io.formats import read_particles
from cryofire.io.run_store import RunStore
from cryofire.validation.local_resolution import local_resolution

TOKEN = "a-token"
PNG = b"\x89PNG"


def client(runs: dict[str, Path], may_write: bool = False, token: str | None = TOKEN) -> TestClient:
    app = create_app({name: RunView(path, device="cpu") for name, path in runs.items()}, TOKEN, may_write)
    return TestClient(app, "http://127.0.0.1", cookies={} if token is None else {"cryofire_token": token})


@pytest.fixture
def copied(tiny_run, tmp_path) -> Path:
    return Path(shutil.copytree(tiny_run, tmp_path / "run"))


@pytest.fixture(scope="module")
def window(tiny_run) -> TestClient:
    return client({"run": tiny_run})


@pytest.fixture(scope="module")
def run(tiny_run) -> Run:
    return Run(tiny_run, device="cpu")


def floats(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.frombuffer(answer.content, "<f4")


# ---- who is answered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/static/app.js", "/api/runs", "/api/run/status", "/api/run/column?column=z1", "/api/run/mesh?particle=1"]
)
def test_nobody_without_the_token_is_answered(path, tiny_run):
    for token in (None, "another", ""):
        refused = client({"run": tiny_run}, token=token).get(path)
        assert refused.status_code == 403
        assert "token" in refused.text
    assert client({"run": tiny_run}, token=None).get(path, params={"token": "b"}).status_code == 403


def test_the_token_goes_from_the_address_into_a_cookie_no_script_reads(tiny_run):
    opened = client({"run": tiny_run}, token=None).get("/", params={"token": TOKEN}, follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (307, "/")
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_another_sites_name_for_this_machine_is_refused(window):
    assert window.get("/api/runs", headers={"host": "evil.example:80"}).status_code == 403
    assert window.get("/api/runs", headers={"host": "127.0.0.1.evil.example"}).status_code == 403
    assert window.get("/api/runs", headers={"host": "127.0.0.1:80"}).status_code == 200


OUTSIDE = (
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fapp.py",
    "/static/secret",
    "/api/other/status",
    "/api/..%2f..%2fetc/status",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_but_the_runs_and_the_page_is_served(path, window):
    answer = window.get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_runs_are_those_right_inside_a_folder_and_no_link_leads_out(tiny_run, tmp_path):
    inside, outside = tmp_path / "parent", tmp_path / "outside"
    shutil.copytree(tiny_run, inside / "one")
    shutil.copytree(tiny_run, outside)
    (inside / "link").symlink_to(outside)
    (inside / "empty").mkdir()
    assert list(runs_in(inside)) == ["one"]
    assert list(runs_in(outside)) == ["outside"]
    with pytest.raises(CryofireError, match="holds none"):
        runs_in(inside / "empty")


def test_pages_bring_no_address_of_elsewhere(window):
    for name in ("index.html", "app.js", "common.js", "map.js", "more.js", "plane.js", "style.css"):
        text = window.get("/" if name == "index.html" else f"/static/{name}").text
        assert "http://" not in text
        assert "https://" not in text
    policy = window.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


# ---- what is answered ------------------------------------------------------------------------------------------


def test_status_says_where_the_run_stands(window, tiny_run):
    status = window.get("/api/run/status").json()
    assert status["n"] == 48
    assert status["verdict"]["verdict"] == json.loads((tiny_run / "verdict.json").read_text())["verdict"]
    assert status["axes"] == ["pc1", "pc2"]
    assert {"pc1", "z1", "cluster", "shift_x_px", "_rlnDefocusU", "_cryofireScore"} <= set(status["columns"])


def test_columns_are_the_runs(window, run):
    column = lambda name: floats(window.get("/api/run/column", params={"column": name}))  # noqa: E731
    np.testing.assert_allclose(column("z2"), run.z[:, 1], rtol=1e-6)
    np.testing.assert_allclose(column("shift_x_px"), run.poses.shifts_px[:, 0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(column("_rlnDefocusU"), run.particles.column("_rlnDefocusU"), rtol=1e-6)
    np.testing.assert_array_equal(column("cluster"), run.clusters(10).labels)
    pcs = np.stack([column("pc1"), column("pc2")], axis=1)
    np.testing.assert_allclose(
        np.abs(np.linalg.norm(pcs, axis=1)), np.linalg.norm(run.z - run.z[run.shows_molecule].mean(axis=0), axis=1), rtol=1e-3, atol=1e-4
    )
    assert window.get("/api/run/column", params={"column": "secret"}).status_code == 400
    assert "holds text" in window.get("/api/run/column", params={"column": "_rlnImageName"}).json()["message"]


def test_the_map_is_that_of_the_particles_z(window, run):
    box = run.volume(run.z[5])
    np.testing.assert_allclose(floats(window.get("/api/run/volume", params={"particle": 5})).reshape(box.shape), box, atol=1e-5)
    words = ",".join(map(str, run.z[5]))
    np.testing.assert_allclose(floats(window.get("/api/run/volume", params={"z": words})).reshape(box.shape), box, atol=1e-5)
    made = window.get("/api/run/mesh", params={"particle": 5})
    told = json.loads(made.headers["x-mesh"])
    corners = np.frombuffer(made.content, "<f4", 3 * told["n_corners"]).reshape(-1, 3)
    faces = np.frombuffer(made.content, "<u4", offset=12 * told["n_corners"]).reshape(-1, 3)
    assert (len(faces), faces.max() + 1) == (told["n_faces"], len(corners))
    at = np.round(corners + told["box"] // 2).astype(int)[:, ::-1]
    assert np.abs(box[tuple(at.T)] - told["level"]).mean() < 0.5 * box.std() + 0.2 * box.max()
    higher = json.loads(window.get("/api/run/mesh", params={"particle": 5, "level": 0.8 * told["most"]}).headers["x-mesh"])
    assert higher["n_faces"] < told["n_faces"]


def test_a_map_of_the_images_is_coloured_by_its_local_resolution(window, run):
    """The half maps of `cryofire state`, and at each corner of the surface what `local_resolution` finds there."""
    made = window.get("/api/run/local", params={"particle": 5})
    assert made.status_code == 200, made.text
    told = json.loads(made.headers["x-mesh"])
    state = run.state(run.z[5])
    expected = local_resolution(state.one, state.other, state.pixel_size_A)
    n = told["n_corners"]
    corners = np.frombuffer(made.content, "<f4", 3 * n).reshape(-1, 3)
    resolution_A = np.frombuffer(made.content, "<f4", n, 12 * (n + told["n_faces"]))
    assert len(made.content) == 12 * (n + told["n_faces"]) + 4 * n
    places = np.round(corners).astype(int)[:, ::-1] + told["box"] // 2
    np.testing.assert_allclose(resolution_A, expected.resolution_A.numpy()[tuple(places.T)], rtol=1e-5)
    assert resolution_A.min() <= told["finest_A"] < told["coarsest_A"] <= resolution_A.max()
    assert told["n_faces"] == len(marching_cubes(expected.filtered.numpy(), told["level"])[1])
    assert told["note"] == state.note


def test_surfaces_of_a_difference_lie_where_the_maps_differ(window, run):
    made = window.get("/api/run/difference", params={"particle": 5, "from_particle": 30})
    told = json.loads(made.headers["x-mesh"])
    difference = run.volume(run.z[5]) - run.volume(run.z[30])
    assert 0 < told["level"] < np.abs(difference).max()
    at = 0
    for name, sign in (("more", 1), ("less", -1)):
        n, n_faces = told[f"n_{name}_corners"], told[f"n_{name}_faces"]
        assert (n > 0) == bool((sign * difference).max() > told["level"])
        corners = np.frombuffer(made.content, "<f4", 3 * n, at).reshape(-1, 3)
        at += 12 * (n + n_faces)
        places = np.round(corners + told["box"] // 2).astype(int)[:, ::-1]
        if n > 0:
            assert (sign * difference[tuple(places.T)]).mean() > 0.4 * told["level"]
    assert at == len(made.content)


def test_a_way_leads_over_particles_conformations(window, run):
    way = np.array(window.get("/api/run/walk", params={"particles": "3,40,7", "n": 9}).json())
    assert way.shape == (9, 2)
    np.testing.assert_allclose(way[[0, -1]], run.z[[3, 7]], atol=1e-5)


def test_a_walk_is_taken_home_as_a_film(window):
    film = window.get("/api/run/movie", params={"component": "pc1", "n": 3})
    assert film.content[:4] == b"GIF8" and film.headers["content-type"] == "image/gif"
    assert film.headers["content-disposition"] == 'attachment; filename="pc1.gif"'


def test_a_column_of_a_file_is_as_good_as_the_runs_own(copied):
    window, values = client({"run": copied}), np.arange(48, dtype="<f4")
    label = window.post("/api/run/load", params={"column": "mine.csv"}, content=values.tobytes()).json()["column"]
    assert label == "file: mine.csv" and label in window.get("/api/run/status").json()["columns"]
    assert np.array_equal(floats(window.get("/api/run/column", params={"column": label})), values)
    region = {"x": label, "y": None, "corners": [[10, 0], [19.5, 0]], "join": "or", "is_in_use": True}
    held = np.frombuffer(window.post("/api/run/select", json={"regions": [region]}).content, np.uint8)
    assert np.flatnonzero(held).tolist() == list(range(10, 20))
    again = window.post("/api/run/load", params={"column": "mine.csv"}, content=(2 * values).tobytes())
    assert again.status_code == 200 and floats(window.get("/api/run/column", params={"column": label}))[3] == 6
    few = window.post("/api/run/load", params={"column": "few"}, content=values[:5].tobytes())
    assert few.status_code == 400 and "5 values for 48 particles" in few.json()["message"]
    assert "no column of float32" in window.post("/api/run/load", params={"column": "odd"}, content=b"abc").json()["message"]
    assert window.post("/api/run/load", params={"column": "much"}, content=b"0" * 65_000_000).status_code == 413
    for j in range(25):
        last = window.post("/api/run/load", params={"column": f"c{j}"}, content=values.tobytes())
    assert last.status_code == 400 and "have been added already" in last.json()["message"]


def test_a_run_is_compared_with_another_and_coloured_by_the_angle(tiny_run, copied):
    window = client({"run": tiny_run, "copy": copied})
    made = window.get("/api/run/compare", params={"other": "copy"}).json()
    assert (made["column"], made["n_shared"]) == ("angle to copy", 48)
    assert made["poses"]["per_group"]["under_10_deg"] == 1
    assert floats(window.get("/api/run/column", params={"column": "angle to copy"})).max() < 0.1
    assert window.get("/api/run/compare", params={"other": "nobody"}).status_code == 404


def test_images_and_sections_are_pictures(window):
    assert window.get("/api/run/images", params={"rows": "1,2,3"}).content[:4] == PNG
    assert window.get("/api/run/sections", params={"particle": 2}).content[:4] == PNG
    assert len(window.get("/api/run/walk", params={"component": "pc2", "n": 5}).json()) == 5
    assert len(window.get("/api/run/metrics").json()) > 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("mesh?particle=48", "rows 0 to 47"),
        ("mesh?particle=-1", "rows 0 to 47"),
        ("mesh?z=1", "1 values for a conformation"),
        ("mesh?z=nan,1", "not numbers"),
        ("mesh?z=a,b", "not numbers"),
        ("mesh?particle=1&level=1e9", "level 1e+09"),
        ("images?rows=1,x", "not numbers"),
        ("images?rows=" + ",".join(["1"] * 65), "65 images"),
        ("images?rows=99", "row 99"),
        ("walk?component=pc9", "pc1 to pc2"),
        ("walk?n=1000", "2 to 100"),
        ("walk?particles=1,2.5", "not whole numbers"),
        ("walk?particles=1,99", "particle 99"),
        ("movie?n=1000", "2 to 100"),
        ("difference?particle=3&from_particle=3", "are alike"),
        ("local?particle=48", "rows 0 to 47"),
        ("local?particle=1&level=1e9", "level 1e+09"),
        ("difference?particle=3&from_particle=48", "rows 0 to 47"),
        ("compare?other=run", "is the run itself"),
    ],
)
def test_what_is_not_there_is_said(path, message, window):
    answer = window.get(f"/api/run/{path}")
    assert answer.status_code == 400
    assert message in answer.json()["message"]


# ---- selections ------------------------------------------------------------------------------------------------


def test_a_selection_is_resolved_over_all_particles(window, run):
    z1 = run.z[:, 0].astype(float)
    middle = float(np.median(z1))
    answer = window.post("/api/run/select", json={"regions": [{"x": "z1", "y": None, "corners": [[middle, 0], [1e9, 0]]}]})
    held = np.frombuffer(answer.content, np.uint8).astype(bool)
    np.testing.assert_array_equal(held, z1 >= middle)
    assert int(answer.headers["x-selected"]) == held.sum()


NOBODYS = b'{"regions": [{"x": "nobody", "y": null, "corners": [[0,0],[1,1]]}]}'


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"regions": 3}', NOBODYS])
def test_malformed_selections_are_refused(body, window):
    assert window.post("/api/run/select", content=body).status_code == 400
    assert window.post("/api/run/select", content=b" " * 1_000_001).status_code == 413


def test_a_saved_star_holds_exactly_the_selected_particles(copied, run):
    window = client({"run": copied}, may_write=True)
    z1 = run.z[:, 0].astype(float)
    middle = float(np.median(z1))
    regions = [{"x": "z1", "y": None, "corners": [[middle, 0], [1e9, 0]]}]
    made = window.post("/api/run/save", json={"name": "right", "suffix": ".star", "regions": regions}).json()
    expected = np.flatnonzero(z1 >= middle)
    folder = copied / "selections"
    assert read_particles(folder / "right.star").index_in_stack.tolist() == expected.tolist()
    assert read_particles(folder / "right_rest.star").index_in_stack.tolist() == np.flatnonzero(z1 < middle).tolist()
    provenance = json.loads((folder / "right.json").read_text())
    assert (provenance["selected"], provenance["particles"], made["selected"]) == (len(expected), 48, len(expected))
    assert provenance["regions"][0]["corners"] == regions[0]["corners"]
    for values, words in (
        ({"name": "right"}, "there is a selection of that name"),
        ({"name": "../out"}, "letters, digits"),
        ({"name": "x/y"}, "letters, digits"),
        ({"name": "fine", "suffix": ".exe"}, "expected one of"),
        ({"name": "none", "regions": []}, "nobody is selected"),
    ):
        refused = window.post("/api/run/save", json={"suffix": ".star", "regions": regions, **values})
        assert refused.status_code == 400
        assert words in refused.json()["message"]
    assert sorted(path.name for path in folder.iterdir()) == ["right.json", "right.star", "right_rest.star"]


def test_a_window_that_only_looks_saves_nothing(copied):
    refused = client({"run": copied}).post("/api/run/save", json={"name": "a", "suffix": ".star", "regions": []})
    assert (refused.status_code, "only looks" in refused.json()["message"]) == (400, True)
    assert not (copied / "selections").exists()


# ---- a run that trains -----------------------------------------------------------------------------------------


def test_points_appear_when_the_run_has_them(copied):
    latents = copied / "latents.npy"
    kept = np.load(latents)
    latents.unlink()
    window = client({"run": copied})
    status = window.get("/api/run/status").json()
    assert (status["n"], status["version"]) == (0, "0")
    assert window.get("/api/run/column", params={"column": "z1"}).status_code == 409
    np.save(latents, kept)
    before = window.get("/api/run/status").json()
    assert before["n"] == 48
    np.save(latents, kept + 1)
    after = window.get("/api/run/status").json()
    assert after["version"] != before["version"]
    np.testing.assert_allclose(floats(window.get("/api/run/column", params={"column": "z1"})), kept[:, 0] + 1, rtol=1e-5)


def test_what_is_thought_of_a_search_is_shown_until_there_is_a_verdict(copied):
    window, store = client({"run": copied}), RunStore(copied)
    assert window.get("/api/run/status").json()["verdict"]["is_final"] is True
    final = json.loads(store.verdict.read_text())
    store.verdict.unlink()
    assert window.get("/api/run/status").json()["verdict"] is None
    reason = {"points_to": "failed", "name": "poses", "text": "found again: 20%", "advice": ""}
    store.write_verdict_so_far({"verdict": "failed", "reasons": [reason], "n_done": 7, "n_steps": 26})
    assert window.get("/api/run/status").json()["verdict"] == {"verdict": "failed", "reasons": [reason], "is_final": False}
    store.write_verdict(final)
    now = window.get("/api/run/status").json()["verdict"]
    assert (now["verdict"], now["is_final"]) == (final["verdict"], True)
    assert not store.verdict_so_far.exists()


def test_the_address_and_the_way_from_another_machine_are_printed():
    lines = greeting("t0k", 4321, "node7", "ann")
    assert lines[0] == "open http://127.0.0.1:4321/?token=t0k"
    assert lines[1].endswith("ssh -L 4321:127.0.0.1:4321 ann@node7")
