"""A decoder and the map made of it are one thing: real, in one orientation, in one grey scale."""

from __future__ import annotations

from itertools import permutations, product

import pytest
import torch
from torch import Tensor

from cryofire.core.types import Latents, Poses
from cryofire.models.decoders import Decoder
from cryofire.models.image_formation import form_images
from cryofire.models.volumes import make_volume
from cryofire.physics.fourier import centred_fft
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import central_slices, slice_coordinates, volume_to_grid
from networks import DECODER_OPTIONS, EXACT_MAPS, make_decoder
from stacks import blob_volume, correlation

IMAGE_STD = 7.5
Z = torch.tensor([0.4, -1.1])
BOXES = (16, 17)


RIGID = {name: options for name, options in DECODER_OPTIONS.items() if "components" not in options}
every_exact_decoder = pytest.mark.parametrize("options", EXACT_MAPS.values(), ids=EXACT_MAPS)
every_decoder = pytest.mark.parametrize("options", DECODER_OPTIONS.values(), ids=DECODER_OPTIONS)


def cube_rotations() -> Tensor:
    """The 24 turns that take a grid to itself: slices of a volume then fall on its grid points, without interpolation."""
    found = []
    for axes, signs in product(permutations(range(3)), product((-1.0, 1.0), repeat=3)):
        turn = torch.zeros(3, 3)
        turn[range(3), list(axes)] = torch.tensor(signs)
        if torch.linalg.det(turn) > 0:
            found.append(turn)
    return torch.stack(found)


def predicted_images(decoder: Decoder, rotations: Tensor, box_px: int) -> Tensor:
    """What the model says that images look like, in the grey values of the input, without CTF."""
    lattice, n = Lattice.create(box_px), len(rotations)
    z = Z.expand(n, 1, -1)
    poses = Poses(rotations[:, None], torch.zeros(n, 1, 2))
    with torch.no_grad():
        images_ft = form_images(decoder, poses, Latents(z, z), None, lattice.freqs_per_px)[:, 0]
    return lattice.to_images(images_ft * box_px) * IMAGE_STD


def test_a_cube_has_24_turns():
    assert cube_rotations().shape == (24, 3, 3)


@pytest.mark.parametrize("box_px", BOXES)
@every_decoder
def test_decoder_at_minus_k_is_the_conjugate_of_that_at_k(options, box_px):
    decoder = make_decoder(options, box_px, len(Z))
    rotations = torch.cat([random_rotations(5, torch.Generator().manual_seed(4)), cube_rotations()[:6]])
    at = slice_coordinates(rotations, Lattice.create(box_px).freqs_per_px)[:, None]
    z = Z.expand(len(at), 1, -1)
    with torch.no_grad():
        torch.testing.assert_close(decoder(-at, z), decoder(at, z).conj(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("box_px", BOXES)
@every_exact_decoder
def test_transform_of_the_map_is_the_decoder_at_every_grid_point_of_a_slice(options, box_px):
    decoder, rotations, lattice = make_decoder(options, box_px, len(Z)), cube_rotations(), Lattice.create(box_px)
    at = slice_coordinates(rotations, lattice.freqs_per_px)
    with torch.no_grad():
        expected = decoder(at[:, None], Z.expand(len(rotations), 1, -1))[:, 0] * (box_px * IMAGE_STD)
    volume = make_volume(decoder, Z, box_px, IMAGE_STD)
    assert volume.dtype == torch.float32
    x, y, z = ((at * box_px).round().long() + box_px // 2).unbind(-1)
    torch.testing.assert_close(centred_fft(volume, 3)[z, y, x], expected, rtol=1e-4, atol=1e-3 * float(expected.abs().max()))


@pytest.mark.parametrize("options", RIGID.values(), ids=RIGID)
def test_decoder_learns_a_volume_and_its_map_and_slices_are_that_volume(options):
    # Slices agree in the middle of the lattice only: a decoder knows nothing of the box's edges, nor a map of what lies beyond Nyquist.
    box_px, generator = 16, torch.Generator().manual_seed(0)
    truth = blob_volume(box_px)
    truth = truth / truth.sum(dim=0).std()
    decoder, grid, lattice = make_decoder(options, box_px, 0), volume_to_grid(truth), Lattice.create(box_px)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=2e-3)
    for _ in range(60):
        rotations = random_rotations(6, generator)
        found = decoder(slice_coordinates(rotations, lattice.freqs_per_px)[:, None], None)[:, 0]
        error = (found - central_slices(grid, rotations, lattice.freqs_per_px) / box_px).abs().square().mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    volume = make_volume(decoder, None, box_px)
    assert correlation(volume, truth) > 0.85
    rotations, inner = random_rotations(8, generator), Lattice.create(box_px, box_px // 2 - 2)
    with torch.no_grad():
        expected = decoder(slice_coordinates(rotations, inner.freqs_per_px)[:, None], None)[:, 0] * box_px
    slices = central_slices(volume_to_grid(volume, padding=3), rotations, inner.freqs_per_px)
    assert correlation(torch.view_as_real(slices), torch.view_as_real(expected)) > 0.95


@pytest.mark.parametrize("box_px", BOXES)
@every_exact_decoder
def test_projection_of_the_map_is_the_predicted_image_grey_value_for_grey_value(options, box_px):
    decoder = make_decoder(options, box_px, len(Z))
    volume = make_volume(decoder, Z, box_px, IMAGE_STD)
    along_z, predicted = volume.sum(dim=0), predicted_images(decoder, torch.eye(3)[None], box_px)[0]
    assert predicted.std() > 0.1
    torch.testing.assert_close(along_z, predicted, rtol=1e-4, atol=1e-4 * float(predicted.abs().max()))


@every_decoder
def test_map_of_twice_the_image_spread_is_twice_as_dense(options):
    decoder = make_decoder(options, 16, len(Z))
    torch.testing.assert_close(make_volume(decoder, Z, 16, 2 * IMAGE_STD), 2 * make_volume(decoder, Z, 16, IMAGE_STD))


def test_map_holds_nothing_beyond_the_shell_that_was_trained():
    volume = make_volume(make_decoder({"kind": "fourier_mlp"}, 16, len(Z)), Z, 16, 1.0, max_shell=5)
    k = torch.arange(16) - 8
    radius = torch.stack(torch.meshgrid(k, k, k, indexing="ij")).double().norm(dim=0)
    power = centred_fft(volume, 3).abs()
    assert power[radius > 5].max() < 1e-4 * power.max()
    assert power[(radius > 4) & (radius <= 5)].max() > 1e-3 * power.max()


def test_map_does_not_depend_on_how_many_points_are_evaluated_at_a_time():
    decoder = make_decoder({"kind": "fourier_mlp"}, 16, len(Z))
    torch.testing.assert_close(make_volume(decoder, Z, 16, chunk=100), make_volume(decoder, Z, 16), rtol=1e-4, atol=1e-5)
