"""What every encoder, pose method, latent and decoder promises, for all that stand in the tables."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from cryofire.core.errors import ConfigError
from cryofire.models.cryofire import ModelConfig
from cryofire.models.decoders import DECODERS
from cryofire.models.encoders import ENCODERS, Encoder
from cryofire.models.latents import LATENTS
from cryofire.models.poses import POSES, PoseHead
from cryofire.physics.lattice import Lattice
from cryofire.physics.rotations import random_rotations
from cryofire.physics.slices import slice_coordinates
from networks import DECODER_OPTIONS, make_decoder
from stacks import tiny_set

Z_DIM = 3
N_FEATURES = 20
BOXES = (16, 17)


def chosen(kind_of: str, kind: str, **more: object) -> ModelConfig:
    """The network's options with one part chosen, as a recipe would."""
    return ModelConfig.model_validate({"z_dim": Z_DIM, kind_of: {"kind": kind, **more}})


def make_encoder(kind: str, box_px: int) -> Encoder:
    torch.manual_seed(0)
    return ENCODERS[kind](chosen("encoder", kind).encoder, box_px)


def make_pose(kind: str, no_trans: bool = False) -> PoseHead:
    torch.manual_seed(0)
    return POSES[kind](chosen("pose", kind, no_trans=no_trans).pose, N_FEATURES)


def features(b: int, p: int) -> Tensor:
    return torch.randn(b, p, N_FEATURES, generator=torch.Generator().manual_seed(b))


def coordinates(b: int, p: int, box_px: int = 16) -> Tensor:
    rotations = random_rotations(b * p, torch.Generator().manual_seed(1)).unflatten(0, (b, p))
    return slice_coordinates(rotations, Lattice.create(box_px).freqs_per_px)


def parameters_without_gradient(module: nn.Module, output: Tensor) -> list[str]:
    """Names of the parameters that no gradient of the output reaches."""
    generator = torch.Generator().manual_seed(0)
    (output * torch.randn(output.shape, generator=generator)).sum().backward()
    return [name for name, p in module.named_parameters() if p.numel() > 0 and (p.grad is None or not p.grad.abs().max() > 0)]


# ---- encoders --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("box_px", BOXES)
@pytest.mark.parametrize("kind", ENCODERS)
def test_encoder_gives_the_features_that_it_promises_and_leaves_the_images(kind, box_px):
    encoder, images = make_encoder(kind, box_px), tiny_set(3, box_px).images
    before = images.clone()
    found = encoder(images)
    assert found.shape == (3, encoder.n_features)
    assert torch.isfinite(found).all()
    assert torch.equal(images, before)


@pytest.mark.parametrize("kind", ENCODERS)
def test_every_parameter_of_the_encoder_learns(kind):
    encoder = make_encoder(kind, 16)
    assert parameters_without_gradient(encoder, encoder(tiny_set(4).images)) == []


@pytest.mark.parametrize("kind", ENCODERS)
def test_encoder_reads_each_image_by_itself(kind):
    encoder, images = make_encoder(kind, 16).eval(), tiny_set(4).images
    together, alone = encoder(images), torch.cat([encoder(image[None]) for image in images])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)
    assert (together[0] - together[1]).abs().max() > 1e-3, "two different images give the same features"


# ---- poses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("b", [1, 3, 4])
@pytest.mark.parametrize("kind", POSES)
def test_pose_method_gives_rotations_and_shifts_of_every_candidate(kind, b):
    head, batch = make_pose(kind), tiny_set(4).batch(b)
    n_candidates = 2 if head.needs_features else 1
    poses = head(features(b, n_candidates) if head.needs_features else None, batch)
    assert poses.rotations.shape == (b, n_candidates, 3, 3)
    assert poses.shifts_px.shape == (b, n_candidates, 2)
    identity = torch.eye(3).expand_as(poses.rotations)
    torch.testing.assert_close(poses.rotations @ poses.rotations.transpose(-1, -2), identity, rtol=0, atol=2e-6)
    torch.testing.assert_close(torch.linalg.det(poses.rotations), torch.ones(b, n_candidates), rtol=0, atol=2e-6)


@pytest.mark.parametrize("kind", POSES)
def test_pose_method_without_translations_gives_zero_shifts(kind):
    head = make_pose(kind, no_trans=True)
    poses = head(features(3, 1) if head.needs_features else None, tiny_set(4).batch(3))
    assert torch.equal(poses.shifts_px, torch.zeros(3, 1, 2))


@pytest.mark.parametrize("kind", POSES)
def test_every_parameter_of_the_pose_method_learns(kind):
    head = make_pose(kind)
    if not list(head.parameters()):
        assert not head.needs_features, "a head that reads features must have something to learn"
        return
    poses = head(features(4, 2) if head.needs_features else None, tiny_set(4).batch())
    assert parameters_without_gradient(head, torch.cat([poses.rotations.flatten(2), poses.shifts_px], dim=-1)) == []


