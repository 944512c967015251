"""Molecules: states lie where their source says, labels say what the states are to each other."""

from __future__ import annotations

from importlib.resources import files

import mrcfile
import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree

from cryofire.core.errors import ConfigError, DataError
from cryofire.simulation.density import gaussian_density, resample_map, resampled_pixel_size_A, state_density
from cryofire.simulation.ensemble import (
    Part,
    circular_labels,
    discrete_labels,
    ensemble_of_parts,
    grid_labels,
    linear_labels,
    read_ensemble,
    write_ensemble,
)
from cryofire.simulation.molecules import Motion, antibody, from_parts, load_ensemble

ATOM = "ATOM  {serial:5d}  {name:<3} ALA A{serial:4d}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00          {element:>2}\n"


def pdb_text(models) -> str:
    """A PDB file; each model is a list of (element, x, y, z)."""
    lines = []
    for number, atoms in enumerate(models, start=1):
        lines.append(f"MODEL     {number:4d}\n")
        lines += [ATOM.format(serial=i + 1, name=e, element=e, x=x, y=y, z=z) for i, (e, x, y, z) in enumerate(atoms)]
        lines.append("ENDMDL\n")
    return "".join(lines) + "END\n"


def write_map(path, values, pixel_size_A):
    with mrcfile.new(path, overwrite=True) as mrc:
        mrc.set_data(values.astype(np.float32))
        mrc.voxel_size = pixel_size_A


def test_antibody_turns_one_arm_and_keeps_the_rest_still():
    molecule = antibody()
    first, tenth = molecule.positions_A(0).astype(float), molecule.positions_A(10).astype(float)
    moved = np.linalg.norm(tenth - first, axis=1)
    assert molecule.n_states == 100
    assert len(first) == 1331
    assert (moved < 1e-3).sum() == 887
    assert (moved > 1e-3).sum() == 444
    arm = moved > 1e-3
    inside = np.linalg.norm(first[arm][:, None] - first[arm][None], axis=-1)
    np.testing.assert_allclose(inside, np.linalg.norm(tenth[arm][:, None] - tenth[arm][None], axis=-1), atol=1e-3)


def test_antibody_equals_the_trajectory_it_was_made_from(shared_data):
    with np.load(shared_data / "ensembles" / "igg_1hzh_1d_100.npz") as file:
        frames = file["coords"].astype(float)
    with np.load(str(files("cryofire.simulation") / "molecules" / "antibody_1hzh.npz")) as file:
        still = file["positions_A"][~file["is_moving"]].astype(float)
    molecule = antibody()
    # The ensemble is centred and the trajectory is not; the still atoms come first.
    offset = still[0] - molecule.positions_A(0)[0]
    distance, atoms = cKDTree(frames[0]).query(molecule.positions_A(0) + offset)
    assert distance.max() < 2e-3
    for state in (1, 37, 99):
        np.testing.assert_allclose(molecule.positions_A(state) + offset, frames[state][atoms], atol=2e-3)


def test_ensembles_are_centred_on_the_mean_of_all_states():
    molecule = antibody(20)
    mean = np.mean([molecule.positions_A(s).astype(float) for s in range(20)], axis=(0, 1))
    np.testing.assert_allclose(mean, 0, atol=1e-4)


def test_labels_of_a_circle_meet_and_those_of_a_line_do_not():
    circle, line = circular_labels(100), linear_labels(98)
    assert np.linalg.norm(circle.coordinates[99] - circle.coordinates[0]) == pytest.approx(2 * np.sin(np.pi / 100))
    assert line.coordinates[97] - line.coordinates[0] == 97
    assert np.bincount(circle.groups).tolist() == [10] * 10
    assert line.groups.min() == 0 and line.groups.max() == 9 and (np.diff(line.groups) >= 0).all()


def test_two_motions_are_numbered_row_by_row():
    labels = grid_labels(20, 20)
    assert labels.coordinates[47].tolist() == [2.0, 7.0]
    assert labels.groups[47] == 1
    assert np.bincount(labels.groups).tolist() == [25] * 16


def test_short_motions_have_a_group_a_state():
    assert len(np.unique(linear_labels(5).groups)) == 5


