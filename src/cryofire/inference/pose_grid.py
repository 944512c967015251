"""A grid of poses and shifts, compared with batches of images as matrix products."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.precision import half_precision_products
from cryofire.core.types import map_tensors
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.volume_sums import VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.interpolation import Corners, gather
from cryofire.physics.marginal import marginal_log_likelihood
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases


@dataclass(frozen=True)
class PoseGrid:
    """Rotations times shifts, and the samples at which they are compared."""

    rotations: Float[Tensor, "r 3 3"]
    shifts_px: Float[Tensor, "s 2"]
    grid: FourierGrid
    indices: Float[Tensor, "k 2"]
    """Lattice frequencies, shells."""
    phases: Complex[Tensor, "s k"]
    """What moves an image back by each shift."""

    corners: Corners
    """Voxels around each point of each slice, (r, k, 8); kept, as every minibatch reads the same points."""

    @staticmethod
    def create(rotations: Tensor, shifts_px: Tensor, whitened: WhitenedImages, grid: FourierGrid) -> PoseGrid:
        indices = whitened.lattice.indices.float()
        parts = [grid.corners(slice_coordinates(part, indices).reshape(-1, 3)) for part in rotations.split(512)]
        shape = (len(rotations), len(indices), 8)
        at = Corners(torch.cat([part.index.int() for part in parts]).view(shape), torch.cat([part.weight for part in parts]).view(shape))
        return PoseGrid(rotations, shifts_px, grid, indices, shift_phases(whitened.lattice.freqs_per_px, -shifts_px), at)

    def slices(self, volumes: Complex[Tensor, "voxels c"]) -> Complex[Tensor, "r k c"]:
        """Of every rotation of the pose grid."""
        return gather(volumes, map_tensors(self.corners, lambda t: t.flatten(0, 1))).unflatten(0, (len(self.rotations), -1))

    def upto(self, n_samples: int) -> PoseGrid:
        """The same poses compared at the first samples only: those of the inner shells."""
        m = n_samples
        at = map_tensors(self.corners, lambda t: t[:, :m].contiguous())
        return PoseGrid(self.rotations, self.shifts_px, self.grid, self.indices[:m], self.phases[:, :m], at)

    def log_likelihood(
        self, slices: Complex[Tensor, "r k c"], images: Complex[Tensor, "b k"], ctfs: Float[Tensor, "b k"]
    ) -> Float[Tensor, "b s r"]:
        """Log-likelihood of whitened images at each shift and rotation, nats, up to a constant of the image: method.md (1), (4).

        A sample's noise has variance 1, so the logarithm is -|y - c s|^2; over the half plane that is
        2 Re(y c s*) - c^2 |s|^2 and a constant. With components, z ~ N(0, 1) is integrated out in closed form.
        """
        b, n_components = len(images), slices.shape[-1] - 1
        moved = (2 * images * ctfs)[:, None] * self.phases
        a = torch.view_as_real(moved).reshape(b * len(self.shifts_px), -1)
        real = torch.view_as_real(slices.movedim(-1, 0).contiguous()).flatten(2)  # (c, r, 2k)
        c2 = ctfs.square()
        with half_precision_products():
            cross = [(a @ part.T).view(b, len(self.shifts_px), -1) for part in real]

        def overlap(i: int, j: int) -> Tensor:
            return 2 * (c2 @ (slices[..., i] * slices[..., j].conj()).real.T)

        # In place from here: there is a number for every image, shift and rotation, and each pass over them costs.
        return marginal_log_likelihood(cross, [[overlap(i, j) for j in range(i, n_components + 1)] for i in range(n_components + 1)])

    def accumulate(
        self,
        log_likelihood: Float[Tensor, "b s r"],
        images: Complex[Tensor, "b k"],
        ctfs: Float[Tensor, "b k"],
        n_best: int,
        beta: float = 1.0,
    ) -> VolumeSums:
        """Sums for one volume, each image weighted by its posterior over its best poses: docs/method.md, equation (2).

        Args:
            n_best: Poses of each image that take part.
            beta: Log-likelihoods are multiplied by it.
        """
        n_rotations, n_k = len(self.rotations), images.shape[1]
        value, at = log_likelihood.flatten(1).topk(n_best, dim=1)
        share = torch.softmax(value * beta, dim=1)
        s, r = at // n_rotations, at % n_rotations
        used, slot = torch.unique(r, return_inverse=True)
        top = torch.zeros(len(used), n_k, dtype=torch.complex64, device=images.device)
        bottom = torch.zeros(len(used), n_k, device=images.device)
        moved = (images * ctfs)[:, None] * self.phases[s] * share[..., None]
        top.index_add_(0, slot.reshape(-1), moved.flatten(0, 1))
        bottom.index_add_(0, slot.reshape(-1), (ctfs.square()[:, None] * share[..., None]).flatten(0, 1))
        sums = VolumeSums(self.grid, 0)
        sums.add_slices(top, bottom, self.rotations[used], self.indices)
        return sums
