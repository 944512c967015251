"""Images kept once they were read: in memory, and in a file for the next run."""

from __future__ import annotations

import gc
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from cryofire.core.errors import ConfigError
from cryofire.data.dataset import ParticleDataset
from cryofire.data.image_cache import MemoryCache
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.source import ImageSource
from stacks import TinyStack, tiny_set, write_tiny_stack

ALL = torch.arange(48)


@pytest.fixture
def stack(tmp_path) -> TinyStack:
    """One that a test may change."""
    return write_tiny_stack(tmp_path / "stack", tiny_set())


def opened(stack: TinyStack, cache: Path | None, **options: object) -> ParticleDataset:
    config = DataConfig(particles=stack.star, cache_dir=cache, **({"lazy": True, "box_px": 12} | options))
    return open_dataset(config, config, seed=0)


@pytest.fixture
def reads(monkeypatch) -> list[int]:
    """Rows that were read off the stacks since it was last cleared."""
    rows: list[int] = []
    read = ImageSource.read
    monkeypatch.setattr(ImageSource, "read", lambda self, wanted: rows.extend(np.asarray(wanted).tolist()) or read(self, wanted))
    return rows


def test_the_next_run_finds_the_images_and_reads_no_stack(stack, tmp_path, reads):
    cache = tmp_path / "cache"
    first = opened(stack, cache)
    reads.clear()
    made = torch.cat([first.load(rows) for rows in torch.randperm(48).split(7)])
    assert sorted(reads) == list(range(48))
    del first
    second = opened(stack, cache)
    reads.clear()
    rows = torch.tensor([40, 3, 3, 17])
    found = second.load(rows)
    assert reads == []
    exact = opened(stack, None).load(rows)
    assert torch.equal(found, exact.half().float())
    assert 0 < float((found - exact).abs().max()) < 2e-3
    assert len(made) == 48


def test_a_run_is_the_same_whether_images_come_from_the_cache_or_are_made_just_now(stack, tmp_path):
    first = opened(stack, tmp_path / "cache")
    new = first.load(ALL)
    assert torch.equal(first.load(ALL), new)
    assert torch.equal(opened(stack, tmp_path / "cache").load(ALL), new)
    assert torch.equal(opened(stack, tmp_path / "cache", lazy=False).load(ALL), new)


def test_the_file_is_an_array_that_numpy_reads_in_the_order_of_the_stack(stack, tmp_path):
    dataset = opened(stack, tmp_path / "cache")
    images = dataset.load(ALL)
    (path,) = (tmp_path / "cache").glob("*.npy")
    array = np.load(path)
    assert (array.shape, array.dtype) == ((48, 12, 12), np.float16)
    np.testing.assert_array_equal(array, images.half().numpy())


def test_half_a_cache_is_not_taken_for_a_whole_one_and_leaves_nothing(stack, tmp_path, reads):
    cache = tmp_path / "cache"
    dataset = opened(stack, cache)
    dataset.load(ALL[:47])
    assert [path.suffix for path in cache.iterdir()] == [".partial"]
    del dataset
    gc.collect()
    assert list(cache.iterdir()) == []
    again = opened(stack, cache)
    reads.clear()
    again.load(ALL)
    assert len(reads) == 48
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".npy"]


@pytest.mark.parametrize("change", ["time", "size"])
def test_a_stack_that_has_changed_makes_the_cache_anew_with_a_warning(change, stack, tmp_path, reads, caplog):
    cache = tmp_path / "cache"
    opened(stack, cache).load(ALL)
    if change == "time":
        os.utime(stack.mrcs, ns=(1, 1))
    else:
        stack.mrcs.write_bytes(stack.mrcs.read_bytes() + b"more")
    with caplog.at_level("WARNING", logger="cryofire"):
        dataset = opened(stack, cache)
    assert "particles.mrcs has changed since it was made; made anew" in caplog.text
    reads.clear()
    dataset.load(ALL)
    assert len(reads) == 48
    reads.clear()
    opened(stack, cache).load(ALL[:5])
    assert len([row for row in reads if row < 5]) <= 5  # the sample for the norm, and no more


def test_a_cache_that_was_cut_short_is_made_anew(stack, tmp_path, reads):
    opened(stack, tmp_path / "cache").load(ALL)
    (path,) = (tmp_path / "cache").glob("*.npy")
    path.write_bytes(path.read_bytes()[:-1])
    dataset = opened(stack, tmp_path / "cache")
    reads.clear()
    dataset.load(ALL)
    assert len(reads) == 48


@pytest.mark.parametrize("options", [{"box_px": 10}, {"window": False}, {"invert": True}, {"norm": (0.0, 2.0)}, {"ind": "some"}])
def test_other_images_or_another_treatment_are_another_file(options, stack, tmp_path):
    if "ind" in options:
        (tmp_path / "ind.txt").write_text("5\n3\n")
        options = {"ind": tmp_path / "ind.txt"}
    opened(stack, tmp_path / "cache").load(ALL)
    other = opened(stack, tmp_path / "cache", **options)
    images = other.load(torch.arange(len(other)))
    assert len(list((tmp_path / "cache").glob("*.npy"))) == 2
    assert torch.equal(images, opened(stack, None, **options).load(torch.arange(len(other))).half().float())


def test_the_label_says_which_stacks_it_was_made_of(stack, tmp_path):
    opened(stack, tmp_path / "cache").load(ALL)
    (path,) = (tmp_path / "cache").glob("*.json")
    state = stack.mrcs.stat()
    assert json.loads(path.read_text()) == {str(stack.mrcs.absolute()): [state.st_size, state.st_mtime_ns]}


def test_a_full_disk_is_said_before_training(stack, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(ConfigError, match=r"48 images need 0.0 GB, and .*cache has 0.0 GB free"):
        opened(stack, tmp_path / "cache")


def test_images_in_memory_are_made_once():
    made: list[int] = []

    def make(rows: torch.Tensor) -> torch.Tensor:
        made.extend(rows.tolist())
        return rows.float()[:, None, None].expand(-1, 4, 4)

    cache = MemoryCache(10, 4)
    for rows in ([3, 7, 3], [7, 1], [9, 3, 1, 7]):
        assert cache.load(torch.tensor(rows), make)[:, 2, 2].tolist() == rows
    assert sorted(made) == [1, 3, 7, 9]
    assert cache.n_there == 4
