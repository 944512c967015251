"""Images whose phases were flipped are told from images as they were recorded, and from noise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from cryofire.checks.check_set import check_set
from cryofire.checks.findings import Severity
from cryofire.checks.phases import SignsOfCtf, find_signs, find_signs_of
from cryofire.core.types import Optics
from cryofire.data.data_config import DataConfig, FilesConfig
from cryofire.data.load_set import open_dataset
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_phases
from cryofire.pipeline.run import train
from runs import QUICK_AT_KNOWN_POSES, small_config
from stacks import TinySet, tiny_optics, tiny_set, write_tiny_stack

N, BOX = 1000, 32


@pytest.fixture(scope="module")
def recorded() -> TinySet:
    """A hollow, uneven particle of 56 A, 1 to 2.2 micrometres under focus: from shell 7 on, images differ in the CTF's sign."""
    generator = torch.Generator().manual_seed(5)
    x = torch.arange(BOX) - BOX // 2
    radius = torch.stack(torch.meshgrid(x, x, x, indexing="ij")).float().norm(dim=0)
    volume = ((radius > 5) & (radius < 7)) * torch.rand(BOX, BOX, BOX, generator=generator)
    lattice, rotations = Lattice.create(BOX), random_rotations(N, generator)
    truth = tiny_set(N, BOX)
    more_A = 4000 + 6000 * torch.rand(N, generator=generator, dtype=torch.float64)
    optics = tiny_optics(N, generator)
    optics = replace(optics, defocus_u_A=optics.defocus_u_A + more_A, defocus_v_A=optics.defocus_v_A + more_A)
    freqs = lattice.freqs_per_px
    images_ft = central_slices(volume_to_grid(volume), rotations, freqs) * shift_phases(freqs, truth.poses.shifts_px)
    images = lattice.to_images(images_ft * ctf(freqs, optics))
    noise = 3 * images.std() * torch.randn(images.shape, generator=generator)
    return TinySet(volume, images + noise, optics, replace(truth.poses, rotations=rotations))


def flipped(images: Tensor, optics: Optics) -> Tensor:
    lattice = Lattice.create(images.shape[-1])
    return lattice.to_images(lattice.sample(images) * ctf(lattice.freqs_per_px, optics).sign())


def test_flipped_phases_are_found_whatever_the_contrast_and_the_grey_scale(recorded: TinySet):
    images = flipped(recorded.images, recorded.optics)
    gains = torch.linspace(0.5, 20, N)[:, None, None]
    for signs in (find_signs(images, recorded.optics), find_signs(7 - gains * images, recorded.optics)):
        assert signs.are_missing
        assert signs.sigma > 8
        assert (signs.first_shell, signs.last_shell) == (7, 16)


def test_images_as_recorded_have_the_signs_of_their_ctf(recorded: TinySet):
    assert find_signs(recorded.images, recorded.optics).sigma < -8
    assert not find_signs(-recorded.images, recorded.optics).are_missing


def test_noise_says_nothing(recorded: TinySet):
    """The statistic is no larger than a normal number: of 200 sets, none at 4 standard errors and few at 2."""
    generator = torch.Generator().manual_seed(1)
    sigmas = [find_signs(torch.randn(100, BOX, BOX, generator=generator), recorded.optics[torch.arange(100)]).sigma for _ in range(200)]
    assert max(map(abs, sigmas)) < 4
    assert abs(np.mean(sigmas)) < 0.25
    assert np.std(sigmas) < 1.1


def test_what_all_images_have_in_common_is_no_flipped_phase(recorded: TinySet):
    """A ring in every image, as a mask leaves one: the sums of both signs agree, and do not grow with the CTF."""
    x = torch.arange(BOX) - BOX // 2
    radius = (x[:, None].square() + x.square()).sqrt()
    ring = ((radius > 9) & (radius < 10.5)).float() * recorded.images.std()
    signs = find_signs(recorded.images + ring, recorded.optics)
    assert signs.sigma > 8
    assert signs.slope_sigma < 0
    assert not signs.are_missing


def test_a_few_strong_images_do_not_decide(recorded: TinySet):
    images = recorded.images.clone()
    images[:20] = 100 * flipped(images[:20], recorded.optics[torch.arange(20)])
    assert find_signs(images, recorded.optics).sigma < -7


def test_without_shells_of_both_signs_nothing_is_said(recorded: TinySet):
    in_focus = replace(recorded.optics, defocus_u_A=0 * recorded.optics.defocus_u_A, defocus_v_A=0 * recorded.optics.defocus_v_A)
    in_focus = replace(in_focus, cs_mm=0 * in_focus.cs_mm)
    assert find_signs(recorded.images, in_focus) == SignsOfCtf(0.0, 0.0, 0, 0)


@pytest.mark.parametrize("is_flipped", [True, False])
def test_check_warns_of_flipped_phases(recorded: TinySet, tmp_path: Path, is_flipped: bool):
    images = flipped(recorded.images, recorded.optics) if is_flipped else recorded.images
    stack = write_tiny_stack(tmp_path, replace(recorded, images=images))
    found = {finding.code: finding for finding in check_set(FilesConfig(particles=stack.star)).findings}
    assert ("phases-flipped" in found) == is_flipped
    if is_flipped:
        finding = found["phases-flipped"]
        assert finding.severity is Severity.WARNING
        assert "standard errors in shells 7 to 16 of the box" in finding.message
        assert "as they were recorded" in finding.advice


def test_train_warns_of_flipped_phases(recorded: TinySet, tmp_path: Path):
    images = flipped(recorded.images, recorded.optics)
    stack = write_tiny_stack(tmp_path / "set", replace(recorded, images=images))
    train(small_config(stack.star, tmp_path / "run", *QUICK_AT_KNOWN_POSES, recipe="homogeneous", is_small=False))
    log = (tmp_path / "run" / "run.log").read_text()
    assert log.count("phases look flipped: images with a positive and with a negative CTF agree by +") == 1


def test_images_as_trained_say_the_same_at_another_box(recorded: TinySet, tmp_path: Path):
    """The CTF of images that were brought to another box is that of their own pixel size."""
    stack = write_tiny_stack(tmp_path, recorded)
    config = DataConfig(particles=stack.star, box_px=28)
    signs = find_signs_of(open_dataset(config, config, 0))
    assert signs is not None
    assert signs.sigma < -8
    without = DataConfig(particles=stack.mrcs)
    assert find_signs_of(open_dataset(without, without, 0)) is None
