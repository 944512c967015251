"""Sets of several optics groups, as one STAR file with poses."""

from __future__ import annotations

from pathlib import Path

import torch

from cryofire.io.mrc import write_stack
from cryofire.physics.rotations import matrix_to_euler
from cryofire.simulation.simulate import SimulatedStack


def write_groups(folder: Path, groups: list[SimulatedStack], pixel_sizes_A: list[float]) -> Path:
    """A stack for each group, and a STAR file in which the groups' particles take turns.

    Args:
        pixel_sizes_A: What the file says of each group; not always the truth.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["data_optics", "loop_", "_rlnOpticsGroup", "_rlnOpticsGroupName", "_rlnVoltage", "_rlnSphericalAberration"]
    lines += ["_rlnAmplitudeContrast", "_rlnImagePixelSize", "_rlnImageSize"]
    rows = []
    for number, (group, size_A) in enumerate(zip(groups, pixel_sizes_A, strict=True), start=1):
        write_stack(folder / f"group{number}.mrcs", group.images.numpy(), size_A)
        o = group.optics
        box = group.images.shape[-1]
        lines.append(f"{number} g{number} {o.voltage_kV[0]:g} {o.cs_mm[0]:g} {o.amplitude_contrast[0]:g} {size_A:g} {box}")
        origins_A = -group.poses.shifts_px * size_A
        defocus = torch.stack([o.defocus_u_A, o.defocus_v_A, o.defocus_angle_deg], dim=1)
        columns = torch.cat([matrix_to_euler(group.poses.rotations.double()), origins_A, defocus], dim=1).tolist()
        rows.append([f"{i + 1}@group{number}.mrcs {number} " + " ".join(f"{v:.5f}" for v in row) for i, row in enumerate(columns)])
    lines += ["", "data_particles", "loop_", "_rlnImageName", "_rlnOpticsGroup", "_rlnAngleRot", "_rlnAngleTilt", "_rlnAnglePsi"]
    lines += ["_rlnOriginXAngst", "_rlnOriginYAngst", "_rlnDefocusU", "_rlnDefocusV", "_rlnDefocusAngle"]
    lines += [row for together in zip(*rows, strict=True) for row in together]
    (folder / "particles.star").write_text("\n".join(lines) + "\n")
    return folder / "particles.star"
