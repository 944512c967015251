"""The dataclasses that pass between rooms.

Axes: `b` particles, `p` pose candidates of one particle, `n` Fourier samples, `z` latent, `box` pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar

import torch
from torch import Tensor

T = TypeVar("T")


def map_tensors(record: T, function: Callable[[Tensor], Tensor]) -> T:
    """A copy of a dataclass with `function` applied to each tensor in it, also in dataclasses inside it."""
    changed: dict[str, object] = {}
    for field in fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if isinstance(value, Tensor):
            changed[field.name] = function(value)
        elif is_dataclass(value):
            changed[field.name] = map_tensors(value, function)
    return replace(record, **changed)  # type: ignore[type-var]


def tensors_of(record: object) -> dict[str, Tensor]:
    """The tensors of a dataclass by the names of their fields; those that are None are left out."""
    values = ((field.name, getattr(record, field.name)) for field in fields(record))  # type: ignore[arg-type]
    return {name: value for name, value in values if isinstance(value, Tensor)}


def take_rows(record: T, rows: Tensor | slice) -> T:
    """Some particles of a record whose tensors all have one row a particle."""
    return map_tensors(record, lambda t: t[rows])


def put_rows(record: object, rows: Tensor, some: object) -> None:
    """Replace some particles of a record, in place.

    Args:
        rows: Indices, or a truth for each particle.
        some: A record of the same kind, one row for each of `rows`; what `record` does not know of its particles is left out.
    """
    theirs = tensors_of(some)
    for name, mine in tensors_of(record).items():
        mine[rows] = theirs[name].to(mine.dtype)


def cat_records(records: Sequence[T], dim: int = 0) -> T:
    """Records one after the other; a field that one of them does not know is None."""
    tensors = [tensors_of(record) for record in records]
    joined: dict[str, Tensor | None] = dict.fromkeys(set().union(*tensors))
    for name in set(tensors[0]).intersection(*tensors[1:]):
        joined[name] = torch.cat([part[name] for part in tensors], dim=dim)
    return replace(records[0], **joined)  # type: ignore[type-var]


@dataclass(frozen=True)
class Optics:
    """How the microscope saw each particle: one entry a particle, tensors of shape (b,)."""

    pixel_size_A: Tensor
    """Pixel size of the image as it is now (after any downsampling), Angstrom."""
    voltage_kV: Tensor
    """Acceleration voltage, kilovolt."""
    cs_mm: Tensor
    """Spherical aberration, millimetre."""
    amplitude_contrast: Tensor
    """Fraction of amplitude contrast, 0 to 1."""
    defocus_u_A: Tensor
    """Defocus along the first axis of astigmatism, Angstrom; positive is underfocus."""
    defocus_v_A: Tensor
    """Defocus along the second axis, Angstrom; positive is underfocus."""
    defocus_angle_deg: Tensor
    """Angle from x to the axis of `defocus_u_A`, degrees."""
    phase_shift_deg: Tensor
    """Phase shift of a phase plate, degrees."""
    b_factor_A2: Tensor
    """Envelope exp(-B s^2 / 4), Angstrom squared; 0 is no envelope."""
    scale: Tensor
    """Contrast of this particle relative to the others; 1 is no change."""

    def __len__(self) -> int:
        return len(self.pixel_size_A)

    def __getitem__(self, index: Tensor | slice) -> Optics:
        return take_rows(self, index)

    def to(self, device: torch.device) -> Optics:
        return map_tensors(self, lambda t: t.to(device))


@dataclass(frozen=True)
class Poses:
    """Where each particle sits and how it is turned, in RELION's sense."""

    rotations: Tensor
    """(..., 3, 3) from volume coordinates (x, y, z) to view coordinates."""
    shifts_px: Tensor
    """(..., 2) how far the particle sits from the image's centre, pixels, (x, y): minus RELION's origin."""

    def __len__(self) -> int:
        return len(self.rotations)

    def __getitem__(self, index: Tensor | slice) -> Poses:
        return take_rows(self, index)

    def to(self, device: torch.device) -> Poses:
        return map_tensors(self, lambda t: t.to(device))


@dataclass(frozen=True)
class Latents:
    """The conformation of each particle."""

    z: Tensor
    """(b, p, z) the value the decoder is given."""
    mean: Tensor
    """(b, p, z) its mean; the same as `z` unless the latent is variational."""
    log_variance: Tensor | None = None
    """(b, p, z) of the variational posterior; None for a point estimate."""


@dataclass(frozen=True)
class ParticleBatch:
    """Some particles, as the network meets them."""

    particle_ids: Tensor
    """(b,) row of each particle in the (filtered) set, from 0."""
    images: Tensor
    """(b, box, box) windowed and normalised; protein is bright."""
    optics: Optics | None
    """None where the set has no CTF: the CTF is then 1 everywhere."""
    poses: Poses | None = None
    """Known poses, (b, 3, 3) and (b, 2), where they are given."""

    def __len__(self) -> int:
        return len(self.images)

    def to(self, device: torch.device) -> ParticleBatch:
        return map_tensors(self, lambda t: t.to(device, non_blocking=True))


@dataclass(frozen=True)
class Prediction:
    """What the model makes of a batch, for each pose candidate, in the frame of the unmirrored image."""

    images_ft: Tensor
    """(b, p, n) predicted Fourier samples, complex: slice times CTF, centred (not moved by the shift)."""
    poses: Poses
    """(b, p, 3, 3) and (b, p, 2)."""
    latents: Latents | None
    """None for a homogeneous model."""