def test_models_of_a_pdb_file_are_states_along_a_motion(tmp_path):
    path = tmp_path / "two.pdb"
    path.write_text(pdb_text([[("C", 0, 0, 0), ("N", 3, 0, 0), ("H", 1, 1, 1)], [("C", 0, 0, 0), ("N", 5, 0, 0), ("H", 1, 1, 1)]]))
    molecule = load_ensemble(path)
    assert molecule.n_states == 2
    assert not molecule.is_discrete
    distances = sorted(float(np.linalg.norm(np.diff(molecule.positions_A(s), axis=0))) for s in range(2))
    assert distances == pytest.approx([3, 5], abs=1e-5)  # hydrogen is left out


def test_nitrogen_scatters_less_than_carbon(tmp_path):
    path = tmp_path / "atoms.pdb"
    path.write_text(pdb_text([[("C", 0, 0, 0), ("N", 3, 0, 0)]]))
    # f(0) of electrons: carbon 2.509, nitrogen 2.211 A (International Tables C, 4.3.2.2)
    assert sorted(load_ensemble(path).occupancy(0)) == pytest.approx([2.211 / 2.509, 1.0], abs=0.01)


def test_files_in_a_list_are_classes_and_may_differ_in_atoms(tmp_path):
    whole, part = tmp_path / "whole.pdb", tmp_path / "part.pdb"
    whole.write_text(pdb_text([[("C", 0, 0, 0), ("C", 8, 0, 0)]]))
    part.write_text(pdb_text([[("C", 0, 0, 0)]]))
    molecule = load_ensemble([whole, part])
    assert molecule.is_discrete
    assert [len(molecule.positions_A(s)) for s in range(2)] == [2, 1]
    np.testing.assert_array_equal(molecule.coordinates, np.eye(2))


def test_models_with_different_atoms_are_refused_with_both_counts(tmp_path):
    path = tmp_path / "odd.pdb"
    path.write_text(pdb_text([[("C", 0, 0, 0), ("C", 1, 0, 0)], [("C", 0, 0, 0)]]))
    with pytest.raises(DataError, match="model 1 has 2 atoms, model 2 has 1"):
        load_ensemble(path)


def test_closed_frames_are_a_circle_and_open_ones_a_line(tmp_path):
    angle = 2 * np.pi * np.arange(12) / 12
    turning = np.stack([np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1), np.zeros((12, 3))], axis=1)
    np.savez(tmp_path / "closed.npz", coords=turning)
    np.savez(tmp_path / "open.npz", coords=turning[:7])
    assert load_ensemble(tmp_path / "closed.npz").coordinates.shape == (12, 2)
    assert load_ensemble(tmp_path / "open.npz").coordinates.shape == (7, 1)
    assert load_ensemble(tmp_path / "open.npz", Motion.CIRCULAR).coordinates.shape == (7, 2)
    assert load_ensemble(tmp_path / "open.npz", Motion.DISCRETE).is_discrete


def test_two_arms_move_independently(tmp_path):
    path = tmp_path / "arms.npz"
    arm = np.zeros((3, 1, 3))
    arm[:, 0, 0] = [1, 2, 3]
    np.savez(path, coords_A=arm, coords_B=10 * arm[:2])
    molecule = load_ensemble(path)
    x = np.stack([molecule.positions_A(s)[:, 0] for s in range(6)])
    np.testing.assert_allclose(x - x[0], [[0, 0], [0, 10], [1, 0], [1, 10], [2, 0], [2, 10]], atol=1e-5)


def test_parts_are_there_where_the_occupancy_says(tmp_path):
    atoms, occupancy = tmp_path / "parts.npz", tmp_path / "occupancy.npz"
    np.savez(atoms, coords=np.arange(12.0).reshape(1, 4, 3), part_index=np.array([0, 1, 1, 2]))
    np.savez(occupancy, relative=np.array([[1.0, 0.9, 0.8], [1.0, 0.2, 0.8], [0.9, 0.1, 0.4]]))
    molecule = from_parts(atoms, occupancy)
    assert [len(molecule.positions_A(s)) for s in range(3)] == [4, 2, 1]
    assert from_parts(atoms, occupancy, states=[2, 0]).n_states == 2
    with pytest.raises(DataError, match="which state has which part"):
        load_ensemble(atoms)


def test_thinning_takes_the_same_atoms_in_every_state(tmp_path):
    rng = np.random.default_rng(0)
    still = rng.normal(size=(1, 50, 3)) * 20
    np.savez(tmp_path / "many.npz", coords=np.concatenate([still, still + 1, still + 2]))
    molecule = load_ensemble(tmp_path / "many.npz", max_atoms=7)
    np.testing.assert_allclose(molecule.positions_A(2) - molecule.positions_A(0), np.full((7, 3), 2.0), atol=1e-5)


