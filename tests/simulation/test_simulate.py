"""Simulated stacks: what the settings say is measured back from the images."""

from __future__ import annotations

import math
from dataclasses import replace

import mrcfile
import numpy as np
import pytest
import torch

from cryofire.core.errors import ConfigError
from cryofire.io.cryodrgn import read_ctf, read_poses
from cryofire.io.formats import read_particles
from cryofire.physics.ctf import ctf
from cryofire.simulation.density import gaussian_density, state_density
from cryofire.simulation.ensemble import Ensemble, Part, discrete_labels, ensemble_of_parts
from cryofire.simulation.microscope import CtfTable, DefocusRange, NoCtf, NoiseColour, draw_noise, draw_optics, optics_columns
from cryofire.simulation.molecules import antibody, load_ensemble
from cryofire.simulation.projection import gaussian_envelope, half_plane_frequencies, half_plane_to_images, structure_factors
from cryofire.simulation.simulate import SimulationSettings, simulate
from cryofire.simulation.simulated_set import simulate_to, write_simulated_set
from cryofire.simulation.truth import Truth, read_truth, write_truth

CLEAN = SimulationSettings(n_particles=6, box_px=32, snr=math.inf, ctf=NoCtf(), seed=4)
TRUTH_KEYS = {"rotations", "origins_px", "state", "ctf", "molecule", "box", "pixel_size", "sigma_A", "snr", "seed"}


def one_atom_off_centre(at_A=(20.0, -10.0, 15.0)) -> Ensemble:
    """One bright atom, and a faint cloud's worth of nothing at the mirrored place, so that centring leaves it there."""
    frames = np.array([[at_A, [-x for x in at_A]]])
    part = Part(frames, np.array([1.0, 0.0]), np.zeros(1, int), np.ones(1))
    return ensemble_of_parts("atom", discrete_labels(1), [part], field_A=128.0)


def centres_of_mass(images):
    """(n, 2) in pixels from the centre, (x, y)."""
    grid = torch.arange(images.shape[-1], dtype=images.dtype) - images.shape[-1] // 2
    total = images.sum(dim=(1, 2))
    return torch.stack([(images.sum(dim=1) * grid).sum(dim=1) / total, (images.sum(dim=2) * grid).sum(dim=1) / total], dim=1)


@pytest.mark.parametrize("box", [32, 33])
def test_an_atom_is_seen_at_its_turned_position_plus_the_shift(box):
    stack = simulate(one_atom_off_centre(), replace(CLEAN, box_px=box))
    at = torch.tensor([20.0, -10.0, 15.0])
    expected = (stack.poses.rotations @ at)[:, :2] / stack.truth.pixel_size + stack.poses.shifts_px
    torch.testing.assert_close(centres_of_mass(stack.images), expected, atol=0.02, rtol=0)
    np.testing.assert_allclose(stack.truth.origins_px, -stack.poses.shifts_px.numpy())


@pytest.mark.parametrize("box", [16, 17])
def test_structure_factors_equal_a_sum_of_gaussians_in_real_space(box):
    generator = torch.Generator().manual_seed(0)
    seen = (torch.rand(3, 5, 2, generator=generator) - 0.5) * 6
    weights = torch.rand(3, 5, generator=generator)
    sigma = 1.3
    samples = structure_factors(seen, weights, box) * gaussian_envelope(box, sigma)
    grid = torch.arange(box) - box // 2
    gx = torch.exp(-0.5 * ((grid - seen[..., :1]) / sigma) ** 2) * weights[..., None]
    gy = torch.exp(-0.5 * ((grid - seen[..., 1:]) / sigma) ** 2)
    expected = gy.transpose(1, 2) @ gx / (2 * math.pi * sigma**2)
    torch.testing.assert_close(half_plane_to_images(samples, box), expected, atol=2e-4, rtol=0)


def test_a_projection_is_the_turned_density_summed_over_z():
    molecule = antibody(4)
    stack = simulate(molecule, replace(CLEAN, max_shift_px=0.0))
    pixel_size_A, sigma_A = stack.truth.pixel_size, stack.truth.sigma_A
    for image, rotation, state in zip(stack.images, stack.poses.rotations, stack.truth.state.tolist(), strict=True):
        turned = torch.from_numpy(molecule.positions_A(state)) @ rotation.T
        density = gaussian_density(turned / pixel_size_A, torch.ones(len(turned)), 32, sigma_A / pixel_size_A)
        pair = torch.stack([image.flatten(), density.sum(dim=0).flatten()])
        assert float(torch.corrcoef(pair)[0, 1]) > 0.9999


