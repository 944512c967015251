"""`cryofire downsample`: the same images on fewer pixels, whatever file they come from and however many they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.data import downsample as module
from cryofire.data.downsample import Downsampling, downsample_images
from cryofire.data.source import ImageSource
from cryofire.io.formats import read_particles
from cryofire.io.mrc import open_stack, read_volume, write_stack, write_volume
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.rotations import angle_between_deg
from programs import Finished, Program
from stacks import PIXEL_SIZE_A, TinyStack, tiny_set, write_tiny_stack


def images_of(path: Path) -> np.ndarray:
    return np.array(open_stack(path).open_images(), dtype=np.float32)


def refused(finished: Finished, kind: str, *words: object) -> None:
    assert finished.code == 1, finished
    assert "Traceback" not in finished.err
    *_, message = finished.err.partition(f"{kind}: ")
    for word in (*words, "hint:"):
        assert str(word) in message, finished.err


def wave_images(box_px: int) -> np.ndarray:
    """Sums of waves of at most 5 periods a box, about the origin pixel, which 12 pixels can hold; their means are 3."""
    x = (np.arange(box_px) - box_px // 2) / box_px
    y_, x_ = np.meshgrid(x, x, indexing="ij")
    waves = [np.cos(2 * np.pi * (a * x_ + b * y_) + phase) for a, b, phase in ((1, 0, 0.3), (5, 2, 1.0), (-3, 4, 2.0))]
    return np.stack([3 + waves[0], 3 + 2 * waves[1], 3 + waves[2] - waves[0]]).astype(np.float32)


@pytest.mark.parametrize("box_px", [24, 25])
def test_a_band_limited_image_keeps_its_values_at_the_coarser_samples(box_px: int, tmp_path: Path, cryofire: Program):
    write_stack(tmp_path / "in.mrcs", wave_images(box_px), 1.5)
    assert cryofire("downsample", tmp_path / "in.mrcs", "-D", 12, "-o", tmp_path / "out.mrcs").code == 0
    np.testing.assert_allclose(images_of(tmp_path / "out.mrcs"), wave_images(12), atol=2e-5)
    assert open_stack(tmp_path / "out.mrcs").pixel_size_A == pytest.approx(1.5 * box_px / 12)


def test_mean_is_kept_and_what_is_too_fine_is_gone(tmp_path: Path, cryofire: Program):
    fine = 3 + np.cos(2 * np.pi * 9 * np.arange(24) / 24)[None, None, :] * np.ones((2, 24, 1))
    write_stack(tmp_path / "in.mrcs", fine.astype(np.float32), 1.5)
    assert cryofire("downsample", tmp_path / "in.mrcs", "-D", 12, "-o", tmp_path / "out.mrcs").code == 0
    np.testing.assert_allclose(images_of(tmp_path / "out.mrcs"), 3, atol=1e-5)


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_change_nothing_and_bound_what_is_read(batch: int, tiny_stack: TinyStack, tmp_path: Path, monkeypatch):
    read, sizes = ImageSource.read, []

    def counted(self, rows):
        sizes.append(len(rows))
        return read(self, rows)

    monkeypatch.setattr(ImageSource, "read", counted)
    downsample_images(read_particles(tiny_stack.mrcs), tmp_path / "out.mrcs", Downsampling(8, batch=batch))
    expected = fourier_resize(tiny_stack.truth.images.float(), 8).numpy()
    np.testing.assert_allclose(images_of(tmp_path / "out.mrcs"), expected, atol=1e-5)
    assert max(sizes) == min(batch, 48)
    assert sum(sizes) == 48


def test_star_points_to_the_new_stack_with_the_same_particles_in_it(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    finished = cryofire("downsample", tiny_stack.star, "-D", 8, "-o", tmp_path / "out.mrcs")
    assert finished.code == 0, finished.err
    before, after = read_particles(tiny_stack.star), read_particles(tmp_path / "out.star")
    assert after.stack_paths == (tmp_path / "out.mrcs",)
    assert (after.index_in_stack == np.arange(48)).all()
    np.testing.assert_allclose(after.pixel_size_A, 2 * PIXEL_SIZE_A, rtol=1e-6)
    np.testing.assert_array_equal(after.optics.defocus_u_A, before.optics.defocus_u_A)
    np.testing.assert_allclose(after.poses.shifts_px, before.poses.shifts_px / 2, atol=1e-6)
    assert angle_between_deg(after.poses.rotations, before.poses.rotations).max() < 1e-5
    assert "_rlnImageSize" in (tmp_path / "out.star").read_text()
    assert cryofire("train", tmp_path / "out.star", "-o", tmp_path / "run", "--recipe", "homogeneous").code == 0


def test_chunks_rows_and_half_precision(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    rows = [40, 3, 11, 0, 47, 5, 6]
    (tmp_path / "ind.txt").write_text("\n".join(map(str, rows)))
    options = ["-D", 8, "-o", tmp_path / "out.mrcs", "--chunk", 3, "--ind", tmp_path / "ind.txt", "--float16", "-b", 2]
    assert cryofire("downsample", tiny_stack.star, *options).code == 0
    assert (tmp_path / "out.txt").read_text().split() == ["out.0.mrcs", "out.1.mrcs", "out.2.mrcs"]
    parts = [open_stack(tmp_path / f"out.{i}.mrcs") for i in range(3)]
    assert [(part.n_images, part.dtype.itemsize) for part in parts] == [(3, 2), (3, 2), (1, 2)]
    expected = fourier_resize(tiny_stack.truth.images.float(), 8).numpy()[rows]
    for name in ("out.txt", "out.star"):
        images = ImageSource(read_particles(tmp_path / name)).read(np.arange(7))
        np.testing.assert_allclose(images, expected, atol=2e-3 * np.abs(expected).max())
    assert (read_particles(tmp_path / "out.star").optics.defocus_u_A == read_particles(tiny_stack.star).optics.defocus_u_A[rows]).all()


def test_pickles_of_the_large_images_serve_the_small_ones(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    assert cryofire("downsample", tiny_stack.mrcs, "-D", 8, "-o", tmp_path / "out.mrcs").code == 0
    options = ["--ctf", tiny_stack.ctf, "--pose", tiny_stack.pose, "--json"]
    said = cryofire("check", tmp_path / "out.mrcs", *options).out
    assert '"train_would_stop": false' in said
    assert '"has_poses": true' in said


OLD_STAR = """
data_images

