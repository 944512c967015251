"""The table: one filter for everything, and counts that must agree."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.data.source import ImageSource
from cryofire.io.cryodrgn import read_poses, write_poses
from cryofire.io.formats import PARTICLE_FORMATS, read_particles
from cryofire.io.particle_table import ParticleTable
from cryofire.physics.rotations import random_rotations

N = 10


@pytest.fixture
def table(make_stack, write_text) -> ParticleTable:
    """Ten particles over three stacks, every number of a row telling which row it is."""
    for name in "abc":
        make_stack(f"{name}.mrcs", n=N, seed=ord(name))
    tags = (
        "ImageName MicrographName DefocusU DefocusV DefocusAngle Voltage SphericalAberration AmplitudeContrast AngleRot AngleTilt AnglePsi "
        "OriginX OriginY"
    )
    lines = [f"{i + 1}@{'abc'[i % 3]}.mrcs m{i // 4}.mrc {1e4 + i} 9000 {i} 300 2.7 0.1 {10 * i} {5 + i} 3 {i} {-i}" for i in range(N)]
    columns = "\n".join(f"_rln{tag}" for tag in [*tags.split(), "ImagePixelSize"])
    rows = "\n".join(f"{line} {1 + i / 10}" for i, line in enumerate(lines))
    return read_particles(write_text("p.star", f"data_particles\nloop_\n{columns}\n{rows}\n"))


def test_filtered_images_keep_their_own_poses_ctf_and_ids(table):
    """Named for the published fault: filtered images kept the poses of the first rows of the unfiltered set."""
    chosen = np.array([7, 2, 5])
    part = table.select(chosen)
    assert len(part) == 3
    assert part.poses.shifts_px.tolist() == [[-7, 7], [-2, 2], [-5, 5]]
    assert torch.equal(part.poses.rotations, table.poses.rotations[[7, 2, 5]])
    assert part.optics.defocus_u_A.tolist() == [10007, 10002, 10005]
    assert part.optics.defocus_angle_deg.tolist() == [7, 2, 5]
    np.testing.assert_allclose(part.pixel_size_A, [1.7, 1.2, 1.5])
    assert part.particle_ids.tolist() == ["8@b.mrcs", "3@c.mrcs", "6@c.mrcs"]
    assert part.source.rows.tolist() == [7, 2, 5]
    assert part.optics_group.tolist() == [1, 1, 1]
    assert part.micrograph_of.tolist() == [1, 0, 1]
    np.testing.assert_array_equal(ImageSource(part).read(np.arange(3)), ImageSource(table).read(chosen))


def test_stacks_that_no_particle_needs_are_forgotten(table):
    part = table.select([1, 4])
    assert [path.name for path in part.stack_paths] == ["b.mrcs"]
    assert part.stack_of.tolist() == [0, 0]


def test_selecting_twice_is_selecting_once(table):
    assert table.select([8, 6, 4, 2]).select([3, 0]).particle_ids.tolist() == table.select([2, 8]).particle_ids.tolist()


def test_selection_by_tensor_list_and_array_agree_and_the_table_is_unchanged(table):
    kinds = [[3, 1], np.array([3, 1], np.int32), torch.tensor([3, 1])]
    assert {tuple(table.select(kind).particle_ids) for kind in kinds} == {("4@a.mrcs", "2@b.mrcs")}
    assert len(table) == N


def test_selecting_nothing_gives_an_empty_table(table):
    part = table.select([])
    assert len(part) == 0
    assert part.stack_paths == ()


@pytest.mark.parametrize(
    ("rows", "message"),
    [([0, N], "row 10 was asked for; the 10 particles are rows 0 to 9"), ([-1], "row -1"), ([0.5], "whole numbers, found float64")],
)
def test_rows_that_are_not_there_are_refused(table, rows, message):
    with pytest.raises(DataError, match=message):
        table.select(rows)


def test_a_mask_is_not_taken_for_row_numbers(table):
    with pytest.raises(DataError, match="whole numbers, found bool"):
        table.select(np.ones(N, bool))


def test_nine_poses_for_ten_particles_are_refused_by_file_with_both_numbers(table, tmp_path):
    rotations = random_rotations(9, torch.Generator().manual_seed(0))
    write_poses(tmp_path / "poses.pkl", Poses(rotations, torch.zeros(9, 2)), box_px=6)
    poses = read_poses(tmp_path / "poses.pkl", box_px=6)
    with pytest.raises(DataError, match=r"poses.pkl: 9 poses for 10 particles.") as refused:
        table.with_poses(poses, tmp_path / "poses.pkl")
    assert refused.value.hint == "filter both with the same --ind file."
    with pytest.raises(DataError, match=r"ctf.pkl: 3 CTFs for 10 particles."):
        table.with_optics(table.optics[:3], "ctf.pkl")


def test_given_optics_and_poses_replace_those_of_the_file(table):
    other = table.select(list(range(N))[::-1])
    replaced = table.with_optics(other.optics).with_poses(other.poses)
    assert replaced.optics.defocus_u_A[0].item() == 10009
    assert replaced.pixel_size_A[0] == pytest.approx(1.9)
    assert replaced.poses.shifts_px[0].tolist() == [-9, 9]
    assert table.optics.defocus_u_A[0].item() == 10000


# ---- formats ---------------------------------------------------------------------------------------------------


def test_unknown_suffix_is_refused_with_what_is_known(tmp_path):
    with pytest.raises(DataError) as refused:
        read_particles(tmp_path / "particles.h5")
    assert "'.h5'" in refused.value.message
    assert all(suffix in refused.value.hint for suffix in PARTICLE_FORMATS)


@pytest.mark.parametrize("suffix", PARTICLE_FORMATS)
def test_every_format_refuses_missing_and_empty_files_by_name(tmp_path, suffix):
    path = tmp_path / f"particles{suffix}"
    for _ in range(2):
        with pytest.raises(DataError, match=f"particles{suffix}: "):
            read_particles(path)
        path.write_bytes(b"")


def test_a_cube_in_a_mrc_file_is_told_for_it_may_be_a_map(make_stack, tmp_path, caplog):
    for name, n in (("map.mrc", 6), ("few.mrc", 5), ("many.mrc", 7), ("stack.mrcs", 6)):
        make_stack(name, n=n, pixel_size_A=1.0)
        assert len(read_particles(tmp_path / name)) == n
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'map.mrc'}: a cube of 6 pixels, as density maps are; its sections are taken for particle images. "
        "To make a map smaller: downsample --is-vol."
    ]


def test_list_of_stacks_is_their_images_in_order(make_stack, write_text):
    images = [make_stack(f"deep/{name}.mrcs", n=n, seed=n) for name, n in (("b", 2), ("a", 3))]
    table = read_particles(write_text("list.txt", "# stacks\n\ndeep/b.mrcs\n  deep/a.mrcs\n"))
    assert table.particle_ids.tolist() == [*(f"00000{i}@deep/b.mrcs" for i in (1, 2)), *(f"00000{i}@deep/a.mrcs" for i in (1, 2, 3))]
    np.testing.assert_array_equal(ImageSource(table).read(np.arange(5)), np.concatenate(images))


def test_list_naming_a_stack_that_is_nowhere_is_refused(write_text):
    with pytest.raises(DataError, match=r"its stack gone.mrcs is not there"):
        read_particles(write_text("list.txt", "gone.mrcs\n"))


def test_toy_star_txt_and_stack_are_the_same_images(shared_data):
    folder = shared_data / "particles" / "toy"
    tables = [read_particles(folder / f"toy_projections.{suffix}") for suffix in ("star", "txt", "mrcs")]
    assert [len(table) for table in tables] == [1000] * 3
    rows = np.array([999, 0, 500])
    first, *others = (ImageSource(table).read(rows) for table in tables)
    for other in others:
        np.testing.assert_array_equal(first, other)
