"""A hypervolume begins as the volumes of a search: exactly where it holds a grid, nearly where it has to learn them."""

from __future__ import annotations

import pytest
import torch

from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.predicted_images import slices_of
from cryofire.models.decoders import FourierMlpConfig, LowRankGridConfig
from cryofire.models.decoders.low_rank_grid import LowRankGrid
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.training.encoder.render import Renderer
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.initialise import DistilTask, decode, initialise_as, make_decoder
from cryofire.training.stage_task import train
from planted import blob_atoms, planted

CPU = torch.device("cpu")
BOX = 16


@pytest.fixture(scope="module")
def whole() -> Renderer:
    """Volumes with two components up to Nyquist, and images like those of a set."""
    data = planted(100, box_px=BOX, n_components=2)
    grid = FourierGrid(BOX // 2, 1.5, CPU)
    return Renderer(Lattice.create(BOX), blob_atoms(BOX, 2).on(grid), grid, data.whitened.ctfs, None, data.truth.shifts_px, data.truth.z)


def slices(renderer: Renderer, n: int = 30) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(4)
    rotations, z = random_rotations(n, generator), torch.randn(n, 2, generator=generator)
    return rotations, z, slices_of(renderer.grid, renderer.volumes, rotations, z, renderer.lattice.indices.float())


@pytest.mark.parametrize("components", [None, 2, 5])
def test_explicit_volumes_begin_as_those_of_the_search(whole, components):
    decoder = make_decoder(LowRankGridConfig(components=components), BOX, 2, 0)
    initialise_as(decoder, whole, HypervolumeConfig(), 0)
    rotations, z, expected = slices(whole)
    with torch.no_grad():
        found = decode(decoder, rotations, z, whole.lattice.freqs_per_px)
    assert float((found - expected).abs().max()) < 2e-5 * float(expected.abs().max())


def test_explicit_volumes_on_a_finer_grid_begin_nearly_as_those_of_the_search(whole):
    decoder = make_decoder(LowRankGridConfig(components=3, oversampling=2.0), BOX, 2, 0)
    initialise_as(decoder, whole, HypervolumeConfig(), 0)
    rotations, z, expected = slices(whole)
    with torch.no_grad():
        found = decode(decoder, rotations, z, whole.lattice.freqs_per_px)
    assert float((found - expected).norm() / expected.norm()) < 0.08  # interpolated once more


def test_volumes_beyond_those_of_the_search_can_learn_from_the_first_step(whole):
    decoder = make_decoder(LowRankGridConfig(components=5), BOX, 2, 0)
    assert isinstance(decoder, LowRankGrid)
    initialise_as(decoder, whole, HypervolumeConfig(), 0)
    rotations, z, expected = slices(whole)
    (decode(decoder, rotations, z, whole.lattice.freqs_per_px) - 0.5 * expected).abs().square().sum().backward()
    assert decoder.values.grad is not None
    assert (decoder.values.grad.abs().amax(dim=0) > 0).all()


def test_volumes_added_change_the_slices_by_theirs(whole):
    decoder = make_decoder(LowRankGridConfig(components=5), BOX, 2, 0)
    assert isinstance(decoder, LowRankGrid)
    initialise_as(decoder, whole, HypervolumeConfig(), 0)
    decoder.add_volumes(volumes_for(decoder, whole.grid, 0.5 * whole.volumes))
    rotations, z, expected = slices(whole)
    with torch.no_grad():
        found = decode(decoder, rotations, z, whole.lattice.freqs_per_px)
    assert float((found - 1.5 * expected).abs().max()) < 5e-5 * float(expected.abs().max())


def test_a_rigid_molecule_has_nothing_to_mix():
    decoder = make_decoder(LowRankGridConfig(components=16), BOX, 0, 0)
    assert isinstance(decoder, LowRankGrid)
    assert not decoder.is_mixed


@pytest.mark.parametrize("conditioning", ["concat", "film"])
def test_a_network_learns_the_volumes_of_the_search(whole, conditioning):
    config = FourierMlpConfig(layers=2, dim=64, conditioning=conditioning, domain="fourier")
    decoder = make_decoder(config, BOX, 2, 0)
    rotations, z, expected = slices(whole)

    def error() -> float:
        with torch.no_grad():
            found = decode(decoder, rotations, z, whole.lattice.freqs_per_px)
        return float((found - expected).abs().square().sum() / expected.abs().square().sum())

    assert error() > 0.9
    train(DistilTask(decoder, whole, 2e-3, 0), 0, 16 * 200)
    assert error() < 0.5
