"""Particles back out: the user's rows untouched, our poses in RELION 3.1's columns."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from gemmi import cif
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.data.load_set import with_ctf_file
from cryofire.io.cryodrgn import read_ctf, write_ctf
from cryofire.io.formats import read_particles
from cryofire.io.mrc import write_stack
from cryofire.io.relion.read import write_star
from cryofire.io.relion.star import as_token
from cryofire.io.safe_pickle import save_pickle
from cryofire.physics.rotations import angle_between_deg, euler_to_matrix, random_rotations
from stacks import CTF_FIELDS

NEW_STYLE = """
# version 50001

data_optics

loop_
_rlnOpticsGroup #1
_rlnOpticsGroupName #2
_rlnVoltage #3
_rlnSphericalAberration #4
_rlnAmplitudeContrast #5
_rlnImagePixelSize #6
_rlnBeamTiltX #7
7 'my microscope' 300.000 2.7 0.07 1.500000 0.123
2 other 200.000 2.0 0.10 1.200000 0

# version 50001

data_particles

loop_
_rlnCoordinateX #1
_rlnImageName #2
_rlnDefocusU #3
_rlnDefocusV #4
_rlnDefocusAngle #5
_rlnOriginXAngst #6
_rlnOpticsGroup #7
_rlnMicrographName #8
   123.450000 000001@a.mrcs 1e4 9000.00 30.10 2.25 7 mics/one.mrc
      7.000000 000003@a.mrcs 11000 9500 31 0 2 'mics/two words.mrc'
     -1.0 000002@a.mrcs 12000 9500 32 0 7 mics/one.mrc

data_notes
_note 'kept as it is'
"""


def some_poses(n: int, seed: int = 0) -> Poses:
    generator = torch.Generator().manual_seed(seed)
    rotations = random_rotations(n, generator, dtype=torch.float64)
    return Poses(rotations, torch.rand(n, 2, generator=generator, dtype=torch.float64) * 6 - 3)


def columns_of(path, block: str = "particles") -> dict[str, list[str]]:
    """Tokens of a block's loop by an independent parser run: gemmi on the written file."""
    found = cif.read(str(path)).find_block(block)
    loop = next(item.loop for item in found if item.loop is not None)
    return {tag: list(found.find_values(tag)) for tag in loop.tags}


@pytest.fixture
def new_style(make_stack, write_text):
    make_stack("a.mrcs")
    return read_particles(write_text("p.star", NEW_STYLE))


def test_the_users_blocks_rows_columns_and_tokens_come_back_untouched(new_style, tmp_path):
    write_star(tmp_path / "out.star", new_style, None, {})
    for block in ("optics", "particles"):
        before, after = columns_of(tmp_path / "p.star", block), columns_of(tmp_path / "out.star", block)
        assert list(before) == list(after)
        assert before == after
    assert columns_of(tmp_path / "out.star")["_rlnDefocusU"][0] == "1e4"
    assert columns_of(tmp_path / "out.star")["_rlnMicrographName"][1] == "'mics/two words.mrc'"
    document = cif.read(str(tmp_path / "out.star"))
    assert [block.name for block in document] == ["optics", "particles", "notes"]
    assert document[2].find_pair("_note")[1] == "'kept as it is'"
    assert (tmp_path / "out.star").read_text().count("# version 50001") == 3


def test_our_poses_replace_angles_and_origins_and_extras_are_added(new_style, tmp_path):
    poses = some_poses(3)
    write_star(tmp_path / "out.star", new_style, poses, {"_cryofireZ1": np.array([0.5, -1.25, 3.0]), "_cryofireClass": np.array([2, 0, 1])})
    columns = columns_of(tmp_path / "out.star")
    origins = np.array([columns["_rlnOriginXAngst"], columns["_rlnOriginYAngst"]], dtype=float).T
    np.testing.assert_allclose(origins, -poses.shifts_px.numpy() * np.array([[1.5], [1.2], [1.5]]), atol=1e-6)
    angles = torch.tensor([[float(columns[f"_rlnAngle{x}"][i]) for x in ("Rot", "Tilt", "Psi")] for i in range(3)], dtype=torch.float64)
    assert angle_between_deg(euler_to_matrix(angles), poses.rotations).max() < 1e-5
    assert columns["_cryofireZ1"] == ["0.500000", "-1.250000", "3.000000"]
    assert columns["_cryofireClass"] == ["2", "0", "1"]
    assert list(columns)[:8] == list(columns_of(tmp_path / "p.star"))
    back = read_particles(tmp_path / "out.star")
    torch.testing.assert_close(back.poses.shifts_px, poses.shifts_px, atol=2e-6, rtol=0)


