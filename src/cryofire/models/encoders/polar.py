"""Images to a distribution over a grid of poses, by a network that turns with the image.

The image's Fourier samples are read on rings. Turning the image by one step of the pose grid's in-plane angle moves every
ring by one place, and all layers are convolutions along the ring, so the answer moves by one place too: what is learned
of a view is learned of all its in-plane turns at once. Last, each place on the ring says how likely each viewing
direction is at the in-plane angle that belongs to that place.

What it begins with is the matched filter: the likelihood of the image under known slices at all poses of the grid, made less
sharp by a factor. The network sees it too, and adds what it has learned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import gelu

from cryofire.core.config import Config
from cryofire.models.encoders.templates import Templates
from cryofire.physics.lattice import Lattice
from cryofire.physics.point_groups import PointGroup
from cryofire.physics.pose_grids import rotation_grid

MASK_INNER, MASK_OUTER = 0.65, 0.95
"""Where the soft mask about the particle's centre falls, in units of half a box."""


OLD_ENCODER_NAMES = {"reach_px": "max_shift_px"}
"""Options of the encoder under the names they had before, and their names now."""


class PolarEncoderConfig(Config):
    """Options of the encoder."""

    shell: int = Field(default=12, gt=2)
    """Shell up to which it looks; shells are cycles across the box."""
    centre_shell: int = Field(default=8, gt=1)
    """Shell up to which images are compared at all shifts and poses, to find the particle's centre before anything else."""
    max_shift_px: float = Field(default=4.0, ge=0)
    """How far off the image's centre the particle's is looked for, pixels on each axis."""
    n_components: int = Field(default=2, ge=0)
    """Leading components of the motion whose z is integrated out of the likelihood that it begins with."""
    width: int = Field(default=192, gt=0)
    """Channels of each layer."""
    n_blocks: int = Field(default=4, gt=0)
    """Residual blocks of two convolutions along the ring."""
    direction_order: int = Field(default=2, ge=0)
    """HEALPix order of the viewing directions: 12 x 4^order of them."""
    n_in_plane: int = Field(default=32, gt=4)
    """In-plane angles of each direction."""
    point_group: str = "C1"
    """Point group of the molecule: directions are those of its asymmetric unit."""

    def within(self, box_px: int) -> PolarEncoderConfig:
        """The same with shells that images of a box have."""
        largest = (box_px - 1) // 2  # beyond it a sample's sign is undefined
        return self.model_copy(update={"shell": min(self.shell, largest), "centre_shell": min(self.centre_shell, largest)})

    def finer(self) -> PolarEncoderConfig:
        """The same with a pose grid of half the spacing."""
        return self.model_copy(update={"direction_order": self.direction_order + 1, "n_in_plane": 2 * self.n_in_plane})

    def fitted(self, scale: float) -> PolarEncoderConfig:
        """The same with shells multiplied by a factor."""
        return self.model_copy(update={"shell": round(scale * self.shell), "centre_shell": round(scale * self.centre_shell)})


@dataclass(frozen=True)
class PoseLogits:
    """What the encoder says of a batch, before any pose is chosen."""

    logits: Float[Tensor, "b d a"]
    """Of each direction and in-plane angle."""
    features: Float[Tensor, "b a c"]
    """At each in-plane angle, for the heads of shift and z."""
    centre_px: Float[Tensor, "b 2"]
    """Where the particle was taken to be, pixels."""


@dataclass(frozen=True)
class ShiftAndZ:
    """Shift and conformation given a pose; standard deviations as logarithms."""

    shifts_px: Float[Tensor, "m 2"]
    shift_log_sd: Float[Tensor, "m 2"]
    z: Float[Tensor, "m z"]
    z_log_sd: Float[Tensor, "m z"]


