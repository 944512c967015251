"""`cryofire fsc`: how far two maps agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def fsc(
    one: Annotated[Path, typer.Argument(help="A half map (.mrc).")],
    other: Annotated[Path, typer.Argument(help="The other half map, or any map in the same frame.")],
    mask: Annotated[Path | None, typer.Option(help="Mask (.mrc), 0 to 1, soft at its edge.")] = None,
    auto_mask: Annotated[bool, typer.Option("--auto-mask", help="Make a mask from the mean of the maps.")] = False,
    level: Annotated[float | None, typer.Option(help="Density where the mask of --auto-mask begins; found by default.")] = None,
    pixel_size: Annotated[float | None, typer.Option(min=0.01, help="Pixel size, Angstrom; by default that of the header.")] = None,
    outdir: Annotated[
        Path | None, typer.Option("-o", "--outdir", help="Folder for fsc.csv, fsc.xml (as EMDB takes it) and mask.mrc.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the random phases.")] = 0,
) -> None:
    """Fourier shell correlation of two maps: as they are, masked, phases randomised, and corrected; resolutions at 0.143 and 0.5."""
    from cryofire.analysis.compare_maps import compare_maps
    from cryofire.core.errors import ConfigError
    from cryofire.validation.particle_mask import MaskOptions

    if mask is not None and (auto_mask or level is not None):
        raise ConfigError("--mask gives a mask, and --auto-mask or --level asks for another.", "give one of them")
    options = MaskOptions(level=level) if auto_mask or level is not None else None
    found = compare_maps(one, other, mask, options, pixel_size, outdir, seed)
    typer.echo(f"{'shell':>5} {'A':>8} " + " ".join(f"{name:>10}" for name in found.curves))
    for shell, frequency in enumerate(found.frequency_per_A.tolist()):
        resolution = f"{1 / frequency:8.2f}" if shell > 0 else " " * 8
        typer.echo(f"{shell:5d} {resolution} " + " ".join(f"{float(values[shell]):10.4f}" for values in found.curves.values()))
    which = "corrected for the mask" if found.corrected is not None else "unmasked"
    typer.echo(f"resolution, {which}: {found.resolution_A(0.143):.2f} A at 0.143, {found.resolution_A(0.5):.2f} A at 0.5")
