"""`cryofire state`: half maps and resolution of one conformation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def state(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder for half1.mrc, half2.mrc, map.mrc, mask.mrc, fsc.csv ...")],
    z: Annotated[str | None, typer.Option(help="The conformation: numbers separated by commas or blanks.")] = None,
    particle: Annotated[int | None, typer.Option(min=0, help="The conformation of this particle, a row of particles.star from 0.")] = None,
    cluster: Annotated[int | None, typer.Option(min=0, help="The centre of this cluster of --kmeans: that of volumes/vol_00K.mrc.")] = None,
    kmeans: Annotated[int, typer.Option(min=1, help="How many clusters --cluster counts.")] = 10,
    mask: Annotated[Path | None, typer.Option(help="Mask (.mrc), 0 to 1; by default one made from the maps.")] = None,
    level: Annotated[float | None, typer.Option(help="Density where the mask begins; found by default.")] = None,
    box_px: Annotated[
        int | None, typer.Option(min=2, help="Pixels a side of the maps, up to those of the images; by default the run's.")
    ] = None,
    widths: Annotated[int, typer.Option(min=1, help="Kernel widths to choose from.")] = 16,
    checkpoint: Annotated[Path | None, typer.Option(help="A checkpoint folder; by default the newest.")] = None,
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the image stacks, if they were moved.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Half maps of one conformation from the images of particles near it; mask, FSC, local and directional resolution, as files."""
    from cryofire.analysis.run import Run
    from cryofire.core.errors import ConfigError
    from cryofire.core.words import numbers
    from cryofire.io.output_place import check_folder

    check_folder(outdir)
    asked = [name for name, value in (("--z", z), ("--particle", particle), ("--cluster", cluster)) if value is not None]
    if len(asked) > 1:
        raise ConfigError(f"{' and '.join(asked)} each say which conformation.", "give one of them")
    opened = Run(run, device, checkpoint=checkpoint, particles=particles, datadir=datadir)
    where = None if z is None else numbers("--z", z)
    found = opened.write_state(outdir, where, particle, cluster, kmeans, mask, level, widths, box_px)
    typer.echo(f"{found['particles_within'][0]:,} to {found['particles_within'][-1]:,} particles, maps in {outdir}")
    # Of halves that share poses, 0.143 is the more flattering of the two by far (benchmarks/RESULTS.md).
    typer.echo(
        f"resolution: {found['resolution_0.5_A']:.2f} A at 0.5, {found['resolution_0.143_A']:.2f} A at 0.143 ({found['resolution_note']})"
    )
    local = found["local_resolution_A"]
    typer.echo(f"local: {local['5%']:.1f} to {local['95%']:.1f} A, median {local['50%']:.1f}; directions: cFAR {found['cfar']:.2f}")
