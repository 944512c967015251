"""Components kept where their signal is."""

from __future__ import annotations

import torch

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.local_signal import signal_alone
from cryofire.physics.fourier import centred_fft, centred_ifft

GRID = FourierGrid(10, 1.5, torch.device("cpu"), 0.7)


def blob_and_noise(noise: float) -> tuple[torch.Tensor, torch.Tensor]:
    """A Gaussian off the middle, up to the grid's shell, and the same in noise of all shells."""
    n = GRID.size
    line = torch.arange(n) - n // 2
    z, y, x = torch.meshgrid(line, line, line, indexing="ij")
    blob = torch.exp(-0.5 * ((x - 4).square() + (y + 3).square() + z.square()) / 4.0)
    is_kept = GRID.radius() <= GRID.shell
    clean = centred_fft(blob, 3).flatten() * is_kept
    white = centred_fft(torch.randn(n, n, n, generator=torch.Generator().manual_seed(0)), 3).flatten() * is_kept
    return clean, clean + noise * white


def error(found: torch.Tensor, clean: torch.Tensor) -> float:
    return float((found - clean).abs().square().sum() / clean.abs().square().sum())


def test_noise_beside_the_signal_goes_and_the_signal_stays():
    clean, noisy = blob_and_noise(0.1)
    found = signal_alone(noisy, GRID)
    assert error(found, clean) < 0.35 * error(noisy, clean)
    assert error(signal_alone(clean, GRID), clean) < 0.01


def test_noise_alone_loses_most_of_its_power():
    clean, noisy = blob_and_noise(0.1)
    noise = noisy - clean
    assert float(signal_alone(noise, GRID).abs().square().sum() / noise.abs().square().sum()) < 0.25


def test_density_stays_real_and_within_the_shells():
    found = signal_alone(blob_and_noise(0.1)[1], GRID)
    n = GRID.size
    density = centred_ifft(found.view(n, n, n), 3)
    assert float(density.imag.abs().max()) < 1e-4 * float(density.real.abs().max())
    assert bool((found[GRID.radius() > GRID.shell + 1] == 0).all())
