"""Volumes that are linear in z: V_0 + sum_j z_j V_j, both sides of the estimation in closed form.

Given poses and z, the volumes of each voxel solve a (q+1) x (q+1) system. Given volumes, z of an image has a Gaussian
posterior, so the two steps are expectation-maximisation of a probabilistic principal component model.

Source: Tipping & Bishop 1999; for cryo-EM Tagare et al. 2015 and Punjani & Fleet (3DVA) 2021. The voxels' prior
variance is found from the volumes themselves, shell by shell (empirical Bayes, Scheres 2012 for one volume).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid, parts_apart
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.volume_sums import PowerByShell, ShareOfWeight, VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.translations import shift_images

WEAK = ShareOfWeight(0.02)
"""The prior of volumes of which nothing is known yet."""


def solve_volumes(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, prior_power: Float[Tensor, "shells c"] | None
) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
    """Volumes V_0 ... V_q given poses and z, and the signal power of each on each shell.

    Args:
        whitened: Up to the grid's shell.
        prior_power: Expected |V|^2 of a voxel of each shell and volume; None for a weak prior.

    Returns:
        (voxels, q+1) and (shells, q+1): the power found, the prior of the next time.
    """
    sums = VolumeSums(grid, posteriors.z.shape[1])
    sums.add(whitened, posteriors)
    return sums.solve(WEAK if prior_power is None else PowerByShell(prior_power))


def latents_given_poses(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]
) -> None:
    """Posterior of z of every particle at its pose, and the likelihood with z integrated out; in place."""
    for _ in _latents_by_batch(whitened, posteriors, grid, volumes):
        pass


def latents_and_residual_power(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]
) -> Float[Tensor, " k"]:
    """The same; returns the mean power of what is left of the whitened images at each sample.

    That is the expected residual, z being where its posterior has it: residuals at its mean alone are less than the noise, as z has been
    fitted to them, and to as much more of it as the window lets through where the particle is. Images count in the mean as in volumes.
    """
    power, weights = torch.zeros(len(whitened.lattice), device=grid.device), whitened.weights_or_one()
    for batch in _latents_by_batch(whitened, posteriors, grid, volumes):
        rows, parts, left = batch.rows, batch.parts, batch.residual
        if parts.shape[2] > 0:
            left = left - torch.bmm(parts, posteriors.z[rows][:, :, None])[..., 0]
            fitted = (torch.bmm(parts, posteriors.z_covariance[rows]) * parts).sum(dim=2)
            power += weights[rows] @ (whitened.oversure * fitted).unflatten(1, (-1, 2)).sum(dim=2)
        power += weights[rows] @ left.square().unflatten(1, (-1, 2)).sum(dim=2)
    team().add_up(power)
    return power / weights.sum().clamp_min(1e-6)


@dataclass(frozen=True)
class _Solved:
    """A batch whose z has been solved; real and imaginary parts of each sample follow each other."""

    rows: Int[Tensor, " b"]
    parts: Float[Tensor, "b 2k q"]
    """CTF x slice of each component."""
    residual: Float[Tensor, "b 2k"]
    """Image less CTF x slice of V_0."""


def _latents_by_batch(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]
) -> Iterator[_Solved]:
    q, indices = posteriors.z.shape[1], whitened.lattice.indices.float()
    eye, table = torch.eye(q, device=grid.device), parts_apart(volumes)
    chunk = images_at_once(grid.device, 500, len(whitened.lattice) * (250 + 24 * volumes.shape[1]))
    for rows in team().own_rows(len(whitened), grid.device).split(chunk):
        slices = grid.slice_parts(table, posteriors.rotations[rows], indices).mul_(whitened.ctfs[rows][..., None, None]).flatten(1, 2)
        centred = shift_images(whitened.images[rows], whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
        image, parts = torch.view_as_real(centred).flatten(1), slices[..., 1:]
        residual = image - slices[..., 0]
        gain, noise_only = 2 * residual.square().sum(dim=1), 2 * image.square().sum(dim=1)
        if q > 0:
            # method.md (3): `precision` is M, `pull` is r; (4) for the gain.
            precision = 2 * torch.bmm(parts.mT, parts) + eye
            pull = 2 * torch.bmm(parts.mT, residual[..., None])[..., 0]
            covariance = torch.linalg.inv(precision)
            posteriors.z[rows] = torch.einsum("bij,bj->bi", covariance, pull)
            posteriors.z_covariance[rows] = covariance
            gain = gain - (posteriors.z[rows] * pull).sum(dim=1) + torch.logdet(precision)
        posteriors.log_likelihood[rows] = 0.5 * (noise_only - gain)
        yield _Solved(rows, parts, residual)
    team().exchange(posteriors.z, posteriors.z_covariance, posteriors.log_likelihood)


def whiten(
    posteriors: ParticlePosteriors,
    volumes: Complex[Tensor, "voxels c"],
    prior_power: Float[Tensor, "shells c"],
    weights: Float[Tensor, " n"] | None = None,
) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
    """Make z of mean 0 and covariance 1 over the set, and change the volumes so that no image changes; z in place.

    Components come out in order of how much density they move.

    Args:
        prior_power: Of each volume on each shell.
        weights: How much each particle counts in mean and covariance; all alike where None.

    Returns:
        The volumes, and their prior power: a component keeps its own wherever it comes in the order. Powers are not scaled with z:
        shells without signal, whose power falls a little with every round, would never be rid of it.
    """
    moments = LatentMoments(posteriors.z.shape[1], posteriors.z.device)
    moments.add(posteriors, torch.ones(len(posteriors), device=posteriors.z.device) if weights is None else weights)
    change = Whitening.by(moments, volumes)
    posteriors.z.copy_(change.of_z(posteriors.z))
    posteriors.z_covariance.copy_(change.matrix @ posteriors.z_covariance @ change.matrix.T)
    return change.of_volumes(volumes), change.of_power(prior_power)


class LatentMoments:
    """Mean and covariance of z over a set, its uncertainty included; particles may come in any number of parts."""

    def __init__(self, n_components: int, device: torch.device) -> None:
        self.weight = torch.zeros((), device=device, dtype=torch.float64)
        self.first = torch.zeros(n_components, device=device, dtype=torch.float64)
        self.second = torch.zeros(n_components, n_components, device=device, dtype=torch.float64)

    def add(self, posteriors: ParticlePosteriors, weights: Float[Tensor, " n"]) -> None:
        """Add particles, each by its weight."""
        z, w = posteriors.z.double(), weights.double()
        self.weight += w.sum()
        self.first += w @ z
        self.second += (z.T * w) @ z + torch.einsum("n,nij->ij", w, posteriors.z_covariance.double())

    @property
    def mean(self) -> Float[Tensor, " q"]:
        """Of z."""
        return self.first / self.weight

    @property
    def covariance(self) -> Float[Tensor, "q q"]:
        """Of z, what each particle's is uncertain by included."""
        return self.second / self.weight - self.mean[:, None] * self.mean


