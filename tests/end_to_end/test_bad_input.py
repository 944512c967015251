"""What cannot be trained on is refused before training: one line that says what is wrong, one that says what to do, no traceback."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cryofire.io.run_store import RunStore
from programs import Finished, Program
from stacks import TinyStack, tiny_set, write_tiny_stack


@pytest.fixture
def train(cryofire: Program, tmp_path: Path):
    """`cryofire train ARGUMENTS -o RUN`, which must fail and leave no run behind."""

    def run(*arguments: object) -> Finished:
        finished = cryofire("train", *arguments, "-o", tmp_path / "run", "--device", "cpu")
        assert finished.code == 1, finished
        assert "Traceback" not in finished.err
        assert not (tmp_path / "run").exists()
        return finished

    return run


@pytest.fixture
def copy(tiny_stack: TinyStack, tmp_path: Path) -> TinyStack:
    """The tiny stack, to be spoilt."""
    folder = tmp_path / "copy"
    shutil.copytree(tiny_stack.folder, folder)
    return TinyStack(tiny_stack.truth, folder)


def says(finished: Finished, kind: str, *words: object) -> None:
    *_, message = finished.err.partition(f"{kind}: ")
    assert message, finished.err
    for word in words:
        assert str(word) in message, message


# ---- files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nothing.star", "nothing.mrcs", "nothing.cs", "nothing.txt"])
def test_missing_particle_file(name, train, tmp_path):
    says(train(tmp_path / name), "DataError", name, "no such file")


def test_suffix_that_is_no_particle_format(train, tmp_path):
    says(train(tmp_path / "particles.tif"), "DataError", "particles.tif", "'.tif'", "hint:")


def test_truncated_stack_with_both_numbers(train, copy):
    content = copy.mrcs.read_bytes()
    copy.mrcs.write_bytes(content[: 1024 + 10 * 16 * 16 * 4 + 100])
    for particles in (copy.mrcs, copy.star):
        says(train(particles), "DataError", copy.mrcs, "promises 48 images", "holds 10", "hint:")


def test_stack_that_a_star_file_names_is_not_there(train, copy):
    copy.mrcs.unlink()
    says(train(copy.star), "DataError", "particles.mrcs", "are not there", "--datadir")


def test_star_file_asks_for_more_images_than_its_stack_has(train, copy, tmp_path):
    small = write_tiny_stack(tmp_path / "small", tiny_set(7))
    shutil.copy(small.mrcs, copy.mrcs)
    says(train(copy.star), "DataError", "image 8", "holds 7 images", "hint:")


@pytest.mark.parametrize(("option", "what"), [("--ctf", "CTFs"), ("--pose", "poses")])
def test_pickle_of_another_number_of_particles(option, what, train, tiny_stack, tmp_path):
    small = write_tiny_stack(tmp_path / "small", tiny_set(7))
    says(train(tiny_stack.mrcs, option, small.ctf if option == "--ctf" else small.pose), "DataError", f"7 {what} for 48 particles", "--ind")


def test_pickle_that_runs_a_program_is_refused_and_not_run(train, tiny_stack, tmp_path):
    class Evil:
        def __reduce__(self):
            return Path.touch, (tmp_path / "run_by_pickle",)

    (tmp_path / "ctf.pkl").write_bytes(pickle.dumps(Evil()))
    says(train(tiny_stack.mrcs, "--ctf", tmp_path / "ctf.pkl"), "DataError", "refused", "hint:")
    assert not (tmp_path / "run_by_pickle").exists()


@pytest.mark.parametrize(("rows", "words"), [("3\n48\n", ["48", "rows 0 to 47"]), ("1.5\n", ["whole numbers"]), ("", ["no rows"])])
def test_rows_that_the_set_does_not_have(rows, words, train, tiny_stack, tmp_path):
    (tmp_path / "ind.txt").write_text(rows)
    says(train(tiny_stack.star, "--ind", tmp_path / "ind.txt"), "DataError", "ind.txt", *words)


@pytest.mark.parametrize(("value", "words"), [(np.nan, "1 images with NaN"), (None, "1 images constant")])
def test_spoilt_image_is_named(value, words, train, copy):
    images = copy.truth.images.numpy().astype("<f4")
    images[11] = images[11] * 0 + 3
    if value is not None:
        images[11, 4, 4] = value
    copy.mrcs.write_bytes(copy.mrcs.read_bytes()[:1024] + images.tobytes())
    says(train(copy.star), "DataError", words, "11", "of 48 images", "hint:")


# ---- options ---------------------------------------------------------------------------------------------------


def test_no_particles(train):
    says(train(), "ConfigError", "no particles given", "cryofire train PARTICLES")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--recipe", "publised"], ["publised", "did you mean 'published'"]),
        (["--set", "batchsize=3"], ["batchsize", "did you mean 'batch_size'"]),
        (["--set", "batch_size"], ["write --set key=value"]),
        (["--set", "batch_size=0"], ["schedule.batch_size", "found 0"]),
        (["--set", "lr=1e-3"], ["--set lr=1e-3", "optimizer.lr", "--recipe published", "amortize.lr"]),
        (["--set", "joint.decoder.layers=3"], ["kind fourier_mlp", "joint.decoder.kind is low_rank_grid"]),
        (["--recipe", "published", "--set", "use-gt-poses=true"], ["sym_loss", "poses are known", "hint:"]),
        (["--recipe", "published", "--set", "precision=fp16"], ["fp16 needs a GPU", "hint:"]),
        (["--config", "nothing.json"], ["nothing.json", "no such configuration file"]),
    ],
)
def test_option_that_cannot_be(options, words, train, tiny_stack):
    says(train(tiny_stack.star, *options), "ConfigError", *words)


def test_known_poses_that_are_nowhere(train, tiny_stack, tmp_path):
    says(train(tiny_stack.mrcs, "--recipe", "homogeneous"), "ConfigError", "poses are to be known", "--pose")
    (tmp_path / "list.star").write_text(tiny_stack.star.read_text().replace("_rlnAngleRot", "_rlnSomethingElse"))
    finished = train(tmp_path / "list.star", "--datadir", tiny_stack.folder, "--recipe", "homogeneous")
    says(finished, "ConfigError", "the particles bring none")


def test_device_that_does_not_exist(cryofire, tiny_stack, tmp_path):
    finished = cryofire("train", tiny_stack.star, "-o", tmp_path / "run", "--device", "tpu")
    assert finished.code == 1
    says(finished, "ConfigError", "device", "'tpu'")


def test_no_run_folder(cryofire, tiny_stack):
    finished = cryofire("train", tiny_stack.star)
    assert finished.code == 1
    says(finished, "RunError", "no run folder given", "-o RUN")


# ---- run folders -----------------------------------------------------------------------------------------------


def test_run_is_not_written_over(cryofire, rigid_run):
    weights = RunStore(rigid_run.path).latest_checkpoint() / "model.safetensors"
    before = weights.read_bytes()
    finished = cryofire("train", rigid_run.stack.star, "-o", rigid_run.path)
    assert finished.code == 1
    says(finished, "RunError", rigid_run.path, "holds a run already", "--resume")
    assert weights.read_bytes() == before


def test_run_that_is_there_is_seen_before_any_image_is_read(cryofire, rigid_run, tmp_path):
    says(cryofire("train", tmp_path / "nothing.star", "-o", rigid_run.path), "RunError", "holds a run already")


def test_resuming_nothing(cryofire, tmp_path):
    finished = cryofire("train", "--resume", "-o", tmp_path / "nothing")
    assert finished.code == 1
    says(finished, "RunError", "nothing")


def test_resuming_without_saying_which(cryofire):
    finished = cryofire("train", "--resume")
    assert finished.code == 1
    says(finished, "ConfigError", "which run", "-o RUN")


@pytest.mark.parametrize(
    "options", [["--set", "lr=1"], ["--recipe", "published"], ["--seed", "0"], ["--device", "cpu"], ["--memory-gb", "1"]]
)
def test_option_that_resuming_would_ignore(options, cryofire, rigid_run):
    finished = cryofire("train", *options, "--resume", "-o", rigid_run.path)
    assert finished.code == 1
    says(finished, "ConfigError", options[0], "config.yaml", "where the files are now")


@pytest.mark.parametrize("option", ["--ctf", "--pose", "--ind"])
def test_file_that_the_run_was_begun_without_cannot_be_given_on_resuming(option, cryofire, rigid_run, tmp_path):
    finished = cryofire("train", "-o", rigid_run.path, "--resume", option, tmp_path / "file.pkl")
    assert finished.code == 1
    says(finished, "ConfigError", option, "begun without one")


# ---- the program itself ----------------------------------------------------------------------------------------


def test_error_of_the_installed_program_is_two_lines_and_exit_code_one(tmp_path):
    command = [sys.executable, "-m", "cryofire.cli.main", "train", str(tmp_path / "nothing.star"), "-o", str(tmp_path / "run")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == f"DataError: {tmp_path / 'nothing.star'}: no such file."
    assert second.startswith("  hint: ")
