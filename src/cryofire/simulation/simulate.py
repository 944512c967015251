"""Particle stacks with a known truth: projections with CTF, shifts and noise at a stated signal-to-noise ratio."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.core.types import Optics, Poses
from cryofire.physics.ctf import ctf
from cryofire.physics.rotations import euler_to_matrix, random_rotations
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_phases
from cryofire.simulation.density import outermost_A, resampled_pixel_size_A, state_density
from cryofire.simulation.ensemble import Ensemble
from cryofire.simulation.microscope import CtfLaw, DefocusRange, NoiseColour, draw_noise, draw_optics, optics_columns
from cryofire.simulation.projection import gaussian_envelope, half_plane_frequencies, half_plane_to_images, structure_factors
from cryofire.simulation.truth import Truth

PREFERRED_SPREAD_DEG = 12.0
"""Standard deviation of the tilt away from a preferred view."""
TABLE_ENTRIES_AT_ONCE = 6_000_000
"""Bounds the memory of a batch of projections: images times atoms times frequencies of one axis."""


@dataclass(frozen=True)
class SimulationSettings:
    """How a stack is made."""

    n_particles: int = 10_000
    box_px: int = 64
    pixel_size_A: float | None = None
    """By default what suits the molecule: the molecule's field over the box. Angstrom."""
    snr: float = 0.1
    """Variance of all pixels of the noiseless CTF-modulated stack over the noise variance; infinite for no noise."""
    max_shift_px: float = 3.0
    """Particles sit off the centre by up to this on each axis, uniformly; pixels."""
    preferred_fraction: float = 0.0
    """Share of particles that show one view (tilt within about 25 degrees of the z axis); the others are uniform."""
    noise: NoiseColour = NoiseColour.WHITE
    is_inverted: bool = False
    """Dark protein, as detectors record it."""
    ctf: CtfLaw = field(default_factory=DefocusRange)
    sigma_A: float | None = None
    """Standard deviation of an atom's Gaussian; by default 0.9 pixels, at least 3 Angstrom."""
    seed: int = 0


@dataclass(frozen=True)
class SimulatedStack:
    """Images, and all that is true of them."""

    images: Float[Tensor, "n box box"]
    """Noiseless part scaled to variance 1, plus noise."""
    optics: Optics
    poses: Poses
    truth: Truth


def simulate(ensemble: Ensemble, settings: SimulationSettings) -> SimulatedStack:
    """Make a stack; the same settings give the same stack.

    Poses, states and CTFs do not depend on the signal-to-noise ratio or the noise's colour: noise is drawn last.
    """
    _check(settings)
    n, box = settings.n_particles, settings.box_px
    generator = torch.Generator().manual_seed(settings.seed)
    pixel_size_A, sigma_A = _sampling(ensemble, settings)
    states = torch.randint(ensemble.n_states, (n,), generator=generator)
    rotations = _draw_rotations(n, settings.preferred_fraction, generator)
    shifts_px = (2 * torch.rand(n, 2, generator=generator) - 1) * settings.max_shift_px
    poses = Poses(rotations, shifts_px)
    optics = draw_optics(settings.ctf, n, pixel_size_A, generator)
    images = clean_images(ensemble, states, poses, optics, box, pixel_size_A, sigma_A)
    images /= images.std(correction=0)
    if math.isfinite(settings.snr):
        for batch in torch.arange(n).split(1024):
            images[batch] += draw_noise(settings.noise, len(batch), box, generator) / math.sqrt(settings.snr)
    if settings.is_inverted:
        images = -images
    truth = Truth(
        rotations=rotations.numpy(),
        origins_px=-shifts_px.numpy(),
        state=states.numpy(),
        ctf=optics_columns(optics, box),
        molecule=ensemble.name,
        box=box,
        pixel_size=pixel_size_A,
        sigma_A=sigma_A,
        snr=settings.snr,
        seed=settings.seed,
    )
    return SimulatedStack(images, optics, poses, truth)


def clean_images(
    ensemble: Ensemble,
    states: Int[Tensor, " n"],
    poses: Poses,
    optics: Optics,
    box_px: int,
    pixel_size_A: float,
    sigma_A: float,
) -> Float[Tensor, "n box box"]:
    """Noiseless images: projections, moved by their shifts, times the CTF.

    A particle that reaches over the edge wraps around.
    """
    freqs_per_px = half_plane_frequencies(box_px).flatten(0, 1).float() / box_px
    images = torch.empty(len(states), box_px, box_px)
    for batch, samples in _projections(ensemble, states, poses.rotations, box_px, pixel_size_A, sigma_A):
        flat = samples.flatten(1) * shift_phases(freqs_per_px, poses.shifts_px[batch]) * ctf(freqs_per_px, optics[batch])
        images[batch] = half_plane_to_images(flat.view_as(samples), box_px)
    return images


