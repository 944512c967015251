"""Measurements on a finished run: halves against each other, signal in the images, shape of the map, spread of the views."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_and_residual_power, solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.fourier import centred_ifft
from cryofire.physics.lattice import mean_by_shell

MAX_COMPONENTS = 8
"""Directions of z that take part, those in which it varies most."""
FIRST_SHELL = 3
"""Shells below it are mostly the particle's size and shape, which a featureless ball explains as well."""
SMALLEST_SIGNAL = 0.1
"""Shells whose signal is weaker than this share of the strongest one's take no part in `fidelity`."""


@dataclass(frozen=True)
class CrossValidation:
    """What each half's volumes say of the other half's images."""

    gain: Float[Tensor, " n"]
    """Log-likelihood of each image over noise alone, nats."""
    explained_power: Float[Tensor, " k"]
    """Mean drop of a sample's squared residual when the prediction is taken away."""
    volumes: tuple[Complex[Tensor, "voxels c"], Complex[Tensor, "voxels c"]]
    """Of each half: the mean and the components."""
    informative_z: float
    """Trace of what the images take away from the prior variance of z."""

    @property
    def mean_volumes(self) -> tuple[Complex[Tensor, " voxels"], Complex[Tensor, " voxels"]]:
        return self.volumes[0][:, 0], self.volumes[1][:, 0]


