"""Agreement with torch-ctf (teamtomo), an implementation of its own; skipped where it is not installed."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from cryofire.core.types import Optics
from cryofire.physics.ctf import ctf, electron_wavelength_A
from cryofire.physics.lattice import Lattice

torch_ctf = pytest.importorskip("torch_ctf", reason="needs torch-ctf (pip install torch-ctf)")

OPTICS = {
    "plain": (1.5, 300.0, 2.7, 0.07, 15000.0, 15000.0, 0.0, 0.0),
    "astigmatism": (1.5, 300.0, 2.7, 0.07, 12000.0, 9000.0, 25.0, 0.0),
    "axis below x": (2.1, 200.0, 1.4, 0.1, 22000.0, 17500.0, -70.0, 0.0),
    "phase plate": (1.06, 300.0, 0.01, 0.07, 8000.0, 7000.0, 110.0, 60.0),
    "overfocus": (1.5, 100.0, 2.0, 0.15, -9000.0, -11000.0, 10.0, 0.0),
}


def column(value: float) -> Tensor:
    return torch.tensor([value], dtype=torch.float64)


@pytest.mark.parametrize("box", [32, 33])
@pytest.mark.parametrize("name", OPTICS)
def test_ctf_is_torch_ctfs_with_the_same_sign(box: int, name: str) -> None:
    pixel_A, kV, cs, w, u, v, angle, phase = OPTICS[name]
    lattice = Lattice.create(box)
    ours = ctf(lattice.indices.double() / box, Optics(*map(column, (pixel_A, kV, cs, w, u, v, angle, phase, 0.0, 1.0))))[0]
    # torch-ctf writes into what it is given and wants micrometres, the mean defocus, and half the astigmatism.
    plane = torch_ctf.calculate_ctf_2d(
        defocus=column((u + v) / 2e4),
        astigmatism=column((u - v) / 2e4),
        astigmatism_angle=column(angle),
        voltage=column(kV),
        spherical_aberration=column(cs),
        amplitude_contrast=column(w),
        phase_shift=column(phase),
        pixel_size=column(pixel_A),
        image_shape=(box, box),
        rfft=False,
        fftshift=True,
    ).reshape(box, box)
    theirs = plane[lattice.indices[:, 1] + box // 2, lattice.indices[:, 0] + box // 2]
    # 2e-3: CODATA's wavelength against RELION's folded one, 5e-6 of up to 100 radians, and their float32.
    torch.testing.assert_close(ours, theirs.float(), atol=2e-3, rtol=0)


@pytest.mark.parametrize("voltage_kV", [100.0, 200.0, 300.0])
def test_wavelength_is_torch_ctfs(voltage_kV: float) -> None:
    theirs_m = torch_ctf.calculate_relativistic_electron_wavelength(column(voltage_kV * 1e3))
    assert float(electron_wavelength_A(column(voltage_kV))) == pytest.approx(float(theirs_m) * 1e10, rel=1e-5)
