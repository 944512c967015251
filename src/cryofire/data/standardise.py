"""The grey scale of a set, found from some of its images: contrast, spread, gains, and what optics groups differ in.

A few images must not set the scale of all: what stands far from the others of its optics group is left out of every number here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.core.types import Optics
from cryofire.data.data_config import DataConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.data.preprocess import LARGEST_FACTOR, Preprocess, background_spreads, is_far, spreads
from cryofire.data.statistics import Contrast, find_contrast, find_gains, ratios_to_group, sample_rows

LARGEST_DIFFERENCE = 1.05
"""Ratio of the optics groups' standard deviations up to which they have one grey scale."""
N_OF_GROUP = 64
"""Images that suffice for the spread of a group."""
FEWEST_OF_GROUP = 8
"""A smaller group is taken to be like the set."""


def find_standard(dataset: ParticleDataset, config: DataConfig, seed: int) -> Preprocess:
    """The set's preprocessing with contrast, norm, gains and group scales: those of the configuration, or those of the images.

    Who gives group scales says that grey values are right as they are: no image is then brought to another scale unasked.

    Args:
        dataset: With bare preprocessing.
        seed: Which images are looked at.

    Raises:
        DataError: If the images that are looked at are faulty, or all the same.
    """
    preprocess = _as_given(dataset.preprocess, config)
    if preprocess is not None:
        return preprocess
    preprocess = dataset.preprocess
    rows = sample_rows(len(dataset), seed)
    images, background_sd = _load_levelled(dataset, rows, config)
    groups = dataset.table.optics_group[rows.numpy()]
    spread = spreads(images)
    is_ordinary = ~is_far(ratios_to_group(spread, groups))
    opposite: dict[int, Contrast] = {}
    sign = -1.0 if config.invert is True else 1.0
    if config.invert == "auto":
        if config.group_scales is None:
            opposite = find_opposite_groups(images, dataset.optics[rows] if dataset.optics is not None else None, groups)
            _tell_opposite(opposite)
            images[torch.from_numpy(np.isin(groups, list(opposite)))] *= -1
        sign = _find_sign(dataset, images, rows)
    usable, usable_rows = (images, rows) if bool(is_ordinary.all()) else (images[is_ordinary], rows[is_ordinary])
    std = float(usable.std())
    if not std > 0:
        raise DataError(f"{config.particles}: every image is the same constant.", "look at the stack, or set data.norm")
    if config.group_scales is not None:
        scales = config.group_scales
    else:
        # Images brought to one background have one grey scale, whatever their group.
        scales = find_group_scales(dataset, usable, usable_rows, std) if background_sd == 0 else {}
        scales = {number: scales.get(number, 1.0) * (-1 if number in opposite else 1) for number in sorted({*scales, *opposite})}
    usual_spread = config.usual_spread or 0.0
    if config.usual_spread is None and config.group_scales is None:
        of_group = torch.tensor([abs(scales.get(int(group), 1.0)) for group in groups])
        usual_spread = float((spread if background_sd > 0 else spread / of_group)[is_ordinary].median())
        _tell_outliers(rows[~is_ordinary], len(rows))
    mean, std = config.norm if config.norm is not None else (0.0, std)
    return replace(
        preprocess.with_norm(mean, std).with_sign(sign),
        group_scales=scales,
        background_sd=background_sd,
        usual_spread=usual_spread,
    )


def _as_given(preprocess: Preprocess, config: DataConfig) -> Preprocess | None:
    """The preprocessing of a configuration that says all there is to say, as that of a run does; None of another."""
    if config.invert == "auto" or config.norm is None or config.group_scales is None:
        return None
    return replace(
        preprocess.with_norm(*config.norm).with_sign(-1.0 if config.invert else 1.0),
        group_scales=config.group_scales,
        background_sd=config.background_sd or 0.0,
        usual_spread=config.usual_spread or 0.0,
    )


def _load_levelled(dataset: ParticleDataset, rows: Tensor, config: DataConfig) -> tuple[Tensor, float]:
    """Windowed images of some rows brought to one gain, and the background they were brought to; 0 where they have one gain."""
    bare = dataset.preprocess
    images = _load(replace(dataset, preprocess=replace(bare, window=None)), rows)
    background = background_spreads(images)
    if bare.window is not None:
        images.mul_(bare.window)
    background_sd = config.background_sd or 0.0
    if config.background_sd is None and config.group_scales is None:
        gains = find_gains(background, spreads(images), dataset.table.optics_group[rows.numpy()])
        if gains is not None:
            background_sd = gains.background_sd
            logger().warning(
                f"gains differ: the noise of nine in ten images is {gains.low:.2g} to {gains.high:.2g} times the usual; each image "
                "is divided by that of its own background (data.background_sd=0 leaves them as they are)"
            )
    if background_sd > 0:
        ratios = background / background_sd
        images.div_(torch.where(ratios.isfinite() & (ratios > 0), ratios, 1.0)[:, None, None])
    return images, background_sd


def _tell_outliers(rows: Tensor, n: int) -> None:
    if len(rows):
        shown = ", ".join(str(row) for row in rows[:5].tolist()) + (", ..." if len(rows) > 5 else "")
        logger().warning(
            f"grey scale: {len(rows):,} of {n:,} images looked at (rows {shown}, counted from 0) are more than {LARGEST_FACTOR:g} times "
            "stronger or weaker than is usual; these, and any such later, are brought to the common scale (cryofire check names them)"
        )


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
            own = own[~is_far(ratios_to_group(spreads(own), np.zeros(len(own))))]
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


def find_opposite_groups(images: Float[Tensor, "b box box"], optics: Optics | None, groups: np.ndarray) -> dict[int, Contrast]:
    """Optics groups whose contrast is surely opposite to that of most images; groups that are not sure are taken to be like most."""
    numbers, counts = np.unique(groups, return_counts=True)
    found: dict[int, Contrast] = {}
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        if len(numbers) > 1 and count >= FEWEST_OF_GROUP:
            own = torch.from_numpy(np.flatnonzero(groups == number))
            contrast = find_contrast(images[own], None if optics is None else optics[own])
            if contrast.is_sure:
                found[number] = contrast
    weight = {sign: sum(int(counts[numbers == number].sum()) for number, c in found.items() if c.sign == sign) for sign in (1.0, -1.0)}
    if min(weight.values()) == 0:
        return {}
    most = max(weight, key=lambda sign: weight[sign])
    return {number: contrast for number, contrast in found.items() if contrast.sign != most}


def _tell_opposite(opposite: Mapping[int, Contrast]) -> None:
    if not opposite:
        return
    listed = sorted(opposite)
    logger().warning(
        "contrast: optics groups are of opposite sign; turned to be like the others: "
        + ", ".join(f"group {number} ({opposite[number].sigma:+.1f} sigma)" for number in listed[:10])
        + (", ..." if len(listed) > 10 else "")
    )


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
