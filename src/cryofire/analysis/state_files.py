"""Maps of a state as files: what a deposition asks for, and what others plot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from cryofire.analysis.state_maps import StateMaps
from cryofire.io.atomic import write_text_atomically
from cryofire.io.chimerax import enclosing_level, write_open_script
from cryofire.io.fsc_files import write_fsc_table, write_fsc_xml
from cryofire.io.mrc import write_volume
from cryofire.validation.half_maps import HalfMapJudgement
from cryofire.validation.map_fsc import MapFsc

OPTIMISTIC = "optimistic: the half maps share poses that were found with all particles"
"""Said beside each resolution of halves that were not refined apart."""


def write_state(outdir: Path, state: StateMaps, judgement: HalfMapJudgement, provenance: dict[str, Any]) -> dict[str, Any]:
    """Half maps, mask, filtered maps, local resolution, correlations, and `state.json`; returns what that holds.

    Args:
        provenance: What was asked for, and of which run.
    """
    outdir.mkdir(parents=True, exist_ok=True)
    maps = {
        "half1.mrc": state.one,
        "half2.mrc": state.other,
        "map.mrc": judgement.filtered,
        "map_locally_filtered.mrc": judgement.local.filtered,
        "local_resolution.mrc": judgement.local.resolution_A,
        "mask.mrc": judgement.mask.values,
    }
    for name, values in maps.items():
        write_volume(outdir / name, values.float().numpy(), state.pixel_size_A)
    write_fsc(outdir, judgement.fsc, "CryoFIRE state")
    directions = judgement.directional
    table = np.column_stack([directions.directions.numpy(), directions.resolution_A.numpy()])
    lines = ["x,y,z,resolution_A", *(",".join(f"{value:.5f}" for value in row) for row in table)]
    write_text_atomically(outdir / "directions.csv", "\n".join(lines) + "\n")
    level = enclosing_level(judgement.filtered.numpy(), state.pixel_size_A)
    write_open_script(outdir, ["map.mrc"], [level])
    found = {
        **provenance,
        "z": [float(value) for value in state.z],
        "resolution_note": OPTIMISTIC,
        **judgement.numbers(),
        "contour_level": level,
        "widths": [float(width) for width in state.widths],
        "particles_within": [int(n) for n in state.n_within],
        "particles_in_effect": [round(float(n), 1) for n in state.n_effective],
        "files": sorted([*maps, "fsc.csv", "fsc.xml", "directions.csv", "open.cxc"]),
    }
    write_text_atomically(outdir / "state.json", json.dumps(found, indent=1) + "\n")
    return found


def write_fsc(outdir: Path, fsc: MapFsc, title: str) -> None:
    """`fsc.csv` with every curve, and `fsc.xml` with the one that a resolution is read from."""
    curves = {name: values.numpy() for name, values in fsc.curves.items()}
    write_fsc_table(outdir / "fsc.csv", fsc.frequency_per_A.numpy(), curves)
    write_fsc_xml(outdir / "fsc.xml", fsc.frequency_per_A.numpy(), fsc.best.numpy(), title)
