"""Choosing particles by what a run found of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryofire.analysis.particles import RunParticles, read_run_particles
from cryofire.analysis.select import Criteria, Interval, choose, write_selection
from cryofire.analysis.volumes import choose_latents
from cryofire.core.errors import ConfigError, RunError
from cryofire.io.cryodrgn import read_indices
from cryofire.io.formats import read_particles
from cryofire.io.stack_names import PathStyle
from cryofire.pipeline.results import cluster_latents
from finished import finished_run

Z = np.random.default_rng(5).normal(size=(48, 2)).astype(np.float32) + np.repeat([[0, 0], [8, 0], [0, 9]], [10, 22, 16], axis=0)
SCORE = np.random.default_rng(6).permutation(48) + 0.5
CONFIDENCE = np.arange(48) / 47


@pytest.fixture(scope="module")
def run(tiny_stack, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "run"
    return finished_run(folder, tiny_stack.star, tiny_stack.truth.poses, Z.astype(np.float32), [], score=SCORE, confidence=CONFIDENCE)


@pytest.fixture(scope="module")
def found(run) -> RunParticles:
    return read_run_particles(run)


def rows_where(condition: np.ndarray) -> list[int]:
    return np.flatnonzero(condition).tolist()


def test_clusters_are_numbered_as_the_maps_of_volumes_kmeans(run, found):
    """Three clouds of 22, 16 and 10: the most populated one is map 0. Its map is made at the z of one of its particles."""
    clouds = [list(range(10, 32)), list(range(32, 48)), list(range(10))]
    made = choose_latents(run, kmeans=3)
    for number, cloud in enumerate(clouds):
        assert choose(found, Criteria(kmeans=3, clusters=(number,))).tolist() == cloud
        row = np.flatnonzero((found.z == made[number]).all(axis=1))[0]
        assert row in cloud
    assert choose(found, Criteria(kmeans=3, clusters=(2, 1))).tolist() == clouds[2] + clouds[1]


@pytest.mark.parametrize("k", [2, 5, 9])
def test_every_map_of_kmeans_is_of_a_particle_of_its_cluster(found, k):
    clusters = cluster_latents(found.z, k)
    for number, z in enumerate(clusters.representatives):
        assert number in clusters.labels[(found.z == z).all(axis=1)]
    counts = np.bincount(clusters.labels, minlength=k)
    assert (np.diff(counts) <= 0).all()
    assert counts.sum() == 48


def test_box_is_a_range_of_one_axis(found):
    assert choose(found, Criteria(intervals=(Interval(1, 0.25, 1.5),))).tolist() == rows_where(
        (found.z[:, 1] >= 0.25) & (found.z[:, 1] <= 1.5)
    )


def test_criteria_must_all_be_met(found):
    criteria = Criteria(
        intervals=(Interval(0, -np.inf, 4.0), Interval(1, 0.0, np.inf)), score_above=10.0, score_quantile=0.25, confidence_above=0.5
    )
    lowest = np.quantile(SCORE, 0.25)
    expected = (found.z[:, 0] <= 4) & (found.z[:, 1] >= 0) & (found.score > 10) & (found.score >= lowest) & (CONFIDENCE > 0.5)
    assert 5 < expected.sum() < 20
    assert choose(found, criteria).tolist() == rows_where(expected)


def test_quantile_leaves_out_its_share(found):
    kept = choose(found, Criteria(score_quantile=0.25))
    assert len(kept) == 36
    assert SCORE[kept].min() > np.delete(SCORE, kept).max()


def test_nearest_are_nearest_among_those_that_the_others_leave(found):
    distance = np.linalg.norm(found.z - np.array([8.0, 0.5]), axis=1)
    assert choose(found, Criteria(near=(8.0, 0.5), n_near=7)).tolist() == sorted(np.argsort(distance)[:7].tolist())
    distance[10:32] = np.inf
    criteria = Criteria(near=(8.0, 0.5), n_near=7, kmeans=3, clusters=(1, 2))
    assert choose(found, criteria).tolist() == sorted(np.argsort(distance)[:7].tolist())


def test_random_choice_depends_on_its_seed_alone_and_stays_within_the_others(found):
    first, again, other = (choose(found, Criteria(confidence_above=0.5, n_random=8, seed=seed)) for seed in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()
    assert len(first) == 8
    assert (CONFIDENCE[first] > 0.5).all()


def test_inverted_are_all_the_others(found):
    criteria = Criteria(kmeans=3, clusters=(0,), n_random=5, seed=3)
    kept, left = choose(found, criteria), choose(found, Criteria(kmeans=3, clusters=(0,), n_random=5, seed=3, is_inverted=True))
    assert sorted([*kept.tolist(), *left.tolist()]) == list(range(48))
    assert len(kept) == 5


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        (Criteria(), "which particles?"),
        (Criteria(is_inverted=True, seed=4), "which particles?"),
        (Criteria(kmeans=3), "both --kmeans K and --cluster"),
        (Criteria(clusters=(1,)), "both --kmeans K and --cluster"),
        (Criteria(kmeans=3, clusters=(3,)), "3 clusters are numbered 0 to 2"),
        (Criteria(near=(0.0, 0.0)), "both --near Z and --k"),
        (Criteria(near=(0.0,), n_near=3), "1 values, and the run has z_dim 2"),
        (Criteria(intervals=(Interval(2, 0, 1),)), "--box 3:...: the run has z1 to z2"),
    ],
)
def test_criteria_that_cannot_be_are_refused(criteria, words, found):
    with pytest.raises(ConfigError, match=words.replace("?", r"\?")):
        choose(found, criteria)


def test_a_score_that_the_run_does_not_know_is_refused(found, run):
    from dataclasses import replace

    with pytest.raises(RunError, match="has no column _cryofireConfidence"):
        choose(replace(found, confidence=None), Criteria(confidence_above=0.5))


ROWS = np.array([3, 20, 41])


@pytest.mark.parametrize("suffix", [".pkl", ".npy", ".txt"])
def test_index_files_are_those_that_train_reads(suffix, found, tmp_path):
    write_selection(found, ROWS, tmp_path / f"keep{suffix}", PathStyle.AUTO, counts_file=True)
    assert read_indices(tmp_path / f"keep{suffix}", 48).tolist() == ROWS.tolist()


@pytest.mark.parametrize("suffix", [".star", ".cs"])
def test_particle_files_hold_the_chosen_rows_with_their_poses(suffix, found, tmp_path):
    write_selection(found, ROWS, tmp_path / f"keep{suffix}", PathStyle.AUTO, counts_file=True)
    back = read_particles(tmp_path / f"keep{suffix}")
    assert back.index_in_stack.tolist() == ROWS.tolist()
    np.testing.assert_allclose(back.poses.shifts_px, found.poses.shifts_px[ROWS], atol=1e-5)


def test_rows_of_a_run_that_used_ind_are_counted_in_the_file_or_in_the_run(tiny_stack, tmp_path):
    used = np.arange(47, 7, -2)
    np.save(tmp_path / "ind.npy", used)
    poses = tiny_stack.truth.poses[used.copy()]
    run = finished_run(tmp_path / "run", tiny_stack.star, poses, Z[used].astype(np.float32), [], f"data.ind={tmp_path / 'ind.npy'}")
    found = read_run_particles(run)
    write_selection(found, np.array([0, 2]), tmp_path / "file.txt", PathStyle.AUTO, counts_file=True)
    write_selection(found, np.array([0, 2]), tmp_path / "run.txt", PathStyle.AUTO, counts_file=False)
    assert (tmp_path / "file.txt").read_text().split() == ["47", "43"]
    assert (tmp_path / "run.txt").read_text().split() == ["0", "2"]


def test_other_suffixes_are_refused(found, tmp_path):
    with pytest.raises(ConfigError, match=r"cannot write a selection as '\.csv'") as refused:
        write_selection(found, ROWS, tmp_path / "keep.csv", PathStyle.AUTO, counts_file=True)
    assert refused.value.hint == "known: .star, .cs, .pkl, .npy, .txt"


def test_good_particles_are_those_whose_odds_are_above_zero(tiny_stack, tmp_path, found):
    odds = np.where(np.arange(48) % 3 == 0, -2.0, 4.0)
    run = finished_run(tmp_path / "run", tiny_stack.star, tiny_stack.truth.poses, Z.astype(np.float32), [], score=odds)
    assert choose(read_run_particles(run), Criteria(is_good=True)).tolist() == rows_where(odds > 0)
    assert len(choose(found, Criteria(is_good=True))) == 48
    unjudged = finished_run(tmp_path / "other", tiny_stack.star, tiny_stack.truth.poses, Z.astype(np.float32), [])
    with pytest.raises(RunError, match="no column _cryofireScore"):
        choose(read_run_particles(unjudged), Criteria(is_good=True))
