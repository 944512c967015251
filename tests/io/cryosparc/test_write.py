"""cryoSPARC files out: the user's records with our poses, and records of particles that cryoSPARC has not seen."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.core.types import Poses
from cryofire.io.cryosparc.read import CsSource
from cryofire.io.cryosparc.write import (
    ALIGNMENT_FIELDS,
    aligned_records,
    fresh_records,
    slots_of,
    stable_uids,
    with_results,
    write_cs,
    write_csg,
)
from cryofire.io.formats import read_particles
from cryofire.physics.rotations import angle_between_deg, euler_to_matrix, random_rotations


def some_poses(n: int, seed: int = 0) -> Poses:
    generator = torch.Generator().manual_seed(seed)
    shifts = torch.rand(n, 2, generator=generator, dtype=torch.float64) * 20 - 10
    return Poses(random_rotations(n, generator, dtype=torch.float64), shifts)


@pytest.fixture(scope="module")
def real(shared_data):
    """2,019 particles that cryoSPARC refined."""
    return read_particles(shared_data / "oracles" / "cryodrgn-parse" / "cryosparc_P12_J24_001_particles.cs", needs_images=False)


def records_of(table) -> np.ndarray:
    assert isinstance(table.source, CsSource)
    return table.source.records[table.source.rows]


def test_real_poses_written_again_are_the_ones_that_cryosparc_wrote(real):
    """cryoSPARC lets a rotation vector be longer than pi, ours is the shorter one of the same turn; shifts are the same to the bit."""
    before, after = records_of(real), aligned_records(records_of(real), real.poses, real.pixel_size_A)
    np.testing.assert_array_equal(before["alignments3D/shift"], after["alignments3D/shift"])
    vectors = before["alignments3D/pose"].astype(float)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    assert 200 < (length > np.pi).sum() < 400
    shorter = np.where(length > np.pi, vectors * (1 - 2 * np.pi / length), vectors)
    np.testing.assert_allclose(after["alignments3D/pose"], shorter, atol=1e-5)


def test_fields_that_are_not_the_pose_come_back_to_the_last_bit(real):
    before, after = records_of(real), aligned_records(records_of(real), some_poses(len(real)), real.pixel_size_A)
    assert before.dtype == after.dtype
    others = [name for name in before.dtype.names if name not in ("alignments3D/pose", "alignments3D/shift")]
    assert len(others) == 32
    for name in others:
        assert before[name].tobytes() == after[name].tobytes(), name


def test_written_file_is_read_with_the_same_poses_and_uids(real, tmp_path):
    chosen, poses = real.select(np.arange(50)[::-1].copy()), some_poses(50)
    write_cs(tmp_path / "p.cs", aligned_records(records_of(chosen), poses, chosen.pixel_size_A))
    back = read_particles(tmp_path / "p.cs", needs_images=False)
    assert back.particle_ids.tolist() == chosen.particle_ids.tolist()
    assert angle_between_deg(back.poses.rotations, poses.rotations).max() < 2e-5
    torch.testing.assert_close(back.poses.shifts_px, poses.shifts_px, atol=1e-5, rtol=0)


def test_shift_is_in_pixels_of_the_images_although_the_old_alignment_was_of_others(real):
    records = records_of(real)[:2].copy()
    records["alignments3D/psize_A"] = 2 * records["blob/psize_A"]
    poses = Poses(torch.eye(3).expand(2, 3, 3), torch.tensor([[1.0, -2.0], [0.0, 4.0]]))
    after = aligned_records(records, poses, records["blob/psize_A"])
    assert after["alignments3D/shift"].tolist() == [[-1, 2], [0, -4]]
    np.testing.assert_array_equal(after["alignments3D/psize_A"], records["blob/psize_A"])


angles = st.tuples(st.floats(-180, 180), st.floats(0, 180), st.floats(-180, 180))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(angles, st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=5))
def test_poses_to_cs_to_poses_is_the_same(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("round") / "p.cs"
    poses = Poses(
        euler_to_matrix(torch.tensor([row[0] for row in rows], dtype=torch.float64)),
        torch.tensor([row[1:] for row in rows], dtype=torch.float64),
    )
    fields = [("uid", "<u8"), ("blob/path", "S8"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4")]
    records = np.zeros(len(rows), fields)
    records["blob/path"], records["blob/psize_A"] = b"a.mrcs", 1.5
    write_cs(path, aligned_records(records, poses, np.full(len(rows), 1.5)))
    back = read_particles(path, needs_images=False)
    # float32 rotation vectors of up to pi: 2e-7 rad.
    assert angle_between_deg(back.poses.rotations, poses.rotations).max() < 5e-5
    torch.testing.assert_close(back.poses.shifts_px, poses.shifts_px, atol=1e-5, rtol=0)


# ---- particles that cryoSPARC has not seen ---------------------------------------------------------------------


@pytest.fixture
def fresh(tiny_stack) -> tuple:
    table = read_particles(tiny_stack.star)
    stacks = [str(tiny_stack.mrcs)] * len(table)
    records = fresh_records(table, table.particle_ids, stacks, np.full(len(table), 16), -1.0)
    return table, aligned_records(records, table.poses, table.pixel_size_A)


def test_fresh_records_are_read_as_the_particles_they_are(fresh, tiny_stack, tmp_path):
    table, records = fresh
    write_cs(tmp_path / "p.cs", records)
    back = read_particles(tmp_path / "p.cs")
    assert back.stack_paths == (tiny_stack.mrcs,)
    assert back.index_in_stack.tolist() == table.index_in_stack.tolist()
    torch.testing.assert_close(back.optics.defocus_u_A, table.optics.defocus_u_A, rtol=1e-6, atol=0)
    torch.testing.assert_close(back.optics.defocus_angle_deg, table.optics.defocus_angle_deg, rtol=1e-6, atol=1e-5)
    torch.testing.assert_close(back.optics.amplitude_contrast, table.optics.amplitude_contrast, rtol=1e-6, atol=0)
    torch.testing.assert_close(back.optics.scale, torch.ones(48, dtype=torch.float64))
    torch.testing.assert_close(back.poses.shifts_px, table.poses.shifts_px, atol=1e-5, rtol=0)
    assert angle_between_deg(back.poses.rotations, table.poses.rotations).max() < 2e-5
    assert records["blob/sign"].tolist() == [-1.0] * 48
    assert records["blob/shape"][0].tolist() == [16, 16]
    assert np.bincount(records["alignments3D/split"]).tolist() == [24, 24]


@pytest.mark.parametrize("name", ["cs/cryosparc_P12_J24_001_particles.cs", "cs/empiar_10076_7.cs"])
def test_fields_have_the_types_that_cryosparc_gives_them(name, fresh, shared_data):
    written, real = fresh[1].dtype, np.load(shared_data / name).dtype
    common = [field for field in real.names if field in written.names and field != "blob/path"]
    assert len(common) > 20
    assert {field: written[field] for field in common} == {field: real[field] for field in common}
    assert written["blob/path"].kind == real["blob/path"].kind == "S"


def test_alignment_fields_are_those_of_a_refinement(real):
    of_refinement = {name.partition("/")[2] for name in real.source.records.dtype.names if name.startswith("alignments3D/")}
    assert {name for name, _, _ in ALIGNMENT_FIELDS} == of_refinement


def test_uid_depends_on_the_name_alone_and_copies_of_an_image_get_their_own():
    names = np.array(["000001@a.mrcs", "000002@a.mrcs", "000001@a.mrcs"])
    uids = stable_uids(names)
    assert len(set(uids.tolist())) == 3
    assert stable_uids(names[[1, 0]]).tolist() == uids[[1, 0]].tolist()
    assert uids[0] == 10379702279436820213


# ---- what else was found ---------------------------------------------------------------------------------------


def test_z_becomes_modes_of_3d_variability_numbered_after_those_there_are(fresh):
    z = np.array([[0.5, -1.0]] * 48)
    once = with_results(fresh[1], z, np.arange(48) % 3, np.arange(48.0), None)
    assert once["components_mode_1/value"].tolist() == [-1.0] * 48
    assert once["components_mode_1/component"].tolist() == [1] * 48
    assert once["alignments3D/class"].tolist() == (np.arange(48) % 3).tolist()
    assert once["cryofire/log_likelihood"].tolist() == list(range(48))
    assert "cryofire/confidence" not in once.dtype.names
    twice = with_results(once, z + 1, None, None, None)
    assert twice["components_mode_0/value"].tolist() == [0.5] * 48
    assert twice["components_mode_2/value"].tolist() == [1.5] * 48
    kinds = slots_of(twice)
    assert kinds == {"blob": "blob", "ctf": "ctf", "alignments3D": "alignments3D"} | {
        f"components_mode_{j}": "components" for j in range(4)
    }


def test_csg_names_the_file_the_count_and_the_type_of_each_result(fresh, tmp_path):
    write_csg(tmp_path / "p.csg", "p.cs", with_results(fresh[1], np.zeros((48, 1)), None, None, None))
    group = yaml.safe_load((tmp_path / "p.csg").read_text())
    assert group["group"]["type"] == "particle"
    assert group["results"] == {
        slot: {"metafile": ">p.cs", "num_items": 48, "type": f"particle.{kind}"}
        for slot, kind in [("blob", "blob"), ("ctf", "ctf"), ("alignments3D", "alignments3D"), ("components_mode_0", "components")]
    }
