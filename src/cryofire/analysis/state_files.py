"""Maps of a state as files: what a deposition asks for, and what others plot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryofire.analysis.state_maps import StateMaps
from cryofire.io.atomic import write_text_atomically
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.validation.half_map_files import write_half_maps
from cryofire.validation.half_maps import HalfMapJudgement


def write_state(outdir: Path, state: StateMaps, judgement: HalfMapJudgement, provenance: dict[str, Any]) -> dict[str, Any]:
    """Half maps, mask, filtered maps, local resolution, correlations, and `state.json`; returns what that holds.

    Args:
        provenance: What was asked for, and of which run.
    """
    outdir.mkdir(parents=True, exist_ok=True)
    files = write_half_maps(outdir, state.one, state.other, state.pixel_size_A, judgement)
    level = enclosing_level(judgement.filtered.numpy(), state.pixel_size_A)
    write_open_script(outdir, ["map.mrc"], [level])
    found = {
        **provenance,
        "z": [float(value) for value in state.z],
        "resolution_note": state.note,
        **judgement.numbers(),
        "contour_level": level,
        "widths": [float(width) for width in state.widths],
        "particles_within": [int(n) for n in state.n_within],
        "particles_in_effect": [round(float(n), 1) for n in state.n_effective],
        "files": sorted([*files, "open.cxc"]),
    }
    write_text_atomically(outdir / "state.json", json.dumps(found, indent=1) + "\n")
    return found
