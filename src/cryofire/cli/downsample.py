"""`cryofire downsample`: smaller images, or a smaller map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryofire.core.errors import ConfigError


def downsample(
    particles: Annotated[Path, typer.Argument(help="Particle images: .star, .cs, .mrcs or .txt (a list of stacks); with --is-vol a map.")],
    box: Annotated[int, typer.Option("-D", min=2, help="Box wanted, pixels: even.")],
    output: Annotated[
        Path, typer.Option("-o", help="Stack (.mrcs) or map (.mrc) to write; beside it a .star or .cs, if PARTICLES is one.")
    ],
    chunk: Annotated[
        int | None, typer.Option(min=1, help="Write several stacks of this many images, OUT.0.mrcs ..., and their list OUT.txt.")
    ] = None,
    ind: Annotated[Path | None, typer.Option(help="Rows to use, from 0 (.pkl, .npy, .txt).")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks, where the particle file's paths do not lead there.")] = None,
    strip_prefix: Annotated[str | None, typer.Option(help="Beginning to leave out of the particle file's paths to its stacks.")] = None,
    float16: Annotated[bool, typer.Option("--float16", help="Write half precision (MRC mode 12): half the size.")] = False,
    is_vol: Annotated[bool, typer.Option("--is-vol", help="The input is a map.")] = False,
    batch: Annotated[int | None, typer.Option("-b", min=1, help="Images in memory at once; by default what some 300 MB hold.")] = None,
) -> None:
    """Make images smaller by cropping their Fourier transforms: same field of view, same grey values, larger pixels.

    The whole set is never in memory. CTF and pose files (.pkl) of the large images serve the small ones too.
    """
    from cryofire.core.log import log_to_terminal
    from cryofire.data.downsample import Downsampling, downsample_images, downsample_volume
    from cryofire.io.cryodrgn import read_indices
    from cryofire.io.formats import read_particles
    from cryofire.io.row_faults import NUMBERS

    log_to_terminal()
    suffixes = (".mrc",) if is_vol else (".mrcs", ".mrc")
    if output.suffix.lower() not in suffixes:
        raise ConfigError(f"-o {output}: {'a map' if is_vol else 'a stack'} is written.", f"its name ends in {suffixes[0]}")
    if is_vol:
        options = {
            "--chunk": chunk,
            "--ind": ind,
            "--datadir": datadir,
            "--strip-prefix": strip_prefix,
            "-b": batch,
            "--float16": float16 or None,
        }
        ignored = [name for name, value in options.items() if value is not None]
        if ignored:
            raise ConfigError(f"{', '.join(ignored)} cannot be used with --is-vol.", "leave out one or the other")
        pixel_size_A = downsample_volume(particles, output, box)
        typer.echo(f"{output}: {box} px" + (f" of {pixel_size_A:.4g} A" if pixel_size_A else ""))
        return
    table = read_particles(particles, datadir, strip_prefix=strip_prefix, needs_sound_rows=False)
    if ind is not None:
        table = table.select(read_indices(ind, len(table)))
    table.refuse_faults(NUMBERS)
    settings = Downsampling(box, chunk, batch, "float16" if float16 else "float32")
    made = downsample_images(table, output, settings)
    shown = [str(path) for path in (made if len(made) <= 4 else [made[0], "...", *made[-2:]])]
    typer.echo(f"{len(table):,} images of {box} px in {', '.join(shown)}")
