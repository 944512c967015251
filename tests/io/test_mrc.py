"""MRC files: every mode and byte order, what is refused, and writing that leaves no half files."""

from __future__ import annotations

from pathlib import Path

import mrcfile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mrcfile.dtypes import HEADER_DTYPE

from cryofire.core.errors import DataError
from cryofire.data.source import ImageSource
from cryofire.io.formats import read_particles
from cryofire.io.mrc import IMOD_STAMP, StackWriter, open_stack, read_volume, write_stack, write_volume

BIG_ENDIAN_STAMP = [0x11, 0x11, 0, 0]


def numbers(shape=(3, 4, 5), dtype="float32") -> np.ndarray:
    return (np.arange(np.prod(shape)).reshape(shape) - 7).astype(dtype)


def write_with_mrcfile(path, data, extended=b"", pixel_size_A=1.5):
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data(data)
        mrc.set_image_stack()
        mrc.voxel_size = pixel_size_A
        if extended:
            mrc.set_extended_header(np.frombuffer(extended, "V1"))


def swap_bytes(path, dtype):
    """Turn a little-endian file, without extended header, into the same file in big-endian order."""
    content = path.read_bytes()
    header = np.frombuffer(content[:1024], HEADER_DTYPE).byteswap()
    header["machst"] = BIG_ENDIAN_STAMP
    path.write_bytes(header.tobytes() + np.frombuffer(content[1024:], dtype).byteswap().tobytes())


