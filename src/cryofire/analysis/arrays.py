"""What is known of each particle, as numpy arrays: row i is row i of particles.star."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cryofire.core.errors import DataError
from cryofire.core.types import Poses
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.images import StarSource
from cryofire.io.relion.star_kinds import find_particles


@dataclass(frozen=True)
class PoseArrays:
    """How each particle is turned and where it sits, in RELION's sense."""

    rotations: np.ndarray
    """(n, 3, 3) from volume coordinates (x, y, z) to view coordinates, float64."""
    shifts_px: np.ndarray
    """(n, 2) how far the particle sits from the image's centre, pixels of the images on disk, (x, y): minus RELION's origin."""
    pixel_size_A: np.ndarray | None
    """(n,) of the images on disk, Angstrom; None where no file says."""

    def __len__(self) -> int:
        return len(self.rotations)

    @property
    def shifts_A(self) -> np.ndarray:
        """(n, 2) the same shifts, Angstrom.

        Raises:
            DataError: If the pixel size is not known.
        """
        if self.pixel_size_A is None:
            raise DataError("no pixel size is known for these particles, so their shifts are known in pixels alone.", "use shifts_px")
        return self.shifts_px * self.pixel_size_A[:, None]


def pose_arrays(poses: Poses, table: ParticleTable) -> PoseArrays:
    """Poses of the particles of a table, shifts in pixels of the images on disk."""
    return PoseArrays(poses.rotations.double().cpu().numpy(), poses.shifts_px.double().cpu().numpy(), table.pixel_size_A)


@dataclass(frozen=True)
class ParticleArrays:
    """Where each particle's image lies, and every column of particles.star."""

    names: np.ndarray
    """(n,) text `000001@stack`, as in the user's file."""
    stack_paths: tuple[Path, ...]
    """The stack files that hold the images, each once."""
    stack_of: np.ndarray
    """(n,) which of `stack_paths` holds the image."""
    index_in_stack: np.ndarray
    """(n,) which image of the stack, from 0."""
    optics_group: np.ndarray
    """(n,) number of the optics group, as in the file."""
    pixel_size_A: np.ndarray | None
    """(n,) of the images on disk, Angstrom; None where no file says."""
    table: ParticleTable
    """The rows of particles.star that all this was read from."""

    def __len__(self) -> int:
        return len(self.names)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns of particles.star."""
        return find_particles(self._source().document).tags

    def column(self, tag: str) -> np.ndarray:
        """(n,) a column of particles.star: float64 where every entry is a number, else text.

        Raises:
            DataError: If there is no such column.
        """
        source = self._source()
        particles = find_particles(source.document)
        if not particles.has(tag):
            raise DataError(f"{source.path}: has no column {tag}.", f"its columns: {', '.join(particles.tags)}")
        texts = np.array(particles.texts(tag))[source.rows]
        try:
            return texts.astype(np.float64)
        except ValueError:
            return texts

    def _source(self) -> StarSource:
        assert isinstance(self.table.source, StarSource), "particles.star is a STAR file"
        return self.table.source


def particle_arrays(table: ParticleTable) -> ParticleArrays:
    """The particles of particles.star; its stacks are where they were found."""
    return ParticleArrays(
        table.source.image_names(),
        table.stack_paths,
        table.stack_of,
        table.index_in_stack,
        table.optics_group,
        table.pixel_size_A,
        table,
    )
