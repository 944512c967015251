"""From raw images to what the network sees: resampled, background removed, sign, windowed, standardised."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from cryofire.physics.fourier import fourier_resize


def pixel_radius(box_px: int) -> Float[Tensor, "box box"]:
    """Distance of each pixel from the origin pixel `box // 2`, in units of half a box."""
    x = (torch.arange(box_px) - box_px // 2) / (box_px / 2)
    return torch.hypot(x[:, None], x[None, :])


def soft_window(box_px: int, inner: float, outer: float) -> Float[Tensor, "box box"]:
    """1 inside `inner`, falling linearly to 0 at `outer`; both in units of half a box."""
    return (1 - (pixel_radius(box_px) - inner) / (outer - inner)).clamp(0, 1)


def background(box_px: int) -> Bool[Tensor, "box box"]:
    """Pixels outside the inscribed circle: background, as RELION's normalisation takes it."""
    return pixel_radius(box_px) > 0.99


@dataclass(frozen=True)
class Preprocess:
    """How raw images become standardised ones; decided once for a set, the same for every image."""

    box_px: int
    """Pixels a side wanted; images of another size are resampled by cropping or padding their transform."""
    window: Float[Tensor, "box box"] | None
    """Soft window; None leaves the corners."""
    subtracts_background: bool
    """Remove each image's mean outside the inscribed circle."""
    sign: float = 1.0
    """-1 for images in which protein is dark."""
    mean: float = 0.0
    """Subtracted from the set (`norm`, first number), in the input's grey values."""
    std: float = 1.0
    """The set is divided by it (`norm`, second number)."""

    def with_norm(self, mean: float, std: float) -> Preprocess:
        """The same with the set's mean and standard deviation."""
        return replace(self, mean=mean, std=std)

    def with_sign(self, sign: float) -> Preprocess:
        """The same with a contrast sign."""
        return replace(self, sign=sign)

    def __call__(self, images: Float[Tensor, "b raw raw"]) -> Float[Tensor, "b box box"]:
        images = fourier_resize(images, self.box_px)
        if self.subtracts_background:
            images = images - images[:, background(self.box_px)].mean(dim=1)[:, None, None]
        if self.window is not None:
            images = images * self.window
        return (images - self.mean) * (self.sign / self.std)
