"""Joint training: what its loss is, which gradients go where, and that wrong volumes get better."""

from __future__ import annotations

import pytest
import torch

from cryofire.data.load_set import DataConfig, open_dataset
from cryofire.inference.decoder_volumes import volumes_for
from cryofire.inference.estimates import Estimates
from cryofire.inference.fourier_grid import FourierGrid
from cryofire.inference.hypotheses import show_volumes
from cryofire.inference.linear_subspace import solve_volumes
from cryofire.inference.particle_posteriors import ParticlePosteriors
from cryofire.inference.whitened_images import load_whitened
from cryofire.models.decoders import LowRankGridConfig
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig
from cryofire.physics.rotations import random_rotations
from cryofire.training.encoder.render import renderer_of
from cryofire.training.hypervolume import learn
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.hypervolume.initialise import make_decoder
from cryofire.training.hypervolume.learn import AVERAGED_FROM, Material, _update, error_of_encoder, learn_hypervolume, reconstruction_error
from stacks import tiny_set, write_tiny_stack

CPU = torch.device("cpu")
SMALL = PolarEncoderConfig(shell=6, centre_shell=4, width=32, n_blocks=1, direction_order=0, n_in_plane=12)


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    """A rigid tiny set at its true poses: decoder, encoder and what they learn from."""
    stack = write_tiny_stack(tmp_path_factory.mktemp("joint"), tiny_set(200, noise=0.5, seed=3))
    config = DataConfig(particles=stack.star)
    dataset = open_dataset(config, config, 0)
    rows = torch.arange(200)
    whitened = load_whitened(dataset, rows, CPU)
    poses = stack.truth.poses
    posteriors = ParticlePosteriors.at_poses(poses.rotations, poses.shifts_px, 0)
    grid = FourierGrid(8, 1.5, CPU)
    volumes, _ = solve_volumes(whitened, posteriors, grid, None)
    decoder = make_decoder(LowRankGridConfig(), 16, 0, 0)
    decoder.put_volumes(volumes_for(decoder, grid, volumes))
    torch.manual_seed(0)
    encoder = PolarEncoder(SMALL, 16, 0)
    estimates = Estimates(poses.rotations, poses.shifts_px, torch.zeros(200, 0))
    renderer = renderer_of(whitened.upto(6), posteriors, volumes, grid)
    show_volumes(encoder, volumes, grid)
    return decoder, encoder, Material(dataset, rows, estimates, whitened.noise_sd, renderer, 8), whitened


def test_the_error_is_least_at_the_true_poses(setting):
    decoder, _, material, whitened = setting
    e = material.estimates
    with torch.no_grad():
        right = reconstruction_error(decoder, whitened, e.rotations, e.shifts_px, e.z, 0.2)
        turned = reconstruction_error(decoder, whitened, random_rotations(200, torch.Generator().manual_seed(1)), e.shifts_px, e.z, 0.2)
        moved = reconstruction_error(decoder, whitened, e.rotations, e.shifts_px + 1.5, e.z, 0.2)
    assert float(right.mean()) < -20, "better than noise alone"
    assert float(right.mean()) < float(turned.mean()) - 10
    assert float(right.mean()) < float(moved.mean()) - 10


def test_the_contrast_of_an_image_does_not_count_as_an_error(setting):
    decoder, _, material, whitened = setting
    e = material.estimates
    with torch.no_grad():
        free, fixed = (
            reconstruction_error(decoder, whitened.with_noise(whitened.noise_sd), e.rotations, e.shifts_px, e.z, sd).mean()
            for sd in (10.0, 1e-4)
        )
        dimmer = whitened.take(torch.arange(200))
        dimmer.images.mul_(0.5)
        free_dim, fixed_dim = (reconstruction_error(decoder, dimmer, e.rotations, e.shifts_px, e.z, sd).mean() for sd in (10.0, 1e-4))
    assert float(free_dim / free) == pytest.approx(0.25, abs=0.01), "all explained power is a quarter"
    assert float(fixed_dim) > float(free_dim) + 1
    assert float(fixed) == pytest.approx(float(free), rel=0.1)


def test_gradients_of_the_encoders_error_reach_every_layer_that_makes_a_pose(setting):
    decoder, encoder, _, whitened = setting
    error_of_encoder(encoder, decoder, whitened.upto(6), 0.2).mean().backward()
    for name in ("stem.weight", "directions.2.weight", "shift_and_z.2.weight"):
        gradient = dict(encoder.named_parameters())[name].grad
        assert gradient is not None, name
        assert float(gradient.abs().max()) > 0, name


def test_a_step_of_one_leaves_the_other_as_it_was(setting):
    decoder, encoder, _, whitened = setting
    before = [p.detach().clone() for p in decoder.parameters()]
    optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
    stem = encoder.stem.weight.detach().clone()
    _update(encoder, optimizer, error_of_encoder(encoder, decoder, whitened.upto(6), 0.2).mean())
    assert all(torch.equal(p, b) for p, b in zip(decoder.parameters(), before, strict=True))
    assert not torch.equal(encoder.stem.weight, stem)


def test_weights_end_as_their_mean_over_the_later_steps(setting, slow_clock, monkeypatch):
    """Every step sets all values to its number: the mean lies well below the last."""
    _, encoder, material, _ = setting
    decoder, steps = make_decoder(LowRankGridConfig(), 16, 0, 0), []

    def count(module, optimizer, loss):
        if module is decoder:
            steps.append(len(steps) + 1.0)
            with torch.no_grad():
                decoder.values.fill_(steps[-1])

    monkeypatch.setattr(learn, "_update", count)
    learn_hypervolume(decoder, encoder, material, HypervolumeConfig(minutes=0.01, batch_size=4), 0.01, 0, False)
    first = next(n for n in steps if float(decoder.values.detach().mean()) == pytest.approx((n + steps[-1]) / 2))
    assert len(steps) >= 10
    assert AVERAGED_FROM * len(steps) - 1 <= first <= AVERAGED_FROM * len(steps) + 2


def test_spoilt_volumes_get_better(setting, slow_clock):
    _, encoder, material, whitened = setting
    e = material.estimates
    decoder = make_decoder(LowRankGridConfig(), 16, 0, 0)
    with torch.no_grad():
        decoder.load_state_dict(setting[0].state_dict())
        decoder.values.mul_(0.3)

    def error() -> float:
        with torch.no_grad():
            return float(reconstruction_error(decoder, whitened, e.rotations, e.shifts_px, e.z, 0.01).mean())

    before = error()
    config = HypervolumeConfig(minutes=0.1, batch_size=32, lr=2e-3)
    assert learn_hypervolume(decoder, encoder, material, config, 0.02, 0, False) >= 32
    assert error() < before - 5
