"""Correlations of half maps, masked and corrected, against what is known of their signal and noise."""

from __future__ import annotations

import pytest
import torch

from cryofire.physics.fourier import centred_fft
from cryofire.physics.shells import fourier_shell_correlation, shell_index, shell_sums
from cryofire.validation.map_fsc import correlation_with_truth, crossing_A, map_fsc, with_random_phases
from cryofire.validation.particle_mask import make_mask
from half_maps import PIXEL_SIZE_A, known_halves

SHELL, N_SHELLS = 11, 17


def tight_mask(true):
    return (true > 0.1 * true.max()).float()


def test_correlation_is_that_of_the_signal_over_signal_and_noise():
    data = known_halves(noise=1.0)
    shells = shell_index(32)
    signal, noise = (shell_sums(centred_fft(each, 3).abs().square(), shells, N_SHELLS) for each in (data.true, data.one - data.true))
    expected = signal / (signal + noise)
    found = map_fsc(data.one, data.other, PIXEL_SIZE_A).unmasked
    torch.testing.assert_close(found[3:].float(), expected[3:], atol=0.08, rtol=0)


def test_noise_correlates_inside_a_mask_and_the_correction_takes_that_off():
    generator = torch.Generator().manual_seed(1)
    noise = [torch.randn(32, 32, 32, generator=generator) for _ in range(2)]
    data = known_halves(noise=0.5)
    # Signal up to a shell alone; beyond it, both halves share nothing.
    smooth = [with_random_phases(each, SHELL, generator) for each in (data.one, data.other)]
    found = map_fsc(*smooth, PIXEL_SIZE_A, tight_mask(data.true))
    assert found.random_from is not None
    assert found.random_from <= SHELL
    assert found.masked is not None
    assert found.corrected is not None
    assert float(found.corrected[SHELL + 2 :].abs().max()) < 0.15
    # A constant added to both maps is what a mask turns into correlation at every shell.
    lifted = map_fsc(noise[0] + 3, noise[1] + 3, PIXEL_SIZE_A, tight_mask(data.true))
    assert lifted.masked is not None
    assert lifted.randomised is not None
    assert lifted.corrected is not None
    assert float(lifted.masked[5:].mean()) > 0.3
    torch.testing.assert_close(lifted.randomised[5:], lifted.masked[5:], atol=0.2, rtol=0)
    assert float(lifted.corrected[5:].mean()) < 0.1


def test_correction_begins_two_shells_after_phases_are_random():
    data = known_halves(noise=1.0)
    found = map_fsc(data.one, data.other, PIXEL_SIZE_A, tight_mask(data.true))
    first = found.random_from
    assert first is not None
    assert found.unmasked[first] < 0.8 <= float(found.unmasked[1:first].min())
    assert found.masked is not None
    assert found.randomised is not None
    assert found.corrected is not None
    assert torch.equal(found.corrected[: first + 2], found.masked[: first + 2])
    expected = ((found.masked - found.randomised) / (1 - found.randomised)).clamp_min(0)
    torch.testing.assert_close(found.corrected[first + 2 :], expected[first + 2 :])
    assert float((found.corrected - found.masked)[first + 2 :].abs().max()) > 1e-3


def test_random_phases_keep_amplitudes_and_inner_shells():
    volume = known_halves().true
    found = with_random_phases(volume, 6, torch.Generator().manual_seed(2))
    before, after = centred_fft(volume, 3), centred_fft(found, 3)
    inner = shell_index(32) < 6
    torch.testing.assert_close(after[inner], before[inner], atol=1e-3, rtol=1e-4)
    # Where a frequency is its own mirror, or lies on the plane that has none, a real map has other amplitudes.
    whole = (torch.stack(torch.meshgrid(*[torch.arange(32)] * 3, indexing="ij")) > 0).all(dim=0)
    torch.testing.assert_close(after.abs()[whole], before.abs()[whole], atol=1e-3, rtol=1e-3)
    assert float(fourier_shell_correlation(volume, found)[6:].abs().max()) < 0.2


def test_resolution_lies_between_the_shells_that_hold_the_threshold():
    fsc = torch.tensor([1.0, 1.0, 0.9, 0.5, 0.1, 0.4])
    assert crossing_A(fsc, 0.7, 10, 2.0) == pytest.approx(20 / 2.5)
    assert crossing_A(fsc, 0.143, 10, 2.0) == pytest.approx(20 / (3 + (0.5 - 0.143) / 0.4))
    assert crossing_A(torch.ones(6), 0.143, 10, 2.0) == 4.0


def test_halves_tell_how_near_their_mean_is_to_the_truth():
    data = known_halves(noise=1.5)
    halves = map_fsc(data.one, data.other, PIXEL_SIZE_A).unmasked
    truth = fourier_shell_correlation((data.one + data.other) / 2, data.true)
    tells = halves > 0.05
    assert int(tells.sum()) > 9
    torch.testing.assert_close(correlation_with_truth(halves)[tells], truth[tells], atol=0.05, rtol=0)


def test_a_mask_holds_the_molecule_with_a_soft_edge_and_no_noise():
    data = known_halves(box_px=48, noise=0.3)
    made = make_mask((data.one + data.other) / 2, PIXEL_SIZE_A, halves=(data.one, data.other)).values
    assert float(made.min()) == 0.0
    assert float(made.max()) == 1.0
    is_molecule = data.true > 0.3 * data.true.max()
    assert float((made[is_molecule] > 0.99).float().mean()) > 0.95
    assert 0.05 < float((made > 0.5).float().mean()) < 0.3
    steps = torch.stack([made.diff(dim=d).abs().max() for d in range(3)])
    assert float(steps.max()) < 0.35, "a cosine over six voxels falls by a quarter a voxel at most"
