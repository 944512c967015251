"""Half maps and what they say of their mean, as files that a deposition asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from cryofire.io.atomic import write_text_atomically
from cryofire.io.fsc_files import write_fsc_table, write_fsc_xml
from cryofire.io.mrc import write_volume
from cryofire.validation.half_maps import HalfMapJudgement
from cryofire.validation.map_fsc import MapFsc


def write_half_maps(folder: Path, one: torch.Tensor, other: torch.Tensor, pixel_size_A: float, judged: HalfMapJudgement) -> list[str]:
    """Half maps, mask, filtered maps, local resolution, and correlations overall and by direction; returns the files' names."""
    maps = {
        "half1.mrc": one,
        "half2.mrc": other,
        "map.mrc": judged.filtered,
        "map_locally_filtered.mrc": judged.local.filtered,
        "local_resolution.mrc": judged.local.resolution_A,
        "mask.mrc": judged.mask.values,
    }
    for name, values in maps.items():
        write_volume(folder / name, values.float().numpy(), pixel_size_A)
    write_fsc(folder, judged.fsc, "CryoFIRE half maps")
    directions = judged.directional
    table = np.column_stack([directions.directions.numpy(), directions.resolution_A.numpy()])
    lines = ["x,y,z,resolution_A", *(",".join(f"{value:.5f}" for value in row) for row in table)]
    write_text_atomically(folder / "directions.csv", "\n".join(lines) + "\n")
    return [*maps, "fsc.csv", "fsc.xml", "directions.csv"]


def write_fsc(folder: Path, fsc: MapFsc, title: str) -> None:
    """`fsc.csv` with every curve, and `fsc.xml` with the one that a resolution is read from."""
    curves = {name: values.numpy() for name, values in fsc.curves.items()}
    write_fsc_table(folder / "fsc.csv", fsc.frequency_per_A.numpy(), curves)
    write_fsc_xml(folder / "fsc.xml", fsc.frequency_per_A.numpy(), fsc.best.numpy(), title)