def test_shifts_of_downsampled_images_are_written_in_their_own_pixels(new_style, tmp_path):
    """One pixel of an image downsampled twofold is 3 A of a 1.5-A original, so RELION reads 2 of its pixels."""
    poses = Poses(torch.eye(3).expand(3, 3, 3), torch.ones(3, 2))
    write_star(tmp_path / "out.star", new_style, poses, {}, shift_pixel_size_A=new_style.pixel_size_A * 2)
    assert columns_of(tmp_path / "out.star")["_rlnOriginXAngst"] == ["-3.000000", "-2.400000", "-3.000000"]
    torch.testing.assert_close(read_particles(tmp_path / "out.star").poses.shifts_px, torch.full((3, 2), 2.0).double())


def test_selected_rows_are_written_in_their_order_with_their_columns(new_style, tmp_path):
    write_star(tmp_path / "out.star", new_style.select([2, 0]), some_poses(2), {})
    columns = columns_of(tmp_path / "out.star")
    assert columns["_rlnImageName"] == ["000002@a.mrcs", "000001@a.mrcs"]
    assert columns["_rlnCoordinateX"] == ["-1.0", "123.450000"]


OLD_STYLE = """
data_images
loop_
_rlnImageName
_rlnDefocusU
_rlnDefocusV
_rlnDefocusAngle
_rlnVoltage
_rlnSphericalAberration
_rlnAmplitudeContrast
_rlnMagnification
_rlnDetectorPixelSize
_rlnOriginX
_rlnOriginY
1@a.mrcs 10000 9000 30 300 2.7 0.07 40000 6 1 2
2@a.mrcs 11000 9500 31 200 2.7 0.07 40000 6 3 4
3@a.mrcs 11000 9500 31 300 2.7 0.07 40000 6 5 6
"""


def test_a_3_0_file_becomes_3_1_with_a_group_for_each_combination(make_stack, write_text, tmp_path):
    make_stack("a.mrcs")
    table = read_particles(write_text("p.star", OLD_STYLE))
    poses = some_poses(3)
    write_star(tmp_path / "out.star", table, poses, {})
    optics = columns_of(tmp_path / "out.star", "optics")
    assert optics["_rlnVoltage"] == ["200.000000", "300.000000"]
    assert optics["_rlnImagePixelSize"] == ["1.500000"] * 2
    assert optics["_rlnImageSize"] == ["6"] * 2
    assert columns_of(tmp_path / "out.star")["_rlnOpticsGroup"] == ["2", "1", "2"]
    back = read_particles(tmp_path / "out.star")
    assert torch.equal(back.optics.voltage_kV, table.optics.voltage_kV)
    assert torch.equal(back.optics.defocus_u_A, table.optics.defocus_u_A)
    torch.testing.assert_close(back.poses.shifts_px, poses.shifts_px, atol=2e-6, rtol=0)


def test_origins_in_pixels_follow_those_in_angstrom(make_stack, write_text, tmp_path, caplog):
    make_stack("a.mrcs")
    table = read_particles(write_text("p.star", OLD_STYLE))
    write_star(tmp_path / "out.star", table, some_poses(3), {})
    columns = {tag: np.array(tokens, float) for tag, tokens in columns_of(tmp_path / "out.star").items() if "Origin" in tag}
    np.testing.assert_allclose(columns["_rlnOriginX"] * 1.5, columns["_rlnOriginXAngst"], atol=2e-6)
    read_particles(tmp_path / "out.star")
    assert "disagree" not in caplog.text


@pytest.mark.parametrize("suffix", [".mrcs", ".txt"])
def test_bare_stacks_get_a_fresh_3_1_file(make_stack, write_text, tmp_path, suffix):
    make_stack("a.mrcs", n=3, pixel_size_A=2.0)
    table = read_particles(write_text("list.txt", "a.mrcs\n") if suffix == ".txt" else tmp_path / "a.mrcs")
    poses = some_poses(3)
    write_star(tmp_path / "out.star", table, poses, {"_cryofireZ1": np.zeros(3)})
    back = read_particles(tmp_path / "out.star")
    assert back.particle_ids.tolist() == [f"00000{i}@a.mrcs" for i in (1, 2, 3)]
    assert back.stack_paths == table.stack_paths
    assert back.pixel_size_A.tolist() == [2.0] * 3
    assert back.optics is None
    assert angle_between_deg(back.poses.rotations, poses.rotations).max() < 1e-5


