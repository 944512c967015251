"""The run folder: the one place that knows its names, and writes so that a crash leaves no half file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml

from cryofire.core.errors import RunError
from cryofire.core.stop import Stopped
from cryofire.io.atomic import drop_folder, replace_folder, whole_folder, write_atomically, write_text_atomically
from cryofire.io.output_place import check_folder, writing
from cryofire.io.run_lock import RunLock

STOPPED = "stopped"
"""Name of the file that says that a run was asked to stop, and goes on with --resume."""


@dataclass(frozen=True)
class RunStore:
    """Paths and small files of a run."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config.yaml"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def particles(self) -> Path:
        return self.path / "particles.star"

    @property
    def latents(self) -> Path:
        return self.path / "latents.npy"

    @property
    def evidence(self) -> Path:
        return self.path / "evidence.json"

    @property
    def verdict(self) -> Path:
        return self.path / "verdict.json"

    @property
    def verdict_so_far(self) -> Path:
        return self.path / "verdict_so_far.json"

    @property
    def volumes(self) -> Path:
        return whole_folder(self.path / "volumes")

    @property
    def encoder(self) -> Path:
        """Folder of the encoder that was trained after a search."""
        return whole_folder(self.path / "encoder")

    @property
    def hypervolume(self) -> Path:
        """Folder of the hypervolume that was trained together with the encoder."""
        return whole_folder(self.path / "hypervolume")

    @property
    def search(self) -> Path:
        """Folder of the state of a search that has not come to its end."""
        return whole_folder(self.path / "search")

    def training(self, stage: str) -> Path:
        """Folder of the state of a stage's training that has not come to its end."""
        return whole_folder(self.path / "training" / stage)

    @property
    def reading(self) -> Path:
        """Folder of what the encoder made of every particle; what the search made of it is in the checkpoint."""
        return whole_folder(self.path / "reading")

    def write_reading(self, write: Callable[[Path], None]) -> None:
        """Write that folder in the place of an older one."""
        replace_folder(self.path / "reading", write)

    @property
    def halves(self) -> Path:
        """Folder of two halves of the particles that were refined apart."""
        return whole_folder(self.path / "halves")

    def write_halves(self, write: Callable[[Path], None]) -> None:
        """Write that folder in the place of an older one."""
        replace_folder(self.path / "halves", write)

    @property
    def stages(self) -> Path:
        return self.path / "stages.json"

    @property
    def summaries(self) -> Path:
        return self.path / "summaries"

    @property
    def log(self) -> Path:
        return self.path / "run.log"

    @property
    def report(self) -> Path:
        return self.path / "report.html"

    @contextmanager
    def noting_stop(self) -> Iterator[None]:
        """Leave a file where the run is stopped in here: a batch script goes by it."""
        note = self.path / STOPPED
        note.unlink(missing_ok=True)
        try:
            yield
        except Stopped as stopped:
            write_text_atomically(note, f"{stopped}\n")
            raise

    def check(self, is_resuming: bool) -> None:
        """Refuse to write into a run that is already there, and to resume one that is not.

        Raises:
            RunError: If there is a run and it is not being resumed, or there is none to resume.
            FileError: If nothing can be written there.
        """
        if is_resuming and not self.config.exists():
            raise RunError(f"{self.path}: there is no run to resume.", "leave --resume out to start one")
        check_folder(self.path)
        if not is_resuming and self.config.exists():
            raise RunError(
                f"{self.path}: holds a run already.", "--resume goes on with it; choose another -o, or delete the folder, to start afresh"
            )

    def create(self, is_resuming: bool) -> None:
        """Make the folder; raises as `check`."""
        self.check(is_resuming)
        self.path.mkdir(parents=True, exist_ok=True)

    def lock(self) -> RunLock:
        """Hold the folder for this process, as a context; a second writer is refused."""
        return RunLock(self.path)

    def write_config(self, values: Mapping[str, Any]) -> None:
        write_text_atomically(self.config, yaml.safe_dump(dict(values), sort_keys=False))

    def read_config(self) -> dict[str, Any]:
        """The configuration as plain values.

        Raises:
            RunError: If the folder is no run, or the file cannot be read.
        """
        if not self.config.exists():
            raise RunError(f"{self.path}: no {self.config.name} there, so it is no run folder.", "give the folder that train -o made")
        try:
            values = yaml.safe_load(self.config.read_text())
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise RunError(f"{self.config}: cannot be read: {error}.", "undo what was changed in it") from None
        if not isinstance(values, dict):
            raise RunError(f"{self.config}: holds no options.", "undo what was changed in it")
        return values

    def append_metrics(self, values: Mapping[str, Any]) -> None:
        with writing(self.metrics), self.metrics.open("a") as file:
            file.write(json.dumps(dict(values)) + "\n")

    def read_metrics(self) -> Iterator[dict[str, Any]]:
        """Every line of the metrics; a last line that a crash cut short is left out."""
        if not self.metrics.exists():
            return
        for line in self.metrics.read_text().splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                return

    def trim_metrics(self, stage: str, done: int) -> None:
        """Forget a stage's lines after a point, before going on from there.

        Args:
            done: Units of the stage's work that stay done. Lines of an older version, which name no stage, count as images of the network.
        """

        def is_kept(line: Mapping[str, Any]) -> bool:
            at: int = line.get("done", line.get("images_seen", 0))
            return line.get("stage", "network") != stage or at <= done

        kept = [json.dumps(values) for values in self.read_metrics() if is_kept(values)]
        write_text_atomically(self.metrics, "".join(f"{line}\n" for line in kept))

    def write_latents(self, z: np.ndarray) -> None:
        def save(path: Path) -> None:
            with path.open("wb") as file:
                np.save(file, z)

        write_atomically(self.latents, save)

    def write_evidence(self, values: Mapping[str, Any] | None) -> None:
        """What a finished run shows about itself; None where nothing could be measured."""
        write_text_atomically(self.evidence, json.dumps(values, indent=1) + "\n")

    def read_evidence(self) -> dict[str, Any] | None:
        """What `write_evidence` wrote.

        Raises:
            RunError: If the run has not come so far.
        """
        if not self.evidence.exists():
            raise RunError(f"{self.evidence}: not there.", "a run writes it at its end")
        values: dict[str, Any] | None = json.loads(self.evidence.read_text())
        return values

    def write_verdict(self, values: Mapping[str, Any]) -> None:
        """Whether to believe the run, and why; what was said while it was at work goes."""
        write_text_atomically(self.verdict, json.dumps(dict(values), indent=1) + "\n")
        self.verdict_so_far.unlink(missing_ok=True)

    def write_verdict_so_far(self, values: Mapping[str, Any]) -> None:
        """Whether to believe what a run that is still at work has found."""
        write_text_atomically(self.verdict_so_far, json.dumps(dict(values), indent=1) + "\n")

    def checkpoint(self, images_seen: int) -> Path:
        """Folder of the checkpoint made after so many images."""
        return whole_folder(self.checkpoints / f"images_{images_seen:012d}")

    def write_checkpoint(self, images_seen: int, write: Callable[[Path], None], n_kept: int) -> None:
        """Write a checkpoint folder under a temporary name, rename it, point `latest` to it, and drop the oldest."""
        final = self.checkpoints / f"images_{images_seen:012d}"
        replace_folder(final, write)
        write_text_atomically(self.checkpoints / "latest", final.name + "\n")
        for old in sorted(self.checkpoints.glob("images_*"))[:-n_kept]:
            shutil.rmtree(old)
        for left_behind in self.checkpoints.glob(".images_*"):
            shutil.rmtree(left_behind)  # of a process that was killed while it wrote

    def write_encoder(self, write: Callable[[Path], None]) -> None:
        """Write the encoder's folder in the place of an older one."""
        replace_folder(self.path / "encoder", write)

    def write_hypervolume(self, write: Callable[[Path], None]) -> None:
        """Write the hypervolume's folder in the place of an older one."""
        replace_folder(self.path / "hypervolume", write)

    def write_search(self, write: Callable[[Path], None]) -> None:
        """Write the state of a search in the place of an older one."""
        replace_folder(self.path / "search", write)

    def drop_search(self) -> None:
        """Forget the state of a search, whose result is kept elsewhere."""
        drop_folder(self.path / "search")

    def write_training(self, stage: str, write: Callable[[Path], None]) -> None:
        """Write the state of a stage's training in the place of an older one."""
        replace_folder(self.path / "training" / stage, write)

    def drop_training(self, stage: str) -> None:
        """Forget the state of a stage's training, whose result is kept elsewhere."""
        drop_folder(self.path / "training" / stage)
        if (self.path / "training").exists() and not any((self.path / "training").iterdir()):
            (self.path / "training").rmdir()

    def write_volumes(self, write: Callable[[Path], None]) -> None:
        """Write all maps in the place of older ones."""
        replace_folder(self.path / "volumes", write)

    def write_stages(self, values: Mapping[str, Any]) -> None:
        """Which stages of the run are finished, and what later ones need of them."""
        write_text_atomically(self.stages, json.dumps(dict(values), indent=1) + "\n")

    def read_stages(self) -> dict[str, Any] | None:
        """What `write_stages` wrote; None for a run that has not come so far, or that an older version made."""
        if not self.stages.exists():
            return None
        values: dict[str, Any] = json.loads(self.stages.read_text())
        return values

    def has_checkpoint(self) -> bool:
        """Whether there is a whole checkpoint."""
        return (self.checkpoints / "latest").exists()

    def latest_checkpoint(self) -> Path:
        """Folder of the newest whole checkpoint.

        Raises:
            RunError: If there is none.
        """
        pointer = self.checkpoints / "latest"
        if not pointer.exists():
            raise RunError(f"{self.path}: no checkpoint there yet.", "let the run reach its first checkpoint, or start it again")
        return whole_folder(self.checkpoints / pointer.read_text().strip())

    def volume(self, index: int) -> Path:
        return self.volumes / f"vol_{index:03d}.mrc"


@contextmanager
def own_copy(run: RunStore) -> Iterator[RunStore]:
    """A copy of what a run goes on from, in temporary space, for as long as the context lasts.

    Of several processes that work on a run together one writes its folder; each of the others reads and writes a copy of its own.
    """
    with TemporaryDirectory(prefix="cryofire_") as folder:
        own = Path(folder) / run.path.name
        results = shutil.ignore_patterns("volumes", "summaries", "states", "report.html", "particles.star", ".*")
        shutil.copytree(run.path, own, ignore=results)
        yield RunStore(own)
