"""Numbers that a user writes on the command line, or in a list that it names, are read or refused in words."""

from __future__ import annotations

import pytest

from cryofire.cli.evaluate import read_numbers
from cryofire.cli.select import interval
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.words import numbers, whole_numbers


def test_whole_numbers_are_read():
    assert whole_numbers("--cluster", "2, 3 4") == (2, 3, 4)
    assert whole_numbers("--cluster", None) == ()


@pytest.mark.parametrize("text", ["2,x", "2;3", "1.5", "inf", "nan", "1e400"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ConfigError, match=f"--cluster {text}: not (whole )?numbers"):
        whole_numbers("--cluster", text)


@pytest.mark.parametrize("text", ["nan", "1,inf", "x"])
def test_conformation_has_finite_numbers(text):
    with pytest.raises(ConfigError, match=f"--near {text}: not numbers"):
        numbers("--near", text)


@pytest.mark.parametrize("text", ["x:0:1", "1:0", "1:a:b", "1.5:0:1", "1:nan:2", "1:2:1"])
def test_range_that_is_none_is_refused(text):
    with pytest.raises(ConfigError, match=f"--box {text}"):
        interval(text)
    assert (interval("2::1").axis, interval("2::1").low) == (1, float("-inf"))


def test_list_of_numbers_is_read_and_its_bad_line_named(tmp_path):
    path = tmp_path / "picked.txt"
    path.write_text("3\n\n12\n")
    assert read_numbers(path) == [3, 12]
    path.write_text("3\n1.5\n")
    with pytest.raises(DataError, match=r"line 2 is '1\.5', not a whole number from 0"):
        read_numbers(path)
    with pytest.raises(DataError, match="no such file"):
        read_numbers(tmp_path / "none.txt")


def test_occupancy_of_what_has_no_parts_is_refused(cryofire, tmp_path):
    finished = cryofire("simulate", "-o", tmp_path / "out", "--occupancy", "which.npz")
    assert finished.code == 1
    assert "--occupancy which.npz: is for an ensemble of parts (.npz), and antibody is none." in finished.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "-o", "out", "--seed", "-x"),
        ("simulate", "-o", "out", "--pixel-size", "0"),
        ("simulate", "-o", "out", "--max-shift", "-1"),
        ("evaluate", "run", "--truth", "t", "--maps", "-1"),
        ("select", "run", "-o", "out.txt", "--seed", "-1"),
    ],
)
def test_option_out_of_range_is_refused_by_its_name(words, cryofire):
    finished = cryofire(*words)
    assert finished.code == 2
    assert words[-2] in finished.err
