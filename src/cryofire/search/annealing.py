"""A volume from nothing by annealing: every image at every pose of the bank, weighted by a posterior that grows sharp slowly.

At a low temperature factor all poses are alike and the volume is round. As the factor rises, the volume breaks its
symmetry where most images agree, and poses and volume grow sharp together; the random start has hardly any say in how. That
takes all poses of the posterior (the best few of each image freeze it into its first guess) and many images at once
(with few, their noise breaks the symmetry). It costs more than minibatches, and finds what they do not where each image
says little.

Source: deterministic annealing, Rose, Proc. IEEE 1998, and Ueda & Nakano, Neural Networks 1998.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.log import logger
from cryofire.core.precision import half_precision_products
from cryofire.inference.fourier_grid import Cube
from cryofire.inference.pose_grid import Bank
from cryofire.inference.whitened_images import Spectra, mean_by_shell

OUTLINE = 3
"""Shells below it show the particle's outline, and little of its pose."""
FIRST_FACTOR = 20.0
"""The first factor times what each image says, nats: from there on the volume begins to break its symmetry."""
ENOUGH_NATS = 750_000.0
"""What all images together must say for their noise not to break it: half of that was enough for three starts of four."""
WARMING = 1.015
"""Times that the factor rises from one iteration to the next at most."""
SHARPENING = 0.7
"""How much less entropy, nats an image, posteriors have from one iteration to the next at most."""
SHARP = math.log(10.0)
"""Entropy, nats an image, at which the factor need not rise slowly any more."""
N_PROBED = 128
"""Images that say how sharp posteriors are."""
N_SETTLING = 40
"""Iterations with the factor at 1, at most."""
SETTLED = 0.01
"""Gain of an iteration, nats an image, below which they end: the right volume grows slowly at first."""


def signal_by_shell(spectra: Spectra) -> Float[Tensor, " shells"]:
    """Mean |slice|^2 of each shell, by how much the images' power exceeds that of the noise, which is 1."""
    excess = mean_by_shell(spectra.lattice, spectra.images.abs().square().mean(dim=0)) - 1
    return (excess / mean_by_shell(spectra.lattice, spectra.ctfs.square().mean(dim=0)).clamp_min(1e-6)).clamp_min(0.02)


def nats_of_an_image(spectra: Spectra) -> float:
    """What an image says beyond the particle's outline: its signal over the noise, summed over the half plane.

    In sets at SNR 0.1 (referee) this is 205 to 353, at 0.03 it is 77 to 107.
    """
    expected = signal_by_shell(spectra)[spectra.lattice.shell] * spectra.ctfs.square().mean(dim=0)
    return float(expected[spectra.lattice.shell >= OUTLINE].sum())


def anneal(spectra: Spectra, bank: Bank, inner_shell: int, seed: int) -> Complex[Tensor, " voxels"]:
    """A volume of some images.

    Args:
        spectra: Up to the shell of the bank's cube.
        bank: Only its shifts nearest to the centre are compared: wider ones would smear a volume that does not tell them yet.
        inner_shell: Shell up to which the volume grows sharp; then all shells take part.
    """
    nats = nats_of_an_image(spectra)
    generator = torch.Generator().manual_seed(seed)
    if len(spectra) * nats > ENOUGH_NATS:
        chosen = torch.randperm(len(spectra), generator=generator)[: int(ENOUGH_NATS / nats)]
        spectra = spectra.take(chosen.sort().values.to(spectra.images.device))
    logger().info(f"ab initio: an image says {nats:.0f} nats beyond the outline; annealing with {len(spectra):,} (minutes on a CPU)")
    bank, prior = _about_centre(bank), signal_by_shell(spectra)
    inner = spectra.upto(inner_shell)
    first_factor = min(1.0, FIRST_FACTOR / nats)
    volume, n_warming = _warm(_blob(bank.cube, prior, generator), inner, bank.upto(len(inner.lattice)), prior, first_factor)
    volume, n_settling = _settle(volume, spectra, bank, prior)
    logger().info(f"ab initio: annealed in {n_warming} + {n_settling} iterations")
    return volume


def _warm(
    volume: Complex[Tensor, " voxels"], spectra: Spectra, bank: Bank, prior: Float[Tensor, " shells"], factor: float
) -> tuple[Complex[Tensor, " voxels"], int]:
    """Iterations with a rising factor, until posteriors are sharp; and how many."""
    probed, least, n = spectra.take(_probed(spectra)), -math.inf, 0
    while factor < 1:
        slices = bank.slices(volume[:, None])
        found = bank.log_likelihood(slices, probed.images, probed.ctfs).flatten(1)
        factor = hottest(found, least, factor, min(1.0, WARMING * factor))
        now = entropy(found, factor)
        if now < SHARP:
            break
        least, n = now - SHARPENING, n + 1
        volume = _solve(bank, prior, expect(spectra, bank, slices, factor))
    return volume, n


