"""`cryofire export` and `cryofire select`, from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryofire.io.formats import read_particles
from finished import finished_run

Z = np.repeat(np.array([[-2.0], [0.0], [3.0]], np.float32), [10, 20, 18], axis=0)


@pytest.fixture(scope="module")
def run(tiny_stack, tmp_path_factory) -> Path:
    truth = tiny_stack.truth
    folder = tmp_path_factory.mktemp("finished") / "run"
    return finished_run(folder, tiny_stack.star, truth.poses, Z, [truth.volume.numpy()], score=np.arange(48.0))


def test_selected_rows_are_exported_and_trained_on_again(cryofire, run, tiny_stack, tmp_path):
    finished = cryofire("select", run, "-o", tmp_path / "keep.pkl", "--kmeans", 3, "--cluster", "0,2", "--score-above", 4.5)
    assert finished.out == f"25 of 48 particles (52.1%) in {tmp_path / 'keep.pkl'}\n"
    finished = cryofire("export", run, "-o", tmp_path / "out", "--ind", tmp_path / "keep.pkl", "--kmeans", 3, "--flip-hand")
    assert finished.code == 0, finished.err
    assert finished.out.startswith(
        "25 particles: particles.star, particles.cs, particles.csg, pose.pkl, ctf.pkl, z.pkl, ind.pkl, labels.pkl"
    )
    assert "cryofire volumes --flip" in finished.out
    assert f"the maps are those of 1 clusters; cryofire volumes {run} --kmeans 3 makes those of the 3 classes" in finished.out
    expected = [*range(5, 10), *range(10, 30)]
    for name in ("particles.star", "particles.cs"):
        table = read_particles(tmp_path / "out" / name)
        assert table.index_in_stack.tolist() == expected
        assert table.stack_paths == (tiny_stack.mrcs,)
    assert np.load(tmp_path / "out" / "particles.cs")["alignments3D/class"].tolist() == [2] * 5 + [0] * 20


def test_select_writes_a_star_file_of_the_others(cryofire, run, tmp_path):
    finished = cryofire("select", run, "-o", tmp_path / "rest.star", "--box", "1::1", "--invert")
    assert finished.out.startswith("18 of 48 particles (37.5%)")
    assert read_particles(tmp_path / "rest.star").index_in_stack.tolist() == list(range(30, 48))


def test_volumes_writes_a_chimerax_script_of_its_maps(cryofire, flexible_run, tmp_path):
    assert cryofire("volumes", flexible_run.path, "-o", tmp_path / "maps", "--kmeans", 3, "--mass", 50).code == 0
    lines = (tmp_path / "maps" / "open.cxc").read_text().splitlines()
    assert [line for line in lines if line.startswith("open ")] == ["open vol_000.mrc", "open vol_001.mrc", "open vol_002.mrc"]
    assert "mseries slider #1-3" in lines
    assert "open vol_009.mrc" in (flexible_run.path / "volumes" / "open.cxc").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "--format", "csv"], "--format csv: expected one of star, cs, cryodrgn, all"),
        (["export", "--paths", "home"], "--paths home: expected one of auto, absolute, relative, keep"),
        (["export", "--passthrough", "J1.particles"], "--passthrough goes with --push-cryosparc"),
        (["export", "--push-cryosparc", "P3", "W1"], "cryoSPARC knows particles by the uid"),
        (["select"], "which particles?"),
        (["select", "--box", "1:2"], "--box 1:2: expected an axis and its ends"),
        (["select", "--box", "1:2:1"], "its lower end is above its upper one"),
        (["select", "--kmeans", "3", "--cluster", "1.5"], "--cluster 1.5: not whole numbers"),
        (["select", "--near", "one", "--k", "2"], "--near one: not numbers"),
        (["select", "--score-above", "100"], "none of the 48 particles is left; nothing is written"),
        (["select", "--random", "3", "--rows-of", "stack"], "--rows-of stack: expected file or run"),
        (["select", "--confidence-above", "0.5"], "has no column _cryofireConfidence"),
    ],
)
def test_what_cannot_be_is_refused_without_a_traceback(arguments, words, cryofire, run, tmp_path):
    command, *options = arguments
    out = tmp_path / ("out" if command == "export" else "out.pkl")
    finished = cryofire(command, run, "-o", out, *options)
    assert finished.code == 1
    assert words in finished.err
    assert "Traceback" not in finished.err
    assert not out.exists()
