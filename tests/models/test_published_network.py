"""The published encoder and hypervolume, layer by layer, against a second writing of the same formulae."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from cryofire.models.decoders.fourier_mlp import FourierMlp
from cryofire.models.encoders.cnn import CnnConfig, CnnEncoder
from cryofire.physics.fourier import fourier_to_hartley
from networks import make_decoder

Z_DIM = 2


def hartley_value(decoder: FourierMlp, coordinates: Tensor, z: Tensor) -> Tensor:
    """Random Fourier features beside z, one layer, residual layers, one output: as in the paper, without any sharing."""
    phase = coordinates @ decoder.frequencies
    features = torch.cat([torch.cos(phase), torch.sin(phase), z.expand(*phase.shape[:-1], -1)], dim=-1)
    weight = torch.cat([decoder.from_cos.weight, decoder.from_sin.weight, decoder.from_z.weight], dim=1)
    x = torch.relu(features @ weight.T + decoder.from_cos.bias)
    for layer in decoder.hidden:
        x = torch.relu(layer(x) + x)
    return decoder.out(x)[..., 0]


def some_points() -> Tensor:
    return torch.rand(200, 3, generator=torch.Generator().manual_seed(0)) - 0.5


def test_hypervolume_is_the_papers_network_read_as_a_hartley_transform():
    decoder = make_decoder({"kind": "fourier_mlp"}, 32, Z_DIM)
    at, z = some_points(), torch.tensor([0.3, -1.2])
    with torch.no_grad():
        found = decoder(at[None, None], z[None, None])[0, 0]
        torch.testing.assert_close(fourier_to_hartley(found), hartley_value(decoder, at, z), rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(fourier_to_hartley(found.conj()), hartley_value(decoder, -at, z), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("pe_dim", "layers", "dim"), [(6, 3, 256), (4, 0, 32)])
def test_hypervolume_has_the_sizes_that_its_options_say(pe_dim, layers, dim):
    decoder = make_decoder({"kind": "fourier_mlp", "pe_dim": pe_dim, "layers": layers, "dim": dim}, 32, Z_DIM)
    assert decoder.frequencies.shape == (3, 3 * pe_dim)
    n_inputs = 2 * 3 * pe_dim + Z_DIM
    assert sum(p.numel() for p in decoder.parameters()) == (n_inputs + 1) * dim + layers * (dim + 1) * dim + dim + 1


def test_random_frequencies_have_the_spread_that_is_asked_for_and_are_not_trained():
    decoder = make_decoder({"kind": "fourier_mlp", "pe_dim": 2000, "feat_sigma": 0.5}, 64)
    assert float(decoder.frequencies.std()) == pytest.approx(0.5 * 32, rel=0.02)
    assert "frequencies" in decoder.state_dict()
    assert "frequencies" not in dict(decoder.named_parameters())


def test_weights_of_the_first_layer_are_spread_as_those_of_one_layer_over_all_features():
    decoder = make_decoder({"kind": "fourier_mlp"}, 32, Z_DIM)
    plain = nn.Linear(2 * 18 + Z_DIM, 256).weight
    for weight in (decoder.from_cos.weight, decoder.from_sin.weight, decoder.from_z.weight):
        assert float(weight.detach().abs().max()) == pytest.approx(float(plain.detach().abs().max()), rel=0.02)


def test_encoder_has_the_published_blocks():
    encoder = CnnEncoder(CnnConfig(depth=3, channels=16, kernel_size=5), 64)
    block = [nn.Conv2d, nn.ReLU, nn.Conv2d, nn.ReLU, nn.AvgPool2d, nn.GroupNorm]
    assert [type(layer) for layer in encoder.blocks] == 3 * block
    convolutions = [layer for layer in encoder.blocks if isinstance(layer, nn.Conv2d)]
    assert [(c.in_channels, c.out_channels) for c in convolutions] == [(1, 16), (16, 32), (32, 32), (32, 64), (64, 64), (64, 128)]
    assert {c.kernel_size for c in convolutions} == {(5, 5)}
    assert {layer.num_groups for layer in encoder.blocks if isinstance(layer, nn.GroupNorm)} == {16}


@pytest.mark.parametrize(("box_px", "depth", "n_features"), [(64, 6, 1024), (128, 6, 4096), (64, 5, 2048), (100, 6, 1024)])
def test_features_are_all_that_the_blocks_leave(box_px, depth, n_features):
    assert CnnEncoder(CnnConfig(depth=depth), box_px).n_features == n_features
