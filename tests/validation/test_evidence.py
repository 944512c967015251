"""Evidence of a run: it must tell right poses from wrong ones, and measure what it says."""

from __future__ import annotations

import json
import math

import pytest
import torch
from torch import Tensor

from cryofire.core.types import Poses
from cryofire.physics.rotations import random_rotations, rotation_vector_to_matrix
from cryofire.search.view_distribution import view_spread
from cryofire.validation.evidence import Evidence, gather
from cryofire.validation.measures import Signal, border_share, fidelity, measure_signal, shape_of_density, whitened_posteriors
from planted import Planted, planted


@pytest.fixture(scope="module")
def molecule() -> Planted:
    """Images at a signal of about a tenth of the noise and more on shells 3 to 6."""
    return planted(600, box_px=16, scale=1.5)


def evidence_of(data: Planted, rotations: Tensor, images: Tensor | None = None) -> Evidence:
    whitened = (
        data.whitened if images is None else type(data.whitened)(data.whitened.lattice, images, data.whitened.ctfs, data.whitened.noise_sd)
    )
    return gather(whitened, Poses(rotations, data.truth.shifts_px), data.truth.z, 4.0, 600, 2.0, seed=0)


def turned(rotations: Tensor, angle_deg: float) -> Tensor:
    axis = torch.nn.functional.normalize(torch.randn(len(rotations), 3, generator=torch.Generator().manual_seed(8)), dim=1)
    return rotation_vector_to_matrix(axis * math.radians(angle_deg)) @ rotations


def test_fidelity_falls_with_the_error_of_the_poses(molecule: Planted) -> None:
    right, off, far = (evidence_of(molecule, turned(molecule.truth.rotations, angle)) for angle in (0, 20, 40))
    assert right.fidelity is not None and off.fidelity is not None and far.fidelity is not None
    assert right.fidelity > 0.9 > off.fidelity > far.fidelity
    assert right.gap_nats > 10 * right.gap_error_nats
    assert right.density_skewness > 0.5


def test_scrambled_poses_gain_nothing_over_scrambling_them_again(molecule: Planted) -> None:
    found = evidence_of(molecule, random_rotations(600, torch.Generator().manual_seed(3)))
    # Its error is that of the images alone: two volumes of noise differ by more.
    assert abs(found.gap_nats) < max(4 * found.gap_error_nats, 0.1 * found.gain_nats)


def test_noise_holds_no_signal(molecule: Planted) -> None:
    white = torch.view_as_complex(torch.randn(*molecule.clean.shape, 2, generator=torch.Generator().manual_seed(4))) * math.sqrt(0.5)
    found = evidence_of(molecule, molecule.truth.rotations, white)
    assert found.fidelity is None
    assert found.signal_shells == ()
    assert found.junk_share > 0.5
    assert found.gap_nats < 1


def test_inverted_images_give_the_same_evidence_but_for_the_sign_of_the_density(molecule: Planted) -> None:
    bright = evidence_of(molecule, molecule.truth.rotations)
    dark = evidence_of(molecule, molecule.truth.rotations, -molecule.whitened.images)
    assert dark.density_skewness == pytest.approx(-bright.density_skewness, rel=1e-4)
    assert dark.gap_nats == pytest.approx(bright.gap_nats, rel=1e-4)


def test_evidence_survives_json(molecule: Planted) -> None:
    found = evidence_of(molecule, molecule.truth.rotations)
    assert Evidence.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_both_measures_of_the_signal_are_the_power_of_the_clean_images() -> None:
    data = planted(3000, box_px=16, scale=3.0)
    signal, shell = measure_signal(data.whitened), data.whitened.lattice.shell
    true = torch.zeros(9).index_add(0, shell, data.clean.abs().square().mean(dim=0)) / torch.bincount(shell).clamp_min(1)
    torch.testing.assert_close(signal.over_noise[1:5], true[1:5], rtol=0.05, atol=0.0)
    told = ~signal.by_ctf.isnan()
    assert told[4]
    # A slope errs more than a mean: views differ in power, and samples of a shell in CTF.
    torch.testing.assert_close(signal.by_ctf[told], true[told], rtol=0.3, atol=0.0)


