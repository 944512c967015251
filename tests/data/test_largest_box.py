"""Images larger than a recipe wants are resampled, unless the user asks for a box."""

from __future__ import annotations

import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset


@pytest.mark.parametrize(("box_px", "largest_box_px", "expected"), [(None, 12, 12), (None, 20, 16), (None, None, 16), (14, 12, 14)])
def test_largest_box_holds_where_no_box_is_asked_for(tiny_stack, box_px, largest_box_px, expected):
    config = DataConfig(particles=tiny_stack.star, box_px=box_px, largest_box_px=largest_box_px)
    dataset = open_dataset(config, config, 0)
    assert dataset.box_px == expected
    assert dataset.load(torch.arange(2)).shape == (2, expected, expected)
    assert dataset.optics is not None
    ratio = dataset.optics.pixel_size_A / dataset.table.optics.pixel_size_A
    torch.testing.assert_close(ratio, torch.full((48,), 16 / expected, dtype=torch.float64), rtol=1e-5, atol=0)