def test_optics_given_to_a_bare_stack_are_written(make_stack, tmp_path, shared_data):
    make_stack("a.mrcs", n=5)
    optics = read_ctf(shared_data / "oracles" / "cryodrgn-parse" / "ctf1.pkl")
    table = read_particles(tmp_path / "a.mrcs").with_optics(optics)
    write_star(tmp_path / "out.star", table, None, {})
    write_ctf(tmp_path / "again.pkl", read_particles(tmp_path / "out.star").optics, 300)
    for name in ("defocus_u_A", "defocus_v_A", "defocus_angle_deg", "amplitude_contrast", "pixel_size_A", "voltage_kV"):
        torch.testing.assert_close(getattr(read_ctf(tmp_path / "again.pkl"), name), getattr(optics, name))


def test_cryosparc_particles_are_written_with_their_paths_and_poses(shared_data, tmp_path):
    table = read_particles(shared_data / "oracles" / "cryodrgn-parse" / "cryosparc_P12_J24_001_particles.cs", needs_images=False)
    write_star(tmp_path / "out.star", table, None, {})
    back = read_particles(tmp_path / "out.star", needs_images=False)
    assert len(back) == 2019
    assert back.particle_ids[0].startswith("000001@J19/extract/20150917_05196")
    assert angle_between_deg(back.poses.rotations, table.poses.rotations).max() < 1e-4
    torch.testing.assert_close(back.poses.shifts_px, table.poses.shifts_px, atol=1e-5, rtol=0)
    torch.testing.assert_close(back.optics.defocus_u_A, table.optics.defocus_u_A, atol=1e-5, rtol=0)


def test_tilt_images_are_written_one_a_row(make_stack, write_text, tmp_path):
    make_stack("s1.mrcs", n=3, pixel_size_A=1.0)
    text = "data_\nloop_\n_rlnImageName\n_rlnTomoVisibleFrames\n_rlnCoordinateX\ns1.mrcs [1,0,1] 8.5\n"
    write_star(tmp_path / "out.star", read_particles(write_text("p.star", text)), None, {})
    columns = columns_of(tmp_path / "out.star")
    assert columns["_rlnImageName"] == ["000001@s1.mrcs", "000003@s1.mrcs"]
    assert columns["_rlnCoordinateX"] == ["8.5", "8.5"]


@pytest.mark.parametrize("what", ["poses", "extra"])
def test_columns_of_another_length_are_refused(new_style, tmp_path, what):
    poses, extra = (some_poses(2), {}) if what == "poses" else (None, {"_cryofireZ1": np.zeros(2)})
    with pytest.raises(DataError, match=r"2 (poses|_cryofireZ1) for 3 particles"):
        write_star(tmp_path / "out.star", new_style, poses, extra)
    assert not (tmp_path / "out.star").exists()


