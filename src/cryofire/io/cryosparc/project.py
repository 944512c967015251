"""Results into a running cryoSPARC, as an External job, by cryosparc-tools."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np

from cryofire.core.errors import ConfigError, RunError
from cryofire.io.cryosparc.write import MODE, slots_of

FOUND = ("alignments3D", MODE)
"""What a run has found; the rest comes from the job that the particles come from."""


def push_particles(project: str, workspace: str, records: np.ndarray, parent: tuple[str, str] | None, title: str) -> str:
    """Save particles as the output `particles` of a new External job.

    Who logs in, and where, is cryosparc-tools' business: its `login` command, or the variables CRYOSPARC_BASE_URL (or
    CRYOSPARC_MASTER_HOSTNAME and CRYOSPARC_BASE_PORT), CRYOSPARC_EMAIL and CRYOSPARC_PASSWORD.

    Args:
        project: Its number, such as P3.
        workspace: Its number, such as W1.
        records: (n,) as written to a .cs file, with cryoSPARC's own uids.
        parent: Job and output that these particles come from, such as (J42, particles): what a run does not change is passed
            through from there. None to save it all.
        title: Of the output.

    Returns:
        The number of the job, such as J57.

    Raises:
        ConfigError: If cryosparc-tools is not installed.
        RunError: If cryoSPARC cannot be reached, or refuses.
    """
    try:
        tools, datasets = importlib.import_module("cryosparc.tools"), importlib.import_module("cryosparc.dataset")
    except ImportError:
        raise ConfigError(
            "cryosparc-tools is not installed.", "pip install 'cryofire[cryosparc]', in the version of your cryoSPARC"
        ) from None
    slots = {slot: kind for slot, kind in slots_of(records).items() if parent is None or slot.startswith(FOUND)}
    names = [name for name in records.dtype.names or () if name == "uid" or name.partition("/")[0] in slots]
    try:
        # A copy of whole columns: a view of some fields keeps the gaps of the others.
        dataset = datasets.Dataset([(name, np.ascontiguousarray(records[name])) for name in names])
        job = tools.CryoSPARC().save_external_result(
            project,
            workspace,
            dataset,
            type="particle",
            name="particles",
            # `prefix` is what version 4 calls the name of a slot; version 5 takes it too.
            slots=[slot if slot == kind else {"prefix": slot, "dtype": kind, "required": True} for slot, kind in slots.items()],
            passthrough=parent,
            title=title,
        )
    except (TypeError, ValueError, RuntimeError, OSError) as error:
        raise RunError(f"cryoSPARC {project} {workspace}: {error}", "is the instance reachable, and are you logged in?") from None
    return str(job)


def parse_parent(text: str) -> tuple[str, str]:
    """`J42.particles` as job and output.

    Raises:
        ConfigError: For anything else.
    """
    job, dot, output = text.partition(".")
    if not (dot and output and job[:1] == "J" and job[1:].isdecimal()):
        raise ConfigError(f"--passthrough {text}: expected a job and its output.", "--passthrough J42.particles")
    return job, output


def check_is_from_cryosparc(particle_file: Path) -> None:
    """Refuse particles that cryoSPARC does not know.

    Raises:
        ConfigError: If they did not come from a .cs file.
    """
    if particle_file.suffix.lower() != ".cs":
        raise ConfigError(
            f"{particle_file}: cryoSPARC knows particles by the uid of its own .cs files, and these have none.",
            "import the particles.cs of the export with cryoSPARC's job Import Particle Stack.",
        )
