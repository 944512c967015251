"""Images as the search meets them: half-plane Fourier samples and CTFs, both divided by the noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.data.dataset import ParticleDataset
from cryofire.data.noise_spectrum import SMALLEST_NOISE
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice


@dataclass(frozen=True)
class WhitenedImages:
    """Whitened images: a sample is (CTF x slice + noise) / sigma, with noise of variance 1 (real and imaginary together)."""

    lattice: Lattice
    """Samples sorted by shell."""
    images: Complex[Tensor, "n k"]
    ctfs: Float[Tensor, "n k"]
    """Times each image's contrast."""
    noise_sd: Float[Tensor, " k"]
    """What both were divided by, in the orthonormal scale of standardised images."""
    contrasts: Float[Tensor, " n"] | None = None
    """How strong the molecule is in each image, relative to the mean; None where it is 1 in all."""
    weights: Float[Tensor, " n"] | None = None
    """Probability that each image shows the molecule: its share in volumes; None where all do."""
    window: Float[Tensor, "box box"] | None = None
    """What images were multiplied by before they were transformed, which correlates the noise of neighbouring samples; None for nothing."""

    def __len__(self) -> int:
        return len(self.images)

    def upto(self, shell: int) -> WhitenedImages:
        """The samples up to a shell (views, no copies)."""
        k = self.lattice.n_upto(shell)
        own = {"images": self.images[:, :k], "ctfs": self.ctfs[:, :k], "noise_sd": self.noise_sd[:k]}
        return replace(self, lattice=self.lattice.upto(shell), **own)

    def take(self, rows: Int[Tensor, " m"] | slice) -> WhitenedImages:
        """Some images, in the order of `rows`, which may repeat."""
        contrasts, weights = (None if values is None else values[rows] for values in (self.contrasts, self.weights))
        return replace(self, images=self.images[rows], ctfs=self.ctfs[rows], contrasts=contrasts, weights=weights)

    def with_noise(self, noise_sd: Float[Tensor, " k"]) -> WhitenedImages:
        """The same images whitened by another noise level."""
        factor = self.noise_sd / noise_sd
        return replace(self, images=self.images * factor, ctfs=self.ctfs * factor, noise_sd=noise_sd)

    def with_contrasts(self, contrasts: Float[Tensor, " n"] | None) -> WhitenedImages:
        """The same images with the molecule taken to be so strong in each."""
        if contrasts is None and self.contrasts is None:
            return self
        one = torch.ones(len(self), device=self.images.device)
        before, now = (one if values is None else values for values in (self.contrasts, contrasts))
        return replace(self, ctfs=self.ctfs * (now / before)[:, None], contrasts=contrasts)

    def noise_alone(self, n: int, generator: torch.Generator) -> Complex[Tensor, "n k"]:
        """Whitened images of noise of the same kind: of variance 1 at each sample, under the same window."""
        return white_noise(self.lattice, self.window, n, generator)

    def with_weights(self, weights: Float[Tensor, " n"] | None) -> WhitenedImages:
        """The same images with another share of each in volumes."""
        return replace(self, weights=weights)

    @property
    def oversure(self) -> float:
        """How many times too large nats are: where the particle is, the window lets all noise through, and on the mean of an image less,
        by which it is whitened (benchmarks/NOTES.md)."""
        return 1.0 if self.window is None else 1 / float(self.window.square().mean())

    def weights_or_one(self) -> Float[Tensor, " n"]:
        """The share of each image in volumes."""
        return torch.ones(len(self), device=self.images.device) if self.weights is None else self.weights


def white_noise(lattice: Lattice, window: Float[Tensor, "box box"] | None, n: int, generator: torch.Generator) -> Complex[Tensor, "n k"]:
    """Samples of images of white noise under a window, which correlates neighbours; of variance 1 each."""
    device = lattice.shell.device
    if window is None:
        return torch.view_as_complex(torch.randn(n, len(lattice), 2, generator=generator) * 0.5**0.5).to(device)
    drawn = torch.randn(n, *window.shape, generator=generator).to(device) * window.to(device)
    samples: Tensor = lattice.sample(drawn) / drawn.square().sum(dim=(1, 2)).mean().sqrt()
    return samples


def first_noise_sd(dataset: ParticleDataset, lattice: Lattice) -> Float[Tensor, " k"]:
    """The noise that a set shows outside its particles, at each sample, as the window leaves it."""
    window = dataset.preprocess.window
    kept = 1.0 if window is None else float(window.square().mean())
    # Noiseless images have nothing there; a likelihood needs some noise all the same.
    return (kept * dataset.noise.power).sqrt().clamp_min(SMALLEST_NOISE).to(lattice.shell.device)[lattice.shell]


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
            default what the set shows outside its particles, shell by shell.
    """
    full = Lattice.create(dataset.box_px).to(device)
    n_kept = len(full) if last_shell is None else full.n_upto(min(last_shell, full.max_shell))
    lattice = full if last_shell is None else full.upto(min(last_shell, full.max_shell))
    images = torch.empty(len(rows), n_kept, dtype=torch.complex64, device=device)
    ctfs = torch.ones(len(rows), n_kept, device=device)
    # Pixels as read, standardised and windowed, their transform, and the half plane of that.
    chunk = images_at_once(torch.device("cpu"), 512, 40 * dataset.box_px**2)
    for part in torch.arange(len(rows)).split(chunk):
        here = slice(int(part[0]), int(part[-1]) + 1)
        found = full.sample(dataset.load(rows[part]).to(device)) / dataset.box_px
        images[here] = found[:, :n_kept]
        if dataset.optics is not None:
            ctfs[here] = ctf(lattice.freqs_per_px, dataset.optics[rows[part]].to(device))
    if noise_sd is None:
        noise_sd = first_noise_sd(dataset, lattice)
    images, ctfs = images.div_(noise_sd), ctfs.div_(noise_sd)
    if (groups := dataset.noise_of_groups) is not None:
        relative_sd = groups.of(rows.cpu()).sqrt().to(device)[:, lattice.shell]
        images, ctfs = images.div_(relative_sd), ctfs.div_(relative_sd)
    return WhitenedImages(lattice, images, ctfs, noise_sd, window=dataset.preprocess.window)
