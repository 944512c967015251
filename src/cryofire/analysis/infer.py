"""Poses, conformations, scores and confidence of images that a run was not trained on, batch by batch."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cryofire.analysis.arrays import PoseArrays, pose_arrays
from cryofire.analysis.judge_unseen import UnseenJudge
from cryofire.analysis.read_pieces import ReadPieces, key_of, remove_pieces
from cryofire.analysis.run import Run
from cryofire.analysis.runs import LoadedRun, load_run
from cryofire.analysis.unseen_reader import make_reader
from cryofire.analysis.unseen_set import names_of_groups, open_unseen, run_images
from cryofire.core.batch_size import fitting
from cryofire.core.errors import ConfigError, RunError
from cryofire.core.log import logger
from cryofire.core.registry import did_you_mean
from cryofire.core.team import alone, team
from cryofire.core.types import Poses
from cryofire.data.data_config import FilesConfig
from cryofire.data.dataset import ParticleDataset
from cryofire.inference import estimator_store as estimator_store
from cryofire.inference.estimates import Estimates
from cryofire.inference.estimator_store import EstimatorBundle
from cryofire.inference.pose_estimator import PoseEstimator
from cryofire.inference.whitened_images import load_whitened
from cryofire.io.run_store import RunStore
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.pipeline import results
from cryofire.pipeline.run import found_out
from cryofire.training.published import checkpoint

N_FIRST = 1000
"""Images that are looked at before the first batch: for a run without an encoder, their noise and their CTFs."""
OUTLIER = "_cryofireIsOutlier"
"""Column of particles.star: 1 where an image does not look like those of the run."""
FILES = ("ctf", "ind", "datadir", "strip_prefix", "passthrough")
"""Files and folders of a set, beside its particle file."""


@dataclass(frozen=True)
class Summary:
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


@dataclass(frozen=True)
class Inference:
    """What was read off the images of a set. Arrays are numpy, row i is row i of the particle file."""

    run: Path
    dataset: ParticleDataset
    """The set as the run sees it."""
    estimates: Estimates
    """The same results as tensors, shifts in pixels of the images as trained."""
    is_outlier: np.ndarray
    """(n,) whether the image does not look like those of the run; its confidence is 0."""
    is_refined: bool
    has_encoder: bool
    images_per_s: float
    """From the first batch to the last, reading included."""

    def __len__(self) -> int:
        return len(self.dataset)

    @property
    def poses(self) -> PoseArrays:
        """`rotations` (n, 3, 3), `shifts_px` (n, 2) in pixels of the images on disk, `shifts_A` (n, 2)."""
        on_disk = self.dataset.on_disk(Poses(self.estimates.rotations, self.estimates.shifts_px))
        return pose_arrays(on_disk, self.dataset.table)

    @property
    def z(self) -> np.ndarray:
        """(n, z) conformation of each particle."""
        return np.asarray(self.estimates.z)

    @property
    def scores(self) -> np.ndarray:
        """(n,) log-likelihood over that of noise alone, nats."""
        return np.asarray(self.estimates.scores)

    @property
    def confidence(self) -> np.ndarray:
        """(n,) probability that the pose is right, 0 to 1."""
        return np.asarray(self.estimates.confidence)

    @property
    def summary(self) -> Summary:
        """Means over all images."""
        return Summary(
            str(self.run),
            len(self),
            self.is_refined,
            self.has_encoder,
            round(self.images_per_s, 1),
            round(float(self.confidence.mean()), 4),
            round(float(self.scores.mean()), 3),
            int(self.is_outlier.sum()),
        )

    def save(self, outdir: Path | str) -> Summary:
        """Write particles.star, latents.npy and summary.json into a folder.

        Raises:
            ConfigError: If that is the run itself.
        """
        folder = Path(outdir)
        check_is_not_run(folder, self.run)
        if not team().is_first:
            return self.summary
        results.write_particles(RunStore(folder), self.dataset, self.estimates, {OUTLIER: self.is_outlier.astype(int)})
        (folder / "summary.json").write_text(json.dumps(asdict(self.summary), indent=1))
        remove_pieces(folder)
        return self.summary


def check_is_not_run(outdir: Path, run: Path) -> None:
    """Refuse to write an inference into the run that it was made with.

    Raises:
        ConfigError: If that is where it would go.
    """
    if outdir.resolve() == run.resolve():
        raise ConfigError(f"-o {outdir}: is the run itself, whose particles would be lost.", "give another folder")


def infer(
    run: Run | Path | str,
    particles: Path | str,
    refine: bool = False,
    device: str = "auto",
    batch_size: int = 1000,
    kept_in: Path | str | None = None,
    **files: Any,
) -> Inference:
    """Read pose and conformation off every image of a set.

    Args:
        run: A run that searched, or its folder.
        particles: The images: .star, .cs, .mrcs or .txt (a list of stacks).
        refine: Compare the encoder's hypotheses (where it is not sure, a grid of poses as well) by likelihood and refine the likeliest.
        device: auto, cpu or cuda.
        batch_size: Images in memory at a time.
        kept_in: Folder that the results will be saved in: what was read is kept there meanwhile, and a call that was stopped goes on.
        files: `ctf`, `ind`, `datadir`, `strip_prefix` or `passthrough` of the set, as for training.

    Raises:
        RunError: If the run has no volumes to compare with.
        ConfigError: For a word that says nothing of a set's files.
        DataError: For files that cannot be used.
    """
    for name in files:
        if name not in FILES:
            raise ConfigError(f"infer: no option is called {name!r}.", did_you_mean(name, list(FILES)))
    return UnseenReader(run, refine, device).infer(particles, batch_size, None if kept_in is None else Path(kept_in), **files)


class UnseenReader:
    """A run, opened once to read any number of sets of images; arguments as those of `infer`, which raises alike."""

    def __init__(self, run: Run | Path | str, refine: bool = False, device: str = "auto") -> None:
        self.path, self.refine = run.path if isinstance(run, Run) else Path(run), refine
        self.loaded = load_run(self.path, device=device)
        if not isinstance(self.loaded.model.decoder, LowRankGrid) or self.loaded.model.decoder.is_mixed:
            raise RunError(
                f"{self.path}: was not made by a search, and infer compares images with a search's volumes.", "train with --recipe default"
            )
        check_preprocessing_is_known(self.loaded)
        self.bundle = estimator_store.load(self.loaded.run, self.loaded.model.device)
        if self.bundle is None:
            logger().info("the run has no encoder: every image is compared with a grid of poses and refined (train --minutes trains one)")
        self.own = checkpoint.load_estimates(self.loaded.run.latest_checkpoint())
        data = self.loaded.config.data
        names = names_of_groups(self.loaded.run, data)
        self.known = replace(run_images(data, self.loaded.config.seed, self.bundle), group_names=names)
        """How the run's own images were treated."""
        self._prepared: tuple[PoseEstimator, EstimatorBundle, UnseenJudge] | None = None

    def infer(self, particles: Path | str, batch_size: int = 1000, kept_in: Path | None = None, **files: Any) -> Inference:
        """Read pose and conformation off every image of a set; arguments as those of the function.

        How images are read and judged is found out with the first set, and holds for those that follow.
        """
        dataset = open_unseen(FilesConfig(particles=Path(particles), **files), self.known)
        if self._prepared is None:
            noise_sd = None if self.bundle is None else self.bundle.noise_sd
            sample = load_whitened(dataset, dataset.rows_across(N_FIRST), self.loaded.model.device, noise_sd=noise_sd)
            estimator, bundle = make_reader(self.loaded, self.own, self.bundle, sample, dataset.pixel_size_A, self.refine)
            self._prepared = estimator, bundle, UnseenJudge.create(estimator, sample, self.own, self.refine, self.loaded.config.seed)
        names = dataset.table.particle_ids
        key = "" if kept_in is None else key_of(self.path, self.loaded.run.latest_checkpoint(), names, self.refine)
        return read_images(self.path, dataset, *self._prepared, batch_size, kept_in, key)


