"""A grid of poses and shifts, compared with batches of images as matrix products."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.precision import half_precision_products, results_are_rounded
from cryofire.core.types import map_tensors
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.volume_sums import VolumeSums
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.interpolation import Corners, gather
from cryofire.physics.marginal import marginal_log_likelihood
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases


@dataclass(frozen=True)
class ExpectedSlices:
    """Slices of V_0 and components at each rotation of a pose grid, laid out for matrix products; made once for all batches."""

    real: Float[Tensor, "c r k2"]
    """Real and imaginary parts in turn."""
    overlap: tuple[tuple[Float[Tensor, "r k"], ...], ...]
    """2 Re(s_i s_j*) for j >= i: `overlap[i][j - i]`."""
    common: Float[Tensor, "c k2"] | None = None
    """What was taken off all rotations alike before `real` was rounded; None where it was not."""

    @staticmethod
    def of(slices: Complex[Tensor, "r k c"]) -> ExpectedSlices:
        """Of slices as they were read from volumes."""
        parts = slices.movedim(-1, 0).contiguous()
        n = len(parts)
        overlap = tuple(tuple(2 * (parts[i] * parts[j].conj()).real for j in range(i, n)) for i in range(n))
        return ExpectedSlices(torch.view_as_real(parts).flatten(2), overlap)

    @property
    def values(self) -> Complex[Tensor, "c r k"]:
        """The same memory as complex numbers, of those that were not rounded."""
        return torch.view_as_complex(self.real.unflatten(2, (-1, 2)))

    def rough(self) -> ExpectedSlices:
        """The same for a first look: products are rounded to 1 part in 256 where that makes them faster.

        What all rotations have in common, of a molecule like a ball nearly all, tells no pose and is added exactly.
        """
        if not results_are_rounded(self.real.device):
            return self
        common = self.real.mean(dim=1)
        return replace(self, real=(self.real - common[:, None]).bfloat16(), common=common)

    def upto(self, n_samples: int, n_components: int) -> ExpectedSlices:
        """At the first samples only, those of the inner shells, of V_0 and the first components."""
        n, overlap = n_components + 1, self.overlap[: n_components + 1]
        inner = tuple(tuple(part[:, :n_samples].contiguous() for part in row[: n - i]) for i, row in enumerate(overlap))
        common = None if self.common is None else self.common[:n, : 2 * n_samples]
        return ExpectedSlices(self.real[:n, :, : 2 * n_samples].contiguous(), inner, common)


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

    def slices(self, volumes: Complex[Tensor, "voxels c"]) -> ExpectedSlices:
        """Of every rotation of the pose grid."""
        found = gather(volumes, map_tensors(self.corners, lambda t: t.flatten(0, 1)))
        return ExpectedSlices.of(found.unflatten(0, (len(self.rotations), -1)))

    def upto(self, n_samples: int) -> PoseGrid:
        """The same poses compared at the first samples only: those of the inner shells."""
        m = n_samples
        at = map_tensors(self.corners, lambda t: t[:, :m].contiguous())
        return PoseGrid(self.rotations, self.shifts_px, self.grid, self.indices[:m], self.phases[:, :m], at)

    def coarser(self, shifts_px: Float[Tensor, "s 2"], freqs_per_px: Float[Tensor, "m 2"]) -> PoseGrid:
        """The same rotations with other shifts, at the first samples only, whose frequencies are given; corners are views of these."""
        m = len(freqs_per_px)
        at = map_tensors(self.corners, lambda t: t[:, :m])
        return PoseGrid(self.rotations, shifts_px, self.grid, self.indices[:m], shift_phases(freqs_per_px, -shifts_px), at)

    def log_likelihood(
        self,
        slices: ExpectedSlices,
        images: Complex[Tensor, "b k"],
        ctfs: Float[Tensor, "b k"],
        among: Int[Tensor, "b m"] | None = None,
    ) -> Float[Tensor, "b s m"]:
        """Log-likelihood of whitened images at each shift and rotation, nats, up to a constant of the image: method.md (1), (4).

        A sample's noise has variance 1, so the logarithm is -|y - c s|^2; over the half plane that is
        2 Re(y c s*) - c^2 |s|^2 and a constant. With components, z ~ N(0, 1) is integrated out in closed form.

        Args:
            among: Rotations that each image is compared with; all of them by default.
        """
        moved = torch.view_as_real((2 * images * ctfs)[:, None] * self.phases).flatten(2)
        c2, a = ctfs.square(), moved.to(slices.real.dtype)
        with half_precision_products():
            if among is None:
                cross = [(a.flatten(0, 1) @ part.T).unflatten(0, moved.shape[:2]) for part in slices.real]
            else:
                cross = [a @ part[among].mT for part in slices.real]
        if slices.common is not None:
            cross = [part + at_all[..., None] for part, at_all in zip(cross, (moved @ slices.common.T).unbind(-1), strict=True)]
        overlap = [[c2 @ part.T for part in row] for row in slices.overlap]
        if among is not None:
            overlap = [[part.gather(1, among) for part in row] for row in overlap]
        # In place from here: there is a number for every image, shift and rotation, and each pass over them costs.
        return marginal_log_likelihood(cross, overlap)

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
