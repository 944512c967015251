"""The images that a run was trained on, as it saw them, and what its model says that they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cryofire.analysis.runs import LoadedRun
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.types import Latents, Poses
from cryofire.data.dataset import ParticleDataset
from cryofire.data.load_set import open_dataset
from cryofire.io.cryosparc.read import CsSource
from cryofire.models.image_formation import form_images
from cryofire.physics.translations import shift_images
from cryofire.pipeline.run_config import RunConfig

CHUNK = 256
"""Images predicted at a time."""


def open_training_set(
    config: RunConfig, particle_file: Path, datadir: Path | None, names: np.ndarray, box_px: int | None = None
) -> ParticleDataset:
    """The set of a run, in the run's grey scale and on its lattice; its images are read when they are asked for.

    Args:
        config: Of the run, as config.yaml has it.
        particle_file: Where the run's particle file is now.
        datadir: Folder of the stacks.
        names: (n,) `000001@stack` of the particles that the run used, in its order.
        box_px: Resample the images to so many pixels instead, for the same field of view; their grey scale is then found anew.

    Raises:
        DataError: If a file is not there any more, or holds other particles.
        ConfigError: If images have fewer pixels than are asked for.
    """
    if not particle_file.is_file():
        raise DataError(f"{particle_file}: the particle file that the run was trained on is not there.", "say where it is now: particles=")
    moved: dict[str, Any] = {"particles": particle_file, "datadir": datadir, "lazy": True, "cache_dir": None}
    data = config.data.model_copy(update=moved if box_px is None else {**moved, **_grey_scale_anew(config), "box_px": box_px})
    dataset = open_dataset(data, data, config.seed)
    if box_px is not None and (fewest_px := int(min(kind.box_px for kind in dataset.groups.samplings))) < box_px:
        raise ConfigError(f"maps of {box_px} px: images of {fewest_px} px have no such detail.", f"{fewest_px} at most")
    source = dataset.table.source
    found = source.image_names() if isinstance(source, CsSource) else dataset.table.particle_ids
    if not np.array_equal(found, names):
        raise DataError(
            f"{particle_file}: holds other particles than the run was trained on, or others in between ({len(found):,}, "
            f"and the run has {len(names):,}).",
            "give the file that it was trained on: particles=",
        )
    return dataset


def _grey_scale_anew(config: RunConfig) -> dict[str, Any]:
    """What to change in a run's options so that all but the sign of its images is found again: finer pixels have more noise."""
    turns_some = any(scale < 0 for scale in (config.data.group_scales or {}).values())
    return {"norm": None, "usual_spread": None, "background_sd": None} | ({} if turns_some else {"group_scales": None})


def as_rows(rows: np.ndarray | list[int] | int, n: int) -> Tensor:
    """(b,) row numbers from 0, of one number, of several, or of a mask.

    Raises:
        DataError: For a row that is not there.
    """
    asked = np.atleast_1d(np.asarray(rows))
    chosen = np.flatnonzero(asked) if asked.dtype == bool and len(asked) == n else asked
    if not np.issubdtype(chosen.dtype, np.integer):
        raise DataError(f"rows must be whole numbers from 0, or a mask of {n:,} particles; found {len(asked):,} of type {asked.dtype}.")
    outside = chosen[(chosen < 0) | (chosen >= n)]
    if len(outside) > 0:
        raise DataError(f"row {outside[0]:,} was asked for; the {n:,} particles are rows 0 to {n - 1:,}.")
    return torch.from_numpy(chosen.astype(np.int64))


@torch.no_grad()
def predict_images(loaded: LoadedRun, dataset: ParticleDataset, poses: Poses, z: np.ndarray, rows: Tensor) -> np.ndarray:
    """(b, box, box) images that the run's model makes at poses and z, in the grey scale of `dataset.load`.

    CTF and shift are applied; the window that fades out the corners of the images is not. Zero frequency is 0, as the
    model has none.

    Args:
        poses: Of all particles of the set, shifts in pixels of the images on disk.
        z: (n, z) of all particles of the set.
        rows: (b,) those wanted.
    """
    model, device = loaded.model, loaded.model.device
    lattice = model.lattice_upto(loaded.shell)
    images = np.empty((len(rows), model.box_px, model.box_px), dtype=np.float32)
    for part in torch.arange(len(rows)).split(CHUNK):
        which = rows[part]
        shifts_px = (poses.shifts_px[which] / dataset.raw_pixels[which, None]).float().to(device)
        rotations = poses.rotations[which].float().to(device)
        latent = torch.from_numpy(z[which.numpy()]).float().to(device)[:, None]
        optics = dataset.optics[which].to(device) if dataset.optics is not None else None
        candidates = Poses(rotations[:, None], shifts_px[:, None])
        latents = Latents(latent, latent) if latent.shape[-1] > 0 else None
        centred = form_images(loaded.map_decoder, candidates, latents, optics, lattice.freqs_per_px)[:, 0]
        moved = shift_images(centred.to(torch.complex64), lattice.freqs_per_px, shifts_px)
        # box_px: from the orthonormal transform that the decoder speaks to the plain sum over pixels.
        images[part.numpy()] = lattice.to_images(moved * model.box_px).cpu().numpy()
    return images
