"""Answers of `infer` that are kept on disk while a set is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from cryofire.analysis.read_pieces import FOLDER, ReadPieces, key_of, remove_pieces

N = 25


def empty() -> dict[str, torch.Tensor]:
    return {"z": torch.zeros(N, 2), "is_outlier": torch.zeros(N, dtype=torch.bool)}


def read(pieces: ReadPieces, rows: torch.Tensor) -> None:
    pieces.answers["z"][rows] = rows[:, None].float() + 0.5
    pieces.answers["is_outlier"][rows] = rows % 2 == 0
    pieces.add(rows)


def test_what_was_read_is_there_again_under_its_key_alone(tmp_path: Path) -> None:
    first = ReadPieces(tmp_path, "a", empty(), piece=8)
    for rows in torch.arange(20).split(4):
        read(first, rows)
    assert len(list((tmp_path / FOLDER).iterdir())) == 2 and sum(map(len, first.waiting)) == 4
    again = ReadPieces(tmp_path, "a", empty())
    assert again.is_read.tolist() == [True] * 16 + [False] * 9
    assert torch.equal(again.answers["z"][:16], first.answers["z"][:16])
    assert torch.equal(again.answers["is_outlier"][:16], first.answers["is_outlier"][:16])
    assert float(again.answers["z"][16:].abs().max()) == 0
    first.write()
    assert int(ReadPieces(tmp_path, "a", empty()).is_read.sum()) == 20
    assert not ReadPieces(tmp_path, "b", empty()).is_read.any()
    remove_pieces(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rows_of_any_order_and_of_several_processes_go_together(tmp_path: Path) -> None:
    for part in (torch.arange(1, N, 2), torch.arange(0, N, 4)):
        own = ReadPieces(tmp_path, "a", empty())
        read(own, part[~own.is_read[part]])
        own.write()
    found = ReadPieces(tmp_path, "a", empty())
    expected = torch.tensor([row % 2 == 1 or row % 4 == 0 for row in range(N)])
    assert torch.equal(found.is_read, expected)
    assert torch.equal(found.answers["z"][expected, 0], torch.arange(N)[expected] + 0.5)


def test_a_file_that_is_not_whole_is_left_out(tmp_path: Path) -> None:
    pieces = ReadPieces(tmp_path, "a", empty(), piece=4)
    for rows in torch.arange(8).split(4):
        read(pieces, rows)
    cut = sorted((tmp_path / FOLDER).iterdir())[0]
    cut.write_bytes(cut.read_bytes()[:-3])
    assert ReadPieces(tmp_path, "a", empty()).is_read.tolist() == [False] * 4 + [True] * 4 + [False] * (N - 8)


def test_nothing_is_kept_where_no_folder_is_given(tmp_path: Path) -> None:
    pieces = ReadPieces(None, "a", empty(), piece=2)
    read(pieces, torch.arange(6))
    pieces.write()
    assert not pieces.is_read.any() and list(tmp_path.iterdir()) == []


def test_the_key_is_of_run_checkpoint_images_and_way_of_reading(tmp_path: Path) -> None:
    names = np.array(["1@a", "2@a"])
    checkpoint = tmp_path / "checkpoint"
    checkpoint.mkdir()
    (checkpoint / "weights").write_text("w")
    keys = {key_of(tmp_path, checkpoint, names, refines) for refines in (False, True)}
    keys.add(key_of(tmp_path, checkpoint, names[::-1], False))
    keys.add(key_of(tmp_path / "other", checkpoint, names, False))
    assert len(keys) == 4 and key_of(tmp_path, checkpoint, names, False) in keys
