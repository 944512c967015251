"""A run's results in the files of other programs: nothing of the user's is lost, and poses mean what they meant."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gemmi import cif

from cryofire.analysis.export import Format, chosen_for_export, cs_records, export_run, rows_to_export
from cryofire.analysis.particles import join, read_run_particles
from cryofire.core.errors import ConfigError, DataError, RunError
from cryofire.core.types import Poses
from cryofire.io.cryodrgn import read_ctf, read_indices, read_labels, read_poses
from cryofire.io.cryosparc.write import uids_of_copies
from cryofire.io.formats import read_particles
from cryofire.io.mrc import read_volume, write_stack
from cryofire.io.safe_pickle import load_pickle
from cryofire.io.stack_names import PathStyle
from cryofire.physics.lattice import Lattice
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_phases
from finished import finished_run
from stacks import correlation

Z = np.linspace(-1, 1, 96, dtype=np.float32).reshape(48, 2)
SCORE = np.linspace(10, 57, 48)


def columns_of(path: Path, block: str = "particles") -> dict[str, list[str]]:
    found = cif.read(str(path)).find_block(block)
    loop = next(item.loop for item in found if item.loop is not None)
    return {tag: list(found.find_values(tag)) for tag in loop.tags}


@pytest.fixture(scope="module")
def run(tiny_stack, tmp_path_factory) -> Path:
    """The truth of the tiny stack, as a run would leave it."""
    truth = tiny_stack.truth
    folder = tmp_path_factory.mktemp("finished") / "run"
    volumes = [truth.volume.numpy(), 0.5 * truth.volume.numpy()]
    return finished_run(folder, tiny_stack.star, truth.poses, Z, volumes, score=SCORE)


def test_results_are_read_back_as_they_were_written(run, tiny_stack):
    found = read_run_particles(run)
    assert len(found) == 48
    assert angle_between_deg(found.poses.rotations, tiny_stack.truth.poses.rotations.double()).max() < 1e-3
    torch.testing.assert_close(found.poses.shifts_px, tiny_stack.truth.poses.shifts_px.double(), atol=1e-6, rtol=0)
    np.testing.assert_array_equal(found.z, Z)
    np.testing.assert_allclose(found.score, SCORE, atol=1e-6)
    assert found.confidence is None
    assert found.box_px().tolist() == [16] * 48


# ---- RELION ----------------------------------------------------------------------------------------------------


def test_star_keeps_every_token_but_the_paths_which_lead_to_the_stacks(run, tiny_stack, tmp_path):
    export_run(read_run_particles(run), tmp_path / "out", Format.STAR)
    before, after = columns_of(run / "particles.star"), columns_of(tmp_path / "out" / "particles.star")
    assert list(before) == list(after)
    assert [tag for tag in before if before[tag] != after[tag]] == ["_rlnImageName"]
    assert columns_of(run / "particles.star", "optics") == columns_of(tmp_path / "out" / "particles.star", "optics")
    back = read_particles(tmp_path / "out" / "particles.star")
    assert back.stack_paths == (tiny_stack.mrcs,)
    torch.testing.assert_close(back.poses.shifts_px, read_run_particles(run).poses.shifts_px)


def test_star_written_beside_the_users_file_is_to_the_byte_that_of_the_run(run, tiny_stack):
    export_run(read_run_particles(run), tiny_stack.folder / "out", Format.STAR, PathStyle.KEEP)
    assert (tiny_stack.folder / "out" / "particles.star").read_bytes() == (run / "particles.star").read_bytes()
    where_the_stack_is = tiny_stack.folder / "beside.star"
    from cryofire.analysis.export import export_star

    export_star(read_run_particles(run), where_the_stack_is, PathStyle.AUTO)
    assert where_the_stack_is.read_bytes() == (run / "particles.star").read_bytes()


def test_class_and_rows_that_are_chosen(run, tmp_path):
    rows, labels = np.array([5, 40, 7]), np.array([2, 0, 1])
    export_run(read_run_particles(run).select(rows), tmp_path / "out", Format.STAR, labels=labels)
    columns = columns_of(tmp_path / "out" / "particles.star")
    assert columns["_cryofireClass"] == ["2", "0", "1"]
    assert [name.split("@")[0] for name in columns["_rlnImageName"]] == ["000006", "000041", "000008"]
    assert columns["_cryofireZ1"] == [f"{value:.6f}" for value in Z[rows, 0]]
    assert columns["_cryofireScore"][1] == f"{SCORE[40]:.6f}"


# ---- cryoSPARC -------------------------------------------------------------------------------------------------


def test_cs_of_a_star_run_is_read_with_the_same_images_poses_and_ctf(run, tiny_stack, tmp_path):
    export_run(read_run_particles(run), tmp_path / "out", Format.CS)
    back, truth = read_particles(tmp_path / "out" / "particles.cs"), read_run_particles(run)
    assert back.stack_paths == (tiny_stack.mrcs,)
    assert back.index_in_stack.tolist() == list(range(48))
    assert angle_between_deg(back.poses.rotations, truth.poses.rotations).max() < 2e-5
    torch.testing.assert_close(back.poses.shifts_px, truth.poses.shifts_px, atol=1e-5, rtol=0)
    torch.testing.assert_close(back.optics.defocus_u_A, truth.table.optics.defocus_u_A, rtol=1e-6, atol=0)
    records = np.load(tmp_path / "out" / "particles.cs")
    assert records["blob/sign"].tolist() == [-1.0] * 48  # data.invert: protein was dark
    np.testing.assert_array_equal(records["components_mode_1/value"], Z[:, 1])
    np.testing.assert_allclose(records["cryofire/log_likelihood"], SCORE, rtol=1e-6)


@pytest.fixture
def cs_run(tmp_path) -> tuple[Path, np.ndarray, Poses]:
    """A run of 5 of the 6 particles of a .cs file, whose rows are then put in another order."""
    (tmp_path / "J1").mkdir()
    write_stack(tmp_path / "J1" / "a.mrcs", np.random.default_rng(0).normal(size=(6, 8, 8)).astype(np.float32), 2.0)
    fields = [("uid", "<u8"), ("blob/path", "S12"), ("blob/idx", "<u4"), ("blob/shape", "<u4", (2,)), ("blob/psize_A", "<f4")]
    fields += [("location/micrograph_path", "S9"), ("pick_stats/ncc_score", "<f4"), ("alignments3D/split", "<u4")]
    fields += [("alignments3D/pose", "<f4", (3,)), ("alignments3D/shift", "<f4", (2,)), ("alignments3D/psize_A", "<f4")]
    records = np.zeros(6, fields)
    records["uid"] = 2**63 + np.arange(6, dtype=np.uint64) * 11
    records["blob/path"], records["blob/idx"], records["blob/shape"], records["blob/psize_A"] = b">J1/a.mrcs", np.arange(6), 8, 2.0
    records["location/micrograph_path"], records["pick_stats/ncc_score"] = b"J0/m.mrc", np.arange(6) / 7
    records["alignments3D/split"], records["alignments3D/psize_A"] = [0, 1, 1, 0, 1, 0], 4.0
    cs = tmp_path / "particles.cs"
    with cs.open("wb") as file:
        np.save(file, records)
    np.save(tmp_path / "ind.npy", np.array([4, 0, 1, 5, 2]))
    generator = torch.Generator().manual_seed(3)
    poses = Poses(random_rotations(5, generator, dtype=torch.float64), torch.rand(5, 2, generator=generator, dtype=torch.float64))
    run = finished_run(tmp_path / "run", cs, poses, np.zeros((5, 1), np.float32), [], f"data.ind={tmp_path / 'ind.npy'}")
    with cs.open("wb") as file:
        np.save(file, records[::-1])
    return run, records, poses


def test_cs_run_gives_the_users_records_joined_by_image_and_not_by_row(cs_run, tmp_path):
    run, records, poses = cs_run
    export_run(read_run_particles(run), tmp_path / "out", Format.CS)
    written, used = np.load(tmp_path / "out" / "particles.cs"), records[[4, 0, 1, 5, 2]]
    for name in ("uid", "blob/path", "blob/idx", "blob/shape", "location/micrograph_path", "pick_stats/ncc_score", "alignments3D/split"):
        assert written[name].tobytes() == used[name].tobytes(), name
    assert written["alignments3D/psize_A"].tolist() == [2.0] * 5
    np.testing.assert_allclose(written["alignments3D/shift"], -poses.shifts_px, atol=1e-6)
    back = read_particles(tmp_path / "out" / "particles.cs", needs_images=False)
    assert angle_between_deg(back.poses.rotations, poses.rotations).max() < 2e-5


def test_star_of_a_cs_run_has_optics_half_sets_and_micrographs(cs_run, tmp_path):
    run, _, poses = cs_run
    export_run(read_run_particles(run), tmp_path / "out", Format.STAR)
    assert columns_of(tmp_path / "out" / "particles.star", "optics")["_rlnImagePixelSize"] == ["2.000000"]
    columns = columns_of(tmp_path / "out" / "particles.star")
    assert columns["_rlnRandomSubset"] == ["2", "1", "2", "1", "2"]
    assert columns["_rlnMicrographName"] == ["J0/m.mrc"] * 5
    assert columns["_rlnImageName"][0] == f"000005@{os.path.abspath(tmp_path / 'J1' / 'a.mrcs')}"  # noqa: PTH100
    np.testing.assert_allclose(np.array(columns["_rlnOriginXAngst"], float), -2 * poses.shifts_px[:, 0], atol=2e-6)


def test_rows_of_a_run_with_ind_are_found_in_the_users_file_again(cs_run, tmp_path):
    found = read_run_particles(cs_run[0])
    assert found.rows_in_user_file().tolist() == [1, 5, 4, 0, 3]
    np.savetxt(tmp_path / "keep.txt", [0, 5], fmt="%d")
    assert rows_to_export(found, tmp_path / "keep.txt").tolist() == [1, 3]
    np.savetxt(tmp_path / "keep.txt", [0, 2], fmt="%d")
    with pytest.raises(DataError, match="1 of its 2 rows are not particles of"):
        rows_to_export(found, tmp_path / "keep.txt")


def test_a_particle_file_that_was_moved_is_asked_for(cs_run, tmp_path):
    run, _, _ = cs_run
    (tmp_path / "particles.cs").rename(tmp_path / "J1" / "moved.cs")
    with pytest.raises(DataError, match="is not there") as found:
        cs_records(read_run_particles(run), tmp_path / "p.cs", PathStyle.AUTO)
    assert "--particles" in found.value.hint
    moved = read_run_particles(run, tmp_path / "J1" / "moved.cs")
    assert len(cs_records(moved, tmp_path / "p.cs", PathStyle.AUTO)) == 5


@pytest.fixture
def copies(tmp_path) -> tuple[Path, np.ndarray, np.ndarray]:
    """A run of some rows of a .cs file that names each of 6 images twice (symmetry copies), each copy with its own uid; in a folder
    with an @ in its name."""
    folder = tmp_path / "C2@half"
    folder.mkdir()
    write_stack(folder / "a.mrcs", np.random.default_rng(0).normal(size=(6, 8, 8)).astype(np.float32), 2.0)
    records = np.zeros(12, [("uid", "<u8"), ("blob/path", "S14"), ("blob/idx", "<u4"), ("blob/psize_A", "<f4")])
    records["uid"], records["blob/idx"] = 1000 + np.arange(12), np.repeat(np.arange(6), 2)
    records["blob/path"], records["blob/psize_A"] = b"C2@half/a.mrcs", 2.0
    with (tmp_path / "particles.cs").open("wb") as file:
        np.save(file, records)
    rows = np.array([11, 1, 2, 3, 5, 8])  # second copies alone, both copies, a first copy alone
    np.save(tmp_path / "ind.npy", rows)
    poses = Poses(random_rotations(6, torch.Generator().manual_seed(3)).double(), torch.zeros(6, 2).double())
    z = np.arange(6, dtype=np.float32)[:, None]
    return finished_run(tmp_path / "run", tmp_path / "particles.cs", poses, z, [], f"data.ind={tmp_path / 'ind.npy'}"), records, rows


def test_symmetry_copies_keep_their_own_uids_and_rows(copies, tmp_path):
    run, records, rows = copies
    found = read_run_particles(run)
    assert found.rows_in_user_file().tolist() == rows.tolist()
    export_run(found, tmp_path / "out", Format.CS)
    assert np.load(tmp_path / "out" / "particles.cs")["uid"].tolist() == records["uid"][rows].tolist()
    some = found.select(np.array([4, 1]))  # second copies, whose first ones the run did not use
    assert some.rows_in_user_file().tolist() == [5, 1]
    written = cs_records(some, tmp_path / "some.cs", PathStyle.AUTO)
    assert written["uid"].tolist() == [1005, 1001]
    assert written["components_mode_0/value"].tolist() == [4, 1]


def test_which_copy_was_used_is_not_guessed(copies, tmp_path):
    run, _, _ = copies
    (tmp_path / "ind.npy").unlink()
    with pytest.raises(DataError, match="stands there 2 times, and the run used 1 of them") as caught:
        read_run_particles(run).rows_in_user_file()
    assert "ind.npy" in caught.value.hint


def test_a_folder_with_an_at_sign_in_its_name_keeps_its_stacks(copies, tmp_path):
    run, records, rows = copies
    found = read_run_particles(run)
    assert found.table.stack_paths == (tmp_path / "C2@half" / "a.mrcs",)
    assert found.box_px().tolist() == [8] * 6
    export_run(found, tmp_path / "out", Format.ALL)
    back = read_particles(tmp_path / "out" / "particles.star")
    assert back.stack_paths == (tmp_path / "C2@half" / "a.mrcs",)
    assert back.index_in_stack.tolist() == records["blob/idx"][rows].tolist()


def test_images_that_stand_several_times_are_joined_in_their_order():
    names, others = np.array(["b", "a", "b"]), np.array(["b", "a", "c", "b"])
    assert join(names, others, Path("p.star")).tolist() == [0, 1, 3]
    with pytest.raises(DataError, match=r"p\.star: 1 particles of the run are not there, such as b"):
        join(np.array(["b", "b", "b"]), others, Path("p.star"))


# ---- cryoDRGN --------------------------------------------------------------------------------------------------


def test_cryodrgn_pickles_are_poses_ctf_z_and_rows(run, tiny_stack, tmp_path):
    chosen = read_run_particles(run).select(np.array([3, 1, 30]))
    export_run(chosen, tmp_path / "out", Format.CRYODRGN, labels=np.array([1, 0, 1]))
    out = tmp_path / "out"
    poses = read_poses(out / "pose.pkl", 16)
    assert angle_between_deg(poses.rotations, chosen.poses.rotations).max() < 1e-4
    torch.testing.assert_close(poses.shifts_px, chosen.poses.shifts_px, atol=1e-5, rtol=0)
    fractions = load_pickle(out / "pose.pkl")[1]
    np.testing.assert_allclose(fractions, -chosen.poses.shifts_px.numpy() / 16, atol=1e-6)
    torch.testing.assert_close(read_ctf(out / "ctf.pkl", 16).defocus_u_A, chosen.table.optics.defocus_u_A, rtol=1e-6, atol=0)
    np.testing.assert_array_equal(load_pickle(out / "z.pkl"), Z[[3, 1, 30]])
    assert read_indices(out / "ind.pkl", 48).tolist() == [3, 1, 30]
    assert read_labels(out / "labels.pkl", 3).tolist() == [1, 0, 1]


# ---- the other hand --------------------------------------------------------------------------------------------


def projections(star: Path, volume: Path) -> torch.Tensor:
    """Images, without CTF, that a written map gives at written poses."""
    table, lattice = read_particles(star, needs_images=False), Lattice.create(16)
    grid = volume_to_grid(torch.from_numpy(read_volume(volume).values))
    slices = central_slices(grid, table.poses.rotations.float(), lattice.freqs_per_px)
    return lattice.to_images(slices * shift_phases(lattice.freqs_per_px, table.poses.shifts_px.float()))


def test_flipped_maps_at_flipped_poses_give_the_same_images(run, tmp_path):
    found = read_run_particles(run)
    export_run(found, tmp_path / "as_is")
    export_run(found.with_hand_flipped(), tmp_path / "flipped")
    star, volume = "particles.star", "volumes/vol_000.mrc"
    expected = projections(tmp_path / "as_is" / star, tmp_path / "as_is" / volume)
    same = projections(tmp_path / "flipped" / star, tmp_path / "flipped" / volume)
    assert correlation(expected, same) > 0.99999
    torch.testing.assert_close(same, expected, atol=1e-3 * float(expected.abs().max()), rtol=0)
    # Either alone would not do.
    assert correlation(expected, projections(tmp_path / "flipped" / star, tmp_path / "as_is" / volume)) < 0.98
    assert correlation(expected, projections(tmp_path / "as_is" / star, tmp_path / "flipped" / volume)) < 0.98


def test_flipped_export_mirrors_every_map_and_every_files_poses_but_not_the_shifts(run, tiny_stack, tmp_path):
    found, out = read_run_particles(run), tmp_path / "out"
    export_run(found.with_hand_flipped(), out)
    for name in ("vol_000.mrc", "vol_001.mrc"):
        before = torch.from_numpy(read_volume(run / "volumes" / name).values)
        after = read_volume(out / "volumes" / name)
        assert torch.equal(torch.from_numpy(after.values), flip_hand_of_volume(before))
        assert after.pixel_size_A == pytest.approx(4.0)
    mirror = torch.diag(torch.tensor([1.0, 1.0, -1.0], dtype=torch.float64))
    expected = mirror @ found.poses.rotations @ mirror
    for poses in (
        read_particles(out / "particles.star").poses,
        read_particles(out / "particles.cs").poses,
        read_poses(out / "pose.pkl", 16),
    ):
        assert angle_between_deg(poses.rotations, expected).max() < 1e-4
        torch.testing.assert_close(poses.shifts_px, found.poses.shifts_px, atol=1e-5, rtol=0)


def test_maps_come_with_their_z_and_a_chimerax_script(run, tmp_path):
    result = export_run(read_run_particles(run), tmp_path / "out", mass_kDa=20.0)
    names = [path.relative_to(tmp_path / "out").as_posix() for path in result.files]
    assert names == [
        *("particles.star", "particles.cs", "particles.csg", "pose.pkl", "ctf.pkl", "z.pkl", "ind.pkl"),
        *("volumes/vol_000.mrc", "volumes/vol_001.mrc", "volumes/open.cxc"),
    ]
    assert (tmp_path / "out/volumes/vol_000.mrc").read_bytes() == (run / "volumes/vol_000.mrc").read_bytes()
    assert (tmp_path / "out/volumes/z.txt").read_bytes() == (run / "volumes/z.txt").read_bytes()
    level = float((tmp_path / "out/volumes/open.cxc").read_text().split(" level ")[1].split()[0])
    volume = read_volume(run / "volumes/vol_000.mrc").values
    # 20 kDa are 24,200 A^3, or 378 voxels of 4 A; the level is the mean of this map's and that of its half.
    assert level == pytest.approx(0.75 * np.sort(volume.ravel())[-378], rel=0.02)


# ---- refusals --------------------------------------------------------------------------------------------------


def test_a_folder_that_is_a_file_is_refused(run, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(DataError, match="an export needs a folder"):
        export_run(read_run_particles(run), tmp_path / "out")


def test_latents_of_another_number_of_particles_are_refused(run, tmp_path):
    import shutil

    shutil.copytree(run, tmp_path / "run")
    np.save(tmp_path / "run" / "latents.npy", Z[:40])
    with pytest.raises(RunError, match="40 latents for the 48 particles"):
        read_run_particles(tmp_path / "run")


def test_a_run_without_results_is_refused(run, tmp_path):
    import shutil

    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / "particles.star").unlink()
    with pytest.raises(RunError, match=r"particles\.star: not there"):
        read_run_particles(tmp_path / "run")


# ---- symmetry ---------------------------------------------------------------------------------------------------
def test_particles_are_written_at_all_copies_of_their_poses(run, tiny_stack, tmp_path):
    known = read_run_particles(run)
    config = known.config.model_copy(update={"search": known.config.search.model_copy(update={"symmetry": "D2"})})
    chosen = chosen_for_export(replace(known, config=config), np.array([3, 7]), False, None, expands=True)
    export_run(chosen.particles, tmp_path / "out")
    found = read_particles(tmp_path / "out" / "particles.star", None)
    assert len(found) == 8 and found.index_in_stack.tolist() == [3] * 4 + [7] * 4
    group = PointGroup("D2")
    expected = group.copies(tiny_stack.truth.poses.rotations[[3, 7]].double()).flatten(0, 1)
    assert angle_between_deg(found.poses.rotations, expected).max() < 1e-3
    assert torch.equal(found.poses.shifts_px[:4], found.poses.shifts_px[:1].expand(4, 2))
    records = np.load(tmp_path / "out" / "particles.cs")
    assert len(np.unique(records["uid"])) == 8, "cryoSPARC knows particles by their uids"


def test_a_run_without_symmetry_has_no_copies_to_write(run):
    with pytest.raises(ConfigError, match="without a symmetry"):
        chosen_for_export(read_run_particles(run), None, False, None, expands=True)


def test_the_first_row_of_a_particle_keeps_its_uid():
    uids = np.array([5, 9, 5, 5, 9], "<u8")
    own = uids_of_copies(uids)
    assert own[:2].tolist() == [5, 9] and len(np.unique(own)) == 5 and own.tolist() == uids_of_copies(uids).tolist()
