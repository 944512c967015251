"""A run as the window sees it: read again whenever its files change."""

from __future__ import annotations

import json
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.decomposition import PCA

from cryofire.analysis.arrays import ParticleArrays
from cryofire.analysis.run import Run
from cryofire.core.errors import ConfigError, CryofireError, DataError
from cryofire.dashboard.micrographs import Micrographs
from cryofire.dashboard.regions import MICROGRAPH
from cryofire.io.run_store import RunStore
from cryofire.pipeline.results import CONFIDENCE, CONTRAST, LOG_LIKELIHOOD, N_VOLUMES, SCORE

MOST_METRICS = 2000
"""Lines of metrics sent at a time: the newest."""
LAYOUTS = ("tsne", "umap")
MOST_ADDED = 20
"""Columns that may be added to those of a run."""


class RunView:
    """What a run has so far. One thread reads at a time."""

    def __init__(self, path: Path, particles: Path | None = None, datadir: Path | None = None, device: str = "auto") -> None:
        self.path, self._particles, self._datadir, self._device = path, particles, datadir, device
        self.store = RunStore(path)
        self.lock = threading.RLock()
        self._found: Found | None = None

    @property
    def version(self) -> int:
        """Changes when the particles' results do; 0 while there are none."""
        return self.store.latents.stat().st_mtime_ns if self.store.latents.exists() and self.store.particles.exists() else 0

    def found(self) -> Found | None:
        """The results of now; None while there are none."""
        with self.lock:
            version = self.version
            if version == 0:
                return None
            if self._found is None or self._found.version != version:
                self._found = Found(Run(self.path, self._device, particles=self._particles, datadir=self._datadir), version)
            return self._found

    def status(self) -> dict[str, Any]:
        """Where the run stands."""
        line: dict[str, Any] = next(reversed(self.metrics(1)), {})
        record = self.store.read_stages()
        is_final = self.store.verdict.exists()
        verdict = _read(self.store.verdict if is_final else self.store.verdict_so_far)
        found = self.found()
        return {
            "name": self.path.resolve().name,
            "path": str(self.path),
            "version": str(self.version),
            "stage": line.get("stage"),
            "phase": line.get("phase"),
            "share_done": line.get("share_done"),
            "seconds_left": line.get("seconds_left"),
            "done": [] if record is None else record.get("done", []),
            "verdict": None if verdict is None else {"verdict": verdict["verdict"], "reasons": verdict["reasons"], "is_final": is_final},
            "n": 0 if found is None else found.n,
            "columns": [] if found is None else list(found.columns),
            "axes": [] if found is None else found.axes,
        }

    def metrics(self, most: int = MOST_METRICS) -> list[dict[str, Any]]:
        """The newest lines of metrics.jsonl."""
        return list(self.store.read_metrics())[-most:]


def _read(path: Path) -> dict[str, Any] | None:
    """Of a JSON file; None where there is none, or no longer."""
    try:
        values: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return values