class RingBlock(nn.Module):
    """Two convolutions along the ring and a way around them."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.kernel = kernel
        self.norm = nn.LayerNorm(width)
        self.first = nn.Linear(kernel * width, width)
        self.second = nn.Linear(width, width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Float[Tensor, "b a c"]) -> Float[Tensor, "b a c"]:
        return x + self.second(gelu(self.first(neighbours(self.norm(x), self.kernel))))


def neighbours(x: Float[Tensor, "b a c"], kernel: int) -> Float[Tensor, "b a kc"]:
    """Each place with those around it on the ring, side by side: a convolution is then one matrix product."""
    return torch.cat([x.roll(-j, dims=1) for j in range(-(kernel // 2), kernel // 2 + 1)], dim=-1)


class PolarEncoder(nn.Module):
    """The network; its input are whitened Fourier samples up to its shell, and their CTFs."""

    to_rings: Tensor
    signal_power: Tensor
    ctf_power: Tensor
    pose_rotations: Tensor

    def __init__(self, config: PolarEncoderConfig, box_px: int, z_dim: int) -> None:
        super().__init__()
        config = config.within(box_px)
        self.config, self.box_px, self.z_dim = config, box_px, z_dim
        lattice = Lattice.create(box_px, config.shell)
        self.n_samples, self.n_components = len(lattice), min(config.n_components, z_dim)
        n_places, width = config.n_in_plane, config.width
        self.register_buffer("to_rings", rings_from_lattice(lattice, config.shell, 2 * n_places), persistent=False)
        pose_rotations = self._pose_rotations().unflatten(0, (-1, n_places))  # (d, a, 3, 3)
        self.register_buffer("pose_rotations", pose_rotations, persistent=False)
        self.register_buffer("signal_power", torch.ones(len(lattice)))
        self.register_buffer("ctf_power", torch.ones(len(lattice)))
        n_coarse, step_px = lattice.n_upto(config.centre_shell), box_px / (4 * config.centre_shell)  # a quarter of a period
        self.templates = Templates(lattice.freqs_per_px, n_coarse, config.max_shift_px, step_px)
        self.log_sharpness = nn.Parameter(torch.zeros(()))
        self.template_lift = nn.Linear(self.pose_rotations.shape[0], width)
        # Each place sees two neighbouring angles of every ring: real and imaginary parts of two filtered images.
        self.stem = nn.Linear(3 * 8 * config.shell, width)
        self.blocks = nn.ModuleList([RingBlock(width, 5) for _ in range(config.n_blocks)])
        self.norm = nn.LayerNorm(width)
        last = nn.Linear(2 * width, self.pose_rotations.shape[0])
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.directions = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), last)
        self.embedding = nn.Embedding(self.pose_rotations.shape[0], 64)
        self.shift_and_z = nn.Sequential(nn.Linear(width + 64, 256), nn.GELU(), nn.Linear(256, 4 + 2 * z_dim))

    @property
    def group(self) -> PointGroup:
        """Symmetry of the molecule."""
        return PointGroup(self.config.point_group)

    def _pose_rotations(self) -> Float[Tensor, "r 3 3"]:
        return rotation_grid(self.config.direction_order, self.config.n_in_plane, torch.device("cpu"), self.group)

    def filtered(self, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"]) -> Complex[Tensor, "b k 2"]:
        """Images as a Wiener filter and as a matched filter see them, each of unit power for images of the expected power."""
        power, usual = self.signal_power, self.ctf_power
        matched = images * ctfs
        # Signal and noise of the filtered sample: c y has power c^2 (c^2 P + 1).
        return torch.stack([matched * (power.sqrt() / (ctfs.square() * power + 1)), matched / (usual * (usual * power + 1)).sqrt()], dim=-1)

    def find_centre(self, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"]) -> Float[Tensor, "b 2"]:
        """Where the particle is at its likeliest pose, pixels."""
        return self.templates.find_centre(images[:, : self.n_samples], ctfs[:, : self.n_samples])

    def likelihood(
        self, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"], centre_px: Float[Tensor, "b 2"]
    ) -> Float[Tensor, "b d a"]:
        """The matched filter: log-likelihood at each pose of the pose grid, up to a constant for each image."""
        found = self.templates.log_likelihood(images, ctfs, centre_px[:, None], self.n_samples, self.n_components)
        return found.view(len(images), -1, self.config.n_in_plane)

    def forward(self, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"], centre_px: Float[Tensor, "b 2"]) -> PoseLogits:
        """Logits over the pose grid; apply log-softmax over both axes.

        Args:
            centre_px: Where the particle is believed to be; the closer, the better what follows.
        """
        images, ctfs = images[:, : self.n_samples], ctfs[:, : self.n_samples]
        b, seen, at = len(images), self.filtered(images, ctfs), self.place_of_angle()
        phases = self.templates.back(centre_px, self.n_samples)
        flat = torch.view_as_real((seen * phases[..., None]).movedim(2, 1).contiguous()).reshape(2 * b, -1)
        rings = (flat @ self.to_rings).view(b, 2, self.config.n_in_plane, -1).transpose(1, 2).flatten(2)  # (b, a, 2 filters x 4 shells)
        likelihood = self.likelihood(images, ctfs, centre_px).transpose(1, 2)[:, at]  # (b, a, d), by place
        mean, sd = likelihood.mean(dim=(1, 2), keepdim=True), likelihood.std(dim=(1, 2), keepdim=True)
        x = self.stem(neighbours(rings, 3)) + self.template_lift((likelihood - mean) / (sd + 1))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        logits = self.directions(x).float() + self.log_sharpness.exp() * likelihood
        return PoseLogits(logits[:, at].transpose(1, 2), x[:, at], centre_px)

    def place_of_angle(self) -> Int[Tensor, " a"]:
        """Where on the ring each in-plane angle is, and the other way round: a turn by psi moves the pattern by -psi."""
        n = self.config.n_in_plane
        return (-torch.arange(n, device=self.pose_rotations.device)) % n

    def shift_and_z_at(
        self, found: PoseLogits, image: Int[Tensor, " m"], direction: Int[Tensor, " m"], angle: Int[Tensor, " m"]
    ) -> ShiftAndZ:
        """Shift and conformation of some images, each at one pose of the pose grid."""
        features = found.features[image, angle]
        out = self.shift_and_z(torch.cat([features, self.embedding(direction).to(features.dtype)], dim=-1)).float()
        turned, shift_log_sd = out[:, :2], out[:, 2:4].clamp(-5, 3)
        z, z_log_sd = out[:, 4 : 4 + self.z_dim], out[:, 4 + self.z_dim :].clamp(-5, 1)
        psi = angle * (2 * math.pi / self.config.n_in_plane)
        c, s = psi.cos(), psi.sin()
        # Rz(psi) of the conventions: the frame turns.
        offset = torch.stack([c * turned[:, 0] + s * turned[:, 1], -s * turned[:, 0] + c * turned[:, 1]], dim=-1)
        return ShiftAndZ(found.centre_px[image] + offset, shift_log_sd, z, z_log_sd)


def rings_from_lattice(lattice: Lattice, n_rings: int, n_angles: int) -> Float[Tensor, "2k a"]:
    """The linear map from the samples of a half plane (real and imaginary parts in turn) to rings under a soft mask.

    Returns:
        Columns ordered by pairs of neighbouring angles, then angle of the pair, then ring, then real and imaginary part.
    """
    small = 2 * n_rings + 2
    inner = Lattice.create(small, n_rings)
    assert torch.equal(inner.indices, lattice.indices), "samples of one shell have one order"
    basis = torch.eye(len(inner))
    pixels = torch.cat([inner.to_images(basis.to(torch.complex64)), inner.to_images(1j * basis)]).double()
    x = (torch.arange(small) - small // 2).double()
    radius = torch.hypot(x[:, None], x[None]) / (small / 2)
    mask = 0.5 + 0.5 * torch.cos(math.pi * ((radius - MASK_INNER) / (MASK_OUTER - MASK_INNER)).clamp(0, 1))
    theta = torch.arange(n_angles, dtype=torch.float64) * (2 * math.pi / n_angles)
    ring = torch.arange(1, n_rings + 1, dtype=torch.float64)
    kx, ky = theta.cos()[:, None] * ring, theta.sin()[:, None] * ring
    phase = -2 * math.pi / small * (kx[..., None, None] * x[None, :] + ky[..., None, None] * x[:, None])
    samples = torch.einsum("pyx,aryx->par", (pixels * mask).to(torch.complex128), torch.polar(torch.ones_like(phase), phase))
    flat = torch.view_as_real(samples)  # (2k, angles, rings, 2)
    n = len(inner)
    return torch.stack([flat[:n], flat[n:]], dim=1).flatten(0, 1).flatten(1).float()
