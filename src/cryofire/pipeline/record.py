"""Which stages of a run are finished, and what later ones must know of them: what `--resume` goes by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import torch

from cryofire.core.errors import RunError
from cryofire.core.types import Optics
from cryofire.io.particle_table import ParticleTable
from cryofire.io.run_store import RunStore

SEARCH, FIRST_RESULTS, ENCODER, HYPERVOLUME, READING, NETWORK, RESULTS, HALVES = (
    *("search", "first results", "encoder", "hypervolume", "reading", "network", "results", "halves"),
)
"""Names of the stages."""


class StageRecord:
    """`stages.json` of a run folder, written anew whenever a stage is finished."""

    def __init__(self, run: RunStore) -> None:
        self.run = run
        stored = run.read_stages()
        self._values: dict[str, Any] = {"done": self._done_before_there_were_records(), "facts": {}} if stored is None else stored

    def is_done(self, stage: str) -> bool:
        return stage in self._values["done"]

    def fact(self, name: str) -> Any:
        """What a stage has left for later ones; None if it has not."""
        return self._values["facts"].get(name)

    def finish(self, stage: str, **facts: Any) -> None:
        """A stage is finished, its results are on disk."""
        self._values["done"] = [*(name for name in self._values["done"] if name != stage), stage]
        self._values["facts"] |= facts
        self.run.write_stages(self._values)

    def reopen(self, stages: Iterable[str]) -> None:
        """These are to be done again."""
        again = set(stages)
        self._values["done"] = [name for name in self._values["done"] if name not in again]
        self.run.write_stages(self._values)

    def keep_particles(self, table: ParticleTable) -> None:
        """Note which particles the run is of, or see that they are those that it began with.

        Raises:
            RunError: If they are others.
        """
        known, now = self.fact("particles"), {"n": len(table), "digest": digest(table)}
        if known is None:
            self._values["facts"]["particles"] = now
            self.run.write_stages(self._values)
        elif known != now:
            found = f"{len(table):,} particles" if known["n"] != len(table) else f"{len(table):,} other particles, or other CTFs"
            raise RunError(
                f"{self.run.path}: the run began with {known['n']:,} particles, and {table.source.path} now holds {found}.",
                "put the file back as it was (and that of --ind), or start a new run",
            )

    def _done_before_there_were_records(self) -> list[str]:
        """Of a run of version 0.1: by what lies in its folder."""
        run = self.run
        is_ended = run.evidence.exists() and run.particles.exists() and run.latents.exists()
        has_checkpoint = run.has_checkpoint() and not run.search.exists()
        found = {
            SEARCH: has_checkpoint,
            NETWORK: has_checkpoint and is_ended,
            FIRST_RESULTS: is_ended,
            ENCODER: (run.encoder / "encoder.json").exists(),
            HYPERVOLUME: (run.hypervolume / "hypervolume.json").exists(),
            READING: (run.encoder / "encoder.json").exists(),
            RESULTS: is_ended,
        }
        return [stage for stage, is_there in found.items() if is_there]


def digest(table: ParticleTable) -> str:
    """Of which images a table names, in which order, with which CTF; the folders they lie in may change."""
    found = hashlib.sha256()
    names = [PurePath(path).name for path in table.stack_paths]
    for name, index in zip((names[i] for i in table.stack_of), table.index_in_stack, strict=True):
        found.update(f"{index}@{name}\n".encode())
    if table.optics is not None:
        found.update(_rounded(table.optics))
    return found.hexdigest()


def _rounded(optics: Optics) -> bytes:
    """Defoci and the like to 7 digits, so that no other processor's rounding makes other particles of them."""
    columns = torch.stack([optics.defocus_u_A, optics.defocus_v_A, optics.defocus_angle_deg, optics.phase_shift_deg], dim=1).double()
    return "\n".join(" ".join(f"{value:.7g}" for value in row) for row in columns.tolist()).encode()