@pytest.mark.parametrize("snr", [0.05, 1.0])
@pytest.mark.parametrize("colour", list(NoiseColour))
def test_signal_to_noise_ratio_is_the_one_asked_for(snr, colour):
    settings = SimulationSettings(n_particles=300, box_px=32, snr=snr, noise=colour, seed=1)
    clean = simulate(antibody(4), replace(settings, snr=math.inf)).images
    noise = simulate(antibody(4), settings).images - clean
    assert float(clean.var(correction=0)) == pytest.approx(1.0, rel=1e-5)
    # 307,200 pixels: a relative error of 0.3 % (white), a little more where neighbours are alike
    assert float(clean.var() / noise.var()) == pytest.approx(snr, rel=0.03)


def test_coloured_noise_is_stronger_at_low_frequency():
    noise = draw_noise(NoiseColour.COLOURED, 400, 32, torch.Generator().manual_seed(0))
    power = torch.fft.fft2(noise).abs().square().mean(dim=0)
    # 0.2 + 1 / (1 + (f / 0.1)^2): 1.2 at zero frequency, 0.2 + 1 / 26 at the edge
    assert float(power[0, 1:3].mean() / power[0, 15:17].mean()) == pytest.approx(1.08 / 0.24, rel=0.15)
    assert float(noise.var()) == pytest.approx(1.0, rel=0.02)


