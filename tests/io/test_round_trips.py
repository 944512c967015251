"""What goes through our table comes back: STAR tokens, Euler angles, uids and poses of .cs files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from cryofire.io.cryosparc.read import read_cs
from cryofire.io.cryosparc.write import aligned_records, write_cs
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import read_star, write_star
from cryofire.physics.rotations import angle_between_deg, euler_to_matrix, matrix_to_euler

WITHOUT_IMAGES = ReadOptions(needs_images=False)

words = st.text(st.sampled_from("abcXYZ019._-/#@+:'\""), min_size=1, max_size=12).filter(
    lambda word: word[0] not in "_#'\"" and not word.lower().startswith(("data_", "loop_", "save_", "stop_", "global_"))
)
numbers = st.one_of(
    st.integers(-99999, 99999).map(str),
    st.floats(-1e6, 1e6).map(repr),
    st.floats(-1e6, 1e6).map("{:.6f}".format),
    st.floats(0, 9).map("{:e}".format),
)
quoted = st.text(st.sampled_from("ab 1,;"), max_size=8).map("'{}'".format)
lists = st.lists(st.floats(-9, 9), min_size=1, max_size=4).map(lambda values: f"[{','.join(map(str, values))}]")
angles_deg = st.tuples(st.floats(-180, 180), st.floats(0, 180), st.floats(-180, 180))


def plain_rows(path: Path) -> tuple[list[str], list[str]]:
    """Tags, and rows as text with one blank between words (quotes may hold more), of data_particles."""
    lines = path.read_text().partition("data_particles")[2].splitlines()
    tags = [line.split()[0] for line in lines if line.startswith("_")]
    return tags, [line.strip() for line in lines if "@s.mrcs" in line]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, numbers, quoted, lists), min_size=1, max_size=5), st.permutations(range(5)), st.data())
def test_star_to_table_to_star_keeps_every_token_of_the_rows_chosen(rows, order, data):
    """Columns in any order, rows chosen and repeated in any order."""
    tags = ["_rlnImageName", "_word", "_number", "_quoted", "_list"]
    full = [(f"{i + 1:06d}@s.mrcs", *row) for i, row in enumerate(rows)]
    text_rows = [" ".join(row[column] for column in order) for row in full]
    heads = "\n".join(f"{tags[column]} #{i + 1}" for i, column in enumerate(order))
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=5, unique=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.star"
        optics = "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n1 1.50\n\n"
        path.write_text(f"{optics}data_particles\n\nloop_\n{heads}\n" + "\n".join(text_rows) + "\n")
        write_star(Path(folder) / "out.star", read_star(path, WITHOUT_IMAGES).select(chosen), None, {})
        assert plain_rows(Path(folder) / "out.star") == ([tags[column] for column in order], [text_rows[i] for i in chosen])
        assert "1 1.50\n" in (Path(folder) / "out.star").read_text()


@settings(max_examples=200, deadline=None)
@given(angles_deg)
def test_euler_to_matrix_to_euler_is_the_same_rotation_and_the_same_angles_off_the_poles(angles):
    given_deg = torch.tensor([angles], dtype=torch.float64)
    back_deg = matrix_to_euler(euler_to_matrix(given_deg))
    assert angle_between_deg(euler_to_matrix(back_deg), euler_to_matrix(given_deg)).item() < 1e-4  # tilts below 6e-5 degrees count as 0
    if 0.01 < angles[1] < 179.99:
        apart = (back_deg - given_deg + 180) % 360 - 180
        assert apart.abs().max() < 1e-6
    outside = Rotation.from_euler("ZYZ", angles, degrees=True).as_matrix().T
    np.testing.assert_allclose(euler_to_matrix(given_deg)[0].numpy(), outside, atol=1e-12)


shift = st.floats(-40, 40, width=32)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2**64 - 1), *[st.floats(-1.75, 1.75, width=32)] * 3, shift, shift),
        min_size=1,
        max_size=6,
        unique_by=lambda row: row[0],
    ),
    st.floats(0.5, 4, width=32),
    st.sampled_from([1.0, 2.0, 0.5]),
)
def test_cs_to_ours_to_cs_keeps_uids_other_columns_and_poses(rows, pixel_size_A, binning):
    """Rotation vectors shorter than half a turn have one spelling; alignments may be of binned images."""
    fields = [("uid", "<u8"), ("blob/path", "S8"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4"), ("alignments3D/pose", "<f4", (3,)),
              ("alignments3D/shift", "<f4", (2,)), ("alignments3D/psize_A", "<f4"), ("own/score", "<f8")]  # fmt: skip
    records = np.zeros(len(rows), dtype=fields)
    for i, (uid, *pose) in enumerate(rows):
        records[i]["uid"], records[i]["alignments3D/pose"], records[i]["alignments3D/shift"] = uid, pose[:3], pose[3:]
    records["blob/path"], records["blob/idx"], records["own/score"] = b"s.mrcs", np.arange(len(rows)), np.arange(len(rows)) / 7
    records["blob/psize_A"], records["alignments3D/psize_A"] = pixel_size_A, pixel_size_A * binning
    with tempfile.TemporaryDirectory() as folder:
        write_cs(Path(folder) / "p.cs", records)
        ours = read_cs(Path(folder) / "p.cs", WITHOUT_IMAGES)
        write_cs(Path(folder) / "out.cs", aligned_records(records, ours.poses, ours.pixel_size_A))
        back = np.load(Path(folder) / "out.cs")
        again = read_cs(Path(folder) / "out.cs", WITHOUT_IMAGES)
    for name in ("uid", "blob/path", "blob/idx", "blob/psize_A", "own/score"):
        np.testing.assert_array_equal(back[name], records[name])
    np.testing.assert_allclose(back["alignments3D/pose"], records["alignments3D/pose"], atol=2e-6)
    lengths = back["alignments3D/shift"] * back["alignments3D/psize_A"][:, None]
    np.testing.assert_allclose(lengths, records["alignments3D/shift"] * records["alignments3D/psize_A"][:, None], rtol=1e-5, atol=1e-5)
    assert angle_between_deg(again.poses.rotations, ours.poses.rotations).max() < 1e-4
    assert again.particle_ids.tolist() == [str(row[0]) for row in rows]