# ---- latents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LATENTS)
def test_latent_without_noise_is_its_mean(kind):
    head = LATENTS[kind](chosen("latent", kind).latent, N_FEATURES, Z_DIM)
    latents = head(features(4, 2), torch.zeros(4, 2, Z_DIM))
    assert latents.z.shape == (4, 2, Z_DIM)
    torch.testing.assert_close(latents.z, latents.mean)
    assert latents.log_variance is None or latents.log_variance.shape == (4, 2, Z_DIM)


@pytest.mark.parametrize("kind", LATENTS)
def test_latent_is_spread_by_its_own_variance(kind):
    head = LATENTS[kind](chosen("latent", kind).latent, N_FEATURES, Z_DIM)
    noise = torch.randn(4, 2, Z_DIM, generator=torch.Generator().manual_seed(5))
    latents = head(features(4, 2), noise)
    spread = torch.zeros_like(noise) if latents.log_variance is None else torch.exp(0.5 * latents.log_variance)
    torch.testing.assert_close(latents.z, latents.mean + spread * noise)


@pytest.mark.parametrize("kind", LATENTS)
def test_every_parameter_of_the_latent_learns(kind):
    torch.manual_seed(0)
    head = LATENTS[kind](chosen("latent", kind).latent, N_FEATURES, Z_DIM)
    assert parameters_without_gradient(head, head(features(4, 2), torch.ones(4, 2, Z_DIM)).z) == []


@pytest.mark.parametrize("kind", LATENTS)
def test_drawn_latents_have_the_spread_that_is_asked_for(kind):
    head = LATENTS[kind](chosen("latent", kind, std_z_init=2.5).latent, N_FEATURES, Z_DIM)
    noise = torch.randn(4000, 1, Z_DIM, generator=torch.Generator().manual_seed(0))
    latents = head.draw(noise)
    torch.testing.assert_close(latents.z, 2.5 * noise)
    assert torch.equal(latents.mean, torch.zeros(4000, 1, Z_DIM))


# ---- decoders --------------------------------------------------------------------------------------------------

every_decoder = pytest.mark.parametrize("options", DECODER_OPTIONS.values(), ids=DECODER_OPTIONS)


@pytest.mark.parametrize("z_dim", [0, Z_DIM])
@every_decoder
def test_decoder_gives_a_complex_value_at_every_coordinate(options, z_dim):
    if z_dim == 0 and "components" in options:
        with pytest.raises(ConfigError, match="nothing to mix"):
            make_decoder(options, z_dim=z_dim)
        return
    decoder, at = make_decoder(options, z_dim=z_dim), coordinates(3, 2)
    before = at.clone()
    values = decoder(at, torch.ones(3, 2, z_dim) if z_dim else None)
    assert values.shape == at.shape[:-1]
    assert values.is_complex()
    assert torch.isfinite(torch.view_as_real(values)).all()
    assert torch.equal(at, before)


@every_decoder
def test_every_parameter_of_the_decoder_learns(options):
    decoder = make_decoder(options)
    values = decoder(coordinates(3, 1), torch.randn(3, 1, Z_DIM, generator=torch.Generator().manual_seed(2)))
    assert parameters_without_gradient(decoder, torch.view_as_real(values)) == []


@every_decoder
def test_gradients_of_the_decoder_reach_the_pose_and_the_conformation(options):
    decoder, at, z = make_decoder(options), coordinates(2, 2).requires_grad_(), torch.zeros(2, 2, Z_DIM, requires_grad=True)
    torch.view_as_real(decoder(at, z)).square().sum().backward()
    assert at.grad is not None
    assert (at.grad.flatten(2).norm(dim=-1) > 0).all()
    assert z.grad is not None
    assert (z.grad.norm(dim=-1) > 0).all()


@every_decoder
def test_volume_of_the_decoder_depends_on_the_conformation(options):
    decoder, at = make_decoder(options), coordinates(1, 1)
    one, other = decoder(at, torch.zeros(1, 1, Z_DIM)), decoder(at, torch.ones(1, 1, Z_DIM))
    assert (one - other).abs().max() > 0.01 * one.abs().max()


@every_decoder
def test_decoder_treats_each_candidate_by_itself(options):
    decoder, at = make_decoder(options), coordinates(40, 2)  # enough points to be cut into several passes on a CPU
    z = torch.randn(40, 2, Z_DIM, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        alone = torch.stack([decoder(at[i : i + 1, 1:], z[i : i + 1, 1:])[0, 0] for i in (0, 17, 39)])
        torch.testing.assert_close(decoder(at, z)[[0, 17, 39], 1], alone, rtol=1e-4, atol=1e-6)


# ---- tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "wrong", "right"),
    [(ENCODERS, "cn", "cnn"), (POSES, "amortised", "amortized"), (LATENTS, "variatonal", "variational"), (DECODERS, "mlp", "fourier_mlp")],
    ids=["encoder", "pose", "latent", "decoder"],
)
def test_part_that_does_not_exist_is_an_error_that_suggests_one(table, wrong, right):
    with pytest.raises(ConfigError, match=wrong) as caught:
        table[wrong]
    assert right in caught.value.hint
