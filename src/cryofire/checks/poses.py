"""Do poses make sense, and does each particle stand in the set once?"""

from __future__ import annotations

import numpy as np
import torch

from cryofire.checks.findings import Finding, image_text, note, warning
from cryofire.io.particle_table import ParticleTable
from cryofire.physics.rotations import angle_between_deg, matrix_to_euler

MIN_JUDGED = 10
"""Poses from which a habit can be told from chance."""
FRACTION_PX = 0.1
"""Shifts that are all below a tenth of a pixel are fractions of a box, or nothing."""
SAME_DEG = 0.01


def check_poses(table: ParticleTable, boxes_px: np.ndarray) -> list[Finding]:
    """What looks wrong with poses.

    Args:
        table: The particles, with the poses that training would use, if any.
        boxes_px: (n,) pixels a side of each image, 0 where not known.
    """
    poses = table.poses
    if poses is None:
        return [note("no-poses", "the set brings no poses.", "they are found ab initio; to use known ones, --pose.")]
    findings = []
    largest = poses.shifts_px.abs().amax(dim=1).numpy()
    is_out = (boxes_px > 0) & (largest > boxes_px / 2)
    if is_out.any():
        row = int(np.argmax(is_out))
        text = f"shifts of more than half the box, such as {largest[row]:.4g} px of {boxes_px[row]} in {image_text(table, row)}."
        advice = "are they in Angstrom, or in pixels of larger images? Expected: RELION's columns, or fractions of the box in a .pkl."
        findings.append(warning("shifts-large", text, advice, np.flatnonzero(is_out)))
    if len(poses) >= MIN_JUDGED and 0 < largest.max() < FRACTION_PX:
        text = f"no shift is larger than {largest.max():.2g} px."
        advice = "are they fractions of the box? A .star has pixels or Angstrom; only a .pkl has fractions."
        findings.append(warning("shifts-small", text, advice))
    return findings + _check_rotations(poses.rotations)


def _check_rotations(rotations: torch.Tensor) -> list[Finding]:
    if len(rotations) < MIN_JUDGED:
        return []
    apart_deg = angle_between_deg(rotations, rotations[:1].expand_as(rotations))
    if float(apart_deg.max()) < SAME_DEG:
        return [warning("poses-identical", "all rotations are the same.", "these poses say nothing; train without them (recipe default).")]
    angles = matrix_to_euler(rotations).abs()
    if float(angles.max()) <= torch.pi + 1e-3:
        text = f"no angle is larger than {float(angles.max()):.2f} degrees."
        return [warning("angles-unit", text, "are they in radians? Degrees are expected in a .star.")]
    return []


def check_names(table: ParticleTable) -> list[Finding]:
    """Particles that stand in the set more than once."""
    place = np.stack([table.stack_of, table.index_in_stack], axis=1)
    _, first, counts = np.unique(place, axis=0, return_index=True, return_counts=True)
    again = np.setdiff1d(np.arange(len(table)), first)
    findings = []
    if len(again):
        text = f"{int((counts > 1).sum()):,} images are named more than once."
        advice = "leave the repeated rows out, unless they are meant (symmetry expansion)."
        findings.append(warning("images-named-twice", text, advice, again))
    _, first = np.unique(table.particle_ids, return_index=True)
    repeated = np.setdiff1d(np.arange(len(table)), first)
    if len(repeated) and not np.array_equal(repeated, again):
        text = f"the id {table.particle_ids[repeated[0]]} is that of several particles."
        findings.append(warning("ids-repeat", text, "ids join tables of other programs; join these by image instead.", repeated))
    return findings
