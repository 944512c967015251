"""`cryofire check`: each thing that can be wrong is planted and found; a good set is told nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.checks.check_set import CheckReport, check_set
from cryofire.checks.findings import Finding, Severity
from cryofire.core.types import Optics, Poses
from cryofire.data.data_config import FilesConfig
from cryofire.io.cryodrgn import write_ctf, write_poses
from cryofire.io.mrc import write_stack
from cryofire.io.optics import ReadOptions
from cryofire.io.relion.read import write_star
from cryofire.io.stacks import read_stack, read_stack_list
from programs import Program
from stacks import PIXEL_SIZE_A, TinySet, tiny_set

N, BOX = 1000, 24


@dataclass
class Planted:
    """A good set, to be spoilt before it is written."""

    folder: Path
    images: np.ndarray
    optics: Optics | None
    poses: Poses
    files: dict[str, Path]
    header_pixel_size_A: float = PIXEL_SIZE_A

    def write(self) -> Planted:
        """particles.mrcs and particles.star."""
        stack = self.folder / "particles.mrcs"
        write_stack(stack, np.nan_to_num(self.images, posinf=0), self.header_pixel_size_A)
        stack.write_bytes(stack.read_bytes()[:1024] + self.images.astype("<f4").tobytes())  # the writer refuses NaN
        table = read_stack(self.folder / "particles.mrcs", ReadOptions())
        table = table if self.optics is None else table.with_optics(self.optics)
        write_star(self.folder / "particles.star", table, self.poses, {})
        return self

    @property
    def star(self) -> Path:
        return self.folder / "particles.star"

    def edit_star(self, old: str, new: str) -> None:
        text = self.star.read_text()
        assert old in text
        self.star.write_text(text.replace(old, new))

    def check(self, is_quick: bool = False) -> CheckReport:
        return check_set(FilesConfig(**{"particles": self.star, **self.files}), is_quick)


@pytest.fixture(scope="module")
def truth() -> TinySet:
    return tiny_set(N, BOX, noise=1.0)


@pytest.fixture
def planted(truth: TinySet, tmp_path: Path) -> Planted:
    return Planted(tmp_path, truth.images.numpy().astype(np.float32), truth.optics, truth.poses, {})


def only(report: CheckReport, code: str) -> Finding:
    """The one finding of a report."""
    assert [finding.code for finding in report.findings] == [code], report.findings
    return report.findings[0]


def test_a_good_set_has_no_findings(planted: Planted):
    report = planted.write().check()
    assert report.findings == []
    summary = report.summary
    assert (summary.n_particles, summary.box_px, summary.n_stacks, summary.n_images_read) == (N, BOX, 1, N)
    assert summary.pixel_size_A == (PIXEL_SIZE_A, PIXEL_SIZE_A)
    assert summary.contrast == "bright"
    assert summary.has_poses
    assert 0.5 < summary.snr < 1.5  # planted: 1
    np.testing.assert_array_equal(report.good_rows(), np.arange(N))


# ---- spoilt images, CTFs and poses -----------------------------------------------------------------------------


def optics(name: str, change: Callable[[torch.Tensor], torch.Tensor], rows: slice = slice(None)) -> Callable[[Planted], None]:
    """Spoil a column of the CTF."""

    def spoil(planted: Planted) -> None:
        assert planted.optics is not None
        values = getattr(planted.optics, name).clone()
        values[rows] = change(values[rows])
        planted.optics = replace(planted.optics, **{name: values})

    return spoil


def defocus(change: Callable[[torch.Tensor], torch.Tensor], rows: slice = slice(None)) -> Callable[[Planted], None]:
    def spoil(planted: Planted) -> None:
        for name in ("defocus_u_A", "defocus_v_A"):
            optics(name, change, rows)(planted)

    return spoil


def image(row: int, change: Callable[[np.ndarray], np.ndarray | float]) -> Callable[[Planted], None]:
    def spoil(planted: Planted) -> None:
        planted.images[row] = change(planted.images[row])

    return spoil


def one_pixel(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(pixels: np.ndarray) -> np.ndarray:
        pixels = pixels.copy()
        pixels[5, 6] = value
        return pixels

    return change


def hits_on_three_images(planted: Planted) -> None:
    for row, factor in ((7, 100), (8, 1000), (500, 10_000)):
        planted.images[row, [3, 11, 12], [4, 2, 12]] = factor * planted.images[row].std()


def one_percent_brighter(planted: Planted) -> None:
    planted.images[::100] *= 10


def gains_by_micrograph(planted: Planted) -> None:
    planted.images *= np.repeat(0.2 * 20 ** np.linspace(0, 1, 20), N // 20).astype(np.float32)[:, None, None]


def shifts(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[Planted], None]:
    def spoil(planted: Planted) -> None:
        planted.poses = Poses(planted.poses.rotations, change(planted.poses.shifts_px.clone()))

    return spoil


def copy_of_row_8(planted: Planted) -> None:
    planted.images[20] = planted.images[8]


def inverted(planted: Planted) -> None:
    planted.images = -planted.images


def noise_only(planted: Planted) -> None:
    planted.images = np.random.default_rng(1).normal(size=planted.images.shape).astype(np.float32)


def same_rotation(planted: Planted) -> None:
    planted.poses = Poses(planted.poses.rotations[:1].repeat(N, 1, 1), planted.poses.shifts_px)


def fewer(planted: Planted) -> None:
    planted.images, planted.optics, planted.poses = planted.images[:99], planted.optics[:99], planted.poses[:99]


def other_header(planted: Planted) -> None:
    planted.header_pixel_size_A = 1.25


def no_ctf(planted: Planted) -> None:
    planted.optics = None


ROWS_3 = slice(10, 13)
SPOILT = [
    ("not-finite", image(7, one_pixel(np.nan)), [7], "NaN or infinite", "--ind"),
    ("constant-images", image(7, lambda pixels: 0 * pixels + 2), [7], "same number everywhere", "--ind"),
    (
        "same-pixels",
        copy_of_row_8,
        [20],
        "such as row 20 (counted from 0) of particles.star, 000021@particles.mrcs, those of row 8 (counted from 0)",
        "count twice",
    ),
    ("spread-outliers", image(7, lambda pixels: 9 * pixels), [7], "standard deviation", "ice"),
    ("mean-outliers", image(7, lambda pixels: pixels + 10 * pixels.std()), [7], "mean is far", "normalised"),
    ("hot-pixels", image(7, one_pixel(30)), [7], "hot pixels", "dust"),
    ("hot-pixels", hits_on_three_images, [7, 8, 500], "hot pixels", "replaces them"),
    ("spread-outliers", one_percent_brighter, list(range(0, N, 100)), "standard deviation", "common scale"),
    ("gains-differ", gains_by_micrograph, [], "0.25 to 4.2 times", "its own background"),
    ("dark-protein", inverted, [], "protein is dark", "inverts"),
    ("contrast-unknown", noise_only, [], "bright or dark", "data.invert=true"),
    ("voltage", optics("voltage_kV", lambda v: v * 1000), list(range(N)), "300000 kV", "volts"),
    ("spherical-aberration", optics("cs_mm", lambda v: v * 0 + 27), list(range(N)), "27 mm", "unit"),
    ("amplitude-contrast", optics("amplitude_contrast", lambda v: v * 0 + 0.7), list(range(N)), "0.7", "percent"),
    ("defocus-unit", defocus(lambda v: v * 1e-4), list(range(N)), "next to none", "micrometres"),
    ("defocus-none", defocus(lambda v: v * 0, ROWS_3), [10, 11, 12], "exactly 0", "estimated"),
    ("defocus-sign", defocus(lambda v: -v, ROWS_3), [10, 11, 12], "overfocus", "sign"),
    ("defocus-range", defocus(lambda v: v * 20, ROWS_3), [10, 11, 12], "out of the ordinary", "CTF fits"),
    (
        "astigmatism",
        optics("defocus_v_A", lambda v: v * 0.5, ROWS_3),
        [10, 11, 12],
        "A in row 10 (counted from 0) of particles.star, 000011@particles.mrcs",
        "CTF fits",
    ),
    ("astigmatism-angle-unit", optics("defocus_angle_deg", torch.deg2rad), [], "angles of astigmatism", "radians"),
    (
        "phase-shift-unit",
        optics("phase_shift_deg", lambda v: torch.linspace(0.8, 1.9, len(v), dtype=v.dtype)),
        [],
        "phase shifts",
        "radians",
    ),
    ("phase-shift-range", optics("phase_shift_deg", lambda v: v + 900, ROWS_3), [10, 11, 12], "900", "parse-ctf-star"),
    ("optics-differ", optics("voltage_kV", lambda v: v * 0 + 200, ROWS_3), [], "voltage (kV) 200, 300", "own CTF"),
    (
        "shifts-large",
        shifts(lambda v: v.index_fill(0, torch.tensor([4]), 13.0)),
        [4],
        "13 px of 24 in row 4 (counted from 0) of particles.star, 000005@particles.mrcs",
        "Angstrom",
    ),
    ("shifts-small", shifts(lambda v: v / 24), [], "no shift is larger", "fractions"),
    ("poses-identical", same_rotation, [], "all rotations are the same", "without"),
    ("few-particles", fewer, [], "only 99 particles", "thousands"),
    ("no-ctf", no_ctf, [], "no CTF", "--ctf"),
    (
        "pixel-size-in-header",
        other_header,
        list(range(N)),
        "the stack 1.25 (row 0 (counted from 0) of particles.star, 000001@particles.mrcs)",
        "which is right",
    ),
]
NOTES = ("dark-protein", "optics-differ")
ERRORS = ("not-finite", "constant-images")


@pytest.mark.parametrize(("code", "spoil", "rows", "message", "advice"), SPOILT, ids=[f"{i}-{case[0]}" for i, case in enumerate(SPOILT)])
def test_what_is_planted_is_found_and_nothing_else(code, spoil, rows, message, advice, planted: Planted):
    spoil(planted)
    report = planted.write().check()
    findings = [finding for finding in report.findings if finding.code not in MAY_ALSO.get(code, ())]
    assert [finding.code for finding in findings] == [code], report.findings
    finding = findings[0]
    assert finding.rows.tolist() == rows
    assert message in finding.message
    assert advice in finding.advice
    assert finding.severity is (Severity.ERROR if code in ERRORS else Severity.NOTE if code in NOTES else Severity.WARNING)


MAY_ALSO = {
    "no-ctf": ("contrast-unknown", "dark-protein"),
    "few-particles": ("contrast-unknown",),
    "defocus-range": ("box-small-for-defocus",),
    "defocus-unit": ("contrast-unknown", "dark-protein", "astigmatism-angle-unit"),
    "voltage": ("contrast-unknown", "dark-protein"),
    "spherical-aberration": ("contrast-unknown", "dark-protein"),
    "phase-shift-unit": ("contrast-unknown", "dark-protein"),
}
"""What follows from a wrong CTF: the contrast is judged through it."""


def in_two_groups(planted: Planted) -> np.ndarray:
    """Every third particle of the written set is of a second optics group; which those are."""
    is_second = np.arange(N) % 3 == 0
    head, marker, body = planted.star.read_text().partition("data_particles")
    row = next(line for line in head.splitlines() if line.startswith("opticsGroup1 "))
    lines = body.splitlines()
    column = next(i for i, tag in enumerate(line for line in lines if line.startswith("_")) if "_rlnOpticsGroup " in tag)
    rows = [i for i, line in enumerate(lines) if "@" in line]
    for i in np.array(rows)[is_second]:
        words = lines[i].split()
        words[column] = "2"
        lines[i] = " ".join(words)
    planted.star.write_text(
        head.replace(row, f"{row}\n{row.replace('opticsGroup1 1', 'opticsGroup2 2')}") + marker + "\n".join(lines) + "\n"
    )
    return is_second


def test_the_row_that_a_text_names_is_that_of_the_file_whatever_rows_are_used(planted: Planted):
    copy_of_row_8(planted)
    shifts(lambda v: v.index_fill(0, torch.tensor([11]), 13.0))(planted)
    (planted.folder / "ind.txt").write_text("".join(f"{row}\n" for row in range(5, N)))
    planted.files["ind"] = planted.folder / "ind.txt"
    found = {finding.code: finding for finding in planted.write().check().findings}
    assert found["same-pixels"].rows.tolist() == [20]
    assert "row 20 (counted from 0) of particles.star, 000021@particles.mrcs, those of row 8 " in found["same-pixels"].message
    assert found["shifts-large"].rows.tolist() == [11]
    assert "row 11 (counted from 0) of particles.star, 000012@particles.mrcs" in found["shifts-large"].message


def test_an_inverted_optics_group_is_found(planted: Planted):
    planted.images[np.arange(N) % 3 == 0] *= -1
    is_second = in_two_groups(planted.write())
    report = planted.check()
    finding = only(report, "opposite-groups")
    assert finding.rows.tolist() == np.flatnonzero(is_second).tolist()
    assert "protein of optics group 2 has the opposite contrast" in finding.message
    assert finding.severity is Severity.WARNING
    assert report.summary.contrast == "bright"
    np.testing.assert_array_equal(report.good_rows(), np.arange(N))


def test_optics_groups_of_one_contrast_are_not(planted: Planted):
    in_two_groups(planted.write())
    report = planted.check()
    assert report.findings == []
    assert report.summary.n_optics_groups == 2


def test_angles_in_radians(planted: Planted):
    planted.write()
    head, _, body = planted.star.read_text().partition("data_particles")
    lines = body.splitlines()
    tags = [line.split()[0] for line in lines if line.startswith("_")]
    at = [tags.index(f"_rlnAngle{name}") for name in ("Rot", "Tilt", "Psi")]
    for i, line in enumerate(lines):
        words = line.split()
        if len(words) == len(tags):
            for column in at:
                words[column] = f"{np.deg2rad(float(words[column])):.6f}"
            lines[i] = " ".join(words)
    planted.star.write_text(f"{head}data_particles" + "\n".join(lines) + "\n")
    finding = only(planted.check(), "angles-unit")
    assert "radians" in finding.advice


@pytest.mark.parametrize(
    ("size", "code", "advice"), [("0.131000", "pixel-size-small", "nanometres"), ("40.000000", "pixel-size-large", "picometres")]
)
def test_pixel_size_of_another_unit(size, code, advice, planted: Planted):
    planted.header_pixel_size_A = float(size)
    planted.optics = replace(planted.optics, pixel_size_A=planted.optics.pixel_size_A * 0 + float(size))
    found = {finding.code: finding for finding in planted.write().check().findings}
    assert advice in found[code].advice
    assert len(found[code].rows) == N


def test_box_too_small_for_the_defocus(planted: Planted):
    defocus(lambda v: v + 60_000)(planted)
    found = {finding.code: finding for finding in planted.write().check().findings}
    # lambda * defocus / half the box: 0.0197 A * 69,000 A * 2 / 96 A
    assert "beyond 28." in found["box-small-for-defocus"].message


# ---- files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def split(planted: Planted) -> Planted:
    """The set in five stacks and a STAR file."""
    names = [f"part{i}.mrcs" for i in range(5)]
    for name, images in zip(names, np.split(planted.images, 5), strict=True):
        write_stack(planted.folder / name, images, PIXEL_SIZE_A)
    (planted.folder / "list.txt").write_text("\n".join(names))
    table = read_stack_list(planted.folder / "list.txt", ReadOptions()).with_optics(planted.optics)
    write_star(planted.star, table, planted.poses, {})
    return planted


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50_000])


def test_all_missing_and_cut_stacks_are_told_at_once_and_the_rest_is_looked_at(split: Planted):
    (split.folder / "part0.mrcs").unlink()
    (split.folder / "part3.mrcs").unlink()
    cut(split.folder / "part1.mrcs")
    report = split.check()
    found = {finding.code: finding for finding in report.findings}
    assert set(found) == {"missing-stacks", "broken-stacks"}
    assert "2 of 5 stacks are not there" in found["missing-stacks"].message
    assert found["missing-stacks"].rows.tolist() == [*range(200), *range(600, 800)]
    assert "1 of 5 stacks cannot be read" in found["broken-stacks"].message
    assert "promises 200 images" in found["broken-stacks"].message
    assert report.summary.n_images_read == 400
    np.testing.assert_array_equal(report.good_rows(), [*range(400, 600), *range(800, 1000)])


def test_all_stacks_of_a_list_are_told(split: Planted):
    (split.folder / "part0.mrcs").unlink()
    cut(split.folder / "part1.mrcs")
    cut(split.folder / "part4.mrcs")
    split.files["particles"] = split.folder / "list.txt"
    found = {finding.code: finding.message for finding in split.check().findings}
    assert "1 of 5 stacks are not there" in found["missing-stacks"]
    assert "2 of 5 stacks cannot be read" in found["broken-stacks"]
    assert "Likewise part4.mrcs" in found["broken-stacks"]


def test_images_beyond_their_stack_oblong_and_odd_ones(split: Planted):
    write_stack(split.folder / "part0.mrcs", split.images[:150], PIXEL_SIZE_A)
    write_stack(split.folder / "part1.mrcs", split.images[:200, :20], PIXEL_SIZE_A)
    write_stack(split.folder / "part2.mrcs", np.pad(split.images[:200], ((0, 0), (0, 1), (0, 1)), mode="edge"), PIXEL_SIZE_A)
    found = {finding.code: finding for finding in split.check().findings}
    assert {"images-beyond-stack", "oblong-images", "odd-box", "boxes-differ"} <= set(found)
    assert found["images-beyond-stack"].rows.tolist() == list(range(150, 200))
    assert found["oblong-images"].rows.tolist() == list(range(200, 400))
    assert found["odd-box"].rows.tolist() == list(range(400, 600))
    assert "24 px (550), 25 px (200)" in found["boxes-differ"].message
    assert found["boxes-differ"].severity is Severity.NOTE


def test_boxes_that_differ_without_a_pixel_size_are_an_error(split: Planted):
    for i in range(5):
        write_stack(split.folder / f"part{i}.mrcs", split.images[:200, : 24 - 2 * (i == 2), : 24 - 2 * (i == 2)], 0.0)
    split.files["particles"] = split.folder / "list.txt"
    found = {finding.code: finding.severity for finding in split.check().findings}
    assert found["boxes-differ"] is Severity.ERROR
    assert found["small-box"] is Severity.WARNING


def test_large_box_and_missing_poses_are_noted(tmp_path: Path):
    images = np.random.default_rng(0).normal(size=(20, 258, 258)).astype(np.float32)
    write_stack(tmp_path / "a.mrcs", images, 1.1)
    found = {finding.code: finding for finding in check_set(FilesConfig(particles=tmp_path / "a.mrcs")).findings}
    assert "downsample -D 128" in found["large-box"].advice
    assert found["no-poses"].severity is Severity.NOTE


def test_pixel_size_that_nothing_says(planted: Planted):
    planted.header_pixel_size_A = 0.0
    planted.write()
    planted.files |= {"particles": planted.folder / "particles.mrcs"}
    assert any("neither the file nor the stacks say the pixel size" in finding.message for finding in planted.check().findings)


def test_repeated_images_are_found(planted: Planted):
    planted.write().edit_star("000006@particles.mrcs", "000003@particles.mrcs")
    finding = {finding.code: finding for finding in planted.check().findings}["images-named-twice"]
    assert finding.rows.tolist() == [5]
    assert "1 images" in finding.message


@pytest.mark.parametrize(("column", "word"), [("_rlnVoltage", "_rlnVoltage"), ("_rlnSphericalAberration", "_rlnSphericalAberration")])
def test_ctf_that_cannot_be_used_does_not_hide_the_rest(column, word, planted: Planted):
    image(7, one_pixel(np.nan))(planted)
    planted.write().edit_star(column, "_rlnSomethingElse")
    codes = {finding.code: finding for finding in planted.check().findings}
    assert word in codes["unreadable"].message
    assert codes["unreadable"].severity is Severity.ERROR
    assert codes["not-finite"].rows.tolist() == [7]


def test_pickles_that_do_not_fit_are_all_told(planted: Planted):
    planted.write()
    write_ctf(planted.folder / "ctf.pkl", planted.optics[:5], BOX)
    write_poses(planted.folder / "pose.pkl", planted.poses[:6], BOX)
    (planted.folder / "ind.txt").write_text("1000\n")
    planted.files |= {"ctf": planted.folder / "ctf.pkl", "pose": planted.folder / "pose.pkl", "ind": planted.folder / "ind.txt"}
    found = {finding.code: finding.message for finding in planted.check().findings}
    assert "5 CTFs for 1,000 particles" in found["ctf-file"]
    assert "6 poses for 1,000 particles" in found["pose-file"]
    assert "rows 0 to 999" in found["ind-file"]


def test_rows_are_those_of_the_file_and_only_rows_used_count(planted: Planted):
    for row in (7, 900):
        image(row, one_pixel(np.nan))(planted)
    planted.write()
    (planted.folder / "ind.txt").write_text("".join(f"{row}\n" for row in range(500, 1000)))
    planted.files["ind"] = planted.folder / "ind.txt"
    report = planted.check()
    assert {finding.code: finding.rows.tolist() for finding in report.findings if len(finding.rows)} == {"not-finite": [900]}
    np.testing.assert_array_equal(report.good_rows(), np.setdiff1d(np.arange(500, 1000), [900]))


def test_a_quick_check_reads_a_sample(tmp_path: Path):
    write_stack(tmp_path / "a.mrcs", np.random.default_rng(0).normal(size=(2500, 8, 8)).astype(np.float32), 3.0)
    assert check_set(FilesConfig(particles=tmp_path / "a.mrcs"), is_quick=True).summary.n_images_read == 2000
    assert check_set(FilesConfig(particles=tmp_path / "a.mrcs")).summary.n_images_read == 2500


# ---- the command -----------------------------------------------------------------------------------------------


def test_command_says_whether_train_would_run(planted: Planted, cryofire: Program):
    planted.write()
    finished = cryofire("check", planted.star)
    assert finished.code == 0, finished
    first, last = finished.out.splitlines()
    assert "1,000 particles, 24 px, 4 A/px, 300 kV" in first
    assert last == "0 errors, 0 warnings, 0 notes: train would run"


def test_command_with_errors_exits_with_one_and_writes_the_good_rows(planted: Planted, cryofire: Program):
    image(7, one_pixel(np.inf))(planted)
    copy_of_row_8(planted)
    planted.write()
    finished = cryofire("check", planted.star, "--write-ind", planted.folder / "good.txt")
    assert finished.code == 1
    assert "error    1 particle: images with NaN or infinite pixels. [rows 7]" in finished.out
    assert "1 error, 1 warning, 0 notes: train would stop" in finished.out
    assert cryofire("check", planted.star, "--ind", planted.folder / "good.txt").code == 0
    assert len(np.loadtxt(planted.folder / "good.txt")) == N - 2


def test_json_holds_the_same(planted: Planted, cryofire: Program):
    image(7, one_pixel(np.nan))(planted)
    planted.write()
    finished = cryofire("check", planted.star, "--json")
    values = json.loads(finished.out)
    assert finished.code == 1
    assert values["train_would_stop"] is True
    assert values["findings"][0] | {"message": "", "advice": ""} == {
        "severity": "error", "code": "not-finite", "count": 1, "rows": [7], "message": "", "advice": ""
    }  # fmt: skip
    assert (values["n_particles"], values["box_px"]) == (N, BOX)


def test_set_that_does_not_fit_into_memory_is_noted(planted: Planted, monkeypatch):
    monkeypatch.setattr("cryofire.checks.check_set.available_bytes", lambda: 4e6)
    finding = only(planted.write().check(), "memory")
    assert "take 0.0023 GB, more than half of the 0.004 GB" in finding.message  # 1,000 x 24 x 24 x 4 bytes


@pytest.mark.parametrize("name", ["nothing.star", "nothing.txt", "nothing.tif"])
def test_file_that_is_not_there(name, tmp_path: Path, cryofire: Program):
    finished = cryofire("check", tmp_path / name)
    assert finished.code == 1
    assert name in finished.out
    assert "1 error, 0 warnings, 0 notes: train would stop" in finished.out


# ---- real sets -------------------------------------------------------------------------------------------------

REAL = [
    ("aspire-sample/sample_particles_relion31.star", {"few-particles", "optics-differ"}),
    ("empiar-10076/empiar_10076_7.star", {"few-particles", "large-box", "no-poses", "dark-protein"}),
    ("empiar-10076/empiar_10076_7.cs", {"few-particles", "large-box", "no-poses", "dark-protein"}),
    ("epu29/epu29_particles_64.star", {"few-particles", "no-poses", "dark-protein"}),
    ("insitu-ribosome/sta_testing_bin8.star", {"few-particles", "box-small-for-defocus"}),
    ("toy/toy_projections.star", {"defocus-none", "no-poses"}),
    ("truncated/M_particles_sub10.star", {"broken-stacks", "few-particles", "images-named-twice", "optics-differ"}),
    ("trpv1/trpv1_small_stack.star", {"missing-stacks", "few-particles"}),
]


@pytest.mark.parametrize(("name", "codes"), REAL, ids=[case[0] for case in REAL])
def test_findings_of_real_sets(name, codes, shared_data: Path):
    report = check_set(FilesConfig(particles=shared_data / "particles" / name))
    assert {finding.code for finding in report.findings} - {"reader"} == codes
