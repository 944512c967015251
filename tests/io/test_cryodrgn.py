"""cryoDRGN's pickles in and out; row lists and labels; and that no pickle runs."""

from __future__ import annotations

import os
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.core.errors import DataError
from cryofire.core.types import Optics, Poses
from cryofire.io.cryodrgn import read_ctf, read_ctf_table, read_indices, read_labels, read_poses, write_ctf, write_poses
from cryofire.io.safe_pickle import load_pickle, save_pickle
from cryofire.physics.rotations import angle_between_deg, random_rotations


def dump(path, value, protocol=4):
    path.write_bytes(pickle.dumps(value, protocol=protocol))
    return path


def plain_load(path):
    """What numpy and pickle make of a file that we wrote ourselves, as cryoDRGN would."""
    return pickle.loads(path.read_bytes())  # noqa: S301  the test's own file


# ---- pickles are data ------------------------------------------------------------------------------------------


class Malicious:
    """Unpickled by the standard library, it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
@pytest.mark.parametrize("where", ["alone", "in a tuple", "in an array"])
def test_malicious_pickle_is_refused_and_does_not_run(tmp_path, protocol, where):
    trap = Malicious(tmp_path / "was_run")
    value = {"alone": trap, "in a tuple": (np.eye(3), trap), "in an array": np.array([trap, trap], dtype=object)}[where]
    path = dump(tmp_path / "pose.pkl", value, protocol)
    for read in (load_pickle, lambda p: read_poses(p, 64), read_ctf, read_indices, read_labels):
        with pytest.raises(DataError, match=r"pose.pkl: refused: it asks for"):
            read(path)
    assert not (tmp_path / "was_run").exists()
    plain_load(path)
    assert (tmp_path / "was_run").exists(), "the trap must be one that works"


@pytest.mark.parametrize(
    "code",
    [
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cos\nsystem\n(S'true'\ntR.",
        b"cnumpy\nload\n.",
        b"cnumpy\ndtype\n.",
        b"c_codecs\ndecode\n.",
        b"P1\n.",
    ],
    ids=["eval", "system", "numpy.load", "a type", "decode", "persistent"],
)
def test_names_beyond_arrays_are_refused(tmp_path, code):
    (tmp_path / "x.pkl").write_bytes(code)
    with pytest.raises(DataError, match="refused"):
        load_pickle(tmp_path / "x.pkl")


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("dtype", ["<f4", ">f8", "<i8", "bool", "u1", "<f2", "S3", "<U4"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_protocol_come_out_as_they_went_in(tmp_path, protocol, dtype, order):
    array = np.asarray(np.arange(12).reshape(3, 4) % 5, dtype=dtype, order=order)
    value = (array, {"rows": [np.float32(1.5), 7, "text"], "none": None}, array[:0])
    back = load_pickle(dump(tmp_path / "x.pkl", value, protocol))
    np.testing.assert_array_equal(back[0], array)
    assert back[0].dtype == array.dtype
    assert back[1] == value[1]
    assert back[2].shape == (0, 4)


def test_objects_in_arrays_are_refused(tmp_path):
    with pytest.raises(DataError, match="array of object"):
        load_pickle(dump(tmp_path / "x.pkl", np.array([None, 1], dtype=object)))


@settings(max_examples=300, deadline=None)
@given(
    edits=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    length=st.integers(0, 400),
    protocol=st.integers(0, 5),
)
def test_broken_pickles_end_in_data_or_in_a_data_error(tmp_path_factory, edits, length, protocol):
    content = bytearray(pickle.dumps((np.arange(12.0).reshape(3, 4), [1, 2]), protocol=protocol))
    for position, value in edits:
        content[position % len(content)] = value
    path = tmp_path_factory.mktemp("fuzz") / "x.pkl"
    path.write_bytes(content[:length] if length < 200 else content)
    try:
        load_pickle(path)
    except DataError as error:
        assert str(path) in error.message


def test_pickles_that_we_write_name_no_module_of_new_numpy_only(tmp_path):
    save_pickle(tmp_path / "x.pkl", (np.eye(3, dtype=np.float32), np.arange(300)))
    content = (tmp_path / "x.pkl").read_bytes()
    assert content[:2] == b"\x80\x02"
    assert b"_core" not in content
    eye, arange = plain_load(tmp_path / "x.pkl")
    np.testing.assert_array_equal(eye, np.eye(3))
    np.testing.assert_array_equal(arange, np.arange(300))


# ---- CTF -------------------------------------------------------------------------------------------------------


def ctf_rows(n: int = 3) -> np.ndarray:
    row = [300, 1.035, 15686, 17521.4, 87.6, 300, 2.7, 0.1, 90]
    return (np.array([row] * n) + np.arange(n)[:, None] * [0, 0.1, 10, 10, 1, 0, 0, 0, 0]).astype(np.float32)


def test_ctf_columns_have_their_units(tmp_path):
    optics = read_ctf(dump(tmp_path / "ctf.pkl", ctf_rows()))
    assert optics.pixel_size_A.tolist() == pytest.approx([1.035, 1.135, 1.235])
    assert optics.defocus_u_A.tolist() == pytest.approx([15686, 15696, 15706])
    assert optics.defocus_v_A[0].item() == pytest.approx(17521.4)
    assert optics.defocus_angle_deg[0].item() == pytest.approx(87.6)
    assert (optics.voltage_kV[0], optics.cs_mm[0], optics.phase_shift_deg[0]) == (300, pytest.approx(2.7), 90)
    assert optics.amplitude_contrast[0].item() == pytest.approx(0.1)
    assert optics.scale.tolist() == [1, 1, 1]


def test_ctf_made_for_another_box_has_its_pixel_sizes_scaled_row_by_row(tmp_path):
    """300 px of 1.035 A are 100 px of 3.105 A; the published code gave every row the first row's size."""
    path = dump(tmp_path / "ctf.pkl", ctf_rows())
    assert read_ctf(path, 100).pixel_size_A.tolist() == pytest.approx([3.105, 3.405, 3.705])
    assert read_ctf(path, 300).pixel_size_A.tolist() == read_ctf(path).pixel_size_A.tolist()


