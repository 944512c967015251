"""What the microscope adds to simulated images: CTF parameters drawn from a law, and noise of a given colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Optics


@dataclass(frozen=True)
class DefocusRange:
    """Defocus uniform in a range, with a little astigmatism along any axis; one microscope."""

    min_A: float = 8000.0
    """Least defocus, Angstrom; positive is underfocus."""
    max_A: float = 25000.0
    max_astigmatism_A: float = 400.0
    """Difference of the two defocus values, uniform from 0 to this, Angstrom."""
    voltage_kV: float = 300.0
    cs_mm: float = 2.7
    amplitude_contrast: float = 0.1
    phase_shift_deg: float = 0.0


@dataclass(frozen=True)
class CtfTable:
    """Rows of a real table, drawn at random."""

    optics: Optics
    """The table; its pixel size, B-factor and scale are not used."""


@dataclass(frozen=True)
class NoCtf:
    """A CTF of 1 everywhere: what the formula gives for amplitude contrast 1 without defocus and aberration."""


CtfLaw = DefocusRange | CtfTable | NoCtf


class NoiseColour(Enum):
    """How the noise is spread over frequencies."""

    WHITE = "white"
    """The same at all."""
    COLOURED = "coloured"
    """Falling with frequency, as solvent and an imperfect detector make it: 0.2 + 1 / (1 + (f / 0.1)^2), f in cycles/pixel."""


def draw_optics(law: CtfLaw, n: int, pixel_size_A: float, generator: torch.Generator) -> Optics:
    """Optics of n particles, float64, drawn from a law."""

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)

    def constant(value: float) -> Tensor:
        return torch.full((n,), value, dtype=torch.float64)

    if isinstance(law, CtfTable):
        rows = torch.randint(len(law.optics), (n,), generator=generator)
        return replace(law.optics[rows], pixel_size_A=constant(pixel_size_A), b_factor_A2=constant(0.0), scale=constant(1.0))
    if isinstance(law, NoCtf):
        law = DefocusRange(min_A=0.0, max_A=0.0, max_astigmatism_A=0.0, cs_mm=0.0, amplitude_contrast=1.0)
    defocus_A, half_astigmatism_A = uniform(law.min_A, law.max_A), uniform(0, law.max_astigmatism_A) / 2
    return Optics(
        pixel_size_A=constant(pixel_size_A),
        voltage_kV=constant(law.voltage_kV),
        cs_mm=constant(law.cs_mm),
        amplitude_contrast=constant(law.amplitude_contrast),
        defocus_u_A=defocus_A + half_astigmatism_A,
        defocus_v_A=defocus_A - half_astigmatism_A,
        defocus_angle_deg=uniform(0, 180),
        phase_shift_deg=constant(law.phase_shift_deg),
        b_factor_A2=constant(0.0),
        scale=constant(1.0),
    )


def draw_noise(colour: NoiseColour, n: int, box_px: int, generator: torch.Generator) -> Float[Tensor, "n box box"]:
    """Gaussian noise of variance 1."""
    white = torch.randn(n, box_px, box_px, generator=generator)
    if colour is NoiseColour.WHITE:
        return white
    f = torch.fft.fftfreq(box_px)
    power = 0.2 + 1 / (1 + (f[:, None].square() + f[None, :].square()) / 0.1**2)
    amplitude = (power / power.mean()).sqrt()[:, : box_px // 2 + 1]
    return torch.fft.irfft2(torch.fft.rfft2(white) * amplitude, s=(box_px, box_px))


def optics_columns(optics: Optics, box_px: int) -> Float[np.ndarray, "n 9"]:
    """Optics in the columns that `truth.npz` has (cryoDRGN's)."""
    columns = [
        torch.full_like(optics.pixel_size_A, box_px),
        optics.pixel_size_A,
        optics.defocus_u_A,
        optics.defocus_v_A,
        optics.defocus_angle_deg,
        optics.voltage_kV,
        optics.cs_mm,
        optics.amplitude_contrast,
        optics.phase_shift_deg,
    ]
    return torch.stack([column.double() for column in columns], dim=1).numpy()
