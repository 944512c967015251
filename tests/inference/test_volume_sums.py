"""The sums of the M-step: parts merged, minibatches forgotten, ready sums of slices, and the priors."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference import volume_sums
from cryofire.inference.solvent import independent_share
from cryofire.inference.volume_sums import PowerByShell, ShareOfWeight, VolumeSums
from cryofire.physics.translations import shift_images
from planted import Planted, grid_of, planted


def sums_of(data: Planted, rows: torch.Tensor) -> VolumeSums:
    sums = VolumeSums(grid_of(data.whitened), data.truth.z.shape[1])
    sums.add(data.whitened.take(rows), data.truth.take(rows))
    return sums


def test_sums_of_two_halves_merged_equal_the_sums_of_all():
    data = planted(30, n_components=2)
    merged, whole = sums_of(data, torch.arange(14)), sums_of(data, torch.arange(30))
    merged.merge(sums_of(data, torch.arange(14, 30)))
    # Sums of 30 float32 numbers in another order.
    assert float((merged.values - whole.values).abs().max()) < 1e-5 * float(whole.values.abs().max())
    volumes, expected = (sums.solve(ShareOfWeight(0.02))[0] for sums in (merged, whole))
    assert float((volumes - expected).abs().max()) < 1e-4 * float(expected.abs().max())


def test_sums_of_other_volumes_are_not_merged():
    with pytest.raises(AssertionError):
        sums_of(planted(2), torch.arange(2)).merge(sums_of(planted(2, n_components=1), torch.arange(2)))


def test_images_added_before_a_decay_count_less_by_its_factor():
    data = planted(10)
    old, new = torch.arange(6), torch.arange(6, 10)
    sums, recent = sums_of(data, old), sums_of(data, new)
    expected = 0.25 * sums.values + recent.values
    sums.decay(0.25)
    sums.merge(recent)
    assert torch.equal(sums.values, expected)
    unscaled = recent.solve(ShareOfWeight(0.3))[0]
    recent.decay(0.5)
    assert float((recent.solve(ShareOfWeight(0.3))[0] - unscaled).abs().max()) < 1e-5 * float(unscaled.abs().max())


def test_ready_sums_of_slices_equal_the_images_they_are_made_of():
    data = planted(5)
    whitened, expected = data.whitened, sums_of(data, torch.arange(5))
    found = VolumeSums(grid_of(whitened), 0)
    moved = shift_images(whitened.images, whitened.lattice.freqs_per_px, -data.truth.shifts_px)
    found.add_slices(moved * whitened.ctfs, whitened.ctfs.square(), data.truth.rotations, whitened.lattice.indices.float())
    assert float((found.values - expected.values).abs().max()) < 1e-5 * float(expected.values.abs().max())


def test_volume_is_the_sums_over_their_weight_and_the_priors_precision(monkeypatch):
    monkeypatch.setattr(volume_sums, "without_solvent", lambda volumes, grid: volumes)
    data = planted(50)
    sums = sums_of(data, torch.arange(50))
    grid = sums.grid
    numerator = grid.hermitian(torch.complex(sums.values[:, 0], sums.values[:, 1]))
    weight, shell = grid.hermitian(sums.values[:, 2]), grid.radius().round().long()
    is_inside = shell <= grid.shell
    power = 0.1 + torch.rand(grid.shell + 1, generator=torch.Generator().manual_seed(0))
    expected = {
        PowerByShell: numerator / (weight + independent_share(grid) / power[shell.clamp(max=grid.shell)]) * is_inside,
        ShareOfWeight: numerator / (weight + 0.3 * weight.mean()),
    }
    for prior in (PowerByShell(power[:, None]), ShareOfWeight(0.3, is_whole_grid=True)):
        found = sums.solve(prior)[0][:, 0]
        assert float((found - expected[type(prior)]).abs().max()) < 1e-5 * float(found.abs().max())
    cut = sums.solve(ShareOfWeight(0.3))[0][:, 0]
    assert bool((cut[~is_inside] == 0).all()) and float(cut[is_inside].abs().max()) > 0
