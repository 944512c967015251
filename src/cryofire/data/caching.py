"""Where the images of a set are held, and how it is shuffled: decided from its size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cryofire.core.log import logger
from cryofire.data.batches import Layout
from cryofire.data.data_config import DataConfig
from cryofire.data.dataset import ParticleDataset, in_memory
from cryofire.data.image_cache import FileCache, ImageCache, MemoryCache
from cryofire.data.memory import available_bytes

PIECE_BYTES = 2 * 1024**2
"""What is read together of a set that is shuffled in pieces: a disk has found the place by then."""
SMALL_BYTES = 2e9
"""A set of fewer bytes on disk is read at the start; of a larger one, training does not wait for the last image."""


def with_cached_images(dataset: ParticleDataset, config: DataConfig) -> ParticleDataset:
    """The set with its images in memory, on a shelf, or left on disk, and with its layout.

    Where images are held changes nothing that training sees, so that a run does not depend on the computer's memory;
    float16 of `cache_dir` is the exception.
    """
    n_bytes = len(dataset) * _prepared_bytes(dataset)
    budget = config.memory_GB * 1e9 if config.memory_GB is not None else available_bytes() / 2
    is_lazy = n_bytes > budget if config.lazy == "auto" else config.lazy
    if config.lazy == "auto" and is_lazy:
        logger().info(f"images: {n_bytes / 1e9:.1f} GB, more than {budget / 1e9:.1f} GB of memory; they are read from disk as needed")
    dataset = replace(dataset, layout=find_layout(dataset, config.shuffle_GB * 1e9))
    caches: list[ImageCache] = []
    if config.cache_dir is not None:
        order = dataset.rows_on_disk().numpy()
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        caches.append(FileCache(config.cache_dir, dataset.source, dataset.preprocess, place))
    if is_lazy:
        return replace(dataset, caches=tuple(caches))
    if len(dataset) * dataset.source.image_bytes <= SMALL_BYTES:
        return in_memory(replace(dataset, caches=tuple(caches)))
    return replace(dataset, caches=(MemoryCache(len(dataset), dataset.box_px), *caches))


def find_layout(dataset: ParticleDataset, buffer_bytes: float) -> Layout | None:
    """How a set is shuffled that is larger than half the buffer (the other half is being filled); None for a smaller one."""
    # Raw bytes count as well: a window of large images would take long to read, and the first step waits for one.
    largest = max(dataset.source.image_bytes, _prepared_bytes(dataset))
    window = max(1, int(buffer_bytes / 2 / largest))
    if len(dataset) <= window:
        return None
    order = dataset.source.in_file_order()
    # A piece must be small beside the window, whatever the buffer, or its images would meet no others.
    return Layout(order, dataset.source.stretches(order, min(PIECE_BYTES, window * dataset.source.image_bytes // 16)), window)


def _prepared_bytes(dataset: ParticleDataset) -> int:
    return dataset.box_px**2 * 4
