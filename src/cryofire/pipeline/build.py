"""Putting a run together from its configuration."""

from __future__ import annotations

from pathlib import Path

import torch

from cryofire.core.device import find_device
from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset, Sets
from cryofire.data.load_set import FilesConfig, open_dataset
from cryofire.inference.fourier_grid import LARGEST_MASK
from cryofire.models.cryofire import CryoFire
from cryofire.pipeline.run_config import RunConfig
from cryofire.search.config import MASK_OVER_RADIUS

USUAL_RADIUS = 0.425
"""Of the signal, in units of half a box, up to which the shells of a configuration are right as they are."""
LEAST_SCALE, LARGEST_SCALE = 1.15, 2.0
"""Shells are multiplied by nothing less (it makes no difference), and nothing more (time grows by the square)."""
FINER = 1.5
"""Shells are multiplied by this for a molecule of many equal parts: each image counts so many times that finer detail is known sooner, and
from far such a molecule is a ball, which tells no poses."""
OUTERMOST_SEARCHED = 0.75
"""The search shell is not moved beyond this share of Nyquist."""
FILE_OPTIONS = tuple(FilesConfig.model_fields)


def open_sets(config: RunConfig) -> Sets:
    """Training set, and held-out set if there is one, standardised by the same numbers.

    Raises:
        DataError: For files that cannot be used.
        ConfigError: If poses are to be known and the files bring none.
    """
    train = open_dataset(config.data, config.data, config.seed)
    test = None
    if config.test.particles is not None:
        test = open_dataset(config.test, config.data, config.seed, train.preprocess)
    for dataset, name in ((train, "particles"), (test, "test particles")):
        if dataset is not None and config.has_known_poses and dataset.poses is None:
            raise ConfigError(f"poses are to be known, but the {name} bring none.", "--pose poses.pkl, or model.pose.kind=amortized")
    if not config.has_known_poses and train.poses is not None and config.data.pose is None:
        logger().info("the particles bring poses, which are kept for comparison only; to train with them: --recipe fixed-poses")
    return Sets(train, test)


def resolve(config: RunConfig, dataset: ParticleDataset, seed: int) -> RunConfig:
    """The configuration with what was found out: seed, norm, contrast, box, pixel size, noise, depth. This is what config.yaml holds."""
    preprocess = dataset.preprocess
    files = {name: path.absolute() for name, path in config.data if name in FILE_OPTIONS and isinstance(path, Path)}
    found = {
        "norm": (preprocess.mean, preprocess.std),
        "invert": preprocess.sign < 0,
        "invert_found": config.data.invert == "auto",
        "group_scales": dict(preprocess.group_scales),
        "background_sd": preprocess.background_sd,
        "usual_spread": preprocess.usual_spread,
        "box_px": preprocess.box_px,
        "image_pixel_size_A": preprocess.pixel_size_A,
        "noise_level": dataset.noise_level if config.kind.is_search else None,
        "map_pixel_size_A": config.data.map_pixel_size_A or dataset.pixel_size_A,
    }
    data = config.data.model_copy(update={**files, **found})
    test = config.test.model_copy(update={name: path.absolute() for name, path in config.test if isinstance(path, Path)})
    config = config.model_copy(update={"data": data, "test": test, "seed": seed})
    return with_fitted_shells(config, dataset) if config.kind.is_search and config.search.fits_shells else config


def with_fitted_shells(config: RunConfig, dataset: ParticleDataset) -> RunConfig:
    """Shells of search and encoder for as much of the box as the particle fills.

    What tells two poses apart is how many wavelengths they move the particle's outside by. So in units of the particle, and not of its
    box, one set of shells, and one grid of directions with it, is right for all but molecules of many equal parts.
    """
    radius, is_finer = dataset.particle_radius, config.search.first_group.allows_finer
    wanted = max(1.0, min(USUAL_RADIUS / radius, LARGEST_SCALE)) * (FINER if is_finer else 1.0)
    scale = min(wanted, OUTERMOST_SEARCHED * (dataset.box_px // 2) / config.search.search_shell)
    scale = scale if scale > LEAST_SCALE else 1.0
    search = config.search.fitted(scale)
    search = search.finer() if is_finer else search
    if search.mask_radius is None:
        search = search.model_copy(update={"mask_radius": round(min(LARGEST_MASK, MASK_OVER_RADIUS * radius), 3)})
    if scale > 1:
        why = f"{config.search.symmetry} has many equal parts" if is_finer else "the particle fills little of its box"
        logger().info(f"{why} (radius {radius / 2:.0%} of the box): searching up to shell {search.search_shell}")
    encoder = config.amortize.encoder.fitted(scale)
    amortize = config.amortize.model_copy(update={"encoder": encoder.finer() if is_finer else encoder})
    return config.model_copy(update={"search": search, "amortize": amortize})


def make_model(config: RunConfig, box_px: int) -> CryoFire:
    """The network of a run with its first weights, which depend on the seed alone."""
    torch.manual_seed(config.seed)  # PyTorch's own layers draw their weights from the global generator
    model = CryoFire(config.model, box_px, torch.Generator().manual_seed(config.seed))
    if model.encoder is not None and config.model.encoder is not None and model.encoder.depth < config.model.encoder.depth:
        logger().warning(
            f"encoder: {config.model.encoder.depth} blocks need images of {2**config.model.encoder.depth} px; "
            f"with {box_px} px there are {model.encoder.depth}"
        )
    return model.to(find_device(config.device))
