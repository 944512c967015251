"""Which model predicts images better that neither has seen: half of an image's samples say what the other half should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Complex, Float
from torch import Tensor

from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.predicted_images import slices_of
from cryofire.inference.whitened_images import WhitenedImages
from cryofire.models.decoders import Decoder
from cryofire.objective.data_terms import likeliest_contrast, noise_weighted_error
from cryofire.physics.translations import shift_images
from cryofire.training.hypervolume.initialise import decode

CHUNK = 100
"""Images predicted at a time."""


@dataclass(frozen=True)
class Comparison:
    """Mean log-likelihood over noise of samples held out, of images held out; nats an image."""

    n_images: int
    search_nats: float
    """Of the search's kind of volumes, made without those images."""
    joint_nats: float
    """Of the hypervolume."""
    error_nats: float
    """Standard error of the difference."""

    @property
    def is_joint_better(self) -> bool:
        """By more than chance."""
        return self.joint_nats - self.search_nats > 2 * self.error_nats


@torch.no_grad()
def compare(
    decoder: Decoder,
    volumes: Complex[Tensor, "voxels c"],
    grid: FourierGrid,
    whitened: WhitenedImages,
    posteriors: ParticlePosteriors,
    contrast_sd: float,
    generator: torch.Generator,
) -> Comparison:
    """Both models on images that they were not made from, at the same poses.

    The conformation is read off one half of an image's samples, drawn at random, with the search's volumes, as everything
    that uses a run reads it; the contrast, too, with each model. The other half is predicted.

    Args:
        volumes: V_0 and components, made without these images.
        whitened: The images, up to Nyquist.
        posteriors: Their poses; changed in place.
    """
    is_asked = (torch.rand(len(whitened.lattice), generator=generator) < 0.5).to(grid.device)
    latents_given_poses(only(whitened, ~is_asked), posteriors, grid, volumes)
    indices, freqs = whitened.lattice.indices.float(), whitened.lattice.freqs_per_px

    def gain(slices: Callable[[Tensor, Tensor], Tensor]) -> Float[Tensor, " n"]:
        parts = []
        for rows in torch.arange(len(whitened), device=grid.device).split(CHUNK):
            predicted = slices(posteriors.rotations[rows], posteriors.z[rows]) * whitened.ctfs[rows]
            observed = shift_images(whitened.images[rows], freqs, -posteriors.shifts_px[rows])
            contrast = likeliest_contrast(observed[:, ~is_asked], predicted[:, ~is_asked], contrast_sd)
            left = noise_weighted_error(observed[:, is_asked], predicted[:, is_asked], contrast)
            parts.append(observed[:, is_asked].abs().square().sum(dim=1) - left)
        return torch.cat(parts)

    search = gain(lambda rotations, z: slices_of(grid, volumes, rotations, z, indices))
    joint = gain(lambda rotations, z: decode(decoder, rotations, z, freqs))
    error = float((joint - search).std()) / len(whitened) ** 0.5
    return Comparison(len(whitened), float(search.mean()), float(joint.mean()), error)


def only(whitened: WhitenedImages, is_seen: Bool[Tensor, " k"]) -> WhitenedImages:
    """Images of which some samples alone say anything: the others have neither value nor CTF."""
    return replace(whitened, images=whitened.images * is_seen, ctfs=whitened.ctfs * is_seen)