numbers = st.floats(-1e4, 1e4, allow_nan=False).map(lambda x: round(x, 3))


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(numbers, numbers, st.floats(-179, 180), st.floats(0.1, 179.9), st.integers(1, 2)), min_size=1, max_size=6))
def test_star_to_table_to_star_to_table_is_the_same(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("round")
    write_stack(folder / "a.mrcs", np.zeros((8, 4, 4), np.float32), 1.0)
    head, middle = NEW_STYLE.split("data_particles")[0], "data_particles\nloop_\n"
    tags = ["ImageName", "DefocusU", "DefocusV", "DefocusAngle", "AngleRot", "AngleTilt", "AnglePsi", "OriginXAngst", "OriginYAngst"]
    lines = [f"{i + 1}@a.mrcs {abs(a)} {abs(b)} 5 {c} {d} 1 {a} {b} {7 if g == 1 else 2}" for i, (a, b, c, d, g) in enumerate(rows)]
    (folder / "p.star").write_text(head + middle + "".join(f"_rln{t}\n" for t in [*tags, "OpticsGroup"]) + "\n".join(lines) + "\n")
    first = read_particles(folder / "p.star")
    write_star(folder / "q.star", first, first.poses, {})
    second = read_particles(folder / "q.star")
    assert torch.equal(first.optics.defocus_u_A, second.optics.defocus_u_A)
    assert torch.equal(first.optics.pixel_size_A, second.optics.pixel_size_A)
    assert angle_between_deg(first.poses.rotations, second.poses.rotations).max() < 2e-6
    torch.testing.assert_close(first.poses.shifts_px, second.poses.shifts_px, atol=1e-6, rtol=0)


def test_the_referee_reads_what_we_write(make_stack, write_text, tmp_path, shared_data, monkeypatch):
    monkeypatch.syspath_prepend(shared_data.parent / "referee")
    score = pytest.importorskip("score")
    make_stack("a.mrcs")
    given = read_particles(write_text("p.star", NEW_STYLE.replace("'mics/two words.mrc'", "mics/two.mrc")))
    poses = some_poses(3)
    write_star(tmp_path / "out.star", given, poses, {"_cryofireZ1": np.zeros(3)})
    table = score.read_particles(tmp_path / "out.star")
    assert [int(name.split("@")[0]) for name in table["_rlnImageName"]] == [1, 3, 2]
    angles = [torch.deg2rad(torch.tensor([float(v) for v in table[f"_rlnAngle{x}"]], dtype=torch.float64)) for x in ("Rot", "Tilt", "Psi")]
    assert angle_between_deg(score.euler_zyz(*angles), poses.rotations).max() < 1e-5
    np.testing.assert_allclose(
        [float(v) for v in table["_rlnOriginXAngst"]], -poses.shifts_px[:, 0] * torch.tensor([1.5, 1.2, 1.5]), atol=1e-6
    )


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("000001@/data/J1/15_may/a_b.mrcs", "000001@/data/J1/15_may/a_b.mrcs"),
        ("two words.mrc", "'two words.mrc'"),
        ("_begins", "'_begins'"),
        ("data_1", "'data_1'"),
        ("loop_", "'loop_'"),
        ("loop_1", "loop_1"),
        ("?", "'?'"),
    ],
)
def test_text_is_quoted_where_star_needs_it_and_nowhere_else(text, token):
    """Many readers split lines at blanks and would take quotes around a path with an underscore for a part of it."""
    assert as_token(text) == token
    assert cif.as_string(cif.read_string(f"data_a\nloop_\n_t\n{token}\n")[0].find_values("_t")[0]) == text


def test_tilt_images_without_poses_do_not_keep_those_of_their_sub_tomogram(make_stack, write_text, tmp_path):
    make_stack("s1.mrcs", 3)
    columns = "_rlnImageName\n_rlnTomoVisibleFrames\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnOriginXAngst\n_rlnOriginYAngst\n"
    star = write_text("tilts.star", f"data_\nloop_\n{columns}s1.mrcs [1,0,1] 10 20 30 4 5\n")
    write_star(tmp_path / "out.star", read_particles(star), None, {})
    again = read_particles(tmp_path / "out.star")
    assert len(again) == 2
    assert again.poses is None


def test_optics_groups_of_listed_stacks_have_the_image_size_of_their_own_stack(tmp_path):
    for name, box_px, pixel_size_A in (("fine", 12, 1.0), ("coarse", 8, 1.5)):
        write_stack(tmp_path / f"{name}.mrcs", np.random.default_rng(0).normal(size=(3, box_px, box_px)), pixel_size_A)
    (tmp_path / "both.txt").write_text("fine.mrcs\ncoarse.mrcs\n")
    table = read_particles(tmp_path / "both.txt")
    write_star(tmp_path / "out.star", table, None, {})
    groups = cif.read(str(tmp_path / "out.star")).find_block("optics").find(["_rlnImagePixelSize", "_rlnImageSize"])
    assert {(float(row[0]), int(row[1])) for row in groups} == {(1.0, 12), (1.5, 8)}


CTF = [
    [6, 1.8, 20000, 19000, 40, 120, 2.7, 0.2, 0],
    [6, 1.8, 21000, 19500, 41, 200, 2.0, 0.1, 90],
    [6, 1.8, 22000, 20000, 42, 300, 2.7, 0.2, 0],
]
"""As in a `ctf.pkl`: other numbers than in the file; rows 0 and 2 are of one optics group there, and differ in voltage here."""


def with_given_ctf(particles, folder):
    """A table with the CTF of a file beside it."""
    save_pickle(folder / "ctf.pkl", np.array(CTF))
    return with_ctf_file(particles, folder / "ctf.pkl", np.full(3, 6))


