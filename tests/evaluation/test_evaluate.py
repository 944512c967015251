"""Evaluation of whole folders, and the bound."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.evaluation.bound import ALL_STATES, SHARES_OF_STATES
from cryofire.evaluation.evaluate import bound_of, evaluate, pick_particles
from cryofire.evaluation.truth_set import read_truth_set
from cryofire.io.formats import read_particles
from cryofire.io.mrc import write_volume
from cryofire.io.relion.read import write_star
from cryofire.simulation.molecules import antibody
from cryofire.simulation.simulate import SimulationSettings
from cryofire.simulation.simulated_set import simulate_to
from cryofire.simulation.truth import read_truth, write_truth

SETTINGS = SimulationSettings(n_particles=600, box_px=24, snr=1.0, seed=2)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    simulate_to(folder, antibody(20), SETTINGS)
    return folder


def write_run(folder, known, rows, rotations=None):
    """A run that found the truth (or other rotations), for some particles in some order."""
    folder.mkdir()
    table = read_particles(known.folder / "particles.star").select(rows)
    at = torch.from_numpy(rows)
    true = known.poses[at]
    write_star(folder / "particles.star", table, Poses(true.rotations if rotations is None else rotations, true.shifts_px), {})
    np.save(folder / "latents.npy", known.labels.coordinates[known.truth.state[rows]])
    return folder


def write_true_maps(folder, known, picked):
    folder.mkdir()
    for j, particle in enumerate(picked):
        volume = known.true_map(int(known.truth.state[particle]))
        write_volume(folder / f"vol_{j:03d}.mrc", volume.numpy(), known.truth.pixel_size)
    return folder


def test_a_run_that_found_the_truth_scores_perfectly_and_above_the_bound(simulated, tmp_path):
    known = read_truth_set(simulated)
    run = write_run(tmp_path / "run", known, np.arange(600))
    picked = pick_particles(600, 3)
    result = evaluate(run, simulated, None, write_true_maps(tmp_path / "maps", known, picked), picked)
    assert result.poses.per_group.mean_deg < 0.01
    assert result.poses.shift_median_px < 1e-4
    assert result.latents is not None and result.latents.knn_r2 is not None and min(result.latents.knn_r2) > 0.97
    assert result.volumes is not None and result.volumes.auc_fsc_mean > 0.495
    assert result.bound is not None and 0.3 < result.bound.score.auc_fsc_mean < result.volumes.auc_fsc_mean


def test_rows_are_joined_by_image_number_whatever_their_order(simulated, tmp_path):
    known = read_truth_set(simulated)
    rows = np.random.default_rng(0).permutation(600)[:450]
    result = evaluate(write_run(tmp_path / "run", known, rows), simulated)
    assert result.poses.n_particles == 450
    assert result.poses.global_.mean_deg < 0.01
    assert result.latents is not None and result.latents.knn_r2 is not None and min(result.latents.knn_r2) > 0.97


def test_poses_of_other_particles_are_seen_as_wrong(simulated, tmp_path):
    known = read_truth_set(simulated)
    rows = np.arange(600)
    result = evaluate(write_run(tmp_path / "run", known, rows, known.poses.rotations.roll(1, 0)), simulated)
    assert result.poses.global_.median_deg > 60


def test_the_bound_rises_with_less_noise_and_uses_fewer_states_then(simulated, tmp_path):
    clear = tmp_path / "clear"
    simulate_to(clear, antibody(20), replace(SETTINGS, snr=100.0))
    bounds = [bound_of(read_truth_set(folder), [0, 1], np.arange(600)) for folder in (simulated, clear)]
    assert bounds[1].score.auc_fsc_mean > bounds[0].score.auc_fsc_mean
    assert bounds[1].share_of_states <= bounds[0].share_of_states
    for bound in bounds:
        assert set(bound.auc_fsc_by_share) == {*SHARES_OF_STATES, ALL_STATES}
        assert bound.score.auc_fsc_mean == max(bound.auc_fsc_by_share.values())


def test_the_bound_of_noiseless_images_of_one_state_is_nearly_perfect(tmp_path):
    simulate_to(tmp_path, antibody(1), replace(SETTINGS, snr=1e6))
    assert bound_of(read_truth_set(tmp_path), [0], np.arange(600)).score.auc_fsc_mean > 0.48


def test_the_bound_does_not_depend_on_the_sign_of_the_images(simulated, tmp_path):
    dark = tmp_path / "dark"
    simulate_to(dark, antibody(20), replace(SETTINGS, is_inverted=True))
    bright, inverted = (bound_of(read_truth_set(folder), [0], np.arange(600)) for folder in (simulated, dark))
    assert inverted.score.auc_fsc_mean == pytest.approx(bright.score.auc_fsc_mean, abs=1e-4)


def test_the_bound_sees_wrong_true_poses(simulated, tmp_path):
    known = read_truth_set(simulated)
    wrong = replace(known, truth=replace(known.truth, rotations=np.roll(known.truth.rotations, 1, axis=0)))
    right = bound_of(known, [0], np.arange(600)).score.auc_fsc_mean
    assert bound_of(wrong, [0], np.arange(600)).score.auc_fsc_mean < 0.6 * right


def test_the_evaluation_is_plain_json(simulated, tmp_path):
    known = read_truth_set(simulated)
    values = json.loads(evaluate(write_run(tmp_path / "run", known, np.arange(600)), simulated).to_json())
    assert set(values) == {"poses", "latents", "volumes", "bound"}
    assert set(values["poses"]["global"]) == {"median_deg", "mean_deg", "p90_deg", "under_10_deg"}
    assert values["volumes"] is None


def test_a_map_of_another_box_is_refused_with_both_sizes(simulated, tmp_path):
    known = read_truth_set(simulated)
    run = write_run(tmp_path / "run", known, np.arange(600))
    (tmp_path / "maps").mkdir()
    write_volume(tmp_path / "maps" / "vol_000.mrc", np.zeros((16, 16, 16)), 10.0)
    with pytest.raises(DataError, match="expected 24 a side"):
        evaluate(run, simulated, None, tmp_path / "maps", [0], with_bound=False)


def test_maps_without_their_particles_are_refused(simulated, tmp_path):
    known = read_truth_set(simulated)
    run = write_run(tmp_path / "run", known, np.arange(600))
    with pytest.raises(DataError, match="which particles these maps are of"):
        evaluate(run, simulated, None, write_true_maps(tmp_path / "maps", known, [0]), None)


def test_latents_of_another_number_are_refused(simulated, tmp_path):
    known = read_truth_set(simulated)
    run = write_run(tmp_path / "run", known, np.arange(600))
    np.save(run / "latents.npy", np.zeros((599, 2)))
    with pytest.raises(DataError, match="599 latents for 600 particles"):
        evaluate(run, simulated)


def test_a_set_of_an_unknown_molecule_asks_for_its_file(simulated, tmp_path):
    write_truth(tmp_path, read_truth(simulated))
    with pytest.raises(DataError, match="no molecule is known by the name 'antibody'"):
        read_truth_set(tmp_path)


def test_a_known_molecule_without_its_file_has_labels_and_no_maps(simulated, tmp_path):
    write_truth(tmp_path, replace(read_truth(simulated), molecule="igg"))
    known = read_truth_set(tmp_path)
    assert known.labels.coordinates.shape == (100, 2)
    with pytest.raises(DataError, match="true maps are not known"):
        known.true_map(0)


def test_a_run_of_a_larger_set_is_refused(simulated, tmp_path):
    known = read_truth_set(simulated)
    run = write_run(tmp_path / "run", known, np.arange(600))
    small = tmp_path / "small"
    simulate_to(small, antibody(20), replace(SETTINGS, n_particles=100))
    with pytest.raises(DataError, match=r"image number 600, but .* has 100"):
        evaluate(run, small)
