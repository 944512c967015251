"""`cryofire analyze`: the landscape of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def analyze(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    outdir: Annotated[Path | None, typer.Option("-o", "--outdir", help="By default analysis/ in the run folder.")] = None,
    kmeans: Annotated[int, typer.Option(min=1, help="Maps at the centres of K clusters of z.")] = 20,
    gaussians: Annotated[int, typer.Option(min=0, help="Maps at the centres of so many Gaussians fitted to z; 0 for none.")] = 5,
    pcs: Annotated[int, typer.Option(min=0, help="Principal components of z to walk along.")] = 2,
    n: Annotated[int, typer.Option("-n", min=2, help="Maps along each walk or path.")] = 10,
    path: Annotated[list[str] | None, typer.Option(help="Particles to go between: 12,4801 or more. May be repeated.")] = None,
    path_by: Annotated[
        str, typer.Option(help="How --path goes: over neighbours, in the least time through density, or straight.")
    ] = "neighbours",
    color: Annotated[list[str] | None, typer.Option(help="Column of particles.star to colour plots by. May be repeated.")] = None,
    sketch: Annotated[int, typer.Option(min=0, help="Maps whose voxels are compared; 0 to leave that out.")] = 100,
    states: Annotated[int, typer.Option(min=1, help="Clusters of those maps.")] = 10,
    tsne: Annotated[bool, typer.Option(help="Lay z out by t-SNE.")] = True,
    umap: Annotated[bool, typer.Option(help="And by UMAP, where umap-learn is installed (the extra [umap]).")] = True,
    density: Annotated[bool, typer.Option(help="Density of z without its uncertainty, states and free energies; reads all images.")] = True,
    movies: Annotated[bool, typer.Option(help="Films of walks and paths: movie.gif, and movie.mp4 where ffmpeg is installed.")] = True,
    labels_pkl: Annotated[bool, typer.Option("--labels-pkl", help="Also labels.pkl and z.pkl, as cryoDRGN's analyze has them.")] = False,
    model: Annotated[str, typer.Option(help="Where a run has two: search, joint (the hypervolume), or the better.")] = "better",
    particles: Annotated[Path | None, typer.Option(help="The particle file of the run, if it was moved.")] = None,
    datadir: Annotated[Path | None, typer.Option(help="Folder of the image stacks, if they were moved.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Of t-SNE, UMAP, clusters and bootstraps.")] = 0,
) -> None:
    """Landscape of a run: PCA, t-SNE, UMAP, clusters, walks, paths, films, volume space, density and states, and what z should not tell."""
    from cryofire.analysis.choices import one_of
    from cryofire.analysis.landscape.analyze import AnalyzeOptions
    from cryofire.analysis.landscape.analyze import analyze as make
    from cryofire.analysis.landscape.paths import PathKind
    from cryofire.analysis.run import Run
    from cryofire.core.log import log_to_terminal
    from cryofire.core.words import whole_numbers
    from cryofire.io.output_place import check_folder

    log_to_terminal()
    folder = outdir or run / "analysis"
    check_folder(folder)
    paths = tuple(whole_numbers("--path", text) for text in path or [])
    kind, columns = one_of(PathKind, path_by, "--path-by"), tuple(color or [])
    options = AnalyzeOptions(kmeans, gaussians, pcs, n, sketch, states, paths, kind, columns, tsne, umap, density, movies, labels_pkl, seed)
    make(Run(run, device, model, particles=particles, datadir=datadir), folder, options)
    typer.echo(f"landscape: {folder}")
