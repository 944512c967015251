"""`cryofire parse-...`: the numbers that cryoDRGN parses from the same files, and what is said where a file lacks them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryofire.io.cryodrgn import read_ctf, read_poses
from cryofire.io.formats import read_particles
from cryofire.io.relion.read import write_star
from programs import Finished, Program
from stacks import TinyStack


@pytest.fixture(scope="module")
def parsed(shared_data: Path) -> Path:
    return shared_data / "oracles" / "cryodrgn-parse"


def plain(path: Path) -> np.ndarray | tuple[np.ndarray, ...]:
    """What any program reads that unpickles the file."""
    return np.load(path, allow_pickle=True)


def refused(finished: Finished, kind: str, *words: str) -> None:
    assert finished.code == 1, finished
    assert "Traceback" not in finished.err
    *_, message = finished.err.partition(f"{kind}: ")
    for word in (*words, "hint:"):
        assert word in message, finished.err


# ---- the same numbers ------------------------------------------------------------------------------------------

RELION, STA, CRYOSPARC = "FinalRefinement-OriginalParticles-PfCRT.star", "sta_testing_bin8.star", "cryosparc_P12_J24_001_particles.cs"


@pytest.mark.parametrize(
    ("command", "file", "options", "theirs"),
    [
        ("parse-ctf-star", RELION, ["-w", "0.1", "-D", "300", "--Apix", "1.035"], "ctf1.pkl"),
        ("parse-ctf-star", STA, ["-D", "512", "--Apix", "1.82"], "sta_ctf.pkl"),
        ("parse-ctf-csparc", CRYOSPARC, [], "ctf2.pkl"),
    ],
)
def test_ctf_is_cryodrgns(command, file, options, theirs, parsed: Path, tmp_path: Path, cryofire: Program):
    finished = cryofire(command, parsed / file, "-o", tmp_path / "ctf.pkl", *options)
    assert finished.code == 0, finished.err
    ours = plain(tmp_path / "ctf.pkl")
    assert isinstance(ours, np.ndarray) and ours.dtype == np.float32
    np.testing.assert_allclose(ours, plain(parsed / theirs), rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize(
    ("command", "file", "options", "theirs"),
    [
        ("parse-pose-star", RELION, ["-D", "300"], "pose.star.pkl"),
        ("parse-pose-csparc", CRYOSPARC, ["-D", "180"], "pose.cs.pkl"),
        ("parse-pose-csparc", CRYOSPARC, [], "pose.cs.pkl"),
    ],
)
def test_poses_are_cryodrgns(command, file, options, theirs, parsed: Path, tmp_path: Path, cryofire: Program):
    finished = cryofire(command, parsed / file, "-o", tmp_path / "pose.pkl", *options)
    assert finished.code == 0, finished.err
    ours, expected = plain(tmp_path / "pose.pkl"), plain(parsed / theirs)
    assert isinstance(ours, tuple) and [part.dtype for part in ours] == [np.float32, np.float32]
    np.testing.assert_allclose(ours[0], expected[0], atol=2e-6)
    np.testing.assert_allclose(ours[1], expected[1], rtol=1e-6, atol=1e-9)


def test_rotations_of_sub_tilts_are_cryodrgns(parsed: Path, tmp_path: Path, cryofire: Program):
    """Several rows a particle. Not the shifts: the file has none, and theirs are memory that was never written."""
    assert cryofire("parse-pose-star", parsed / STA, "-o", tmp_path / "pose.pkl", "-D", 64).code == 0
    rotations, shifts = plain(tmp_path / "pose.pkl")
    np.testing.assert_allclose(rotations, plain(parsed / "sta_pose.pkl")[0], atol=1e-6)
    assert (shifts == 0).all()


def test_given_values_take_the_place_of_the_files(parsed: Path, tmp_path: Path, cryofire: Program):
    options = ["-D", 300, "--Apix", 2.0, "--kv", 200, "--cs", 1.4, "-w", 0.07, "--ps", 90]
    assert cryofire("parse-ctf-star", parsed / RELION, "-o", tmp_path / "ctf.pkl", *options).code == 0
    np.testing.assert_allclose(
        plain(tmp_path / "ctf.pkl")[:, [0, 1, 5, 6, 7, 8]], np.tile([300, 2.0, 200, 1.4, 0.07, 90], (5, 1)), rtol=1e-6
    )


# ---- boxes and jobs --------------------------------------------------------------------------------------------


def test_box_and_pixel_size_come_from_the_file(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    assert cryofire("parse-ctf-star", tiny_stack.star, "-o", tmp_path / "ctf.pkl").code == 0
    assert cryofire("parse-pose-star", tiny_stack.star, "-o", tmp_path / "pose.pkl").code == 0
    assert (plain(tmp_path / "ctf.pkl")[:, 0] == 16).all()
    np.testing.assert_allclose(read_ctf(tmp_path / "ctf.pkl").defocus_u_A, tiny_stack.truth.optics.defocus_u_A, rtol=1e-6)
    np.testing.assert_allclose(read_poses(tmp_path / "pose.pkl", 16).shifts_px, tiny_stack.truth.poses.shifts_px, atol=2e-6)


@pytest.fixture
def ab_initio(tmp_path: Path) -> Path:
    """A .cs of an ab initio job, without columns of images."""
    fields = [("uid", "u8"), ("alignments_class_0/pose", "f4", (3,)), ("alignments_class_0/shift", "f4", (2,))]
    records = np.zeros(3, dtype=fields)
    records["alignments_class_0/pose"][:, 2] = np.pi / 2  # a quarter turn about z
    records["alignments_class_0/shift"] = [6, -3]
    with (tmp_path / "job.cs").open("wb") as file:
        np.save(file, records)
    return tmp_path / "job.cs"


def test_ab_initio_poses(ab_initio: Path, tmp_path: Path, cryofire: Program):
    assert cryofire("parse-pose-csparc", ab_initio, "-o", tmp_path / "pose.pkl", "-D", 60, "--abinit").code == 0
    rotations, shifts = plain(tmp_path / "pose.pkl")
    np.testing.assert_allclose(rotations[0], [[0, 1, 0], [-1, 0, 0], [0, 0, 1]], atol=1e-6)
    np.testing.assert_allclose(shifts, np.tile([0.1, -0.05], (3, 1)), rtol=1e-6)


def test_shifts_of_a_heterogeneous_refinement_count_twice(parsed: Path, tmp_path: Path, cryofire: Program):
    finished = cryofire("parse-pose-csparc", parsed / CRYOSPARC, "-o", tmp_path / "pose.pkl", "-D", 180, "--hetrefine")
    np.testing.assert_allclose(plain(tmp_path / "pose.pkl")[1], 2 * plain(parsed / "pose.cs.pkl")[1], rtol=1e-6, atol=1e-9)
    assert "images of 180 px were aligned; as asked, 90 px are used" in finished.err


def test_png_is_drawn(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    assert cryofire("parse-ctf-star", tiny_stack.star, "-o", tmp_path / "ctf.pkl", "--png", tmp_path / "ctf.png").code == 0
    assert (tmp_path / "ctf.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_rows_that_are_not_the_images_of_the_stack_are_told(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    """A pickle goes by rows alone: with the bare stack, its rows would be those of other images."""
    whole = cryofire("parse-ctf-star", tiny_stack.star, "-o", tmp_path / "ctf.pkl")
    assert "not all images" not in whole.err
    table = read_particles(tiny_stack.star)
    for rows, found in (([0, 1, 7], "row 2 (counted from 0) is image 8 of"), ([0, 1, 2], "holds 48 images, and 3 of them are named")):
        write_star(tiny_stack.folder / "some.star", table.select(rows), None, {})
        finished = cryofire("parse-ctf-star", tiny_stack.folder / "some.star", "-o", tmp_path / "ctf.pkl")
        assert finished.code == 0
        assert found in finished.err
        assert "give this file as the particles" in finished.err


def test_a_box_that_contradicts_the_stack_is_not_believed(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    text = tiny_stack.star.read_text()
    star = tiny_stack.folder / "other.star"
    label = next(line for line in text.splitlines() if line.startswith("_rlnImageSize"))
    assert " 16 2\n" in text, label
    star.write_text(text.replace(" 16 2\n", " 32 2\n"))
    finished = cryofire("parse-ctf-star", star, "-o", tmp_path / "ctf.pkl")
    refused(finished, "DataError", "_rlnImageSize of row 0 (counted from 0) is 32, and the images of", "are of 16 px", "-D")
    assert cryofire("parse-ctf-star", star, "-o", tmp_path / "ctf.pkl", "-D", 16).code == 0
    assert cryofire("parse-pose-star", star, "-o", tmp_path / "pose.pkl", "-D", 16).code == 0
    report = cryofire("check", star, "--quick")
    assert "_rlnImageSize" in report.out
    assert "32" in report.out


# ---- what is said ----------------------------------------------------------------------------------------------


def test_what_a_file_lacks_is_said_with_the_option(parsed: Path, tmp_path: Path, cryofire: Program, ab_initio: Path):
    out = tmp_path / "out.pkl"
    refused(cryofire("parse-ctf-star", parsed / RELION, "-o", out), "DataError", "_rlnAmplitudeContrast", "-w")
    refused(cryofire("parse-ctf-star", parsed / RELION, "-o", out, "-w", 0.1), "DataError", "say the box", "-D")
    refused(cryofire("parse-ctf-star", parsed / CRYOSPARC, "-o", out), "DataError", "not a .star file", "parse-ctf-csparc")
    refused(cryofire("parse-pose-csparc", parsed / STA, "-o", out), "DataError", "not a .cs file", "parse-pose-star")
    refused(cryofire("parse-pose-csparc", ab_initio, "-o", out), "DataError", "no poses alignments3D/pose", "with --abinit")
    refused(cryofire("parse-pose-csparc", ab_initio, "-o", out, "--abinit"), "DataError", "does not say the box", "-D")
    refused(cryofire("parse-ctf-csparc", ab_initio, "-o", out), "DataError", "no column blob/psize_A", "--Apix")
    refused(cryofire("parse-ctf-csparc", ab_initio, "-o", out, "--Apix", 1), "DataError", "no column blob/shape", "-D")
    refused(cryofire("parse-ctf-csparc", ab_initio, "-o", out, "--Apix", 1, "-D", 60), "DataError", "no CTF", "alignments_class_0")
    refused(cryofire("parse-pose-csparc", ab_initio, "-o", out, "--abinit", "--hetrefine", "-D", 9), "ConfigError", "one of them")
    refused(cryofire("parse-pose-csparc", parsed / CRYOSPARC, "-o", out, "--hetrefine"), "ConfigError", "of which box", "-D")
    refused(cryofire("parse-pose-star", parsed / STA, "-o", tmp_path / "pose.npy", "-D", 64), "ConfigError", "pose.npy", ".pkl")
    assert not out.exists()
