"""A picture of a CTF, to see at a glance whether its numbers make sense."""

from __future__ import annotations

from pathlib import Path

import torch
from matplotlib.figure import Figure

from cryofire.io.cryodrgn import CtfTable
from cryofire.physics.ctf import ctf

MAX_DRAWN_PX = 512


def picture_of_ctf(path: Path, table: CtfTable) -> None:
    """The first particle's CTF over the Fourier plane, and along its x axis out to Nyquist.

    Args:
        path: PNG to write.
        table: At least one particle.
    """
    optics = table.optics[:1]
    size = min(MAX_DRAWN_PX, int(table.box_px[0]))
    f = (torch.arange(size) - size // 2) / size
    plane = torch.stack(torch.meshgrid(f, f, indexing="xy"), dim=-1).view(-1, 2)
    line = torch.linspace(0, 0.5, 1000)
    along_x = ctf(torch.stack([line, torch.zeros_like(line)], dim=1), optics)[0]
    figure = Figure(figsize=(10, 4), layout="constrained", dpi=110)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
    left.imshow(ctf(plane, optics)[0].view(size, size).numpy(), cmap="gray", origin="lower", vmin=-1, vmax=1)
    left.set_axis_off()
    right.plot((line / float(optics.pixel_size_A[0])).numpy(), along_x.numpy(), linewidth=1)
    right.axhline(0, color="black", linewidth=0.5)
    right.set(xlabel="spatial frequency along x, 1/A", ylabel="CTF (RELION's sign)")
    figure.suptitle(
        f"first particle: defocus {float(optics.defocus_u_A[0]):,.0f} and {float(optics.defocus_v_A[0]):,.0f} A, "
        f"{float(optics.voltage_kV[0]):g} kV, Cs {float(optics.cs_mm[0]):g} mm, w {float(optics.amplitude_contrast[0]):g}",
        fontsize=10,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
