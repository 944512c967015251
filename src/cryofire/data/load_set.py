"""Opening a set: table, filters, poses, CTF, sign and norm, in one place for training and test sets alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.data.caching import with_cached_images
from cryofire.data.data_config import DataConfig, FilesConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.data.hot_pixels import HotPixelCount
from cryofire.data.preprocess import Preprocess, soft_window
from cryofire.data.sampling import Sampling, SamplingGroups, common_sampling, find_sampling_groups
from cryofire.data.source import ImageSource, boxes_on_disk
from cryofire.data.standardise import find_standard
from cryofire.io.cryodrgn import read_ctf_table, read_indices, read_labels, read_pose_table, tell_other_box
from cryofire.io.formats import read_particles
from cryofire.io.particle_table import ParticleTable

__all__ = ["DataConfig", "FilesConfig", "open_dataset", "read_set"]


def read_set(files: FilesConfig) -> tuple[ParticleTable, Tensor | None]:
    """The particles of a set with their CTF and poses, and their labels if there are any, all filtered together.

    Raises:
        DataError: For files that are missing, broken, or do not fit together.
    """
    if files.particles is None:
        raise ConfigError("no particles given.", "cryofire train PARTICLES -o RUN, with a .star, .cs, .mrcs or .txt file")
    table = read_particles(
        files.particles,
        files.datadir,
        strip_prefix=files.strip_prefix,
        passthrough=files.passthrough,
        needs_ctf=files.ctf is None,
        needs_sound_rows=False,
    )
    if files.ctf is not None or files.pose is not None:
        table = _with_pickles(table, files, boxes_on_disk(table))
    labels = torch.from_numpy(read_labels(files.colors, len(table))) if files.colors is not None else None
    if files.ind is not None:
        rows = read_indices(files.ind, len(table))
        table = table.select(rows)
        labels = labels[torch.from_numpy(rows)] if labels is not None else None
    _check_stacks(table, files)
    table.refuse_faults()  # now that it is known which rows are used, and what replaces the file's numbers
    if len(table) == 0:
        raise DataError(f"{files.particles}: no particles are left.", "look at the file given as --ind")
    return table, labels


def _check_stacks(table: ParticleTable, files: FilesConfig) -> None:
    missing = [i for i, path in enumerate(table.stack_paths) if not path.is_file()]
    if not missing:
        return
    first = table.source.image_names()[np.argmax(table.stack_of == missing[0])]
    raise DataError(
        f"{files.particles}: {len(missing):,} of {len(table.stack_paths):,} stacks are not there, the first of {first}; looked for "
        f"{table.stack_paths[missing[0]]}, and where else its path may lead (.mrc or .mrcs).",
        "give the folder of the stacks with --datadir, or take off the beginning of the paths with --strip-prefix.",
    )


def _with_pickles(table: ParticleTable, files: FilesConfig, boxes_px: np.ndarray) -> ParticleTable:
    """The table with cryoDRGN's CTF and poses, each brought to the box of its image."""
    if files.ctf is not None:
        table = with_ctf_file(table, files.ctf, boxes_px)
    return table if files.pose is None else with_pose_file(table, files.pose, boxes_px)


def with_ctf_file(table: ParticleTable, path: Path, boxes_px: np.ndarray) -> ParticleTable:
    """The table with the CTF of a `ctf.pkl`, scaled to images of (n,) `boxes_px`; where that is 0, the box is not known."""
    ctf = read_ctf_table(path)
    table.check_count(len(ctf.optics), "CTFs", path)
    if (boxes_px == boxes_px[0]).all() and boxes_px[0] > 0:
        tell_other_box(path, ctf, int(boxes_px[0]))
    at_box = torch.where(torch.from_numpy(boxes_px > 0), torch.from_numpy(boxes_px), ctf.box_px)
    return table.with_optics(ctf.at_box(at_box), path, ctf.faults)


def with_pose_file(table: ParticleTable, path: Path, boxes_px: np.ndarray) -> ParticleTable:
    """The table with the poses of a `pose.pkl`, their shifts in pixels of images of (n,) `boxes_px`; 0 where that is not known."""
    poses = read_pose_table(path)
    table.check_count(len(poses.rotations), "poses", path)
    return table.with_poses(poses.at_box(torch.from_numpy(boxes_px)[:, None]), path, poses.faults)


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
    boxes_px = source.boxes_px if table.pixel_size_A is not None else np.full(len(table), source.box_px)
    groups = find_sampling_groups(boxes_px, table.pixel_size_A)
    hot_pixels = HotPixelCount()
    if preprocess is None:
        sampling = common_sampling(groups, config.box_px)
        _tell(groups, sampling)
        if config.box_px is None and config.largest_box_px is not None and sampling.box_px > config.largest_box_px:
            fine_px, sampling = sampling.box_px, common_sampling(groups, config.largest_box_px)
            limit = "" if sampling.pixel_size_A is None else f" (maps to {2 * sampling.pixel_size_A:.3g} A)"
            logger().info(
                f"images of {fine_px} px are resampled to {sampling.box_px} px{limit}; --set box_px={fine_px} keeps them as they are"
            )
        window = soft_window(sampling.box_px, config.window_inner, config.window_outer) if config.window else None
        bare = Preprocess(sampling.box_px, window, config.subtract_background, pixel_size_A=sampling.pixel_size_A)
        preprocess = find_standard(ParticleDataset(table, source, groups, bare, hot_pixels=hot_pixels), config, seed)
    dataset = with_cached_images(ParticleDataset(table, source, groups, preprocess, labels, hot_pixels=hot_pixels), config)
    hot_pixels.tell()
    return dataset


def _tell(groups: SamplingGroups, sampling: Sampling) -> None:
    """Say that images are resampled to one lattice, if they are of several kinds."""
    if len(groups.samplings) == 1:
        return
    found = ", ".join(
        f"{n:,} of {kind.box_px} px at {kind.pixel_size_A:.4g} A" for n, kind in zip(groups.counts, groups.samplings, strict=True)
    )
    logger().info(
        f"images differ: {found}; all are resampled to {sampling.box_px} px at {sampling.pixel_size_A:.4g} A, "
        f"a field of {sampling.field_A:.4g} A"
    )