def test_ctf_file_comes_back_as_it_was_written(tmp_path):
    table = read_ctf_table(dump(tmp_path / "ctf.pkl", ctf_rows()))
    write_ctf(tmp_path / "again.pkl", table.optics, 300)
    np.testing.assert_array_equal(plain_load(tmp_path / "again.pkl"), ctf_rows())
    assert table.box_px.tolist() == [300, 300, 300]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:, :8], r"found an array \(3, 8\), expected an array \(particles, 9\)"),
        (lambda rows: (rows, rows), "found a tuple of 2"),
        (lambda rows: np.where(np.arange(9) == 2, np.nan, rows), r"column 3 \(defocus_u_A\) of row 0 \(counted from 0\) is nan"),
        (lambda rows: rows * (np.arange(9) != 1), r"column 2 \(pixel_size_A\) of row 0 \(counted from 0\) is 0; expected above 0"),
        (lambda rows: rows * (np.arange(9) != 0), r"column 1 \(the box\) of row 0 \(counted from 0\) is 0; expected pixels, at least 1"),
    ],
)
def test_wrong_ctf_files_are_refused(tmp_path, change, message):
    with pytest.raises(DataError, match=message):
        read_ctf(dump(tmp_path / "ctf.pkl", change(ctf_rows())))


# ---- poses -----------------------------------------------------------------------------------------------------


def rotations(n: int = 4) -> np.ndarray:
    return random_rotations(n, torch.Generator().manual_seed(0)).numpy()


def test_shifts_are_fractions_of_the_box_with_the_sign_of_the_origin(tmp_path):
    """The published code used the fractions as pixels. A fraction of 0.25 of 64 px is an origin of 16 px."""
    shifts = np.array([[0.25, -0.125]] * 4, dtype=np.float32)
    poses = read_poses(dump(tmp_path / "pose.pkl", (rotations(), shifts)), box_px=64)
    assert poses.shifts_px.tolist() == [[-16, 8]] * 4
    np.testing.assert_array_equal(poses.rotations.numpy(), rotations().astype(np.float64))


@pytest.mark.parametrize("wrap", [lambda r: r, lambda r: (r,), lambda r: [r]])
def test_rotations_alone_sit_in_the_centre(tmp_path, wrap):
    poses = read_poses(dump(tmp_path / "pose.pkl", wrap(rotations())), box_px=64)
    assert poses.shifts_px.tolist() == [[0, 0]] * 4


def test_pose_file_comes_back_as_it_was_written(tmp_path):
    poses = Poses(torch.from_numpy(rotations()), torch.tensor([[1.0, 2], [-3, 4], [0, 0], [5.5, -6]]))
    write_poses(tmp_path / "pose.pkl", poses, box_px=50)
    back = read_poses(tmp_path / "pose.pkl", box_px=50)
    torch.testing.assert_close(back.shifts_px, poses.shifts_px.double(), atol=1e-5, rtol=0)
    assert angle_between_deg(back.rotations, poses.rotations.double()).max() < 1e-5
    written = plain_load(tmp_path / "pose.pkl")
    assert [part.dtype for part in written] == [np.float32, np.float32]
    np.testing.assert_allclose(written[1][0], [-0.02, -0.04], atol=1e-7)


