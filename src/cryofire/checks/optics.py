"""Do the numbers of a CTF make sense? Bounds are far outside what microscopes do, and near what wrong units give."""

from __future__ import annotations

import math

import numpy as np

from cryofire.checks.findings import Finding, image_text, note, warning
from cryofire.core.types import Optics
from cryofire.io.particle_table import ParticleTable
from cryofire.physics.ctf import electron_wavelength_A

VOLTAGE_KV = (80.0, 350.0)
CS_MM = (0.0, 10.0)
AMPLITUDE_CONTRAST_MAX = 0.3
DEFOCUS_A = (500.0, 80_000.0)
MICROMETRES_BELOW = 100.0
"""A defocus below 100 A is one in micrometres (0.5 to 8), or in nothing."""
ASTIGMATISM_MAX = 0.3
"""Difference of the two defoci over their mean."""
PIXEL_SIZE_A = (0.3, 20.0)
MIN_DISTINCT = 5
"""Values that must differ before their range says something of their unit."""

CTF_PKL = "Correct the particle file, or give right values with --ctf (parse-ctf-star takes them as options)."


def check_optics(table: ParticleTable, boxes_px: np.ndarray) -> list[Finding]:
    """Everything that is implausible in pixel sizes and CTFs.

    Args:
        table: The particles, with the CTF that training would use.
        boxes_px: (n,) pixels a side of each image, 0 where not known.
    """
    findings = check_pixel_sizes(table)
    optics = table.optics
    if optics is None:
        advice = "give one with --ctf; without, the CTF is taken to be 1 everywhere, which is right for simulated or corrected images only."
        return [*findings, warning("no-ctf", "the set has no CTF.", advice)]
    if table.pixel_size_A is None:
        findings.append(warning("ctf-without-pixel-size", "there is a CTF but no pixel size, so 1 A is assumed.", "give both with --ctf."))
    return [
        *findings,
        *_check_microscope(optics),
        *_check_defocus(table, optics),
        *_check_angles(optics),
        *_check_groups(table),
        *_check_box(optics, boxes_px),
    ]


def check_pixel_sizes(table: ParticleTable) -> list[Finding]:
    """Pixel sizes that look like another unit's."""
    if table.pixel_size_A is None:
        return []  # the reader warns of it
    size = table.pixel_size_A
    low, high = size < PIXEL_SIZE_A[0], size > PIXEL_SIZE_A[1]
    findings = []
    if low.any():
        text = f"a pixel size of {size[low][0]:.4g} A is very small."
        findings.append(
            warning("pixel-size-small", text, f"is it in nanometres? Then it is {10 * size[low][0]:.4g} A.", np.flatnonzero(low))
        )
    if high.any():
        text = f"a pixel size of {size[high][0]:.4g} A is very large."
        findings.append(warning("pixel-size-large", text, "is it in picometres, or that of the detector?", np.flatnonzero(high)))
    return findings


def _values(optics: Optics, name: str) -> np.ndarray:
    values: np.ndarray = getattr(optics, name).double().numpy()
    return values


def _check_microscope(optics: Optics) -> list[Finding]:
    findings = []
    kV, cs, w = (_values(optics, name) for name in ("voltage_kV", "cs_mm", "amplitude_contrast"))
    for code, values, is_wrong, what, hint in (
        ("voltage", kV, (kV < VOLTAGE_KV[0]) | (kV > VOLTAGE_KV[1]), "a voltage of {:g} kV is not a microscope's", "Is it in volts?"),
        (
            "spherical-aberration",
            cs,
            (cs < CS_MM[0]) | (cs > CS_MM[1]),
            "a Cs of {:g} mm is not a lens's",
            "Is it in another unit than mm?",
        ),
        (
            "amplitude-contrast",
            w,
            w > AMPLITUDE_CONTRAST_MAX,
            "an amplitude contrast of {:g} is not a protein's (0.07 to 0.1)",
            "Is it in percent?",
        ),
    ):
        if is_wrong.any():
            findings.append(warning(code, what.format(values[is_wrong][0]) + ".", f"{hint} {CTF_PKL}", np.flatnonzero(is_wrong)))
    return findings


