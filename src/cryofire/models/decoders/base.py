"""What a decoder is."""

from __future__ import annotations

from abc import ABC, abstractmethod

from jaxtyping import Complex, Float
from torch import Tensor, nn


class Decoder(nn.Module, ABC):
    """A volume for each conformation, given by its Fourier transform at any point.

    Values are those of an image transform with unit variance (an orthonormal 2-D transform of standardised
    images), so that a network with outputs of order one fits.
    """

    def map_grid_px(self, box_px: int) -> int:
        """Samples a side that a map is made from before it is cut to the box: more where the density would alias otherwise."""
        return box_px

    def real_space_envelope(self) -> Float[Tensor, "m m m"] | None:
        """What the decoder's way of interpolating multiplies real space by, (z, y, x) on the grid of the map; None for nothing.

        A map is made from values at grid points, which do not show it; slices between them do.
        """
        return None

    @abstractmethod
    def forward(self, coordinates: Float[Tensor, "b p n 3"], z: Float[Tensor, "b p z"] | None) -> Complex[Tensor, "b p n"]:
        """Fourier values of the volume.

        Args:
            coordinates: Cycles/pixel, (x, y, z), |f| <= 0.5.
            z: Conformation of each candidate; None for a homogeneous model.
        """


def half_space_sign(coordinates: Float[Tensor, "*points 3"]) -> Float[Tensor, "*points"]:
    """1 in one half of Fourier space (kx > 0; on that plane ky > 0, then kz > 0), -1 in the other, which holds its conjugates."""
    x, y, z = coordinates.unbind(-1)
    is_kept = (x > 0) | ((x == 0) & ((y > 0) | ((y == 0) & (z > 0))))
    return is_kept.to(coordinates.dtype) * 2 - 1
