"""How near found maps are to true ones, each seen in its own group's frame, inside a soft mask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from scipy.ndimage import affine_transform, gaussian_filter
from torch import Tensor

from cryofire.physics.alignment import Frame
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.physics.shells import fourier_shell_correlation, resolution_at_A

PERFECT_AUC = 0.5
"""Area of a Fourier shell correlation that is 1 up to Nyquist, in cycles/pixel."""


@dataclass(frozen=True)
class MapError:
    """One map against the truth."""

    auc_fsc: float
    """Area under the Fourier shell correlation from shell 1 to Nyquist, cycles/pixel; 0.5 is perfect."""
    resolution_A: float
    """Where the correlation first falls below 0.5, Angstrom; Nyquist where it does not."""


@dataclass(frozen=True)
class MapScore:
    """Several maps against the truth."""

    auc_fsc_mean: float
    auc_fsc_std: float
    auc_fsc_perfect: float
    resolution_median_A: float
    nyquist_A: float
    n_volumes: int


def map_error(found: Float[Tensor, "box box box"], true: Float[Tensor, "box box box"], pixel_size_A: float) -> MapError:
    """Compare two maps (z, y, x) in the same frame, inside the true map's soft mask."""
    box = true.shape[-1]
    mask = soft_mask(true)
    fsc = fourier_shell_correlation(found.double() * mask, true.double() * mask)
    return MapError(float(fsc[1:].mean()) * PERFECT_AUC, resolution_at_A(fsc, 0.5, box, pixel_size_A))


def soft_mask(volume: Float[Tensor, "box box box"]) -> Float[Tensor, "box box box"]:
    """1 inside the molecule, 0 far from it: the smoothed map above 5 % of its peak, with a smooth edge (2 voxels)."""
    v = volume.float().numpy()
    is_inside = gaussian_filter(v, 1.5) > 0.05 * v.max()
    return torch.from_numpy(gaussian_filter(is_inside.astype(float), 2.0))


def in_true_frame(found: Float[Tensor, "box box box"], frame: Frame, is_mirrored: bool) -> Float[Tensor, "box box box"]:
    """A found map (z, y, x), turned and moved into the true frame: its value at x is that of the found map at Q x + d.

    Found poses explain the images with the found map, and found @ Q is the true rotation, so a point x of the true
    frame is Q x in the found one. Cubic splines; zero outside the box.

    Args:
        frame: Of the group that the map's particle belongs to.
        is_mirrored: Whether the poses that gave the frame were of the other hand.
    """
    volume = flip_hand_of_volume(found) if is_mirrored else found
    # The array's axes are (z, y, x), the frame's (x, y, z).
    q = frame.rotation.numpy()[::-1, ::-1]
    origin = np.full(3, volume.shape[-1] // 2)
    moved = affine_transform(volume.float().numpy(), q, offset=origin + frame.offset_px.numpy()[::-1] - q @ origin, order=3)
    return torch.from_numpy(moved)


def summarise(errors: list[MapError], pixel_size_A: float) -> MapScore:
    """Mean, spread and median of the errors of several maps."""
    areas = np.array([error.auc_fsc for error in errors])
    return MapScore(
        float(areas.mean()),
        float(areas.std()),
        PERFECT_AUC,
        float(np.median([error.resolution_A for error in errors])),
        2 * pixel_size_A,
        len(errors),
    )
