"""The grey scale of a set, found from some of its images: contrast, spread, and that of each optics group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.data.data_config import DataConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.data.preprocess import Preprocess
from cryofire.data.statistics import find_contrast, sample_rows

LARGEST_DIFFERENCE = 1.05
"""Ratio of the optics groups' standard deviations up to which they have one grey scale."""
N_OF_GROUP = 64
"""Images that suffice for the spread of a group."""
FEWEST_OF_GROUP = 8
"""A smaller group is taken to be like the set."""


def find_standard(dataset: ParticleDataset, config: DataConfig, seed: int) -> Preprocess:
    """The set's preprocessing with contrast, norm and group scales: those of the configuration, or those of the images.

    Args:
        dataset: With bare preprocessing.
        seed: Which images are looked at.

    Raises:
        DataError: If the images that are looked at are faulty, or all the same.
    """
    preprocess = dataset.preprocess
    if config.invert != "auto" and config.norm is not None and config.group_scales is not None:
        return replace(preprocess.with_norm(*config.norm).with_sign(-1.0 if config.invert else 1.0), group_scales=config.group_scales)
    rows = sample_rows(len(dataset), seed)
    images = _load(dataset, rows)
    sign = _find_sign(dataset, images, rows) if config.invert == "auto" else (-1.0 if config.invert else 1.0)
    std = float(images.std())
    if not std > 0:
        raise DataError(f"{config.particles}: every image is the same constant.", "look at the stack, or set data.norm")
    scales = config.group_scales if config.group_scales is not None else find_group_scales(dataset, images, rows, std)
    mean, std = config.norm if config.norm is not None else (0.0, std)
    return replace(preprocess.with_norm(mean, std).with_sign(sign), group_scales=scales)


def find_group_scales(dataset: ParticleDataset, images: Tensor, rows: Tensor, std: float) -> dict[int, float]:
    """Standard deviation of each optics group over that of the set, or nothing if they are all alike.

    Images come normalised within their group: noise of standard deviation 1 for each *raw* pixel, as a rule. On a common
    lattice noise and signal of a group then both grow with its raw pixel, and dividing by the spread evens out both.
    """
    groups = dataset.table.optics_group
    numbers = np.unique(groups)
    if len(numbers) < 2:
        return {}
    sampled = groups[rows.numpy()]
    found = {}
    for number in numbers:
        own = images[torch.from_numpy(sampled == number)]
        if len(own) < N_OF_GROUP:
            own = _load(dataset, torch.from_numpy(np.flatnonzero(groups == number)[:N_OF_GROUP]))
        if len(own) >= FEWEST_OF_GROUP:
            found[int(number)] = float(own.std()) / std
    if not found or max(found.values()) < LARGEST_DIFFERENCE * min(found.values()):
        return {}
    logger().info(
        "grey scales of the optics groups differ, each is standardised by itself: "
        + ", ".join(f"group {number} {scale:.3g}" for number, scale in list(found.items())[:10])
        + (", ..." if len(found) > 10 else "")
    )
    return found


def _load(dataset: ParticleDataset, rows: Tensor) -> Tensor:
    return torch.cat([dataset.load(part) for part in rows.split(256)])


def _find_sign(dataset: ParticleDataset, images: Tensor, rows: Tensor) -> float:
    contrast = find_contrast(images, dataset.optics[rows] if dataset.optics is not None else None)
    sign = contrast.sign if contrast.is_sure else 1.0
    word = "bright" if sign > 0 else "dark: images are inverted"
    logger().info(f"contrast: protein is {word} (evidence {contrast.sigma:+.1f} sigma)")
    if not contrast.is_sure:
        logger().warning(
            "contrast: the images do not say whether protein is bright or dark; set data.invert to true if maps come out hollow"
        )
    return sign
