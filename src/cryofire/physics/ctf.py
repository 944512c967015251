"""The contrast transfer function of the microscope, in RELION's sign."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Optics


def electron_wavelength_A(voltage_kV: Float[Tensor, "*batch"]) -> Float[Tensor, "*batch"]:
    """De Broglie wavelength with the relativistic correction, Angstrom; 0.0197 A at 300 kV.

    Source: lambda = h / sqrt(2 m e V (1 + e V / (2 m c^2))), constants folded to the digits that RELION uses,
    5e-6 above CODATA's, so that both see the same defocus.
    """
    volt = voltage_kV * 1e3
    return 12.2643247 / torch.sqrt(volt + 0.978466e-6 * volt**2)


def ctf(freqs_per_px: Float[Tensor, "n 2"], optics: Optics) -> Float[Tensor, "b n"]:
    """CTF of each particle at each frequency: positive at low frequency under underfocus (RELION's sign).

    sqrt(1 - w^2) sin(g) + w cos(g), g = pi lambda s^2 (defocus - Cs lambda^2 s^2 / 2) + phase shift, times the
    envelope exp(-B s^2 / 4) and the particle's scale. cryoDRGN's CTF is minus this.

    Args:
        freqs_per_px: Cycles/pixel, (x, y).
        optics: One entry a particle; `defocus_u_A` positive is underfocus.

    Returns:
        (b, n), float32. Computed in float64: the fourth power of s loses the outer shells in float32.
    """
    f = freqs_per_px.double()

    def column(values: Tensor) -> Tensor:
        return values.double()[:, None]

    s2 = f.square().sum(dim=-1)[None] / column(optics.pixel_size_A).square()
    azimuth = torch.atan2(f[:, 1], f[:, 0])[None]
    u, v = column(optics.defocus_u_A), column(optics.defocus_v_A)
    axis = torch.deg2rad(column(optics.defocus_angle_deg))
    defocus_A = 0.5 * (u + v + (u - v) * torch.cos(2 * (azimuth - axis)))
    wavelength = electron_wavelength_A(column(optics.voltage_kV))
    cs_A = column(optics.cs_mm) * 1e7
    phase = math.pi * wavelength * s2 * (defocus_A - 0.5 * cs_A * wavelength**2 * s2) + torch.deg2rad(column(optics.phase_shift_deg))
    w = column(optics.amplitude_contrast)
    value = torch.sqrt(1 - w**2) * torch.sin(phase) + w * torch.cos(phase)
    envelope = torch.exp(-column(optics.b_factor_A2) * s2 / 4)
    return (column(optics.scale) * envelope * value).float()