loop_
_rlnImageName #1
_rlnMagnification #2
_rlnDetectorPixelSize #3
_rlnOriginX #4
_rlnOriginY #5
_rlnAngleRot #6
_rlnAngleTilt #7
_rlnAnglePsi #8
_rlnMyOwn #9
"""


def test_relion_30_star_stays_one(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    rows = "".join(f"{i + 1:06d}@{tiny_stack.mrcs} 10000 4.0 {i / 8} -1.5 10 20 30 own{i}\n" for i in range(48))
    (tmp_path / "old.star").write_text(OLD_STAR + rows)
    assert cryofire("downsample", tmp_path / "old.star", "-D", 8, "-o", tmp_path / "out.mrcs").code == 0
    before, after = read_particles(tmp_path / "old.star"), read_particles(tmp_path / "out.star")
    np.testing.assert_allclose(after.pixel_size_A, 8.0)
    np.testing.assert_allclose(after.poses.shifts_px, before.poses.shifts_px / 2, atol=1e-6)
    text = (tmp_path / "out.star").read_text()
    assert "data_optics" not in text
    assert "# version 30000" in text
    assert "000048@out.mrcs 10000 8.000000 2.937500 -0.750000 10 20 30 own47" in text


def test_pixel_sizes_of_other_programs_grow_too(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    star = tiny_stack.folder / "other_column.star"
    star.write_text(tiny_stack.star.read_text().replace("_rlnImagePixelSize", "_rlnPixelSize"))
    assert cryofire("downsample", star, "-D", 8, "-o", tmp_path / "small.mrcs").code == 0
    assert read_particles(tmp_path / "small.star").pixel_size_A.tolist() == [8.0] * 48


def test_shifts_that_do_not_say_whose_pixels_they_count_shrink_with_the_images(tmp_path: Path, cryofire: Program):
    write_stack(tmp_path / "a.mrcs", np.random.default_rng(0).normal(size=(2, 8, 8)).astype(np.float32), 2.0)
    fields = [("uid", "<u8"), ("blob/path", "S8"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4"), ("blob/shape", "<u4", (2,))]
    fields += [("alignments3D/pose", "<f4", (3,)), ("alignments3D/shift", "<f4", (2,)), ("alignments3D/psize_A", "<f4")]
    records = np.zeros(2, fields)
    records["blob/path"], records["blob/idx"], records["blob/psize_A"], records["blob/shape"] = b"a.mrcs", [0, 1], 2.0, 8
    records["alignments3D/shift"], records["alignments3D/psize_A"] = [2, -4], [0, 3]
    with (tmp_path / "p.cs").open("wb") as file:
        np.save(file, records)
    assert read_particles(tmp_path / "p.cs").poses.shifts_px.tolist() == [[-2, 4], [-3, 6]]
    assert cryofire("downsample", tmp_path / "p.cs", "-D", 4, "-o", tmp_path / "small.mrcs").code == 0
    assert read_particles(tmp_path / "small.cs").poses.shifts_px.tolist() == [[-1, 2], [-1.5, 3]]


def test_cs_points_to_the_new_stack(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    fields = [("uid", "u8"), ("blob/path", "S4"), ("blob/idx", "u4"), ("blob/shape", "u4", (2,)), ("blob/psize_A", "f4")]
    records = np.zeros(
        48, dtype=[*fields, ("alignments3D/pose", "f4", (3,)), ("alignments3D/shift", "f4", (2,)), ("alignments3D/psize_A", "f4")]
    )
    records["uid"], records["blob/idx"] = np.arange(48) + 900, np.arange(48)
    records["blob/path"], records["blob/shape"], records["blob/psize_A"] = b"a.mr", 16, 4.0
    records["alignments3D/shift"], records["alignments3D/psize_A"] = [3, -1], 4.0
    (tmp_path / "a.mr").write_bytes(tiny_stack.mrcs.read_bytes())
    with (tmp_path / "in.cs").open("wb") as file:
        np.save(file, records)
    finished = cryofire("downsample", tmp_path / "in.cs", "-D", 8, "-o", tmp_path / "longer_name.mrcs")
    assert finished.code == 0, finished.err
    after = read_particles(tmp_path / "longer_name.cs")
    assert after.stack_paths == (tmp_path / "longer_name.mrcs",)
    assert after.particle_ids[:2].tolist() == ["900", "901"]
    assert after.pixel_size_A[0] == 8.0
    np.testing.assert_allclose(after.poses.shifts_px[0], [-1.5, 0.5])


def test_tilt_images_become_rows_without_the_pose_of_the_whole(shared_data: Path, tmp_path: Path, cryofire: Program):
    star = shared_data / "particles" / "warptools-float16" / "warptools_test_4-tomos_10-ptcls_box-32_angpix-12.star"
    finished = cryofire("downsample", star, "-D", 16, "-o", tmp_path / "out.mrcs")
    assert finished.code == 0, finished.err
    after = read_particles(tmp_path / "out.star")
    assert len(after) == 1430
    assert after.poses is None
    assert after.pixel_size_A[0] == 24.0
    assert "_rlnAngleRot" in finished.err


def test_map_keeps_its_density_about_its_origin(tmp_path: Path, cryofire: Program):
    x = torch.arange(32) - 16.0
    z_, y_, x_ = torch.meshgrid(x, x, x, indexing="ij")
    blob = torch.exp(-((x_ - 4) ** 2 + (y_ + 6) ** 2 + z_**2) / 18)
    write_volume(tmp_path / "in.mrc", blob.numpy(), 2.0)
    assert cryofire("downsample", tmp_path / "in.mrc", "-D", 16, "-o", tmp_path / "out.mrc", "--is-vol").code == 0
    small = read_volume(tmp_path / "out.mrc")
    assert small.pixel_size_A == pytest.approx(4.0)
    np.testing.assert_allclose(small.values, blob[::2, ::2, ::2], atol=2e-3)


def test_real_images_of_a_star_and_of_its_stack_are_the_same(shared_data: Path, tmp_path: Path, cryofire: Program):
    folder = shared_data / "particles" / "empiar-10076"
    for name in ("empiar_10076_7.star", "empiar_10076_7.cs", "empiar_10076_7.mrc"):
        assert cryofire("downsample", folder / name, "-D", 80, "-o", tmp_path / name[-3:] / "out.mrcs").code == 0
    star, cs, mrc = (images_of(tmp_path / kind / "out.mrcs") for kind in ("tar", ".cs", "mrc"))
    np.testing.assert_array_equal(star, mrc)
    np.testing.assert_array_equal(cs, mrc)
    raw = images_of(folder / "empiar_10076_7.mrc")
    np.testing.assert_allclose(mrc.mean(axis=(1, 2)), raw.mean(axis=(1, 2)), atol=1e-5 * np.abs(raw).max())


# ---- what is refused, before anything is written ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        (["-D", 7], "ConfigError", ["-D 7", "must be even", "-D 8"]),
        (["-D", 18], "ConfigError", ["-D 18", "16 px", "-D at most 16"]),
        (["-D", 8, "--is-vol"], "ConfigError", ["a map is written", ".mrc"]),
    ],
)
def test_box_that_cannot_be(options, kind, words, tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    refused(cryofire("downsample", tiny_stack.mrcs, "-o", tmp_path / "sub" / "out.mrcs", *options), kind, *words)
    assert not (tmp_path / "sub").exists()


def test_outputs_that_cannot_be(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program, monkeypatch):
    source = write_tiny_stack(tmp_path / "mine", tiny_set(7))
    before = source.star.read_bytes()
    # The star beside the new stack would be the user's own.
    refused(cryofire("downsample", source.star, "-D", 8, "-o", source.folder / "particles.mrc"), "ConfigError", "particles.star", "-o")
    refused(cryofire("downsample", source.mrcs, "-D", 8, "-o", source.mrcs), "ConfigError", "particles.mrcs", "written over", "-o")
    assert source.star.read_bytes() == before
    refused(cryofire("downsample", source.mrcs, "-D", 8, "-o", tmp_path / "out.star"), "ConfigError", "out.star", ".mrcs")
    refused(cryofire("downsample", source.mrcs, "-D", 8, "-o", source.star / "out.mrcs"), "DataError", "cannot be written to", "-o")
    options = ["-D", 8, "--is-vol", "-o", tmp_path / "v.mrc"]
    refused(cryofire("downsample", source.mrcs, "--chunk", 2, "--float16", *options), "ConfigError", "--chunk, --float16", "--is-vol")
    refused(cryofire("downsample", source.mrcs, *options), "DataError", "7 x 16 x 16", "cube")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    refused(cryofire("downsample", source.mrcs, "-D", 8, "-o", tmp_path / "out.mrcs"), "DataError", "GB are needed", "--float16")
    assert not (tmp_path / "out.mrcs").exists()


def test_a_run_that_breaks_off_leaves_no_half_file(tiny_stack: TinyStack, tmp_path: Path, monkeypatch):
    def fails(images, box_px):
        raise DataError("broken off")

    monkeypatch.setattr(module, "fourier_resize", fails)
    with pytest.raises(DataError, match="broken off"):
        downsample_images(read_particles(tiny_stack.star), tmp_path / "out.mrcs", Downsampling(8))
    assert list(tmp_path.iterdir()) == []


def test_images_of_several_boxes_are_told_apart(tmp_path: Path, cryofire: Program):
    for name, box in (("a", 16), ("b", 24)):
        write_stack(tmp_path / f"{name}.mrcs", np.random.default_rng(0).normal(size=(3, box, box)).astype(np.float32), 2.0)
    (tmp_path / "list.txt").write_text("a.mrcs\nb.mrcs\n")
    refused(
        cryofire("downsample", tmp_path / "list.txt", "-D", 8, "-o", tmp_path / "out.mrcs"),
        "DataError",
        "different boxes (16, 24 px)",
        "--ind",
    )


def test_hot_pixels_are_replaced_before_they_are_spread(tiny_stack: TinyStack, tmp_path: Path, cryofire: Program):
    images = tiny_stack.truth.images.float().clone()
    images[5, 3, 4] = 1e4
    write_stack(tmp_path / "hot.mrcs", images.numpy(), PIXEL_SIZE_A)
    finished = cryofire("downsample", tmp_path / "hot.mrcs", "-D", 8, "-o", tmp_path / "out.mrcs")
    assert "1 pixels of 1 images (rows 5, counted from 0)" in finished.out + finished.err
    found = ImageSource(read_particles(tmp_path / "out.mrcs")).read(np.arange(48))
    expected = fourier_resize(tiny_stack.truth.images.float(), 8).numpy()
    np.testing.assert_allclose(np.delete(found, 5, axis=0), np.delete(expected, 5, axis=0), atol=1e-6)
    assert np.abs(found[5]).max() < 2 * np.abs(expected).max()
