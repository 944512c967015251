"""Numpy's files: what a header promises must be there."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.core.errors import DataError
from cryofire.io.npy import load_array


@pytest.mark.parametrize(
    "values", [np.arange(5), np.zeros(0), np.float64(3.5), np.zeros((2, 3), order="F")], ids=["row", "empty", "scalar", "fortran"]
)
def test_arrays_come_back_and_can_be_written_to(tmp_path, values):
    np.save(tmp_path / "a.npy", values)
    found = load_array(tmp_path / "a.npy")
    np.testing.assert_array_equal(found, values)
    assert type(found) is np.ndarray
    assert found.flags.writeable


def test_a_header_that_promises_more_than_the_file_is_refused_before_memory_is_asked_for(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(5))
    content = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(content.replace(b"(5,), }            ", b"(90000000000000,), }", 1)[: len(content) - 1])
    assert b"90000000000000" in (tmp_path / "a.npy").read_bytes()
    with pytest.raises(DataError, match=r"a\.npy: not a numpy file that can be read"):
        load_array(tmp_path / "a.npy")


def test_several_arrays_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", one=np.arange(2), two=np.arange(3))
    with pytest.raises(DataError, match=r"a\.npz: holds several arrays; expected one"):
        load_array(tmp_path / "a.npz")
