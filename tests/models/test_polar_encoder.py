"""The encoder that turns with the image."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig, rings_from_lattice
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import euler_to_matrix
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases
from planted import blob_atoms

SMALL = PolarEncoderConfig(shell=7, centre_shell=3, width=32, n_blocks=2, direction_order=0, n_in_plane=16)


@pytest.fixture
def encoder() -> PolarEncoder:
    torch.manual_seed(0)
    made = PolarEncoder(SMALL, 16, 2)
    for block in made.blocks:
        nn.init.normal_(block.second.weight, std=0.1)
    nn.init.normal_(made.directions[-1].weight, std=0.1)
    made.templates.give(blob_slices(made))
    made.log_sharpness.data.fill_(-4.0)
    return made.eval()


def blob_slices(encoder: PolarEncoder) -> torch.Tensor:
    """(r, k, 3) slices of the blobs and of two motions at the pose grid's poses."""
    lattice, poses = Lattice.create(16, encoder.config.shell), encoder.pose_rotations.flatten(0, 1)
    points = slice_coordinates(poses, lattice.indices.float()).reshape(-1, 3)
    return blob_atoms(16, n_components=2).at(points).view(len(poses), len(lattice), 3)


def images_at(angles_deg: list[list[float]], shifts_px: list[list[float]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Images of the blobs and their CTFs, all 1."""
    lattice = Lattice.create(16, 7)
    rotations = euler_to_matrix(torch.tensor(angles_deg, dtype=torch.float32))
    slices = blob_atoms(16).at(slice_coordinates(rotations, lattice.indices.float()).reshape(-1, 3)).view(len(rotations), -1)
    images = slices * shift_phases(lattice.freqs_per_px, torch.tensor(shifts_px, dtype=torch.float32))
    return images, torch.ones(images.shape)


@pytest.mark.parametrize(("turn_deg", "steps", "tolerance"), [(90.0, 4, 1e-4), (22.5, 1, 0.02), (-45.0, -2, 0.02)])
def test_turning_the_image_moves_the_answer_along_the_in_plane_angles(encoder, turn_deg, steps, tolerance):
    """Quarter turns keep the lattice and are exact; others lose what lies in the corners of the pixels."""
    images, ctfs = images_at([[30, 50, 10], [30, 50, 10 + turn_deg]], [[0.0, 0.0], [0.0, 0.0]])
    with torch.no_grad():
        logits = encoder(images, ctfs, torch.zeros(2, 2)).logits
    assert float((logits[1].roll(-steps, dims=1) - logits[0]).abs().max()) < tolerance
    assert float((logits[1] - logits[0]).abs().max()) > 5 * tolerance


def test_a_known_centre_takes_the_shift_out(encoder):
    images, ctfs = images_at([[30, 50, 10], [30, 50, 10]], [[0, 0], [1.5, -0.7]])
    with torch.no_grad():
        logits = encoder(images, ctfs, torch.tensor([[0.0, 0.0], [1.5, -0.7]])).logits
        unmoved = encoder(images, ctfs, torch.zeros(2, 2)).logits
    torch.testing.assert_close(logits[1], logits[0], rtol=0, atol=1e-5)
    assert float((unmoved[1] - unmoved[0]).abs().max()) > 1e-2


def test_shift_beyond_the_centre_turns_with_the_image(encoder):
    images, ctfs = images_at([[30, 50, 0], [30, 50, 90]], [[0.0, 0.0], [0.0, 0.0]])
    with torch.no_grad():
        found = encoder(images, ctfs, torch.zeros(2, 2))
        at = encoder.shift_and_z_at(found, torch.tensor([0, 1]), torch.tensor([3, 3]), torch.tensor([2, 6]))
    x, y = at.shifts_px[0]
    # Rz(90) of the conventions takes (x, y) to (y, -x).
    torch.testing.assert_close(at.shifts_px[1], torch.stack([y, -x]), rtol=0, atol=1e-5)
    torch.testing.assert_close(at.z[1], at.z[0], rtol=0, atol=1e-5)


def test_rings_are_the_transform_of_the_masked_image_written_out():
    lattice = Lattice.create(16, 5)
    matrix = rings_from_lattice(lattice, 5, 8)
    generator = torch.Generator().manual_seed(0)
    samples = torch.view_as_complex(torch.randn(len(lattice), 2, generator=generator))
    found = (torch.view_as_real(samples).reshape(-1) @ matrix).view(8, 5, 2)
    pixels = Lattice.create(12, 5).to_images(samples)
    x = torch.arange(12) - 6
    radius = torch.hypot(x[:, None].float(), x[None].float()) / 6
    mask = 0.5 + 0.5 * torch.cos(math.pi * ((radius - 0.65) / 0.3).clamp(0, 1))
    angle, ring = 3 * 2 * math.pi / 8, 4
    phase = -2 * math.pi / 12 * ring * (math.cos(angle) * x[None, :] + math.sin(angle) * x[:, None])
    expected = (pixels * mask * torch.polar(torch.ones_like(phase), phase)).sum()
    torch.testing.assert_close(torch.view_as_complex(found.contiguous())[3, ring - 1], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("box_px", [16, 17])
def test_shells_beyond_the_box_are_left_out(box_px):
    made = PolarEncoder(PolarEncoderConfig(width=16, n_blocks=1, direction_order=0, n_in_plane=8), box_px, 0)
    assert made.config.shell == (box_px - 1) // 2
    made.templates.give(torch.zeros(96, made.n_samples, 1, dtype=torch.complex64))
    images = torch.randn(3, len(Lattice.create(box_px)), dtype=torch.complex64)
    assert made(images, torch.ones(images.shape), torch.zeros(3, 2)).logits.shape == (3, 12, 8)
