"""Slices at a grid of poses: likelihoods by the formula written out, and the centres they find."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import MultivariateNormal

from cryofire.models.encoders.templates import Templates
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from cryofire.physics.translations import shift_phases
from planted import blob_atoms

BOX_PX, SHELL = 16, 6
LATTICE = Lattice.create(BOX_PX, SHELL)


def made(n_poses: int, n_components: int, scale: float) -> tuple[Templates, torch.Tensor]:
    """Templates of blobs at random poses, and the slices (r, k, c) they were given."""
    rotations = random_rotations(n_poses, torch.Generator().manual_seed(1))
    points = slice_coordinates(rotations, LATTICE.indices.float()).reshape(-1, 3)
    slices = blob_atoms(BOX_PX, n_components, scale).at(points).view(n_poses, len(LATTICE), -1)
    templates = Templates(LATTICE.freqs_per_px, LATTICE.n_upto(4), 3.0, 1.0)
    templates.give(slices)
    return templates, slices


@pytest.mark.parametrize("n_components", [0, 1, 2, 3])
def test_the_likelihood_is_that_of_the_gaussian_with_z_integrated_out(n_components):
    templates, slices = made(5, 3, 0.5)
    generator = torch.Generator().manual_seed(2)
    images = torch.randn(2, len(LATTICE), dtype=torch.complex64, generator=generator)
    ctfs = torch.rand(2, len(LATTICE), generator=generator) + 0.5
    centres_px = torch.tensor([[[0.0, 0.0], [1.2, -0.4]], [[0.5, 0.5], [-2.0, 1.0]]])
    found = templates.log_likelihood(images, ctfs, centres_px, len(LATTICE), n_components)
    expected = torch.empty(2, 2, 5, dtype=torch.float64)
    for i, m, r in ((i, m, r) for i in range(2) for m in range(2) for r in range(5)):
        moved = images[i] * shift_phases(LATTICE.freqs_per_px, -centres_px[i, m])
        prediction = slices[r] * ctfs[i][:, None]
        # Real and imaginary parts have variance 1/2 each.
        y, clean, v = (torch.view_as_real(x).movedim(-1, 1).flatten(0, 1).double() for x in (moved, prediction[:, 0], prediction[:, 1:]))
        covariance = torch.eye(len(y), dtype=torch.float64) / 2
        covariance += v[:, :n_components] @ v[:, :n_components].T
        expected[i, m, r] = MultivariateNormal(clean, covariance).log_prob(y) - MultivariateNormal(
            torch.zeros_like(y), torch.eye(len(y), dtype=torch.float64) / 2
        ).log_prob(y)
    torch.testing.assert_close(found.double(), expected, rtol=2e-2, atol=0.2)
    assert float(expected.std()) > 5, "poses and centres differ by more than the tolerance"


def test_the_inner_shells_alone_are_compared_where_asked():
    templates, _ = made(5, 1, 1.0)
    images, ctfs, centres_px = torch.ones(1, len(LATTICE), dtype=torch.complex64), torch.ones(1, len(LATTICE)), torch.zeros(1, 1, 2)
    inner = templates.log_likelihood(images, ctfs, centres_px, templates.n_coarse, 1)
    images[:, templates.n_coarse :] = 9.0
    torch.testing.assert_close(templates.log_likelihood(images, ctfs, centres_px, templates.n_coarse, 1), inner)


def test_centres_are_found_at_an_unknown_pose_and_conformation():
    templates, slices = made(200, 1, 6.0)
    generator, rows = torch.Generator().manual_seed(3), torch.arange(200)
    shifts_px, z = 5 * torch.rand(200, 2, generator=generator) - 2.5, torch.randn(200, 1, generator=generator)
    images = (slices[rows, :, 0] + z * slices[rows, :, 1]) * shift_phases(LATTICE.freqs_per_px, shifts_px)
    images += torch.randn(images.shape, dtype=torch.complex64, generator=generator)
    found = templates.find_centre(images, torch.ones(images.shape))
    errors = (found - shifts_px).norm(dim=1)
    assert float(errors.median()) < 0.2
    assert float((errors < 0.6).float().mean()) > 0.9


def test_without_volumes_nothing_is_compared():
    templates = Templates(LATTICE.freqs_per_px, 10, 3.0, 1.0)
    with pytest.raises(AssertionError, match="given the slices"):
        templates.log_likelihood(
            torch.ones(1, len(LATTICE), dtype=torch.complex64), torch.ones(1, len(LATTICE)), torch.zeros(1, 1, 2), 10, 0
        )
