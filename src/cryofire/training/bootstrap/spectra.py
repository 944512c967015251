"""Images as the search meets them: half-plane Fourier samples and CTFs, both divided by the noise."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.data.dataset import ParticleDataset
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice

OUTER_SHARE = 0.85
"""Shells beyond this share of Nyquist are taken for noise at the start."""
SMALLEST_NOISE = 0.05
"""Noise is taken to be at least this share of the images' standard deviation."""


@dataclass(frozen=True)
class Spectra:
    """Whitened images: a sample is (CTF x slice + noise) / sigma, with noise of variance 1 (real and imaginary together)."""

    lattice: Lattice
    """Samples sorted by shell."""
    images: Complex[Tensor, "n k"]
    ctfs: Float[Tensor, "n k"]
    noise_sd: Float[Tensor, " k"]
    """What both were divided by, in the orthonormal scale of standardised images."""

    def __len__(self) -> int:
        return len(self.images)

    def upto(self, shell: int) -> Spectra:
        """The samples up to a shell (views, no copies)."""
        k = self.lattice.n_upto(shell)
        return Spectra(self.lattice.upto(shell), self.images[:, :k], self.ctfs[:, :k], self.noise_sd[:k])

    def with_noise(self, noise_sd: Float[Tensor, " k"]) -> Spectra:
        """The same images whitened by another noise level."""
        factor = self.noise_sd / noise_sd
        return Spectra(self.lattice, self.images * factor, self.ctfs * factor, noise_sd)


def observe(dataset: ParticleDataset, rows: Tensor, device: torch.device, chunk: int = 512) -> Spectra:
    """Spectra of some rows, whitened by the noise level that the outermost shells show.

    White noise is assumed at first, not the total power of each shell: that would call the strong low shells,
    which hold the signal, noise.
    """
    lattice = Lattice.create(dataset.box_px)
    images = torch.empty(len(rows), len(lattice), dtype=torch.complex64, device=device)
    ctfs = torch.ones(len(rows), len(lattice), device=device)
    for part in torch.arange(len(rows)).split(chunk):
        images[part] = (lattice.sample(dataset.load(rows[part])) / dataset.box_px).to(device)
        if dataset.optics is not None:
            ctfs[part] = ctf(lattice.freqs_per_px, dataset.optics[rows[part]]).to(device)
    is_outer = (lattice.radius > OUTER_SHARE * lattice.max_shell).to(device)
    # Noiseless images have nothing there; a likelihood needs some noise all the same.
    sd = images[:, is_outer].abs().square().mean().sqrt().clamp_min(SMALLEST_NOISE)
    noise_sd = torch.full((len(lattice),), float(sd), device=device)
    return Spectra(lattice.to(device), images / sd, ctfs / sd, noise_sd)
