"""What the system will not read or write ends in one line with the file, the cause and what to do; an output place is looked at first."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from safetensors import SafetensorError

from cryofire.core.errors import CryofireError, FileError, of_system
from cryofire.core.log import log_to_file, logger
from cryofire.io import output_place
from cryofire.io.output_place import check_file, check_folder, writing
from cryofire.io.run_store import RunStore

NOTHING = "nothing.star"
"""Particles that are not there: an error about the output place shows that it was looked at before them."""
COMMANDS_INTO_A_FOLDER = {
    "train": ("train", NOTHING),
    "infer": ("infer", "no_run", NOTHING),
    "volumes": ("volumes", "no_run"),
    "export": ("export", "no_run"),
    "simulate": ("simulate", "nothing.pdb"),
    "demo": ("demo",),
}


@pytest.mark.parametrize("words", COMMANDS_INTO_A_FOLDER.values(), ids=COMMANDS_INTO_A_FOLDER)
@pytest.mark.parametrize("below", ["", "run"])
def test_output_folder_that_is_a_file_is_refused_before_anything_is_read(words, below, cryofire, tmp_path):
    (tmp_path / "taken").write_text("mine")
    finished = cryofire(*words, "-o", tmp_path / "taken" / below)
    assert finished.code == 1
    assert finished.err.splitlines()[-2:] == [
        f"FileError: {tmp_path / 'taken' / below}: {tmp_path / 'taken'} is a file, and a folder is to be made there.",
        "  hint: choose another -o",
    ]
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize("words", COMMANDS_INTO_A_FOLDER.values(), ids=COMMANDS_INTO_A_FOLDER)
def test_output_folder_without_permission_is_refused_before_anything_is_read(words, cryofire, tmp_path, monkeypatch):
    monkeypatch.setattr(output_place.os, "access", lambda path, mode: Path(path) != tmp_path)  # root may write everywhere
    finished = cryofire(*words, "-o", tmp_path / "a" / "b")
    assert finished.code == 1
    assert f"FileError: {tmp_path / 'a' / 'b'}: no permission to write in {tmp_path}." in finished.err
    assert list(tmp_path.iterdir()) == []


def test_output_file_that_is_a_folder_is_refused(cryofire, tmp_path):
    (tmp_path / "out.txt").mkdir()
    finished = cryofire("select", "no_run", "-o", tmp_path / "out.txt", "--random", 3)
    assert finished.code == 1
    assert f"FileError: {tmp_path / 'out.txt'}: is a folder, and a file is to be written." in finished.err


def test_folders_and_files_yet_to_be_made_are_places_to_write(tmp_path):
    check_folder(tmp_path / "a" / "b")
    check_file(tmp_path / "a" / "b.txt")
    check_folder(Path("a"))
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("number", "cause", "hint"),
    [
        (errno.ENOSPC, "no space left on device", "make room on that disk; a run goes on with --resume"),
        (errno.EDQUOT, "disk quota exceeded", "make room"),
        (errno.EACCES, "permission denied", "ask for the permission"),
        (errno.EROFS, "read-only file system", "another place"),
        (errno.EISDIR, "is a directory", "name a file"),
        (errno.ENOTDIR, "not a directory", "something else lies there"),
        (errno.EEXIST, "file exists", "something else lies there"),
        (errno.ENOENT, "no such file or directory", "check the path"),
        (errno.EIO, "input/output error", "the disk that it lies on"),
    ],
)
def test_what_the_system_refuses_is_one_line_with_what_to_do(number, cause, hint):
    error = of_system(OSError(number, os.strerror(number), "/disk/run.log"))
    assert isinstance(error, CryofireError)
    assert error.message == f"/disk/run.log: {cause}."
    assert hint in error.hint


def test_refusal_without_a_file_says_its_cause():
    assert of_system(OSError("broken")).message == "broken."
    assert of_system(OSError()).message == "oserror."


def test_disk_that_fills_up_in_the_middle_of_a_run_is_no_traceback(cryofire, tiny_stack, tmp_path, monkeypatch):
    def full(run: RunStore, values: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(run.config))

    monkeypatch.setattr(RunStore, "write_config", full)
    finished = cryofire("train", tiny_stack.star, "-o", tmp_path / "run", "--recipe", "homogeneous", "--device", "cpu")
    assert finished.code == 1
    assert finished.err.splitlines()[-2:] == [
        f"FileError: {tmp_path / 'run' / 'config.yaml'}: no space left on device.",
        "  hint: make room on that disk; a run goes on with --resume",
    ]


def test_stack_that_may_not_be_read_is_no_traceback(cryofire, tiny_stack, tmp_path, monkeypatch):
    opened = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path.suffix == ".mrcs":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    finished = cryofire("train", tiny_stack.star, "-o", tmp_path / "run", "--recipe", "homogeneous", "--device", "cpu")
    assert finished.code == 1
    assert f"FileError: {tiny_stack.mrcs}: permission denied." in finished.err


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"),
        RuntimeError("[enforce fail at inline_container.cc:672] . unexpected pos 576 vs 534"),
    ],
    ids=["system", "safetensors", "torch"],
)
def test_full_disk_is_one_error_that_names_the_file_whichever_library_meets_it(error):
    with pytest.raises(OSError, match="run/checkpoints") as caught, writing(Path("run/checkpoints")):
        raise error
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "run/checkpoints")
    assert "make room" in of_system(caught.value).hint


@pytest.mark.parametrize("error", [RuntimeError("shapes differ"), SafetensorError("invalid header")])
def test_other_errors_of_those_libraries_stay_what_they_are(error):
    with pytest.raises(type(error), match=str(error)), writing(Path("run")):
        raise error


def test_log_on_a_full_disk_is_an_error_that_names_the_log(tmp_path, monkeypatch):
    handler = log_to_file(tmp_path / "run.log")

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    try:
        monkeypatch.setattr(handler, "flush", full)
        with pytest.raises(OSError, match=r"run\.log"):
            logger().info("done")
    finally:
        logger().removeHandler(handler)
        monkeypatch.undo()
        handler.close()


def test_bug_is_not_dressed_up_as_the_users_mistake(cryofire, monkeypatch):
    def bug(*_: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(RunStore, "check", bug)
    with pytest.raises(ValueError, match="ours"):
        cryofire("train", NOTHING, "-o", "run")
    assert not issubclass(FileError, OSError)
