"""After a search: the encoder learns, confidence is calibrated, and every particle is looked at once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.errors import RunError
from cryofire.core.log import logger
from cryofire.core.team import alone, team
from cryofire.data.dataset import ParticleDataset
from cryofire.inference import estimator_store as estimator_store
from cryofire.inference.calibration import RIGHT_DEG, calibrate
from cryofire.inference.decoder_volumes import volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.estimator_store import EstimatorBundle, Mode
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.place_config import PlaceConfig
from cryofire.inference.pose_estimator import N_HYPOTHESES, PoseEstimator, Reading
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.io.run_store import RunStore
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig
from cryofire.physics.point_groups import C1, PointGroup
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.encoder.initialise import begin
from cryofire.training.encoder.learn import EncoderTask, learn
from cryofire.training.encoder.render import Labelled, Renderer, renderer_of
from cryofire.training.stage_task import Surroundings

CHUNK = 2000
"""Images whose whitened images are in memory together."""
LEAST_GAIN_NATS = 1.0
"""A particle's pose is replaced if another is likelier by this."""


@dataclass(frozen=True)
class EncoderMaterial:
    """What an encoder learns from and is measured on: a set, what a search found of it, and the volumes."""

    dataset: ParticleDataset
    estimates: Estimates
    """Of every particle, on the CPU."""
    place: PlaceConfig
    volumes: Complex[Tensor, "voxels c"]
    grid: FourierGrid
    sample: WhitenedImages
    """Some images of the set, up to Nyquist, whitened by what the volumes leave of them."""
    renderer: Renderer
    """Renders images like those of the sample, up to Nyquist."""
    real: Labelled
    """Images of the set with the search's answers, up to the encoder's shell."""
    low_renderer: Renderer
    """Renders images like those, up to that shell."""

    @staticmethod
    def gather(
        config: EncoderTrainingConfig,
        place: PlaceConfig,
        dataset: ParticleDataset,
        decoder: LowRankGrid,
        estimates: Estimates,
        seed: int,
        symmetry: PointGroup = C1,
    ) -> EncoderMaterial:
        """From a searched set.

        Args:
            place: How poses are found under the volumes.
            decoder: Holds the volumes found.
            symmetry: What they have.
        """
        device = decoder.values.device
        grid, volumes = volumes_of(decoder, symmetry)
        order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed))
        order = order[estimates.shows_molecule()[order]]
        some = order[: config.n_calibration]
        judged = estimates.judged(load_whitened(dataset, some, device), some)
        sample = with_noise_by_shell(judged, estimates.posteriors(some, device), volumes, grid)
        shell = config.encoder.within(dataset.box_px).shell
        noise_sd = sample.noise_sd[: sample.lattice.n_upto(shell)]
        rows = order[: config.n_images].sort().values
        real = labelled(dataset, rows, estimates, noise_sd, shell)
        low = estimates.judged(WhitenedImages(sample.lattice.upto(shell), real.images, real.ctfs, noise_sd, window=sample.window), rows)
        low_renderer = renderer_of(low, posteriors_of_labels(real), volumes, grid)
        renderer = renderer_of(sample, estimates.posteriors(some, device), volumes, grid)
        # Who reads an image does not know its contrast beforehand.
        return EncoderMaterial(dataset, estimates, place, volumes, grid, sample.with_contrasts(None), renderer, real, low_renderer)

    def estimator(self, encoder: PolarEncoder) -> PoseEstimator:
        """What reads poses off images with an encoder, which is shown the volumes."""
        return PoseEstimator(self.sample, self.volumes, self.grid, self.place, encoder)


def train_encoder(material: EncoderMaterial, config: EncoderTrainingConfig, seed: int, around: Surroundings) -> tuple[PolarEncoder, int]:
    """A trained encoder, and the images that it has seen: the run's own, trained further, if it has one of the same layers."""
    layers = config.encoder.model_copy(update={"max_shift_px": material.place.max_shift_px, "point_group": material.grid.symmetry.name})
    made, is_new = first_encoder(layers, material.dataset.box_px, material.estimates.z.shape[1], around.run, seed)
    encoder = made.to(material.grid.device)
    estimator = material.estimator(encoder)
    if is_new:
        begin(encoder, material.low_renderer, torch.Generator().manual_seed(seed))
    n_seen = learn(EncoderTask(encoder, material.low_renderer, material.real, config, seed, estimator.is_bf16, around))
    logger().info(f"encoder: learned from {n_seen:,} images")
    return encoder, n_seen


