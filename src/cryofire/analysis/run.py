"""A run, opened from Python: what it found, its maps, its images, and its files for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cryofire.analysis.arrays import ParticleArrays, PoseArrays, particle_arrays, pose_arrays
from cryofire.analysis.choices import one_of
from cryofire.analysis.class_maps import make_class_maps, write_class_maps
from cryofire.analysis.export import Exported, Format, chosen_for_export, export_run
from cryofire.analysis.particles import RunParticles, read_run_particles
from cryofire.analysis.runs import LoadedRun, MapsOf, load_run
from cryofire.analysis.select import choose, criteria_from, write_selection
from cryofire.analysis.state_files import write_state
from cryofire.analysis.state_maps import StateImages, StateMaps, StateOptions, latent_likelihoods, make_state_maps
from cryofire.analysis.training_images import as_rows, open_training_set, predict_images
from cryofire.analysis.volumes import MapOptions, as_latents, make_map, walk, write_volumes
from cryofire.core.errors import ConfigError
from cryofire.data.dataset import ParticleDataset
from cryofire.inference.latent_density import LatentLikelihood
from cryofire.io.mrc import read_volume
from cryofire.io.run_store import RunStore
from cryofire.io.stack_names import PathStyle
from cryofire.pipeline import halves_store
from cryofire.pipeline.results import Clusters, cluster_latents
from cryofire.pipeline.run import read_config
from cryofire.pipeline.run_config import RunConfig
from cryofire.validation.evidence import Evidence
from cryofire.validation.half_maps import judge_half_maps
from cryofire.validation.particle_mask import MaskOptions
from cryofire.validation.verdict import Judgement, judge


@dataclass(frozen=True)
class Traversal:
    """Conformations along a principal component of z, and their maps."""

    z: np.ndarray
    """(n, z)."""
    volumes: np.ndarray
    """(n, box, box, box), (z, y, x), the user's grey scale."""


