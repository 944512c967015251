"""The script that runs a training on a cluster under Slurm: what is asked of the scheduler, and what is done when the job starts again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from cryofire.core.errors import ConfigError
from cryofire.io.run_store import STOPPED

MARGIN_MINUTES = 15.0
"""Before the job's time is up the run is asked to stop: as long as a step of a search of 100,000 images takes at most."""
RESTARTS = 3
"""Times that lost processes are started anew within a job."""


@dataclass(frozen=True)
class Job:
    """What is asked of the scheduler; a field that is None is left to the cluster's own default."""

    job_name: str | None = None
    partition: str | None = None
    account: str | None = None
    qos: str | None = None
    time: str | None = None
    """As Slurm has it: minutes, hours:minutes:seconds, days-hours:minutes:seconds and so on."""
    nodes: int | None = None
    gpus_per_node: int | None = None
    cpus_per_task: int | None = None
    mem: str | None = None
    """Of each node: 64G."""
    constraint: str | None = None
    mail_user: str | None = None

    def directives(self) -> list[str]:
        """The lines that Slurm reads."""
        given = {name.replace("_", "-"): value for name, value in asdict(self).items() if value is not None}
        given |= {"ntasks-per-node": 1} | ({"mail-type": "END,FAIL,REQUEUE"} if self.mail_user is not None else {})
        return [f"#SBATCH --{name}={value}" for name, value in given.items()] + ["#SBATCH --requeue"]


def minutes_of(time: str) -> float:
    """A time limit as Slurm writes it, in minutes.

    Raises:
        ConfigError: If it is none.
    """
    days, dash, rest = time.rpartition("-")
    parts = rest.split(":")
    try:
        numbers = [int(part) for part in parts]
        n_days = int(days) if dash else 0
        # Minutes alone, minutes:seconds, hours:minutes:seconds; after days, hours come first.
        weights = (60.0, 1.0, 1 / 60)[: len(parts)] if dash else {1: (1.0,), 2: (1.0, 1 / 60), 3: (60.0, 1.0, 1 / 60)}[len(parts)]
        if len(weights) != len(numbers):
            raise ValueError
    except (ValueError, KeyError):
        raise ConfigError(f"--time {time}: is no time limit.", "minutes, hours:minutes:seconds or days-hours:minutes:seconds") from None
    return 1440.0 * n_days + sum(number * weight for number, weight in zip(numbers, weights, strict=True))


def batch_script(job: Job, processes_per_node: int, arguments: Sequence[str], outdir: str) -> str:
    """A script for `sbatch`: trains in a run folder, stops in time, and goes on in the next job of the same number.

    Args:
        processes_per_node: One for each GPU.
        arguments: Of `cryofire train`, -o included.
        outdir: That run folder.

    Raises:
        ConfigError: If the time limit leaves no time to work.
    """
    stop = []
    if job.time is not None:
        minutes = minutes_of(job.time) - MARGIN_MINUTES
        if minutes <= 0:
            raise ConfigError(f"--time {job.time}: the run stops {MARGIN_MINUTES:g} minutes before, so nothing is left.", "ask for more")
        stop = ["--stop-after", f"{minutes:g}"]
    first, later = shlex.join(["train", *arguments, *stop]), shlex.join(["train", "-o", outdir, "--resume", *stop])
    n_nodes = job.nodes or 1
    launcher = [f"--nnodes={n_nodes}", f"--nproc-per-node={processes_per_node}", f"--max-restarts={RESTARTS}"]
    launcher += (
        ["--standalone"] if n_nodes == 1 else ["--rdzv-backend=c10d", '--rdzv-id="$SLURM_JOB_ID"', '--rdzv-endpoint="$first_node:29400"']
    )
    where = [] if n_nodes == 1 else ['first_node=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)']
    run_config = shlex.quote(f"{outdir}/config.yaml")
    lines = [
        "#!/bin/bash",
        *job.directives(),
        "set -u",
        "# Scratch space of this job on the node's own disk, where the cluster has one: temporary files and caches go there.",
        'export TMPDIR="${SLURM_TMPDIR:-${TMPDIR:-/tmp}}"',
        *where,
        "# A job that was requeued goes on with the run that its folder holds.",
        f"if [ -e {run_config} ]; then",
        f"  arguments=({later})",
        "else",
        f"  arguments=({first})",
        "fi",
        f'srun torchrun {" ".join(launcher)} -m cryofire "${{arguments[@]}}"',
        "code=$?",
        "# Asked to stop, and saved: the rest is done by the next job of this number.",
        f'if [ -e {shlex.quote(f"{outdir}/{STOPPED}")} ]; then scontrol requeue "$SLURM_JOB_ID"; exit 0; fi',
        "exit $code",
    ]
    return "\n".join(lines) + "\n"