def _settle(
    volume: Complex[Tensor, " voxels"], spectra: Spectra, bank: Bank, prior: Float[Tensor, " shells"]
) -> tuple[Complex[Tensor, " voxels"], int]:
    """Iterations with the factor at 1, until they gain nothing; and how many."""
    before = -math.inf
    for n in range(N_SETTLING):
        found = expect(spectra, bank, bank.slices(volume[:, None]), 1.0)
        if found.log_likelihood < before + SETTLED:
            return volume, n
        before = found.log_likelihood
        volume = _solve(bank, prior, found)
    return volume, N_SETTLING


def _probed(spectra: Spectra) -> Int[Tensor, " m"]:
    return torch.arange(0, len(spectra), max(1, len(spectra) // N_PROBED), device=spectra.images.device)


def _about_centre(bank: Bank) -> Bank:
    """The same with one shift to each side of the centre."""
    off_px = bank.shifts_px.abs().amax(dim=1)
    near = off_px <= off_px.unique()[:2][-1]
    return replace(bank, shifts_px=bank.shifts_px[near], phases=bank.phases[near])


def _blob(cube: Cube, prior: Float[Tensor, " shells"], generator: torch.Generator) -> Complex[Tensor, " voxels"]:
    """Random density under a Gaussian of two shells' width: next to no signal, and no symmetry."""
    noise = torch.randn(cube.n_voxels, 2, generator=generator).to(cube.device)
    return cube.hermitian(torch.view_as_complex(noise)) * torch.exp(-(cube.radius() ** 2) / 8) * (0.01 * prior.sqrt().sum())


@dataclass(frozen=True)
class Expectation:
    """What all images add to the slice of each rotation by their posteriors over rotations and shifts."""

    top: Float[Tensor, "r 2k"]
    """CTF x image, moved back; real and imaginary parts in turn."""
    bottom: Float[Tensor, "r k"]
    """CTF^2."""
    log_likelihood: float
    """Times the factor, marginal over the bank, up to a constant; mean over the images, nats."""


def expect(spectra: Spectra, bank: Bank, slices: Complex[Tensor, "r k 1"], factor: float) -> Expectation:
    """Posteriors of all images, log-likelihoods multiplied by a factor, and what they add up to."""
    n_rotations, k, device = len(bank.rotations), len(bank.indices), slices.device
    top, bottom = torch.zeros(n_rotations, 2 * k, device=device), torch.zeros(n_rotations, k, device=device)
    total = torch.zeros((), device=device)
    at_once = images_at_once(device, 32, 20 * n_rotations * len(bank.shifts_px))
    for part in torch.arange(len(spectra), device=device).split(at_once):
        images, ctfs = spectra.images[part], spectra.ctfs[part]
        scaled = bank.log_likelihood(slices, images, ctfs).flatten(1).mul_(factor)
        evidence = scaled.logsumexp(dim=1, keepdim=True)
        share = scaled.sub_(evidence).exp_().view(-1, n_rotations)
        moved = torch.view_as_real((images * ctfs)[:, None] * bank.phases).flatten(0, 1).flatten(1)
        with half_precision_products():
            top.addmm_(share.T, moved)
            bottom.addmm_(share.view(len(part), -1, n_rotations).sum(dim=1).T, ctfs.square())
        total = total + evidence.sum()
    return Expectation(top, bottom, float(total) / len(spectra))


def _solve(bank: Bank, prior: Float[Tensor, " shells"], found: Expectation) -> Complex[Tensor, " voxels"]:
    """The volume of those slices, with signal of the images' own power expected on each shell."""
    cube = bank.cube
    numerator, weight = bank.back_project(found.top.unflatten(1, (-1, 2)), found.bottom, bank.rotations)
    shell = cube.radius().round().long()
    volume = numerator / (weight + 1 / prior[shell.clamp(max=cube.shell)])
    return torch.where(shell <= cube.shell, volume, torch.zeros_like(volume))


def entropy(log_likelihood: Float[Tensor, "b p"], factor: float) -> float:
    """Mean entropy of posteriors, nats an image."""
    scaled = log_likelihood * factor
    total = scaled.logsumexp(dim=1)
    return float((total - (torch.exp(scaled - total[:, None]) * scaled).sum(dim=1)).mean())


def hottest(log_likelihood: Float[Tensor, "b p"], least_entropy: float, low: float, high: float) -> float:
    """The largest factor between two at which posteriors have at least this entropy; the lower one if there is none."""
    if entropy(log_likelihood, high) >= least_entropy:
        return high
    for _ in range(6):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if entropy(log_likelihood, middle) >= least_entropy else (low, middle)
    return low
