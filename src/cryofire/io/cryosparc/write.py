"""Writing cryoSPARC particle files: the user's own records with our poses, or new ones of what is known.

The pose is the rotation vector of our matrix transposed; the shift is RELION's origin in pixels of `alignments3D/psize_A`,
which is the pixel size of the images on disk. z goes where 3D Variability puts its coordinates (`components_mode_0/value`),
so that cryoSPARC can show it. What it has no column for is called `cryofire/...`, and no cryoSPARC job reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import yaml

from cryofire.core.types import Optics, Poses
from cryofire.io.atomic import write_atomically, write_text_atomically
from cryofire.io.cryosparc.read import IN_RADIANS, OPTICS
from cryofire.io.particle_table import ParticleTable
from cryofire.physics.rotations import matrix_to_rotation_vector

ALIGNMENT_FIELDS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("split", "<u4", ()),
    ("shift", "<f4", (2,)),
    ("pose", "<f4", (3,)),
    ("psize_A", "<f4", ()),
    *((name, "<f4", ()) for name in ("error", "error_min", "resid_pow", "slice_pow", "image_pow", "cross_cor", "alpha", "weight")),
    *((name, "<f4", ()) for name in ("pose_ess", "shift_ess", "class_posterior")),
    ("class", "<u4", ()),
    ("class_ess", "<f4", ()),
)
"""What cryoSPARC writes of an alignment: name, number, shape."""

ONE_IF_UNKNOWN = ("alpha", "class_posterior", "class_ess")
"""An image at the scale of the map, surely of its one class; the other fields are 0 until cryoSPARC finds them."""

CSG_VERSION = "v4.4.1"
"""The version whose layout of a result group is written."""

MODE = "components_mode_"

Columns = dict[str, np.ndarray]


def aligned_records(records: np.ndarray, poses: Poses, pixel_size_A: np.ndarray, subset: np.ndarray | None = None) -> np.ndarray:
    """Records with our poses in `alignments3D/`; every other field as it was.

    Args:
        records: (n,) structured, as read from a .cs file.
        poses: (n,), shifts in pixels of the images on disk.
        pixel_size_A: (n,) of the images on disk.
        subset: (n,) half set, 0 or 1, for records that have no alignments yet; every second particle by default.
    """
    n = len(records)
    present = records.dtype.names or ()
    columns: Columns = {}
    if "alignments3D/pose" not in present:
        columns |= {f"alignments3D/{name}": np.zeros((n, *shape), kind) for name, kind, shape in ALIGNMENT_FIELDS}
        columns |= {f"alignments3D/{name}": np.ones(n, "<f4") for name in ONE_IF_UNKNOWN}
        columns["alignments3D/split"] = (np.arange(n) % 2 if subset is None else subset).astype("<u4")
    rotations = poses.rotations.detach().double().cpu()
    shifts = 0.0 - poses.shifts_px.detach().double().cpu().numpy()
    columns["alignments3D/pose"] = matrix_to_rotation_vector(rotations.transpose(-1, -2).contiguous()).numpy().astype("<f4")
    columns["alignments3D/shift"] = shifts.astype("<f4")
    columns["alignments3D/psize_A"] = pixel_size_A.astype("<f4")
    return with_columns(records, columns)


def with_results(
    records: np.ndarray, z: np.ndarray, labels: np.ndarray | None, score: np.ndarray | None, confidence: np.ndarray | None
) -> np.ndarray:
    """Records with what a run found beside poses.

    Args:
        records: (n,) structured.
        z: (n, z); each axis becomes a mode of 3D Variability, numbered after those that the records have already.
        labels: (n,) cluster of each particle, which becomes its class; or None.
        score: (n,) or None.
        confidence: (n,) or None.
    """
    columns: Columns = {}
    taken = {name.partition("/")[0] for name in records.dtype.names or () if name.startswith(MODE)}
    for j, mode in enumerate(range(len(taken), len(taken) + z.shape[1])):
        columns[f"{MODE}{mode}/component"] = np.full(len(z), mode, "<u4")
        columns[f"{MODE}{mode}/value"] = z[:, j].astype("<f4")
    if labels is not None:
        columns["alignments3D/class"] = labels.astype("<u4")
    for name, values in (("cryofire/log_likelihood", score), ("cryofire/confidence", confidence)):
        if values is not None:
            columns[name] = values.astype("<f4")
    return with_columns(records, columns)


def with_columns(records: np.ndarray, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """A copy with columns replaced (in their old type) or added (in their own)."""
    old = records.dtype
    present = old.names or ()
    fields = [(name, old[name]) for name in present]
    fields += [(name, np.dtype((values.dtype, values.shape[1:]))) for name, values in columns.items() if name not in present]
    made = np.zeros(len(records), dtype=fields)
    for name in present:
        made[name] = records[name]
    for name, values in columns.items():
        made[name] = values
    return made


def fresh_records(table: ParticleTable, image_names: np.ndarray, stack_paths: list[str], box_px: np.ndarray, sign: float) -> np.ndarray:
    """Records of particles that did not come from cryoSPARC: where the images are and their CTF.

    Args:
        table: The particles.
        image_names: (n,) as in the user's file; the uid is made from them, so it is the same in every export.
        stack_paths: (n,) the stack of each, as cryoSPARC is to look for it.
        box_px: (n,) pixels a side.
        sign: 1 for images with bright protein, -1 for dark.
    """
    n = len(table)
    pixel_size_A = np.ones(n) if table.pixel_size_A is None else table.pixel_size_A
    paths = np.array([path.encode() for path in stack_paths])
    columns: Columns = {
        "uid": stable_uids(image_names),
        "blob/path": paths,
        "blob/idx": table.index_in_stack.astype("<u4"),
        "blob/shape": np.stack([box_px, box_px], axis=1).astype("<u4"),
        "blob/psize_A": pixel_size_A.astype("<f4"),
        "blob/sign": np.full(n, sign, "<f4"),
    }
    if table.optics is not None:
        columns |= _ctf_columns(table.optics, table.optics_group)
    return with_columns(np.zeros(n, dtype=[]), columns)


def stable_uids(image_names: np.ndarray) -> np.ndarray:
    """(n,) uint64 made from the names alone; a name that stands there again (symmetry copies) gets a number of its own."""
    seen: dict[str, int] = {}
    uids = np.empty(len(image_names), "<u8")
    for row, name in enumerate(image_names.tolist()):
        times = seen[name] = seen.get(name, -1) + 1
        text = f"{name}#{times}" if times else name
        uids[row] = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    return uids


def uids_of_copies(uids: np.ndarray) -> np.ndarray:
    """The same with a number of its own for each row beyond the first of a particle: cryoSPARC knows particles by them."""
    is_first = np.zeros(len(uids), dtype=bool)
    is_first[np.unique(uids, return_index=True)[1]] = True
    own: np.ndarray = np.where(is_first, uids, stable_uids(uids.astype(str)))
    return own


def write_cs(path: Path, records: np.ndarray) -> None:
    """Write records as cryoSPARC does, whole or not at all."""

    def save(partial: Path) -> None:
        with partial.open("wb") as file:
            np.save(file, records, allow_pickle=False)

    write_atomically(path, save)


def slots_of(records: np.ndarray) -> dict[str, str]:
    """The cryoSPARC results among the columns: the prefix of each, and its type."""
    prefixes = dict.fromkeys(name.partition("/")[0] for name in records.dtype.names or ())
    return {prefix: _slot_type(prefix) for prefix in prefixes if prefix not in ("uid", "cryofire")}


def write_csg(path: Path, cs_name: str, records: np.ndarray) -> None:
    """Write the description that cryoSPARC's Import Result Group asks for.

    Args:
        path: The .csg file.
        cs_name: Name of the .cs file that lies beside it.
        records: What that file holds.
    """
    item = {"metafile": f">{cs_name}", "num_items": len(records)}
    results = {slot: {**item, "type": f"particle.{kind}"} for slot, kind in slots_of(records).items()}
    group = {"description": "Particles with poses from CryoFIRE", "name": "particles", "title": "Particles", "type": "particle"}
    created = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    values = {"created": created, "group": group, "results": results, "version": CSG_VERSION}
    write_text_atomically(path, yaml.safe_dump(values))


def _slot_type(slot: str) -> str:
    return MODE.removesuffix("_mode_") if slot.startswith(MODE) else slot


def _ctf_columns(optics: Optics, group: np.ndarray) -> Columns:
    n = len(optics)
    columns: Columns = {"ctf/type": np.full(n, b"imported", "S9"), "ctf/exp_group_id": group.astype("<u4")}
    for name, tag in OPTICS.items():
        if tag.startswith("ctf/"):
            values = getattr(optics, name).double().numpy()
            columns[tag] = (np.deg2rad(values) if name in IN_RADIANS else values).astype("<f4")
    columns["ctf/scale_const"] = np.zeros(n, "<f4")
    wide = {"shift_A": 2, "tilt_A": 2, "trefoil_A": 2, "tetra_A": 4, "anisomag": 4}
    return columns | {f"ctf/{name}": np.zeros((n, width), "<f4") for name, width in wide.items()}
