"""Poses, conformations, scores and confidence of images that a run was not trained on, batch by batch."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from cryofire.analysis.runs import LoadedRun, load_run
from cryofire.core.errors import ConfigError, RunError
from cryofire.core.log import logger
from cryofire.data.data_config import FilesConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import open_dataset
from cryofire.data.preprocess import Preprocess, soft_window
from cryofire.inference import estimator_store as estimator_store
from cryofire.inference.decoder_volumes import volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.estimator_store import EstimatorBundle
from cryofire.inference.pose_estimator import PoseEstimator
from cryofire.inference.whitened_images import load_whitened
from cryofire.io.run_store import RunStore
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.pipeline import results
from cryofire.pipeline.run import found_out
from cryofire.training.encoder.render import Renderer
from cryofire.training.encoder.stage import measure
from cryofire.training.published import checkpoint

N_FIRST = 1000
"""Images that are looked at before the first batch: their noise, and, for a run without an encoder, their CTFs."""
SAME_NOISE = 1.1
"""Ratio of noise levels up to which two sets have one grey scale."""
N_RENDERED = 1000
"""Images rendered to calibrate the confidence of a run without an encoder, at most."""
LEAST_SD = 0.1
"""Spread of ordinary fits that is assumed at least where no real images have shown it."""
OUTLIER = "_cryofireIsOutlier"
"""Column of particles.star: 1 where an image does not look like those of the run."""


@dataclass(frozen=True)
class Inferred:
    """What an inference found, as `summary.json` says it."""

    run: str
    n_particles: int
    is_refined: bool
    has_encoder: bool
    images_per_s: float
    """From the first batch to the last, reading included."""
    mean_confidence: float
    mean_score: float
    """Nats an image over noise alone."""
    n_outliers: int


def infer(run: Path, files: FilesConfig, outdir: Path, refines: bool = False, device: str = "auto", batch_size: int = 1000) -> Inferred:
    """Read pose and conformation off every image of a set, and write OUT/particles.star, latents.npy and summary.json.

    Args:
        run: Folder of a run that searched.
        files: The particles.
        outdir: Folder to make.
        refines: Compare the encoder's hypotheses (where it is not sure, a grid of poses as well) by likelihood and refine the likeliest.
        batch_size: Images in memory at a time.

    Raises:
        RunError: If the run has no volumes to compare with.
        ConfigError: If `outdir` is the run itself.
        DataError: For files that cannot be used.
    """
    if outdir.resolve() == run.resolve():
        raise ConfigError(f"-o {outdir}: is the run itself, whose particles would be lost.", "give another folder")
    loaded = load_run(run, device=device)
    if not isinstance(loaded.model.decoder, LowRankGrid) or loaded.model.decoder.is_mixed:
        raise RunError(
            f"{run}: was not made by a search, and infer compares images with a search's volumes.", "train with --recipe default"
        )
    bundle = estimator_store.load(loaded.run, loaded.model.device)
    dataset = matching(open_for(loaded, bundle, files), loaded, bundle)
    estimator, bundle = make_estimator(loaded, bundle, dataset)
    mode = bundle.refined if refines or bundle.alone is None else bundle.alone
    if bundle.encoder is None:
        logger().info("the run has no encoder: every image is compared with a grid of poses and refined (train --minutes trains one)")
    n = len(dataset)
    found = Estimates.empty(n, loaded.model.z_dim)
    scores, confidence, is_outlier = torch.empty(n), torch.empty(n), torch.empty(n, dtype=torch.bool)
    started = time.monotonic()
    for rows in torch.arange(n).split(batch_size):
        inference = estimator.read(load_whitened(dataset, rows, loaded.model.device, noise_sd=bundle.noise_sd), refines)
        found.rotations[rows], found.shifts_px[rows] = inference.posteriors.rotations.cpu(), inference.posteriors.shifts_px.cpu()
        found.z[rows], scores[rows] = inference.posteriors.z.cpu(), inference.posteriors.log_likelihood.cpu()
        outside = mode.ordinary.is_outside(inference.fit)
        # The calibration knows images of the molecule alone: of anything else, no pose is right.
        confidence[rows] = torch.where(outside, 0.0, mode.calibration.confidence(inference.evidence)).cpu()
        is_outlier[rows] = outside.cpu()
    seconds = time.monotonic() - started
    out = RunStore(outdir)
    estimates = replace(found, scores=scores, confidence=confidence)
    results.write_particles(out, dataset, estimates, {OUTLIER: is_outlier.int().numpy()})
    summary = Inferred(
        str(run),
        n,
        refines or bundle.encoder is None,
        bundle.encoder is not None,
        round(n / seconds, 1),
        round(float(confidence.mean()), 4),
        round(float(scores.mean()), 3),
        int(is_outlier.sum()),
    )
    (outdir / "summary.json").write_text(json.dumps(asdict(summary), indent=1))
    return summary


def open_for(loaded: LoadedRun, bundle: EstimatorBundle | None, files: FilesConfig) -> ParticleDataset:
    """A set on the lattice and in the grey scale of a run, left on disk."""
    config, box_px = loaded.config.data, loaded.model.box_px
    norm = found_out(config.norm, "data.norm", loaded.run)
    is_inverted = found_out(None if config.invert == "auto" else config.invert, "data.invert (true or false)", loaded.run)
    preprocess = Preprocess(
        box_px,
        soft_window(box_px, config.window_inner, config.window_outer) if config.window else None,
        config.subtract_background,
        -1.0 if is_inverted else 1.0,
        *norm,
        pixel_size_A=bundle.pixel_size_A if bundle is not None else config.map_pixel_size_A,
        background_sd=config.background_sd or 0.0,
    )
    return open_dataset(files, config.model_copy(update={"lazy": True, "cache_dir": None}), loaded.config.seed, preprocess)


def matching(dataset: ParticleDataset, loaded: LoadedRun, bundle: EstimatorBundle | None) -> ParticleDataset:
    """The set in the run's grey scale, if its noise shows that it came in another."""
    if bundle is None:
        return dataset
    noise = float(load_whitened(dataset, dataset.rows_across(N_FIRST), loaded.model.device).noise_sd[-1])
    ratio = noise / float(bundle.noise_sd[-1])
    if 1 / SAME_NOISE < ratio < SAME_NOISE:
        return dataset
    logger().warning(f"the noise of these images is {ratio:.3g} times that of the run's: they are divided by that")
    preprocess = dataset.preprocess
    return replace(dataset, preprocess=preprocess.with_norm(preprocess.mean, preprocess.std * ratio))


