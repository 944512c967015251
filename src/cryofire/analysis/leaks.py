"""What z may be encoding that is no conformation: how well shift, view, defocus or contrast is told by a particle's neighbours in z."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cryofire.analysis.latent_space import N_NEIGHBOURS, score_latents
from cryofire.analysis.particles import RunParticles
from cryofire.analysis.training_images import open_training_set
from cryofire.core.errors import CryofireError
from cryofire.pipeline.results import CONTRAST

MOST = 20_000
"""Particles compared, at most: the scores are known to a hundredth then."""
TELLS = 0.1
"""Share of the variance from which on z is said to hold something that is no conformation."""


@dataclass(frozen=True)
class Leaks:
    """Explained share of the variance of each quantity, by the nearest neighbours in z of the other half of the particles; 0 if z says
    nothing of it, 1 if everything."""

    share: Mapping[str, float]

    @property
    def found(self) -> list[str]:
        """What z tells more of than chance."""
        return [name for name, share in self.share.items() if share > TELLS]


def find_leaks(particles: RunParticles) -> Leaks:
    """Of a run's particles that show the molecule. What does not vary has no score, nor has anything where particles are too few."""
    z = particles.z
    shows = np.flatnonzero(particles.shows_molecule)
    if z.shape[1] == 0 or len(shows) < 2 * N_NEIGHBOURS:
        return Leaks({})
    rows = np.sort(np.random.default_rng(0).permutation(shows)[:MOST])
    return Leaks({name: _share(z[rows], values[rows]) for name, values in quantities(particles).items() if _varies(values)})


def quantities(particles: RunParticles) -> dict[str, np.ndarray]:
    """(n, d) what a conformation must not depend on."""
    rotations, optics = np.asarray(particles.poses.rotations, dtype=float), particles.table.optics
    shifts_px = _shifts_px(particles)
    found = {
        "shift": shifts_px,
        # A shift that is left out is a move of the molecule: where to, seen from the molecule, is what z would tell.
        "shift in the molecule's frame": np.einsum("nij,ni->nj", rotations[:, :2], shifts_px),
        # Where the viewer stands, and how the picture is turned: unit vectors, which have no jump where an angle has.
        "view direction": rotations[:, 2],
        "in-plane angle": rotations[:, 0, :2],
    }
    if optics is not None:
        found["defocus"] = (np.asarray(optics.defocus_u_A, dtype=float) + np.asarray(optics.defocus_v_A, dtype=float))[:, None] / 2
    contrast = particles.column(CONTRAST)
    if contrast is not None:
        found["contrast"] = contrast[:, None]
    return found


def _shifts_px(particles: RunParticles) -> np.ndarray:
    """(n, 2) those of the run; of a run that left them out those that came with the particles, which z may hold in their place."""
    own = np.asarray(particles.poses.shifts_px, dtype=float)
    if _varies(own) or not particles.config.model.pose.no_trans:
        return own
    try:
        given = open_training_set(particles.config, particles.particle_file, particles.datadir, particles.table.particle_ids).poses
    except CryofireError:  # a file is not there any more
        return own
    return own if given is None else np.asarray(given.shifts_px, dtype=float)


def _varies(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).all() and (values.std(axis=0) > 1e-6 * (1 + np.abs(values).max(axis=0))).any())


def _share(z: np.ndarray, values: np.ndarray) -> float:
    varying = values[:, values.std(axis=0) > 0]
    scored = score_latents(z, varying, False).knn_r2
    assert scored is not None
    # The mean of so many neighbours that know nothing misses the truth by a share 1 / N_NEIGHBOURS more than the mean of all.
    chance = -1 / N_NEIGHBOURS
    return float((np.average(scored, weights=varying.var(axis=0)) - chance) / (1 - chance))
