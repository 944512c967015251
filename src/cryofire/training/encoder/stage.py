"""After a search: the encoder learns, confidence is calibrated, and every particle is looked at once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.errors import RunError
from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset
from cryofire.inference import estimator_store as estimator_store
from cryofire.inference.calibration import RIGHT_DEG, calibrate
from cryofire.inference.decoder_volumes import volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.estimator_store import EstimatorBundle, Mode
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.global_search import PlaceConfig
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.pose_estimator import N_HYPOTHESES, Inference, PoseEstimator
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.io.run_store import RunStore
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig
from cryofire.physics.rotations import angle_between_deg
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.encoder.initialise import begin
from cryofire.training.encoder.learn import learn
from cryofire.training.encoder.render import Labelled, renderer_of
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.stage import train_hypervolume

CHUNK = 2000
"""Images whose whitened images are in memory together."""
LEAST_GAIN_NATS = 1.0
"""A particle's pose is replaced if another is likelier by this."""


def amortize(
    config: EncoderTrainingConfig,
    joint: HypervolumeConfig,
    place: PlaceConfig,
    dataset: ParticleDataset,
    decoder: LowRankGrid,
    estimates: Estimates,
    run: RunStore,
    seed: int,
    report: Callable[[dict[str, float]], None],
) -> Estimates:
    """Train the encoder, with the hypervolume if asked to, write them into the run folder, and return the estimates with confidence.

    Args:
        dataset: The training set.
        decoder: Holds the volumes found.
        estimates: Of every particle, on the CPU.
        report: Told the losses from time to time.
    """
    device = decoder.values.device
    grid, volumes = volumes_of(decoder)
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(dataset), generator=generator)
    some = order[: config.n_calibration]
    sample = with_noise_by_shell(load_whitened(dataset, some, device), estimates.posteriors(some, device), volumes, grid)
    layers = config.encoder.model_copy(update={"max_shift_px": place.max_shift_px})
    encoder, is_new = first_encoder(layers, dataset.box_px, estimates.z.shape[1], run, seed)
    encoder, shell = encoder.to(device), encoder.config.shell
    noise_sd = sample.noise_sd[: sample.lattice.n_upto(shell)]
    real = labelled(dataset, order[: config.n_images].sort().values, estimates, noise_sd, shell)
    low = WhitenedImages(sample.lattice.upto(shell), real.images, real.ctfs, noise_sd)
    low_renderer = renderer_of(low, posteriors_of_labels(real), volumes, grid)
    estimator = PoseEstimator(sample, volumes, grid, place, encoder)
    if is_new:
        begin(encoder, low_renderer, generator)
    n_seen = learn(encoder, low_renderer, real, config, seed, estimator.is_bf16, report)
    logger().info(f"encoder: learned from {n_seen:,} images in {config.minutes:g} minutes")
    if joint.minutes > 0:
        train_hypervolume(
            joint, dataset, estimates, volumes, grid, encoder, low_renderer, sample.noise_sd, place.last_shell, run, seed, report
        )
    renderer = renderer_of(sample, estimates.posteriors(some, device), volumes, grid)
    rendered = renderer.draw(config.n_calibration, generator)
    refined, alone = (measure(estimator, rendered, sample, refines) for refines in (True, False))
    estimator_store.save(EstimatorBundle(encoder, sample.noise_sd, dataset.pixel_size_A, refined, alone), run)
    return update_with_encoder(estimator, refined, dataset, estimates, sample)


def first_encoder(config: PolarEncoderConfig, box_px: int, z_dim: int, run: RunStore, seed: int) -> tuple[PolarEncoder, bool]:
    """The run's encoder, if it has one of the same layers: it goes on learning. Else a new one, and that it is new."""
    torch.manual_seed(seed)  # the layers draw their first weights from the global generator
    encoder = PolarEncoder(config, box_px, z_dim)
    try:
        before = estimator_store.load(run, torch.device("cpu"))
    except RunError as error:
        logger().info(f"encoder: a new one ({error.message})")
        before = None
    if before is not None and before.encoder is not None and before.encoder.config == encoder.config:
        logger().info("encoder: goes on from the run's own")
        return before.encoder, False
    return encoder, True


def with_noise_by_shell(whitened: WhitenedImages, posteriors: ParticlePosteriors, volumes: Tensor, grid: FourierGrid) -> WhitenedImages:
    """Images whitened by what the volumes leave of them on each shell."""
    power = renderer_of(whitened, posteriors, volumes, grid).residual_power()
    return whitened.with_noise(whitened.noise_sd * power.sqrt())


