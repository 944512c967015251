"""How images that a run has not seen are read: as thoroughly as images so noisy need it, with a confidence that belongs to that way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch

from cryofire.analysis.runs import LoadedRun
from cryofire.core.log import logger
from cryofire.inference.decoder_volumes import volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.estimator_store import EstimatorBundle
from cryofire.inference.pose_estimator import PoseEstimator
from cryofire.inference.shift_density import ShiftDensity
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.training.encoder.render import Labelled, Renderer
from cryofire.training.encoder.stage import Measured, measure

N_RENDERED = 1000
"""Images rendered to calibrate the confidence of a run without an encoder, at most."""
N_PROBED = 300
"""Of those, or of others where the run has one: images by which it is decided how thoroughly to look, and calibrated if thoroughly."""
EASY = 0.97
"""Share of rendered images posed within 10 degrees from which a thorough search is not worth its time."""
WORTHWHILE = 0.03
"""More of them, by which a thorough search must do better to be made: it takes three times as long."""
LEAST_SD = 0.1
"""Spread of ordinary fits that is assumed at least where no real images have shown it."""


def make_reader(
    loaded: LoadedRun, estimates: Estimates, bundle: EstimatorBundle | None, sample: WhitenedImages, pixel_size_A: float, refines: bool
) -> tuple[PoseEstimator, EstimatorBundle]:
    """A run's way of reading images, and what is usual of its answers.

    Args:
        estimates: Of the run's own particles.
        bundle: The run's encoder and its numbers; None for a run without one: they are found from the sample's optics.
        sample: Some of the images to be read.
        refines: Whether the encoder's answers are to be refined; a run without an encoder always does.
    """
    decoder, config = loaded.model.decoder, loaded.config
    assert isinstance(decoder, LowRankGrid)
    grid, volumes = volumes_of(decoder, config.search.point_group)
    place = config.search.place.with_shifts_of(estimates.shifts_px)
    shows, encoder = estimates.shows_molecule(), None if bundle is None else bundle.encoder
    shift_density = ShiftDensity.of(estimates.shifts_px, shows, place.max_shift_px)

    def reader(is_thorough: bool) -> PoseEstimator:
        return PoseEstimator(sample, volumes, grid, place, encoder, shift_density, is_thorough)

    if bundle is not None and not refines:
        return reader(False), bundle
    contrasts = None if estimates.contrasts is None else estimates.contrasts[shows].to(grid.device)
    of_particles = (estimates.shifts_px[shows].to(grid.device), estimates.z[shows].to(grid.device))
    renderer = Renderer(sample.lattice, volumes, grid, sample.ctfs, None, *of_particles, sample.window, contrasts)
    n_rendered = min(N_RENDERED if bundle is None else N_PROBED, config.amortize.n_calibration)
    rendered = renderer.draw(n_rendered, torch.Generator().manual_seed(config.seed))
    estimator, measured = choose(reader, rendered)
    if bundle is None:
        mode = replace(measured.mode, ordinary=measured.mode.ordinary.with_sd_of_at_least(LEAST_SD))
        return estimator, EstimatorBundle(None, sample.noise_sd, pixel_size_A, mode, None)
    if estimator.is_thorough:  # what is usual of a fit is known from the run's own images
        bundle = replace(bundle, refined=replace(bundle.refined, calibration=measured.mode.calibration))
    return estimator, bundle


def choose(reader: Callable[[bool], PoseEstimator], rendered: Labelled) -> tuple[PoseEstimator, Measured]:
    """The way of reading that images of a run need, and how it does on rendered ones: thorough only where that finds more poses.

    Args:
        reader: Makes one, thorough or not.
    """
    few = rendered.take(torch.arange(min(N_PROBED, len(rendered)), device=rendered.images.device))
    plain = reader(False)
    first = measure(plain, few, None, True)
    if first.right < EASY:
        thorough = reader(True)
        found = measure(thorough, few, None, True)
        if found.right >= first.right + WORTHWHILE:
            logger().info(
                f"noisy images: a thorough search poses {found.right:.1%} of rendered ones rightly, and a quick one {first.right:.1%}"
            )
            return thorough, found
    return plain, first if len(few) == len(rendered) else measure(plain, rendered, None, True)
