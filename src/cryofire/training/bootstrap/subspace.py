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

from cryofire.physics.translations import shift_images
from cryofire.training.bootstrap.grid import Cube, insert, read
from cryofire.training.bootstrap.particles import Beliefs
from cryofire.training.bootstrap.spectra import Spectra


def solve_volumes(
    spectra: Spectra,
    beliefs: Beliefs,
    cube: Cube,
    prior_power: Float[Tensor, "shells c"] | None,
    chunk: int = 500,
) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
    """Volumes V_0 ... V_q given poses and z, and the signal power of each on each shell.

    Args:
        spectra: Up to the cube's shell.
        prior_power: Expected |V|^2 of a voxel of each shell and volume; None for a weak prior.

    Returns:
        (voxels, q+1) and (shells, q+1): the power found, the prior of the next time.
    """
    q1 = beliefs.z.shape[1] + 1
    upper = torch.triu_indices(q1, q1, device=cube.device)
    indices = spectra.lattice.indices.float()
    sums = torch.zeros(cube.n_voxels, 2 * q1 + upper.shape[1], device=cube.device)
    for rows in torch.arange(len(spectra), device=cube.device).split(chunk):
        centred = shift_images(spectra.images[rows], spectra.lattice.freqs_per_px, -beliefs.shifts_px[rows])
        c = spectra.ctfs[rows]
        basis = torch.cat([torch.ones(len(rows), 1, device=cube.device), beliefs.z[rows]], dim=1)
        second = basis[:, :, None] * basis[:, None, :]
        second[:, 1:, 1:] += beliefs.z_covariance[rows]
        top = torch.view_as_real((centred * c)[..., None] * basis[:, None, :]).flatten(2)
        bottom = c.square()[..., None] * second[:, upper[0], upper[1]][:, None, :]
        insert(cube, torch.cat([top, bottom], dim=-1), beliefs.rotations[rows], indices, sums)
    # The density is real: half of the voxels inside the last shell say everything.
    shell = cube.radius().round().long()
    middle = cube.n_voxels // 2
    half = torch.nonzero(shell[: middle + 1] <= cube.shell)[:, 0]
    sums = (sums + torch.cat([sums.new_tensor([1.0, -1.0]).repeat(q1), sums.new_ones(upper.shape[1])]) * sums.flip(0))[half]
    top = torch.view_as_complex(sums[:, : 2 * q1].reshape(-1, q1, 2).contiguous())
    bottom = torch.zeros(len(half), q1, q1, device=cube.device)
    bottom[:, upper[0], upper[1]] = sums[:, 2 * q1 :]
    bottom[:, upper[1], upper[0]] = sums[:, 2 * q1 :]
    if prior_power is None:
        ridge = 0.02 * sums[:, 2 * q1].mean() * torch.ones(len(half), q1, device=cube.device)
    else:
        ridge = 1 / prior_power.clamp_min(1e-12)[shell[half].clamp(max=len(prior_power) - 1)]
    inverse = torch.linalg.inv(bottom + torch.diag_embed(ridge))
    values = torch.complex(torch.einsum("vij,vj->vi", inverse, top.real), torch.einsum("vij,vj->vi", inverse, top.imag))
    volumes = torch.zeros(cube.n_voxels, q1, dtype=values.dtype, device=cube.device)
    volumes[cube.n_voxels - 1 - half] = values.conj()
    volumes[half] = values
    return volumes, _power(values, inverse.diagonal(dim1=1, dim2=2), shell[half], cube.shell)


def _power(
    volumes: Complex[Tensor, "voxels c"], variance: Float[Tensor, "voxels c"], shell: Tensor, last_shell: int
) -> Float[Tensor, "shells c"]:
    """Mean of |V|^2 plus its posterior variance over each shell: the maximum-likelihood prior of that shell."""
    sums = torch.zeros(last_shell + 1, volumes.shape[1], device=volumes.device)
    sums.index_add_(0, shell, volumes.abs().square() + variance)
    count = torch.bincount(shell, minlength=last_shell + 1)[:, None].clamp_min(1)
    return sums / count


def latents_given_poses(
    spectra: Spectra, beliefs: Beliefs, cube: Cube, volumes: Complex[Tensor, "voxels c"], chunk: int = 500
) -> Float[Tensor, " k"]:
    """Posterior of z of every particle at its pose, in place; returns the mean power of the whitened residuals at each sample."""
    q = beliefs.z.shape[1]
    eye = torch.eye(q, device=cube.device)
    power = torch.zeros(len(spectra.lattice), device=cube.device)
    for rows in torch.arange(len(spectra), device=cube.device).split(chunk):
        c = spectra.ctfs[rows]
        slices = read(cube, volumes, beliefs.rotations[rows], spectra.lattice.indices.float()) * c[..., None]
        centred = shift_images(spectra.images[rows], spectra.lattice.freqs_per_px, -beliefs.shifts_px[rows])
        residual = centred - slices[..., 0]
        gain = 2 * residual.abs().square().sum(dim=1)
        noise_only = 2 * centred.abs().square().sum(dim=1)
        if q > 0:
            parts = slices[..., 1:]
            precision = 2 * torch.einsum("bki,bkj->bij", parts.conj(), parts).real + eye
            pull = 2 * torch.einsum("bki,bk->bi", parts.conj(), residual).real
            covariance = torch.linalg.inv(precision)
            beliefs.z[rows] = torch.einsum("bij,bj->bi", covariance, pull)
            beliefs.z_covariance[rows] = covariance
            gain = gain - (beliefs.z[rows] * pull).sum(dim=1) + torch.logdet(precision)
            residual = residual - (parts * beliefs.z[rows][:, None]).sum(dim=-1)
        beliefs.log_likelihood[rows] = 0.5 * (noise_only - gain)
        power += residual.abs().square().sum(dim=0)
    return power / len(spectra)


def whiten(beliefs: Beliefs, volumes: Complex[Tensor, "voxels c"]) -> Complex[Tensor, "voxels c"]:
    """Make z of mean 0 and covariance 1 over the set, and change the volumes so that no image changes; z in place.

    Components come out in order of how much density they move.
    """
    mean = beliefs.z.mean(dim=0)
    centred = beliefs.z - mean
    second = (centred.T @ centred) / len(centred) + beliefs.z_covariance.mean(dim=0)
    root = torch.linalg.cholesky(second)
    base = volumes[:, 0] + volumes[:, 1:] @ mean.to(volumes.dtype)
    parts = volumes[:, 1:] @ root.to(volumes.dtype)
    # Rotate to principal axes: the largest change of density first.
    gram = (parts.conj().T @ parts).real
    axes = torch.linalg.eigh(gram).eigenvectors.flip(1)
    change = axes.T @ torch.linalg.inv(root)
    beliefs.z.copy_(centred @ change.T)
    beliefs.z_covariance.copy_(change @ beliefs.z_covariance @ change.T)
    return torch.cat([base[:, None], parts @ axes.to(volumes.dtype)], dim=1)
