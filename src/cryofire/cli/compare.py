"""`cryofire compare`: two runs on the same particles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def compare(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    other: Annotated[Path, typer.Argument(help="Another run on the same particles, such as one with another --seed.")],
    outdir: Annotated[
        Path | None, typer.Option("-o", "--outdir", help="Folder for comparison.json, particles.csv and maps of both in one frame.")
    ] = None,
    maps: Annotated[int, typer.Option(min=0, help="Maps compared.")] = 3,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Whether two runs found the same: poses, conformations, junk and maps, after frame, hand and coordinates of z are taken out."""
    from cryofire.analysis.run import Run
    from cryofire.evaluation.compare_runs import compare_runs, write_comparison
    from cryofire.io.output_place import check_folder

    if outdir is not None:
        check_folder(outdir)
    runs = Run(run, device), Run(other, device)
    made = compare_runs(*runs, n_maps=maps)
    found = made.comparison
    poses, hand = found.poses, "the other hand" if found.poses.is_mirrored else "the same hand"
    typer.echo(
        f"{found.n_shared:,} particles that both take for the molecule; {hand}; agreed on molecule or junk: {found.junk_agreement:.1%}"
    )
    for words, spread in (("each conformation in its frame", poses.per_group), ("one frame for all", poses.global_)):
        typer.echo(f"poses, {words}: {spread.median_deg:.2f} deg (median), {spread.under_10_deg:.1%} within 10 deg")
    typer.echo(f"shifts: {poses.shift_median_px:.2f} px (median)")
    if found.z_told is not None and found.z_telling is not None:
        typer.echo(f"z: the other tells {found.z_told:.0%} of the variance of the first, and {found.z_telling:.0%} the other way round")
    for (row, _, _), error in zip(made.maps, found.maps, strict=True):
        typer.echo(f"maps of particle {row}: agree to {error.resolution_A:.1f} A (0.5)")
    if outdir is not None:
        write_comparison(outdir, made, runs)
        typer.echo(f"comparison: {outdir}")
