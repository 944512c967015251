"""A set of particles, ready for training: images, optics and poses of any rows asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.types import Optics, ParticleBatch, Poses
from cryofire.data.batches import Layout
from cryofire.data.hot_pixels import HotPixelCount, replace_hot_pixels
from cryofire.data.image_cache import ImageCache
from cryofire.data.noise_of_groups import NoiseOfGroups, groups_of
from cryofire.data.noise_spectrum import NoiseSpectrum, noise_spectrum, outer_level
from cryofire.data.particle_radius import particle_radius
from cryofire.data.preprocess import Preprocess
from cryofire.data.sampling import SamplingGroups, pixels_ratio
from cryofire.data.source import ImageSource
from cryofire.io.particle_table import ParticleTable


@dataclass(frozen=True)
class ParticleDataset:
    """Particles of one table, preprocessed alike. Build it with `cryofire.data.open_dataset`."""

    table: ParticleTable
    source: ImageSource
    groups: SamplingGroups
    """Box and pixel size of each image on disk."""
    preprocess: Preprocess
    labels: Tensor | None = None
    """(n, ...) a label or colour for each particle, for plots."""
    caches: tuple[ImageCache, ...] = ()
    """Where images are kept once they were read: the nearest first."""
    images: Tensor | None = None
    """(n, box, box) all images in memory, or None to read them when they are asked for."""
    layout: Layout | None = None
    """How the set is shuffled if it is larger than the shuffle buffer."""
    hot_pixels: HotPixelCount = field(default_factory=HotPixelCount)
    """Pixels that were replaced in the images read so far."""

    def __len__(self) -> int:
        return len(self.table)

    @property
    def box_px(self) -> int:
        return self.preprocess.box_px

    @property
    def pixel_size_A(self) -> float:
        """Of the images as resampled, that of most particles; 1 where nothing is known."""
        return self.preprocess.pixel_size_A or 1.0

    def rows_across(self, n: int) -> Tensor:
        """(n,) or all, if fewer: rows evenly from the whole set."""
        return evenly(len(self), n)

    @cached_property
    def raw_pixels(self) -> Tensor:
        """(n,) how many pixels on disk a resampled pixel is wide, float64."""
        ratios = torch.tensor([pixels_ratio(kind, self.preprocess.sampling) for kind in self.groups.samplings], dtype=torch.float64)
        return ratios.expand(len(self)) if len(ratios) == 1 else ratios[torch.from_numpy(self.groups.kind_of).long()]

    @cached_property
    def optics(self) -> Optics | None:
        """At the box the network sees: its pixel size is that of the resampled image."""
        optics = self.table.optics
        return None if optics is None else replace(optics, pixel_size_A=optics.pixel_size_A * self.raw_pixels)

    @cached_property
    def poses(self) -> Poses | None:
        """Known poses, shifts in pixels of the resampled image, float32."""
        poses = self.table.poses
        return None if poses is None else Poses(poses.rotations.float(), (poses.shifts_px / self.raw_pixels[:, None]).float())

    @cached_property
    def _scales(self) -> Tensor | None:
        """(n,) grey scale of each image relative to the set's, negative for one of opposite contrast; None where all are 1."""
        scales, signs = self.preprocess.group_scales, self.table.contrast_sign
        if not scales:
            return None if signs is None else torch.from_numpy(signs).float()
        groups, at = np.unique(self.table.optics_group, return_inverse=True)
        of_group = torch.tensor([scales.get(int(group), 1.0) for group in groups])[torch.from_numpy(at.reshape(-1))]
        return of_group if signs is None else of_group * torch.from_numpy(signs).float()

    def without_window(self) -> ParticleDataset:
        """The same set with its corners left as they are, read from disk."""
        return replace(self, preprocess=replace(self.preprocess, window=None), images=None, caches=())

    @cached_property
    def particle_radius(self) -> float:
        """The radius that holds 80 % of what images vary by beyond noise, in units of half a box."""
        return particle_radius(self)

    @cached_property
    def noise(self) -> NoiseSpectrum:
        """What the images show outside their particles, shell by shell."""
        return noise_spectrum(self)

    @property
    def noise_level(self) -> float:
        """The noise of the images as trained on in one number, for sets of another grey scale to be compared with."""
        return outer_level(self.noise.power, self.preprocess.window)

    @cached_property
    def noise_of_groups(self) -> NoiseOfGroups | None:
        """How noise differs between micrographs and optics groups; nothing is read where the file names none."""
        return self.noise.of_groups if groups_of(self.table) else None

    def on_disk(self, poses: Poses) -> Poses:
        """Poses of all particles with shifts in pixels of their images on disk, float64."""
        return Poses(poses.rotations.double(), poses.shifts_px.double() * self.raw_pixels[:, None])

    def load(self, rows: Tensor) -> Tensor:
        """(b, box, box) preprocessed images of some rows.

        Cheapest where the rows lie together in the files: `rows_on_disk` has them so.

        Raises:
            DataError: For an image that is NaN, infinite or constant, if it was not found before.
        """
        return self.images[rows] if self.images is not None else self._load_from(0, rows)

    def _load_from(self, cache: int, rows: Tensor) -> Tensor:
        if cache == len(self.caches):
            return self._make(rows)
        return self.caches[cache].load(rows, lambda missing: self._load_from(cache + 1, missing))

    def _make(self, rows: Tensor) -> Tensor:
        """Read and preprocess."""
        if len(self.groups.samplings) == 1:
            return self._make_kind(rows, 0)
        images = torch.empty(len(rows), self.box_px, self.box_px)
        kind_of = self.groups.kind_of[rows.numpy()]
        for kind in np.unique(kind_of):
            at = torch.from_numpy(np.flatnonzero(kind_of == kind))
            images[at] = self._make_kind(rows[at], int(kind))
        return images

    def _make_kind(self, rows: Tensor, kind: int) -> Tensor:
        raw = self.source.read(rows.numpy())
        self.source.refuse_faulty(rows.numpy(), raw)
        images, counts = replace_hot_pixels(torch.from_numpy(raw))
        if counts is not None:
            self.hot_pixels.add(rows, counts)
        ratio = pixels_ratio(self.groups.samplings[kind], self.preprocess.sampling)
        return self.preprocess(images, ratio, None if self._scales is None else self._scales[rows])

    def rows_on_disk(self) -> Tensor:
        """(n,) all rows in the order of the files."""
        order = self.layout.file_order if self.layout is not None else self.source.in_file_order()
        return torch.from_numpy(order).long()

    def batch(self, rows: Tensor) -> ParticleBatch:
        """Some rows, as the network meets them."""
        return self.as_batch(rows, self.load(rows))

    def as_batch(self, rows: Tensor, images: Tensor) -> ParticleBatch:
        """The same, of images that were loaded before."""
        return ParticleBatch(
            particle_ids=rows,
            images=images,
            optics=self.optics[rows] if self.optics is not None else None,
            poses=self.poses[rows] if self.poses is not None else None,
        )


def evenly(n_all: int, n: int) -> Tensor:
    """(n,) or all, if fewer: numbers evenly from those below `n_all`."""
    return torch.linspace(0, n_all - 1, min(n, n_all)).round().long()


def in_memory(dataset: ParticleDataset, chunk: int = 256) -> ParticleDataset:
    """The same set with every image read, checked and preprocessed now.

    Raises:
        DataError: For NaN, infinite or constant images; all of them are named.
    """
    images = torch.empty(len(dataset), dataset.box_px, dataset.box_px)
    try:
        for rows in dataset.rows_on_disk().split(chunk):
            images[rows] = dataset.load(rows)
    except DataError:
        dataset.source.check_images()  # names them all, not only the first
        raise
    return replace(dataset, images=images)


@dataclass(frozen=True)
class Sets:
    """The particles of a run."""

    train: ParticleDataset
    test: ParticleDataset | None
