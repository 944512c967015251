"""Rows whose values CIF would take for syntax, and rows of wrong lengths: as RELION reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryofire.core.errors import DataError
from cryofire.io.relion.columns import IMAGE_NAME, MICROGRAPH_NAME
from cryofire.io.relion.star import copy_block, read_document, write_document

HEADER = "data_particles\n\nloop_\n_rlnImageName #1\n_rlnMicrographName #2\n_rlnDefocusU #3\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "particles.star"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", ["data_12.mrc", "Data_12.mrc", "_12.mrc", "save_12.mrc", "$12.mrc", "global_", "loop_", "data_o'k.mrc"])
def test_a_value_that_looks_like_syntax_is_a_value(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, HEADER + f"1@a.mrcs m.mrc 1\n2@a.mrcs {name} 2\n\t3@a.mrcs\t{name}\t3 \r\n")
    table = read_document(path).table_with(IMAGE_NAME)
    assert table is not None
    assert table.tokens(MICROGRAPH_NAME) == ["m.mrc", name, name]
    assert table.numbers("_rlnDefocusU").tolist() == [1, 2, 3]


@pytest.mark.parametrize("name", ["data_12.mrc", "_12.mrc", "save_12.mrc", "$12.mrc", ";12.mrc"])
def test_a_row_that_begins_like_syntax_is_a_row(tmp_path: Path, name: str) -> None:
    header = "data_\nloop_\n_rlnMicrographName\n_rlnImageName\n"
    path = written(tmp_path, header + f"m.mrc 1@a.mrcs\n{name} 2@a.mrcs\n{name} 3@a.mrcs\n\ndata_next\n_rlnVoltage 300\n")
    document = read_document(path)
    table = document.table_with(IMAGE_NAME)
    assert table is not None
    assert table.tokens(MICROGRAPH_NAME) == ["m.mrc", name, name]
    assert document.block_names() == ["data_", "data_next"]


def test_blocks_follow_a_table_with_and_without_an_empty_line(tmp_path: Path) -> None:
    first = "data_optics\nloop_\n_rlnOpticsGroup #1\n_rlnVoltage #2\n1 300\n"
    for gap in ("", "\n", "# a word\n"):
        document = read_document(written(tmp_path, first + gap + HEADER + "1@a.mrcs data_1 5\n"))
        assert document.block_names() == ["data_optics", "data_particles"]
        assert [table.n_rows for table in document.tables()] == [1, 1]


def test_a_pair_after_a_table_and_a_pair_with_such_a_value(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, HEADER + "1@a.mrcs data_1 5\n\n_rlnVoltage 300\n_rlnMtfFileName data_mtf.star\n"))
    loop, pairs = document.tables()
    assert loop.n_rows == 1
    assert pairs.tags == ("_rlnVoltage", "_rlnMtfFileName")
    assert pairs.tokens("_rlnMtfFileName") == ["data_mtf.star"]


def test_such_values_are_written_back_as_they_stood_and_read_again(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, HEADER + "1@a.mrcs data_12.mrc 5\n2@a.mrcs 'data_1 3.mrc' 6\n"))
    write_document(tmp_path / "again.star", [copy_block(block) for block in document.document])
    assert "1@a.mrcs data_12.mrc 5\n2@a.mrcs 'data_1 3.mrc' 6\n" in (tmp_path / "again.star").read_text()
    table = read_document(tmp_path / "again.star").table_with(IMAGE_NAME)
    assert table is not None
    assert table.texts(MICROGRAPH_NAME) == ["data_12.mrc", "data_1 3.mrc"]


@pytest.mark.parametrize(("row", "found"), [("2@a.mrcs 6", 2), ("2@a.mrcs m.mrc 6 7", 4), ("2@a.mrcs 'm n'  # 6", 2)])
def test_a_short_or_long_row_is_refused_with_its_line_and_its_values(tmp_path: Path, row: str, found: int) -> None:
    path = written(tmp_path, HEADER + f"1@a.mrcs m.mrc 5\n{row}\n3@a.mrcs m.mrc 7\n")
    with pytest.raises(DataError, match=f"line 8 holds {found} values, and its table has 3 columns"):
        read_document(path)


def test_quotes_and_comments_are_not_counted_as_values(tmp_path: Path) -> None:
    (table,) = read_document(written(tmp_path, HEADER + "1@a.mrcs 'm n' \"6\"  # seven 7\n")).tables()
    assert table.texts(MICROGRAPH_NAME) == ["m n"]


def test_rows_of_wrong_lengths_that_add_up_are_refused(tmp_path: Path) -> None:
    """By the number of values alone, three rows of two are two rows of three."""
    path = written(tmp_path, HEADER + "1@a.mrcs 5\n2@a.mrcs 6\n3@a.mrcs 7\n")
    with pytest.raises(DataError, match="line 7 holds 2 values, and its table has 3 columns"):
        read_document(path)
