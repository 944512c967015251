"""Agreement with RELION's projections of one point with CTF: position, shift, defocus, astigmatism, sign, grey scale.

24 images, real beta-galactosidase metadata (200 kV, Cs 1.4 mm, 3.54 A/px), projected by `relion_project --ctf` at
padding 1 and 2. One voxel is the hardest case for interpolation on the Fourier grid, so images are compared at
RELION's own padding.
"""

from __future__ import annotations

from pathlib import Path

import gemmi
import mrcfile
import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.core.types import Optics
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import euler_to_matrix
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_images

STACKS = [("relion_proj_batch", 1), ("relion_proj_batch_pfac2", 2)]
CORRELATION = {1: 0.997, 2: 0.9985}
"""Reached: 0.9973 to 0.9989 at padding 1, 0.9988 to 0.9997 at padding 2."""

LATTICE = Lattice.create(64)
FREQS = LATTICE.indices.double() / 64


class Oracle:
    """One stack of RELION's with its metadata in our units."""

    def __init__(self, folder: Path, name: str) -> None:
        document = gemmi.cif.read(str(folder / f"{name}.star"))
        optics_row = document.find_block("optics")
        particles = document.find_block("particles")

        def column(label: str) -> Tensor:
            return torch.tensor([float(value) for value in particles.find_values("_rln" + label)], dtype=torch.float64)

        def same_for_all(label: str) -> Tensor:
            (value,) = optics_row.find_values("_rln" + label)
            return torch.full((24,), float(value), dtype=torch.float64)

        self.volume = torch.from_numpy(mrcfile.read(folder / "pointmass.mrc").astype(np.float64))
        self.images = torch.from_numpy(mrcfile.read(folder / f"{name}.mrcs").astype(np.float64))
        self.rotations = euler_to_matrix(torch.stack([column("AngleRot"), column("AngleTilt"), column("AnglePsi")], dim=1))
        self.optics = Optics(
            pixel_size_A=same_for_all("ImagePixelSize"),
            voltage_kV=same_for_all("Voltage"),
            cs_mm=same_for_all("SphericalAberration"),
            amplitude_contrast=same_for_all("AmplitudeContrast"),
            defocus_u_A=column("DefocusU"),
            defocus_v_A=column("DefocusV"),
            defocus_angle_deg=column("DefocusAngle"),
            phase_shift_deg=column("PhaseShift"),
            b_factor_A2=column("CtfBfactor"),
            scale=column("CtfScalefactor"),
        )
        origins_A = torch.stack([column("OriginXAngst"), column("OriginYAngst")], dim=1)
        self.shifts_px = -origins_A / self.optics.pixel_size_A[:, None]

    def point_px(self) -> Tensor:
        """Where the point sits, (x, y, z) from the origin voxel."""
        (at,) = self.volume.nonzero()
        return at.flip(0).double() - 32

    def predicted_positions_px(self) -> Tensor:
        return (self.rotations @ self.point_px())[:, :2] + self.shifts_px

    def predicted_samples(self, padding: int, optics: Optics | None = None) -> Tensor:
        slices = central_slices(volume_to_grid(self.volume, padding), self.rotations, FREQS)
        return shift_images(slices * ctf(FREQS, optics or self.optics), FREQS, self.shifts_px)


@pytest.fixture(scope="module", params=STACKS, ids=["padding_1", "padding_2"])
def oracle_and_padding(request: pytest.FixtureRequest, shared_data: Path) -> tuple[Oracle, int]:
    name, padding = request.param
    return Oracle(shared_data / "oracles" / "relion-ctf", name), padding


def correlations(a: Tensor, b: Tensor) -> Tensor:
    return torch.stack([torch.corrcoef(torch.stack([x.flatten(), y.flatten()]))[0, 1] for x, y in zip(a, b, strict=True)])


def fitted_position_px(samples: Tensor, ctfs: Tensor, near_px: Tensor) -> Tensor:
    """Where a point seen through a CTF sits best, by steepest ascent of the matched filter from a start nearby."""
    matched = samples * ctfs
    at = near_px.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([at], max_iter=50, line_search_fn="strong_wolfe", tolerance_grad=1e-9)

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = -shift_images(matched, FREQS, -at).real.mean() * 100
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)
    return at.detach()


