"""`cryofire export`: a run's results for RELION, cryoSPARC, cryoDRGN and ChimeraX."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryofire.core.errors import ConfigError


def export(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder to make.")],
    form: Annotated[str, typer.Option("--format", help="star (RELION), cs (cryoSPARC), cryodrgn (pickles) or all.")] = "all",
    flip_hand: Annotated[bool, typer.Option("--flip-hand", help="The other hand: maps mirrored in z, and poses to match.")] = False,
    ind: Annotated[
        Path | None, typer.Option("--ind", "--select", help="Rows of the run's particle file, from 0, as select writes them.")
    ] = None,
    kmeans: Annotated[int | None, typer.Option(min=1, help="Also write the number of each particle's cluster, of K.")] = None,
    class_maps: Annotated[
        bool, typer.Option("--class-maps", help="With --kmeans: also half maps of each class, from its images, and their resolution.")
    ] = False,
    paths: Annotated[
        str,
        typer.Option(
            help="How stacks are named: auto (as in your file where that leads to them, else absolute), absolute, relative (to the "
            "export) or keep."
        ),
    ] = "auto",
    mass: Annotated[float | None, typer.Option(min=0.1, help="Mass of the molecule, kDa, for the level in ChimeraX.")] = None,
    expand_symmetry: Annotated[
        bool, typer.Option("--expand-symmetry", help="Write each particle at all copies of its pose, for work without symmetry.")
    ] = False,
    push_cryosparc: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="PROJECT WORKSPACE", help="Also save the particles in cryoSPARC, as an External job: P3 W1."),
    ] = None,
    passthrough: Annotated[str | None, typer.Option(help="With --push-cryosparc: where the particles come from, J42.particles.")] = None,
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks; by default as in training.")] = None,
) -> None:
    """Your own particle file with poses, z, class, score and confidence, in the formats of other programs; and the maps."""
    from cryofire.analysis.choices import one_of
    from cryofire.analysis.export import Format, chosen_for_export, cs_records, rows_to_export
    from cryofire.analysis.run import Run
    from cryofire.core.log import log_to_terminal
    from cryofire.io.cryosparc.project import check_is_from_cryosparc, parse_parent, push_particles
    from cryofire.io.output_place import check_folder
    from cryofire.io.stack_names import PathStyle

    log_to_terminal()
    check_folder(outdir)
    wanted = one_of(Format, form, "--format")
    if passthrough is not None and push_cryosparc is None:
        raise ConfigError("--passthrough goes with --push-cryosparc.")
    if class_maps and kmeans is None:
        raise ConfigError("--class-maps: there are no classes.", "give their number with --kmeans")
    parent = parse_parent(passthrough) if passthrough is not None else None
    style = one_of(PathStyle, paths, "--paths")
    opened = Run(run, particles=particles, datadir=datadir)
    if push_cryosparc is not None:
        check_is_from_cryosparc(opened.results.particle_file)
    rows = rows_to_export(opened.results, ind) if ind is not None else None
    result = opened.export(outdir, rows, wanted, flip_hand, kmeans, style, mass, expand_symmetry)
    typer.echo(f"{result.n_particles:,} particles: " + ", ".join(str(path.relative_to(outdir)) for path in result.files) + f" in {outdir}")
    if class_maps and kmeans is not None:
        files = opened.write_class_maps(outdir / "classes", kmeans, rows, flip_hand)
        n_classes = sum(path.suffix == ".mrc" for path in files) // 3
        typer.echo(f"half maps of {n_classes} classes in {outdir / 'classes'}; classes.csv has their resolution")
    n_maps = sum(path.suffix == ".mrc" for path in result.files)
    if kmeans is not None and n_maps not in (0, kmeans):
        typer.echo(f"the maps are those of {n_maps} clusters; cryofire volumes {run} --kmeans {kmeans} makes those of the {kmeans} classes")
    if flip_hand:
        typer.echo("the other hand: maps of any conformation to match are made by cryofire volumes --flip")
    if push_cryosparc is not None:
        project, workspace = push_cryosparc
        chosen = chosen_for_export(opened.results, rows, flip_hand, kmeans, expand_symmetry)
        records = cs_records(chosen.particles, outdir / "particles.cs", style, chosen.labels)
        job = push_particles(project, workspace, records, parent, f"CryoFIRE {run.name}")
        typer.echo(f"cryoSPARC: {project} {workspace} {job}")
