"""Opening a set: table, filters, poses, CTF, sign and norm, in one place for training and test sets alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset, in_memory, rescale_optics, rescale_poses
from cryofire.data.preprocess import Preprocess, soft_window
from cryofire.data.source import ImageSource
from cryofire.data.statistics import find_contrast, sample_rows
from cryofire.io.cryodrgn import read_ctf, read_indices, read_labels, read_poses
from cryofire.io.formats import read_particles
from cryofire.io.particle_table import ParticleTable


class FilesConfig(Config):
    """The files of one set of particles."""

    particles: Path | None = None
    """Particle images: .star, .cs, .mrcs, or .txt (a list of stacks)."""
    ctf: Path | None = None
    """CTF parameters in cryoDRGN's layout (.pkl); they replace those of the particle file."""
    pose: Path | None = None
    """Poses in cryoDRGN's layout (.pkl); they replace those of the particle file."""
    colors: Path | None = None
    """A label or colour for each particle (.pkl, .npy, .txt), for the latent plots."""
    ind: Path | None = None
    """Rows to use (.pkl, .npy, .txt), counted from 0; images, CTF, poses and colours are filtered together."""
    datadir: Path | None = None
    """Folder of the stacks, where the particle file's own paths do not lead to them."""


class DataConfig(FilesConfig):
    """Particles, and what is done to their images."""

    norm: tuple[float, float] | None = None
    """Mean and standard deviation that images are standardised by; by default 0 and that of the (windowed) set."""
    invert: Literal["auto"] | bool = "auto"
    """Turn dark protein bright: true, false, or `auto` to find out from the images."""
    window: bool = True
    """Fade out each image's corners."""
    window_inner: float = 0.7
    """Where the window begins to fall, in units of half a box."""
    window_outer: float = 0.99
    """Where it reaches zero."""
    subtract_background: bool = True
    """Remove each image's mean outside the inscribed circle."""
    box_px: int | None = Field(default=None, gt=0)
    """Resample images to this many pixels a side by cropping their transform; by default as they are."""
    map_pixel_size_A: float | None = Field(default=None, gt=0)
    """Pixel size in the headers of maps, Angstrom; by default that of the images as trained."""
    lazy: bool = False
    """Read images from disk when they are needed, rather than all at the start."""
    num_workers: int = Field(default=2, ge=0)
    """Threads that read ahead when `lazy`."""
    relion31: bool = False
    """Kept for published configurations; the STAR dialect is recognised from the file."""


def read_set(files: FilesConfig) -> tuple[ParticleTable, Tensor | None]:
    """The particles of a set with their CTF and poses, and their labels if there are any, all filtered together.

    Raises:
        DataError: For files that are missing, broken, or do not fit together.
    """
    if files.particles is None:
        raise ConfigError("no particles given.", "cryofire train PARTICLES -o RUN, with a .star, .cs, .mrcs or .txt file")
    table = read_particles(files.particles, files.datadir)
    if files.ctf is not None:
        table = table.with_optics(read_ctf(files.ctf, ImageSource(table).box_px), files.ctf)
    if files.pose is not None:
        table = table.with_poses(read_poses(files.pose, ImageSource(table).box_px), files.pose)
    labels = torch.from_numpy(read_labels(files.colors, len(table))) if files.colors is not None else None
    if files.ind is not None:
        rows = read_indices(files.ind, len(table))
        table = table.select(rows)
        labels = labels[torch.from_numpy(rows)] if labels is not None else None
    if len(table) == 0:
        raise DataError(f"{files.particles}: no particles are left.", "look at the file given as --ind")
    return table, labels


def open_dataset(files: FilesConfig, config: DataConfig, seed: int, preprocess: Preprocess | None = None) -> ParticleDataset:
    """A set of particles ready for training.

    Args:
        files: Which set: the training set's files, or the test set's.
        config: How images are treated.
        preprocess: That of the training set, so that a test set is standardised by the same numbers; found
            from the images by default.
    """
    table, labels = read_set(files)
    source = ImageSource(table)
    if not config.lazy:
        source.check_images()
    box_px = preprocess.box_px if preprocess is not None else config.box_px or source.box_px
    optics = rescale_optics(table.optics, source.box_px, box_px)
    window = soft_window(box_px, config.window_inner, config.window_outer) if config.window else None
    chosen = preprocess or Preprocess(box_px, window, config.subtract_background)
    dataset = ParticleDataset(table, source, chosen, optics, rescale_poses(table.poses, source.box_px, box_px), labels, None)
    if preprocess is None:
        dataset = _standardised(dataset, config, seed)
    return dataset if config.lazy else in_memory(dataset)


def _standardised(dataset: ParticleDataset, config: DataConfig, seed: int) -> ParticleDataset:
    rows = sample_rows(len(dataset), seed)
    images = torch.cat([dataset.load(part) for part in rows.split(512)])
    if not torch.isfinite(images).all():
        dataset.source.check_images()  # of a lazy set, only now: it reads every image, and says which are at fault
    preprocess = dataset.preprocess
    if config.invert == "auto":
        contrast = find_contrast(images, dataset.optics[rows] if dataset.optics is not None else None)
        sign = contrast.sign if contrast.is_sure else 1.0
        word = "bright" if sign > 0 else "dark: images are inverted"
        logger().info(f"contrast: protein is {word} (evidence {contrast.sigma:+.1f} sigma)")
        if not contrast.is_sure:
            logger().warning(
                "contrast: the images do not say whether protein is bright or dark; set data.invert to true if maps come out hollow"
            )
    else:
        sign = -1.0 if config.invert else 1.0
    mean, std = config.norm if config.norm is not None else (0.0, float(images.std()))
    if not std > 0:
        raise DataError(f"{config.particles}: every image is the same constant.", "look at the stack, or set data.norm")
    return replace(dataset, preprocess=preprocess.with_sign(sign).with_norm(mean, std))
