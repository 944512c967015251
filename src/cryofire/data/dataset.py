"""A set of particles, ready for training: images, optics and poses of any rows asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from cryofire.core.types import Optics, ParticleBatch, Poses
from cryofire.data.preprocess import Preprocess
from cryofire.data.source import ImageSource
from cryofire.io.particle_table import ParticleTable


@dataclass(frozen=True)
class ParticleDataset:
    """Particles of one table, preprocessed alike. Build it with `cryofire.data.open_dataset`."""

    table: ParticleTable
    source: ImageSource
    preprocess: Preprocess
    optics: Optics | None
    """At the box the network sees: its pixel size is that of the resampled image."""
    poses: Poses | None
    """Known poses, shifts in pixels of the resampled image."""
    labels: Tensor | None
    """(n, ...) a label or colour for each particle, for plots."""
    images: Tensor | None
    """(n, box, box) all images in memory, or None to read them when they are asked for."""

    def __len__(self) -> int:
        return len(self.table)

    @property
    def box_px(self) -> int:
        return self.preprocess.box_px

    @property
    def pixel_size_A(self) -> float:
        """Of the images as resampled, that of most particles; 1 where nothing is known."""
        if self.optics is not None:
            return float(self.optics.pixel_size_A.median())
        if self.table.pixel_size_A is not None:
            return float(np.median(self.table.pixel_size_A)) * self.source.box_px / self.box_px
        return 1.0

    def load(self, rows: Tensor) -> Tensor:
        """(b, box, box) preprocessed images of some rows."""
        if self.images is not None:
            return self.images[rows]
        return self.preprocess(torch.from_numpy(self.source.read(rows.numpy())))

    def batch(self, rows: Tensor) -> ParticleBatch:
        """Some rows, as the network meets them."""
        return ParticleBatch(
            particle_ids=rows,
            images=self.load(rows),
            optics=self.optics[rows] if self.optics is not None else None,
            poses=self.poses[rows] if self.poses is not None else None,
        )


def in_memory(dataset: ParticleDataset, chunk: int = 1024) -> ParticleDataset:
    """The same set with every image read and preprocessed now."""
    images = torch.empty(len(dataset), dataset.box_px, dataset.box_px)
    for rows in torch.arange(len(dataset)).split(chunk):
        images[rows] = dataset.preprocess(torch.from_numpy(dataset.source.read(rows.numpy())))
    return replace(dataset, images=images)


def prefetch(dataset: ParticleDataset, plan: Iterable[Tensor], n_workers: int) -> Iterator[ParticleBatch]:
    """Batches in the order of the plan, read ahead by threads (reading and FFTs release the interpreter's lock).

    With no workers, or with images in memory, batches are made when they are asked for.
    """
    if n_workers == 0 or dataset.images is not None:
        yield from map(dataset.batch, plan)
        return
    rows_ahead = iter(plan)
    with ThreadPoolExecutor(n_workers) as pool:
        waiting = [pool.submit(dataset.batch, rows) for rows in islice(rows_ahead, 2 * n_workers)]
        while waiting:
            yield waiting.pop(0).result()
            for rows in rows_ahead:
                waiting.append(pool.submit(dataset.batch, rows))
                break


def rescale_optics(optics: Optics | None, raw_box_px: int, box_px: int) -> Optics | None:
    """Optics of images resampled from one box to another: the pixel grows as the box shrinks."""
    if optics is None:
        return None
    return replace(optics, pixel_size_A=optics.pixel_size_A * (raw_box_px / box_px))


def rescale_poses(poses: Poses | None, raw_box_px: int, box_px: int) -> Poses | None:
    """Poses of resampled images: shifts in the new pixels, float32."""
    if poses is None:
        return None
    return Poses(poses.rotations.float(), (poses.shifts_px * (box_px / raw_box_px)).float())


def as_rows(indices: np.ndarray) -> Tensor:
    """Row numbers as the dataset takes them."""
    return torch.from_numpy(np.ascontiguousarray(indices)).long()
