"""A found map against an atomic model: the model is fitted into the map, in both hands, and correlated with it shell by shell.

    python benchmarks/atomic_model.py MAP.mrc MODEL.npz [--fit-A 25]

MODEL.npz has `coords` (1, atoms, 3) in Angstrom and `mass` (atoms,), as the ensembles of the shared data. The model may be a part of what
the map shows (a subunit of a ribosome): the fit is a normalised cross-correlation under the model's own mask (Roseman, Acta Cryst. D 2000),
over a grid of rotations and all translations, refined by smaller and smaller turns. Prints JSON: for each hand the correlation of the fit
and of the best one more than 30 degrees away, and the Fourier shell correlation inside the model's mask.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.ndimage import gaussian_filter

from cryofire.io.mrc import read_volume
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.physics.pose_grids import rotation_grid
from cryofire.physics.rotations import angle_between_deg, random_rotations, rotation_vector_to_matrix
from cryofire.physics.shells import fourier_shell_correlation, resolution_at_A
from cryofire.simulation.density import gaussian_density

ORDER, N_IN_PLANE = 1, 20
"""Of the first rotations: 960, about 20 degrees apart."""
OTHER_DEG = 30.0
TURNS_DEG = (12.0, 6.0, 3.0, 1.5)
"""Sizes of the random turns tried in each round of refinement."""
N_TURNS, N_REFINED = 24, 6


def blobs(coords_A: torch.Tensor, mass: torch.Tensor, size_A: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Atoms of each cube of that size as one, about their common centre of mass."""
    coords_A = coords_A - (coords_A * mass[:, None]).sum(0) / mass.sum()
    _, at = (coords_A / size_A).round().long().unique(dim=0, return_inverse=True)
    total = torch.bincount(at, mass)
    return torch.stack([torch.bincount(at, mass * axis) / total for axis in coords_A.unbind(1)], dim=1), total


class Fit:
    """A map that models are laid into, and a model."""

    def __init__(self, volume: torch.Tensor, coords_A: torch.Tensor, mass: torch.Tensor, pixel_size_A: float, fit_A: float) -> None:
        self.coords, self.mass = blobs(coords_A, mass, min(pixel_size_A, fit_A / 3))
        self.pixel_size_A, self.sigma_px, self.box_px = pixel_size_A, fit_A / pixel_size_A / 4, volume.shape[0]
        self.volume = torch.from_numpy(gaussian_filter(volume.double().numpy(), self.sigma_px))
        self.ft, self.ft_squares = (torch.fft.rfftn(v) for v in (self.volume, self.volume.square()))

    def density(self, rotation: torch.Tensor, sigma_px: float | None = None) -> torch.Tensor:
        """Of the turned model, about the origin."""
        return gaussian_density(self.coords @ rotation.T / self.pixel_size_A, self.mass, self.box_px, sigma_px or self.sigma_px).double()

    def best(self, rotation: torch.Tensor) -> tuple[float, tuple[int, ...]]:
        """Normalised correlation at the best translation, and that (voxels, z y x)."""
        model = self.density(rotation)
        mask = (model > 0.05 * model.max()).double()
        n = mask.sum()
        model = mask * (model - (model * mask).sum() / n)
        place = [torch.fft.rfftn(torch.fft.ifftshift(v)).conj() for v in (model, mask)]
        cross, mean, squares = (
            torch.fft.irfftn(a * b, s=self.volume.shape) for a, b in ((self.ft, place[0]), (self.ft, place[1]), (self.ft_squares, place[1]))
        )
        variance = (squares - mean.square() / n).clamp_min(1e-3 * float(squares.max()))
        score = cross / (variance * model.square().sum()).sqrt()
        at = int(score.argmax())
        return float(score.flatten()[at]), tuple(int(i) for i in np.unravel_index(at, score.shape))


def fitted(volume: torch.Tensor, coords_A: torch.Tensor, mass: torch.Tensor, pixel_size_A: float, fit_A: float) -> dict[str, Any]:
    """The best place of the model, found on a coarse map, and how well the map agrees with it there."""
    box_px = max(24, 2 * round(len(volume) * pixel_size_A / fit_A * 1.2))
    coarse = volume if box_px >= len(volume) else fourier_resize(volume, box_px, 3)
    fit = Fit(coarse, coords_A, mass, pixel_size_A * len(volume) / len(coarse), fit_A)
    rotations = rotation_grid(ORDER, N_IN_PLANE, torch.device("cpu"))
    scores = torch.tensor([fit.best(rotation)[0] for rotation in rotations])
    order, starts = scores.argsort(descending=True), []
    for i in order.tolist():
        if all(float(angle_between_deg(rotations[i], rotations[j])) > OTHER_DEG for j in starts):
            starts.append(i)
        if len(starts) == N_REFINED:
            break
    generator, found = torch.Generator().manual_seed(0), []
    for start in starts:
        rotation, best = rotations[start], float(scores[start])
        for size in TURNS_DEG:
            axes = random_rotations(N_TURNS, generator)[:, 0]
            for axis in axes:
                turned = rotation_vector_to_matrix(axis * np.radians(size)) @ rotation
                score = fit.best(turned)[0]
                if score > best:
                    rotation, best = turned, score
        found.append((best, rotation))
    found.sort(key=lambda pair: -pair[0])
    best, rotation = found[0]
    others = [score for score, other in found[1:] if float(angle_between_deg(other, rotation)) > OTHER_DEG]
    fine = Fit(volume, coords_A, mass, pixel_size_A, fit_A)
    _, shift = fine.best(rotation)
    sharp = torch.roll(fine.density(rotation, 5.0 / pixel_size_A), shift, dims=(0, 1, 2))
    blurred = torch.roll(fine.density(rotation), shift, dims=(0, 1, 2))
    mask = torch.from_numpy(gaussian_filter((blurred > 0.05 * blurred.max()).double().numpy(), 2.0))
    # Zero frequency is not in a map: both have mean 0 under the mask.
    one, other = (mask * (v - (v * mask).sum() / mask.sum()) for v in (volume.double(), sharp))
    fsc = fourier_shell_correlation(one, other)
    fsc[0] = 1
    resolutions = {f"fsc_{t}_A": resolution_at_A(fsc, t, fine.box_px, pixel_size_A) for t in (0.5, 0.143)}
    resolutions["fsc"] = [round(float(value), 3) for value in fsc[1:25]]
    return {"correlation": best, "correlation_elsewhere": max(others, default=float("nan")), **resolutions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("map", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--fit-A", type=float, default=25.0, help="resolution that map and model are fitted at, Angstrom")
    options = parser.parse_args()
    volume, model = read_volume(options.map), np.load(options.model)
    found = {}
    for hand in ("as it is", "mirrored"):
        values = torch.from_numpy(np.ascontiguousarray(volume.values)).float()
        values = values if hand == "as it is" else flip_hand_of_volume(values)
        coords_A, mass = (torch.from_numpy(model[name]).float() for name in ("coords", "mass"))
        found[hand] = fitted(values, coords_A[0], mass, volume.pixel_size_A or 1.0, options.fit_A)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
