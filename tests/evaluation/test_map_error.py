"""Map errors: a map in another frame is brought back, and noise costs what it should."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cryofire.evaluation.map_error import PERFECT_AUC, MapError, in_true_frame, map_error, soft_mask, summarise
from cryofire.physics.alignment import Frame
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.physics.rotations import random_rotations
from cryofire.simulation.density import gaussian_density
from cryofire.simulation.molecules import antibody

ATOMS = torch.from_numpy(antibody(1).positions_A(0)).double() / 8
SIGMA_PX = 1.5
FRAME = Frame(
    random_rotations(1, torch.Generator().manual_seed(2), dtype=torch.float64)[0], torch.tensor([0.6, -1.2, 0.9], dtype=torch.float64)
)


def density(positions_px, box=32):
    return gaussian_density(positions_px, torch.ones(len(positions_px), dtype=torch.float64), box, SIGMA_PX)


def test_a_true_map_is_perfect():
    error = map_error(density(ATOMS), density(ATOMS), 8.0)
    assert error.auc_fsc == pytest.approx(PERFECT_AUC)
    assert error.resolution_A == 16.0  # Nyquist


@pytest.mark.parametrize("box", [32, 33])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_map_in_another_frame_is_brought_back(box, is_mirrored):
    true = density(ATOMS, box)
    found = density(ATOMS @ FRAME.rotation.T + FRAME.offset_px, box)
    if is_mirrored:
        found = flip_hand_of_volume(found)
    moved = in_true_frame(found, FRAME, is_mirrored).double()
    # Cubic splines of atoms 1.5 voxels wide
    assert float((moved - true).norm() / true.norm()) < 0.02
    # Interpolation shows in the outermost shells, where so smooth a map has next to nothing.
    assert map_error(moved, true, 8.0).auc_fsc > 0.45


def test_the_wrong_frame_costs_nearly_all():
    true = density(ATOMS)
    found = density(ATOMS @ FRAME.rotation.T + FRAME.offset_px)
    still = Frame(torch.eye(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64))
    assert map_error(in_true_frame(found, still, False), true, 8.0).auc_fsc < 0.15


def test_the_wrong_hand_is_not_the_right_one():
    true = density(ATOMS)
    still = Frame(torch.eye(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64))
    assert map_error(in_true_frame(true, still, True), true, 8.0).auc_fsc < 0.3


def test_grey_scale_does_not_matter_and_its_sign_does():
    true = density(ATOMS)
    assert map_error(7 * true, true, 8.0).auc_fsc == pytest.approx(0.5)
    assert map_error(-true, true, 8.0).auc_fsc == pytest.approx(-0.5)


def test_more_noise_is_a_worse_map():
    true = density(ATOMS)
    noise = torch.randn(true.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * true.std()
    errors = [map_error(true + noise * level, true, 8.0) for level in (0.1, 0.5, 2.0)]
    assert 0.5 > errors[0].auc_fsc > errors[1].auc_fsc > errors[2].auc_fsc > 0.1
    assert errors[0].resolution_A < errors[2].resolution_A


def test_noise_beyond_a_shell_leaves_the_resolution_of_that_shell():
    true = density(ATOMS)
    k = torch.fft.fftfreq(32, dtype=torch.float64) * 32
    radius = (k[:, None, None] ** 2 + k[None, :, None] ** 2 + k[None, None, :] ** 2).sqrt()
    noise = torch.randn(true.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * true.std()
    beyond = torch.fft.ifftn(torch.fft.fftn(noise) * (radius > 8)).real
    # Shells of 256 A / k; the mask blurs the edge at shell 8 by a shell.
    assert map_error(true + beyond, true, 8.0).resolution_A == pytest.approx(256 / 8.5, rel=0.13)


def test_the_mask_holds_the_molecule_and_leaves_the_corners():
    mask = soft_mask(density(ATOMS))
    inside = ATOMS.round().long() + 16
    assert float(mask[inside[:, 2], inside[:, 1], inside[:, 0]].quantile(0.05)) > 0.5
    assert float(mask[0, 0, 0]) == 0.0
    assert float(mask.max()) <= 1.0


def test_several_maps_are_summed_up():
    score = summarise([MapError(0.3, 20.0), MapError(0.4, 24.0), MapError(0.5, 40.0)], 8.0)
    assert score.auc_fsc_mean == pytest.approx(0.4)
    assert score.auc_fsc_std == pytest.approx(np.std([0.3, 0.4, 0.5]))
    assert (score.resolution_median_A, score.nyquist_A, score.n_volumes) == (24.0, 16.0, 3)
