"""A verdict on a search that is still at work: the evidence of a finished run, by fewer images and at the search's own detail."""

from __future__ import annotations

from dataclasses import replace

import torch

from cryofire.core.types import Poses
from cryofire.inference.place_config import PlaceConfig
from cryofire.search.ab_initio import agreement_of_starts
from cryofire.search.state import SearchState
from cryofire.validation.evidence import MIN_PARTICLES, Evidence, gather

N_IMAGES, N_POSED = 800, 75
"""Images looked at, and those of each half that are posed anew: the share found again is known to 4 % then."""
SHARES = (0.25, 0.5, 0.75)
"""Of a search's steps, after which its poses are judged."""


def is_due(n_done: int, n_steps: int) -> bool:
    """Whether a search is judged after so many of its steps."""
    return n_done in {round(share * n_steps) for share in SHARES}


def gather_so_far(state: SearchState, pixel_size_A: float, place: PlaceConfig | None) -> Evidence | None:
    """Evidence of what a search has found so far; None for fewer than `MIN_PARTICLES` images. Changes nothing of the search.

    Args:
        pixel_size_A: Of the maps.
        place: How images are posed anew; None where poses were given.
    """
    particles = state.particles()
    order = torch.randperm(len(particles), generator=torch.Generator().manual_seed(state.seed)).to(particles.device)
    rows = particles[order[:N_IMAGES]]
    if len(rows) < MIN_PARTICLES:
        return None
    posteriors, whitened = state.posteriors.take(rows), state.whitened.take(rows)
    poses = Poses(posteriors.rotations, posteriors.shifts_px)
    if place is not None:
        place = place.with_shifts_of(poses.shifts_px.cpu())
    shell = state.config.search_shell
    n_all, max_shift_px = len(state.everything), None if place is None else state.max_shift_px
    group = state.config.point_group
    found = gather(
        whitened, poses, posteriors.z, pixel_size_A, n_all, max_shift_px, state.seed, shell, place, N_POSED, group, suspects=False
    )
    junk = None if state.contrast_sd == 0 else 1 - len(particles) / len(state.whitened)
    return replace(found, restart_agreement=agreement_of_starts(state.starts), junk_in_run=junk)
