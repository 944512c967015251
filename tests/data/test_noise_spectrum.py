"""The noise outside the particles, against the noise that was put in."""

from __future__ import annotations

import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.noise_spectrum import outside, put_back, spread_by
from cryofire.io.mrc import write_stack
from stacks import scattered_spots

BOX_PX = 48


def coloured(n: int, power: torch.Tensor, seed: int = 0) -> torch.Tensor:
    """Noise images with a given power at each frequency (cycles a pixel, as `rfft2` has them)."""
    white = torch.randn(n, BOX_PX, BOX_PX, generator=torch.Generator().manual_seed(seed))
    return torch.fft.irfft2(torch.fft.rfft2(white) * power.sqrt(), s=(BOX_PX, BOX_PX))


def frequencies() -> torch.Tensor:
    return torch.hypot(torch.fft.fftfreq(BOX_PX)[:, None], torch.fft.rfftfreq(BOX_PX))


def found_over_true(images: torch.Tensor, power: torch.Tensor, tmp_path, **options) -> torch.Tensor:
    """(shells,) noise found over noise put in, from shell 2 to Nyquist."""
    write_stack(tmp_path / "particles.mrcs", images.numpy(), 4.0)
    config = DataConfig(particles=tmp_path / "particles.mrcs", invert=False, **options)
    dataset = open_dataset(config, config, 0)
    shell = (frequencies() * BOX_PX).round().long().flatten()
    true = torch.bincount(shell, power.flatten()) / torch.bincount(shell)
    return dataset.noise.power[2:] * dataset.preprocess.std**2 / true[2 : BOX_PX // 2 + 1]


STEEP = 1 + 3 / (1 + (frequencies() / 0.15) ** 8)
"""Three to four times as strong within half of Nyquist as beyond, as real noise is."""


@pytest.mark.parametrize("power", [torch.ones_like(STEEP), STEEP], ids=["white", "coloured"])
def test_noise_is_found_within_a_tenth_beside_particles(power, tmp_path):
    spots = scattered_spots(0.4, 0.0)
    images = 3 * spots / spots.std() + coloured(len(spots), power)
    ratio = found_over_true(images, power, tmp_path)
    assert float(ratio.min()) > 0.9
    assert float(ratio.max()) < 1.1


def test_window_does_not_change_what_is_found(tmp_path):
    images = coloured(200, STEEP)
    torch.testing.assert_close(
        found_over_true(images, STEEP, tmp_path, window=False), found_over_true(images, STEEP, tmp_path), rtol=0.03, atol=0
    )


def test_neighbours_in_some_images_do_not_count(tmp_path):
    images = coloured(300, STEEP)
    images[::5, :12, :12] += 6.0
    ratio = found_over_true(images, STEEP, tmp_path)
    assert float(ratio.max()) < 1.15


def test_a_slope_over_the_box_is_no_noise(tmp_path):
    slope = torch.linspace(-1, 1, BOX_PX) * torch.randn(300, 1, 1, generator=torch.Generator().manual_seed(2))
    ratio = found_over_true(coloured(300, STEEP) + slope, STEEP, tmp_path)
    assert float(ratio.max()) < 1.15


def test_what_a_mask_spreads_from_shell_to_shell_is_put_back():
    mask, true = outside(BOX_PX, 0.7), torch.cat([torch.full((10,), 4.0), torch.ones(15)])
    seen = (spread_by(mask) @ true.double()).float()
    assert float((seen / true - 1).abs().max()) > 0.25
    error = (put_back(seen, mask) / true - 1).abs()
    assert float(error[2:].max()) < 0.12
    assert float(error[2:].mean()) < 0.03


def test_spread_is_that_of_noise_under_the_mask():
    mask, shell = outside(BOX_PX, 0.6), (frequencies() * BOX_PX).round().long()
    power = (shell < 8).float() * 3 + 0.2
    images = coloured(2000, power) * mask
    seen = (torch.fft.rfft2(images).abs().square().mean(dim=0) / BOX_PX**2 / mask.square().mean()).flatten()
    inside = shell.flatten() <= BOX_PX // 2
    measured = torch.bincount(shell.flatten()[inside], seen[inside]) / torch.bincount(shell.flatten()[inside])
    true = torch.where(torch.arange(BOX_PX // 2 + 1) < 8, 3.2, 0.2)
    torch.testing.assert_close(measured[1:24], (spread_by(mask) @ true.double()).float()[1:24], rtol=0.05, atol=0)


def test_mask_leaves_out_particle_and_border():
    mask = outside(64, 0.5)
    assert float(mask[32, 32]) == 0
    assert float(mask[32, 48]) == 0
    assert float(mask[:, 0].max()) == 0
    assert float(mask[12, 12]) == 1
