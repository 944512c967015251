"""A set of particles that a run was not trained on, brought to the run's lattice and grey scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from cryofire.core.log import logger
from cryofire.data.data_config import DataConfig, FilesConfig
from cryofire.data.dataset import ParticleDataset, evenly
from cryofire.data.load_set import open_dataset
from cryofire.data.noise_spectrum import OUTER_SHARE, level_of
from cryofire.data.preprocess import Preprocess, soft_window
from cryofire.data.standardise import FEWEST_OF_GROUP, N_OF_GROUP, find_standard
from cryofire.inference.estimator_store import EstimatorBundle
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.optics import group_names
from cryofire.io.relion.star import read_document
from cryofire.io.run_store import RunStore
from cryofire.physics.lattice import Lattice

N_LOOKED_AT = 1000
"""Images that tell the noise of a set, at most."""
SAME_NOISE = 1.1
"""Ratio of noise levels up to which two sets have one grey scale."""


@dataclass(frozen=True)
class RunImages:
    """What must be known of a run's images to make others like them."""

    config: DataConfig
    """Resolved."""
    seed: int
    pixel_size_A: float | None
    """Of the images as trained, Angstrom; None where no file said."""
    noise_level: float | None
    """Of the images as trained, as `ParticleDataset.noise_level` has it; None where it is not known."""
    group_names: Mapping[int, str] = field(default_factory=dict)
    """Name of each optics group by its number; empty where the run's particle file had none."""


def run_images(config: DataConfig, seed: int, bundle: EstimatorBundle | None) -> RunImages:
    """The run's own numbers; those of a run made before they were stored, as near as it knows them.

    Args:
        config: Resolved.
        bundle: Of the run's encoder, if it has one.
    """
    if config.noise_level is not None:
        return RunImages(config, seed, config.image_pixel_size_A, config.noise_level)
    if bundle is None:
        return RunImages(config, seed, config.map_pixel_size_A, None)
    assert config.box_px is not None, "a run's configuration is resolved"
    # What the volumes left of the outer shells: less than those shells held, but little less where noise is most of it.
    radius = Lattice.create(config.box_px).radius[: len(bundle.noise_sd)]
    outer = bundle.noise_sd.cpu()[radius > OUTER_SHARE * (config.box_px // 2)]
    return RunImages(config, seed, bundle.pixel_size_A, float(outer.square().mean().sqrt()))


def names_of_groups(run: RunStore, config: DataConfig) -> dict[int, str]:
    """Names of the optics groups of a run's own particles: those of its STAR file, which particles.star keeps."""
    is_star = config.particles is not None and config.particles.suffix.lower() == ".star"
    if not config.group_scales or not is_star or not run.particles.is_file():
        return {}
    names = group_names(read_document(run.particles))
    return names if set(config.group_scales) <= set(names) else {}


def scales_by_name(scales: Mapping[int, float], own: Mapping[int, str], others: Mapping[int, str], path: Path) -> dict[int, float]:
    """The grey scales of a run's optics groups, under the numbers that groups of the same names have in another file.

    Args:
        scales: By the run's numbers.
        own: The run's names by number; empty where they are not known.
        others: Those of the other file.
        path: The other file, for messages.
    """
    if not scales:
        return {}
    if not own or not others:
        who = "those of the run have no names" if not own else f"{path} does not name its groups"
        logger().warning(f"optics groups are matched with those of the run by their numbers: {who}")
        return dict(scales)
    found = {number: scales[other] for number, name in others.items() for other in scales if own[other] == name}
    if any(own.get(number, name) != name for number, name in others.items()):
        logger().info(f"{path}: numbers its optics groups otherwise than the run; they are matched by their names")
    return found


def open_unseen(files: FilesConfig, run: RunImages) -> ParticleDataset:
    """A set as the run would have seen it, left on disk.

    Raises:
        DataError: For files that cannot be used.
    """
    config = run.config
    assert config.box_px is not None and config.norm is not None, "a run's configuration is resolved"
    window = soft_window(config.box_px, config.window_inner, config.window_outer) if config.window else None
    bare = Preprocess(config.box_px, window, config.subtract_background, pixel_size_A=run.pixel_size_A)
    dataset = open_dataset(files, config.model_copy(update={"lazy": True, "cache_dir": None}), run.seed, bare)
    # Everything is given, so that nothing is found from the images.
    source = dataset.table.source
    others = group_names(source.document) if isinstance(source, StarSource) else {}
    scales = scales_by_name(config.group_scales or {}, run.group_names, others, source.path)
    given = config.model_copy(update={"group_scales": scales, "usual_spread": 0.0})
    dataset = replace(dataset, preprocess=find_standard(dataset, given, run.seed))
    if run.noise_level is not None:
        dataset = in_grey_scale(dataset, run.noise_level)
    # Only now: in another grey scale every image would be out of the ordinary.
    return replace(dataset, preprocess=replace(dataset.preprocess, usual_spread=config.usual_spread or 0.0))


def in_grey_scale(dataset: ParticleDataset, wanted: float) -> ParticleDataset:
    """The set with each part of it divided by as much as its noise differs from that of the run."""
    scales = dict(dataset.preprocess.group_scales)
    together = list(parts(dataset))
    n = max(N_OF_GROUP, N_LOOKED_AT // len(together))  # of hundreds of groups a few images each, or the set would be read twice
    for groups, rows in together:
        ratio = level_of(dataset, rows[evenly(len(rows), n)]) / wanted
        if 1 / SAME_NOISE < ratio < SAME_NOISE:
            continue
        which = "these images" if len(rows) == len(dataset) else f"optics group {', '.join(map(str, groups[:10]))}"
        logger().warning(f"the noise of {which} is {ratio:.3g} times that of the run's: they are divided by that")
        scales |= {group: scales.get(group, 1.0) * ratio for group in groups}
    return replace(dataset, preprocess=replace(dataset.preprocess, group_scales=scales))


def parts(dataset: ParticleDataset) -> Iterator[tuple[list[int], Tensor]]:
    """Optics groups that have one grey scale beside each other, and the rows of all their particles.

    The groups whose scales the run knows belong together, and every other by itself; too small a group goes with the first.
    """
    numbers, counts = np.unique(dataset.table.optics_group, return_counts=True)
    known = [int(number) for number in numbers if int(number) in dataset.preprocess.group_scales]
    alone = [int(n) for n, count in zip(numbers, counts, strict=True) if int(n) not in known and count >= FEWEST_OF_GROUP]
    small = [int(number) for number in numbers if int(number) not in known and int(number) not in alone]
    together = [known] if known else []
    together += [[number] for number in alone]
    together = [together[0] + small, *together[1:]] if together else [small]
    for groups in together:
        yield groups, torch.from_numpy(np.flatnonzero(np.isin(dataset.table.optics_group, groups)))
