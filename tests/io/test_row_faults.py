"""Rows with numbers that cannot be used: told with their row, judged only where they are used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from cryofire.checks.check_set import check_set
from cryofire.cli.main import app
from cryofire.core.errors import DataError
from cryofire.data.load_set import FilesConfig, read_set
from cryofire.io.cryodrgn import write_ctf
from cryofire.io.formats import read_particles
from cryofire.io.optics import OpticsOverrides
from cryofire.io.parse import star_ctf
from cryofire.io.relion.read import write_star
from cryofire.io.safe_pickle import load_pickle, save_pickle
from stacks import TinyStack, tiny_set, write_tiny_stack

BAD = 5
N = 24
COLUMN = {"_rlnAngleRot": "nan", "_rlnDefocusU": "nan", "_rlnOriginXAngst": "inf"}
NO_NUMBERS = {
    "_rlnAngleRot": ("north", "a number"),
    "_rlnDefocusU": ("<NA>", "a number"),
    "_rlnPhaseShift": ("None", "a number"),
    "_rlnOriginXAngst": ("1,5", "a number"),
    "_rlnOpticsGroup": ("first", "a whole number"),
    "_rlnImageName": ("x1@particles.mrcs", "a number from 1, @, and the stack's path"),
}
"""Words, and what would have been right."""


@dataclass(frozen=True)
class Files:
    stack: TinyStack
    star: Path
    ind: Path
    """Every row but the bad one."""


def with_value(star: Path, tag: str, value: str, row: int | None) -> Path:
    """A copy of a STAR file with another value in one row, or in all, of the last table with the column."""
    lines = star.read_text().splitlines()
    label = max(i for i, line in enumerate(lines) if line.startswith(f"{tag} "))
    column = int(lines[label].partition("#")[2]) - 1
    header_end = next(i for i in range(label, len(lines)) if not lines[i].startswith("_"))
    data = [i for i in range(header_end, len(lines)) if lines[i].strip()]
    end = next((k for k, i in enumerate(data) if lines[i].startswith(("#", "data_"))), len(data))
    for k, i in enumerate(data[:end]):
        if row is None or k == row:
            words = lines[i].split()
            words[column] = value
            lines[i] = " ".join(words)
    path = star.with_name("changed.star")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(params=COLUMN)
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    ind = tmp_path / "rows.txt"
    ind.write_text("".join(f"{row}\n" for row in range(N) if row != BAD))
    return Files(stack, with_value(stack.star, request.param, COLUMN[request.param], BAD), ind)


def test_the_row_is_named_as_index_files_count(files: Files) -> None:
    with pytest.raises(DataError, match=rf"_rln\w+ of row {BAD} \(counted from 0\) is (nan|inf); expected a number") as caught:
        read_particles(files.star)
    assert "--ind" in caught.value.hint


def test_check_leaves_out_the_bad_row_and_no_other(files: Files, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(files.star), "--write-ind", str(tmp_path / "good.txt")])
    assert result.exit_code == 1
    assert f"{N - 1} of {N} rows" in result.output
    assert [int(row) for row in (tmp_path / "good.txt").read_text().split()] == [row for row in range(N) if row != BAD]
    findings = {finding.code: finding for finding in check_set(FilesConfig(particles=files.star)).findings}
    assert findings["impossible-number"].rows.tolist() == [BAD]


def test_a_row_that_is_left_out_is_not_judged(files: Files) -> None:
    with pytest.raises(DataError, match=f"row {BAD} "):
        read_set(FilesConfig(particles=files.star))
    table, _ = read_set(FilesConfig(particles=files.star, ind=files.ind))
    assert len(table) == N - 1
    kept = torch.tensor([row for row in range(N) if row != BAD])
    assert table.poses is not None
    torch.testing.assert_close(table.poses.rotations, files.stack.truth.poses.rotations[kept].double(), atol=1e-5, rtol=0)
    torch.testing.assert_close(table.poses.shifts_px, files.stack.truth.poses.shifts_px[kept].double(), atol=1e-5, rtol=0)
    report = check_set(FilesConfig(particles=files.star, ind=files.ind))
    assert "impossible-number" not in [finding.code for finding in report.findings]


@pytest.mark.parametrize("tag", NO_NUMBERS)
def test_a_word_in_the_place_of_a_number_matters_only_in_a_row_that_is_used(tag: str, tmp_path: Path) -> None:
    word, expected = NO_NUMBERS[tag]
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    star = with_value(stack.star, tag, word, BAD)
    (tmp_path / "rows.txt").write_text("".join(f"{row}\n" for row in range(N) if row != BAD))
    with pytest.raises(DataError) as caught:
        read_set(FilesConfig(particles=star))
    assert caught.value.message == f"{star}: {tag} of row {BAD} (counted from 0) is {word!r}; expected {expected}."
    assert "--ind" in caught.value.hint
    table, _ = read_set(FilesConfig(particles=star, ind=tmp_path / "rows.txt"))
    kept = torch.tensor([row for row in range(N) if row != BAD])
    assert table.index_in_stack.tolist() == kept.tolist()
    assert table.optics is not None
    torch.testing.assert_close(table.optics.defocus_u_A, stack.truth.optics.defocus_u_A[kept], atol=1e-5, rtol=0)
    assert table.poses is not None
    torch.testing.assert_close(table.poses.shifts_px, stack.truth.poses.shifts_px[kept].double(), atol=1e-5, rtol=0)
    write_star(tmp_path / "out.star", table, table.poses, {})
    assert len(read_particles(tmp_path / "out.star")) == N - 1
    assert check_set(FilesConfig(particles=star)).good_rows().tolist() == kept.tolist()


def test_a_word_in_an_optics_group_matters_to_its_particles_alone(tmp_path: Path) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    text = with_value(stack.star, "_rlnOpticsGroup", "2", BAD).read_text()
    groups = next(line for line in text.splitlines() if line.startswith("opticsGroup1 "))
    other = groups.replace("opticsGroup1 1 ", "opticsGroup2 2 ").replace("300.000000", "unknown")
    stack.star.write_text(text.replace(groups, f"{groups}\n{other}"))
    with pytest.raises(DataError, match=rf"_rlnVoltage of row {BAD} \(counted from 0\) is 'unknown'; expected above 0 kV"):
        read_particles(stack.star)
    table = read_particles(stack.star, needs_sound_rows=False).select([row for row in range(N) if row != BAD])
    table.refuse_faults()
    assert table.optics is not None
    assert table.optics.voltage_kV.tolist() == [300.0] * (N - 1)


def test_a_group_that_is_not_described_matters_only_to_a_row_that_is_used(tmp_path: Path) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    star = with_value(stack.star, "_rlnOpticsGroup", "7", BAD)
    table = read_particles(star, needs_sound_rows=False)
    with pytest.raises(DataError, match=rf"_rlnOpticsGroup of row {BAD} .* is 7; expected a group that data_optics describes \(1\)"):
        table.refuse_faults()
    with pytest.raises(DataError, match="_rlnOpticsGroup"):  # a given CTF does not replace the group
        read_set(FilesConfig(particles=star, ctf=stack.ctf))
    table.select([BAD - 1, BAD + 1]).refuse_faults()


def test_a_fault_keeps_its_row_of_the_file_through_selections(files: Files) -> None:
    table = read_particles(files.star, needs_sound_rows=False).select([9, BAD, 3]).select([1, 0])
    assert [fault.rows.tolist() for fault in table.faults] == [[0]]
    with pytest.raises(DataError, match=rf"row {BAD} \(counted from 0\)"):
        table.refuse_faults()
    table.select([1]).refuse_faults()


def test_bad_rows_of_pickles_are_left_out_too(tmp_path: Path) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    ctf, (rotations, shifts) = load_pickle(stack.ctf).copy(), load_pickle(stack.pose)
    ctf[BAD, 2], rotations[BAD] = np.nan, np.nan
    save_pickle(stack.ctf, ctf)
    save_pickle(stack.pose, (rotations, shifts))
    files = FilesConfig(particles=stack.mrcs, ctf=stack.ctf, pose=stack.pose)
    with pytest.raises(DataError, match=rf"ctf.pkl: column 3 \(defocus_u_A\) of row {BAD} "):
        read_set(files)
    assert check_set(files).good_rows().tolist() == [row for row in range(N) if row != BAD]
    (tmp_path / "rows.txt").write_text("".join(f"{row}\n" for row in range(N) if row != BAD))
    assert len(read_set(files.model_copy(update={"ind": tmp_path / "rows.txt"}))[0]) == N - 1


def test_a_given_ctf_states_the_pixel_size_that_the_file_lacks(tmp_path: Path) -> None:
    """Origins in Angstrom become pixels by it: a shift of 3 A is 0.75 px of 4 A."""
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    star = with_value(stack.star, "_rlnImagePixelSize", "0", None)
    with pytest.raises(DataError, match=r"_rlnImagePixelSize of row 0 \(counted from 0\) is 0; expected above 0 A") as caught:
        read_set(FilesConfig(particles=star))
    assert "--ctf" in caught.value.hint
    table, _ = read_set(FilesConfig(particles=star, ctf=stack.ctf))
    assert table.pixel_size_A is not None
    assert table.pixel_size_A.tolist() == [4.0] * N
    assert table.poses is not None
    torch.testing.assert_close(table.poses.shifts_px, stack.truth.poses.shifts_px.double(), atol=1e-5, rtol=0)
    assert not [finding for finding in check_set(FilesConfig(particles=star, ctf=stack.ctf)).findings if finding.severity.value == "error"]


def test_a_pixel_size_that_the_file_states_is_that_of_its_origins(tmp_path: Path) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    truth = stack.truth.optics
    write_ctf(stack.ctf, type(truth)(**{**vars(truth), "pixel_size_A": truth.pixel_size_A * 1.02}), 16)
    table, _ = read_set(FilesConfig(particles=stack.star, ctf=stack.ctf))
    assert table.pixel_size_A is not None
    np.testing.assert_allclose(table.pixel_size_A, 4.08, rtol=1e-6)
    assert table.poses is not None
    torch.testing.assert_close(table.poses.shifts_px, stack.truth.poses.shifts_px.double(), atol=1e-5, rtol=0)


def test_results_state_the_pixel_size_that_the_users_file_lacks(tmp_path: Path) -> None:
    """Without it, origins in Angstrom of the written file could not be read again."""
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    star = with_value(stack.star, "_rlnImagePixelSize", "0", None)
    table, _ = read_set(FilesConfig(particles=star, ctf=stack.ctf))
    write_star(tmp_path / "out.star", table, table.poses, {})
    again = read_particles(tmp_path / "out.star")
    assert again.pixel_size_A is not None
    assert again.pixel_size_A.tolist() == [4.0] * N
    assert again.poses is not None
    torch.testing.assert_close(again.poses.shifts_px, stack.truth.poses.shifts_px.double(), atol=1e-5, rtol=0)


@pytest.mark.parametrize("with_pickles", [False, True])
def test_a_stack_that_is_not_there_is_missed_only_where_it_is_used(tmp_path: Path, with_pickles: bool) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    lines = [
        line.replace("@particles.mrcs", "@gone.mrcs") if f"{BAD + 1:06d}@" in line else line for line in stack.star.read_text().split("\n")
    ]
    stack.star.write_text("\n".join(lines))
    (tmp_path / "rows.txt").write_text("".join(f"{row}\n" for row in range(N) if row != BAD))
    files = FilesConfig(particles=stack.star, ctf=stack.ctf if with_pickles else None, pose=stack.pose if with_pickles else None)
    with pytest.raises(DataError, match=r"1 of 2 stacks are not there, the first of 000006@gone\.mrcs; looked for .*gone\.mrcs") as caught:
        read_set(files)
    assert "--datadir" in caught.value.hint
    assert check_set(files).good_rows().tolist() == [row for row in range(N) if row != BAD]
    table, _ = read_set(files.model_copy(update={"ind": tmp_path / "rows.txt"}))
    assert table.stack_paths == (stack.mrcs,)
    assert table.poses is not None
    kept = torch.tensor([row for row in range(N) if row != BAD])
    torch.testing.assert_close(table.poses.shifts_px, stack.truth.poses.shifts_px[kept].double(), atol=1e-5, rtol=0)


def test_an_image_size_that_is_a_word_is_refused_where_it_is_needed(tmp_path: Path) -> None:
    stack = write_tiny_stack(tmp_path, tiny_set(N))
    star = with_value(stack.star, "_rlnImageSize", "small", None)
    assert "image-size" not in [finding.code for finding in check_set(FilesConfig(particles=star)).findings]
    with pytest.raises(DataError, match=r"_rlnImageSize of row 0 .* is nan; expected a number of pixels"):
        star_ctf(star, OpticsOverrides())
    assert star_ctf(star, OpticsOverrides(), box_px=16).box_px.tolist() == [16.0] * N
