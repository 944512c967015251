"""The table of particle file formats. A new format is one file in this folder and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cryofire.core.errors import DataError
from cryofire.core.registry import did_you_mean
from cryofire.io.cryosparc.read import read_cs
from cryofire.io.optics import OpticsOverrides, ReadOptions
from cryofire.io.particle_table import ParticleTable
from cryofire.io.relion.read import read_star
from cryofire.io.relion.star_kinds import CISTEM
from cryofire.io.stacks import read_stack, read_stack_list

ParticleReader = Callable[[Path, ReadOptions], ParticleTable]

PARTICLE_FORMATS: Mapping[str, ParticleReader] = {
    ".star": read_star,
    ".cs": read_cs,
    ".mrcs": read_stack,
    ".mrc": read_stack,
    ".txt": read_stack_list,
}

OTHER_PROGRAMS: Mapping[str, tuple[str, str]] = {
    ".par": ("a parameter file of Frealign or cisTEM", CISTEM),
    ".cistem": ("a particle file of cisTEM", CISTEM),
    ".db": ("a project of cisTEM", CISTEM),
    ".xmd": ("a particle file of Xmipp", "export the particles for RELION (in Scipion: export particles), and give that .star."),
    ".lst": (
        "a list of particles of EMAN2",
        "write the particles as .mrcs with e2proc2d.py, and give that stack, or a .star that names it.",
    ),
    ".hdf": ("a stack of EMAN2", "write the particles as .mrcs with e2proc2d.py, and give that stack, or a .star that names it."),
    ".csg": ("a description of cryoSPARC's results", "give the .cs file that it names."),
}
"""Files of other programs: what each is, and the way from there."""


def read_particles(
    path: Path,
    datadir: Path | None = None,
    overrides: OpticsOverrides | None = None,
    needs_images: bool = True,
    *,
    strip_prefix: str | None = None,
    passthrough: Path | None = None,
    needs_ctf: bool = True,
    needs_sound_rows: bool = True,
) -> ParticleTable:
    """Read particles from any file that we know, by its suffix.

    Args:
        path: .star (RELION), .cs (cryoSPARC), .mrcs or .mrc (one stack), .txt (a list of stacks).
        datadir: Folder of the stacks, where the file's own paths do not lead to them.
        overrides: Optics given by the user, in the place of the file's.
        needs_images: False to read a table whose stacks are not there.
        strip_prefix: Beginning to leave out of the file's paths to its stacks.
        passthrough: cryoSPARC's passthrough file; by default the one beside the .cs file.
        needs_ctf: False to leave the file's CTF unread, because another file gives it.
        needs_sound_rows: False to leave rows with impossible numbers (`ParticleTable.faults`), and those whose stack is not there, to the
            caller, who knows which rows are used.

    Raises:
        DataError: For an unknown suffix, or a file that cannot be used as it is.
    """
    path = Path(path)
    reader = PARTICLE_FORMATS.get(path.suffix.lower())
    if path.suffix.lower() in OTHER_PROGRAMS:
        what, instead = OTHER_PROGRAMS[path.suffix.lower()]
        raise DataError(f"{path}: {what}, which is not read.", instead)
    if reader is None:
        raise DataError(f"{path}: no particle format has the suffix {path.suffix!r}.", did_you_mean(path.suffix, list(PARTICLE_FORMATS)))
    given = overrides or OpticsOverrides()
    table = reader(path, ReadOptions(datadir, given, needs_images, strip_prefix, passthrough, needs_ctf, needs_sound_rows))
    if needs_sound_rows:
        table.refuse_faults()
    return table
