"""Training from Python: the options of the command line, by their names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console

from cryofire.analysis.run import Run
from cryofire.core.config import merge
from cryofire.data.data_config import FilesConfig
from cryofire.pipeline.run import train as run_training
from cryofire.pipeline.run_config import build_config, check, training_for, with_halves


def train(
    particles: Path | str,
    outdir: Path | str,
    recipe: str = "default",
    minutes: float | None = None,
    halves: bool = False,
    console: Console | None = None,
    **options: Any,
) -> Run:
    """Train on particle images, write a run folder, and open it.

    Args:
        particles: Particle images: .star, .cs, .mrcs or .txt (a list of stacks).
        outdir: Run folder to make.
        recipe: default, published, fixed-poses, homogeneous or quick.
        minutes: Of training after the search: encoder, then encoder and hypervolume; 0 for none, by default as in the recipe.
        halves: Refine two halves of the particles apart at the end, so that resolutions are not optimistic.
        console: Where progress is shown; by default a new one.
        options: Any option of `cryofire train --show-options`, by its full name (`**{"search.max_shift_px": 3}`), by its last part
            where that is no other's (`z_dim=4, seed=1, device="cpu"`), or a section (`search={"max_shift_px": 3}`). The files of
            the set are `ctf`, `pose`, `ind`, `datadir` and `strip_prefix`.

    Returns:
        The run, at its end.

    Raises:
        CryofireError: For files or options that cannot be used, before anything is written.
        Stopped: After Ctrl-C; what was done is saved, and `cryofire train -o OUTDIR --resume` goes on from there.
    """
    files = {"particles": str(particles)}
    files |= {name: _plain(options[name]) for name in options if name in FilesConfig.model_fields}
    overrides: dict[str, Any] = {"data": files, "outdir": str(outdir)}
    others = {name: _plain(value) for name, value in options.items() if name not in FilesConfig.model_fields}
    overrides = merge(overrides, {name: value for name, value in others.items() if isinstance(value, dict)})
    assignments = [f"{name}={json.dumps(value)}" for name, value in others.items() if not isinstance(value, dict)]
    config = build_config(recipe, None, assignments, overrides)
    if minutes is not None:
        config = training_for(config, minutes)
        check(config)
    if halves:
        config = with_halves(config)
    run_training(config, is_resuming=False, console=console)
    return Run(outdir, device=config.device)


def _plain(value: Any) -> Any:
    """A value as a configuration file would have it."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Path) else value
