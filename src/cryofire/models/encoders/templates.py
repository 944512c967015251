"""Slices of known volumes at a grid of poses, and how like them an image is: what an encoder begins with.

A network that is to tell poses apart from nothing but examples stays for long at knowing nothing, where a particle's pose
shows only once its centre is known to a pixel, and its centre only once its pose is (a ribosome). Slices know both at once.
"""

from __future__ import annotations

import torch
from jaxtyping import Complex, Float
from torch import Tensor, nn

from cryofire.core.batch_size import images_at_once
from cryofire.core.precision import full_precision, half_precision_products
from cryofire.physics.marginal import marginal_log_likelihood
from cryofire.physics.pose_grids import shift_grid
from cryofire.physics.translations import shift_phases

N_CENTRES = 4
"""Shifts of the coarse grid that are compared again with all samples."""
CHUNK = 64
"""Images that are compared with the whole grid together on a CPU: there is a number for each image, shift and pose."""


class Templates(nn.Module):
    """Slices of V_0 and the leading components at each pose of a pose grid; nothing is known until they are given.

    They are no weights: whoever uses an encoder gives it the slices of the run's volumes.
    """

    freqs_per_px: Tensor
    grid_px: Tensor
    slices: Tensor
    overlaps: Tensor

    def __init__(self, freqs_per_px: Float[Tensor, "k 2"], n_coarse: int, max_shift_px: float, step_px: float) -> None:
        """
        Args:
            freqs_per_px: Of the samples that are compared, sorted by shell.
            n_coarse: How many of the first of them are compared on the whole grid of shifts.
            reach_px: How far off the centre particles are looked for, pixels on each axis.
            step_px: Between shifts of the grid.
        """
        super().__init__()
        self.n_coarse, self.step_px = n_coarse, step_px
        self.register_buffer("freqs_per_px", freqs_per_px.clone(), persistent=False)
        self.register_buffer("grid_px", shift_grid(max_shift_px, step_px, torch.device("cpu")), persistent=False)
        self.register_buffer("slices", torch.zeros(0, 0, len(freqs_per_px), 2), persistent=False)
        self.register_buffer("overlaps", torch.zeros(0, 0, len(freqs_per_px)), persistent=False)

    def give(self, slices: Complex[Tensor, "r k c"]) -> None:
        """Set the slices of V_0 and of components, in the order of the pose grid's poses."""
        # Always laid out the same way: products of complex numbers that lie apart are rounded otherwise than of neighbours.
        parts = slices.movedim(-1, 0).contiguous()
        self.slices = torch.view_as_real(parts)
        self.overlaps = torch.stack([2 * (a * b.conj()).real for i, a in enumerate(parts) for b in parts[i:]])

    @torch.no_grad()
    def log_likelihood(
        self,
        images: Complex[Tensor, "b k"],
        ctfs: Float[Tensor, "b k"],
        centres_px: Float[Tensor, "b m 2"],
        n_samples: int,
        n_components: int,
    ) -> Float[Tensor, "b m r"]:
        """Of whitened images at each centre and pose, up to a constant for each image, z of some components integrated out.

        Args:
            n_samples: How many of the first samples are compared.
            n_components: How many components take part.
        """
        assert len(self.slices) > n_components, "an encoder is given the slices of its run's volumes first"
        b, m = centres_px.shape[:2]
        matched = (2 * images[:, :n_samples] * ctfs[:, :n_samples])[:, None] * self.back(centres_px, n_samples)
        flat, c2, n = torch.view_as_real(matched).reshape(b * m, -1), ctfs[:, :n_samples].square(), n_components + 1
        with full_precision(images.device), half_precision_products():
            cross = [(flat @ part[:, :n_samples].flatten(1).T).view(b, m, -1) for part in self.slices[:n]]
            overlap = [[c2 @ self._overlap(i, j)[:, :n_samples].T for j in range(i, n)] for i in range(n)]
        return marginal_log_likelihood(cross, overlap)

    @torch.no_grad()
    def find_centre(self, images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"]) -> Float[Tensor, "b 2"]:
        """Where the particle is at its likeliest pose, pixels: a coarse grid on the inner shells, the best few nearer."""
        bytes_each = 12 * len(self.grid_px) * self.slices.shape[1]
        parts = torch.arange(len(images), device=images.device).split(images_at_once(images.device, CHUNK, bytes_each))
        with full_precision(images.device):  # neighbouring shifts differ by less than half precision tells
            return torch.cat([self._find_centre(images[rows], ctfs[rows]) for rows in parts])

    def _find_centre(self, images: Tensor, ctfs: Tensor) -> Tensor:
        b, k, n_components = len(images), images.shape[1], len(self.slices) - 1
        everywhere = self.log_likelihood(images, ctfs, self.grid_px.expand(b, -1, -1), self.n_coarse, 0)
        best = everywhere.amax(dim=2).topk(min(N_CENTRES, len(self.grid_px)), dim=1).indices
        pose = self.log_likelihood(images, ctfs, self.grid_px[best], k, n_components).argmax(dim=2)
        value, centres_px = self._nearer(images, ctfs, self.grid_px[best], pose, self.step_px / 4)
        best = value.argmax(dim=1, keepdim=True)
        centre_px, pose = centres_px.gather(1, best[..., None].expand(-1, -1, 2)), pose.gather(1, best)
        return self._nearer(images, ctfs, centre_px, pose, self.step_px / 8)[1][:, 0]

    def _nearer(
        self, images: Tensor, ctfs: Tensor, centres_px: Tensor, pose: Tensor, step_px: float
    ) -> tuple[Float[Tensor, "b m"], Float[Tensor, "b m 2"]]:
        """The likeliest of 25 shifts about each centre, at its pose: log-likelihood and shift."""
        (b, m), k, n = pose.shape, images.shape[1], len(self.slices)
        steps = torch.arange(-2, 3, device=images.device) * step_px
        about_px = centres_px[:, :, None] + torch.cartesian_prod(steps, steps)  # (b, m, 25, 2)
        matched = torch.view_as_real((2 * images * ctfs)[:, None, None] * self.back(about_px, k)).flatten(3).flatten(0, 1)
        cross = matched @ self.slices[:, pose].flatten(3).flatten(1, 2).permute(1, 2, 0)  # (b m, 25, c)
        c2 = ctfs.square()[:, None]
        overlap = [[(c2 * self._overlap(i, j)[pose]).sum(dim=-1).view(b * m, 1) for j in range(i, n)] for i in range(n)]
        score = marginal_log_likelihood(list(cross.split(1, dim=-1)), overlap)
        value, best = score.view(b, m, 25).max(dim=2)
        return value, about_px.gather(2, best[..., None, None].expand(-1, -1, 1, 2))[:, :, 0]

    def _overlap(self, i: int, j: int) -> Float[Tensor, "r k"]:
        """2 Re(s_i s_j*), i <= j."""
        return self.overlaps[i * len(self.slices) - i * (i - 1) // 2 + j - i]

    def back(self, centres_px: Float[Tensor, "*b 2"], n_samples: int) -> Complex[Tensor, "*b k"]:
        """What moves an image back by each shift."""
        with full_precision(centres_px.device):
            return shift_phases(self.freqs_per_px[:n_samples], -centres_px)
