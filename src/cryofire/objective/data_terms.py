"""How far a predicted image is from the observed one."""

from __future__ import annotations

from jaxtyping import Complex, Float
from torch import Tensor

from cryofire.core.types import Prediction
from cryofire.physics.translations import shift_images


def squared_error(images_ft: Complex[Tensor, "b n"], prediction: Prediction, freqs_per_px: Float[Tensor, "n 2"]) -> Float[Tensor, "b p"]:
    """Mean squared error in Hartley space inside the mask, of each particle and pose candidate.

    The observed image is moved back by the predicted shift, and compared with the centred prediction. Over a
    full plane the squared Hartley differences at k and -k add up to twice |dF(k)|^2, so the mean over the plane
    is the mean of |dF|^2 over its half.
    """
    observed = images_ft[:, None].expand_as(prediction.images_ft)
    centred = shift_images(observed, freqs_per_px, -prediction.poses.shifts_px)
    difference = centred - prediction.images_ft
    return (difference.real.square() + difference.imag.square()).mean(dim=-1)
