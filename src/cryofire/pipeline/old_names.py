"""Options under names they had before, in files and run folders written then: one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryofire.core.config import rename
from cryofire.core.log import logger
from cryofire.models.encoders.polar import OLD_ENCODER_NAMES
from cryofire.pipeline.run_kind import RunKind

OLD_NAMES = {
    "search.place.bank_shell": "search.place.grid_shell",
    "search.ab_initio.first_temperature": "search.ab_initio.first_beta",
    **{f"amortize.encoder.{old}": f"amortize.encoder.{new}" for old, new in OLD_ENCODER_NAMES.items()},
}
"""An option's name before, and its name now."""
IS_SEARCH = "search.is_enabled"
"""What, with `model.pose.kind`, said before what `kind` says now."""


def upgrade(values: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Nested values with the names of now; says in the log which were found under older ones.

    Args:
        source: File or option that the values come from, for the log.
    """
    renamed, found = rename(values, OLD_NAMES)
    told = [f"{old} is {OLD_NAMES[old]} now" for old in found]
    search = renamed.get("search")
    if isinstance(search, Mapping) and "is_enabled" in search:
        kind = _kind_of(renamed, bool(search["is_enabled"]))
        renamed["search"] = {key: value for key, value in search.items() if key != "is_enabled"}
        renamed.setdefault("kind", kind.value)
        told.append(f"{IS_SEARCH} is kind: {renamed['kind']} now")
    if told:
        logger().info(f"{source}: {'; '.join(told)}")
    return renamed


def _kind_of(values: Mapping[str, Any], is_search: bool) -> RunKind:
    """The kind of a run that older settings describe."""
    if not is_search:
        return RunKind.NETWORK
    for key in ("model", "pose", "kind"):
        values = values.get(key, {}) if isinstance(values, Mapping) else {}
    return RunKind.FIXED_POSES if values == "known" else RunKind.SEARCH
