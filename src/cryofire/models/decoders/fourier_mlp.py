"""The published hypervolume: a residual network from a Fourier coordinate and z to the volume's value there."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Complex, Float
from pydantic import Field
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError
from cryofire.core.precision import full_precision
from cryofire.models.decoders.base import Decoder, half_space_sign

CPU_ROWS = 4096
"""Points that go through the network together on a CPU, about."""


class FourierMlpConfig(Config):
    """Options of the published hypervolume."""

    kind: Literal["fourier_mlp"] = "fourier_mlp"
    """Which decoder."""
    layers: int = Field(default=3, ge=0)
    """Hidden residual layers (published: hypervolume_layers)."""
    dim: int = Field(default=256, gt=0)
    """Nodes of each hidden layer (published: hypervolume_dim)."""
    pe_type: Literal["gaussian"] = "gaussian"
    """Positional encoding: random Gaussian frequencies."""
    pe_dim: int = Field(default=6, gt=0)
    """A third of the number of random frequencies."""
    feat_sigma: float = Field(default=0.5, gt=0)
    """Standard deviation of the random frequencies, in units of half a box."""
    domain: Literal["hartley", "fourier"] = "hartley"
    """`hartley`: one output, evaluated at k and -k (published); `fourier`: real and imaginary part, at k alone, in half the time."""
    conditioning: Literal["concat", "film"] = "concat"
    """How z enters: `concat` beside the features of the coordinate (published); `film` scales and shifts every hidden layer."""


class FourierMlp(Decoder):
    """Random Fourier features of the coordinate, beside z, through a residual ReLU network.

    In the Hartley domain the network gives H(k) and is asked at k and -k, which together are the Fourier value:
    Re F = (H(k) + H(-k)) / 2, Im F = (H(-k) - H(k)) / 2. In the Fourier domain it gives both parts at whichever of k
    and -k lies in the half space kx > 0, and the conjugate is what the other means: density is real. The features of
    -k are those of k with the sines negated, so the first layer is shared by both.

    Source: Levy et al., NeurIPS 2022, section 3; features: Tancik et al., NeurIPS 2020; scaled and shifted layers: Perez
    et al. (FiLM), AAAI 2018.
    """

    frequencies: Tensor

    def __init__(self, config: FourierMlpConfig, box_px: int, z_dim: int, generator: torch.Generator) -> None:
        super().__init__()
        if config.conditioning == "film" and config.layers == 0:
            raise ConfigError(
                "model.decoder.conditioning is film, and there is no hidden layer to scale.", "layers of 1 or more, or concat"
            )
        self.is_hartley = config.domain == "hartley"
        n_frequencies = 3 * config.pe_dim
        frequencies = torch.randn(3, n_frequencies, generator=generator) * config.feat_sigma * (box_px // 2)
        self.register_buffer("frequencies", frequencies)
        n_beside = z_dim if config.conditioning == "concat" else 0
        bound = (2 * n_frequencies + n_beside) ** -0.5  # of one linear layer over all the features together
        self.from_cos = nn.Linear(n_frequencies, config.dim)
        self.from_sin = nn.Linear(n_frequencies, config.dim, bias=False)
        self.from_z = nn.Linear(z_dim, config.dim, bias=False) if n_beside > 0 else None
        for layer in (self.from_cos, self.from_sin, self.from_z):
            if layer is not None:
                nn.init.uniform_(layer.weight, -bound, bound)
        nn.init.uniform_(self.from_cos.bias, -bound, bound)
        self.hidden = nn.ModuleList(nn.Linear(config.dim, config.dim) for _ in range(config.layers))
        n_films = config.layers if config.conditioning == "film" and z_dim > 0 else 0
        self.films = nn.ModuleList(nn.Linear(z_dim, 2 * config.dim) for _ in range(n_films))
        self.out = nn.Linear(config.dim, 1 if self.is_hartley else 2)

    def forward(self, coordinates: Float[Tensor, "b p n 3"], z: Float[Tensor, "b p z"] | None) -> Complex[Tensor, "b p n"]:
        flat, flat_z = coordinates.flatten(0, 1), z.flatten(0, 1) if z is not None else None
        # On a CPU, a few images at a time that stay in the cache are several times faster than whole layers that do not.
        size = max(1, CPU_ROWS // flat.shape[1]) if flat.device.type == "cpu" else len(flat)
        parts = [self._images(flat[i : i + size], flat_z[i : i + size] if flat_z is not None else None) for i in range(0, len(flat), size)]
        return torch.cat(parts).unflatten(0, coordinates.shape[:2])

    def _images(self, coordinates: Float[Tensor, "m n 3"], z: Float[Tensor, "m z"] | None) -> Complex[Tensor, "m n"]:
        with full_precision(coordinates.device):
            phase = coordinates @ self.frequencies
        even = self.from_cos(torch.cos(phase))
        odd = self.from_sin(torch.sin(phase))
        if self.from_z is not None:
            assert z is not None
            even = even + self.from_z(z)[:, None]
        if not self.is_hartley:
            sign = half_space_sign(coordinates)
            real, imag = self._layers(even.add_(odd * sign[..., None]), z).unbind(-1)
            return torch.complex(real, imag * sign)
        at_k, at_minus_k = self._layers(torch.stack([even + odd, even - odd]), z)[..., 0]
        return torch.complex((at_k + at_minus_k) / 2, (at_minus_k - at_k) / 2)

    def _layers(self, x: Float[Tensor, "... m n dim"], z: Float[Tensor, "m z"] | None) -> Float[Tensor, "... m n out"]:
        x = torch.relu_(x)
        for layer, film in zip(self.hidden, self.films, strict=False):
            scale, shift = film(z)[:, None].chunk(2, dim=-1)
            x = torch.relu(x + layer(x) * (1 + scale) + shift)
        for layer in self.hidden[len(self.films) :]:
            # In place: the sum and its ReLU overwrite the layer's output, which nothing else needs.
            x = layer(x).add_(x).relu_()
        return self.out(x).float()
