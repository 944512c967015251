"""The CTF against the formula in plain Python, and against the physics it must show."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from cryofire.core.types import Optics
from cryofire.physics.ctf import ctf, electron_wavelength_A
from cryofire.physics.lattice import Lattice


def optics(n: int = 1, **values: float) -> Optics:
    """n particles alike: 300 kV, 1.5 um underfocus, no astigmatism, unless said otherwise."""
    usual = {
        "pixel_size_A": 1.5,
        "voltage_kV": 300.0,
        "cs_mm": 2.7,
        "amplitude_contrast": 0.07,
        "defocus_u_A": 15000.0,
        "defocus_v_A": 15000.0,
        "defocus_angle_deg": 0.0,
        "phase_shift_deg": 0.0,
        "b_factor_A2": 0.0,
        "scale": 1.0,
    }
    return Optics(**{name: torch.full((n,), value, dtype=torch.float64) for name, value in (usual | values).items()})


def at(*freqs_per_px: tuple[float, float]) -> Tensor:
    return torch.tensor(freqs_per_px, dtype=torch.float64)


def wavelength_by_hand_A(voltage_kV: float) -> float:
    """h / sqrt(2 m e V (1 + e V / (2 m c^2))) with CODATA 2018 constants."""
    planck, mass, charge, light = 6.62607015e-34, 9.1093837015e-31, 1.602176634e-19, 299792458.0
    volt = voltage_kV * 1e3
    return 1e10 * planck / math.sqrt(2 * mass * charge * volt * (1 + charge * volt / (2 * mass * light**2)))


def ctf_by_hand(fx: float, fy: float, one: Optics) -> float:
    """The formula of the conventions, one number at a time; its wavelength is tested on its own."""
    o = {name: float(column[0]) for name, column in vars(one).items()}
    wavelength = float(electron_wavelength_A(one.voltage_kV))
    s = math.hypot(fx, fy) / o["pixel_size_A"]
    angle = math.atan2(fy, fx) - math.radians(o["defocus_angle_deg"])
    defocus = o["defocus_u_A"] * math.cos(angle) ** 2 + o["defocus_v_A"] * math.sin(angle) ** 2
    gamma = math.pi * wavelength * s**2 * (defocus - o["cs_mm"] * 1e7 * wavelength**2 * s**2 / 2) + math.radians(o["phase_shift_deg"])
    w = o["amplitude_contrast"]
    return o["scale"] * math.exp(-o["b_factor_A2"] * s**2 / 4) * (math.sqrt(1 - w**2) * math.sin(gamma) + w * math.cos(gamma))


@pytest.mark.parametrize(("voltage_kV", "wavelength_A"), [(100, 0.037014), (120, 0.033492), (200, 0.025079), (300, 0.019687)])
def test_wavelength_is_the_textbook_one(voltage_kV: float, wavelength_A: float) -> None:
    found = electron_wavelength_A(torch.tensor([voltage_kV], dtype=torch.float64))
    assert float(found) == pytest.approx(wavelength_A, abs=1e-6)
    # 1e-5: the folded constants that RELION uses differ from CODATA's in the sixth digit.
    assert float(found) == pytest.approx(wavelength_by_hand_A(voltage_kV), rel=1e-5)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"defocus_u_A": 18000.0, "defocus_v_A": 9000.0, "defocus_angle_deg": 25.0},
        {"defocus_u_A": 18000.0, "defocus_v_A": 9000.0, "defocus_angle_deg": -70.0, "phase_shift_deg": 60.0},
        {"voltage_kV": 200.0, "cs_mm": 1.4, "amplitude_contrast": 0.1, "b_factor_A2": 80.0, "scale": 0.7},
        {"defocus_u_A": -5000.0, "defocus_v_A": -5500.0, "cs_mm": 0.01},
    ],
)
def test_ctf_equals_the_formula_worked_out_by_hand(values: dict[str, float]) -> None:
    freqs = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.2), (0.3, -0.25), (0.5, 0.0), (-0.2, 0.41)]
    one = optics(**values)
    expected = [ctf_by_hand(fx, fy, one) for fx, fy in freqs]
    torch.testing.assert_close(ctf(at(*freqs), one)[0], torch.tensor(expected), atol=1e-6, rtol=0)


def test_a_ctf_value_known_as_a_number() -> None:
    # 300 kV, 15000 A, 1/6 A^-1, Cs 2.7 mm: g = pi lambda s^2 (15000 - 2.7e7 lambda^2 s^2 / 2) = 25.52 rad; sin g = 0.3787.
    found = ctf(at((0.25, 0.0)), optics(amplitude_contrast=0.0))
    assert float(found) == pytest.approx(0.3787, abs=1e-3)


@pytest.mark.parametrize("box", [32, 33])
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_each_particle_has_the_ctf_it_would_have_alone(box: int, batch: int) -> None:
    freqs = Lattice.create(box).freqs_per_px
    many = replace(optics(batch), defocus_u_A=torch.linspace(9000, 20000, batch), pixel_size_A=torch.linspace(1, 3, batch))
    together = ctf(freqs, many)
    assert together.shape == (batch, len(freqs))
    assert together.dtype == torch.float32
    for i in range(batch):
        torch.testing.assert_close(together[i : i + 1], ctf(freqs, many[i : i + 1]))


def test_ctf_is_positive_at_low_frequency_under_underfocus_and_negative_over_it() -> None:
    low = at((0.02, 0.0), (0.0, 0.04), (0.03, 0.03))
    assert (ctf(low, optics(defocus_u_A=15000.0, defocus_v_A=15000.0)) > 0.07).all()
    assert (ctf(low, optics(defocus_u_A=-15000.0, defocus_v_A=-15000.0, amplitude_contrast=0.0)) < 0).all()


def test_zero_frequency_passes_the_amplitude_contrast() -> None:
    torch.testing.assert_close(ctf(at((0.0, 0.0)), optics(amplitude_contrast=0.1)), torch.tensor([[0.1]]))


def test_first_zero_is_where_the_phase_has_gone_half_a_turn() -> None:
    # Without Cs and amplitude contrast sin(pi lambda s^2 defocus) is zero again at s = 1 / sqrt(lambda defocus).
    one = optics(cs_mm=0.0, amplitude_contrast=0.0)
    wavelength = float(electron_wavelength_A(one.voltage_kV))
    zero = 1.5 / math.sqrt(wavelength * 15000)
    before, here, after = ctf(at((zero * 0.98, 0), (zero, 0), (zero * 1.02, 0)), one)[0].tolist()
    assert before > 0.05
    assert abs(here) < 1e-6
    assert after < -0.05


@pytest.mark.parametrize("axis_deg", [0.0, 30.0, 90.0, -45.0])
def test_astigmatism_shows_defocus_u_along_its_axis_and_v_across_it(axis_deg: float) -> None:
    radius = torch.linspace(0.05, 0.5, 20, dtype=torch.float64)
    one = optics(defocus_u_A=20000.0, defocus_v_A=10000.0, defocus_angle_deg=axis_deg)
    for angle_deg, defocus in ((axis_deg, 20000.0), (axis_deg + 180, 20000.0), (axis_deg + 90, 10000.0), (axis_deg + 45, 15000.0)):
        a = math.radians(angle_deg)
        ray = torch.stack([radius * math.cos(a), radius * math.sin(a)], dim=1)
        torch.testing.assert_close(ctf(ray, one), ctf(ray, optics(defocus_u_A=defocus, defocus_v_A=defocus)), atol=1e-5, rtol=0)


def test_the_axes_of_astigmatism_can_be_named_either_way_around() -> None:
    freqs = Lattice.create(16).freqs_per_px
    one = optics(defocus_u_A=20000.0, defocus_v_A=10000.0, defocus_angle_deg=20.0)
    other = optics(defocus_u_A=10000.0, defocus_v_A=20000.0, defocus_angle_deg=110.0)
    torch.testing.assert_close(ctf(freqs, one), ctf(freqs, other), atol=1e-5, rtol=0)


def test_a_quarter_turn_of_phase_plate_passes_low_frequencies_in_full() -> None:
    one = optics(phase_shift_deg=90.0, amplitude_contrast=0.0)
    assert float(ctf(at((0.01, 0.0)), one)) == pytest.approx(1.0, abs=1e-2)
    # sin(g + 90) = cos(g): the CTF of pure amplitude contrast without a plate.
    freqs = Lattice.create(16).freqs_per_px
    torch.testing.assert_close(ctf(freqs, one), ctf(freqs, optics(amplitude_contrast=1.0)), atol=1e-6, rtol=0)


def test_b_factor_multiplies_by_exp_minus_b_s_squared_over_four() -> None:
    freqs = Lattice.create(16).freqs_per_px
    ratio = ctf(freqs, optics(b_factor_A2=100.0)) / ctf(freqs, optics())
    s2 = (freqs.double() / 1.5).square().sum(dim=1)
    torch.testing.assert_close(ratio[0], torch.exp(-25 * s2).float(), rtol=1e-5, atol=0)


def test_scale_multiplies_each_particle() -> None:
    freqs = Lattice.create(16).freqs_per_px
    two = replace(optics(2), scale=torch.tensor([1.0, 0.25]))
    plain, scaled = ctf(freqs, two)
    torch.testing.assert_close(scaled, plain * 0.25)


def test_named_fault_pixel_size_is_each_particles_own() -> None:
    # The published code took the first row's pixel size for all. At 3 A/px, frequency f is where 1.5 A/px has f / 2.
    freqs = Lattice.create(16).freqs_per_px.double()
    two = replace(optics(2), pixel_size_A=torch.tensor([1.5, 3.0]))
    torch.testing.assert_close(ctf(freqs, two)[1], ctf(freqs / 2, optics())[0], atol=1e-5, rtol=0)


def test_the_outermost_shell_at_strong_defocus_keeps_its_phase() -> None:
    # 2,000 radians at Nyquist: computed in single precision the phase would be off by 1e-4.
    strong = optics(pixel_size_A=0.6, defocus_u_A=50000.0, defocus_v_A=50000.0)
    assert float(ctf(at((0.5, 0.0)), strong)) == pytest.approx(ctf_by_hand(0.5, 0.0, strong), abs=1e-6)


def test_inputs_are_left_as_they_were() -> None:
    one = optics(3)
    before = {name: value.clone() for name, value in vars(one).items()}
    freqs = Lattice.create(8).freqs_per_px
    freqs_before = freqs.clone()
    ctf(freqs, one)
    assert torch.equal(freqs, freqs_before)
    assert all(torch.equal(getattr(one, name), value) for name, value in before.items())
