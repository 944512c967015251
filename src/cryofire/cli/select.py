"""`cryofire select`: some particles of a run, as a particle file or a list of rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryofire.core.errors import ConfigError
from cryofire.core.words import numbers, whole_numbers

if TYPE_CHECKING:
    from cryofire.analysis.select import Interval


def select(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    out: Annotated[Path, typer.Option("-o", "--out", help=".star or .cs: your own rows; .pkl, .npy or .txt: row numbers, from 0.")],
    kmeans: Annotated[int | None, typer.Option(min=1, help="Cut z into K clusters, the same as those of volumes --kmeans K.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Clusters to keep: 2,3 are those of vol_002.mrc and vol_003.mrc.")] = None,
    box: Annotated[
        list[str] | None, typer.Option(metavar="AXIS:LOW:HIGH", help="Range of an axis of z, from 1: 1:-0.5:2, or 1::2. May be repeated.")
    ] = None,
    near: Annotated[
        str | None, typer.Option(help="A conformation (numbers separated by commas or blanks): the --k nearest particles.")
    ] = None,
    k: Annotated[int | None, typer.Option("--k", min=1, help="How many particles nearest to --near.")] = None,
    good: Annotated[bool, typer.Option("--good", help="Those that rather show the molecule than noise or something else.")] = False,
    score_above: Annotated[float | None, typer.Option(help="Log odds of the molecule against anything else, nats, above this.")] = None,
    score_quantile: Annotated[
        float | None, typer.Option(min=0, max=1, help="0.2 leaves out the fifth of the particles with the lowest scores.")
    ] = None,
    confidence_above: Annotated[float | None, typer.Option(min=0, max=1, help="Confidence, 0 to 1, above this.")] = None,
    random: Annotated[int | None, typer.Option(min=1, help="This many at random, of those that the other criteria leave.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of --random.")] = 0,
    invert: Annotated[bool, typer.Option("--invert", help="The particles that do not meet the criteria.")] = False,
    rows_of: Annotated[
        str, typer.Option(help="What row numbers count: `file`, what the run was trained on (train --ind); `run`, its particles.star.")
    ] = "file",
    paths: Annotated[str, typer.Option(help="How stacks are named, as in export: auto, absolute, relative or keep.")] = "auto",
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the stacks; by default as in training.")] = None,
) -> None:
    """Choose particles by cluster, region of z, score or confidence; with several criteria, those that meet all."""
    from cryofire.analysis.choices import one_of
    from cryofire.analysis.run import Run
    from cryofire.analysis.select import check_suffix
    from cryofire.core.log import log_to_terminal
    from cryofire.io.output_place import check_file
    from cryofire.io.stack_names import PathStyle

    log_to_terminal()
    check_suffix(out)
    check_file(out)
    if rows_of not in ("file", "run"):
        raise ConfigError(f"--rows-of {rows_of}: expected file or run.")
    style = one_of(PathStyle, paths, "--paths")
    opened = Run(run, particles=particles, datadir=datadir)
    rows = opened.select(
        kmeans=kmeans,
        clusters=whole_numbers("--cluster", cluster),
        intervals=tuple(interval(text) for text in box or []),
        is_good=good,
        score_above=score_above,
        score_quantile=score_quantile,
        confidence_above=confidence_above,
        near=None if near is None else tuple(numbers("--near", near)),
        n_near=k,
        n_random=random,
        seed=seed,
        is_inverted=invert,
    )
    if len(rows) == 0:
        raise ConfigError(f"none of the {len(opened):,} particles is left; nothing is written.", "relax the criteria.")
    opened.write_selection(out, rows, style, rows_of == "file")
    typer.echo(f"{len(rows):,} of {len(opened):,} particles ({len(rows) / len(opened):.1%}) in {out}")


def interval(text: str) -> Interval:
    """`1:-0.5:2` as a range of the first axis of z; an end that is left out is open.

    Raises:
        ConfigError: For anything else.
    """
    from cryofire.analysis.select import Interval

    parts = text.split(":")
    try:
        axis, low, high = parts
        found = Interval(int(axis) - 1, float(low or "-inf"), float(high or "inf"))
    except ValueError:
        raise ConfigError(
            f"--box {text}: expected an axis and its ends.", "--box 1:-0.5:2, or --box 2::1 for all below 1 on axis 2"
        ) from None
    if not found.low <= found.high:  # nor is it a range if an end is NaN
        raise ConfigError(f"--box {text}: its lower end is above its upper one.")
    return found
