"""Half maps of one conformation, from the images of particles near it: no network and no subspace between image and map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.analysis.runs import LoadedRun
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.log import logger
from cryofire.core.types import cat_records, map_tensors
from cryofire.data.dataset import ParticleDataset
from cryofire.data.memory import available_bytes
from cryofire.inference import estimator_store
from cryofire.inference.decoder_volumes import map_of, volumes_of
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.kernel_sums import kernel_widths, volumes_by_width, weights_at
from cryofire.inference.latent_density import LatentLikelihood
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages, load_whitened
from cryofire.models.decoders.low_rank_grid import LowRankGrid, LowRankGridConfig
from cryofire.pipeline import halves_store
from cryofire.search.halves import split
from cryofire.training.published import checkpoint
from cryofire.validation.kernel_width import best_of_widths

PART = 1000
"""Images read at a time."""
FEWEST = 20
"""Fewer particles make no half maps."""
SUMS_BYTES, WIDTH_BYTES = 250, 28
"""Memory for each voxel of a map: of the sums that maps are solved from and what comes of them; and of each kernel width, for the maps
of both halves, their spectra, and what is in a band of these."""


@dataclass(frozen=True)
class StateOptions:
    """How half maps of a conformation are made."""

    n_widths: int = 16
    """Kernel widths tried: each is a map of both halves in memory."""
    window_A: float = 25.0
    """Width of the window in which the best kernel is chosen, Angstrom."""
    seed: int = 0
    """Of the halves, where the run has not refined halves of its own."""
    box_px: int | None = None
    """Pixels a side of the maps, of the run's field of view; those that the run was trained on by default."""


@dataclass(frozen=True)
class StateMaps:
    """Half maps of one conformation, unfiltered and unmasked, in the run's frame and the grey scale of the images on disk."""

    z: np.ndarray
    """(z,) the conformation."""
    one: Float[Tensor, "box box box"]
    other: Float[Tensor, "box box box"]
    pixel_size_A: float
    widths: np.ndarray
    """(h,) kernel widths tried: squared distances in units of each particle's own uncertainty of z."""
    n_within: np.ndarray
    """(h,) particles within each width, both halves together."""
    n_effective: np.ndarray
    """(h,) what they come to, weighted: (sum w)^2 / sum w^2."""
    width_share: np.ndarray
    """(bands, h) share of the molecule's voxels at which each width was chosen, coarse shells first."""
    note: str
    """Whether the halves share poses, or were refined apart: what a resolution of them is worth."""

    @property
    def mean(self) -> Float[Tensor, "box box box"]:
        """Of both halves."""
        return (self.one + self.other) / 2


