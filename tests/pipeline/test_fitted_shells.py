from __future__ import annotations

import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.io.mrc import write_stack
from cryofire.pipeline.build import LARGEST_SCALE, USUAL_RADIUS, resolve
from cryofire.pipeline.run_config import RunConfig, build_config
from stacks import scattered_spots


def resolved(folder, images: torch.Tensor, **search) -> RunConfig:
    write_stack(folder / "particles.mrcs", images.numpy(), 4.0)
    config = build_config(overrides={"data": {"particles": str(folder / "particles.mrcs"), "invert": False}, "search": search})
    data = DataConfig(particles=folder / "particles.mrcs", invert=False)
    return resolve(config, open_dataset(data, data, 0), 0)


def test_shells_follow_the_particle_and_not_its_box(tmp_path):
    radius = 0.3
    config = resolved(tmp_path, scattered_spots(radius, 0.1, box_px=64))
    scale = USUAL_RADIUS / (radius * 0.8**0.5)
    assert config.search.search_shell == pytest.approx(12 * scale, abs=1.5)
    assert config.search.place.grid_shell == pytest.approx(8 * scale, abs=1.5)
    assert config.search.ab_initio.march_shells[0] == pytest.approx(4 * scale, abs=1)
    assert config.amortize.encoder.shell == config.search.search_shell
    assert not config.search.fits_shells, "config.yaml holds those fitted, to be taken as they are"


def test_range_of_shifts_is_in_wavelengths_of_the_search_shell(tmp_path):
    config = resolved(tmp_path, scattered_spots(0.3, 0.1, box_px=64))
    assert config.search.first_max_shift_px(64) == pytest.approx(1.2 * 64 / config.search.search_shell)


def test_particle_that_fills_its_box_is_searched_as_configured(tmp_path):
    config = resolved(tmp_path, scattered_spots(0.55, 0.1, box_px=64))
    assert (config.search.search_shell, config.search.motion_shell, config.amortize.encoder.shell) == (12, 10, 12)


def test_shells_are_not_moved_without_end(tmp_path):
    config = resolved(tmp_path, scattered_spots(0.05, 0.1, box_px=96))
    assert config.search.search_shell == 12 * LARGEST_SCALE
    assert resolved(tmp_path, scattered_spots(0.05, 0.1, box_px=40)).search.search_shell == 15, "three quarters of Nyquist"


def test_own_shells_are_taken_as_they_are(tmp_path):
    config = resolved(tmp_path, scattered_spots(0.3, 0.1, box_px=64), fits_shells=False, search_shell=9)
    assert (config.search.search_shell, config.search.motion_shell) == (9, 10)