def test_all_24_points_sit_within_a_tenth_of_a_pixel(oracle_and_padding: tuple[Oracle, int]) -> None:
    oracle, _ = oracle_and_padding
    predicted = oracle.predicted_positions_px()
    samples, ctfs = LATTICE.sample(oracle.images), ctf(FREQS, oracle.optics).double()
    # From the brightest pixel of the CTF-corrected image, so that the prediction has no part in the answer.
    corrected = LATTICE.to_images(samples * ctfs).flatten(1).argmax(dim=1)
    brightest = torch.stack([corrected % 64, corrected // 64], dim=1).double() - 32
    found = torch.stack([fitted_position_px(samples[i], ctfs[i], brightest[i]) for i in range(24)])
    assert len(found) == 24
    assert (found - predicted).norm(dim=1).max() < 0.01  # reached: 0.0043 and 0.0015; the bar is 0.1
    # The test has teeth: the points lie up to 20 px from the centre, and the shifts are several pixels.
    assert predicted.norm(dim=1).max() > 10
    assert oracle.shifts_px.abs().max() > 3


def test_images_with_ctf_and_shift_are_relions(oracle_and_padding: tuple[Oracle, int]) -> None:
    oracle, padding = oracle_and_padding
    ours = LATTICE.to_images(oracle.predicted_samples(padding))
    found = correlations(ours, oracle.images)
    assert found.min() > CORRELATION[padding]


def test_the_ctf_is_relions_at_every_shell(oracle_and_padding: tuple[Oracle, int]) -> None:
    # The image of a point over the point's own phase is the CTF itself, ring by ring.
    oracle, _ = oracle_and_padding
    unshifted = shift_images(LATTICE.sample(oracle.images), FREQS, -oracle.predicted_positions_px()).real
    ctfs = ctf(FREQS, oracle.optics).double()
    # The last shell is left out: RELION stops at Nyquist with another rounding.
    for shell in range(1, LATTICE.max_shell):
        ring = LATTICE.shell == shell
        a, b = unshifted[:, ring], ctfs[:, ring]
        assert float((a * b).sum() / (a.norm() * b.norm())) > 0.99


def test_grey_values_are_relions(oracle_and_padding: tuple[Oracle, int]) -> None:
    oracle, padding = oracle_and_padding
    theirs, ours = LATTICE.sample(oracle.images), oracle.predicted_samples(padding)
    slope = (theirs * ours.conj()).real.sum() / ours.abs().square().sum()
    assert float(slope) == pytest.approx(1, abs=0.02)


def test_zero_frequency_is_the_amplitude_contrast_times_the_volume(oracle_and_padding: tuple[Oracle, int]) -> None:
    # Sum over the image: 0.1 times the point, which the blur divided out has raised by 1 / sinc^2(17 / (64 padding)).
    oracle, padding = oracle_and_padding
    raised = 1 / np.sinc(17 / (64 * padding)) ** 2
    torch.testing.assert_close(oracle.images.sum(dim=(1, 2)), torch.full((24,), 0.1 * raised, dtype=torch.float64), rtol=1e-4, atol=0)


def test_a_wrong_ctf_does_not_agree(oracle_and_padding: tuple[Oracle, int]) -> None:
    oracle, padding = oracle_and_padding
    right = vars(oracle.optics)
    astigmatism_turned = Optics(**(right | {"defocus_angle_deg": 90 - right["defocus_angle_deg"]}))
    no_astigmatism = Optics(**(right | {"defocus_v_A": right["defocus_u_A"]}))
    no_amplitude_contrast = Optics(**(right | {"amplitude_contrast": torch.zeros(24)}))
    overfocus = Optics(**(right | {"defocus_u_A": -right["defocus_u_A"], "defocus_v_A": -right["defocus_v_A"]}))
    best = correlations(LATTICE.to_images(oracle.predicted_samples(padding)), oracle.images).mean()
    for wrong in (astigmatism_turned, no_astigmatism, no_amplitude_contrast, overfocus):
        found = correlations(LATTICE.to_images(oracle.predicted_samples(padding, wrong)), oracle.images)
        assert found.mean() < best - 0.004