def test_a_ctf_that_belongs_to_other_images_is_noticed() -> None:
    data = planted(3000, box_px=16, scale=3.0)
    share = measure_signal(data.whitened).worst_ctf_share()
    assert share is not None and share > 0.7
    # Strong where the CTF says weak.
    opposite = type(data.whitened)(
        data.whitened.lattice, data.whitened.images, (1 - data.whitened.ctfs.square()).clamp_min(0).sqrt(), torch.ones(1)
    )
    wrong = measure_signal(opposite).worst_ctf_share()
    assert wrong is not None and wrong < -0.1


def test_fidelity_is_one_where_volumes_explain_what_their_noise_allows() -> None:
    correlation = torch.tensor([0.99, 0.8, 0.5])
    assert fidelity(correlation, correlation) == pytest.approx(1.0)
    assert fidelity(0.6 * correlation, correlation) == pytest.approx(0.6)


@pytest.mark.parametrize(("inner", "sign"), [(0.0, 1.0), (0.15, -1.0)])
def test_a_ball_has_a_core_and_a_shell_with_a_dark_middle_has_not(inner: float, sign: float) -> None:
    line = (torch.arange(49) - 24) / 48
    radius = (line[:, None, None] ** 2 + line[:, None] ** 2 + line**2).sqrt()
    density = ((radius >= inner) & (radius < 0.25)).float() - (radius < inner).float()
    skewness, core = shape_of_density(density, radius, box_px=48)
    assert core * sign > 0.9
    assert skewness > 1
    assert shape_of_density(-density, radius, box_px=48)[0] == pytest.approx(-skewness)


def test_even_views_cover_all_directions_and_one_view_covers_one() -> None:
    even, crowded = view_spread(random_rotations(5000, torch.Generator().manual_seed(0)))
    assert even > 0.97 and crowded < 0.025
    assert view_spread(torch.eye(3).repeat(500, 1, 1)) == (pytest.approx(1 / 96, rel=0.2), 1.0)


def test_shifts_in_the_outer_tenth_of_the_range_are_at_its_border() -> None:
    assert border_share(torch.tensor([[0.0, 0.0], [3.7, 0.0], [1.0, -4.5], [3.5, 3.5]]), 4.0) == 0.5


def test_z_is_made_white_and_directions_without_variation_are_left_out() -> None:
    z = torch.randn(400, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([5.0, 0.1, 0.0]) + 7
    poses = Poses(torch.eye(3).repeat(400, 1, 1), torch.zeros(400, 2))
    white = whitened_posteriors(poses, z).z
    assert white.shape == (400, 2)
    torch.testing.assert_close(white.T @ white / 400, torch.eye(2), rtol=0, atol=1e-4)
    assert whitened_posteriors(poses, torch.ones(400, 3)).z.shape == (400, 0)


def test_contrasts_that_stand_for_several_molecules_hide_no_signal() -> None:
    """Contrasts that have nothing to do with how strong images are: what follows CTF^2 is found without them."""
    data = planted(6000, box_px=16, scale=2.0)
    contrasts = torch.where(torch.arange(6000) % 2 == 0, 0.5, 1.5)
    plain = measure_signal(data.whitened)
    judged = measure_signal(data.whitened.with_contrasts(contrasts))
    told = torch.nonzero(~plain.by_ctf.isnan() & ~judged.by_ctf.isnan())[:, 0]
    assert len(told) > 2
    assert float((judged.by_ctf / plain.by_ctf)[told].mean()) < 0.9
    both = judged.at_least(plain)
    assert float((both.by_ctf / plain.by_ctf)[told].min()) > 0.999
    nowhere = Signal(plain.over_noise, torch.full_like(plain.by_ctf, torch.nan))
    torch.testing.assert_close(judged.at_least(nowhere).power, plain.over_noise.clamp_min(1e-6))
