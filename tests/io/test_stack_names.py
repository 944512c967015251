"""Names of stacks in files that are written somewhere else than the user's."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.core.errors import DataError
from cryofire.io.stack_names import PathStyle, image_names_from, split_image_name, split_image_names

NAMES = np.array(["000002@stacks/a.mrcs", "1@stacks/a.mrcs", "b.mrcs"])


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Stacks in a folder of their own, and a working folder that is neither theirs nor the new file's."""
    (tmp_path / "data" / "stacks").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = {"stacks/a.mrcs": tmp_path / "data" / "stacks" / "a.mrcs", "b.mrcs": tmp_path / "data" / "b.mrcs"}
    for path in found.values():
        path.write_bytes(b"")
    return found


def test_names_stay_where_they_lead_to_the_stacks_from_the_new_file(places, tmp_path):
    assert image_names_from(tmp_path / "data", NAMES, places, PathStyle.AUTO).tolist() == NAMES.tolist()


def test_names_stay_where_they_lead_to_the_stacks_from_the_working_folder(places, tmp_path, monkeypatch):
    """RELION reads paths from the folder of its project, which is where it runs."""
    monkeypatch.chdir(tmp_path / "data")
    assert image_names_from(tmp_path / "data" / "out", NAMES, places, PathStyle.AUTO).tolist() == NAMES.tolist()


def test_names_become_absolute_where_they_would_not_lead_there(places, tmp_path):
    new = image_names_from(tmp_path / "out", NAMES, places, PathStyle.AUTO)
    data = tmp_path / "data"
    assert new.tolist() == [f"000002@{data}/stacks/a.mrcs", f"1@{data}/stacks/a.mrcs", f"{data}/b.mrcs"]


def test_a_file_of_the_same_name_that_is_another_does_not_count(places, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.mrcs").write_bytes(b"another")
    assert image_names_from(tmp_path / "out", NAMES[2:], places, PathStyle.AUTO).tolist() == [f"{tmp_path}/data/b.mrcs"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (PathStyle.RELATIVE, ["000002@../../data/stacks/a.mrcs", "1@../../data/stacks/a.mrcs", "../../data/b.mrcs"]),
        (PathStyle.KEEP, NAMES.tolist()),
    ],
)
def test_styles_that_are_asked_for(style, expected, places, tmp_path):
    assert image_names_from(tmp_path / "new" / "out", NAMES, places, style).tolist() == expected


def test_a_stack_that_is_gone_keeps_its_name_with_a_warning(places, tmp_path, caplog):
    places["b.mrcs"].unlink()
    new = image_names_from(tmp_path / "out", NAMES, places, PathStyle.AUTO)
    assert new[2] == "b.mrcs"
    assert "1 of 2 stacks are not found" in caplog.text


@pytest.mark.parametrize("style", [PathStyle.ABSOLUTE, PathStyle.RELATIVE])
def test_a_path_to_a_stack_that_is_gone_is_not_made_up(style, places, tmp_path):
    places["b.mrcs"].unlink()
    with pytest.raises(DataError, match=r"b\.mrcs: the stack is not there"):
        image_names_from(tmp_path / "out", NAMES, places, style)


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("000012@a.mrcs", "000012", "a.mrcs"),
        ("000012@lab@home/a.mrcs", "000012", "lab@home/a.mrcs"),
        ("000012@/data/C2@half/a@b.mrcs", "000012", "/data/C2@half/a@b.mrcs"),
        ("/data/C2@half/a.mrcs", "", "/data/C2@half/a.mrcs"),
        ("a.mrcs", "", "a.mrcs"),
    ],
)
def test_a_name_is_cut_at_its_first_at_sign(text: str, number: str, name: str) -> None:
    assert split_image_name(text) == (number, name)
    assert split_image_names(np.array([text])) == ([f"{number}@" if number else ""], [name])