class Run:
    """What a run found. Arrays are numpy, row i is row i of particles.star; each is read when it is first asked for."""

    def __init__(
        self,
        path: Path | str,
        device: str = "auto",
        model: str = "better",
        checkpoint: Path | str | None = None,
        particles: Path | str | None = None,
        datadir: Path | str | None = None,
    ) -> None:
        """
        Args:
            path: The run folder.
            device: auto, cpu or cuda; for maps and predicted images.
            model: What maps are made from, where there are two: `search`, `joint` (the hypervolume), or the `better`.
            checkpoint: A checkpoint folder; by default the newest.
            particles: The particle file that the run was trained on, if it was moved.
            datadir: Folder of the stacks; by default as in training.

        Raises:
            RunError: If the folder is no run.
            ConfigError: If there is no such model.
        """
        self.path = Path(path)
        self.device = device
        self._maps_of = one_of(MapsOf, model, "model")
        self._checkpoint = None if checkpoint is None else Path(checkpoint)
        self._particle_file = None if particles is None else Path(particles)
        self._datadir = None if datadir is None else Path(datadir)
        self.config: RunConfig = read_config(RunStore(self.path))

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"

    def __len__(self) -> int:
        return len(self.results)

    # ---- what was found of each particle -----------------------------------------------------------------------

    @cached_property
    def results(self) -> RunParticles:
        """The particles with their results, as tensors and tables: what the program's own commands work with."""
        return read_run_particles(self.path, self._particle_file, self._datadir)

    @property
    def particles(self) -> ParticleArrays:
        """Where each image lies, and the columns of particles.star."""
        return particle_arrays(self.results.table)

    @property
    def poses(self) -> PoseArrays:
        """`rotations` (n, 3, 3), `shifts_px` (n, 2) in pixels of the images on disk, `shifts_A` (n, 2)."""
        return pose_arrays(self.results.poses, self.results.table)

    @property
    def z(self) -> np.ndarray:
        """(n, z) conformation of each particle; (n, 0) for a rigid molecule."""
        return self.results.z

    @property
    def scores(self) -> np.ndarray | None:
        """(n,) log-likelihood over that of noise alone, nats; None where the run has none."""
        return self.results.score

    @property
    def shows_molecule(self) -> np.ndarray:
        """(n,) which images rather show the molecule than noise or something else, bool; all where the run has not judged them."""
        return self.results.shows_molecule

    @property
    def confidence(self) -> np.ndarray | None:
        """(n,) probability that the pose is right, 0 to 1; None where the run has no encoder."""
        return self.results.confidence

    def clusters(self, n: int) -> Clusters:
        """k-means clusters of z, most populated first: those of `cryofire volumes --kmeans N` and `select`.

        Raises:
            ConfigError: If the run has z_dim 0.
        """
        return cluster_latents(self._moving("clusters"), n, shows=self.shows_molecule)

    # ---- maps --------------------------------------------------------------------------------------------------

    @property
    def pixel_size_A(self) -> float:
        """Of the maps, Angstrom."""
        return self._loaded.pixel_size_A

    def volume(self, z: Sequence[float] | np.ndarray | None = None, options: MapOptions | None = None) -> np.ndarray:
        """(box, box, box) the map of a conformation, (z, y, x), in the grey scale of the images on disk.

        Args:
            z: The conformation, z_dim numbers; None for a rigid molecule.
            options: What is done to the map, as by `cryofire volumes`: nothing by default.

        Raises:
            ConfigError: If these are not z_dim numbers.
        """
        given = np.atleast_1d(np.asarray([] if z is None else z, dtype=float))
        return self.volumes(given[None], options)[0]

    def volumes(self, zs: Sequence[Sequence[float]] | np.ndarray, options: MapOptions | None = None) -> np.ndarray:
        """(m, box, box, box) the maps of several conformations, (m, z), one after the other."""
        latents = as_latents(np.asarray(zs, dtype=float), self.config.model.z_dim, "z")
        return np.stack([make_map(self._loaded, z, options or MapOptions()).values for z in latents])

    def write_volumes(self, outdir: Path | str, zs: Sequence[Sequence[float]] | np.ndarray, options: MapOptions | None = None) -> int:
        """`vol_000.mrc ...` of several conformations, with `z.txt` and a ChimeraX script; returns how many."""
        latents = as_latents(np.asarray(zs, dtype=float), self.config.model.z_dim, "z")
        return write_volumes(self._loaded, Path(outdir), latents, options or MapOptions())

    def traverse(self, component: str = "pc1", n: int = 10, options: MapOptions | None = None) -> Traversal:
        """Conformations evenly from the 5th to the 95th percentile of a principal component of z, and their maps.

        Raises:
            ConfigError: For a component that the run does not have.
        """
        zs = walk(self._moving(component)[self.shows_molecule], component, n)
        return Traversal(zs, self.volumes(zs, options))

    def state(self, z: Sequence[float] | np.ndarray | None = None, options: StateOptions | None = None) -> StateMaps:
        """Half maps of a conformation from the images of particles near it, as `cryofire state` makes them.

        Args:
            z: The conformation, z_dim numbers; None for a rigid molecule.

        Raises:
            ConfigError: If these are not z_dim numbers.
            DataError: If the images are not there any more, or too few particles show the molecule.
        """
        given = np.atleast_1d(np.asarray([] if z is None else z, dtype=float))
        latent = as_latents(given[None], self.config.model.z_dim, "z")[0]
        finer = None if options is None or options.box_px in (None, self._dataset.box_px) else self._at_box(options.box_px)
        return make_state_maps(self._loaded, self._dataset, latent, options, finer)

    def write_state(
        self,
        outdir: Path | str,
        z: Sequence[float] | np.ndarray | None = None,
        particle: int | None = None,
        cluster: int | None = None,
        kmeans: int = 10,
        mask: Path | str | None = None,
        mask_level: float | None = None,
        n_widths: int = StateOptions.n_widths,
        box_px: int | None = None,
    ) -> dict[str, Any]:
        """Half maps of a conformation, and what they say of themselves, as files: those of `cryofire state`.

        Args:
            outdir: Folder to make.
            z: The conformation; or
            particle: that of a row of particles.star; or
            cluster: that of a cluster of z, of `kmeans`. With none of them, the centre of the largest of them.
            mask: A map file, 0 to 1; by default one made from the maps.
            mask_level: Density where it begins then.
            n_widths: Kernel widths to choose from.
            box_px: Pixels a side of the maps, up to those of the images on disk; of those trained on by default.

        Returns:
            What `state.json` holds.

        Raises:
            ConfigError: For a conformation that the run does not have.
        """
        where, asked = self._conformation(z, particle, cluster, kmeans)
        made = self.state(where, StateOptions(n_widths=n_widths, box_px=box_px))
        given = None if mask is None else torch.from_numpy(read_volume(Path(mask)).values)
        judged = judge_half_maps(made.one, made.other, made.pixel_size_A, given, MaskOptions(level=mask_level))
        return write_state(Path(outdir), made, judged, {"run": str(self.path), "asked": asked})

    def latent_likelihoods(self) -> tuple[LatentLikelihood | None, torch.Tensor]:
        """What each image that shows the molecule alone says of its z, and the rows of those particles; None for a network's z."""
        images = StateImages(self._loaded, self._dataset)
        return latent_likelihoods(images, self._loaded.model.decoder), images.rows

    def _conformation(
        self, z: Sequence[float] | np.ndarray | None, particle: int | None, cluster: int | None, kmeans: int
    ) -> tuple[np.ndarray, str]:
        """A conformation, and the words for it."""
        if self.config.model.z_dim == 0:
            if any(asked is not None for asked in (z, particle, cluster)):
                raise ConfigError(f"{self.path}: has z_dim 0, one map for all particles; no conformation can be chosen.")
            return np.zeros(0), "all particles"
        if z is not None:
            return np.asarray(z, dtype=float), "z"
        if particle is not None:
            row = int(as_rows(particle, len(self))[0])
            return self.z[row], f"particle {row}"
        clusters = self.clusters(kmeans)
        which = cluster or 0
        if which >= len(clusters.representatives):
            raise ConfigError(f"cluster {which}: there are {len(clusters.representatives)}, from 0.")
        return clusters.representatives[which], f"cluster {which} of {kmeans}"

    # ---- images ------------------------------------------------------------------------------------------------

    def images(self, rows: np.ndarray | list[int] | int) -> np.ndarray:
        """(b, box, box) images as the run was trained on them: resampled, protein bright, windowed, standardised.

        Args:
            rows: Of particles.star, from 0: one, several, or a mask of all particles.

        Raises:
            DataError: If the images are not there any more.
        """
        images: np.ndarray = self._dataset.load(as_rows(rows, len(self))).numpy()
        return images

    def predict(self, rows: np.ndarray | list[int] | int) -> np.ndarray:
        """(b, box, box) what the model says these images should be, at the poses and z found, without noise.

        The scale is that of `images`, so that `run.images(rows) - run.predict(rows)` is what the model leaves unexplained.
        """
        return predict_images(self._loaded, self._dataset, self.results.poses, self.z, as_rows(rows, len(self)))

    # ---- how it went -------------------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """Each line of metrics.jsonl: what was logged on the way."""
        return list(RunStore(self.path).read_metrics())

    @property
    def verdict(self) -> Judgement:
        """Whether to believe the run (`.verdict.value`), and why (`.reasons`).

        Raises:
            RunError: If the run has not ended.
        """
        values = RunStore(self.path).read_evidence()
        return judge(None if values is None else Evidence.from_dict(values))

    # ---- choosing particles, and other programs ----------------------------------------------------------------

    def select(self, **criteria: Any) -> np.ndarray:
        """(k,) rows of the particles that meet all criteria, ascending.

        Args:
            criteria: Fields of `analysis.select.Criteria`: `kmeans=10, clusters=(2, 3)`, `score_above=5.0`,
                `confidence_above=0.9`, `near=(0.5, -1), n_near=1000`, `n_random=100`, `is_inverted=True` ...

        Raises:
            ConfigError: For criteria that are not known, miss a part, or do not suit the run's z.
        """
        return choose(self.results, criteria_from(criteria))

    def write_selection(
        self, path: Path | str, rows: np.ndarray | list[int], paths: PathStyle | str = PathStyle.AUTO, counts_file: bool = True
    ) -> None:
        """Chosen particles as a file: `.star` or `.cs` with poses and z; `.pkl`, `.npy` or `.txt` with row numbers.

        Args:
            path: Whose suffix says which.
            rows: Of particles.star, as `select` returns them.
            paths: How a particle file names the stacks: auto, absolute, relative or keep.
            counts_file: Row numbers are those of the particle file that the run was trained on, which `train --ind` takes.
        """
        chosen = as_rows(rows, len(self)).numpy()
        write_selection(self.results, chosen, Path(path), one_of(PathStyle, paths, "paths"), counts_file)

    def export(
        self,
        outdir: Path | str,
        rows: np.ndarray | list[int] | None = None,
        form: Format | str = Format.ALL,
        flip_hand: bool = False,
        kmeans: int | None = None,
        paths: PathStyle | str = PathStyle.AUTO,
        mass_kDa: float | None = None,
        expand_symmetry: bool = False,
    ) -> Exported:
        """The results in the files of RELION, cryoSPARC, cryoDRGN and ChimeraX.

        Args:
            outdir: Folder to make.
            rows: Of particles.star, as `select` returns them; all by default.
            form: star, cs, cryodrgn or all.
            flip_hand: The other hand: maps mirrored in z, and poses to match.
            kmeans: Also write the number of each particle's cluster, of so many.
            paths: How STAR and .cs files name the stacks: auto, absolute, relative or keep.
            mass_kDa: Of the molecule, for the level in the ChimeraX script.
            expand_symmetry: Write each particle at all copies of its pose, to be treated as without symmetry.
        """
        which = None if rows is None else as_rows(rows, len(self)).numpy()
        chosen = chosen_for_export(self.results, which, flip_hand, kmeans, expand_symmetry)
        style = one_of(PathStyle, paths, "paths")
        return export_run(chosen.particles, Path(outdir), one_of(Format, form, "form"), style, chosen.labels, mass_kDa)

    def write_class_maps(
        self, outdir: Path | str, kmeans: int, rows: np.ndarray | list[int] | None = None, flip_hand: bool = False
    ) -> list[Path]:
        """Half maps of each class of an export, their mean and their resolution: those of `cryofire export --class-maps`.

        Args:
            outdir: Folder to make.
            kmeans: How many classes.
            rows: Of particles.star, from which maps are made; all by default.
            flip_hand: The other hand.

        Raises:
            ConfigError: For a rigid molecule.
            DataError: If the images are not there any more, or no class has particles enough.
        """
        which = np.arange(len(self)) if rows is None else as_rows(rows, len(self)).numpy()
        chosen, labels = chosen_for_export(self.results, which, False, kmeans).labels, np.full(len(self), -1)
        labels[which] = chosen
        maps = make_class_maps(self._loaded, self._dataset, labels)
        if flip_hand:
            maps = {label: made.with_hand_flipped() for label, made in maps.items()}
        note = halves_store.note_on_resolution(halves_store.read_numbers(self._loaded.run))
        return write_class_maps(Path(outdir), maps, self._loaded.pixel_size_A, note)

    @cached_property
    def _loaded(self) -> LoadedRun:
        return load_run(self.path, self._checkpoint, self.device, self._maps_of)

    @cached_property
    def _dataset(self) -> ParticleDataset:
        return self._at_box(None)

    def _at_box(self, box_px: int | None) -> ParticleDataset:
        """The run's images, of so many pixels; of those trained on by default."""
        found = self.results
        return open_training_set(self.config, found.particle_file, found.datadir, found.table.particle_ids, box_px)

    def _moving(self, asked: str) -> np.ndarray:
        if self.z.shape[1] == 0:
            raise ConfigError(f"{asked}: {self.path} has z_dim 0, one map for all particles.")
        return self.z
