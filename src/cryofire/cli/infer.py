"""`cryofire infer`: images that a run was not trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def infer(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    particles: Annotated[Path, typer.Argument(help="Particle images: .star, .cs, .mrcs or .txt (a list of stacks).")],
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder to make: particles.star, latents.npy, summary.json.")],
    refine: Annotated[
        bool, typer.Option("--refine", help="Compare the encoder's hypotheses by likelihood and refine the likeliest: slower, sharper.")
    ] = False,
    ctf: Annotated[Path | None, typer.Option(help="CTF parameters in cryoDRGN's layout (.pkl).")] = None,
    ind: Annotated[Path | None, typer.Option(help="Rows to use, from 0 (.pkl, .npy, .txt).")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks, where the particle file's paths do not lead there.")] = None,
    strip_prefix: Annotated[str | None, typer.Option(help="Beginning to leave out of the particle file's paths to its stacks.")] = None,
    watch: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            metavar="SECONDS",
            help="PARTICLES is a folder: read each .star or .cs that comes into it, until Ctrl-C.",
        ),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Images in memory at a time.")] = 1000,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Poses, conformations, scores and confidence of any particles under a run's volumes, in one pass over the images."""
    from cryofire.analysis.infer import check_is_not_run
    from cryofire.analysis.infer import infer as run_inference
    from cryofire.core.log import log_to_terminal
    from cryofire.core.team import assembled
    from cryofire.io.output_place import check_folder

    log_to_terminal()
    check_folder(outdir)
    check_is_not_run(outdir, run)  # before the images are read, which takes long
    if watch is not None:
        _watch(run, particles, outdir, watch, refine=refine, device=device, batch_size=batch_size)
        return
    files = {"ctf": ctf, "ind": ind, "datadir": datadir, "strip_prefix": strip_prefix}
    with assembled() as processes:
        found = run_inference(run, particles, refine, device, batch_size, outdir, **files).save(outdir)
        processes.wait()
    if not processes.is_first:
        return
    typer.echo(
        f"{found.n_particles:,} particles in {outdir} ({found.images_per_s:,.0f} images/s): mean confidence {found.mean_confidence:.0%}, "
        f"{found.mean_score:+.1f} nats over noise, {found.n_outliers:,} unlike the run's images"
    )


def _watch(run: Path, folder: Path, outdir: Path, seconds: float, refine: bool, device: str, batch_size: int) -> None:
    from cryofire.analysis.infer import UnseenReader
    from cryofire.analysis.watch import Watch
    from cryofire.core.errors import ConfigError
    from cryofire.core.stop import StopRequest

    if not folder.is_dir():
        raise ConfigError(f"--watch: {folder} is no folder.", "give the folder that particle files come into")
    outdir.mkdir(parents=True, exist_ok=True)
    watch = Watch(UnseenReader(run, refine, device), folder, outdir, batch_size)
    n_read = watch.run(StopRequest(), seconds)
    typer.echo(f"{n_read:,} files read; {len(watch.read):,} in {outdir} in all")
