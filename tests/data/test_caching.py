"""Where images are held follows from their size, and changes nothing else."""

from __future__ import annotations

import os

import pytest
import torch

from cryofire.data import memory
from cryofire.data.dataset import ParticleDataset
from cryofire.data.image_cache import MemoryCache
from cryofire.data.load_set import DataConfig, open_dataset

SET_BYTES = 48 * 16 * 16 * 4


def opened(stack, **options: object) -> ParticleDataset:
    config = DataConfig(particles=stack.star, **options)
    return open_dataset(config, config, seed=0)


@pytest.mark.parametrize(("budget", "is_kept"), [(SET_BYTES - 1, False), (SET_BYTES, True)])
def test_a_set_larger_than_the_memory_it_may_take_is_left_on_disk(budget, is_kept, tiny_stack):
    assert (opened(tiny_stack, memory_GB=budget / 1e9).images is not None) is is_kept


def test_what_counts_is_the_box_that_is_trained_on(tiny_stack):
    assert opened(tiny_stack, memory_GB=SET_BYTES / 4 / 1e9, box_px=8).images is not None


def test_by_default_half_of_the_memory_that_is_there(tiny_stack, monkeypatch):
    for available, is_kept in ((2 * SET_BYTES - 2, False), (2 * SET_BYTES, True)):
        monkeypatch.setattr("cryofire.data.caching.available_bytes", lambda available=available: available)
        assert (opened(tiny_stack).images is not None) is is_kept


def test_what_the_user_says_counts_more(tiny_stack):
    assert opened(tiny_stack, lazy=False, memory_GB=1e-9).images is not None
    lazy = opened(tiny_stack, lazy=True)
    assert (lazy.images, lazy.caches) == (None, ())


def test_a_set_that_takes_long_to_read_is_kept_as_it_is_read(tiny_stack, monkeypatch):
    monkeypatch.setattr("cryofire.data.caching.SMALL_BYTES", SET_BYTES - 1)
    dataset = opened(tiny_stack)
    (cache,) = dataset.caches
    assert dataset.images is None
    assert isinstance(cache, MemoryCache)
    rows = torch.tensor([5, 40, 5])
    assert torch.equal(dataset.load(rows), opened(tiny_stack, lazy=True).load(rows))
    assert cache.n_there == 2


def test_the_order_does_not_depend_on_where_images_are_held(tiny_stack):
    small = {"shuffle_GB": 20 * 16 * 16 * 4 / 1e9}
    layouts = [opened(tiny_stack, lazy=lazy, **small).layout for lazy in (True, False)]
    assert layouts[0].window_images == layouts[1].window_images == 10
    assert layouts[0].starts.tolist() == layouts[1].starts.tolist()


def test_memory_is_that_of_the_computer_or_of_the_job_if_that_is_less(monkeypatch):
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert 1e7 < memory.available_bytes() <= physical
    monkeypatch.setattr(memory, "_of_job", lambda: 12345.0)
    assert memory.available_bytes() == 12345.0
