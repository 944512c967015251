"""Particle files read as they come into a folder, while a microscope is at work."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from cryofire.analysis.infer import UnseenReader
from cryofire.core.errors import CryofireError
from cryofire.core.log import logger
from cryofire.core.stop import StopRequest
from cryofire.io.atomic import write_text_atomically

RECORD = "watched.json"
"""Of the output folder: which files were read, and how large they were."""
KINDS = (".star", ".cs")
"""Of particle files; stacks come with them."""


class Watch:
    """A folder, and what has been made of the files in it; a watch that was stopped goes on where it was.

    Args:
        folder: Where particle files appear, also in folders inside it.
        outdir: Gets a folder for each of them, of the same name, with particles.star, latents.npy and summary.json.
    """

    def __init__(self, reader: UnseenReader, folder: Path, outdir: Path, batch_size: int = 1000) -> None:
        self.reader, self.folder, self.outdir, self.batch_size = reader, folder, outdir, batch_size
        record = outdir / RECORD
        self.read: dict[str, int] = json.loads(record.read_text()) if record.exists() else {}
        """Size in bytes of each file when it was read, by its path in the folder."""
        self._seen: dict[str, int] = {}
        self._told: dict[str, int] = {}

    def look(self) -> int:
        """Read what is there and has not changed since the last look; how many files were read.

        One that cannot be read is told once, and tried again at each look: its stack may still be on its way.
        """
        sizes, n_read = self._sizes(), 0
        ready = [name for name, size in sizes.items() if self._seen.get(name) == size and self.read.get(name) != size]
        self._seen = sizes
        for name in ready:
            try:
                own = self.outdir / Path(name).with_suffix("")
                summary = self.reader.infer(self.folder / name, self.batch_size, own).save(own)
            except CryofireError as error:
                if self._told.get(name) != sizes[name]:
                    logger().warning(f"{name}: not yet: {error}")
                self._told[name] = sizes[name]
                continue
            logger().info(f"{name}: {summary.n_particles:,} particles, mean confidence {summary.mean_confidence:.0%}")
            self.read[name], n_read = sizes[name], n_read + 1
            write_text_atomically(self.outdir / RECORD, json.dumps(self.read, indent=1) + "\n")
        return n_read

    def _sizes(self) -> dict[str, int]:
        own = self.outdir.resolve()
        inside = (path for path in sorted(self.folder.rglob("*")) if path.suffix in KINDS and own not in path.resolve().parents)
        return {str(path.relative_to(self.folder)): path.stat().st_size for path in inside}

    def run(self, stop: StopRequest, seconds: float, sleep: Callable[[float], object] = time.sleep) -> int:
        """Look again and again until asked to stop; how many files were read.

        Args:
            seconds: Between two looks: a file that has not grown in that time is taken for whole.
        """
        n_read = 0
        with stop:
            while not stop.is_asked:
                n_read += self.look()
                if not stop.is_asked:
                    sleep(seconds)
        return n_read
