"""Noise that differs between micrographs and optics groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.noise_of_groups import groups_of, noise_of_groups, relative_power
from cryofire.inference.whitened_images import load_whitened
from cryofire.io.mrc import write_stack
from cryofire.physics.lattice import mean_by_shell

N_SHELLS = 8


def powers(true: torch.Tensor, n_each: int, n_samples: int, seed: int = 0) -> torch.Tensor:
    """Powers that images of groups with the (g, shells) noise show on shells of so many samples: gamma-distributed about it."""
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(len(true) * n_each, true.shape[1], n_samples, generator=generator).square().mean(dim=2)
    return true.repeat_interleave(n_each, dim=0) * drawn


def test_groups_that_differ_are_told_apart_shell_by_shell():
    true = torch.tensor([[1.0] * N_SHELLS, [1.5] * 4 + [0.8] * 4])
    found = relative_power(powers(true, 400, 20), torch.arange(800) // 400, 2)
    torch.testing.assert_close(found, true, rtol=0.04, atol=0)


def test_groups_that_do_not_differ_are_left_alone():
    group = torch.arange(1600) // 16
    found = relative_power(powers(torch.ones(100, N_SHELLS), 16, 20), group, 100)
    raw = torch.zeros(100, N_SHELLS).index_add_(0, group, powers(torch.ones(100, N_SHELLS), 16, 20)) / 16
    assert float((raw - 1).std()) > 0.07
    assert float((found - 1).std()) < 0.02


def test_micrographs_of_few_images_are_drawn_to_the_others_and_nearer_to_the_truth_so():
    true = (0.15 * torch.randn(200, 1, generator=torch.Generator().manual_seed(1))).exp().expand(-1, N_SHELLS)
    group, seen = torch.arange(2000) // 10, powers(true, 10, 10, 2)
    raw = torch.zeros(200, N_SHELLS).index_add_(0, group, seen) / 10
    found = relative_power(seen, group, 200)
    error, error_raw = ((values / true - 1).square().mean().sqrt() for values in (found, raw))
    assert float(error) < 0.8 * float(error_raw)
    assert float(error) < 0.12


def test_a_group_that_was_not_looked_at_has_the_noise_of_the_set():
    found = relative_power(powers(torch.tensor([[0.5] * N_SHELLS, [1.5] * N_SHELLS]), 50, 20), torch.arange(100) // 50, 3)
    assert found[2].tolist() == [1.0] * N_SHELLS


def test_micrographs_within_optics_groups_are_told_together():
    true = torch.tensor([1.0, 1.0, 1.6, 0.8])[:, None].expand(-1, N_SHELLS)
    seen = powers(true, 200, 20)
    optics, micrograph = np.arange(800) // 400, np.arange(800) // 200
    found = noise_of_groups(seen, torch.arange(800), torch.ones(800, dtype=torch.bool), [optics, micrograph])
    assert found is not None
    wanted = true.repeat_interleave(200, dim=0) / true.mean()
    torch.testing.assert_close(found.of(torch.arange(800)), wanted, rtol=0.06, atol=0)


def test_too_few_images_of_each_tell_nothing():
    seen = powers(torch.ones(30, N_SHELLS), 2, 20)
    assert noise_of_groups(seen, torch.arange(60), torch.ones(60, dtype=torch.bool), [np.arange(60) // 2]) is None


@pytest.fixture(scope="module")
def two_kinds(tmp_path_factory):
    """A stack whose second half has noise of another colour, as its micrographs tell."""
    folder = tmp_path_factory.mktemp("kinds")
    white = torch.randn(600, 48, 48, generator=torch.Generator().manual_seed(0))
    frequency = torch.hypot(torch.fft.fftfreq(48)[:, None], torch.fft.rfftfreq(48))
    images = white.clone()
    images[300:] = torch.fft.irfft2(torch.fft.rfft2(white[300:]) * (1 + 2 * torch.exp(-((frequency / 0.3) ** 2))).sqrt(), s=(48, 48))
    write_stack(folder / "particles.mrcs", images.numpy(), 4.0)
    config = DataConfig(particles=folder / "particles.mrcs", invert=False)
    dataset = open_dataset(config, config, 0)
    assert groups_of(dataset.table) == []
    return dataset, replace(dataset, table=replace(dataset.table, micrograph_of=np.arange(600) // 50))


def test_images_are_whitened_by_the_noise_of_their_own_micrograph(two_kinds):
    ratios = []
    for dataset in two_kinds:
        whitened = load_whitened(dataset, torch.arange(600), torch.device("cpu"))
        power = mean_by_shell(whitened.lattice, whitened.images.abs().square())
        ratios.append((power[300:, 3:9].mean() / power[:300, 3:9].mean()).item())
        assert float(power[:, 2:].mean()) == pytest.approx(1, abs=0.15)
    assert ratios[0] > 1.8
    assert ratios[1] == pytest.approx(1, abs=0.15)


def test_ctf_is_divided_by_the_same_noise(two_kinds):
    whitened = load_whitened(two_kinds[1], torch.arange(600), torch.device("cpu"))
    relative = two_kinds[1].noise_of_groups.of(torch.arange(600)).sqrt()[:, whitened.lattice.shell]
    torch.testing.assert_close(whitened.ctfs * whitened.noise_sd * relative, torch.ones_like(whitened.ctfs))