@dataclass(frozen=True)
class Whitening:
    """A change of z and volumes together after which z has mean 0 and covariance 1, and no image has changed."""

    mean: Float[Tensor, " q"]
    """Of z before."""
    matrix: Float[Tensor, "q q"]
    """What z - mean is multiplied by."""
    inverse: Float[Tensor, "q q"]
    """What components are multiplied by."""
    axes: Float[Tensor, "q q"]
    """Which component, scaled, becomes which: orthogonal."""

    @staticmethod
    def by(moments: LatentMoments, volumes: Complex[Tensor, "voxels c"]) -> Whitening:
        """The one that puts the component first which changes the density most."""
        root = torch.linalg.cholesky(moments.covariance).float()
        parts = volumes[:, 1:] @ root.to(volumes.dtype)
        axes = torch.linalg.eigh((parts.conj().T @ parts).real).eigenvectors.flip(1)
        return Whitening(moments.mean.float(), axes.T @ torch.linalg.inv(root), root @ axes, axes)

    def of_z(self, z: Float[Tensor, "n q"]) -> Float[Tensor, "n q"]:
        """z after it."""
        return (z - self.mean) @ self.matrix.T

    def of_volumes(self, volumes: Complex[Tensor, "voxels c"]) -> Complex[Tensor, "voxels c"]:
        """V_0 at the mean of z, and components for z after it."""
        base = volumes[:, 0] + volumes[:, 1:] @ self.mean.to(volumes.dtype)
        return torch.cat([base[:, None], volumes[:, 1:] @ self.inverse.to(volumes.dtype)], dim=1)

    def of_power(self, power: Float[Tensor, "shells c"]) -> Float[Tensor, "shells c"]:
        """Prior power of the volumes after it."""
        return torch.cat([power[:, :1], power[:, 1:] @ self.axes.square()], dim=1)