def test_poses_states_and_ctf_do_not_depend_on_the_noise():
    a = simulate(antibody(4), replace(CLEAN, snr=0.1)).truth
    b = simulate(antibody(4), replace(CLEAN, snr=2.0, noise=NoiseColour.COLOURED)).truth
    for name in ("rotations", "origins_px", "state", "ctf"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_the_same_seed_gives_the_same_stack_and_another_seed_another():
    settings = replace(CLEAN, snr=0.1)
    a, b, other = (simulate(antibody(4), s).images for s in (settings, settings, replace(settings, seed=5)))
    assert torch.equal(a, b)
    assert not torch.allclose(a, other)


def test_underfocused_protein_is_bright_at_its_place_and_inverted_dark():
    law = DefocusRange(min_A=10_000, max_A=10_001, amplitude_contrast=0.1)
    # A wide atom has low frequencies only, where the CTF of underfocus is positive.
    settings = replace(CLEAN, ctf=law, sigma_A=12.0)
    bright = simulate(one_atom_off_centre((0.0, 0.0, 0.0)), settings)
    dark = simulate(one_atom_off_centre((0.0, 0.0, 0.0)), replace(settings, is_inverted=True))
    for image, shift in zip(bright.images, bright.poses.shifts_px.round().long().tolist(), strict=True):
        at_particle = image[16 + shift[1], 16 + shift[0]]
        assert at_particle > image.mean() + 2 * image.std()
    assert torch.equal(dark.images, -bright.images)


def test_images_are_the_plain_ones_times_the_ctf():
    law = DefocusRange()
    plain, seen = (simulate(antibody(4), replace(CLEAN, ctf=c)) for c in (NoCtf(), law))
    freqs = half_plane_frequencies(32).flatten(0, 1).float() / 32
    # Drawing optics from another law of the same kind uses up the same random numbers, so the poses are equal.
    np.testing.assert_array_equal(plain.truth.rotations, seen.truth.rotations)

    def samples(images):
        half = torch.fft.rfft2(torch.fft.ifftshift(images, dim=(-2, -1)))
        k = half_plane_frequencies(32).flatten(0, 1)
        return half[:, k[:, 1] % 32, k[:, 0]]

    expected = samples(plain.images) * ctf(freqs, seen.optics)
    found = samples(seen.images)
    ratio = (found.abs().square().sum() / expected.abs().square().sum()).sqrt()  # both stacks are scaled to variance 1
    torch.testing.assert_close(found, expected * ratio, atol=2e-2, rtol=1e-4)


def test_no_ctf_is_a_ctf_of_one():
    optics = draw_optics(NoCtf(), 3, 2.0, torch.Generator().manual_seed(0))
    torch.testing.assert_close(ctf(torch.rand(7, 2) - 0.5, optics), torch.ones(3, 7))


def test_defocus_stays_in_its_range_with_the_astigmatism_asked_for():
    law = DefocusRange(min_A=5000, max_A=9000, max_astigmatism_A=600)
    optics = draw_optics(law, 500, 2.0, torch.Generator().manual_seed(0))
    mean, difference = (optics.defocus_u_A + optics.defocus_v_A) / 2, optics.defocus_u_A - optics.defocus_v_A
    assert mean.min() >= 5000 and mean.max() <= 9000 and mean.std() == pytest.approx(4000 / math.sqrt(12), rel=0.1)
    assert difference.min() >= 0 and 500 < difference.max() <= 600


def test_a_table_of_real_ctfs_gives_its_own_rows_at_our_pixel_size():
    table = draw_optics(DefocusRange(), 5, 1.0, torch.Generator().manual_seed(0))
    drawn = draw_optics(CtfTable(table), 40, 3.0, torch.Generator().manual_seed(1))
    rows = [int((table.defocus_u_A == u).nonzero()) for u in drawn.defocus_u_A]
    torch.testing.assert_close(drawn.defocus_angle_deg, table.defocus_angle_deg[rows])
    assert len(set(rows)) == 5
    assert drawn.pixel_size_A.tolist() == [3.0] * 40


def test_preferred_views_lie_around_one_direction_and_the_others_anywhere():
    settings = replace(CLEAN, n_particles=2000, box_px=8, preferred_fraction=0.6)
    views = simulate(antibody(1), settings).poses.rotations[:, 2]
    tilt = torch.rad2deg(views[:, 2].clamp(-1, 1).acos())
    # 60 % within 25 degrees (2.1 sigma: 96 % of them), and 4.7 % of the uniform rest
    assert float((tilt < 25).float().mean()) == pytest.approx(0.6 * 0.963 + 0.4 * 0.047, abs=0.03)


def test_maps_and_atoms_of_one_molecule_give_the_same_images(tmp_path):
    atoms = antibody(2)
    settings = replace(CLEAN, n_particles=8, box_px=32, sigma_A=14.0)
    from_atoms = simulate(atoms, settings)
    for state in range(2):
        with mrcfile.new(tmp_path / f"{state}.mrc", overwrite=True) as mrc:
            mrc.set_data(state_density(atoms, state, 48, 256 / 48, 14.0).numpy())
            mrc.voxel_size = 256 / 48
    from_maps = simulate(load_ensemble([tmp_path / "0.mrc", tmp_path / "1.mrc"]), settings)
    np.testing.assert_array_equal(from_maps.truth.state, from_atoms.truth.state)
    assert from_maps.truth.pixel_size == pytest.approx(8.0)
    assert from_maps.truth.sigma_A == 0.0
    pairs = zip(from_maps.images.flatten(1), from_atoms.images.flatten(1), strict=True)
    assert min(float(torch.corrcoef(torch.stack(pair))[0, 1]) for pair in pairs) > 0.995


def test_the_folder_has_the_truth_under_its_agreed_keys(tmp_path):
    truth = simulate_to(tmp_path, antibody(4), replace(CLEAN, snr=0.5))
    with np.load(tmp_path / "truth.npz") as file:
        assert set(file.files) == TRUTH_KEYS
        assert file["ctf"].shape == (6, 9)
        assert str(file["molecule"]) == "antibody"
    again = read_truth(tmp_path)
    np.testing.assert_array_equal(again.rotations, truth.rotations)
    assert (again.box, again.pixel_size, again.snr, again.seed) == (32, 8.0, 0.5, 4)
    assert load_ensemble(tmp_path / "ensemble.npz").n_states == 4


def test_the_star_file_and_the_pickles_read_back_as_the_truth(tmp_path):
    settings = replace(CLEAN, ctf=DefocusRange(phase_shift_deg=20.0))
    stack = simulate(antibody(4), settings)
    write_simulated_set(tmp_path, antibody(4), stack)
    table = read_particles(tmp_path / "particles.star")
    assert len(table) == 6
    assert table.poses is None
    assert table.optics is not None
    np.testing.assert_allclose(optics_columns(table.optics, 32), stack.truth.ctf, rtol=1e-6, atol=1e-6)
    images = mrcfile.read(tmp_path / "particles.mrcs")
    np.testing.assert_array_equal(images, stack.images.numpy())
    poses = read_poses(tmp_path / "truth_poses.pkl", 32)
    torch.testing.assert_close(poses.rotations.float(), stack.poses.rotations)
    torch.testing.assert_close(poses.shifts_px.float(), stack.poses.shifts_px)
    np.testing.assert_allclose(optics_columns(read_ctf(tmp_path / "truth_ctf.pkl"), 32), stack.truth.ctf, rtol=1e-6)


def test_truth_survives_its_file(tmp_path):
    rng = np.random.default_rng(0)
    truth = Truth(rng.normal(size=(3, 3, 3)), rng.normal(size=(3, 2)), np.arange(3), rng.normal(size=(3, 9)), "thing", 32, 1.5, 3.0, 0.1, 9)
    write_truth(tmp_path, truth)
    again = read_truth(tmp_path)
    for name in TRUTH_KEYS:
        np.testing.assert_array_equal(getattr(again, name), getattr(truth, name))


def test_a_molecule_too_large_for_its_box_is_said_to_wrap_around(caplog):
    with caplog.at_level("WARNING", logger="cryofire"):
        simulate(antibody(1), replace(CLEAN, pixel_size_A=4.0))
    assert "over the edge" in caplog.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"snr": 0.0}, "signal-to-noise"),
        ({"n_particles": 0}, "0 particles"),
        ({"preferred_fraction": 1.5}, "preferred fraction"),
        ({"box_px": 4}, "box of 4"),
    ],
)
def test_impossible_settings_are_refused(change, words):
    with pytest.raises(ConfigError, match=words):
        simulate(antibody(1), replace(CLEAN, **change))
