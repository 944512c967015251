"""RELION works on what `cryofire export` wrote, as it is: reconstruction, selection, halves, post-processing, refinement."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import gemmi
import numpy as np
import pytest
import torch
from torch import Tensor

from clients import (
    BOX_PX,
    HALF_NYQUIST,
    N_PARTICLES,
    HandedOver,
    call,
    hand_over,
    needs_relion,
    read_map,
    simulate_known,
    symmetric_molecule,
    worst_correlation,
)
from cryofire.analysis.run import Run
from cryofire.core.types import Poses
from cryofire.io.formats import read_particles
from cryofire.io.relion.write import write_star
from cryofire.io.run_store import RunStore
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.rotations import angle_between_deg, rotation_vector_to_matrix
from cryofire.physics.shells import fourier_shell_correlation, resolution_at_A

pytestmark = [needs_relion, pytest.mark.long]

SCORE = "_cryofireLogLikelihood"


def columns_of(path: Path, block: str = "particles") -> dict[str, list[str]]:
    found = gemmi.cif.read(str(path)).find_block(block)
    loop = next(item.loop for item in found if item.loop is not None)
    return {tag: list(found.find_values(tag)) for tag in loop.tags}


def reconstructed(handed_over: HandedOver, star: Path, name: Path) -> Tensor:
    call(handed_over.known.folder, "relion_reconstruct", "--i", star, "--o", name, "--ctf")
    return read_map(name)


# ---- reconstruction --------------------------------------------------------------------------------------------


def test_reconstruction_from_the_star_is_our_map(handed_over, tmp_path):
    theirs, ours = reconstructed(handed_over, handed_over.star, tmp_path / "map.mrc"), read_map(handed_over.map)
    assert worst_correlation(ours, theirs) > 0.99  # 0.9926, at half Nyquist, where half the difference is noise
    assert worst_correlation(theirs, handed_over.known.volume) > 0.99  # 0.9943


def test_a_finer_grid_brings_our_map_nearer_to_relions(handed_over, tmp_path):
    """What is left between the two at low shells is our interpolation on a grid of 1.5 points a lattice step."""
    theirs, ours = reconstructed(handed_over, handed_over.star, tmp_path / "map.mrc"), read_map(handed_over.map)
    finer = hand_over(handed_over.known, tmp_path / "finer", **{"model.decoder.oversampling": 2.0})
    assert worst_correlation(read_map(finer.map), theirs, 6) > worst_correlation(ours, theirs, 6)
    assert worst_correlation(read_map(finer.map), theirs, 6) > 0.997  # 0.9976; 0.9943 at 1.5


@pytest.mark.parametrize("name", ["C3", "D2", "O"])
def test_reconstruction_with_a_point_group_is_our_map_and_with_another_group_is_not(name, tmp_path):
    known = simulate_known(tmp_path / "project", symmetric_molecule(PointGroup.named(name)))
    made = hand_over(known, tmp_path / "symmetric", symmetry=name)
    words = ("relion_reconstruct", "--i", made.star, "--ctf")
    call(known.folder, *words, "--o", tmp_path / "named.mrc", "--sym", name)
    call(known.folder, *words, "--o", tmp_path / "wrong.mrc", "--sym", "C5")
    ours, named, wrong = (read_map(path) for path in (made.map, tmp_path / "named.mrc", tmp_path / "wrong.mrc"))
    assert worst_correlation(ours, named) > 0.98
    assert worst_correlation(named, known.volume) > 0.98
    assert worst_correlation(wrong, ours) < 0.9


def with_shifts_negated(poses: Poses) -> Poses:
    return replace(poses, shifts_px=-poses.shifts_px)


def with_shift_axes_swapped(poses: Poses) -> Poses:
    return replace(poses, shifts_px=poses.shifts_px.flip(1))


def with_rotations_transposed(poses: Poses) -> Poses:
    return replace(poses, rotations=poses.rotations.transpose(1, 2))


@pytest.mark.parametrize("wrong", [with_shifts_negated, with_shift_axes_swapped, with_rotations_transposed])
def test_a_planted_error_of_convention_is_seen(handed_over, tmp_path, wrong: Callable[[Poses], Poses]):
    table = read_particles(handed_over.star)
    write_star(tmp_path / "wrong.star", table, wrong(table.poses), {})
    theirs = reconstructed(handed_over, tmp_path / "wrong.star", tmp_path / "map.mrc")
    assert worst_correlation(read_map(handed_over.map), theirs) < 0.8  # -0.56, 0.70 and 0.33


# ---- rows and columns ------------------------------------------------------------------------------------------


def test_star_handler_keeps_every_row_and_our_columns(handed_over, tmp_path):
    call(handed_over.known.folder, "relion_star_handler", "--i", handed_over.star, "--o", tmp_path / "same.star")
    before, after = columns_of(handed_over.star), columns_of(tmp_path / "same.star")
    assert list(after) == list(before)
    assert len(after[SCORE]) == N_PARTICLES
    assert after[SCORE] == before[SCORE]
    assert after["_rlnImageName"] == before["_rlnImageName"]


def test_star_handler_selects_by_its_own_columns(handed_over, tmp_path):
    words = ("--select", "rlnDefocusU", "--minval", 18000)
    call(handed_over.known.folder, "relion_star_handler", "--i", handed_over.star, "--o", tmp_path / "some.star", *words)
    wanted = int((np.array(columns_of(handed_over.star)["_rlnDefocusU"], dtype=float) >= 18000).sum())
    assert 0 < wanted < N_PARTICLES
    assert len(columns_of(tmp_path / "some.star")["_rlnImageName"]) == wanted


def test_particles_selected_by_score_are_reconstructed(handed_over, tmp_path):
    """RELION keeps columns that it does not know, but only as text: our scores are chosen by with `cryofire select`."""
    run = Run(handed_over.run)
    rows = run.select(score_quantile=0.25)
    run.write_selection(tmp_path / "good.star", rows)
    theirs = reconstructed(handed_over, tmp_path / "good.star", tmp_path / "map.mrc")
    assert len(columns_of(tmp_path / "good.star")["_rlnImageName"]) == len(rows) == 0.75 * N_PARTICLES
    assert worst_correlation(theirs, handed_over.known.volume) > 0.985


# ---- halves ----------------------------------------------------------------------------------------------------


def test_postprocess_finds_the_resolution_of_halves_of_our_star(handed_over, tmp_path):
    """A run writes no half maps; RELION makes them from our star."""
    project, pixel_size_A = handed_over.known.folder, handed_over.known.pixel_size_A
    words = ("--split", "--random_order", "--random_seed", 1, "--nr_split", 2)
    call(project, "relion_star_handler", "--i", handed_over.star, "--o", tmp_path / "half.star", *words)
    halves = [reconstructed(handed_over, tmp_path / f"half_split{i}.star", tmp_path / f"half{i}.mrc") for i in (1, 2)]
    mask = ("--ini_threshold", 0.5, "--extend_inimask", 1, "--width_soft_edge", 3)
    call(project, "relion_mask_create", "--i", handed_over.map, "--o", tmp_path / "mask.mrc", *mask)
    (tmp_path / "post").mkdir()
    files = ("--i", tmp_path / "half1.mrc", "--i2", tmp_path / "half2.mrc", "--mask", tmp_path / "mask.mrc")
    call(project, "relion_postprocess", *files, "--o", tmp_path / "post" / "post", "--angpix", pixel_size_A)
    fsc = np.array(columns_of(tmp_path / "post" / "post.star", "fsc")["_rlnFourierShellCorrelationUnmaskedMaps"], dtype=float)
    ours = fourier_shell_correlation(*halves)
    # RELION counts samples of the plane kx = 0 twice.
    np.testing.assert_allclose(fsc[1 : HALF_NYQUIST + 1], ours[1 : HALF_NYQUIST + 1].numpy(), atol=1e-3)
    np.testing.assert_allclose(fsc[1:], ours[1:].numpy(), atol=0.015)
    evidence = RunStore(handed_over.run).read_evidence()
    assert evidence is not None
    # Other halves and another interpolation; beyond half Nyquist our prior damps noise that RELION keeps.
    np.testing.assert_allclose(fsc[1 : HALF_NYQUIST + 1], evidence["half_correlation"][1 : HALF_NYQUIST + 1], atol=0.01)
    assert resolution_at_A(ours, 0.143, BOX_PX, pixel_size_A) == pytest.approx(evidence["resolution_0143_A"], rel=0.1)  # one shell


# ---- refinement ------------------------------------------------------------------------------------------------


def nearby(poses: Poses, angle_deg: float, shift_px: float) -> Poses:
    """Poses off by so much on each axis (standard deviation), as those of a run are."""
    generator = torch.Generator().manual_seed(5)
    turns = rotation_vector_to_matrix(math.radians(angle_deg) * torch.randn(len(poses), 3, generator=generator))
    return Poses(turns @ poses.rotations, poses.shifts_px + shift_px * torch.randn(len(poses), 2, generator=generator))


def median_errors(found: Poses, true: Poses) -> tuple[float, float]:
    """Degrees, and pixels."""
    angles_deg = angle_between_deg(found.rotations.double(), true.rotations.double())
    return float(angles_deg.median()), float((found.shifts_px.double() - true.shifts_px.double()).norm(dim=1).median())


def test_refinement_goes_on_from_our_poses_and_map_and_makes_both_better(handed_over, tmp_path):
    known = handed_over.known
    rough = hand_over(known, tmp_path / "rough", nearby(known.poses, 3.0, 0.6))
    (tmp_path / "refined").mkdir()
    start = ("--i", rough.star, "--ref", rough.map, "--o", tmp_path / "refined" / "run", "--particle_diameter", 200)
    corrections = ("--ctf", "--ctf_corrected_ref", "--norm", "--scale", "--flatten_solvent", "--zero_mask", "--tau2_fudge", 4)
    search = ("--iter", 2, "--healpix_order", 4, "--sigma_ang", 2, "--offset_range", 2, "--offset_step", 1, "--random_seed", 1)
    call(known.folder, "relion_refine", *start, *corrections, *search)
    refined = read_particles(tmp_path / "refined" / "run_it002_data.star", known.folder)
    assert len(refined) == N_PARTICLES
    before_deg, before_px = median_errors(read_particles(rough.star).poses, known.poses)
    after_deg, after_px = median_errors(refined.poses, known.poses)
    assert before_deg == pytest.approx(4.6, abs=0.2)
    assert after_deg < 0.6 * before_deg  # 1.95 degrees
    assert after_px < 0.6 * before_px  # 0.22 of 0.70 px
    after = worst_correlation(read_map(tmp_path / "refined" / "run_it002_class001.mrc"), known.volume)
    assert after > worst_correlation(read_map(rough.map), known.volume)  # 0.969
    assert after > 0.99  # 0.9935
