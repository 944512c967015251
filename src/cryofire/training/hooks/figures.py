"""Pictures of a run, as matplotlib figures."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from torch import Tensor

from cryofire.physics.rotations import matrix_to_euler

MAX_POINTS = 20_000
"""Points drawn in a scatter plot; a seeded choice of a larger set."""


def _thinned(n: int) -> np.ndarray:
    return np.arange(n) if n <= MAX_POINTS else np.random.default_rng(0).permutation(n)[:MAX_POINTS]


def _histogram(axis: Axes, values: np.ndarray, n_bins: int, colour: str) -> None:
    """As one outline: bars are a patch each, and 300 of them take most of a second to draw."""
    axis.stairs(*np.histogram(values, n_bins), fill=True, color=colour)


def images(real: Tensor, predicted: Tensor) -> Figure:
    """Some images above what the model makes of them."""
    figure = Figure(figsize=(2.2 * len(real), 4.6), layout="constrained")
    axes = figure.subplots(2, len(real), squeeze=False)
    for column, (above, below) in enumerate(zip(real, predicted, strict=True)):
        for axis, picture, title in ((axes[0, column], above, "image"), (axes[1, column], below, "prediction")):
            axis.imshow(picture.numpy(), cmap="gray")
            axis.set_title(title, fontsize=9)
            axis.set_axis_off()
    return figure


def hartley(real: Tensor, predicted: Tensor) -> Figure:
    """Hartley transform of one image beside that of its prediction, on a signed logarithmic scale."""
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    limit = float(real.abs().max()) + 1e-6
    axes = figure.subplots(1, 2)
    for axis, picture, title in zip(axes, (real, predicted), ("image", "prediction"), strict=True):
        shown = axis.imshow(picture.numpy(), cmap="RdBu", norm=SymLogNorm(limit / 100, vmin=-limit, vmax=limit))
        axis.set_title(f"Hartley transform, {title}", fontsize=9)
    figure.colorbar(shown, ax=axes)
    return figure


def latents(z: Tensor, labels: Tensor | None) -> Figure:
    """First two principal components of z (or z itself against its row, where it has one dimension)."""
    chosen = _thinned(len(z))
    values = z.numpy()[chosen]
    colour = labels.numpy()[chosen] if labels is not None else "#2b6cb0"
    figure = Figure(figsize=(5, 5), layout="constrained")
    axis = figure.subplots()
    if z.shape[1] == 1:
        axis.scatter(chosen, values[:, 0], s=2, alpha=0.3, c=colour)
        axis.set(xlabel="particle", ylabel="z")
        return figure
    pca = PCA(2).fit(values)
    projected = pca.transform(values)
    axis.scatter(projected[:, 0], projected[:, 1], s=2, alpha=0.3, c=colour)
    shares = pca.explained_variance_ratio_
    axis.set(xlabel=f"PC1 ({shares[0]:.0%} of variance)", ylabel=f"PC2 ({shares[1]:.0%})")
    return figure


def view_directions(rotations: Tensor) -> Figure:
    """Where the views look from, on a Mollweide map."""
    chosen = _thinned(len(rotations))
    direction = rotations[torch.from_numpy(chosen)][:, 2].numpy()
    figure = Figure(figsize=(8, 4), layout="constrained")
    axis = figure.add_subplot(projection="mollweide")
    axis.scatter(np.arctan2(direction[:, 1], direction[:, 0]), np.arcsin(np.clip(direction[:, 2], -1, 1)), s=2, alpha=0.2, c="#c05621")
    axis.grid(True, alpha=0.4)
    return figure


def pose_histograms(rotations: Tensor, shifts_px: Tensor) -> Figure:
    """RELION's three angles and the two shifts."""
    figure = Figure(figsize=(14, 2.8), layout="constrained")
    columns = [*matrix_to_euler(rotations).T.numpy(), *shifts_px.T.numpy()]
    names = ("rot (deg)", "tilt (deg)", "psi (deg)", "shift x (px)", "shift y (px)")
    for axis, values, name in zip(figure.subplots(1, 5), columns, names, strict=True):
        _histogram(axis, values, 60, "#2b6cb0")
        axis.set_xlabel(name)
    return figure


def pose_errors(rotation_deg: Tensor, shift_px: Tensor) -> Figure:
    """Errors against the known poses, after aligning frame, hand and offset."""
    figure = Figure(figsize=(9, 3), layout="constrained")
    names = ("rotation error (deg)", "shift error (px)")
    for axis, values, name in zip(figure.subplots(1, 2), (rotation_deg, shift_px), names, strict=True):
        _histogram(axis, values.numpy(), 90, "#2f855a")
        axis.set_xlabel(f"{name}, median {float(values.median()):.2f}")
    return figure
