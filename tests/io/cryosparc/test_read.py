"""cryoSPARC files in."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.core.types import Optics
from cryofire.data.load_set import FilesConfig, read_set
from cryofire.io.cryodrgn import write_ctf
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack
from cryofire.physics.rotations import rotation_vector_to_matrix

FIELDS = [
    ("uid", "<u8"),
    ("blob/path", "S20"),
    ("blob/idx", "<u4"),
    ("blob/psize_A", "<f4"),
    ("ctf/exp_group_id", "<u4"),
    ("ctf/accel_kv", "<f4"),
    ("ctf/cs_mm", "<f4"),
    ("ctf/amp_contrast", "<f4"),
    ("ctf/df1_A", "<f4"),
    ("ctf/df2_A", "<f4"),
    ("ctf/df_angle_rad", "<f4"),
    ("ctf/phase_shift_rad", "<f4"),
    ("alignments3D/pose", "<f4", (3,)),
    ("alignments3D/shift", "<f4", (2,)),
    ("alignments3D/psize_A", "<f4"),
]


@pytest.fixture
def records() -> np.ndarray:
    table = np.zeros(2, dtype=FIELDS)
    table["uid"] = [2**63 + 11, 12]
    table["blob/path"] = [b">J1/a.mrcs", b"J1/a.mrcs"]
    table["blob/idx"] = [2, 0]
    table["blob/psize_A"] = 1.5
    table["ctf/exp_group_id"] = [3, 4]
    table["ctf/accel_kv"], table["ctf/cs_mm"], table["ctf/amp_contrast"] = 300, 2.7, 0.1
    table["ctf/df1_A"], table["ctf/df2_A"] = [15000, 16000], [14000, 15500]
    table["ctf/df_angle_rad"], table["ctf/phase_shift_rad"] = math.pi / 6, math.pi / 2
    table["alignments3D/pose"] = [[0, 0, math.pi / 2], [0.3, -0.2, 0.9]]
    table["alignments3D/shift"] = [[1, -2], [0, 4]]
    table["alignments3D/psize_A"] = 3.0
    return table


def save(path, table):
    with path.open("wb") as file:
        np.save(file, table)
    return path


def test_units_become_ours(tmp_path, make_stack, records):
    make_stack("J1/a.mrcs")
    table = read_particles(save(tmp_path / "p.cs", records))
    assert table.stack_paths == (tmp_path / "J1" / "a.mrcs",)
    assert table.index_in_stack.tolist() == [2, 0]
    assert table.particle_ids.tolist() == [str(2**63 + 11), "12"]
    assert table.optics_group.tolist() == [3, 4]
    assert table.optics.defocus_angle_deg.tolist() == pytest.approx([30, 30], abs=1e-4)
    assert table.optics.phase_shift_deg.tolist() == pytest.approx([90, 90], abs=1e-4)
    assert table.optics.defocus_u_A.tolist() == [15000, 16000]
    assert table.optics.b_factor_A2.tolist() == [0, 0]


def test_shifts_are_in_pixels_of_the_alignment_and_rotations_are_transposed(tmp_path, make_stack, records):
    """A shift of (1, -2) pixels of 3 A is an origin of (2, -4) pixels of 1.5 A."""
    make_stack("J1/a.mrcs")
    table = read_particles(save(tmp_path / "p.cs", records))
    assert table.poses.shifts_px.tolist() == [[-2, 4], [0, -8]]
    expected = rotation_vector_to_matrix(torch.from_numpy(records["alignments3D/pose"].astype(np.float64))).transpose(1, 2)
    torch.testing.assert_close(table.poses.rotations, expected)


def test_stacks_are_looked_for_beside_the_file_in_the_project_and_in_datadir(tmp_path, make_stack, records):
    (tmp_path / "J9").mkdir()
    path = save(tmp_path / "J9" / "p.cs", records)
    with pytest.raises(DataError, match=r"its stack J1/a.mrcs is not there; looked for .*J9/J1/a.mrcs, .*/far/a.mrcs"):
        read_particles(path, datadir=tmp_path / "far")
    for name in ("far/a.mrcs", "J1/a.mrcs", "J9/J1/a.mrcs"):
        make_stack(name)
        assert read_particles(path, datadir=tmp_path / "far").stack_paths[0].samefile(tmp_path / name)


def test_file_without_ctf_or_alignment_has_neither(tmp_path, make_stack, records):
    make_stack("J1/a.mrcs")
    kept = [name for name in records.dtype.names if name.startswith(("uid", "blob"))]
    table = read_particles(save(tmp_path / "p.cs", records[kept].copy()))
    assert table.optics is None
    assert table.poses is None
    assert table.pixel_size_A.tolist() == [1.5, 1.5]


def test_passthrough_file_without_images_is_refused_by_its_missing_columns(tmp_path, records):
    kept = [name for name in records.dtype.names if not name.startswith("blob")]
    with pytest.raises(DataError, match="no column blob/path, blob/idx"):
        read_particles(save(tmp_path / "p.cs", records[kept].copy()), needs_images=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ctf/df1_A": np.nan}, r"ctf/df1_A of row 0 \(counted from 0\) is nan"),
        ({"ctf/accel_kv": 0}, r"ctf/accel_kv of row 0 \(counted from 0\) is 0"),
        ({"alignments3D/shift": np.inf}, r"alignments3D/shift of row 0 \(counted from 0\) is inf; expected a number"),
    ],
)
def test_impossible_values_are_refused(tmp_path, records, change, message):
    for name, value in change.items():
        records[name][0] = value
    with pytest.raises(DataError, match=message):
        read_particles(save(tmp_path / "p.cs", records), needs_images=False)


def test_column_of_another_kind_is_refused_by_name(tmp_path, records):
    changed = records.astype([(name, "S8" if name == "ctf/df1_A" else records.dtype[name]) for name in records.dtype.names])
    with pytest.raises(DataError, match=r"column ctf/df1_A holds .* of \|S8 a row; expected one number"):
        read_particles(save(tmp_path / "p.cs", changed), needs_images=False)


@pytest.mark.parametrize("content", ["objects", "cut", "text", "plain array", "empty", "open bracket"])
def test_what_is_no_cs_file_is_refused_and_no_objects_are_loaded(tmp_path, records, content):
    path = tmp_path / "p.cs"
    if content == "objects":
        np.save(tmp_path / "p.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
        (tmp_path / "p.npy").rename(path)
    elif content == "text":
        path.write_text("not numpy\n" * 50)
    elif content == "plain array":
        save(path, np.zeros(3))
    else:
        save(path, records[:0] if content == "empty" else records)
        if content == "cut":
            path.write_bytes(path.read_bytes()[:-20])
        if content == "open bracket":  # numpy reads its header as Python text
            path.write_bytes(path.read_bytes().replace(b"}", b" ", 1))
    with pytest.raises(DataError, match=r"p\.cs"):
        read_particles(path, needs_images=False)


def test_real_export_of_22_particles_has_its_numbers(shared_data):
    table = read_particles(shared_data / "cs" / "cryosparc_J2_particles_exported.cs", needs_images=False)
    assert len(table) == 22
    assert table.stack_paths[0].name == "000090334788266266069_18jam15b_0345_ali_DW.mrcs"
    assert not str(table.stack_paths[0].name).startswith(">")
    assert table.optics.defocus_u_A[0].item() == pytest.approx(16412.178)
    assert table.optics.defocus_angle_deg[0].item() == pytest.approx(math.degrees(0.86163914))
    assert table.poses is None


def test_an_unknown_pixel_size_of_the_alignment_does_not_make_all_shifts_zero(tmp_path, records, caplog):
    """As in a file without that column, the shifts count pixels of the images."""
    records["alignments3D/psize_A"] = [0, 3]
    table = read_particles(save(tmp_path / "p.cs", records), needs_images=False)
    assert table.poses.shifts_px.tolist() == [[-1, 2], [0, -8]]
    assert "alignments3D/psize_A of 1 particles is 0" in caplog.text


def test_a_pixel_size_of_0_is_refused_with_the_way_out_and_given_by_a_ctf_file(tmp_path, records, make_stack):
    make_stack("J1/a.mrcs")
    records["blob/psize_A"] = 0
    path = save(tmp_path / "p.cs", records)
    with pytest.raises(DataError, match=r"blob/psize_A of row 0 \(counted from 0\) is 0; expected above 0 A") as caught:
        read_particles(path)
    assert "--ctf" in caught.value.hint
    ones = torch.ones(2, dtype=torch.float64)
    box_px = read_particles(path, needs_sound_rows=False)
    optics = Optics(1.5 * ones, 300 * ones, 2.7 * ones, 0.1 * ones, 1e4 * ones, 1e4 * ones, 0 * ones, 0 * ones, 0 * ones, ones)
    write_ctf(tmp_path / "ctf.pkl", optics, open_stack(box_px.stack_paths[0]).width_px)
    table, _ = read_set(FilesConfig(particles=path, ctf=tmp_path / "ctf.pkl"))
    assert table.pixel_size_A.tolist() == [1.5, 1.5]
    assert table.poses.shifts_px.tolist() == [[-2, 4], [0, -8]]


def test_a_moved_file_finds_its_stacks_by_their_names(tmp_path, records, make_stack):
    """Exported particles lie far from the project that their paths begin at."""
    stack = make_stack("export/groups/J1/a.mrcs")
    (tmp_path / "elsewhere").mkdir()
    path = save(tmp_path / "elsewhere" / "p.cs", records)
    with pytest.raises(DataError, match=r"its stack J1/a\.mrcs is not there") as caught:
        read_particles(path)
    assert "--datadir" in caught.value.hint
    for datadir in (tmp_path / "export" / "groups", tmp_path / "export" / "groups" / "J1"):
        assert read_particles(path, datadir).stack_paths == (tmp_path / "export/groups/J1/a.mrcs",), stack


@pytest.mark.parametrize(("signs", "expected"), [([-1, -1, 1], [1, 1, -1]), ([1, -1, 1], [1, -1, 1]), ([-1, -1, -1], None), (None, None)])
def test_blob_sign_turns_the_images_that_differ_from_most(tmp_path, make_stack, records, signs, expected):
    make_stack("J1/a.mrcs")
    fields = FIELDS if signs is None else [*FIELDS, ("blob/sign", "<f4")]
    table = np.zeros(3, dtype=fields)
    for name in records.dtype.names:
        table[name] = records[name][[0, 1, 0]]
    table["uid"] = [1, 2, 3]
    if signs is not None:
        table["blob/sign"] = signs
    found = read_particles(save(tmp_path / "p.cs", table)).contrast_sign
    assert (None if found is None else found.tolist()) == expected
