"""What `infer` has read so far, kept on disk piece by piece: a call that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Int
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from cryofire.core.log import logger
from cryofire.io.atomic import write_atomically

FOLDER = ".read"
"""Inside the folder that results go to, and gone once they are there."""
PIECE = 20_000
"""Images of a file."""
ROWS = "rows"


class ReadPieces:
    """The answers of a set, and those of them that are on disk."""

    def __init__(self, outdir: Path | None, key: str, answers: dict[str, Tensor], piece: int = PIECE) -> None:
        """
        Args:
            outdir: Where results will go; None to keep nothing.
            key: Says of what run, set and way of reading they are (`key_of`): others are not taken up.
            answers: Each (n, ...), filled from what is there already.
        """
        self.folder, self.key, self.answers, self.piece = None if outdir is None else outdir / FOLDER, key, answers, piece
        self.waiting: list[Tensor] = []
        """Rows that were read and are not on disk yet."""
        n = len(next(iter(answers.values())))
        self.is_read: Bool[Tensor, " n"] = torch.zeros(n, dtype=torch.bool)
        """Which rows came from disk."""
        for path in sorted(self.folder.glob("*.safetensors")) if self.folder is not None else ():
            self._take_up(path)
        if self.is_read.any():
            logger().info(f"{int(self.is_read.sum()):,} of {n:,} images were read before")

    def _take_up(self, path: Path) -> None:
        try:
            with safe_open(path, framework="pt") as file:
                if (file.metadata() or {}).get("key") != self.key:
                    return
                rows = file.get_tensor(ROWS)
                for name, values in self.answers.items():
                    values[rows] = file.get_tensor(name)
        except (SafetensorError, OSError) as error:
            logger().warning(f"{path}: is not whole and left out ({error})")
            return
        self.is_read[rows] = True

    def add(self, rows: Int[Tensor, " b"]) -> None:
        """Say that some rows of the answers were filled."""
        if self.folder is None:
            return
        self.waiting.append(rows)
        if sum(map(len, self.waiting)) >= self.piece:
            self.write()

    def write(self) -> None:
        """Put what waits on disk."""
        if self.folder is None or not self.waiting:
            return
        rows = torch.cat(self.waiting)
        tensors = {ROWS: rows, **{name: values[rows].contiguous() for name, values in self.answers.items()}}
        write = partial(save_file, tensors, metadata={"key": self.key})
        write_atomically(self.folder / f"rows_{int(rows[0]):010d}.safetensors", write)
        self.waiting = []


def remove_pieces(outdir: Path) -> None:
    """Once results are in their folder."""
    shutil.rmtree(outdir / FOLDER, ignore_errors=True)


def key_of(run: Path, checkpoint: Path, names: np.ndarray, refines: bool) -> str:
    """What pieces belong to.

    Args:
        checkpoint: Of the run, that images are read with.
        names: (n,) of the images.
        refines: Whether answers are refined.
    """
    digest = hashlib.sha256("\n".join(names.astype(str)).encode())
    newest = max(file.stat().st_mtime_ns for file in checkpoint.rglob("*"))
    digest.update(f"{run.resolve()} {checkpoint.name} {newest} {refines}".encode())
    return digest.hexdigest()
