"""`cryofire demo`: the main job from end to end, with nothing to download."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    outdir: Annotated[Path, typer.Option("-o", "--outdir", help="Folder to make; an earlier demo there is replaced.")] = Path("demo"),
    n: Annotated[int, typer.Option("-n", "--n", help="Particles.")] = 5000,
    box: Annotated[int, typer.Option("-D", "--box", help="Pixels a side.")] = 40,
    seed: Annotated[int, typer.Option(help="Seed of all randomness.")] = 0,
) -> None:
    """Simulate a small flexible antibody, reconstruct it, score it against the truth, and draw a picture."""
    from cryofire.cli.evaluate import table
    from cryofire.core.log import log_to_terminal
    from cryofire.evaluation.demo import RUN, run_demo
    from cryofire.io.output_place import check_folder
    from cryofire.validation.verdict import judge_run

    check_folder(outdir)
    typer.echo("Ab initio: poses, conformations and maps are found from the images and their CTF alone.")
    log_to_terminal()
    result = run_demo(outdir, n, box, seed)
    typer.echo(table(result))
    typer.echo(
        f"picture: {outdir / 'demo.png'}   run folder: {outdir / 'run'}   look around: tensorboard --logdir {outdir / 'run' / 'summaries'}"
    )
    typer.echo(judge_run(outdir / RUN).line())
