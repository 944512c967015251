"""Images as the search meets them: half-plane Fourier samples and CTFs, both divided by the noise."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.data.dataset import ParticleDataset
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.shells import shell_sums

OUTER_SHARE = 0.85
"""Shells beyond this share of Nyquist are taken for noise at the start."""
SMALLEST_NOISE = 0.05
"""Noise is taken to be at least this share of the images' standard deviation."""

LARGEST_POWER = 9.0
"""How many times the median power an image may have at the outermost shells to count in the noise level."""


@dataclass(frozen=True)
class WhitenedImages:
    """Whitened images: a sample is (CTF x slice + noise) / sigma, with noise of variance 1 (real and imaginary together)."""

    lattice: Lattice
    """Samples sorted by shell."""
    images: Complex[Tensor, "n k"]
    ctfs: Float[Tensor, "n k"]
    noise_sd: Float[Tensor, " k"]
    """What both were divided by, in the orthonormal scale of standardised images."""

    def __len__(self) -> int:
        return len(self.images)

    def upto(self, shell: int) -> WhitenedImages:
        """The samples up to a shell (views, no copies)."""
        k = self.lattice.n_upto(shell)
        return WhitenedImages(self.lattice.upto(shell), self.images[:, :k], self.ctfs[:, :k], self.noise_sd[:k])

    def take(self, rows: Int[Tensor, " m"]) -> WhitenedImages:
        """Some images, in the order of `rows`, which may repeat."""
        return WhitenedImages(self.lattice, self.images[rows], self.ctfs[rows], self.noise_sd)

    def with_noise(self, noise_sd: Float[Tensor, " k"]) -> WhitenedImages:
        """The same images whitened by another noise level."""
        factor = self.noise_sd / noise_sd
        return WhitenedImages(self.lattice, self.images * factor, self.ctfs * factor, noise_sd)


def mean_by_shell(lattice: Lattice, values: Float[Tensor, " k"]) -> Float[Tensor, " shells"]:
    """Mean over the samples of each shell, from 0 to the outermost of the lattice; 0 for a shell without samples."""
    shell = lattice.shell
    n = int(shell.max()) + 1
    return shell_sums(values, shell, n) / torch.bincount(shell, minlength=n).clamp_min(1)


def typical_power(power: Float[Tensor, " n"]) -> float:
    """Mean power of the images, without those that have more than 9 times the median: one of them could set the level of all."""
    if not len(power):
        return 0.0
    return float(power[power <= LARGEST_POWER * power.median()].mean())


def load_whitened(
    dataset: ParticleDataset,
    rows: Tensor,
    device: torch.device,
    last_shell: int | None = None,
    noise_sd: Float[Tensor, " k"] | None = None,
) -> WhitenedImages:
    """Read some rows of a set, and whiten their images and CTFs by the noise.

    Args:
        last_shell: Outermost shell kept; all by default.
        noise_sd: What to whiten by, at each sample of the lattice kept (as `WhitenedImages.noise_sd` of a part of the same set). By
            default the level that the outermost shells show, at every shell: white noise is assumed at first, not
            the total power of each shell, which would call the strong low shells, which hold the signal, noise.
    """
    full = Lattice.create(dataset.box_px).to(device)
    n_kept = len(full) if last_shell is None else full.n_upto(min(last_shell, full.max_shell))
    lattice = full if last_shell is None else full.upto(min(last_shell, full.max_shell))
    images = torch.empty(len(rows), n_kept, dtype=torch.complex64, device=device)
    ctfs = torch.ones(len(rows), n_kept, device=device)
    is_outer = full.radius > OUTER_SHARE * full.max_shell
    outer_power = torch.empty(len(rows), device=device)
    # Pixels as read, standardised and windowed, their transform, and the half plane of that.
    chunk = images_at_once(torch.device("cpu"), 512, 40 * dataset.box_px**2)
    for part in torch.arange(len(rows)).split(chunk):
        here = slice(int(part[0]), int(part[-1]) + 1)
        found = full.sample(dataset.load(rows[part]).to(device)) / dataset.box_px
        outer_power[here] = found[:, is_outer].abs().square().mean(dim=1)
        images[here] = found[:, :n_kept]
        if dataset.optics is not None:
            ctfs[here] = ctf(lattice.freqs_per_px, dataset.optics[rows[part]].to(device))
    if noise_sd is None:
        # Noiseless images have nothing there; a likelihood needs some noise all the same.
        level = max(typical_power(outer_power) ** 0.5, SMALLEST_NOISE)
        noise_sd = torch.full((n_kept,), level, device=device)
    return WhitenedImages(lattice, images.div_(noise_sd), ctfs.div_(noise_sd), noise_sd)