def check_ctf(star):
    """What is read again is the CTF that was given, and row by row nothing contradicts it."""
    back = read_particles(star)
    found = np.stack([getattr(back.optics, name).numpy() for name in CTF_FIELDS], axis=1)
    np.testing.assert_allclose(found, np.array(CTF)[:, 1:], rtol=0, atol=1e-6)
    assert torch.equal(back.optics.scale, torch.ones(3).double())
    assert torch.equal(back.optics.b_factor_A2, torch.zeros(3).double())
    in_rows = columns_of(star)
    assert not {"_rlnVoltage", "_rlnSphericalAberration", "_rlnAmplitudeContrast", "_rlnImagePixelSize"} & set(in_rows)
    return in_rows, columns_of(star, "optics")


def test_a_given_ctf_is_written_in_the_place_of_the_files(new_style, tmp_path):
    write_star(tmp_path / "out.star", with_given_ctf(new_style, tmp_path), some_poses(3), {})
    in_rows, groups = check_ctf(tmp_path / "out.star")
    assert in_rows["_rlnDefocusU"] == ["20000.000000", "21000.000000", "22000.000000"]
    assert in_rows["_rlnMicrographName"][1] == "'mics/two words.mrc'"
    assert groups["_rlnOpticsGroup"] == ["7", "2", "8"]
    assert groups["_rlnOpticsGroupName"] == ["'my microscope'", "other", "opticsGroup8"]
    assert groups["_rlnVoltage"] == ["120.000000", "200.000000", "300.000000"]
    assert groups["_rlnBeamTiltX"] == ["0.123", "0", "0.123"]
    assert in_rows["_rlnOpticsGroup"] == ["7", "2", "8"]


def test_a_given_ctf_of_some_rows_leaves_unused_groups_as_they_are(new_style, tmp_path):
    write_star(tmp_path / "out.star", with_given_ctf(new_style, tmp_path).select([0]), None, {})
    groups = columns_of(tmp_path / "out.star", "optics")
    assert groups["_rlnOpticsGroup"] == ["7", "2"]
    assert groups["_rlnVoltage"] == ["120.000000", "200.000"]
    assert groups["_rlnImagePixelSize"] == ["1.800000", "1.200000"]


@pytest.mark.parametrize("tail", ["", "_rlnCtfBfactor\n_rlnPhaseShift\n_rlnPixelSize\n_rlnCtfScalefactor\n"])
def test_a_given_ctf_is_written_into_a_3_0_file(make_stack, write_text, tmp_path, tail):
    make_stack("a.mrcs")
    text = OLD_STYLE.replace("_rlnOriginY\n", f"_rlnOriginY\n{tail}")
    text = (
        text.replace(" 1 2\n", " 1 2 50 10 1.5 0.9\n").replace(" 3 4\n", " 3 4 50 10 1.5 0.9\n").replace(" 5 6\n", " 5 6 50 10 1.5 0.9\n")
        if tail
        else text
    )
    write_star(tmp_path / "out.star", with_given_ctf(read_particles(write_text("p.star", text)), tmp_path), some_poses(3), {})
    check_ctf(tmp_path / "out.star")


def test_a_given_ctf_is_written_where_the_file_has_none(make_stack, write_text, tmp_path):
    make_stack("a.mrcs")
    table = read_particles(write_text("p.star", "data_\nloop_\n_rlnImageName\n1@a.mrcs\n2@a.mrcs\n3@a.mrcs\n"))
    write_star(tmp_path / "out.star", with_given_ctf(table, tmp_path), some_poses(3), {})
    check_ctf(tmp_path / "out.star")


def test_a_given_ctf_splits_a_group_that_is_written_as_pairs(make_stack, write_text, tmp_path):
    make_stack("a.mrcs")
    optics = "data_optics\n_rlnOpticsGroup 1\n_rlnOpticsGroupName one\n_rlnImagePixelSize 1.5\n"
    table = read_particles(write_text("p.star", f"{optics}data_particles\nloop_\n_rlnImageName\n1@a.mrcs\n2@a.mrcs\n3@a.mrcs\n"))
    write_star(tmp_path / "out.star", with_given_ctf(table, tmp_path), some_poses(3), {})
    groups = check_ctf(tmp_path / "out.star")[1]
    assert groups["_rlnOpticsGroupName"] == ["one", "opticsGroup2", "opticsGroup3"]
