"""Volumes that are linear in z: V_0 + sum_j z_j V_j, both sides of the estimation in closed form.

Given poses and z, the volumes of each voxel solve a (q+1) x (q+1) system. Given volumes, z of an image has a Gaussian
posterior, so the two steps are expectation-maximisation of a probabilistic principal component model.

Source: Tipping & Bishop 1999; for cryo-EM Tagare et al. 2015 and Punjani & Fleet (3DVA) 2021. The voxels' prior
variance is found from the volumes themselves, shell by shell (empirical Bayes, Scheres 2012 for one volume).
"""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.translations import shift_images


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
    return sums.solve(prior_power)


class VolumeSums:
    """Sums over images from which volumes follow in closed form; images may come in any number of parts."""

    def __init__(self, grid: FourierGrid, n_components: int) -> None:
        self.grid = grid
        self.n_volumes = n_components + 1
        self.upper = torch.triu_indices(self.n_volumes, self.n_volumes, device=grid.device)
        self.values = torch.zeros(grid.n_voxels, 2 * self.n_volumes + self.upper.shape[1], device=grid.device)
        """Back-projections of CTF x image x (1, z), then of CTF^2 x the second moments of (1, z): the upper triangle."""

    def add(self, whitened: WhitenedImages, posteriors: ParticlePosteriors) -> None:
        """Add images.

        Args:
            whitened: Up to the grid's shell.
            posteriors: Of the same images.
        """
        indices, device = whitened.lattice.indices.float(), self.grid.device
        chunk = images_at_once(device, 500, len(indices) * (250 + 16 * self.values.shape[1]))
        for rows in torch.arange(len(whitened), device=device).split(chunk):
            centred = shift_images(whitened.images[rows], whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
            c = whitened.ctfs[rows]
            basis = torch.cat([torch.ones(len(rows), 1, device=device), posteriors.z[rows]], dim=1)
            second = basis[:, :, None] * basis[:, None, :]
            second[:, 1:, 1:] += posteriors.z_covariance[rows]
            top = torch.view_as_real((centred * c)[..., None] * basis[:, None, :]).flatten(2)
            bottom = c.square()[..., None] * second[:, self.upper[0], self.upper[1]][:, None, :]
            self.grid.backproject(torch.cat([top, bottom], dim=-1), posteriors.rotations[rows], indices, self.values)

    def solve(
        self, prior_power: Float[Tensor, "shells c"] | None, chunk: int = 200_000
    ) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
        """Volumes and the power of each on each shell; see `solve_volumes`."""
        grid, q1 = self.grid, self.n_volumes
        # The density is real: half of the voxels inside the last shell say everything.
        shell = grid.radius().round().long()
        middle = grid.n_voxels // 2
        inside = torch.nonzero(shell[: middle + 1] <= grid.shell)[:, 0]
        mirror = torch.cat([self.values.new_tensor([1.0, -1.0]).repeat(q1), self.values.new_ones(self.upper.shape[1])])
        if prior_power is None:
            weight = self.values[inside, 2 * q1].add_(self.values[grid.n_voxels - 1 - inside, 2 * q1]).mean()
            ridge = (0.02 * weight).expand(grid.shell + 1, q1)
        else:
            ridge = 1 / prior_power.clamp_min(1e-12)
        volumes = torch.zeros(grid.n_voxels, q1, dtype=torch.complex64, device=grid.device)
        power = torch.zeros(grid.shell + 1, q1, device=grid.device)
        for half in inside.split(chunk):
            sums = self.values[half] + mirror * self.values[grid.n_voxels - 1 - half]
            top = sums[:, : 2 * q1].unflatten(1, (q1, 2))
            bottom = torch.zeros(len(half), q1, q1, device=grid.device)
            bottom[:, self.upper[0], self.upper[1]] = sums[:, 2 * q1 :]
            bottom[:, self.upper[1], self.upper[0]] = sums[:, 2 * q1 :]
            at = shell[half]
            inverse = torch.linalg.inv(bottom + torch.diag_embed(ridge[at.clamp(max=len(ridge) - 1)]))
            values = torch.view_as_complex((inverse @ top).contiguous())
            volumes[grid.n_voxels - 1 - half] = values.conj()
            volumes[half] = values
            # Power of each voxel with its posterior variance: its mean over a shell is the maximum-likelihood prior.
            power.index_add_(0, at, values.abs().square() + inverse.diagonal(dim1=1, dim2=2))
        return volumes, power / torch.bincount(shell[inside], minlength=grid.shell + 1)[:, None].clamp_min(1)


def latents_given_poses(
    whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid, volumes: Complex[Tensor, "voxels c"]
) -> Float[Tensor, " k"]:
    """Posterior of z of every particle at its pose, in place; returns the mean power of the whitened residuals at each sample."""
    q = posteriors.z.shape[1]
    eye = torch.eye(q, device=grid.device)
    power = torch.zeros(len(whitened.lattice), device=grid.device)
    chunk = images_at_once(grid.device, 500, len(whitened.lattice) * (250 + 24 * volumes.shape[1]))
    for rows in torch.arange(len(whitened), device=grid.device).split(chunk):
        c = whitened.ctfs[rows]
        slices = grid.slice(volumes, posteriors.rotations[rows], whitened.lattice.indices.float()) * c[..., None]
        centred = shift_images(whitened.images[rows], whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
        residual = centred - slices[..., 0]
        gain = 2 * residual.abs().square().sum(dim=1)
        noise_only = 2 * centred.abs().square().sum(dim=1)
        if q > 0:
            parts = slices[..., 1:]
            precision = 2 * torch.einsum("bki,bkj->bij", parts.conj(), parts).real + eye
            pull = 2 * torch.einsum("bki,bk->bi", parts.conj(), residual).real
            covariance = torch.linalg.inv(precision)
            posteriors.z[rows] = torch.einsum("bij,bj->bi", covariance, pull)
            posteriors.z_covariance[rows] = covariance
            gain = gain - (posteriors.z[rows] * pull).sum(dim=1) + torch.logdet(precision)
            residual = residual - (parts * posteriors.z[rows][:, None]).sum(dim=-1)
        posteriors.log_likelihood[rows] = 0.5 * (noise_only - gain)
        power += residual.abs().square().sum(dim=0)
    return power / len(whitened)


def whiten(posteriors: ParticlePosteriors, volumes: Complex[Tensor, "voxels c"]) -> Complex[Tensor, "voxels c"]:
    """Make z of mean 0 and covariance 1 over the set, and change the volumes so that no image changes; z in place.

    Components come out in order of how much density they move.
    """
    return whiten_with(posteriors, volumes, None)[0]


def whiten_with(
    posteriors: ParticlePosteriors, volumes: Complex[Tensor, "voxels c"], prior_power: Float[Tensor, "shells c"] | None
) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"] | None]:
    """`whiten`, and the prior power of the volumes: a component keeps its own wherever it comes in the order.

    Powers are not scaled with z: shells without signal, whose power falls a little with every round, would never be rid of it.
    """
    mean = posteriors.z.mean(dim=0)
    centred = posteriors.z - mean
    second = (centred.T @ centred) / len(centred) + posteriors.z_covariance.mean(dim=0)
    root = torch.linalg.cholesky(second)
    base = volumes[:, 0] + volumes[:, 1:] @ mean.to(volumes.dtype)
    parts = volumes[:, 1:] @ root.to(volumes.dtype)
    # Rotate to principal axes: the largest change of density first.
    gram = (parts.conj().T @ parts).real
    axes = torch.linalg.eigh(gram).eigenvectors.flip(1)
    change = axes.T @ torch.linalg.inv(root)
    posteriors.z.copy_(centred @ change.T)
    posteriors.z_covariance.copy_(change @ posteriors.z_covariance @ change.T)
    changed = torch.cat([base[:, None], parts @ axes.to(volumes.dtype)], dim=1)
    if prior_power is None:
        return changed, None
    return changed, torch.cat([prior_power[:, :1], prior_power[:, 1:] @ axes.square()], dim=1)
