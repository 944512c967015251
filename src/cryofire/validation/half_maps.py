"""What two half maps say of their mean: mask, correlation, resolution overall, at each place and along each direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.core.errors import DataError
from cryofire.physics.fourier import centred_fft, centred_ifft
from cryofire.physics.shells import shell_index
from cryofire.validation.directional_fsc import BAD_CFAR, DirectionalFsc, directional_fsc
from cryofire.validation.local_resolution import LocalResolution, local_resolution
from cryofire.validation.map_fsc import MapFsc, correlation_with_truth, map_fsc
from cryofire.validation.particle_mask import MaskOptions, ParticleMask, make_mask


@dataclass(frozen=True)
class HalfMapJudgement:
    """Of two half maps in one frame."""

    mask: ParticleMask
    fsc: MapFsc
    local: LocalResolution
    directional: DirectionalFsc
    filtered: Float[Tensor, "box box box"]
    """The mean of the half maps, each shell by what the corrected correlation says that it is worth: sqrt(2 F / (1 + F))."""

    def numbers(self) -> dict[str, Any]:
        """Plain values for JSON."""
        low, middle, high = self.local.quantiles_A(self.mask.values)
        along = self.directional.resolution_A
        return {
            "resolution_0.143_A": round(self.fsc.resolution_A(0.143), 3),
            "resolution_0.5_A": round(self.fsc.resolution_A(0.5), 3),
            "nyquist_A": round(2 * self.fsc.pixel_size_A, 3),
            "phases_random_from_shell": self.fsc.random_from,
            "mask_level": self.mask.level,
            "mask_low_pass_A": None if self.mask.low_pass_A is None else round(self.mask.low_pass_A, 3),
            "mask_volume_A3": round(float(self.mask.values.sum()) * self.fsc.pixel_size_A**3, 1),
            "local_resolution_A": {"5%": round(low, 2), "50%": round(middle, 2), "95%": round(high, 2)},
            "local_window_A": round(self.local.window_A, 2),
            "local_threshold": self.local.threshold,
            "cfar": round(self.directional.cfar, 3),
            "is_directional": self.directional.cfar < BAD_CFAR,
            "resolution_along_best_A": round(float(along.min()), 3),
            "resolution_along_worst_A": round(float(along.max()), 3),
        }


def judge_half_maps(
    one: Float[Tensor, "box box box"],
    other: Float[Tensor, "box box box"],
    pixel_size_A: float,
    mask: Float[Tensor, "box box box"] | None = None,
    options: MaskOptions | None = None,
    seed: int = 0,
) -> HalfMapJudgement:
    """Everything two half maps (z, y, x) say.

    Args:
        mask: 0 to 1; by default one made from their mean.
        options: How it is made then.

    Raises:
        DataError: For maps of different boxes, a mask of another box, or one that is all 0.
    """
    check_boxes(one, other, mask)
    made = make_mask((one + other) / 2, pixel_size_A, options, (one, other)) if mask is None else ParticleMask(mask.float())
    fsc = map_fsc(one, other, pixel_size_A, made.values, seed)
    directional = directional_fsc(one * made.values, other * made.values, pixel_size_A)
    filtered = filtered_by(fsc.best, (one + other) / 2)
    return HalfMapJudgement(made, fsc, local_resolution(one, other, pixel_size_A), directional, filtered)


def check_boxes(one: Tensor, other: Tensor, mask: Tensor | None) -> None:
    """Refuse what cannot be compared.

    Raises:
        DataError: For maps or a mask of different boxes, maps that are no cubes, or an empty mask.
    """
    if one.shape != other.shape or len(set(one.shape)) != 1:
        shapes = " and ".join(" x ".join(map(str, each.shape)) for each in (one, other))
        raise DataError(f"the maps have {shapes} voxels; two cubes of one size are compared.", "resample or crop one of them")
    if mask is None:
        return
    if mask.shape != one.shape:
        raise DataError(f"the mask has {' x '.join(map(str, mask.shape))} voxels, and the maps {' x '.join(map(str, one.shape))}.")
    if not float(mask.max()) > 0 or float(mask.min()) < -1e-3 or float(mask.max()) > 1.001:
        raise DataError(f"the mask goes from {float(mask.min()):.3g} to {float(mask.max()):.3g}; a mask has 0 outside and 1 inside.")


def filtered_by(fsc: Float[Tensor, " shells"], volume: Float[Tensor, "box box box"]) -> Float[Tensor, "box box box"]:
    """A map, each shell by what the correlation of its halves says it is worth: none from the first on that says nothing."""
    gain = correlation_with_truth(fsc.double())
    gone = torch.nonzero(fsc[1:] <= 0)
    if len(gone) > 0:
        gain[int(gone[0]) + 1 :] = 0
    gain = torch.cat([gain, gain.new_zeros(1)])
    shells = shell_index(volume.shape[-1], 3).clamp(max=len(gain) - 1)
    return centred_ifft(centred_fft(volume.double(), 3) * gain[shells], 3).real.float()