def check_preprocessing_is_known(loaded: LoadedRun) -> None:
    """See that config.yaml still says how the run's own images were treated.

    Raises:
        RunError: If it does not.
    """
    data = loaded.config.data
    found_out(data.norm, "data.norm", loaded.run)
    found_out(None if data.invert == "auto" else data.invert, "data.invert (true or false)", loaded.run)


def read_images(
    run: Path,
    dataset: ParticleDataset,
    estimator: PoseEstimator,
    bundle: EstimatorBundle,
    judge: UnseenJudge,
    batch_size: int,
    kept_in: Path | None = None,
    key: str = "",
) -> Inference:
    """Every image of a set that was not read before, a batch at a time.

    Args:
        kept_in: Where answers are kept meanwhile, under a key (`read_pieces.py`); None for nowhere.
    """
    refines = judge.refines
    device, mode = bundle.noise_sd.device, bundle.refined if refines or bundle.alone is None else bundle.alone
    n = len(dataset)
    found = Estimates.empty(n, estimator.pose_search.volumes.shape[1] - 1)
    scores, confidence, is_outlier = torch.empty(n), torch.empty(n), torch.empty(n, dtype=torch.bool)
    contrasts, odds = torch.empty(n), torch.empty(n)
    answers = {"rotations": found.rotations, "shifts_px": found.shifts_px, "z": found.z, "scores": scores}
    answers |= {"confidence": confidence, "is_outlier": is_outlier, "contrasts": contrasts, "odds": odds}
    pieces = ReadPieces(kept_in, key, answers)
    started = time.monotonic()
    shared = team().own_rows(n)
    with alone():
        try:
            for rows in shared[~pieces.is_read[shared]].split(batch_size):
                whitened = load_whitened(dataset, rows, device, noise_sd=bundle.noise_sd)
                reading = fitting(partial(estimator.read, whitened, refines))
                contrasts[rows], odds[rows] = (values.cpu() for values in judge.judge(whitened, reading))
                rotations = estimator.symmetry.within_asymmetric_unit(reading.posteriors.rotations)
                found.rotations[rows], found.shifts_px[rows] = rotations.cpu(), reading.posteriors.shifts_px.cpu()
                found.z[rows], scores[rows] = reading.posteriors.z.cpu(), reading.posteriors.log_likelihood.cpu()
                outside = mode.ordinary.is_outside(reading.fit) | (odds[rows] < 0).to(device)
                # The calibration knows images of the molecule alone: of anything else, no pose is right.
                confidence[rows] = torch.where(outside, 0.0, mode.calibration.confidence(reading.evidence)).cpu()
                is_outlier[rows] = outside.cpu()
                pieces.add(rows)
        finally:
            pieces.write()
    team().exchange(found, scores, confidence, is_outlier, contrasts, odds)
    images_per_s = int((~pieces.is_read).sum()) / max(time.monotonic() - started, 1e-9)
    has_encoder = bundle.encoder is not None
    estimates = replace(found, scores=scores, confidence=confidence, odds=odds, contrasts=contrasts)
    return Inference(run, dataset, estimates, is_outlier.numpy(), refines or not has_encoder, has_encoder, images_per_s)
