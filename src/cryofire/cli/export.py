"""`cryofire export`: a run's results for RELION, cryoSPARC, cryoDRGN and ChimeraX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryofire.core.errors import ConfigError

if TYPE_CHECKING:
    from cryofire.io.stack_names import PathStyle


def export(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder to make.")],
    form: Annotated[str, typer.Option("--format", help="star (RELION), cs (cryoSPARC), cryodrgn (pickles) or all.")] = "all",
    flip_hand: Annotated[bool, typer.Option("--flip-hand", help="The other hand: maps mirrored in z, and poses to match.")] = False,
    ind: Annotated[
        Path | None, typer.Option("--ind", "--select", help="Rows of the run's particle file, from 0, as select writes them.")
    ] = None,
    kmeans: Annotated[int | None, typer.Option(min=1, help="Also write the number of each particle's cluster, of K.")] = None,
    paths: Annotated[
        str,
        typer.Option(
            help="How stacks are named: auto (as in your file where that leads to them, else absolute), absolute, relative (to the "
            "export) or keep."
        ),
    ] = "auto",
    mass: Annotated[float | None, typer.Option(min=0.1, help="Mass of the molecule, kDa, for the level in ChimeraX.")] = None,
    push_cryosparc: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="PROJECT WORKSPACE", help="Also save the particles in cryoSPARC, as an External job: P3 W1."),
    ] = None,
    passthrough: Annotated[str | None, typer.Option(help="With --push-cryosparc: where the particles come from, J42.particles.")] = None,
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks; by default as in training.")] = None,
) -> None:
    """Your own particle file with poses, z, class, score and confidence, in the formats of other programs; and the maps."""
    from cryofire.analysis.export import Format, cs_records, export_run, rows_to_export
    from cryofire.analysis.particles import read_run_particles
    from cryofire.core.log import log_to_terminal
    from cryofire.io.cryosparc.project import check_is_from_cryosparc, parse_parent, push_particles
    from cryofire.io.output_place import check_folder
    from cryofire.pipeline.results import cluster_latents

    log_to_terminal()
    check_folder(outdir)
    if form not in {kind.value for kind in Format}:
        raise ConfigError(f"--format {form}: expected one of {', '.join(kind.value for kind in Format)}.")
    if passthrough is not None and push_cryosparc is None:
        raise ConfigError("--passthrough goes with --push-cryosparc.")
    parent = parse_parent(passthrough) if passthrough is not None else None
    style = path_style(paths)
    found = read_run_particles(run, particles, datadir)
    if push_cryosparc is not None:
        check_is_from_cryosparc(found.particle_file)
    if kmeans is not None and found.z.shape[1] == 0:
        raise ConfigError(f"--kmeans {kmeans}: {run} has z_dim 0, one map for all particles.")
    labels = cluster_latents(found.z, kmeans).labels if kmeans is not None else None
    if flip_hand:
        found = found.with_hand_flipped()
    if ind is not None:
        rows = rows_to_export(found, ind)
        found, labels = found.select(rows), None if labels is None else labels[rows]
    result = export_run(found, outdir, Format(form), style, labels, mass)
    typer.echo(f"{result.n_particles:,} particles: " + ", ".join(str(path.relative_to(outdir)) for path in result.files) + f" in {outdir}")
    if flip_hand:
        typer.echo("the other hand: maps of any conformation to match are made by cryofire volumes --flip")
    if push_cryosparc is not None:
        project, workspace = push_cryosparc
        records = cs_records(found, outdir / "particles.cs", style, labels)
        job = push_particles(project, workspace, records, parent, f"CryoFIRE {run.name}")
        typer.echo(f"cryoSPARC: {project} {workspace} {job}")


def path_style(word: str) -> PathStyle:
    """How stacks are named.

    Raises:
        ConfigError: For a word that is none of the ways.
    """
    from cryofire.io.stack_names import PathStyle

    if word not in {style.value for style in PathStyle}:
        raise ConfigError(f"--paths {word}: expected one of {', '.join(style.value for style in PathStyle)}.")
    return PathStyle(word)
