"""`cryofire volumes`: maps of a run, at any conformations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryofire.core.errors import ConfigError


def volumes(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder for vol_000.mrc ...")],
    z: Annotated[str | None, typer.Option(help="One conformation: numbers separated by commas or blanks.")] = None,
    z_file: Annotated[Path | None, typer.Option(help="Conformations, one a row (.txt, .npy, or a .pkl array).")] = None,
    particles: Annotated[
        Path | None, typer.Option(help="Row numbers of particles, from 0 (.txt, .npy, .pkl): a map at the z of each.")
    ] = None,
    traverse: Annotated[str | None, typer.Option(help="Walk along a principal component of z: pc1, pc2, ...")] = None,
    kmeans: Annotated[int | None, typer.Option(min=1, help="One map for each of K clusters of z.")] = None,
    n: Annotated[int, typer.Option("-n", min=1, help="Maps along --traverse.")] = 10,
    checkpoint: Annotated[Path | None, typer.Option(help="A checkpoint folder; by default the newest.")] = None,
    pixel_size: Annotated[
        float | None, typer.Option(min=0.01, help="Pixel size for the header, Angstrom; by default that of the run.")
    ] = None,
    flip: Annotated[bool, typer.Option("--flip", help="The other hand (mirror in z).")] = False,
    invert: Annotated[bool, typer.Option("--invert", help="Multiply densities by -1.")] = False,
    downsample: Annotated[int | None, typer.Option(min=1, help="Resample to this box, pixels.")] = None,
    low_pass: Annotated[float | None, typer.Option(min=0.01, help="Low-pass filter, Angstrom.")] = None,
    crop: Annotated[int | None, typer.Option(min=1, help="Cut out a central box of this many pixels (after --downsample).")] = None,
    mass: Annotated[float | None, typer.Option(min=0.1, help="Mass of the molecule, kDa, for the level in ChimeraX.")] = None,
    model: Annotated[
        str,
        typer.Option(help="Where a run has two: the search's volumes (search), the hypervolume trained from them (joint), or the better."),
    ] = "better",
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Make maps: vol_000.mrc, vol_001.mrc ... in the order asked, with their z in z.txt, and open.cxc to see them in ChimeraX."""
    from cryofire.analysis.choices import one_of
    from cryofire.analysis.run import Run
    from cryofire.analysis.runs import MapsOf
    from cryofire.analysis.volumes import MapOptions, choose_latents
    from cryofire.io.output_place import check_folder

    check_folder(outdir)
    asked = [
        name
        for name, value in (("--z", z), ("--z-file", z_file), ("--particles", particles), ("--traverse", traverse), ("--kmeans", kmeans))
        if value is not None
    ]
    if len(asked) > 1:
        raise ConfigError(f"{' and '.join(asked)} each say which maps to make.", "give one of them")
    maps_of = one_of(MapsOf, model, "--model")
    latents = choose_latents(run, z=z, z_file=z_file, particles=particles, traverse=traverse, kmeans=kmeans, n=n)
    options = MapOptions(pixel_size, flip, invert, downsample, low_pass, crop, mass)
    count = Run(run, device, maps_of.value, checkpoint).write_volumes(outdir, latents, options)
    typer.echo(f"{count} map{'s' if count > 1 else ''} in {outdir}")
