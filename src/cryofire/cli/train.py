"""`cryofire train`: from particles to poses, conformations and maps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cryofire.core.errors import ConfigError


def train(
    particles: Annotated[Path | None, typer.Argument(help="Particle images: .star, .cs, .mrcs or .txt (a list of stacks).")] = None,
    outdir: Annotated[Path | None, typer.Option("-o", "--outdir", help="Run folder to make.")] = None,
    recipe: Annotated[str | None, typer.Option(help="Named options: default, published, fixed-poses, homogeneous, quick.")] = None,
    config: Annotated[Path | None, typer.Option(help="Options from a YAML or JSON file, ours or the published one.")] = None,
    assignments: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Set any option; may be repeated.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all randomness.")] = None,
    ctf: Annotated[Path | None, typer.Option(help="CTF parameters in cryoDRGN's layout (.pkl).")] = None,
    pose: Annotated[Path | None, typer.Option(help="Known poses in cryoDRGN's layout (.pkl).")] = None,
    ind: Annotated[Path | None, typer.Option(help="Rows to use, from 0 (.pkl, .npy, .txt).")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks, where the particle file's paths do not lead there.")] = None,
    strip_prefix: Annotated[str | None, typer.Option(help="Beginning to leave out of the particle file's paths to its stacks.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu or cuda.")] = None,
    symmetry: Annotated[
        str | None, typer.Option(help="Point group of the molecule, with RELION's axes: C1 (default), Cn, Dn, T, O or I.")
    ] = None,
    relax: Annotated[
        bool, typer.Option("--relax", help="Begin with that symmetry and go on without it: conformations of single subunits.")
    ] = False,
    minutes: Annotated[
        float | None,
        typer.Option(
            min=0, help="Minutes of training after the search: encoder, then encoder and hypervolume; 0 for none. May go with --resume."
        ),
    ] = None,
    memory_gb: Annotated[
        float | None,
        typer.Option(min=0.1, help="Memory for images, GB: half for pixels, half for spectra. What does not fit is read again."),
    ] = None,
    stop_after: Annotated[
        float | None,
        typer.Option(min=0, metavar="MINUTES", help="Stop by itself after so many minutes, as Ctrl-C does: for a cluster's time limit."),
    ] = None,
    halves: Annotated[
        bool,
        typer.Option(
            "--halves",
            help="At the end refine two halves of the particles apart: resolutions that are not optimistic. May go with --resume.",
        ),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in -o from its last checkpoint; with files that say where they are now.")
    ] = False,
    show_options: Annotated[
        bool, typer.Option("--show-options", help="List every option of --set and --config, with its default, and stop.")
    ] = False,
) -> None:
    """Train on particle images and write a run folder: particles.star, latents.npy, volumes/, metrics, checkpoints.

    The last line printed is a verdict on whether to believe the result; verdict.json has its reasons.
    Ctrl-C finishes the step at hand and saves; --resume goes on exactly there.
    """
    from cryofire.core.launcher import is_first, is_restarted
    from cryofire.core.log import log_to_terminal
    from cryofire.core.stop import StopRequest
    from cryofire.io.run_store import RunStore
    from cryofire.pipeline.run import read_config
    from cryofire.pipeline.run import train as run_training
    from cryofire.pipeline.run_config import build_config, check, training_for, with_halves, with_moved_files

    if show_options:
        _print_options()
        return
    log_to_terminal()
    # torchrun starts lost processes anew with the same command: its options are in the run's configuration already.
    goes_on = is_restarted() and outdir is not None and RunStore(outdir).config.exists()
    if goes_on:
        resume, minutes = True, None
    files = {"particles": particles, "ctf": ctf, "pose": pose, "ind": ind, "datadir": datadir, "strip_prefix": strip_prefix}
    if resume:
        if outdir is None:
            raise ConfigError("--resume: which run?", "-o RUN")
        options = {
            "--recipe": recipe,
            "--config": config,
            "--set": assignments,
            "--device": device,
            "--seed": seed,
            "--symmetry": symmetry,
            "--relax": relax or None,
            "--memory-gb": memory_gb,
        }
        ignored = [name for name, value in options.items() if value not in (None, [])]
        if ignored and not goes_on:
            raise ConfigError(
                f"--resume takes every option from {outdir}/config.yaml; {', '.join(ignored)} cannot change it.",
                "only --minutes and --halves, and where the files are now: PARTICLES, --datadir, --strip-prefix, --ctf, --pose, --ind",
            )
        run_config = with_moved_files(read_config(RunStore(outdir)), {name: value for name, value in files.items() if value is not None})
    else:
        overrides: dict[str, Any] = {"data": {key: str(value) for key, value in files.items() if value is not None}}
        if memory_gb is not None:
            overrides["data"]["memory_GB"] = memory_gb / 2
            overrides["search"] = {"memory_GB": memory_gb / 2}
        if symmetry is not None:
            overrides.setdefault("search", {})["symmetry"] = symmetry
        if relax:
            overrides.setdefault("search", {})["relaxes"] = True
        overrides |= {key: value for key, value in {"outdir": outdir, "seed": seed, "device": device}.items() if value is not None}
        run_config = build_config(recipe, config, assignments, overrides)
    if outdir is not None:
        run_config = run_config.model_copy(update={"outdir": outdir})
    if minutes is not None:
        run_config = training_for(run_config, minutes)
        check(run_config)
    if halves:
        run_config = with_halves(run_config)
    judgement = run_training(run_config, is_resuming=resume, trains_further=minutes is not None, stop=StopRequest(stop_after))
    if is_first():
        typer.echo(judgement.line())


def _print_options() -> None:
    from cryofire.core.config import options
    from cryofire.pipeline.published_keys import PUBLISHED_KEYS
    from cryofire.pipeline.run_config import RunConfig

    published = {path: key for key, path in PUBLISHED_KEYS.items()}
    for option in options(RunConfig):
        also = f"  (published: {published[option.path]})" if option.path in published else ""
        typer.echo(f"{option.path} = {option.default}{also}\n    {' '.join(option.help.split())}")
