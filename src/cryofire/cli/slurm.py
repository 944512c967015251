"""`cryofire slurm`: a batch script for a cluster."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer


def slurm(
    script: Annotated[Path, typer.Argument(help="Script to write, for sbatch.")],
    arguments: Annotated[list[str], typer.Argument(metavar="-- TRAINING", help="After --: what cryofire train is given, -o as well.")],
    partition: Annotated[str | None, typer.Option(help="Of the cluster; what is left out is not in the script.")] = None,
    account: Annotated[str | None, typer.Option(help="Who pays.")] = None,
    qos: Annotated[str | None, typer.Option(help="Quality of service.")] = None,
    time: Annotated[
        str | None, typer.Option(help="Limit of a job, as Slurm writes it (8:00:00, 1-00:00:00); the run stops before.")
    ] = None,
    nodes: Annotated[int | None, typer.Option(min=1, help="Machines.")] = None,
    gpus: Annotated[int | None, typer.Option(min=1, help="GPUs of each machine: a process each.")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Processes of each machine, where there are no GPUs.")] = None,
    cpus: Annotated[int | None, typer.Option(min=1, help="Processors of each machine.")] = None,
    mem: Annotated[str | None, typer.Option(help="Memory of each machine: 64G.")] = None,
    constraint: Annotated[str | None, typer.Option(help="Kind of machine.")] = None,
    mail: Annotated[str | None, typer.Option(help="Address to tell of its end.")] = None,
) -> None:
    """Write a batch script that trains on one or several machines, stops in time, and goes on when it is requeued."""
    from cryofire.core.errors import ConfigError
    from cryofire.io.atomic import write_text_atomically
    from cryofire.pipeline.batch_script import Job, batch_script

    places = [after for before, after in pairwise(arguments) if before in ("-o", "--outdir")]
    if len(places) != 1:
        raise ConfigError("which run folder?", "cryofire slurm job.sh --gpus 4 -- particles.star -o RUN")
    job = Job(Path(places[0]).name, partition, account, qos, time, nodes, gpus, cpus, mem, constraint, mail)
    write_text_atomically(script, batch_script(job, processes or gpus or 1, arguments, places[0]))
    typer.echo(f"sbatch {script}")