def halves_of(n: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows of either half of n particles, which are in random order."""
    one, other = torch.arange(n, device=device).split((n + 1) // 2)
    return one, other


def cross_validate(whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid) -> CrossValidation:
    """Volumes from each half at its poses and z; z of the other half's images, and how well they are predicted."""
    n = len(whitened)
    halves = halves_of(n, grid.device)
    gain = torch.zeros(n, device=grid.device)
    explained = torch.zeros(len(whitened.lattice), device=grid.device)
    informative, volumes = 0.0, []
    for own, other in (halves, halves[::-1]):
        solved = _solve(whitened.take(own), posteriors.take(own), grid)
        images, judged = whitened.take(other), posteriors.take(other)
        left = latents_and_residual_power(images, judged, grid, solved)
        gain[other] = judged.log_likelihood
        explained += (images.images.abs().square().mean(dim=0) - left) * (len(other) / n)
        eye = torch.eye(posteriors.z.shape[1], device=grid.device)
        informative += float((eye - judged.z_covariance.mean(dim=0)).trace()) * (len(other) / n)
        volumes.append(solved)
    return CrossValidation(gain, explained, (volumes[0], volumes[1]), informative)


def _solve(whitened: WhitenedImages, posteriors: ParticlePosteriors, grid: FourierGrid) -> Complex[Tensor, "voxels c"]:
    _, prior = solve_volumes(whitened, posteriors, grid, None)
    return solve_volumes(whitened, posteriors, grid, prior)[0]


def whitened_posteriors(poses: Poses, z: Float[Tensor, "n z"]) -> ParticlePosteriors:
    """Poses as they are, z white: mean 0 and covariance 1 in the directions in which it varies at all."""
    centred = (z - z.mean(dim=0)).double()
    left, size, _ = torch.linalg.svd(centred, full_matrices=False)
    n_kept = int((size > 1e-3 * size[:1]).sum().clamp(max=MAX_COMPONENTS)) if len(size) > 0 and float(size[0]) > 0 else 0
    white = (left[:, :n_kept] * len(z) ** 0.5).float()
    posteriors = ParticlePosteriors.at_poses(poses.rotations, poses.shifts_px, n_kept)
    posteriors.z.copy_(white)
    posteriors.z_covariance.zero_()
    return posteriors


@dataclass(frozen=True)
class Signal:
    """Power of the signal in a sample of each shell, in units of the noise, by two routes."""

    over_noise: Float[Tensor, " shells"]
    """Power over the noise level of the outermost shells: too much where noise is coloured."""
    by_ctf: Float[Tensor, " shells"]
    """What varies with CTF^2 from image to image, which noise of any colour does not; NaN where CTFs are too much alike to tell."""

    @property
    def power(self) -> Float[Tensor, " shells"]:
        """The smaller of the two, where both can be told; at least a little."""
        return torch.where(self.by_ctf.isnan(), self.over_noise, torch.minimum(self.by_ctf, self.over_noise)).clamp_min(1e-6)

    def at_least(self, other: Signal) -> Signal:
        """The same, told only where another measure of the same images is, and nowhere less than that one says."""
        by_ctf = torch.where(other.by_ctf.isnan(), torch.nan, torch.fmax(self.by_ctf, other.by_ctf))
        return Signal(self.over_noise, by_ctf)

    def shells(self) -> list[int]:
        """Shells from `FIRST_SHELL` on, without a gap, whose signal counts."""
        return _strong(self.power)

    def worst_ctf_share(self) -> float | None:
        """Smallest share of the power over noise that follows CTF^2; below 0 the CTF is another than the images'."""
        shells = _strong(self.over_noise)
        share = (self.by_ctf / self.over_noise)[shells]
        told = share[~share.isnan()]
        return float(told.min()) if len(told) > 0 else None


def _strong(power: Float[Tensor, " shells"]) -> list[int]:
    """Shells above a hundredth of the noise, and not weak beside the strongest."""
    outer = power[FIRST_SHELL:]
    if len(outer) == 0:
        return []
    weak = torch.nonzero(outer < max(0.01, SMALLEST_SIGNAL * float(outer.max())))[:, 0]
    return list(range(FIRST_SHELL, FIRST_SHELL + (int(weak[0]) if len(weak) > 0 else len(outer))))


def measure_signal(whitened: WhitenedImages) -> Signal:
    """The signal of each shell.

    Images of different defocus see one frequency through different CTFs: the slope of an image's power against its
    CTF^2, at each sample by itself, is that of the signal.
    """
    power, ctf2 = whitened.images.abs().square(), whitened.ctfs.square()
    over_noise = mean_by_shell(whitened.lattice, power.mean(dim=0) - 1)
    spread = ctf2 - ctf2.mean(dim=0)
    bottom = mean_by_shell(whitened.lattice, spread.square().mean(dim=0)).clamp_min(1e-12)
    mean = mean_by_shell(whitened.lattice, ctf2.mean(dim=0))
    by_ctf = mean_by_shell(whitened.lattice, (spread * power).mean(dim=0)) / bottom * mean
    # Power is spread about its mean by about as much as the mean itself.
    n_values = torch.bincount(whitened.lattice.shell) * len(whitened)
    error = mean * (1 + over_noise.clamp_min(0)) / (n_values * bottom).sqrt()
    return Signal(over_noise, torch.where(error < 0.05 * over_noise.abs(), by_ctf, torch.nan))


def fidelity(explained: Float[Tensor, " s"], correlation: Float[Tensor, " s"]) -> float:
    """How much of the signal that half volumes could explain they do explain: the mean over shells.

    A Wiener volume whose only error is noise explains the share FSC of the signal in images it has not seen, where
    FSC is the correlation of two such volumes. Wrong poses correlate between the halves and still explain nothing.
    """
    return float((explained / correlation.clamp_min(0.05)).clamp(-1, 1.2).mean())


def density_of(volume: Complex[Tensor, " voxels"], grid: FourierGrid) -> tuple[Float[Tensor, "m m m"], Float[Tensor, "m m m"]]:
    """Density on the grid's own grid, arbitrary grey scale, and each voxel's distance from the middle as a share of the box."""
    n = grid.size
    spectrum = volume.view(n, n, n)
    # The cut at the last shell would ring: fade to zero.
    spectrum = spectrum * torch.cos(math.pi / 2 * (grid.radius() / grid.shell).clamp(max=1)).square().view(n, n, n)
    line = (torch.arange(n, device=grid.device) - n // 2) / n
    envelope = torch.sinc(line).square()
    density = centred_ifft(spectrum, 3).real * envelope[:, None, None] * envelope[:, None] * envelope
    # The grid's field of view is `oversampling` boxes.
    squares = (line * grid.oversampling).square()
    return density, (squares[:, None, None] + squares[:, None] + squares).sqrt()


def shape_of_density(density: Float[Tensor, "m m m"], radius: Float[Tensor, "m m m"], box_px: int) -> tuple[float, float]:
    """Skewness of the voxels within half a box, and the density of the particle's inner third over its whole.

    The ground level is the median of the outer voxels, as zero frequency is not measured. The particle reaches to where
    nine tenths of its squared contrast lie inside.
    """
    inside = radius <= 0.5
    ground = density[(radius > 0.4) & inside].median()
    values, distance = (density - ground)[inside].double(), radius[inside]
    centred = values - values.mean()
    skewness = float((centred**3).mean() / (centred**2).mean().clamp_min(1e-30) ** 1.5)
    order = distance.argsort()
    energy = values[order].square().cumsum(dim=0)
    reach = float(distance[order][int((energy < 0.9 * energy[-1]).sum())])
    whole, core = values[distance <= reach].mean(), values[distance <= max(reach / 3, 1.5 / box_px)].mean()
    return skewness, float(core / whole.abs().clamp_min(1e-30))


def border_share(shifts_px: Float[Tensor, "n 2"], max_shift_px: float) -> float:
    """Share of particles whose shift lies in the outermost tenth of the range searched, or beyond."""
    return float((shifts_px.abs().amax(dim=1) > 0.9 * max_shift_px).float().mean())