@pytest.mark.parametrize("is_big", [False, True], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize(("dtype", "mode"), [("int8", 0), ("int16", 1), ("float32", 2), ("uint16", 6), ("float16", 12)])
def test_every_mode_gives_the_numbers_that_were_written(tmp_path, dtype, mode, is_big):
    path = tmp_path / "stack.mrcs"
    data = np.abs(numbers()).astype(dtype) if dtype == "uint16" else numbers(dtype=dtype)
    write_with_mrcfile(path, data)
    with mrcfile.open(path) as mrc:
        assert int(mrc.header.mode) == mode
    if is_big:
        swap_bytes(path, dtype)
    file = open_stack(path)
    assert (file.n_images, file.height_px, file.width_px) == (3, 4, 5)
    assert file.pixel_size_A == 1.5
    np.testing.assert_array_equal(file.open_images().astype("float32"), data.astype("float32"))


def test_extended_header_is_honoured(tmp_path):
    """The published code read images from byte 1024 whatever lay there."""
    path = tmp_path / "stack.mrcs"
    write_with_mrcfile(path, numbers(), extended=b"\x7f" * 2048)
    file = open_stack(path)
    assert file.offset_bytes == 1024 + 2048
    np.testing.assert_array_equal(file.open_images(), numbers())


def test_file_without_map_mark_is_read_as_relion_writes_it(tmp_path):
    path = tmp_path / "stack.mrcs"
    write_with_mrcfile(path, numbers())
    content = bytearray(path.read_bytes())
    content[208:216] = bytes(8)  # the mark "MAP " and the machine stamp
    path.write_bytes(content)
    np.testing.assert_array_equal(open_stack(path).open_images(), numbers())


def test_truncated_stack_is_refused_with_images_and_bytes_promised_and_present(tmp_path):
    path = tmp_path / "stack.mrcs"
    write_with_mrcfile(path, numbers((1500, 4, 4)))
    path.write_bytes(path.read_bytes()[: 1024 + 64 * 2 + 10])
    with pytest.raises(DataError, match=r"promises 1,500 images \(97,024 bytes\), the file holds 2 \(1,162 bytes\)"):
        open_stack(path)


def test_real_truncated_stacks_are_refused(shared_data):
    stacks = sorted((shared_data / "particles" / "truncated").glob("*.mrcs"))
    assert len(stacks) == 10
    for path in stacks:
        with pytest.raises(DataError, match=r"promises 11,029 images \(722,797,568 bytes\), the file holds 1 \(66,560 bytes\)"):
            open_stack(path)


@pytest.mark.parametrize(
    "content", [b"", b"short", b"loop_ _rlnImageName #1\n" * 100, bytes(4096)], ids=["empty", "short", "text", "zeros"]
)
def test_what_is_not_an_mrc_file_is_refused(tmp_path, content):
    path = tmp_path / "stack.mrcs"
    path.write_bytes(content)
    with pytest.raises(DataError, match="not an MRC file"):
        open_stack(path)


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        open_stack(tmp_path / "nothing.mrcs")
    with pytest.raises(DataError, match="no such file"):
        open_stack(tmp_path)


def test_complex_images_are_refused_with_their_mode(tmp_path):
    write_with_mrcfile(tmp_path / "ft.mrcs", numbers(dtype="complex64"))
    with pytest.raises(DataError, match=r"complex numbers \(MRC mode 4\)"):
        open_stack(tmp_path / "ft.mrcs")


@settings(max_examples=200, deadline=None)
@given(edits=st.lists(st.tuples(st.integers(0, 1300), st.integers(0, 255)), max_size=6), length=st.integers(0, 1344))
def test_broken_bytes_end_in_numbers_or_in_a_data_error(tmp_path_factory, edits, length):
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "stack.mrcs"
    write_with_mrcfile(path, numbers((4, 4, 5)))
    content = bytearray(path.read_bytes())
    for position, value in edits:
        content[position] = value
    path.write_bytes(content[:length] if length < 1300 else content)
    try:
        file = open_stack(path)
    except DataError as error:
        assert str(path) in error.message
    else:
        assert file.open_images().shape == (file.n_images, file.height_px, file.width_px)


def test_header_without_cell_has_no_pixel_size(tmp_path):
    write_with_mrcfile(tmp_path / "stack.mrcs", numbers(), pixel_size_A=0.0)
    assert open_stack(tmp_path / "stack.mrcs").pixel_size_A is None


def test_volume_comes_back_with_its_pixel_size_as_a_map(tmp_path):
    volume = np.random.default_rng(0).normal(size=(6, 6, 6))
    write_volume(tmp_path / "map.mrc", volume, 2.75)
    read = read_volume(tmp_path / "map.mrc")
    assert read.values.dtype == np.float32
    assert read.pixel_size_A == pytest.approx(2.75, rel=1e-6)
    np.testing.assert_array_equal(read.values, volume.astype(np.float32))
    with mrcfile.open(tmp_path / "map.mrc") as mrc:
        assert mrc.is_volume()
    assert [p.name for p in tmp_path.iterdir()] == ["map.mrc"]


def test_volume_with_other_axis_order_is_turned_to_z_y_x(tmp_path):
    """Columns along z, rows along x, sections along y: value at (z, y, x) lies at [y, x, z] of the file."""
    volume = numbers((2, 3, 4))
    with mrcfile.new(tmp_path / "map.mrc") as mrc:
        mrc.set_data(np.ascontiguousarray(volume.transpose(1, 2, 0)))
        mrc.header.mapc, mrc.header.mapr, mrc.header.maps = 3, 1, 2
    np.testing.assert_array_equal(read_volume(tmp_path / "map.mrc").values, volume)


def test_single_image_is_not_a_volume(tmp_path):
    write_stack(tmp_path / "one.mrcs", numbers((1, 4, 4)), 1.0)
    with pytest.raises(DataError, match="one image of 4 x 4 pixels"):
        read_volume(tmp_path / "one.mrcs")


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_stack_written_in_pieces_equals_the_stack_written_at_once(tmp_path, dtype):
    images = np.random.default_rng(1).normal(size=(7, 5, 5)).astype(np.float32)
    write_stack(tmp_path / "whole.mrcs", images, 3.2, dtype)
    with StackWriter(tmp_path / "pieces.mrcs", 7, (5, 5), 3.2, dtype) as writer:
        for piece in np.split(images, [2, 3]):
            writer.append(piece)
    assert (tmp_path / "whole.mrcs").stat().st_size == 1024 + 7 * 25 * np.dtype(dtype).itemsize
    for name in ("whole.mrcs", "pieces.mrcs"):
        file = open_stack(tmp_path / name)
        assert file.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(file.open_images(), images.astype(dtype))
        with mrcfile.open(tmp_path / name) as mrc:
            assert mrc.is_image_stack()
            assert float(mrc.voxel_size.x) == pytest.approx(3.2, rel=1e-6)
            assert float(mrc.header.dmean) == pytest.approx(images.mean(), abs=1e-6)
            assert float(mrc.header.rms) == pytest.approx(images.std(), rel=1e-5)
            assert (float(mrc.header.dmin), float(mrc.header.dmax)) == (images.min(), images.max())


def test_writing_that_fails_leaves_the_old_stack_and_no_other_file(tmp_path):
    path = tmp_path / "stack.mrcs"
    write_stack(path, numbers((2, 4, 4)), 1.0)
    with pytest.raises(KeyboardInterrupt), StackWriter(path, 5, (4, 4), 1.0) as writer:
        writer.append(numbers((3, 4, 4)))
        raise KeyboardInterrupt
    with pytest.raises(DataError, match="3 images came for a stack of 5"), StackWriter(path, 5, (4, 4), 1.0) as writer:
        writer.append(numbers((3, 4, 4)))
    with pytest.raises(DataError, match="3 images for a stack of 2"), StackWriter(path, 2, (4, 4), 1.0) as writer:
        writer.append(numbers((3, 4, 4)))
    np.testing.assert_array_equal(open_stack(path).open_images(), numbers((2, 4, 4)))
    assert [p.name for p in tmp_path.iterdir()] == ["stack.mrcs"]


@pytest.mark.parametrize(("value", "dtype"), [(np.nan, "float32"), (1e5, "float16"), (-np.inf, "float16")])
def test_values_that_the_file_cannot_hold_are_refused_with_the_image(tmp_path, value, dtype):
    images = numbers((3, 4, 4))
    images[1, 2, 2] = value
    with pytest.raises(DataError, match=f"image 2 has values that {dtype} cannot hold"):
        write_stack(tmp_path / "stack.mrcs", images, 1.0, dtype)


# ---- bytes, signed and not ---------------------------------------------------------------------------------------


def stack_of_bytes(path: Path, values: np.ndarray, stamp: int, flags: int, extremes: tuple[float, float]) -> Path:
    """A file of mode 0 as IMOD (or another program) writes it."""
    header = np.zeros((), HEADER_DTYPE)
    for name, value in (("nx", 8), ("ny", 8), ("nz", len(values)), ("mode", 0), ("mapc", 1), ("mapr", 2), ("maps", 3)):
        header[name] = value
    header["dmin"], header["dmax"] = extremes
    content = bytearray(header.tobytes())
    content[152:160] = np.array([stamp, flags], "<i4").tobytes()
    path.write_bytes(bytes(content) + values.tobytes())
    return path


UNSIGNED = np.random.default_rng(0).normal(130, 20, (4, 8, 8)).round().astype("u1")
SIGNED = np.random.default_rng(0).normal(-3, 20, (4, 8, 8)).round().astype("i1")


@pytest.mark.parametrize(
    ("values", "stamp", "flags", "extremes"),
    [
        (UNSIGNED, IMOD_STAMP, 0, (0, 0)),
        (UNSIGNED, IMOD_STAMP, 2, (0, 0)),  # flags about other things
        (SIGNED, IMOD_STAMP, 1, (0, 0)),
        (SIGNED, IMOD_STAMP, 3, (0, 255)),  # the flag goes before the extremes
        (UNSIGNED, 0, 0, (70, 190)),
        (SIGNED, 0, 0, (-60, 60)),
        (UNSIGNED, 0, 0, (0, 0)),  # the bytes tell
        (SIGNED, 0, 0, (0, 0)),
        (SIGNED, 0, 0, (0, -1)),  # extremes that say they are not known
    ],
)
def test_bytes_are_read_with_their_sign(tmp_path, values, stamp, flags, extremes):
    path = stack_of_bytes(tmp_path / "a.mrcs", values, stamp, flags, extremes)
    np.testing.assert_array_equal(open_stack(path).open_images(), values)
    read = ImageSource(read_particles(path)).read(np.array([3, 1]))
    np.testing.assert_array_equal(read, values[[3, 1]].astype(np.float32))


def test_images_beyond_4_GB_are_found(tmp_path):
    """Image 70,000 of 128 px begins at 4.6 GB; the file has holes and takes no place."""
    path, n, box = tmp_path / "large.mrcs", 70_001, 128
    header = np.zeros((), HEADER_DTYPE)
    for name, value in (("nx", box), ("ny", box), ("nz", n), ("mode", 2), ("mz", 1)):
        header[name] = value
    last = np.random.default_rng(0).normal(size=(box, box)).astype("<f4")
    with path.open("wb") as file:
        file.write(header.tobytes())
        file.seek(1024 + (n - 1) * box * box * 4)
        file.write(last.tobytes())
    assert path.stat().st_size > 4.5e9
    table = read_particles(path)
    assert len(table) == n
    images = ImageSource(table).read(np.array([n - 1, 0, n - 2]))
    np.testing.assert_array_equal(images[0], last)
    assert not images[1:].any()
    np.testing.assert_array_equal(open_stack(path).open_images()[-1], last)
