"""The bound beside a map score: what the same images give with the true poses, shifts, CTFs and states.

A state of a continuous motion has few images of its own, and its neighbours look nearly the same, so images of
the nearest states are taken in as well. How many helps most depends on the noise: several are tried, from the
state's own to all, and the one with the best mean score is the bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from cryofire.core.types import Optics, Poses
from cryofire.evaluation.map_error import MapError, MapScore, map_error, soft_mask, summarise
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.slices import Backprojection, backproject, backprojection_to_volume, empty_backprojection
from cryofire.physics.translations import shift_images

SHARES_OF_STATES = (0.0, 0.03, 0.1, 0.3)
"""How many of the states, the nearest ones, give their images; 0 is the state itself alone."""
ALL_STATES = 1.0
"""Tried as well: one map for all."""
IMAGES_AT_ONCE = 100


@dataclass(frozen=True)
class ImagesWithTruth:
    """Images, and what is true of each."""

    read_images: Callable[[Int[Tensor, " b"]], Float[Tensor, "b box box"]]
    """The images of some rows."""
    optics: Optics
    poses: Poses
    states: Int[Tensor, " n"]
    snr: float
    """Signal variance over noise variance in the images' pixels."""


@dataclass(frozen=True)
class MapBound:
    """The bound of a map score."""

    score: MapScore
    """Of the best share."""
    share_of_states: float
    """The share of the states, the nearest, whose images gave it; 0 is each state's own."""
    auc_fsc_by_share: dict[float, float]
    """Mean over the maps for each share tried."""


def map_bound(
    images: ImagesWithTruth,
    coordinates: Float[np.ndarray, "n_states d"],
    wanted_states: list[int],
    true_map: Callable[[int], Float[Tensor, "box box box"]],
    pixel_size_A: float,
) -> MapBound:
    """Reconstruct some states from the images with all truths known, and score the maps.

    Args:
        images: The stack.
        coordinates: Where each state lies; distances tell which are alike.
        wanted_states: State of each map that is scored.
        true_map: True density of a state.
        pixel_size_A: Of images and maps.
    """
    maps = {state: true_map(state) for state in sorted(set(wanted_states))}
    box = maps[wanted_states[0]].shape[-1]
    everything = _add(empty_backprojection(box), images, torch.arange(len(images.states)))
    errors_of = {}
    for state, true in maps.items():
        errors_of[state] = _errors_of_state(images, coordinates, state, true, pixel_size_A)
        errors_of[state][ALL_STATES] = _error(everything, images.snr, true, pixel_size_A)
    by_share = {share: [errors_of[state][share] for state in wanted_states] for share in (*SHARES_OF_STATES, ALL_STATES)}
    mean_auc = {share: float(np.mean([error.auc_fsc for error in errors])) for share, errors in by_share.items()}
    best = max(mean_auc, key=lambda share: mean_auc[share])
    return MapBound(summarise(by_share[best], pixel_size_A), best, mean_auc)


def _errors_of_state(
    images: ImagesWithTruth,
    coordinates: Float[np.ndarray, "n_states d"],
    state: int,
    true: Float[Tensor, "box box box"],
    pixel_size_A: float,
) -> dict[float, MapError]:
    """Error for each share of the states. Each image is inserted once: rings of states are added outwards."""
    distance = np.linalg.norm(coordinates - coordinates[state], axis=1)
    nearest_first = np.sort(distance)
    of_image = torch.from_numpy(distance)[images.states]
    sums, inner = empty_backprojection(true.shape[-1]), -1.0
    errors = {}
    for share in SHARES_OF_STATES:
        outer = float(nearest_first[max(1, round(share * len(distance))) - 1]) + 1e-6
        sums, inner = _add(sums, images, torch.nonzero((of_image > inner) & (of_image <= outer))[:, 0]), outer
        errors[share] = _error(sums, images.snr, true, pixel_size_A)
    return errors


def _add(sums: Backprojection, images: ImagesWithTruth, rows: Int[Tensor, " b"]) -> Backprojection:
    lattice = Lattice.create(sums.box_px)
    freqs = lattice.freqs_per_px
    for batch in _batches(rows):
        centred = shift_images(lattice.sample(images.read_images(batch)), freqs, -images.poses.shifts_px[batch].float())
        sums = backproject(sums, centred, ctf(freqs, images.optics[batch]), images.poses.rotations[batch].float(), freqs)
    return sums


def _batches(rows: Int[Tensor, " b"]) -> Iterator[Int[Tensor, " b"]]:
    return iter(rows.split(IMAGES_AT_ONCE)) if len(rows) else iter(())


def _error(sums: Backprojection, snr: float, true: Float[Tensor, "box box box"], pixel_size_A: float) -> MapError:
    # About half of the signal's power passes the CTF, so a sample's noise over its signal is half of the images' ratio.
    # At this noise the score depends on it only in the third digit.
    ridge = 0.5 / snr if math.isfinite(snr) else 0.0
    volume = backprojection_to_volume(sums, max(ridge, 1e-3))
    # Zero frequency is not in the lattice: solvent is put to zero instead.
    volume = volume - volume[soft_mask(true) < 0.01].mean()
    # The sign of the images is theirs to choose.
    return map_error(volume * torch.sign((volume * true).sum()), true, pixel_size_A)