def test_an_ensemble_survives_its_file(tmp_path):
    molecule = antibody(6)
    write_ensemble(tmp_path / "ensemble.npz", molecule)
    again = read_ensemble(tmp_path / "ensemble.npz")
    assert (again.name, again.n_states, again.field_A) == (molecule.name, 6, molecule.field_A)
    for state in range(6):
        np.testing.assert_array_equal(again.positions_A(state), molecule.positions_A(state))
        np.testing.assert_array_equal(again.occupancy(state), molecule.occupancy(state))
    np.testing.assert_array_equal(again.coordinates, molecule.coordinates)
    np.testing.assert_array_equal(load_ensemble(tmp_path / "ensemble.npz").groups, molecule.groups)


def test_maps_survive_the_ensemble_file(tmp_path):
    rng = np.random.default_rng(0)
    for name in ("a.mrc", "b.mrc"):
        write_map(tmp_path / name, rng.normal(size=(8, 8, 8)), 2.0)
    molecule = load_ensemble([tmp_path / "a.mrc", tmp_path / "b.mrc"])
    write_ensemble(tmp_path / "ensemble.npz", molecule)
    again = read_ensemble(tmp_path / "ensemble.npz")
    assert again.map_pixel_size_A == 2.0
    np.testing.assert_array_equal(again.maps, molecule.maps)


def test_maps_of_different_pixel_size_are_refused(tmp_path):
    write_map(tmp_path / "a.mrc", np.zeros((8, 8, 8)), 2.0)
    write_map(tmp_path / "b.mrc", np.zeros((8, 8, 8)), 3.0)
    with pytest.raises(DataError, match="3 A; the first map's is 2 A"):
        load_ensemble([tmp_path / "a.mrc", tmp_path / "b.mrc"])


def test_density_of_an_atom_peaks_where_it_is_and_integrates_to_its_weight():
    volume = gaussian_density(torch.tensor([[3.0, -2.0, 1.0]]), torch.tensor([2.5]), 17, 1.2)
    z, y, x = np.unravel_index(int(volume.argmax()), volume.shape)
    assert (x - 8, y - 8, z - 8) == (3, -2, 1)
    assert float(volume.sum()) == pytest.approx(2.5, rel=1e-3)


def test_density_does_not_depend_on_how_atoms_are_batched(monkeypatch):
    molecule = antibody(2)
    whole = state_density(molecule, 1, 16, 16.0, 14.0)
    monkeypatch.setattr("cryofire.simulation.density.ATOMS_AT_ONCE", 100)
    torch.testing.assert_close(state_density(molecule, 1, 16, 16.0, 14.0), whole, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("old", [15, 16])
@pytest.mark.parametrize("field_px", [12, 13, 16, 20, 21])
def test_a_resampled_map_keeps_its_centre(old, field_px):
    volume = gaussian_density(torch.zeros(1, 3), torch.ones(1), old, 1.5)
    moved = resample_map(volume, 2.0, 12, 2.0 * field_px / 12)
    assert np.unravel_index(int(moved.argmax()), moved.shape) == (6, 6, 6)


def test_a_map_can_be_resampled_to_pixel_sizes_of_whole_fields():
    assert resampled_pixel_size_A(2.0, 12, 2.7) == pytest.approx(2.0 * 16 / 12)


def test_a_single_atom_ensemble_sits_at_the_origin():
    part = Part(np.array([[[5.0, 6.0, 7.0]]]), np.ones(1), np.zeros(1, int), np.ones(1))
    molecule = ensemble_of_parts("atom", discrete_labels(1), [part], field_A=100.0)
    np.testing.assert_allclose(molecule.positions_A(0), np.zeros((1, 3)))


@pytest.mark.parametrize("source", ["antibdy", "nowhere.pdb"])
def test_an_unknown_molecule_is_refused_with_a_hint(source):
    with pytest.raises((ConfigError, DataError)) as caught:
        load_ensemble(source)
    assert "antibody" in caught.value.hint


def test_an_npz_without_atoms_is_refused_with_its_contents(tmp_path):
    np.savez(tmp_path / "other.npz", colours=np.zeros(3))
    with pytest.raises(DataError, match="colours"):
        load_ensemble(tmp_path / "other.npz")
