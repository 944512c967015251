"""What a report says: every number of it, from the files of the run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cryofire.analysis.leaks import Leaks, find_leaks
from cryofire.analysis.particles import RunParticles
from cryofire.analysis.run import Run
from cryofire.core.errors import DataError
from cryofire.io.mrc import read_volume
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.optics import group_names
from cryofire.io.run_store import RunStore
from cryofire.pipeline.halves_store import VALUES
from cryofire.pipeline.results import CONTRAST, N_VOLUMES, Clusters
from cryofire.validation.evidence import Evidence
from cryofire.validation.verdict import Judgement, judge


@dataclass(frozen=True)
class StateFolder:
    """What `cryofire state` left in a folder."""

    name: str
    numbers: dict[str, Any]
    frequency_per_A: np.ndarray
    curves: dict[str, np.ndarray]
    volume: np.ndarray
    local_resolution_A: np.ndarray
    pixel_size_A: float


@dataclass(frozen=True)
class Contents:
    """All of a report but its pictures."""

    run: RunStore
    settings: dict[str, Any]
    """config.yaml."""
    verdict: Judgement
    evidence: Evidence | None
    particles: RunParticles
    clusters: Clusters | None
    """k-means clusters of z, those of the run's maps; None for a rigid molecule."""
    maps: list[np.ndarray]
    """The run's maps, (box, box, box) each, in the order of the clusters."""
    pixel_size_A: float
    """Of the maps."""
    contrast: np.ndarray | None
    leaks: Leaks
    metrics: list[dict[str, Any]]
    states: list[StateFolder]
    apart: StateFolder | None
    """The halves that were refined apart, all conformations together; None where there are none."""
    numbers: dict[str, Any]
    """What the page shows, by name: written beside it as report.json."""


def gather_contents(run: Run, states: list[Path]) -> Contents:
    """Read a run that has ended, and folders of `cryofire state`.

    Raises:
        RunError: If the run has not written its results yet.
        DataError: If a folder is none of `cryofire state`.
    """
    store = RunStore(run.path)
    values = store.read_evidence()
    evidence = None if values is None else Evidence.from_dict(values)
    particles = run.results
    has_motion = run.z.shape[1] > 0
    clusters = run.clusters(N_VOLUMES) if has_motion else None
    paths = sorted(store.volumes.glob("vol_*.mrc"))
    volumes = [read_volume(path) for path in paths]
    pixel_size_A = next((volume.pixel_size_A for volume in volumes if volume.pixel_size_A is not None), 1.0)
    contrast = particles.column(CONTRAST)
    found = Contents(
        store,
        store.read_config(),
        judge(evidence),
        evidence,
        particles,
        clusters,
        [volume.values for volume in volumes],
        pixel_size_A,
        contrast,
        find_leaks(particles),
        run.metrics,
        [read_state_folder(folder) for folder in states],
        _read_folder(store.halves, VALUES) if (store.halves / VALUES).is_file() else None,
        {},
    )
    found.numbers.update(numbers_of(found))
    return found


def read_state_folder(folder: Path) -> StateFolder:
    """What `cryofire state` wrote.

    Raises:
        DataError: If that is not there.
    """
    if not (folder / "state.json").is_file():
        raise DataError(f"{folder}: has no state.json.", "give a folder that cryofire state made")
    return _read_folder(folder, "state.json")


def _read_folder(folder: Path, numbers: str) -> StateFolder:
    table = np.genfromtxt(folder / "fsc.csv", delimiter=",", names=True)
    names = [name for name in table.dtype.names or () if name not in ("shell", "frequency_per_A", "resolution_A")]
    volume = read_volume(folder / "map.mrc")
    return StateFolder(
        folder.name,
        json.loads((folder / numbers).read_text()),
        table["frequency_per_A"],
        {name: table[name] for name in names},
        volume.values,
        read_volume(folder / "local_resolution.mrc").values,
        volume.pixel_size_A or 1.0,
    )


def numbers_of(contents: Contents) -> dict[str, Any]:
    """Every number that the page shows."""
    n = len(contents.particles)
    found: dict[str, Any] = {"particles": n, "maps": len(contents.maps), "map_pixel_size_A": round(contents.pixel_size_A, 4)}
    if contents.maps:
        found["map_box_px"] = contents.maps[0].shape[0]
    e = contents.evidence
    if e is not None:
        found |= {
            "fidelity": None if e.fidelity is None else round(e.fidelity, 3),
            "gain_nats": round(e.gain_nats, 1),
            "gap_nats": round(e.gap_nats, 1),
            "resolution_0.143_A": round(e.resolution_0143_A, 2),
            "resolution_0.5_A": round(e.resolution_05_A, 2),
            "view_coverage": round(e.view_coverage, 3),
            "posed_again": None if e.posed_apart is None else round(e.posed_apart, 3),
            "contradicted": None if e.contradicted is None else round(e.contradicted, 3),
            "restart_agreement": None if e.restart_agreement is None else round(e.restart_agreement, 3),
            "looked_at": e.n_used,
        }
    if contents.apart is not None:
        names = ("resolution_0.143_A", "resolution_0.5_A", "start_A", "poses_agree", "pose_median_deg", "z_agree", "cfar")
        found["halves_apart"] = {name: contents.apart.numbers[name] for name in names}
    if contents.particles.odds is not None:
        junk = int((~contents.particles.shows_molecule).sum())
        found |= {"junk": junk, "junk_share": round(junk / n, 4)}
    if contents.contrast is not None:
        found["contrast_sd"] = round(float(contents.contrast.std()), 3)
    if contents.particles.confidence is not None:
        found["mean_confidence"] = round(float(contents.particles.confidence.mean()), 3)
    found["shift_sd_px"] = round(float(np.asarray(contents.particles.poses.shifts_px).std()), 3)
    if contents.clusters is not None:
        counts = np.bincount(contents.clusters.labels, minlength=len(contents.clusters.representatives))
        found["state_particles"] = counts.tolist()
        found["state_share"] = [round(float(count) / n, 4) for count in counts]
    groups, counts = np.unique(contents.particles.table.optics_group, return_counts=True)
    found["optics_group_particles"] = {str(group): int(count) for group, count in zip(groups, counts, strict=True)}
    found["leaks"] = {name: round(share, 3) for name, share in contents.leaks.share.items()}
    found["states"] = {state.name: state.numbers for state in contents.states}
    return found


def names_of_optics_groups(contents: Contents) -> dict[str, str]:
    """Name of each optics group by its number; empty where the file names none."""
    source = contents.particles.table.source
    names = group_names(source.document) if isinstance(source, StarSource) else {}
    return {str(number): name for number, name in names.items()}