def calibrated(material: EncoderMaterial, encoder: PolarEncoder, config: EncoderTrainingConfig, seed: int) -> EstimatorBundle:
    """An encoder with what is usual of its answers: how sure evidence makes, and how well images fit."""
    estimator = material.estimator(encoder)
    rendered = material.renderer.draw(config.n_calibration, torch.Generator().manual_seed(seed + 4))
    refined, alone = (measure(estimator, rendered, material.sample, refines).mode for refines in (True, False))
    return EstimatorBundle(encoder, material.sample.noise_sd, material.dataset.pixel_size_A, refined, alone)


def first_encoder(config: PolarEncoderConfig, box_px: int, z_dim: int, run: RunStore | None, seed: int) -> tuple[PolarEncoder, bool]:
    """The run's encoder, if it has one of the same layers: it goes on learning. Else a new one, and that it is new."""
    torch.manual_seed(seed)  # the layers draw their first weights from the global generator
    encoder = PolarEncoder(config, box_px, z_dim)
    try:
        before = None if run is None else estimator_store.load(run, torch.device("cpu"))
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


@dataclass(frozen=True)
class Measured:
    """What is usual of a way of reading images."""

    mode: Mode
    right: float
    """Share of the rendered images whose pose it finds within 10 degrees."""


def measure(estimator: PoseEstimator, rendered: Labelled, real: WhitenedImages | None, refines: bool) -> Measured:
    """How sure the evidence makes, by rendered images; what fits are usual, by real ones where there are any."""
    like = rendered_as_whitened(estimator, rendered)
    reading = estimator.read(like, refines)
    is_right = estimator.symmetry.angle_between_deg(reading.posteriors.rotations, rendered.rotations) < RIGHT_DEG
    usual = reading if real is None else estimator.read(real, refines)
    mode = Mode(calibrate(reading.evidence, is_right), FitStatistics.of(usual.fit))
    name, right = "refined" if refines or estimator.encoder is None else "encoder alone", float(is_right.float().mean())
    logger().info(f"{name}: {right:.1%} of {len(rendered):,} rendered images within {RIGHT_DEG:g} degrees")
    return Measured(mode, right)


def rendered_as_whitened(estimator: PoseEstimator, images: Labelled) -> WhitenedImages:
    """Rendered images as whitened images of the reader's set."""
    return WhitenedImages(estimator.lattice, images.images, images.ctfs, torch.ones(len(estimator.lattice), device=images.images.device))


def update_with_encoder(
    estimator: PoseEstimator, mode: Mode, dataset: ParticleDataset, estimates: Estimates, like: WhitenedImages, keeps_poses: bool
) -> Estimates:
    """Confidence of every particle; where the encoder knows a likelier pose than the search's, that one, refined.

    Args:
        keeps_poses: Poses were given, and stay. Where another is likelier, the confidence is the chance that the other one is wrong.
    """
    device, n, shared = like.images.device, len(dataset), team().own_rows(len(dataset))
    rotations, shifts_px, z = estimates.rotations.clone(), estimates.shifts_px.clone(), estimates.z.clone()
    scores, confidence, is_replaced = torch.empty(n), torch.empty(n), torch.zeros(n, dtype=torch.bool)
    with alone():
        for rows, plain in batches(dataset, shared, like.noise_sd):
            own, whitened = estimates.posteriors(rows, device), estimates.judged(plain, rows)
            latents_given_poses(whitened, own, estimator.pose_search.grid, estimator.pose_search.volumes)
            own_pose = ParticlePosteriors.at_poses(own.rotations[:, None], own.shifts_px[:, None], 0)
            found = estimator.encode(plain, N_HYPOTHESES).with_no_components()
            own_first = ParticlePosteriors.cat([own_pose, found], dim=1)
            reading: Reading = estimator.refined_candidates(whitened, own_first)
            is_better = reading.posteriors.log_likelihood > own.log_likelihood + LEAST_GAIN_NATS
            sure = mode.calibration.confidence(reading.evidence)
            if keeps_poses:
                sure = torch.where(is_better, 1 - sure, sure)
            else:
                own.replace_where(is_better, reading.posteriors)
            found_at = own.rotations if keeps_poses else estimator.symmetry.within_asymmetric_unit(own.rotations)
            rotations[rows], shifts_px[rows], z[rows] = found_at.cpu(), own.shifts_px.cpu(), own.z.cpu()
            scores[rows] = own.log_likelihood.cpu()
            confidence[rows], is_replaced[rows] = sure.cpu(), is_better.cpu()
    team().exchange(rotations, shifts_px, z, scores, confidence, is_replaced)
    n_replaced = int(is_replaced.sum())
    became = "kept as given, though others are likelier" if keeps_poses else "replaced by likelier ones"
    logger().info(f"poses: {n_replaced:,} of {n:,} {became}; mean confidence {float(confidence.mean()):.1%}")
    return replace(estimates, rotations=rotations, shifts_px=shifts_px, z=z, scores=scores, confidence=confidence)
