"""Stacks are found where the paths of a particle file are wrong: prefixes, other folders, .mrc for .mrcs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cryofire.core.errors import DataError
from cryofire.io.formats import read_particles
from cryofire.io.stack_files import find_stacks


def star_of(*names: str) -> str:
    return "data_\nloop_\n_rlnImageName\n_rlnImagePixelSize\n" + "".join(f"1@{name} 1.5\n" for name in names)


@pytest.mark.parametrize(("named", "there"), [("a.mrcs", "a.mrc"), ("a.mrc", "a.mrcs"), ("Extract/a.mrcs", "far/Extract/a.mrc")])
def test_mrc_serves_for_mrcs_and_the_other_way_round(make_stack, write_text, tmp_path, named, there):
    make_stack(there)
    table = read_particles(write_text("p.star", star_of(named)), datadir=tmp_path / "far")
    assert table.stack_paths == (tmp_path / there,)
    assert table.particle_ids.tolist() == [f"1@{named}"]  # as in the file, to be written back


def test_a_stack_of_the_right_name_goes_before_one_of_the_other_suffix(make_stack, write_text, tmp_path):
    make_stack("a.mrc")
    make_stack("far/a.mrcs")
    assert read_particles(write_text("p.star", star_of("a.mrcs")), datadir=tmp_path / "far").stack_paths == (tmp_path / "far/a.mrcs",)


@pytest.mark.parametrize("prefix", ["/old/disk/project/", "/old/disk/project"])
def test_a_prefix_is_taken_off(make_stack, write_text, tmp_path, prefix):
    make_stack("here/Extract/a.mrcs")
    path = write_text("p.star", star_of("/old/disk/project/Extract/a.mrcs"))
    with pytest.raises(DataError, match=r"/old/disk/project/Extract/a\.mrcs is not there"):
        read_particles(path)
    assert read_particles(path, datadir=tmp_path / "here", strip_prefix=prefix).stack_paths == (tmp_path / "here/Extract/a.mrcs",)


def test_a_prefix_that_no_path_has_is_refused(make_stack, write_text):
    make_stack("a.mrcs")
    with pytest.raises(DataError, match=r"none of its paths begins with '/elsewhere'; the first is a\.mrcs"):
        read_particles(write_text("p.star", star_of("a.mrcs")), strip_prefix="/elsewhere")


def test_datadir_may_be_any_folder_on_the_way_to_the_stacks(make_stack, write_text, tmp_path):
    path = write_text("p.star", star_of("Extract/job7/Movies/a.mrcs"))
    for name in (
        "d/a.mrcs",
        "d/Movies/a.mrcs",
        "d/job7/Movies/a.mrcs",
        "d/Extract/job7/Movies/a.mrcs",
    ):  # from the last choice to the first
        make_stack(name)
        assert read_particles(path, datadir=tmp_path / "d").stack_paths == (tmp_path / name,)


def test_two_stacks_of_one_name_are_not_taken_for_the_same(make_stack, write_text, tmp_path):
    path = write_text("p.star", star_of("x/a.mrcs", "y/a.mrcs"))
    make_stack("d/a.mrcs")
    with pytest.raises(DataError, match=r"x/a\.mrcs and y/a\.mrcs both lead to .*d/a\.mrcs"):
        read_particles(path, datadir=tmp_path / "d")
    make_stack("d/y/a.mrcs")
    make_stack("d/x/a.mrcs")
    assert read_particles(path, datadir=tmp_path / "d").stack_paths == (tmp_path / "d/x/a.mrcs", tmp_path / "d/y/a.mrcs")


def test_a_star_inside_a_job_finds_the_stacks_of_its_project(make_stack, write_text, tmp_path):
    make_stack("Extract/job002/a.mrcs")
    (tmp_path / "Refine3D/job003").mkdir(parents=True)
    path = write_text("Refine3D/job003/run_data.star", star_of("Extract/job002/a.mrcs"))
    assert read_particles(path).stack_paths[0].samefile(tmp_path / "Extract/job002/a.mrcs")


def test_relions_mark_for_a_foreign_suffix_is_understood(make_stack, write_text, tmp_path):
    make_stack("a.st")
    assert read_particles(write_text("p.star", star_of("a.st:mrcs"))).stack_paths == (tmp_path / "a.st",)


def test_names_that_no_file_can_have_are_refused_not_raised(tmp_path):
    for name in ("a" * 5000, "..", "."):
        with pytest.raises(DataError, match="is not there"):
            find_stacks([name], [tmp_path], tmp_path / "d", Path("p.star"), must_exist=True)


def test_train_takes_the_prefix_from_the_command_line(tiny_stack, tmp_path, cryofire):
    """The stack is found only with it; a prefix that no path has is refused before anything is trained."""
    (tmp_path / "Extract").mkdir()
    shutil.copy(tiny_stack.mrcs, tmp_path / "Extract")
    star = tmp_path / "p.star"
    star.write_text(tiny_stack.star.read_text().replace("@", "@/gone/Extract/"))
    small = ("num_epochs=1", "pose_only_phase=0", "channels_cnn=4", "depth_cnn=2", "hypervolume_dim=16", "hypervolume_layers=1")
    settings = [word for key in small for word in ("--set", key)]
    train = ("train", star, "--recipe", "published", *settings)
    refused = cryofire(*train, "-o", tmp_path / "no", "--strip-prefix", "/lost/")
    assert refused.code == 1
    assert "none of its paths begins with '/lost/'" in refused.err
    trained = cryofire(*train, "-o", tmp_path / "run", "--strip-prefix", "/gone/")
    assert trained.code == 0, trained.err
    assert "strip_prefix: /gone/" in (tmp_path / "run" / "config.yaml").read_text()
    assert len(read_particles(tmp_path / "run" / "particles.star", needs_images=False)) == 48
