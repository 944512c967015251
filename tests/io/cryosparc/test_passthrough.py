"""cryoSPARC's files in pieces: joined by uid and never by row; and the .cs files that are no particles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.data.load_set import FilesConfig, read_set
from cryofire.io.formats import read_particles
from cryofire.io.relion.read import write_star

FIELDS = [
    ("uid", "<u8"),
    ("blob/path", "S12"),
    ("blob/idx", "<u4"),
    ("blob/psize_A", "<f4"),
    ("ctf/accel_kv", "<f4"),
    ("ctf/cs_mm", "<f4"),
    ("ctf/amp_contrast", "<f4"),
    ("ctf/df1_A", "<f4"),
    ("ctf/df2_A", "<f4"),
    ("ctf/df_angle_rad", "<f4"),
    ("alignments3D/pose", "<f4", (3,)),
    ("alignments3D/shift", "<f4", (2,)),
    ("alignments3D/psize_A", "<f4"),
]
N = 4


@pytest.fixture
def records() -> np.ndarray:
    table = np.zeros(N, dtype=FIELDS)
    table["uid"] = [2**63 + 5, 7, 9, 11]
    table["blob/path"], table["blob/idx"], table["blob/psize_A"] = b"a.mrcs", np.arange(N), 1.5
    table["ctf/accel_kv"], table["ctf/cs_mm"], table["ctf/amp_contrast"] = 300, 2.7, 0.1
    table["ctf/df1_A"] = table["ctf/df2_A"] = 10_000 + np.arange(N)
    table["alignments3D/pose"][:, 2] = np.arange(N) / 10
    table["alignments3D/psize_A"] = 1.5
    return table


def save(path: Path, table: np.ndarray, *groups: str) -> Path:
    kept = [name for name in table.dtype.names if name == "uid" or not groups or name.startswith(groups)]
    with path.open("wb") as file:
        np.save(file, table[kept].copy())
    return path


@pytest.fixture
def split(tmp_path, make_stack, records) -> tuple[Path, Path]:
    """Poses in one file, images and CTF in the other, the other way round and with a particle more."""
    make_stack("a.mrcs")
    more = np.concatenate([records, records[:1]])
    more["uid"][-1] = 99
    return (
        save(tmp_path / "cryosparc_P1_J42_007_particles.cs", records, "alignments3D"),
        save(tmp_path / "cryosparc_P1_J42_passthrough_particles.cs", more[::-1], "blob", "ctf"),
    )


def test_the_passthrough_file_beside_is_found_and_joined_by_uid(split, records):
    table = read_particles(split[0])
    assert table.particle_ids.tolist() == records["uid"].astype(str).tolist()
    assert table.index_in_stack.tolist() == [0, 1, 2, 3]
    assert table.optics.defocus_u_A.tolist() == [10_000, 10_001, 10_002, 10_003]
    assert table.poses.rotations[3, 0, 1].item() == pytest.approx(np.sin(0.3), abs=1e-6)
    assert table.source.records.dtype.names == (*[n for n in records.dtype.names if n == "uid" or "3D" in n], *records.dtype.names[1:10])


def test_a_passthrough_file_can_be_given(split, tmp_path):
    moved = split[1].rename(tmp_path / "elsewhere.cs")
    with pytest.raises(DataError, match=r"no column blob/path, blob/idx, .* it holds alignments without images"):
        read_particles(split[0])
    assert read_particles(split[0], passthrough=moved).optics.defocus_u_A[2] == 10_002


def test_a_set_takes_the_passthrough_file_as_an_option(split, tmp_path):
    moved = split[1].rename(tmp_path / "elsewhere.cs")
    assert len(read_set(FilesConfig(particles=split[0], passthrough=moved))[0]) == N


def test_poses_can_come_from_the_passthrough_file_too(tmp_path, make_stack, records):
    make_stack("a.mrcs")
    path = save(tmp_path / "J42_particles.cs", records, "blob", "ctf")
    save(tmp_path / "J42_passthrough_particles.cs", records[[2, 0, 3, 1]], "alignments3D", "ctf")
    assert read_particles(path).poses.rotations[3, 0, 1].item() == pytest.approx(np.sin(0.3), abs=1e-6)


def test_passthrough_files_of_other_jobs_and_groups_are_left_alone(tmp_path, make_stack, records):
    make_stack("a.mrcs")
    wrong = records.copy()
    wrong["ctf/df1_A"] += 500
    path = save(tmp_path / "J42_particles_selected.cs", records, "alignments3D")
    save(tmp_path / "J4_passthrough_particles.cs", wrong, "blob", "ctf")
    save(tmp_path / "J421_passthrough_particles_selected.cs", wrong, "blob", "ctf")
    save(tmp_path / "J42_passthrough_particles_excluded.cs", wrong, "blob", "ctf")
    save(tmp_path / "J42_passthrough_particles_selected.cs", records, "blob", "ctf")
    assert read_particles(path).optics.defocus_u_A[0] == 10_000


def test_a_file_that_has_everything_is_left_as_it_is(tmp_path, make_stack, records):
    make_stack("a.mrcs")
    (tmp_path / "J1_passthrough_particles.cs").write_text("not even a table")
    table = read_particles(save(tmp_path / "J1_particles.cs", records))
    assert table.source.records.dtype.names == records.dtype.names


def test_a_missing_particle_is_refused_with_its_uid(tmp_path, records):
    path = save(tmp_path / "J42_particles.cs", records, "alignments3D")
    save(tmp_path / "J42_passthrough_particles.cs", records[:3], "blob", "ctf")
    with pytest.raises(DataError, match=r"lacks 1 of the 4 particles of .*J42_particles\.cs, the first with uid 11"):
        read_particles(path, needs_images=False)


def test_a_particle_that_stands_twice_in_the_passthrough_is_refused_with_its_uid(tmp_path, records):
    path = save(tmp_path / "J42_particles.cs", records, "alignments3D")
    save(tmp_path / "J42_passthrough_particles.cs", np.concatenate([records, records[1:2]]), "blob", "ctf")
    with pytest.raises(DataError, match=r"J42_passthrough_particles\.cs: 1 uids stand there twice, such as 7"):
        read_particles(path, needs_images=False)


def test_symmetry_copies_with_one_uid_are_each_joined_with_the_image_of_that_uid(tmp_path, records):
    copies = records[[0, 0, 1, 1, 3]].copy()
    copies["alignments3D/pose"][1::2] += 0.25  # another pose for the second of each
    path = save(tmp_path / "J42_particles.cs", copies, "alignments3D")
    save(tmp_path / "J42_passthrough_particles.cs", records[::-1], "blob", "ctf")
    table = read_particles(path, needs_images=False)
    assert table.particle_ids.tolist() == [str(records["uid"][row]) for row in (0, 0, 1, 1, 3)]
    assert table.index_in_stack.tolist() == records["blob/idx"][[0, 0, 1, 1, 3]].tolist()
    assert not torch.equal(table.poses.rotations[0], table.poses.rotations[1])
    # Expanded in both files, and in the same order: row by row.
    copies["ctf/df1_A"][1] += 500
    save(tmp_path / "J42_passthrough_particles.cs", copies, "blob", "ctf")
    assert read_particles(path, needs_images=False).optics.defocus_u_A.tolist() == copies["ctf/df1_A"].tolist()


def test_a_file_without_uids_cannot_be_joined(tmp_path, records):
    path = save(tmp_path / "p.cs", records, "alignments3D")
    other = tmp_path / "other.cs"
    with other.open("wb") as file:
        np.save(file, records[["blob/path", "blob/idx"]].copy())
    with pytest.raises(DataError, match=r"other\.cs: no column uid"):
        read_particles(path, passthrough=other)


def test_shifts_of_a_2d_classification_are_kept_without_3d_poses(tmp_path, make_stack, records):
    """Shifts of (2, -4) pixels of 3 A are (4, -8) pixels of the images, and the particle sits at minus that."""
    make_stack("a.mrcs")
    fields = [*FIELDS[:10], ("alignments2D/pose", "<f4"), ("alignments2D/shift", "<f4", (2,)), ("alignments2D/psize_A", "<f4")]
    table = np.zeros(N, dtype=fields)
    for name in records.dtype.names[:10]:
        table[name] = records[name]
    table["alignments2D/shift"], table["alignments2D/psize_A"] = [2, -4], 3.0
    found = read_particles(save(tmp_path / "p.cs", table))
    assert found.poses is None
    assert found.shifts_px.tolist() == [[-4, 8]] * N
    write_star(tmp_path / "out.star", found, None, {})
    assert read_particles(tmp_path / "out.star").shifts_px.tolist() == [[-4, 8]] * N


def test_poses_of_several_classes_are_told(tmp_path, make_stack, records, caplog):
    make_stack("a.mrcs")
    table = np.zeros(N, dtype=[*FIELDS[:10], ("alignments3D_multi/pose", "<f4", (2, 3))])
    for name in records.dtype.names[:10]:
        table[name] = records[name]
    assert read_particles(save(tmp_path / "p.cs", table)).poses is None
    assert "a pose for each of several classes (alignments3D_multi), which are not read" in caplog.text


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["uid", "micrograph_blob/path"], "it holds micrographs"),
        (["uid", "movie_blob/path", "mscope_params/accel_kv"], "it holds movies"),
        (["map/path", "map/psize_A"], "it holds volumes"),
        (["uid", "location/micrograph_path", "ctf/df1_A"], "it holds positions of particles in micrographs, without images"),
        (["blob/path", "blob/idx", "blob/psize_A", "blob/res_A"], "holds class averages or templates, not particles"),
    ],
)
def test_cs_files_of_other_kinds_are_told_apart(tmp_path, columns, message):
    table = np.zeros(2, dtype=[(name, "S8" if name.endswith("path") else "<u8") for name in columns])
    with pytest.raises(DataError, match=message):
        read_particles(save(tmp_path / "J1_exposures.cs", table), needs_images=False)


def test_the_streaming_format_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "p.cs").write_bytes(b"\x94CSDAT" + bytes(100))
    with pytest.raises(DataError, match=r"streaming format, .*\n.*Dataset\.load\(PATH\)\.save\(NEW_PATH, format=1\)"):
        read_particles(tmp_path / "p.cs")