def make_estimator(loaded: LoadedRun, bundle: EstimatorBundle | None, dataset: ParticleDataset) -> tuple[PoseEstimator, EstimatorBundle]:
    """The run's way of reading images; what is not known of a run without an encoder is found from these images' optics."""
    decoder = loaded.model.decoder
    assert isinstance(decoder, LowRankGrid)
    grid, volumes = volumes_of(decoder)
    sample = load_whitened(dataset, dataset.rows_across(N_FIRST), loaded.model.device)
    estimates = checkpoint.load_estimates(loaded.run.latest_checkpoint())
    place = loaded.config.search.place.with_shifts_of(estimates.shifts_px)
    if bundle is not None:
        return PoseEstimator(sample, volumes, grid, place, bundle.encoder), bundle
    estimator = PoseEstimator(sample, volumes, grid, place, None)
    shifts_px, z = estimates.shifts_px.to(grid.device), estimates.z.to(grid.device)
    renderer = Renderer(sample.lattice, volumes, grid, sample.ctfs, None, shifts_px, z)
    n_rendered = min(N_RENDERED, loaded.config.amortize.n_calibration)
    rendered = renderer.draw(n_rendered, torch.Generator().manual_seed(loaded.config.seed))
    mode = measure(estimator, rendered, None, True)
    mode = replace(mode, ordinary=mode.ordinary.with_sd_of_at_least(LEAST_SD))
    return estimator, EstimatorBundle(None, sample.noise_sd, dataset.pixel_size_A, mode, None)
