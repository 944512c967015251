"""Pictures of a run, for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from matplotlib.figure import Figure, SubFigure
from sklearn.decomposition import PCA


def picture_of_landscape(
    path: Path, images: np.ndarray, z: np.ndarray, colour: np.ndarray, colour_name: str, maps: np.ndarray, true_maps: np.ndarray, title: str
) -> None:
    """One page: some images, the latent space, and projections of maps above those of the truth.

    Args:
        path: PNG to write.
        images: (4, box, box) as given to the program.
        z: (n, z) conformations found.
        colour: (n,) what the points are coloured by.
        maps: (m, box, box, box) found, in their own frames of reference.
        true_maps: (m, box, box, box) of the same particles' states.
    """
    figure = Figure(figsize=(11, 6.4), layout="constrained", dpi=110)
    figure.suptitle(title, fontsize=11)
    left, right = cast(Sequence[SubFigure], figure.subfigures(1, 2, width_ratios=[1, 1.15]))
    top, bottom = cast(Sequence[SubFigure], left.subfigures(2, 1, height_ratios=[0.42, 1]))
    top.suptitle("what the microscope gives", fontsize=9)
    for axis, image in zip(top.subplots(1, len(images)), images, strict=True):
        axis.imshow(image, cmap="gray")
        axis.set_axis_off()
    axis = bottom.subplots()
    pca = PCA(2).fit(z)
    points = pca.transform(z)
    shown = axis.scatter(points[:, 0], points[:, 1], c=colour, cmap="twilight", s=3, alpha=0.7)
    axis.set(xlabel="latent PC1", ylabel="latent PC2")
    axis.set_title("conformations found, coloured by the truth", fontsize=9)
    bottom.colorbar(shown, ax=axis, label=colour_name)
    right.suptitle("maps found (above) and true (below), seen along z", fontsize=9)
    axes = right.subplots(2 * ((len(maps) + 2) // 3), 3, squeeze=False)
    for axis in axes.flat:
        axis.set_axis_off()
    for j, (found, true) in enumerate(zip(maps, true_maps, strict=True)):
        row, column = 2 * (j // 3), j % 3
        axes[row, column].imshow(found.sum(axis=0), cmap="magma")
        axes[row + 1, column].imshow(true.sum(axis=0), cmap="magma")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