class Found:
    """Columns, clusters and maps of one state of a run's results."""

    def __init__(self, run: Run, version: int) -> None:
        self.run, self.version = run, version
        self.n = len(run)
        self._added: dict[str, np.ndarray] = {}

    def add(self, name: str, values: np.ndarray) -> None:
        """Another column, kept for as long as the window is open and the results are these.

        Raises:
            DataError: If it has not a value for each particle.
            ConfigError: If the run has a column of that name.
        """
        if values.shape != (self.n,):
            raise DataError(f"{name}: {len(values):,} values for {self.n:,} particles.", "one for each row of particles.star, in its order")
        if name in self.columns and name not in self._added:
            raise ConfigError(f"{name}: the run has a column of that name.")
        if name not in self._added and len(self._added) >= MOST_ADDED:
            raise ConfigError(f"{name}: {MOST_ADDED} columns have been added already.", "reload the window's server")
        self._added[name] = values
        self.columns[name] = "added"

    @cached_property
    def pca(self) -> np.ndarray:
        """(n, d) principal components of z, by the particles that show the molecule."""
        z = self.run.z
        if z.shape[1] == 0:
            return z
        found: np.ndarray = PCA(z.shape[1], random_state=0).fit(z[self.run.results.tells_z]).transform(z)
        return found

    @cached_property
    def columns(self) -> dict[str, str]:
        """What particles may be laid out and coloured by: name, and where it comes from."""
        names = {f"pc{j + 1}": "pca" for j in range(self.run.z.shape[1])} | {f"z{j + 1}": "z" for j in range(self.run.z.shape[1])}
        names |= {"cluster": "clusters"} if self.run.z.shape[1] > 0 else {}
        names |= {"view_longitude_deg": "view", "view_latitude_deg": "view", "shift_x_px": "shift", "shift_y_px": "shift"}
        names |= {name: "landscape" for name in self._landscape if name[:-1] in LAYOUTS or name.startswith(("volume_", "state"))}
        names |= {} if self.micrographs is None else {MICROGRAPH: MICROGRAPH}
        own = (SCORE, LOG_LIKELIHOOD, CONTRAST, CONFIDENCE)
        return names | {tag: "star" for tag in self._star.columns if tag in own or tag.startswith("_rln")}

    @cached_property
    def _star(self) -> ParticleArrays:
        """particles.star; made once, as the names of a million images take a second."""
        return self.run.particles

    @cached_property
    def micrographs(self) -> Micrographs | None:
        """Where the particles were picked; None where their file does not say it."""
        return Micrographs.of(self._star)

    @property
    def axes(self) -> list[str]:
        """The two columns that the plane begins with."""
        if self.run.z.shape[1] > 1:
            return ["pc1", "pc2"]
        return ["pc1", "shift_x_px"] if self.run.z.shape[1] == 1 else ["view_longitude_deg", "view_latitude_deg"]

    @cached_property
    def _landscape(self) -> dict[str, np.ndarray]:
        """Numeric columns of analysis/landscape.csv, where `cryofire analyze` has been."""
        path = self.run.path / "analysis" / "landscape.csv"
        if not path.is_file():
            return {}
        table = np.genfromtxt(path, delimiter=",", names=True, deletechars="", dtype=None, encoding="utf-8")
        if table.shape != (self.n,):
            return {}
        return {name: table[name].astype(float) for name in table.dtype.names or () if table[name].dtype.kind in "fi"}

    def column(self, name: str) -> np.ndarray:
        """(n,) float values of a column of `columns`.

        Raises:
            ConfigError: For a name that is none.
            DataError: For a column of text.
        """
        kind = self.columns.get(name)
        if kind is None:
            raise ConfigError(f"{name}: no column of that name.")
        if kind in ("pca", "z"):
            values = self.pca if kind == "pca" else self.run.z
            return values[:, int(name.lstrip("pcz")) - 1].astype(float)
        if kind == "clusters":
            return self.run.clusters(N_VOLUMES).labels.astype(float)
        if kind == MICROGRAPH and self.micrographs is not None:
            return self.micrographs.number.astype(float)
        if kind == "added":
            return self._added[name]
        if kind == "landscape":
            return self._landscape[name]
        if kind == "shift":
            return self.run.poses.shifts_px[:, 0 if "_x_" in name else 1]
        if kind == "view":
            direction = self.run.poses.rotations[:, 2]
            along = np.arctan2(direction[:, 1], direction[:, 0]) if "longitude" in name else np.arcsin(np.clip(direction[:, 2], -1, 1))
            degrees: np.ndarray = np.degrees(along)
            return degrees
        values = self._star.column(name)
        if values.dtype.kind != "f":
            raise DataError(f"{name}: holds text.")
        return values


def runs_in(path: Path) -> dict[str, Path]:
    """Run folders by name: the folder itself if it is one, else those that lie right inside it and do not lead out of it.

    Raises:
        CryofireError: If there is none.
    """
    if RunStore(path).config.is_file():
        return {path.resolve().name: path}
    inside = sorted(each for each in path.iterdir() if RunStore(each).config.is_file()) if path.is_dir() else []
    root = path.resolve()
    found = {each.name: each for each in inside if each.resolve().parent == root}
    if not found:
        raise CryofireError(
            f"{path}: is no run folder, and holds none.", "give the folder that train -o made, or one that holds such folders"
        )
    return found
