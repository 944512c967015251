"""Files that are given for particles and are something else: maps, lists of lists, files of other programs."""

from __future__ import annotations

import mrcfile
import numpy as np
import pytest
from typer.testing import CliRunner

from cryofire.checks.check_set import check_set
from cryofire.cli.main import app
from cryofire.core.errors import DataError
from cryofire.data.data_config import FilesConfig
from cryofire.io.cryodrgn import read_indices
from cryofire.io.formats import read_particles


def cube(path, space_group: int, mz: int = 6):
    with mrcfile.new(path) as mrc:
        mrc.set_data(np.random.default_rng(0).normal(size=(6, 6, 6)).astype(np.float32))
        mrc.header.ispg, mrc.header.mz = space_group, mz
    return path


@pytest.mark.parametrize("name", ["volume.mrc", "volume.mrcs"])
def test_a_density_map_is_no_stack(tmp_path, name):
    path = cube(tmp_path / name, space_group=1)
    with pytest.raises(DataError, match=r"a density map \(its header says so, and it is a cube of 6 px\)") as caught:
        read_particles(path)
    assert "downsample --is-vol" in caught.value.hint
    report = check_set(FilesConfig(particles=path))
    assert [(finding.severity.value, finding.code) for finding in report.findings] == [("error", "unreadable")]
    assert "--is-vol" in report.findings[0].advice
    result = CliRunner().invoke(app, ["downsample", str(path), "-D", "4", "-o", str(tmp_path / "small.mrcs")])
    assert result.exit_code == 1
    assert not (tmp_path / "small.mrcs").exists()
    assert CliRunner().invoke(app, ["downsample", str(path), "-D", "4", "-o", str(tmp_path / "small.mrc"), "--is-vol"]).exit_code == 0


def test_a_cube_that_may_be_a_stack_is_read_and_told(tmp_path, caplog):
    assert len(read_particles(cube(tmp_path / "a.mrcs", space_group=0))) == 6
    assert "a cube of 6 pixels" in caplog.text
    assert "--is-vol" in caplog.text
    codes = [finding.message for finding in check_set(FilesConfig(particles=tmp_path / "a.mrcs")).findings]
    assert any("a cube of 6 pixels" in message for message in codes)


def test_cubes_that_a_particle_file_names_are_stacks(tmp_path, write_text):
    """As many images of a micrograph as they have pixels, by a program that calls everything a map."""
    cube(tmp_path / "a.mrcs", space_group=1)
    assert len(read_particles(write_text("p.star", "data_\nloop_\n_rlnImageName\n2@a.mrcs\n"))) == 1


def test_lists_may_have_a_byte_order_mark_comments_and_empty_lines(make_stack, tmp_path):
    make_stack("a.mrcs", n=2)
    make_stack("b.mrcs", n=3)
    path = tmp_path / "list.txt"
    path.write_bytes("\ufeff# ours\r\n\r\n  # theirs\r\nb.mrcs\r\n \r\na.mrcs\r\n".encode())
    assert read_particles(path).stack_of.tolist() == [0, 0, 0, 1, 1]
    assert [stack.name for stack in read_particles(path).stack_paths] == ["b.mrcs", "a.mrcs"]
    path.write_bytes("\ufeffa.mrcs\n".encode())
    assert len(read_particles(path)) == 2
    assert not [finding for finding in check_set(FilesConfig(particles=path)).findings if finding.severity.value == "error"]


def test_row_lists_may_have_them_too(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_bytes("\ufeff3\n\n# a note of 2024\n5\n".encode())
    assert read_indices(path, 6).tolist() == [3, 5]


def test_a_list_of_particle_files_is_told_from_one_of_stacks(make_stack, write_text):
    make_stack("a.mrcs")
    with pytest.raises(DataError, match=r"list.txt: names p.star, which is a particle file") as caught:
        read_particles(write_text("list.txt", "a.mrcs\np.star\n"))
    assert caught.value.hint == "give p.star itself as the particles."


@pytest.mark.parametrize(
    ("name", "program", "way"),
    [("a.par", "cisTEM", "RELION"), ("a.cistem", "cisTEM", "RELION"), ("a.xmd", "Xmipp", "RELION"), ("a.hdf", "EMAN2", ".mrcs")],
)
def test_files_of_other_programs_are_named_with_the_way(write_text, name, program, way):
    with pytest.raises(DataError, match=f"{name}: a .* of .*{program}, which is not read") as caught:
        read_particles(write_text(name, "1 2 3\n"))
    assert way in caught.value.hint


def test_a_star_of_cistem_is_told_with_the_way(write_text):
    text = "# Written by cisTEM\n\ndata_\n\nloop_\n_cisTEMPositionInStack #1\n_cisTEMAnglePsi #2\n       1   30.00\n"
    with pytest.raises(DataError, match="it holds particles of cisTEM") as caught:
        read_particles(write_text("p.star", text))
    assert "export the refinement package from cisTEM for RELION" in caught.value.hint