def _projections(
    ensemble: Ensemble, states: Int[Tensor, " n"], rotations: Float[Tensor, "n 3 3"], box_px: int, pixel_size_A: float, sigma_A: float
) -> Iterator[tuple[Int[Tensor, " b"], Complex[Tensor, "b rows columns"]]]:
    """Batches of particles and their projections at `half_plane_frequencies`."""
    if ensemble.maps is not None:
        yield from _projections_of_maps(ensemble, states, rotations, box_px, pixel_size_A)
        return
    envelope = gaussian_envelope(box_px, sigma_A / pixel_size_A)
    used = torch.unique(states).tolist()
    positions = {s: torch.from_numpy(ensemble.positions_A(s)).float() / pixel_size_A for s in used}
    weights = {s: torch.from_numpy(ensemble.occupancy(s)) for s in used}
    most_atoms = max(len(w) for w in weights.values())
    batch_size = max(1, TABLE_ENTRIES_AT_ONCE // (most_atoms * box_px))
    for batch in torch.arange(len(states)).split(batch_size):
        # States with fewer atoms are filled up with atoms of weight 0.
        at = pad_sequence([positions[s] for s in states[batch].tolist()], batch_first=True)
        share = pad_sequence([weights[s] for s in states[batch].tolist()], batch_first=True)
        seen = at @ rotations[batch, :2].transpose(1, 2)
        yield batch, structure_factors(seen, share, box_px) * envelope


def _projections_of_maps(
    ensemble: Ensemble, states: Int[Tensor, " n"], rotations: Float[Tensor, "n 3 3"], box_px: int, pixel_size_A: float
) -> Iterator[tuple[Int[Tensor, " b"], Complex[Tensor, "b rows columns"]]]:
    indices = half_plane_frequencies(box_px)
    freqs_per_px = indices.flatten(0, 1).float() / box_px
    # The corners of the plane leave the volume's Fourier cube in some views: only the disc is known in all.
    is_inside = indices.square().sum(dim=-1) <= (box_px // 2) ** 2
    for state in torch.unique(states).tolist():
        grid = volume_to_grid(state_density(ensemble, state, box_px, pixel_size_A, 0.0), padding=3)
        for batch in torch.nonzero(states == state)[:, 0].split(max(1, 500_000 // len(freqs_per_px))):
            yield batch, central_slices(grid, rotations[batch], freqs_per_px).view(-1, *is_inside.shape) * is_inside


def _draw_rotations(n: int, preferred_fraction: float, generator: torch.Generator) -> Float[Tensor, "n 3 3"]:
    uniform = random_rotations(n, generator)
    tilt_deg = PREFERRED_SPREAD_DEG * torch.randn(n, generator=generator).abs()
    rot_deg, psi_deg = 360 * torch.rand(2, n, generator=generator)
    preferred = euler_to_matrix(torch.stack([rot_deg, tilt_deg, psi_deg], dim=1))
    is_preferred = torch.rand(n, generator=generator) < preferred_fraction
    return torch.where(is_preferred[:, None, None], preferred, uniform)


def _sampling(ensemble: Ensemble, settings: SimulationSettings) -> tuple[float, float]:
    """Pixel size and atom width, Angstrom."""
    pixel_size_A = settings.pixel_size_A or ensemble.pixel_size_A(settings.box_px)
    if ensemble.maps is not None:
        return resampled_pixel_size_A(ensemble.map_pixel_size_A, settings.box_px, pixel_size_A), 0.0
    spare_A = settings.box_px * pixel_size_A / 2 - outermost_A(ensemble) - settings.max_shift_px * pixel_size_A
    if spare_A < 0:
        logger().warning(
            f"{ensemble.name} reaches {-spare_A:.0f} A over the edge of a {settings.box_px} px box at {pixel_size_A:.2f} A/px: "
            "its images wrap around. Take a larger box or pixel size, or smaller shifts."
        )
    return pixel_size_A, settings.sigma_A or max(3.0, 0.9 * pixel_size_A)


def _check(settings: SimulationSettings) -> None:
    if settings.n_particles < 1:
        raise ConfigError(f"{settings.n_particles} particles asked for; expected at least 1.")
    if settings.box_px < 8:
        raise ConfigError(f"a box of {settings.box_px} pixels; expected at least 8.")
    if not settings.snr > 0:
        raise ConfigError(f"a signal-to-noise ratio of {settings.snr:g}; expected a positive number.", "inf makes noiseless images.")
    if not 0 <= settings.preferred_fraction <= 1:
        raise ConfigError(f"a preferred fraction of {settings.preferred_fraction:g}; expected 0 to 1.")