def labelled(dataset: ParticleDataset, rows: Int[Tensor, " m"], estimates: Estimates, noise_sd: Tensor, shell: int) -> Labelled:
    """Real images up to a shell with the search's answers.

    Args:
        noise_sd: What they are whitened by, up to that shell.
    """
    parts = [part for _, part in batches(dataset, rows, noise_sd, shell)]
    found = (value[rows].to(noise_sd.device) for value in (estimates.rotations, estimates.shifts_px, estimates.z))
    return Labelled(torch.cat([part.images for part in parts]), torch.cat([part.ctfs for part in parts]), *found)


def batches(
    dataset: ParticleDataset, rows: Tensor, noise_sd: Float[Tensor, " k"], last_shell: int | None = None
) -> Iterator[tuple[Tensor, WhitenedImages]]:
    """Rows and their whitened images up to a shell, whitened by one noise level, a chunk at a time."""
    for part in rows.split(CHUNK):
        yield part, load_whitened(dataset, part, noise_sd.device, last_shell, noise_sd)


def posteriors_of_labels(real: Labelled) -> ParticlePosteriors:
    """The labels of real images as posteriors."""
    return Estimates(real.rotations, real.shifts_px, real.z).posteriors(torch.arange(len(real)), real.images.device)


def measure(estimator: PoseEstimator, rendered: Labelled, real: WhitenedImages | None, refines: bool) -> Mode:
    """How sure the evidence makes, by rendered images; what fits are usual, by real ones where there are any."""
    like = rendered_as_whitened(estimator, rendered)
    inference = estimator.read(like, refines)
    is_right = angle_between_deg(inference.posteriors.rotations, rendered.rotations) < RIGHT_DEG
    usual = inference if real is None else estimator.read(real, refines)
    mode = Mode(calibrate(inference.evidence, is_right), FitStatistics.of(usual.fit))
    name = "refined" if refines or estimator.encoder is None else "encoder alone"
    logger().info(f"{name}: {float(is_right.float().mean()):.1%} of {len(rendered):,} rendered images within {RIGHT_DEG:g} degrees")
    return mode


def rendered_as_whitened(estimator: PoseEstimator, images: Labelled) -> WhitenedImages:
    """Rendered images as whitened images of the reader's set."""
    return WhitenedImages(estimator.lattice, images.images, images.ctfs, torch.ones(len(estimator.lattice), device=images.images.device))


def update_with_encoder(
    estimator: PoseEstimator, mode: Mode, dataset: ParticleDataset, estimates: Estimates, like: WhitenedImages
) -> Estimates:
    """Confidence of every particle; where the encoder knows a likelier pose than the search's, that one, refined."""
    device, n = like.images.device, len(dataset)
    rotations, shifts_px, z = estimates.rotations.clone(), estimates.shifts_px.clone(), estimates.z.clone()
    scores, confidence, n_replaced = torch.empty(n), torch.empty(n), 0
    for rows, whitened in batches(dataset, torch.arange(n), like.noise_sd):
        own = estimates.posteriors(rows, device)
        latents_given_poses(whitened, own, estimator.pose_search.grid, estimator.pose_search.volumes)
        own_pose = ParticlePosteriors.at_poses(own.rotations[:, None], own.shifts_px[:, None], 0)
        found = estimator.encode(whitened, N_HYPOTHESES).with_no_components()
        own_first = ParticlePosteriors.cat([own_pose, found], dim=1)
        inference: Inference = estimator.refined_candidates(whitened, own_first)
        is_better = inference.posteriors.log_likelihood > own.log_likelihood + LEAST_GAIN_NATS
        own.replace_where(is_better, inference.posteriors)
        rotations[rows], shifts_px[rows], z[rows] = own.rotations.cpu(), own.shifts_px.cpu(), own.z.cpu()
        scores[rows] = own.log_likelihood.cpu()
        confidence[rows] = mode.calibration.confidence(inference.evidence).cpu()
        n_replaced += int(is_better.sum())
    logger().info(f"poses: {n_replaced:,} of {n:,} replaced by likelier ones; mean confidence {float(confidence.mean()):.1%}")
    return Estimates(rotations, shifts_px, z, scores=scores, confidence=confidence)