BAD_POSES = {
    "not a pair": ((rotations(), np.zeros((4, 2)), 1), "found a tuple of 3"),
    "a dict": ({"rot": rotations()}, "not a pose file"),
    "no matrices": (np.zeros((4, 3)), r"rotations have shape \(4, 3\)"),
    "fewer shifts": ((rotations(), np.zeros((3, 2))), r"shifts have shape \(3, 2\) for 4 rotations"),
    "mirrors": (
        rotations() * np.array([1, 1, -1]),
        r"determinant of the matrix of row 0 \(counted from 0\) is -1; expected 1, .* a rotation \(4 such rows\)",
    ),
    "scaled": (
        rotations() * np.array([1, 1.1, 1, 1])[:, None, None],
        r"determinant of the matrix of row 1 \(counted from 0\) is 1.331; expected 1",
    ),
    "nan": (np.where(np.arange(4)[:, None, None] == 3, np.nan, rotations()), r"the matrix of row 3 \(counted from 0\) is nan; expected 1"),
    "pixels": ((rotations(), np.full((4, 2), 3.5)), r"the shift of row 0 \(counted from 0\) is 3.5; expected a fraction of the box"),
    "nan shift": ((rotations(), np.full((4, 2), np.nan)), r"the shift of row 0 \(counted from 0\) is nan"),
}


@pytest.mark.parametrize("what", BAD_POSES)
def test_wrong_pose_files_are_refused(tmp_path, what):
    value, message = BAD_POSES[what]
    with pytest.raises(DataError, match=message):
        read_poses(dump(tmp_path / "pose.pkl", value), box_px=64)


def test_missing_and_cut_pickles_are_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_ctf(tmp_path / "ctf.pkl")
    path = dump(tmp_path / "ctf.pkl", ctf_rows())
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="not a pickle that can be read"):
        read_ctf(path)


# ---- rows and labels -------------------------------------------------------------------------------------------


def write_rows(path, rows):
    if path.suffix == ".pkl":
        return dump(path, rows)
    if path.suffix == ".npy":
        np.save(path, rows)
    else:
        path.write_text("\n".join(map(str, rows)))
    return path


@pytest.mark.parametrize("suffix", [".pkl", ".npy", ".txt"])
def test_rows_keep_their_order_in_every_form(tmp_path, suffix):
    rows = read_indices(write_rows(tmp_path / f"ind{suffix}", np.array([5, 0, 3])), 6)
    assert rows.tolist() == [5, 0, 3]
    assert rows.dtype == np.int64


def test_rows_pickled_as_a_list_are_read(tmp_path):
    assert read_indices(dump(tmp_path / "ind.pkl", [4, np.int64(2)]), 6).tolist() == [4, 2]


BAD_ROWS = {
    "beyond the end": ([0, 6, 7], "2 rows are not of the set, the first of them 6; the 6 particles are rows 0 to 5"),
    "negative": ([0, -1], "1 rows are not of the set, the first of them -1"),
    "twice": ([1, 2, 1, 1], "2 rows stand there twice, the first of them 1"),
    "fractions": ([0.5, 1.0], "must be whole numbers"),
    "a mask": ([True, False], "must be whole numbers, found bool"),
    "texts": (["a", "b"], "must be whole numbers"),
    "none": (np.zeros(0, int), "selects no rows"),
    "two columns": ([[1, 2], [3, 4]], r"found an array \(2, 2\); expected one number a row"),
}


@pytest.mark.parametrize("what", BAD_ROWS)
def test_wrong_rows_are_refused(tmp_path, what):
    rows, message = BAD_ROWS[what]
    with pytest.raises(DataError, match=message):
        read_indices(dump(tmp_path / "ind.pkl", np.array(rows)), 6)


def test_words_and_unknown_suffixes_are_refused(tmp_path):
    (tmp_path / "ind.txt").write_text("1\ntwo\n")
    with pytest.raises(DataError, match=r"ind.txt: not a list of numbers: .*two"):
        read_indices(tmp_path / "ind.txt")
    (tmp_path / "ind.csv").write_text("1\n")
    with pytest.raises(DataError, match=r"cannot read rows from '.csv'"):
        read_indices(tmp_path / "ind.csv")
    with pytest.raises(DataError, match="no such file"):
        read_indices(tmp_path / "nothing.txt")


def test_labels_are_one_number_a_particle(tmp_path):
    path = write_rows(tmp_path / "labels.npy", np.array([0.5, 2, 2]))
    assert read_labels(path, 3).tolist() == [0.5, 2, 2]
    with pytest.raises(DataError, match="3 labels for 4 particles"):
        read_labels(path, 4)


def test_real_ctf_table_of_105_247_rows_is_read(shared_data):
    optics = read_ctf(shared_data / "ctf" / "empiar-10028.ctf.pkl")
    assert isinstance(optics, Optics)
    assert len(optics) == 105_247
    assert optics.defocus_u_A[0].item() == pytest.approx(23344.70, abs=0.01)
