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


def likeliest_contrast(observed: Complex[Tensor, "b n"], predicted: Complex[Tensor, "b n"], contrast_sd: float) -> Float[Tensor, " b"]:
    """The factor on each prediction that is likeliest given the image, for images of noise variance 1 and a factor of 1 expected.

    The maximum of -|y - a p|^2 - (a - 1)^2 / (2 sd^2) over the half plane.
    """
    prior = 0.5 / contrast_sd**2
    overlap = (observed * predicted.conj()).real.sum(dim=1)
    return (overlap + prior) / (predicted.abs().square().sum(dim=1) + prior)


def noise_weighted_error(
    observed: Complex[Tensor, "b n"], predicted: Complex[Tensor, "b n"], contrast: Float[Tensor, " b"]
) -> Float[Tensor, " b"]:
    """Minus the log-likelihood of whitened images, up to a constant; nats.

    Over the full plane each sample counts half of |y - a p|^2 / sigma^2, so over its half the whole, with sigma = 1.

    Args:
        observed: Centred, divided by the noise of each sample.
        predicted: Likewise divided.
        contrast: Factor on the prediction of each image.
    """
    difference = observed - contrast[:, None] * predicted
    return (difference.real.square() + difference.imag.square()).sum(dim=1)
