"""Sets larger than the shuffle buffer: the order, what is read for it, and where a run goes on."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cryofire.core.errors import DataError
from cryofire.data.batches import BatchPlan, Layout
from cryofire.data.dataset import ParticleDataset
from cryofire.data.file_reads import OpenFile
from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.data.source import MAX_OPEN_FILES
from cryofire.data.streaming import stream
from cryofire.io.mrc import write_stack

BOX = 8
BARE = {"window": False, "subtract_background": False, "norm": (0, 1), "invert": False, "group_scales": {}, "lazy": True}


def numbered(folder: Path, counts: list[int]) -> Path:
    """Stacks in which every pixel of image i but the first is i, i counted over all stacks."""
    first = 0
    for number, n in enumerate(counts):
        images = np.full((n, BOX, BOX), 0, np.float32) + np.arange(first, first + n, dtype=np.float32)[:, None, None]
        images[:, 0, 0] += 1  # a constant image would be refused
        write_stack(folder / f"{number:04d}.mrcs", images, 1.0)
        first += n
    (folder / "list.txt").write_text("".join(f"{number:04d}.mrcs\n" for number in range(len(counts))))
    return folder / "list.txt"


def opened(particles: Path, **options: object) -> ParticleDataset:
    config = DataConfig(particles=particles, **(BARE | options))
    return open_dataset(config, config, seed=0)


def pieces(n: int, size: int, window: int) -> Layout:
    """A layout of equal pieces in the order of the rows."""
    return Layout(np.arange(n), np.append(np.arange(0, n, size), n), window)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> ParticleDataset:
    """1,000 images in three stacks, windows of about 200 images, pieces of 10."""
    dataset = opened(numbered(tmp_path_factory.mktemp("large"), [400, 250, 350]))
    order = dataset.source.in_file_order()
    return replace(dataset, layout=Layout(order, dataset.source.stretches(order, 10 * dataset.source.image_bytes), 200))


def plan_of(dataset: ParticleDataset, batch_size: int = 32, seed: int = 5) -> BatchPlan:
    return BatchPlan(len(dataset), batch_size, seed, dataset.layout)


# ---- the order -------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(n=st.integers(1, 300), size=st.integers(1, 40), window=st.integers(1, 120), epoch=st.integers(0, 9))
def test_an_epoch_has_every_image_once_in_windows_that_are_full_and_no_larger_than_said(n, size, window, epoch):
    plan = BatchPlan(n, min(n, 16), 7, pieces(n, size, window))
    windows = list(plan.windows(epoch))
    assert sorted(plan.order(epoch).tolist()) == list(range(n))
    assert max(len(w) for w in windows) <= plan.largest_window <= window + size
    assert all(len(w) > window - size for w in windows[:-1])
    assert len(windows) <= n // window + 1
    assert all(sorted(w.order.tolist()) == list(range(len(w))) for w in windows)


def test_order_is_a_pure_function_of_seed_and_epoch():
    plan = BatchPlan(1000, 10, 3, pieces(1000, 20, 100))
    first = plan.order(4)
    torch.rand(100)
    assert torch.equal(BatchPlan(1000, 10, 3, pieces(1000, 20, 100)).order(4), first)
    for other in (BatchPlan(1000, 10, 4, pieces(1000, 20, 100)).order(4), plan.order(5)):
        assert int((other == first).sum()) < 20


def test_images_that_lie_together_are_used_apart_and_a_window_comes_from_all_over_the_set():
    plan = BatchPlan(20_000, 32, 0, pieces(20_000, 50, 2_000))
    order = plan.order(0).numpy()
    assert np.mean(np.abs(np.diff(order)) == 1) < 0.01  # in file order all, shuffled whole 1 in 10,000
    batches = order[: 625 * 32].reshape(625, 32)
    # A batch of 32 of a set shuffled whole is from 31.97 of the 400 pieces' 50; from single pieces it would be from 1.
    assert np.mean([len(np.unique(batch // 50)) for batch in batches]) > 20
    spread = batches.std(axis=1).mean() / 20_000
    assert spread == pytest.approx(np.sqrt(1 / 12), rel=0.1)


def test_a_set_that_fits_the_buffer_is_shuffled_as_a_whole(tmp_path):
    particles = numbered(tmp_path, [60])
    assert opened(particles).layout is None
    image_GB = BOX * BOX * 4 / 1e9
    assert opened(particles, shuffle_GB=120 * image_GB).layout is None
    layout = opened(particles, shuffle_GB=118 * image_GB).layout
    assert layout is not None
    assert layout.window_images == 59


def test_pieces_end_where_stacks_end_and_are_of_the_size_asked_for(large):
    layout = large.layout
    assert np.diff(layout.starts).max() == 10
    assert {0, 400, 650, 1000} <= set(layout.starts.tolist())
    assert len(layout.starts) == 1 + 40 + 25 + 35


# ---- the stream ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_workers", [0, 1, 3])
@pytest.mark.parametrize("step", [0, 1, 6, 7, 30, 31, 45, 61, 62])
def test_stream_goes_on_from_any_step_with_the_batches_of_the_plan(large, step, n_workers):
    plan = plan_of(large)
    assert plan.batches_per_epoch == 31
    found = [batch.particle_ids.tolist() for batch in stream(large, plan, step, 2, n_workers)]
    whole = [plan.rows(*divmod(number, 31)).tolist() for number in range(62)]
    assert found == whole[step:]
    assert [rows.tolist() for rows in plan.batches(step, 2)] == whole[step:]


@pytest.mark.parametrize("n_workers", [0, 2])
def test_every_image_streamed_is_that_of_its_row(large, n_workers):
    for batch in stream(large, plan_of(large), 0, 2, n_workers):
        assert torch.equal(batch.images[:, 4, 4], batch.particle_ids.float())
        assert torch.equal(batch.images[:, 0, 0], batch.particle_ids.float() + 1)


def test_filtered_rows_are_streamed_and_no_others(tmp_path):
    particles = numbered(tmp_path, [120, 80])
    rows = np.random.default_rng(0).permutation(200)[:90]
    (tmp_path / "ind.txt").write_text("\n".join(map(str, rows)))
    dataset = opened(particles, ind=tmp_path / "ind.txt", shuffle_GB=40 * BOX * BOX * 4 / 1e9)
    assert dataset.layout is not None
    seen = torch.cat([batch.images[:, 4, 4] for batch in stream(dataset, plan_of(dataset, 9), 0, 1, 2)])
    assert sorted(seen.int().tolist()) == sorted(rows.tolist())
    for batch in stream(dataset, plan_of(dataset, 9), 3, 1, 2):
        assert batch.images[:, 4, 4].int().tolist() == rows[batch.particle_ids.numpy()].tolist()


def test_a_piece_is_one_read_and_a_set_shuffled_in_pieces_is_read_so(large, monkeypatch):
    n_reads = []
    read = OpenFile.read
    monkeypatch.setattr(OpenFile, "read", lambda self, n_bytes, offset: n_reads.append(n_bytes) or read(self, n_bytes, offset))
    list(stream(large, plan_of(large), 0, 1, 0))
    in_pieces = len(n_reads)
    assert sum(n_reads) >= 1000 * BOX * BOX * 4
    n_reads.clear()
    monkeypatch.setattr("cryofire.data.source.LARGEST_GAP_BYTES", 0)
    for rows in torch.randperm(1000).split(32):
        large.load(rows)
    assert in_pieces <= 120  # 100 pieces, some of them cut where a thread's share ends
    assert len(n_reads) > 800


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to count open files")
def test_more_files_than_may_be_open_are_streamed(tmp_path):
    dataset = opened(numbered(tmp_path, [2] * (MAX_OPEN_FILES + 40)), shuffle_GB=200 * BOX * BOX * 4 / 1e9)
    assert dataset.layout is not None
    before = most = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    seen = []
    for batch in stream(dataset, plan_of(dataset, 16), 0, 1, 2):
        assert torch.equal(batch.images[:, 4, 4], batch.particle_ids.float())
        most = max(most, len(os.listdir("/proc/self/fd")))  # noqa: PTH208
        seen += batch.particle_ids.tolist()
    assert len(set(seen)) == len(dataset) == 2 * (MAX_OPEN_FILES + 40)
    assert most - before <= MAX_OPEN_FILES + 4


def test_a_faulty_image_is_named_when_it_is_reached_and_not_before(tmp_path):
    particles = numbered(tmp_path, [300])
    path = tmp_path / "0000.mrcs"
    content = bytearray(path.read_bytes())
    at = 1024 + 77 * BOX * BOX * 4
    content[at : at + 4] = np.float32(np.nan).tobytes()
    path.write_bytes(content)
    dataset = opened(particles, shuffle_GB=100 * BOX * BOX * 4 / 1e9)
    assert len(dataset.load(torch.arange(77))) == 77
    with pytest.raises(DataError, match=r"list.txt: 1 images with NaN or infinite pixels \(rows 77, counted from 0\), of 300 images"):
        list(stream(dataset, plan_of(dataset), 0, 1, 2))


def test_a_stream_that_is_left_early_ends_its_threads(large):
    batches = stream(large, plan_of(large), 0, 1000, 2)
    next(batches)
    batches.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor") and thread.is_alive()]
