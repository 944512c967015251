"""Were phases flipped? The signs of the CTF are looked for in the images.

Averaged over images, what is left of a particle seen from all sides is a radial profile, the same for every image but for the factor of
its CTF. Where that factor is positive in some images and negative in others, the averages of the two kinds have opposite signs; the same
sign if phases were flipped. So have images that have something in common beside the particle, such as a tight mask, or a CTF that is not
theirs; but that does not grow with the size of the CTF.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.types import Optics
from cryofire.data.dataset import ParticleDataset
from cryofire.data.statistics import SIGN_SIGMA
from cryofire.physics.ctf import ctf
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.lattice import Lattice

LEAST_SHARE = 0.1
"""Of the CTF's power in a shell, that images of either sign must have for the shell to be asked."""
SLOPE_SIGMA = 2.0
"""Standard errors that the slopes must say the same by: they say less than the sums, and nothing of a mask."""
CLIPPED_AT = 5.0
"""Median sizes at which an image's part in a sum is clipped: a few images with ice or an edge in them must not outvote the rest."""
N_LOOKED_AT, LARGEST_BOX_PX = 2000, 64
"""Images of a set that are looked at before it is trained on, and the box that they are brought to."""
N_AT_ONCE = 256


@dataclass(frozen=True)
class SignsOfCtf:
    """Whether images have the signs of their CTFs."""

    sigma: float
    """Standard errors; positive where signs are missing, negative where they are there, about 0 where images do not say."""
    slope_sigma: float
    """The same of how images of each sign grow with the size of their CTF: what is alike in all images, such as a mask, does not count."""
    first_shell: int
    """First shell of the images in which both signs occur, and that was asked; 0 where there is none."""
    last_shell: int
    """The last one."""

    @property
    def are_missing(self) -> bool:
        return self.sigma >= SIGN_SIGMA and self.slope_sigma >= SLOPE_SIGMA

    @property
    def message(self) -> str:
        """What is to be said where they are missing."""
        return (
            f"phases look flipped: images with a positive and with a negative CTF agree by {self.sigma:+.1f} standard errors in shells "
            f"{self.first_shell} to {self.last_shell} of the box, and grow alike with its size ({self.slope_sigma:+.1f})."
        )


def find_signs_of(dataset: ParticleDataset) -> SignsOfCtf | None:
    """The same of some images of a set, as trained but for the window, which mixes shells; None for a set without CTF."""
    if dataset.optics is None:
        return None
    bare = dataset.without_window()
    rows, box_px = bare.rows_across(N_LOOKED_AT), min(LARGEST_BOX_PX, bare.box_px)
    images = torch.cat([fourier_resize(bare.load(part), box_px) for part in rows.split(N_AT_ONCE)])
    optics = dataset.optics[rows]
    return find_signs(images, replace(optics, pixel_size_A=optics.pixel_size_A * (bare.box_px / box_px)))


def find_signs(images: Float[Tensor, "b box box"], optics: Optics) -> SignsOfCtf:
    """Look for the signs of the CTF in images of one box.

    Let P be the sums over images of the Fourier samples of a shell where the CTF is positive, weighted by its size, and Q those where it
    is negative, each in units of its standard error. Without a signal P and Q are independent and normal, so that the sum of P Q over
    shells, over the larger of the two norms, is not beyond what is normal either; that is `sigma`.

    Args:
        images: Particles near the middle, of any grey scale and either contrast.
        optics: Of each image.
    """
    lattice = Lattice.create(images.shape[-1])
    n_shells = lattice.max_shell + 1
    plain, weighted = [], []
    counts, sizes, power = (torch.zeros(2, n_shells, dtype=torch.float64) for _ in range(3))
    for rows in torch.arange(len(images)).split(N_AT_ONCE):
        pixels = images[rows].double()
        samples = lattice.sample((pixels - pixels.mean(dim=(1, 2), keepdim=True)) / pixels.std(dim=(1, 2), keepdim=True)).real
        factors = ctf(lattice.freqs_per_px, optics[rows]).double()
        is_of_sign = torch.stack([factors > 0, factors < 0]).double()
        size = factors.abs() * is_of_sign
        nothing = torch.zeros(2, len(rows), n_shells, dtype=torch.float64)
        plain.append(nothing.index_add(2, lattice.shell, is_of_sign * samples))
        weighted.append(nothing.index_add(2, lattice.shell, size * samples))
        for total, values in ((counts, is_of_sign), (sizes, size), (power, size.square())):
            total.index_add_(1, lattice.shell, values.sum(dim=1))
    asked = torch.nonzero(power.amin(dim=0) > LEAST_SHARE * power.sum(dim=0))[:, 0]
    if len(asked) == 0:
        return SignsOfCtf(0.0, 0.0, 0, 0)
    parts = torch.cat(weighted, dim=1)[..., asked]
    beyond_mean = parts - (sizes / counts)[:, None, asked] * torch.cat(plain, dim=1)[..., asked]
    return SignsOfCtf(_agreement(parts), _agreement(beyond_mean), int(asked.min()), int(asked.max()))


def _agreement(parts: Float[Tensor, "2 b shells"]) -> float:
    """Whether sums over images of either sign agree; never beyond what is normal where there is nothing in the images."""
    positive, negative = map(_in_standard_errors, parts)
    return float(positive @ negative / torch.maximum(positive.norm(), negative.norm()))


def _in_standard_errors(parts: Float[Tensor, "b shells"]) -> Float[Tensor, " shells"]:
    """Sum over images, in units of its standard error."""
    size = parts.abs()
    limit = CLIPPED_AT * torch.where(size > 0, size, torch.nan).nanmedian(dim=0).values
    clipped = torch.maximum(torch.minimum(parts, limit), -limit)
    return clipped.sum(dim=0) / clipped.square().sum(dim=0).sqrt()