class StateImages:
    """The images of a run, whitened, with what the run knows of each; read from disk when asked for.

    Where the run has refined two halves apart, all of it is what an image's own half knows.
    """

    def __init__(self, loaded: LoadedRun, dataset: ParticleDataset, seed: int = 0) -> None:
        """
        Args:
            dataset: The run's images, with the pixels of the run or finer ones.
        """
        self.finer = dataset.box_px / loaded.model.box_px
        """How many of their pixels one that the run was trained on is wide."""
        self.dataset, self.device, self.symmetry = dataset, loaded.model.device, loaded.config.search.point_group
        self.apart = halves_store.load(loaded.run, self.device)
        self.estimates: Estimates = (
            checkpoint.load_estimates(loaded.run.latest_checkpoint()) if self.apart is None else self.apart.estimates
        )
        bundle = estimator_store.load(loaded.run, self.device)
        self.noise_sd = None if bundle is None else bundle.noise_sd
        self.rows = torch.nonzero(self.estimates.shows_molecule())[:, 0]
        """Particles taken for the molecule."""
        self.halves: tuple[Tensor, Tensor]
        """Which of those are in either half."""
        if self.apart is None:
            self.halves = split(len(self.rows), seed)
        else:
            subset = self.apart.subset[self.rows]
            self.halves = torch.nonzero(subset == 1)[:, 0], torch.nonzero(subset == 2)[:, 0]

    def map_grid(self, box_px: int) -> FourierGrid:
        """What half maps up to Nyquist are added up on."""
        return FourierGrid(box_px // 2, LowRankGridConfig().oversampling, self.device, symmetry=self.symmetry)

    def read(self, rows: Tensor, half: int) -> tuple[WhitenedImages, ParticlePosteriors]:
        """Some rows of one half: images with contrast and weight, and posteriors at their poses."""
        noise_sd = self.noise_sd if self.apart is None else self.apart.volumes[half].noise_sd
        whitened = load_whitened(self.dataset, rows, self.device, noise_sd=noise_sd if self.finer == 1 else None)
        posteriors = self.estimates.posteriors(rows, self.device)
        posteriors.shifts_px.mul_(self.finer)
        return self.estimates.judged(whitened, rows), posteriors

    def volumes(self, half: int, decoder: object) -> tuple[FourierGrid, Tensor] | None:
        """What z of one half's images is read off; None for a network, which has no volumes linear in z."""
        if self.apart is not None:
            found = self.apart.volumes[half]
            return found.grid, found.volumes
        return volumes_of(decoder, self.symmetry) if isinstance(decoder, LowRankGrid) and not decoder.is_mixed else None


def fitting_widths(n_widths: int, box_px: int, free_bytes: float) -> int:
    """As many kernel widths, of those wanted, as there is memory for.

    Raises:
        ConfigError: If there is too little for one.
    """
    n = int((free_bytes - SUMS_BYTES * box_px**3) // (WIDTH_BYTES * box_px**3))
    if n < 1:
        raise ConfigError(
            f"half maps of {box_px} px take {(SUMS_BYTES + WIDTH_BYTES) * box_px**3 / 1e9:.0f} GB of memory; "
            f"{free_bytes / 1e9:.0f} GB are there.",
            "fewer pixels (--box-px)",
        )
    if n < n_widths:
        logger().info(f"kernels of {n} widths instead of {n_widths}: more do not fit into memory at {box_px} px")
    return min(n, n_widths)


def latent_likelihoods(images: StateImages, decoder: object) -> LatentLikelihood | None:
    """What each of `images.rows` alone says of its z, by a search's volumes; None for a network, which does not know it."""
    if images.estimates.z.shape[1] == 0 or images.volumes(0, decoder) is None:
        return None
    found: list[LatentLikelihood] = []
    for half, at in enumerate(images.halves):
        by = images.volumes(half, decoder)
        assert by is not None
        grid, volumes = by
        for part in at.split(PART):
            whitened, posteriors = images.read(images.rows[part], half)
            inner, own = whitened.upto(grid.shell), posteriors.leading(volumes.shape[1] - 1)
            latents_given_poses(inner, own, grid, volumes)
            # Under the window nats are too large, and z would be too sure by as much (benchmarks/NOTES.md).
            seen = _padded(LatentLikelihood.of(own), posteriors.z.shape[1])
            found.append(map_tensors(seen, lambda t: t.cpu() / whitened.oversure))  # noqa: B023
    return cat_records(found).take(torch.cat(images.halves).argsort())


def _padded(seen: LatentLikelihood, z_dim: int) -> LatentLikelihood:
    """The same with further dimensions of z, of which images say nothing."""
    more = z_dim - seen.pull.shape[1]
    return LatentLikelihood(torch.nn.functional.pad(seen.precision, (0, more, 0, more)), torch.nn.functional.pad(seen.pull, (0, more)))


def squared_distances(images: StateImages, decoder: object, z: np.ndarray) -> Float[Tensor, " n"]:
    """q = (z* - z_i)^T L_i (z* - z_i) for each of `images.rows`, L_i the precision of particle i's z.

    A search's volumes say how precisely each image tells z; for a network, what its z vary by over all particles is taken for all.
    """
    wanted = torch.from_numpy(np.asarray(z)).float()
    if len(wanted) == 0:
        return torch.zeros(len(images.rows))
    own = images.estimates.z[images.rows]
    away, seen = wanted - own, latent_likelihoods(images, decoder)
    if seen is None:
        precision = torch.linalg.pinv(torch.cov(own.T.double()).reshape(len(wanted), -1)).float().expand(len(own), -1, -1)
    else:
        precision = seen.precision + torch.eye(len(wanted))
    return torch.einsum("nz,nzy,ny->n", away, precision, away)


def make_state_maps(
    loaded: LoadedRun, dataset: ParticleDataset, z: np.ndarray, options: StateOptions | None = None, finer: ParticleDataset | None = None
) -> StateMaps:
    """Half maps of a conformation, by weighted back-projection of the images of particles near it.

    Args:
        dataset: The run's images.
        z: (z,) the conformation; empty for a rigid molecule.
        finer: The same images with more pixels, which maps are made from; how near a particle is to z is asked of the run's.

    Raises:
        DataError: If the run has too few particles that show the molecule.
    """
    options = options or StateOptions()
    images = StateImages(loaded, dataset, options.seed)
    if len(images.rows) < FEWEST:
        raise DataError(f"{loaded.run.path}: {len(images.rows)} particles show the molecule, and half maps need at least {FEWEST}.")
    q = squared_distances(images, loaded.model.decoder, z)
    shown = images if finer is None else StateImages(loaded, finer, options.seed)
    box_px, pixel_size_A = shown.dataset.box_px, loaded.pixel_size_A / shown.finer
    image_std = loaded.image_std if finer is None else finer.preprocess.std
    widths = kernel_widths(q, len(z), fitting_widths(options.n_widths if len(z) > 0 else 1, box_px, available_bytes()))
    grid = images.map_grid(box_px)
    maps = [
        [
            map_of(volume, grid, box_px, image_std)
            for volume in volumes_by_width(images.rows[at], q[at], widths, partial(shown.read, half=half), grid)
        ]
        for half, at in enumerate(images.halves)
    ]
    best = best_of_widths(maps[0], maps[1], pixel_size_A, options.window_A)
    weights = [weights_at(q, width) for width in widths.tolist()]
    effective = np.array([float(w.sum() ** 2 / w.square().sum()) for w in weights])
    within = np.array([int((w > 0).sum()) for w in weights])
    logger().info(f"half maps of {int(within[0]):,} to {int(within[-1]):,} particles, kernels of {len(widths)} widths")
    note = halves_store.note_on_resolution(None if images.apart is None else images.apart.numbers)
    return StateMaps(np.asarray(z), best.one, best.other, pixel_size_A, widths.numpy(), within, effective, best.share.numpy(), note)
