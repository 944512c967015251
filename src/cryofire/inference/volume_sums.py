"""The M-step: sums over images from which volumes follow in closed form.

All ways to volumes fill the same sums: images at one pose each (`add`), or posteriors over a pose grid that were summed by
rotation before (`add_slices`). Sums of parts of a set, or of several devices, are added by `merge`; minibatches are forgotten
by `decay`. docs/method.md, equations (2) and (5).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.team import team
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.local_signal import signal_alone
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.solvent import independent_share, without_solvent
from cryofire.inference.symmetry_average import summed_over_copies
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.physics.translations import shift_images

VOXELS_AT_ONCE = 200_000


@dataclass(frozen=True)
class PowerByShell:
    """Prior: voxels are Gaussian, with a power for each shell and volume. Voxels beyond the last shell are 0."""

    power: Float[Tensor, "shells c"]
    """Expected |V|^2 of a voxel; the last one holds further out. Neighbours say the same of a density that fills little of the field of
    view: it counts for the voxels that are independent."""


@dataclass(frozen=True)
class ShareOfWeight:
    """Prior: all voxels alike, with so much of the mean weight (sum of CTF^2 at a voxel) as precision."""

    share: float
    is_whole_grid: bool = False
    """Solve, and count in the mean weight, voxels beyond the last shell as well: the outermost samples touch them. They are 0 otherwise."""


class VolumeSums:
    """Sums over images for V_0 and the components V_1 ... V_q; images may come in any number of parts."""

    def __init__(self, grid: FourierGrid, n_components: int) -> None:
        self.grid = grid
        self.n_volumes = n_components + 1
        self.upper = torch.triu_indices(self.n_volumes, self.n_volumes, device=grid.device)
        self.values = torch.zeros(grid.n_voxels, 2 * self.n_volumes + self.upper.shape[1], device=grid.device)
        """Back-projections of CTF x image x (1, z), then of CTF^2 x the second moments of (1, z): the upper triangle."""

    def add(self, whitened: WhitenedImages, posteriors: ParticlePosteriors) -> None:
        """Add images, each at its pose, by as much as it is taken to show the molecule.

        Args:
            whitened: Up to the grid's shell.
            posteriors: Of the same images.
        """
        indices, device = whitened.lattice.indices.float(), self.grid.device
        chunk = images_at_once(device, 200, len(indices) * (250 + 16 * self.values.shape[1]))
        into = self.values if team().size == 1 else torch.zeros_like(self.values)
        for rows in team().own_rows(len(whitened), device).split(chunk):
            centred = shift_images(whitened.images[rows], whitened.lattice.freqs_per_px, -posteriors.shifts_px[rows])
            c = whitened.ctfs[rows]
            basis = torch.cat([torch.ones(len(rows), 1, device=device), posteriors.z[rows]], dim=1)
            second = basis[:, :, None] * basis[:, None, :]
            second[:, 1:, 1:] += posteriors.z_covariance[rows]
            top = torch.view_as_real((centred * c)[..., None] * basis[:, None, :]).flatten(2)
            bottom = torch.bmm(c.square()[..., None], second[:, self.upper[0], self.upper[1]][:, None, :])
            if whitened.weights is not None:
                top, bottom = (values * whitened.weights[rows, None, None] for values in (top, bottom))
            self.grid.backproject(torch.cat([top, bottom], dim=-1), posteriors.rotations[rows], indices, into)
        if into is not self.values:
            team().add_up(into)
            self.values += into

    def add_slices(
        self,
        top: Complex[Tensor, "r k"],
        bottom: Float[Tensor, "r k"],
        rotations: Float[Tensor, "r 3 3"],
        indices: Float[Tensor, "k 2"],
    ) -> None:
        """Add what images have for the slice of each rotation together; for one volume without components.

        Args:
            top: Sum of share x CTF x image, moved back.
            bottom: Sum of share x CTF^2.
            indices: Where slices are sampled, shells.
        """
        assert self.n_volumes == 1
        self.grid.backproject(torch.cat([torch.view_as_real(top), bottom[..., None]], dim=-1), rotations, indices, self.values)

    def merge(self, other: VolumeSums) -> None:
        """Add the sums of other images: what several devices add up is this."""
        assert (self.grid, self.n_volumes) == (other.grid, other.n_volumes)
        self.values += other.values

    def decay(self, factor: float) -> None:
        """Count all that was added so far by a factor less."""
        self.values *= factor

    def solve(self, prior: PowerByShell | ShareOfWeight) -> tuple[Complex[Tensor, "voxels c"], Float[Tensor, "shells c"]]:
        """The likeliest volumes, nothing outside the grid's mask, and the power of each on each shell: the prior of the next time.

        The grid's symmetry is theirs: each image counts at all copies of its pose. With a prior of their power, components
        have their signal's own places alone (`local_signal.py`).
        """
        grid, q1, everything = self.grid, self.n_volumes, summed_over_copies(self.values, self.grid)
        # The density is real: half of the voxels inside the last shell say everything.
        shell = grid.radius().round().long()
        half = grid.n_voxels // 2 + 1
        is_whole_grid = isinstance(prior, ShareOfWeight) and prior.is_whole_grid
        inside = torch.arange(half, device=grid.device) if is_whole_grid else torch.nonzero(shell[:half] <= grid.shell)[:, 0]
        mirror = torch.cat([everything.new_tensor([1.0, -1.0]).repeat(q1), everything.new_ones(self.upper.shape[1])])
        ridge, independent = self._precision(prior, inside, everything[:, 2 * q1]), independent_share(grid)
        volumes = torch.zeros(grid.n_voxels, q1, dtype=torch.complex64, device=grid.device)
        n_shells = int(shell[inside].max()) + 1
        power = torch.zeros(n_shells, q1, device=grid.device)
        for part in inside.split(VOXELS_AT_ONCE):
            sums = everything[part] + mirror * everything[grid.n_voxels - 1 - part]
            top = sums[:, : 2 * q1].unflatten(1, (q1, 2))
            bottom = torch.zeros(len(part), q1, q1, device=grid.device)  # (sum c^2 E[b b^T] + 1/P) V = sum c y b: equation (5)
            bottom[:, self.upper[0], self.upper[1]] = sums[:, 2 * q1 :]
            bottom[:, self.upper[1], self.upper[0]] = sums[:, 2 * q1 :]
            at = shell[part]
            precision = bottom + torch.diag_embed(ridge[at.clamp(max=len(ridge) - 1)])
            inverse = torch.linalg.inv(precision) if q1 > 1 else 1 / precision
            values = torch.view_as_complex((inverse @ top).contiguous())
            volumes[grid.n_voxels - 1 - part] = values.conj()
            volumes[part] = values
            power.index_add_(0, at, inverse.diagonal(dim1=1, dim2=2) * independent)
        volumes = without_solvent(volumes, grid)
        if isinstance(prior, PowerByShell):
            for j in range(1, q1):
                volumes[:, j] = signal_alone(volumes[:, j], grid)
        # Power of each voxel with its posterior variance: its mean over a shell is the maximum-likelihood prior.
        power.index_add_(0, shell[inside], volumes[inside].abs().square())
        count = torch.bincount(shell[inside], minlength=n_shells)[:, None].clamp_min(1)
        return volumes, (power / count)[: grid.shell + 1]

    def _precision(
        self, prior: PowerByShell | ShareOfWeight, inside: Tensor, weights: Float[Tensor, " voxels"]
    ) -> Float[Tensor, "shells c"]:
        """What the prior adds to the weights."""
        if isinstance(prior, PowerByShell):
            return independent_share(self.grid) / prior.power.clamp_min(1e-12)
        # A voxel's weight is its own and its mirror's: over the whole grid that doubles the mean.
        mean = 2 * weights.mean() if prior.is_whole_grid else (weights[inside] + weights[self.grid.n_voxels - 1 - inside]).mean()
        return (prior.share * mean).expand(self.grid.shell + 1, self.n_volumes)
