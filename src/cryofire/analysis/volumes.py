"""Maps of a run at conformations of one's choice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.decomposition import PCA
from torch import Tensor

from cryofire.analysis.runs import LoadedRun, MapsOf, load_run, read_latents, read_shows_molecule
from cryofire.core.errors import ConfigError, DataError
from cryofire.core.words import numbers
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.io.cryodrgn import read_indices
from cryofire.io.mrc import write_volume
from cryofire.io.safe_pickle import load_pickle
from cryofire.models.volumes import make_volume
from cryofire.physics.fourier import fourier_resize
from cryofire.physics.mirror import flip_hand_of_volume
from cryofire.physics.shells import low_passed
from cryofire.pipeline.results import representative_latents


@dataclass(frozen=True)
class MapOptions:
    """What is done to a map before it is written."""

    pixel_size_A: float | None = None
    """For the header; that of the run by default."""
    has_hand_flipped: bool = False
    is_inverted: bool = False
    downsample_px: int | None = None
    low_pass_A: float | None = None
    crop_px: int | None = None
    mass_kDa: float | None = None
    """Of the molecule, for the level in the ChimeraX script; by default the brightest 1 % of voxels."""


def choose_latents(
    run: Path,
    z: str | None = None,
    z_file: Path | None = None,
    particles: Path | None = None,
    traverse: str | None = None,
    kmeans: int | None = None,
    n: int = 10,
) -> np.ndarray:
    """(m, z) the conformations asked for; with nothing asked, one for each of ten k-means clusters.

    Raises:
        ConfigError: For a number of values that is not the run's z_dim, or a component it does not have.
        DataError: For rows that the run does not have.
    """
    own = read_latents(run)
    z_dim = own.shape[1]
    if z_dim == 0:
        if any(asked is not None for asked in (z, z_file, particles, traverse, kmeans)):
            raise ConfigError(f"{run}: has z_dim 0, one map for all particles; conformations cannot be chosen.", "leave that flag out")
        return np.zeros((1, 0), np.float32)
    if z is not None or z_file is not None:
        return as_latents(np.array(numbers("--z", z))[None] if z is not None else _read_table(z_file), z_dim, str(z_file or "--z"))
    if particles is not None:
        return own[read_indices(particles, len(own))]
    shows = read_shows_molecule(run, len(own))
    if traverse is not None:
        return walk(own[shows], traverse, n, "--traverse")
    return representative_latents(own, kmeans or 10, shows=shows)


def as_latents(values: np.ndarray, z_dim: int, name: str) -> np.ndarray:
    """(m, z) float32 conformations; one alone, or a list of numbers where z_dim is 1, may be given without the other axis.

    Args:
        name: Where the numbers come from, for the message.

    Raises:
        ConfigError: If these are not z_dim numbers each.
    """
    if values.ndim == 1:
        values = values[None] if len(values) == z_dim else values[:, None]
    if values.ndim != 2 or values.shape[1] != z_dim:
        raise ConfigError(f"{name}: {values.shape[-1]} values for each conformation, and the run has z_dim {z_dim}.")
    return values.astype(np.float32)


def _read_table(path: Path | None) -> np.ndarray:
    assert path is not None
    if not path.is_file():
        raise DataError(f"{path}: no such file.", "check the path.")
    if path.suffix == ".pkl":
        values = load_pickle(path)
    try:
        if path.suffix == ".npy":
            values = np.load(path, allow_pickle=False)
        elif path.suffix != ".pkl":
            values = np.loadtxt(path, ndmin=2)
        return np.asarray(values, dtype=float)
    except (ValueError, TypeError) as error:
        raise DataError(f"{path}: not a table of numbers: {error}.", "write one conformation a row.") from None


def walk(z: np.ndarray, component: str, n: int, name: str = "component") -> np.ndarray:
    """(n, z) evenly from the 5th to the 95th percentile of a principal component of z, the others at their means.

    Args:
        z: (m, z) of the particles.
        component: pc1, pc2 ...
        name: What the component is called where it was asked for, for the message.

    Raises:
        ConfigError: For a component that there is not.
    """
    digits = component.lower().removeprefix("pc")
    if not digits.isdecimal() or not 1 <= int(digits) <= z.shape[1]:
        raise ConfigError(f"{name} {component}: the run has components pc1 to pc{z.shape[1]}.")
    pca = PCA(z.shape[1]).fit(z)
    along = pca.transform(z)[:, int(digits) - 1]
    low, high = (float(v) for v in np.quantile(along, [0.05, 0.95]))
    points = np.zeros((n, z.shape[1]))
    points[:, int(digits) - 1] = np.linspace(low, high, n)
    return pca.inverse_transform(points).astype(np.float32)


def filtered(volume: Tensor, pixel_size_A: float, options: MapOptions) -> tuple[Tensor, float]:
    """A map as asked for, and its pixel size."""
    box = volume.shape[0]
    if options.low_pass_A is not None:
        volume = low_passed(volume, pixel_size_A, options.low_pass_A)
    if options.has_hand_flipped:
        volume = flip_hand_of_volume(volume)
    if options.is_inverted:
        volume = -volume
    if options.downsample_px is not None:
        if options.downsample_px > box:
            raise ConfigError(f"--downsample {options.downsample_px}: the maps have {box} pixels a side.")
        volume = fourier_resize(volume, options.downsample_px, 3)
        pixel_size_A *= box / options.downsample_px
        box = options.downsample_px
    if options.crop_px is not None:
        if options.crop_px > box:
            raise ConfigError(f"--crop {options.crop_px}: the maps have {box} pixels a side.")
        start = box // 2 - options.crop_px // 2
        inside = slice(start, start + options.crop_px)
        volume = volume[inside, inside, inside]
    return volume, pixel_size_A


@dataclass(frozen=True)
class Map:
    """A map, as it is written."""

    values: np.ndarray
    """(box, box, box), (z, y, x), float32, in the grey scale of the images on disk."""
    pixel_size_A: float


def make_map(loaded: LoadedRun, z: np.ndarray, options: MapOptions) -> Map:
    """The map of a conformation, (z,), which is empty for a rigid molecule."""
    latent = torch.from_numpy(np.ascontiguousarray(z)).float() if len(z) > 0 else None
    volume = make_volume(loaded.map_decoder, latent, loaded.model.box_px, loaded.image_std, loaded.shell)
    final, pixel_size_A = filtered(volume, options.pixel_size_A or loaded.pixel_size_A, options)
    return Map(final.cpu().numpy(), pixel_size_A)


def write_volumes(loaded: LoadedRun, outdir: Path, latents: np.ndarray, options: MapOptions) -> int:
    """`vol_000.mrc ...` in the order of the latents, `z.txt` and a ChimeraX script; returns how many.

    Raises:
        DataError: If the folder cannot be made.
    """
    if outdir.exists() and not outdir.is_dir():
        raise DataError(f"{outdir}: is a file, and maps need a folder.")
    outdir.mkdir(parents=True, exist_ok=True)
    names, levels = [f"vol_{j:03d}.mrc" for j in range(len(latents))], []
    for name, z in zip(names, latents, strict=True):
        made = make_map(loaded, z, options)
        write_volume(outdir / name, made.values, made.pixel_size_A)
        levels.append(enclosing_level(made.values, made.pixel_size_A, options.mass_kDa))
    np.savetxt(outdir / "z.txt", latents)
    write_open_script(outdir, names, levels)
    return len(latents)


def write_maps(
    run: Path,
    outdir: Path,
    latents: np.ndarray,
    options: MapOptions,
    checkpoint: Path | None = None,
    device: str = "auto",
    maps_of: MapsOf = MapsOf.BETTER,
) -> int:
    """`write_volumes` of a run folder."""
    return write_volumes(load_run(run, checkpoint, device, maps_of), outdir, latents, options)
