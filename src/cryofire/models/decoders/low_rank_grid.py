"""Explicit Fourier volumes on a grid, mixed by z: many times faster than a network on a CPU."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Complex, Float
from torch import Tensor, nn

from cryofire.core.config import Config
from cryofire.core.errors import ConfigError
from cryofire.core.precision import full_precision
from cryofire.models.decoders.base import Decoder, half_space_sign
from cryofire.physics.interpolation import Corners, Layout, corners, gather


class LowRankGridConfig(Config):
    """Options of the explicit volumes."""

    kind: Literal["low_rank_grid"] = "low_rank_grid"
    """Which decoder."""
    components: int | None = None
    """Volumes beside the mean one; by default one for each dimension of z, which then mixes them itself."""
    mixing_dim: int = 64
    """Nodes of the two-layer network that bends the way from z to the weights of `components`, where their number is given."""
    oversampling: float = 1.5
    """Grid points for each lattice point, on each axis: finer interpolates better and takes more memory."""
    scale: float = 20.0
    """Grid values are this times the trained parameters at the lowest shell (less beyond), so that one learning rate suits all."""


class Mixing(nn.Module):
    """Weights of the volumes: a linear map of z, and a two-layer network beside it."""

    def __init__(self, z_dim: int, dim: int, n_volumes: int) -> None:
        super().__init__()
        self.linear = nn.Linear(z_dim, n_volumes)
        self.first = nn.Linear(z_dim, dim)
        self.second = nn.Linear(dim, n_volumes)

    def forward(self, z: Float[Tensor, "*b z"]) -> Float[Tensor, "*b volumes"]:
        weights: Tensor = self.linear(z) + self.second(nn.functional.silu(self.first(z)))
        return weights

    @torch.no_grad()
    def begin_linear(self) -> None:
        """The first volumes are weighed by z itself; those beyond the dimensions of z by the network, as it is."""
        n = self.linear.in_features
        self.linear.weight.copy_(torch.eye(*self.linear.weight.shape))
        self.linear.bias.zero_()
        self.second.weight[:n] = 0
        self.second.bias[:n] = 0


class LowRankGrid(Decoder):
    """V(k; z) = V_0(k) + sum_j w_j(z) V_j(k), each V a half space of complex grid values, read by trilinear interpolation.

    Only kx >= 0 is stored; the other half is its conjugate. The parameters of shell r are scaled by
    1 / (1 + r / 4), as signal falls with frequency: low shells learn first, and noise is slow to enter high ones.

    Source: linear subspaces of volumes: Tagare et al. 2015; Punjani & Fleet (3DVA) 2021; Gilles & Singer (RECOVAR) 2023.
    """

    scale: Tensor

    def __init__(self, config: LowRankGridConfig, box_px: int, z_dim: int, generator: torch.Generator) -> None:
        super().__init__()
        if z_dim == 0 and config.components is not None:
            raise ConfigError(
                f"model.decoder.components is {config.components}, and z_dim 0 has nothing to mix them by.", "leave components out"
            )
        self.box_px = box_px
        self.grid = round(box_px * config.oversampling / 2) * 2
        self.reach = self.grid // 2
        # One layer beyond Nyquist on each side, so that every corner of an interpolation exists.
        self.layout = Layout.half(self.reach + 1)
        self.shape = self.layout.shape
        n_volumes = 0 if z_dim == 0 else (config.components or z_dim)
        self.mixing = Mixing(z_dim, config.mixing_dim, n_volumes) if z_dim > 0 and config.components is not None else None
        z, y, x = torch.meshgrid(
            torch.arange(self.grid + 3) - self.reach - 1,
            torch.arange(self.grid + 3) - self.reach - 1,
            torch.arange(self.reach + 2),
            indexing="ij",
        )
        shell = (z**2 + y**2 + x**2).reshape(-1, 1).sqrt() * (box_px / self.grid)
        self.register_buffer("scale", config.scale / (1 + shell / 4), persistent=False)
        values = torch.randn(self.layout.n_voxels, 2 * (1 + n_volumes), generator=generator) * 0.01
        self.values = nn.Parameter(values * torch.exp(-((shell / 4) ** 2)))

    @property
    def is_mixed(self) -> bool:
        """Whether a network lies between z and the weights of the volumes."""
        return self.mixing is not None

    @property
    def oversampling(self) -> float:
        """Grid points for each lattice step, as it is after rounding to whole points."""
        return self.grid / self.box_px

    @torch.no_grad()
    def put_volumes(self, volumes: Complex[Tensor, "nz ny nx c"]) -> None:
        """Replace the grid by given volumes, V_0 first; those that are not given become zero, and z weighs those that are.

        Args:
            volumes: Of the decoder's own grid: index (z, y, x), zero frequency at (`shape[0] // 2`, `shape[1] // 2`, 0).
        """
        self.values.zero_()
        self.add_volumes(volumes)
        if self.mixing is not None:
            self.mixing.begin_linear()

    @torch.no_grad()
    def add_volumes(self, volumes: Complex[Tensor, "nz ny nx c"]) -> None:
        """Add to the first volumes, V_0 first; the way from z to their weights stays. Arguments as for `put_volumes`."""
        values = torch.view_as_real(volumes.contiguous()).flatten(0, 2).flatten(1)
        self.values[:, : values.shape[1]] += values / self.scale

    def map_grid_px(self, box_px: int) -> int:
        """The decoder's own grid: its density fills the field of that grid, which is larger than the box."""
        return self.grid

    def real_space_envelope(self) -> Float[Tensor, "m m m"]:
        """Linear interpolation multiplies density by a squared sinc on each axis, which a map must show too."""
        line = torch.sinc((torch.arange(self.grid, device=self.values.device) - self.grid // 2) / self.grid).square()
        return line[:, None, None] * line[None, :, None] * line[None, None, :]

    def forward(self, coordinates: Float[Tensor, "b p n 3"], z: Float[Tensor, "b p z"] | None) -> Complex[Tensor, "b p n"]:
        shape = coordinates.shape[:3]
        flat = coordinates.reshape(-1, 3).float() * self.grid
        is_conjugate = half_space_sign(flat) < 0
        with full_precision(flat.device):
            at = corners(self.layout, torch.where(is_conjugate[:, None], -flat, flat))
            mixed = self._mix(at, z, shape)
        return torch.where(is_conjugate.view(shape), mixed.conj(), mixed)

    def _mix(self, at: Corners, z: Float[Tensor, "b p z"] | None, shape: torch.Size) -> Complex[Tensor, "b p n"]:
        table = torch.view_as_complex((self.values * self.scale).unflatten(1, (-1, 2)))
        volumes = gather(table, at).view(*shape, -1)
        if volumes.shape[-1] == 1:
            return volumes[..., 0]
        assert z is not None
        w = (z.float() if self.mixing is None else self.mixing(z.float()))[:, :, None]
        return volumes[..., 0] + (volumes[..., 1:] * w).sum(dim=-1)
