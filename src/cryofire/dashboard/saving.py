"""A selection as files: the chosen particles, those left, and how they were chosen."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cryofire import __version__
from cryofire.analysis.run import Run
from cryofire.core.errors import ConfigError
from cryofire.dashboard.regions import Region
from cryofire.io.atomic import write_text_atomically

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SUFFIXES = (".star", ".cs", ".pkl", ".npy", ".txt")


def save_selection(run: Run, name: str, suffix: str, held: np.ndarray, regions: Sequence[Region]) -> dict[str, Any]:
    """Write `RUN/selections/NAME.*`, `NAME_rest.*` and `NAME.json`; returns what that holds.

    Args:
        name: Letters, digits, `.`, `_`, `-`.
        suffix: As `cryofire select` knows them.
        held: (n,) which particles are chosen.

    Raises:
        ConfigError: For another name or suffix, one that is there, or a selection of nobody.
    """
    if not NAME.fullmatch(name):
        raise ConfigError(f"{name!r}: a selection's name has letters, digits, '.', '_' and '-', 64 at most.")
    if suffix not in SUFFIXES:
        raise ConfigError(f"{suffix!r}: expected one of {', '.join(SUFFIXES)}.")
    rows = np.flatnonzero(held)
    if len(rows) == 0:
        raise ConfigError("nobody is selected.")
    folder = run.path / "selections"
    if (folder / f"{name}.json").exists():
        raise ConfigError(f"{name}: there is a selection of that name.", "choose another")
    folder.mkdir(exist_ok=True)
    chosen, rest = folder / f"{name}{suffix}", folder / f"{name}_rest{suffix}"
    run.write_selection(chosen, rows)
    others = np.flatnonzero(~held)
    if len(others) > 0:
        run.write_selection(rest, others)
    values = {
        "name": name,
        "run": str(run.path),
        "particles": len(held),
        "selected": len(rows),
        "files": [path.name for path in (chosen, rest) if path.exists()],
        "regions": [region.to_dict() for region in regions],
        "made": time.strftime("%Y-%m-%dT%H:%M:%S"),
        "version": __version__,
    }
    write_text_atomically(Path(folder / f"{name}.json"), json.dumps(values, indent=1) + "\n")
    return values
