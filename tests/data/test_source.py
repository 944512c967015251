"""Images by row: any order, many stacks, few open files; and what is found before training starts."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cryofire.core.errors import DataError
from cryofire.data.source import ImageSource
from cryofire.io.formats import read_particles
from cryofire.io.mrc import write_stack
from cryofire.io.particle_table import ParticleTable

BOX = 6


def stacks_of(folder: Path, counts: list[int], box: int = BOX, dtype: str = "float32") -> tuple[np.ndarray, ParticleTable]:
    """Stacks of noise in a folder, and the table of all their images."""
    rng = np.random.default_rng(0)
    images = [rng.normal(size=(n, box, box)).astype(dtype).astype(np.float32) for n in counts]
    for i, stack in enumerate(images):
        write_stack(folder / f"{i:03d}.mrcs", stack, 1.5, dtype)
    (folder / "list.txt").write_text("".join(f"{i:03d}.mrcs\n" for i in range(len(counts))))
    return np.concatenate(images), read_particles(folder / "list.txt")


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_rows_in_any_order_are_the_images_of_the_stacks(tmp_path, dtype):
    images, table = stacks_of(tmp_path, [3, 1, 5], dtype=dtype)
    source = ImageSource(table)
    rows = np.array([8, 0, 3, 3, 5, 1, 0])
    read = source.read(rows)
    assert (len(source), source.box_px, read.dtype) == (9, BOX, np.float32)
    np.testing.assert_array_equal(read, images[rows])
    assert source.read(np.array([], dtype=int)).shape == (0, BOX, BOX)


def test_images_read_are_copies(tmp_path):
    images, table = stacks_of(tmp_path, [3])
    source = ImageSource(table)
    source.read(np.arange(3))[:] = 0
    np.testing.assert_array_equal(source.read(np.arange(3)), images)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to count open files")
def test_many_stacks_keep_few_files_open(tmp_path):
    images, table = stacks_of(tmp_path, [2] * 60)
    source = ImageSource(table, max_open_files=8)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    rows = np.random.default_rng(1).permutation(120)
    np.testing.assert_array_equal(source.read(rows), images[rows])
    assert len(os.listdir("/proc/self/fd")) - before <= 8  # noqa: PTH208


def test_threads_may_read_at_once(tmp_path):
    images, table = stacks_of(tmp_path, [2] * 20)
    source = ImageSource(table, max_open_files=3)
    rows = [np.random.default_rng(seed).permutation(40) for seed in range(16)]
    with ThreadPoolExecutor(4) as pool:
        for at, read in zip(rows, pool.map(source.read, rows), strict=True):
            np.testing.assert_array_equal(read, images[at])


def test_source_travels_to_another_process_without_its_open_files(tmp_path):
    images, table = stacks_of(tmp_path, [50])
    source = ImageSource(table)
    source.read(np.arange(50))
    content = pickle.dumps(source)
    assert len(content) < images.nbytes
    arrived = pickle.loads(content)  # noqa: S301  made two lines above
    np.testing.assert_array_equal(arrived.read(np.array([49])), images[49:])


def test_stacks_of_different_boxes_have_no_one_box_and_are_read_by_kind(tmp_path):
    images, _ = stacks_of(tmp_path, [2])
    write_stack(tmp_path / "other.mrcs", np.ones((2, 8, 8)), 1.0)
    (tmp_path / "list.txt").write_text("000.mrcs\nother.mrcs\n")
    source = ImageSource(read_particles(tmp_path / "list.txt"))
    assert source.boxes_px.tolist() == [6, 6, 8, 8]
    np.testing.assert_array_equal(source.read(np.array([1, 0])), images[[1, 0]])
    assert source.read(np.array([3])).shape == (1, 8, 8)
    with pytest.raises(DataError, match=r"other.mrcs: images of 8 x 8 pixels, but .*000.mrcs has 6 x 6, and no pixel size is known"):
        source.box_px  # noqa: B018


def test_images_that_are_not_square_are_refused(tmp_path):
    write_stack(tmp_path / "wide.mrcs", np.ones((2, 4, 6)), 1.0)
    with pytest.raises(DataError, match="images of 6 x 4 pixels; they must be square"):
        ImageSource(read_particles(tmp_path / "wide.mrcs"))


def test_image_number_beyond_the_stack_is_refused_with_row_and_count(tmp_path):
    stacks_of(tmp_path, [3])
    (tmp_path / "p.star").write_text("data_\nloop_\n_rlnImageName\n1@000.mrcs\n4@000.mrcs\n")
    with pytest.raises(DataError, match=r"p.star: row 1 \(counted from 0\) is image 4 of .*000.mrcs, which holds 3 images"):
        ImageSource(read_particles(tmp_path / "p.star"))


def test_truncated_stack_is_refused_before_any_image_is_read(tmp_path):
    _, table = stacks_of(tmp_path, [3, 3])
    path = tmp_path / "001.mrcs"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"001.mrcs: the header promises 3 images \(1,456 bytes\), the file holds 2 \(1,455 bytes\)"):
        ImageSource(table)


def test_empty_table_is_refused(tmp_path):
    _, table = stacks_of(tmp_path, [3])
    with pytest.raises(DataError, match="no particles"):
        ImageSource(table.select([]))


@pytest.fixture
def bad_source(tmp_path) -> ImageSource:
    """Of nine images, 1 is constant, 4 has one NaN, 7 one infinity and 8 is zero."""
    images, _ = stacks_of(tmp_path, [3, 6])
    images[1], images[8] = 5, 0
    images[4, 2, 3], images[7, 0, 0] = np.nan, np.inf
    table = read_particles(tmp_path / "list.txt")
    for path, part in zip(table.stack_paths, np.split(images, [3]), strict=True):
        content = path.read_bytes()[:1024]
        path.write_bytes(content + part.tobytes())
    return ImageSource(table)


@pytest.mark.parametrize("chunk", [1, 4, 100])
def test_nan_and_constant_images_are_refused_with_their_counts_and_rows(bad_source, chunk):
    with pytest.raises(DataError) as refused:
        bad_source.check_images(chunk=chunk)
    assert "2 images with NaN or infinite pixels (rows 4, 7, counted from 0)" in refused.value.message
    assert "2 images constant (rows 1, 8, counted from 0), of 9 images" in refused.value.message


def test_bad_images_can_be_left_out_with_a_warning(bad_source, caplog):
    assert bad_source.check_images(exclude=True).tolist() == [0, 2, 3, 5, 6]
    assert "2 images constant" in caplog.text
    assert "left out" in caplog.text


def test_good_images_pass_the_check_silently(tmp_path, caplog):
    _, table = stacks_of(tmp_path, [3, 2])
    assert ImageSource(table).check_images().tolist() == [0, 1, 2, 3, 4]
    assert not caplog.records


def test_warp_float16_images_are_read_and_their_two_dark_frames_were_left_out(shared_data):
    """The star marks 50 frames invisible; the images left are finite and none is constant."""
    folder = shared_data / "particles" / "warptools-float16"
    source = ImageSource(read_particles(folder / "warptools_test_4-tomos_10-ptcls_box-32_angpix-12.star"), max_open_files=4)
    assert (len(source), source.box_px) == (1430, 32)
    assert len(source.check_images()) == 1430
    assert 0.1 < source.read(np.arange(1430)).std() < 1.0


@pytest.mark.parametrize(
    ("name", "n", "box"),
    [
        ("epu29/epu29_particles_64.star", 140, 64),
        ("relion31/relion31.star", 5, 256),
        ("aspire-sample/sample_particles_relion31.star", 17, 200),
    ],
)
def test_real_images_are_finite_and_vary(shared_data, name, n, box):
    source = ImageSource(read_particles(shared_data / "particles" / name))
    assert (len(source), source.box_px) == (n, box)
    assert len(source.check_images()) == n
