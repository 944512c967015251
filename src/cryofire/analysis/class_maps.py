"""Half maps of each class of a run's particles: what RELION and cryoSPARC write beside a class column."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from cryofire.analysis.runs import LoadedRun
from cryofire.analysis.state_maps import FEWEST, StateImages
from cryofire.core.errors import DataError
from cryofire.core.log import logger
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.decoder_volumes import map_of
from cryofire.inference.kernel_sums import volumes_by_width
from cryofire.io.atomic import write_text_atomically
from cryofire.io.mrc import write_volume
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.validation.map_fsc import map_fsc
from cryofire.validation.particle_mask import make_mask


@dataclass(frozen=True)
class ClassMaps:
    """Half maps of one class, unfiltered and unmasked, in the run's frame and the grey scale of the images on disk."""

    one: Float[Tensor, "box box box"]
    other: Float[Tensor, "box box box"]
    n_particles: tuple[int, int]
    """That each is made from: those that show the molecule."""

    def with_hand_flipped(self) -> ClassMaps:
        """The mirror images."""
        return ClassMaps(flip_hand_of_volume(self.one), flip_hand_of_volume(self.other), self.n_particles)


def make_class_maps(loaded: LoadedRun, dataset: ParticleDataset, labels: np.ndarray) -> dict[int, ClassMaps]:
    """Half maps of each class, by plain back-projection of its particles at the poses found; no network and no z in between.

    Args:
        dataset: The run's images.
        labels: (n,) class of each particle of the run, from 0; particles below 0 are of none.

    Returns:
        Those of the classes with particles enough, by number.

    Raises:
        DataError: If none has.
    """
    images, found = StateImages(loaded, dataset), {}
    own = torch.as_tensor(labels)[images.rows]
    grid = images.map_grid(loaded.model.box_px)
    everything = torch.tensor([torch.inf])
    for label in np.unique(labels[labels >= 0]).tolist():
        halves = [at[own[at] == label] for at in images.halves]
        if min(len(at) for at in halves) < FEWEST // 2:
            logger().warning(f"class {label}: {sum(len(at) for at in halves)} particles that show the molecule are too few for half maps")
            continue
        volumes = [
            next(volumes_by_width(images.rows[at], torch.zeros(len(at)), everything, partial(images.read, half=half), grid))
            for half, at in enumerate(halves)
        ]
        one, other = (map_of(volume, grid, loaded.model.box_px, loaded.image_std) for volume in volumes)
        found[int(label)] = ClassMaps(one, other, (len(halves[0]), len(halves[1])))
    if not found:
        raise DataError(f"{loaded.run.path}: no class has {FEWEST} particles that show the molecule, and half maps need them.")
    return found


def write_class_maps(outdir: Path, maps: dict[int, ClassMaps], pixel_size_A: float, note: str) -> list[Path]:
    """`class_000.mrc` (the mean), `class_000_half1.mrc` and `_half2.mrc` of each class, and `classes.csv`.

    The resolutions are those of the half maps under a mask made from them, corrected for it. `class_000` is class 0 of
    `_cryofireClass` and number 1 of RELION's `_rlnClassNumber`.
    """
    outdir.mkdir(parents=True, exist_ok=True)
    files, table = [], io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["class", "rlnClassNumber", "particles", "half1", "half2", "resolution_0.5_A", "resolution_0.143_A", "note"])
    for label, made in maps.items():
        mean = (made.one + made.other) / 2
        for name, values in (("", mean), ("_half1", made.one), ("_half2", made.other)):
            files.append(outdir / f"class_{label:03d}{name}.mrc")
            write_volume(files[-1], values.float().numpy(), pixel_size_A)
        fsc = map_fsc(made.one, made.other, pixel_size_A, make_mask(mean, pixel_size_A, None, (made.one, made.other)).values)
        at = [round(fsc.resolution_A(threshold), 3) for threshold in (0.5, 0.143)]
        rows.writerow([label, label + 1, sum(made.n_particles), *made.n_particles, *at, note])
    files.append(outdir / "classes.csv")
    write_text_atomically(files[-1], table.getvalue())
    return files
