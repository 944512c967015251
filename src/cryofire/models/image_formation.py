"""From a volume to an image, in Fourier space: slice, then CTF. The shift is left to the comparison."""

from __future__ import annotations

from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.types import Latents, Optics, Poses
from cryofire.models.decoders.base import Decoder
from cryofire.physics.ctf import ctf
from cryofire.physics.slices import slice_coordinates


def form_images(
    decoder: Decoder, poses: Poses, latents: Latents | None, optics: Optics | None, freqs_per_px: Float[Tensor, "n 2"]
) -> Complex[Tensor, "b p n"]:
    """Centred images of each pose candidate: the decoder at R^T (k, 0), times the CTF.

    Args:
        poses: (b, p, ...); their shifts are not applied.
        optics: None for a CTF of 1.
        freqs_per_px: Half-plane samples, cycles/pixel.
    """
    coordinates = slice_coordinates(poses.rotations, freqs_per_px)
    slices_ft = decoder(coordinates, latents.z if latents is not None else None)
    return slices_ft if optics is None else slices_ft * ctf(freqs_per_px, optics)[:, None]