def _check_defocus(table: ParticleTable, optics: Optics) -> list[Finding]:
    u, v = _values(optics, "defocus_u_A"), _values(optics, "defocus_v_A")
    mean = (u + v) / 2
    findings = []
    is_none = (u == 0) & (v == 0)
    is_in_um = (np.abs(mean) < MICROMETRES_BELOW) & ~is_none
    is_over = (mean < 0) & ~is_in_um
    is_odd = ~is_none & ~is_in_um & ~is_over & ((mean < DEFOCUS_A[0]) | (mean > DEFOCUS_A[1]))
    if is_none.any():
        text = "a defocus of exactly 0."
        findings.append(warning("defocus-none", text, f"were CTFs estimated? {CTF_PKL}", np.flatnonzero(is_none)))
    if is_in_um.any():
        text = f"a defocus of {mean[is_in_um][0]:.4g} A is next to none."
        findings.append(warning("defocus-unit", text, f"is it in micrometres? Angstrom are expected. {CTF_PKL}", np.flatnonzero(is_in_um)))
    if is_over.any():
        text = f"a defocus of {mean[is_over][0]:,.0f} A is overfocus; underfocus is positive here, as in RELION."
        findings.append(
            warning("defocus-sign", text, f"if the program that wrote it has the other sign, turn it. {CTF_PKL}", np.flatnonzero(is_over))
        )
    if is_odd.any():
        text = f"a defocus of {mean[is_odd][0]:,.0f} A is out of the ordinary ({DEFOCUS_A[0]:,.0f} to {DEFOCUS_A[1]:,.0f})."
        findings.append(warning("defocus-range", text, f"look at the CTF fits of these images. {CTF_PKL}", np.flatnonzero(is_odd)))
    is_astigmatic = ~is_none & ~is_in_um & (np.abs(u - v) > ASTIGMATISM_MAX * np.abs(mean))
    if is_astigmatic.any():
        row = int(np.argmax(is_astigmatic))
        text = f"the two defoci are far apart ({u[row]:,.0f} and {v[row]:,.0f} A in {image_text(table, row)})."
        findings.append(
            warning(
                "astigmatism",
                text,
                "look at the CTF fits of these images, and leave out bad ones with --ind.",
                np.flatnonzero(is_astigmatic),
            )
        )
    return findings


def _check_angles(optics: Optics) -> list[Finding]:
    findings = []
    angle, phase = _values(optics, "defocus_angle_deg"), _values(optics, "phase_shift_deg")
    if _looks_like_radians(angle):
        text = f"all {len(np.unique(angle)):,} angles of astigmatism are within {np.abs(angle).max():.2f} degrees of 0."
        findings.append(warning("astigmatism-angle-unit", text, f"are they in radians? Degrees are expected. {CTF_PKL}"))
    is_large = np.abs(phase) > 180
    if _looks_like_radians(phase):
        text = f"all {len(np.unique(phase)):,} phase shifts are within {np.abs(phase).max():.2f} degrees of 0."
        findings.append(warning("phase-shift-unit", text, f"are they in radians? Degrees are expected. {CTF_PKL}"))
    elif is_large.any():
        text = f"a phase shift of {phase[is_large][0]:g} degrees is more than half a turn."
        findings.append(warning("phase-shift-range", text, CTF_PKL, np.flatnonzero(is_large)))
    return findings


def _looks_like_radians(angle_deg: np.ndarray) -> bool:
    """Many different angles, and none beyond pi."""
    return len(np.unique(angle_deg)) >= MIN_DISTINCT and float(np.abs(angle_deg).max()) <= math.pi + 1e-3


def _check_groups(table: ParticleTable) -> list[Finding]:
    """Groups that differ in what a microscope has once."""
    assert table.optics is not None
    names = {"pixel_size_A": "pixel size (A)", "voltage_kV": "voltage (kV)", "cs_mm": "Cs (mm)", "amplitude_contrast": "amplitude contrast"}
    differing = []
    for name, said in names.items():
        distinct = np.unique(_values(table.optics, name).round(4))
        if len(distinct) > 1:
            differing.append(f"{said} {first_values(distinct)}")
    if not differing:
        return []
    text = f"particles differ in {'; '.join(differing)}."
    return [note("optics-differ", text, "each particle gets its own CTF; is this as it was recorded?")]


def first_values(values: np.ndarray, limit: int = 4) -> str:
    return ", ".join(f"{value:g}" for value in values[:limit]) + (", ..." if len(values) > limit else "")


def _check_box(optics: Optics, boxes_px: np.ndarray) -> list[Finding]:
    """A CTF that oscillates faster than the box can sample: signal of the particle lies outside its image."""
    known = boxes_px > 0
    pixel = _values(optics, "pixel_size_A")
    mean = (_values(optics, "defocus_u_A") + _values(optics, "defocus_v_A")) / 2
    wavelength = electron_wavelength_A(optics.voltage_kV.double()).numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        # Delocalisation lambda * defocus * s reaches half the box at s; below 2 px there is no s left to lose.
        reach_A = 2 * wavelength * np.abs(mean) / (boxes_px * pixel)
    is_cut = known & (reach_A > 2 * pixel * 1.5)
    if not is_cut.any():
        return []
    text = f"the box is small for the defocus: beyond {np.median(reach_A[is_cut]):.1f} A the CTF oscillates faster than the box can show."
    return [
        note(
            "box-small-for-defocus",
            text,
            "is the pixel size that of these (binned) images? If so, a larger box keeps more signal, or downsample to that resolution.",
            np.flatnonzero(is_cut),
        )
    ]
