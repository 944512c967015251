"""`RUN/analysis/`: tables, plots, maps and films of a run's conformations."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cryofire.analysis.landscape import pictures
from cryofire.analysis.landscape.density import DeconvolvedDensity, deconvolve
from cryofire.analysis.landscape.embeddings import Embeddings, embed
from cryofire.analysis.landscape.mixture import Mixture, fit_mixture
from cryofire.analysis.landscape.paths import LatentPath, PathKind, along_data, straight, through_density
from cryofire.analysis.landscape.volume_space import VolumeSpace, volume_space
from cryofire.analysis.leaks import find_leaks
from cryofire.analysis.movies import write_movie
from cryofire.analysis.run import Run
from cryofire.analysis.volumes import walk
from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.io.atomic import write_text_atomically
from cryofire.io.mrc import read_volume, write_volume
from cryofire.io.safe_pickle import save_pickle

PLANE_NAMES = {"tsne": "t-SNE", "umap": "UMAP"}


@dataclass(frozen=True)
class AnalyzeOptions:
    """What is made."""

    kmeans: int = 20
    """Maps at the centres of so many clusters of z."""
    gaussians: int = 5
    """Maps at the centres of so many Gaussians, which a mixture fits to z; 0 to leave that out."""
    n_components: int = 2
    """Principal components of z that are walked along."""
    n_maps: int = 10
    """Maps along each walk."""
    n_sketched: int = 100
    """Maps whose voxels are compared; 0 to leave that out."""
    n_states: int = 10
    """Clusters of those maps."""
    paths: tuple[tuple[int, ...], ...] = ()
    """Particles to go between."""
    path_kind: PathKind = PathKind.NEIGHBOURS
    columns: tuple[str, ...] = ()
    """Columns of particles.star to colour by."""
    tsne: bool = True
    umap: bool = True
    density: bool = True
    """Deconvolve the density of z: reads every image once."""
    movies: bool = True
    labels_pkl: bool = False
    """Also write `labels.pkl` and `z.pkl` in the clusters' folder, for scripts made for cryoDRGN's."""
    seed: int = 0


def analyze(run: Run, outdir: Path, options: AnalyzeOptions | None = None) -> dict[str, Any]:
    """Everything about the conformations of a run, as files; returns what `analysis.json` holds.

    Raises:
        ConfigError: If the run has z_dim 0, or lacks a column or particle that was asked for.
    """
    options = options or AnalyzeOptions()
    if run.z.shape[1] == 0:
        raise ConfigError(
            f"{run.path}: has z_dim 0, one map for all particles; there is no landscape.", "cryofire state makes its half maps"
        )
    columns = {name: _column(run, name) for name in options.columns}
    outdir.mkdir(parents=True, exist_ok=True)
    work = _Work(run, outdir, options, {"run": str(run.path), "particles": len(run), "z_dim": run.z.shape[1]})
    embeddings = work.embeddings(columns)
    table: dict[str, np.ndarray] = {f"z{j + 1}": run.z[:, j] for j in range(run.z.shape[1])}
    table |= {f"pc{j + 1}": embeddings.pca[:, j] for j in range(embeddings.pca.shape[1])}
    table |= {f"{name}{j + 1}": plane[:, j] for name, plane in embeddings.planes.items() for j in (0, 1)}
    table |= {"shows_molecule": run.shows_molecule.astype(int), "cluster": work.clusters(embeddings)}
    if options.gaussians > 0:
        mixture = work.mixture(embeddings)
        table |= {"gaussian": mixture.labels, "gaussian_probability": mixture.probability}
    work.walks()
    work.leaks()
    if options.n_sketched > 0:
        space = work.volume_space()
        table |= {f"volume_pc{j + 1}": space.coordinates[:, j] for j in range(space.coordinates.shape[1])}
        table["volume_cluster"] = space.particle_labels
    density = work.density() if options.density else None
    if density is not None:
        table["state"] = _state_of(density, run.z)
    work.paths(density)
    _write_table(outdir / "landscape.csv", {"particle": np.arange(len(run)), **table, **columns})
    write_text_atomically(outdir / "analysis.json", json.dumps(work.found, indent=1) + "\n")
    return work.found


class _Work:
    """The steps, each of which writes its files and puts its numbers into `found`."""

    def __init__(self, run: Run, outdir: Path, options: AnalyzeOptions, found: dict[str, Any]) -> None:
        self.run, self.outdir, self.options, self.found = run, outdir, options, found
        self.shows = run.results.tells_z

    def embeddings(self, columns: dict[str, np.ndarray]) -> Embeddings:
        made = embed(self.run.z, self.shows, self.options.seed, self.options.tsne, self.options.umap)
        self.found["pca_share"] = [round(float(share), 4) for share in made.pca_share]
        if self.run.z.shape[1] == 1:
            pictures.save(pictures.line(self.run.z[:, 0], "z"), self.outdir / "z")
            return made
        for name, points, axes in self._planes(made):
            pictures.save(pictures.plane(points[self.shows], axes), self.outdir / name)
            for column, values in columns.items():
                pictures.save(
                    pictures.plane(points[self.shows], axes, None, values[self.shows], column), self.outdir / f"{name}_{column.lstrip('_')}"
                )
        return made

    def _planes(self, made: Embeddings) -> list[tuple[str, np.ndarray, tuple[str, str]]]:
        planes = [("pca", made.pca[:, :2], _pca_axes(made))]
        return planes + [(name, plane, (f"{PLANE_NAMES[name]} 1", f"{PLANE_NAMES[name]} 2")) for name, plane in made.planes.items()]

    def clusters(self, made: Embeddings) -> np.ndarray:
        """k-means with maps at the particles nearest to the centres."""
        clusters = self.run.clusters(self.options.kmeans)
        self._write_centres(f"kmeans{self.options.kmeans}", clusters.representatives, clusters.labels, made)
        self.found["clusters"] = np.bincount(clusters.labels, minlength=len(clusters.representatives)).tolist()
        return clusters.labels

    def mixture(self, made: Embeddings) -> Mixture:
        """A mixture of Gaussians with maps at the particles nearest to their means."""
        mixture = fit_mixture(self.run.z, self.run.shows_molecule, self.options.gaussians, self.options.seed)
        folder = self._write_centres(f"gaussians{self.options.gaussians}", mixture.representatives, mixture.labels, made)
        np.save(folder / "probability.npy", mixture.probability)
        self.found["gaussians"] = [round(float(share), 4) for share in mixture.shares]
        return mixture

    def _write_centres(self, name: str, centres: np.ndarray, labels: np.ndarray, made: Embeddings) -> Path:
        """Maps of some conformations that are particles' own, with the group of every particle."""
        folder = self.outdir / name
        self.run.write_volumes(folder, centres)
        rows = [int(np.square(self.run.z - z).sum(axis=1).argmin()) for z in centres]
        np.savetxt(folder / "centers.txt", centres)
        np.savetxt(folder / "centers_ind.txt", rows, fmt="%d")
        np.save(folder / "labels.npy", labels)
        if self.options.labels_pkl:
            save_pickle(folder / "labels.pkl", labels)
            save_pickle(folder / "z.pkl", self.run.z)
        if made.pca.shape[1] > 1:
            pictures.save(pictures.plane(made.pca[self.shows, :2], _pca_axes(made), made.pca[rows, :2]), folder / "centers")
        logger().info(f"{len(centres)} maps of centres in {folder}")
        return folder

    def walks(self) -> None:
        for j in range(min(self.options.n_components, self.run.z.shape[1])):
            folder = self.outdir / f"pc{j + 1}"
            self._maps(folder, walk(self.run.z[self.shows], f"pc{j + 1}", self.options.n_maps))

    def paths(self, density: DeconvolvedDensity | None) -> None:
        for stops in self.options.paths:
            self._maps(self.outdir / f"path_{'_'.join(map(str, stops))}", self._path(stops, density).z)

    def _path(self, stops: tuple[int, ...], density: DeconvolvedDensity | None) -> LatentPath:
        z, n, kind = self.run.z, self.options.n_maps, self.options.path_kind
        if kind is PathKind.STRAIGHT:
            return straight(z, stops, n)
        if kind is PathKind.NEIGHBOURS:
            return along_data(z, stops, n)
        if density is None:
            raise ConfigError("--path-by density: the density of z was left out, or this run's z have none.", "take neighbours")
        return through_density(z, stops, density, n)

    def _maps(self, folder: Path, z: np.ndarray) -> None:
        self.run.write_volumes(folder, z)
        if self.options.movies:
            write_movie(folder, [read_volume(folder / f"vol_{j:03d}.mrc").values for j in range(len(z))])
        logger().info(f"{len(z)} maps in {folder}")

    def leaks(self) -> None:
        leaks = find_leaks(self.run.results)
        self.found["leaks"] = {name: round(share, 4) for name, share in leaks.share.items()}
        if leaks.share:
            _write_table(self.outdir / "leaks.csv", {"quantity": list(leaks.share), "share": list(leaks.share.values())})
            pictures.save(pictures.leaks(dict(leaks.share)), self.outdir / "leaks")
        if leaks.found:
            logger().warning(f"z tells something of {', '.join(leaks.found)}, which are no conformations (leaks.csv)")

    def volume_space(self) -> VolumeSpace:
        options, folder = self.options, self.outdir / "volume_space"
        pixel_size_A = self.run.pixel_size_A
        space = volume_space(self.run.z, self.shows, self.run.volume, pixel_size_A, options.n_sketched, options.n_states, options.seed)
        folder.mkdir(exist_ok=True)
        write_volume(folder / "mask.mrc", space.mask.astype(np.float32), pixel_size_A)
        write_volume(folder / "mean.mrc", space.mean, pixel_size_A)
        for j, component in enumerate(space.components):
            write_volume(folder / f"component_{j + 1}.mrc", component, pixel_size_A)
        for j, (mean, sd) in enumerate(zip(space.cluster_means, space.cluster_sds, strict=True)):
            write_volume(folder / f"state_{j:03d}_mean.mrc", mean, pixel_size_A)
            write_volume(folder / f"state_{j:03d}_sd.mrc", sd, pixel_size_A)
        np.savetxt(folder / "sketch_particles.txt", space.sketch_particles, fmt="%d")
        np.savetxt(folder / "sketch_labels.txt", space.labels, fmt="%d")
        if space.coordinates.shape[1] > 1:
            names = (f"volume PC1 ({space.share[0]:.0%})", f"volume PC2 ({space.share[1]:.0%})")
            points, colour = space.coordinates[self.shows, :2], space.particle_labels[self.shows].astype(float)
            pictures.save(pictures.plane(points, names), folder / "particles")
            pictures.save(pictures.plane(points, names, None, colour, "state of maps"), folder / "states")
        self.found["volume_space"] = {
            "maps": len(space.sketch_particles),
            "share": [round(float(share), 4) for share in space.share],
            "is_linear": space.is_linear,
            "state_particles": np.bincount(space.particle_labels, minlength=len(space.cluster_means)).tolist(),
        }
        logger().info(f"{len(space.sketch_particles)} maps compared, {len(space.cluster_means)} clusters of them in {folder}")
        return space

    def density(self) -> DeconvolvedDensity | None:
        seen, rows = self.run.latent_likelihoods()
        if seen is None:
            logger().info("a network does not know how sure its z are: the density is not deconvolved")
            return None
        found = deconvolve(torch.from_numpy(self.run.z)[rows].float(), seen, min(2, self.run.z.shape[1]), self.options.seed)
        folder = self.outdir / "density"
        folder.mkdir(exist_ok=True)
        points = found.grid.points.numpy()
        table: dict[str, Any] = {f"pc{j + 1}": points[:, j] for j in range(points.shape[1])}
        flat = {"share": found.share, "error": found.error, "raw": found.raw, "free_energy_kT": found.free_energy_kT, "state": found.basin}
        _write_table(folder / "density.csv", table | {name: values.ravel() for name, values in flat.items()})
        energies, errors = found.state_energies_kT()
        states: dict[str, Any] = {
            "state": np.arange(len(found.populations)),
            "population": found.populations,
            "population_error": found.population_errors,
            "free_energy_kT": energies,
            "free_energy_error_kT": errors,
        }
        states |= {f"z{j + 1}": found.peaks[:, j] for j in range(found.peaks.shape[1])}
        _write_table(folder / "states.csv", states)
        pictures.save(pictures.density(found), folder / "density")
        self.run.write_volumes(folder / "states", found.peaks)
        self.found["density"] = {
            "rounds": found.rounds,
            "populations": [round(float(p), 4) for p in found.populations],
            "population_errors": [round(float(p), 4) for p in found.population_errors],
        }
        return found


def _pca_axes(made: Embeddings) -> tuple[str, str]:
    share = made.pca_share
    return f"PC1 of z ({share[0]:.0%} of variance)", f"PC2 ({share[1]:.0%})"


def _state_of(density: DeconvolvedDensity, z: np.ndarray) -> np.ndarray:
    """State in whose basin the z of each particle lies."""
    at = density.grid.of(torch.from_numpy(z).float()).numpy()
    index = []
    for j, line in enumerate(density.grid.lines):
        step = float(line[1] - line[0])
        index.append(np.clip(np.round((at[:, j] - float(line[0])) / step).astype(int), 0, len(line) - 1))
    found: np.ndarray = density.basin[tuple(index)]
    return found


def _column(run: Run, name: str) -> np.ndarray:
    values = run.particles.column(name if name.startswith("_") else f"_{name}")
    if values.dtype.kind != "f":
        kinds = np.unique(values, return_inverse=True)[1]
        return kinds.astype(float)
    return values


def _write_table(path: Path, columns: dict[str, Sequence[Any] | np.ndarray]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([f"{value:.6g}" if isinstance(value, float | np.floating) else value for value in row])
