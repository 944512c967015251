"""One run of the window beside another: how far they agree, and a column of the angle between their poses."""

from __future__ import annotations

from typing import Any

import numpy as np

from cryofire.core.errors import ConfigError
from cryofire.dashboard.run_view import Found
from cryofire.evaluation.compare_runs import compare_runs


def compared(one: Found, other: Found, name: str) -> dict[str, Any]:
    """The numbers of `cryofire compare`; the first run gets the column `angle to NAME`, degrees (180 for particles not shared).

    Raises:
        ConfigError: If both are one run.
        DataError: If they share too few particles.
    """
    if one is other:
        raise ConfigError(f"{name}: is the run itself.", "choose another")
    made = compare_runs(one.run, other.run, n_maps=0)
    angles = np.full(one.n, 180.0)
    angles[made.rows] = made.angles_deg
    label = f"angle to {name}"
    one.add(label, angles)
    return {"column": label, **made.comparison.to_dict()}
