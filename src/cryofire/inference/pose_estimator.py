"""Reading pose and conformation off images under a run's volumes, by the encoder, by local refinement, or by the bank."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.batch_size import images_at_once
from cryofire.core.precision import is_bf16_faster
from cryofire.inference.fourier_grid import Cube
from cryofire.inference.global_search import Candidates, PlaceConfig, Placed, Placer, cropped
from cryofire.inference.goodness_of_fit import Fit, judge
from cryofire.inference.hypotheses import Hypotheses, encode, show_volumes
from cryofire.inference.linear_subspace import latents_given_poses
from cryofire.inference.particle_posteriors import Beliefs
from cryofire.inference.whitened_images import Spectra
from cryofire.models.encoders.polar import PolarEncoder

N_HYPOTHESES = 4
"""Peaks of the encoder's distribution that are compared by likelihood."""
SURE = 0.5
"""Where the encoder gives its first peak less than this, an image that is to be refined is compared with the whole bank as well."""


@dataclass(frozen=True)
class Reading:
    """What was read off some images."""

    beliefs: Beliefs
    """Log-likelihood up to the judging shell by the encoder alone, with all shells after refinement."""
    evidence: Float[Tensor, "n 2"]
    """What speaks for each pose: log-odds of the hypothesis chosen, and the logarithm of the log-likelihood."""
    fit: Fit


class Reader:
    """Volumes, and ways to find the pose of an image under them."""

    def __init__(
        self,
        spectra: Spectra,
        volumes: Complex[Tensor, "voxels c"],
        cube: Cube,
        place: PlaceConfig,
        encoder: PolarEncoder | None,
    ) -> None:
        """
        Args:
            spectra: Any images of the set; only their lattice is used.
            volumes: V_0 and components on `cube`, which reaches to Nyquist.
            encoder: Is shown the volumes; None to search a bank of poses instead, for every image.
        """
        if encoder is not None:
            show_volumes(encoder, volumes, cube)
        self.encoder, self.lattice = encoder, spectra.lattice
        self.placer = Placer(spectra, volumes, cube, place)
        self.is_bf16 = encoder is not None and is_bf16_faster(cube.device)
        self.inner = Cube(min(place.judge_shell, cube.shell), cube.oversampling, cube.device)
        self.middle = cropped(volumes, cube, self.inner)

    def read(self, spectra: Spectra, refines: bool) -> Reading:
        """Pose, z and what speaks for them; without an encoder always refined, as a bank alone is too coarse."""
        if self.encoder is None:
            return self.settled(spectra, self.placer.candidates(spectra))
        found = self.encode(spectra, N_HYPOTHESES if refines else 1)
        return self.refined(spectra, found) if refines else self.weighed(spectra, found)

    def encode(self, spectra: Spectra, n: int) -> Hypotheses:
        """The encoder's hypotheses, likeliest first."""
        assert self.encoder is not None
        k = self.encoder.n_samples
        n_logits, device = self.encoder.bank.shape[0] * self.encoder.bank.shape[1], spectra.images.device
        rows = torch.arange(len(spectra), device=device).split(images_at_once(device, 256, 100 * n_logits))
        parts = [encode(self.encoder, spectra.images[part, :k], spectra.ctfs[part, :k], n, self.is_bf16) for part in rows]
        return Hypotheses(*(torch.cat([vars(part)[name] for part in parts]) for name in vars(parts[0])))

    def settled(self, spectra: Spectra, candidates: Candidates) -> Reading:
        """The likeliest candidate, refined."""
        placed: Placed = self.placer.settle(spectra, candidates)
        return self._reading(spectra, placed.beliefs, placed.probability)

    def refined(self, spectra: Spectra, found: Hypotheses) -> Reading:
        """The likeliest of the encoder's hypotheses, refined; where it is not sure, of the bank's candidates as well."""
        candidates, is_sure = found.candidates(), found.probability[:, 0] >= SURE
        sure, unsure = (torch.nonzero(which)[:, 0] for which in (is_sure, ~is_sure))
        placed = Placed.nowhere(len(spectra), self.placer.volumes.shape[1] - 1, is_sure.device)
        if len(sure) > 0:
            placed.put(sure, self.placer.settle(spectra.take(sure), candidates[sure]))
        if len(unsure) > 0:
            part = spectra.take(unsure)
            placed.put(unsure, self.placer.settle(part, candidates[unsure].and_also(self.placer.candidates(part))))
        return self._reading(spectra, placed.beliefs, placed.probability)

    def weighed(self, spectra: Spectra, found: Hypotheses) -> Reading:
        """The encoder's first hypothesis as it is, with the z that the volumes give at that pose."""
        beliefs = Beliefs.at_poses(found.rotations[:, 0], found.shifts_px[:, 0], self.middle.shape[1] - 1)
        latents_given_poses(spectra.upto(self.inner.shell), beliefs, self.inner, self.middle)
        return self._reading(spectra, beliefs, found.probability[:, 0])

    def _reading(self, spectra: Spectra, beliefs: Beliefs, probability: Tensor) -> Reading:
        odds = torch.logit(probability.double(), eps=1e-6).float()
        gain = torch.log1p(beliefs.log_likelihood.clamp_min(0))
        fit = judge(spectra.upto(self.inner.shell), beliefs, self.middle, self.inner)
        return Reading(beliefs, torch.stack([odds, gain], dim=1), fit)
