"""The network as a whole: poses in the frame of the image as it is, conformations, image formation."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

import cryofire.models.cryofire as network
from cryofire.core.types import Latents, ParticleBatch, Poses
from cryofire.models.cryofire import CryoFire
from cryofire.models.decoders import Decoder
from cryofire.models.encoders import Encoder
from cryofire.models.image_formation import form_images
from cryofire.models.poses import PoseConfig, PoseHead
from cryofire.physics.ctf import ctf
from cryofire.physics.lattice import Lattice
from cryofire.physics.mirror import N_SYMMETRIES, plane_symmetries, space_rotations, transform_images
from cryofire.physics.rotations import angle_between_deg, random_rotations
from cryofire.physics.slices import central_slices, volume_to_grid
from cryofire.physics.translations import shift_phases
from networks import make_decoder, make_network
from stacks import blob_volume, correlation, tiny_set

BOXES = (16, 17)

# ---- poses of symmetric views ----------------------------------------------------------------------------------


class _NoFeatures(Encoder):
    """Sees nothing."""

    n_features = 1

    def forward(self, images: Tensor) -> Tensor:
        return images.new_zeros(len(images), 1)


class _Oracle(PoseHead):
    """Knows the pose of each view."""

    needs_features = True

    def __init__(self, poses: Poses) -> None:
        super().__init__(PoseConfig(), 1)
        self.poses = poses

    def forward(self, features: Tensor | None, batch: ParticleBatch) -> Poses:
        return self.poses


def project(volume: Tensor, poses: Poses) -> Tensor:
    """Images of a volume, with shifts and without CTF."""
    lattice = Lattice.create(volume.shape[-1])
    freqs_per_px = lattice.freqs_per_px
    images_ft = central_slices(volume_to_grid(volume), poses.rotations, freqs_per_px)
    return lattice.to_images(images_ft * shift_phases(freqs_per_px, poses.shifts_px))


def undo(symmetry: int) -> int:
    """The symmetry that takes back another."""
    s = plane_symmetries()
    return next(i for i in range(N_SYMMETRIES) if torch.equal(s[i] @ s[symmetry], torch.eye(2)))


def agreement_of_views(box_px: int) -> Tensor:
    """(8,) for each symmetry: a view at a known pose is made, the image that it is a view of is given to the network, whose
    head tells the pose of the view; how well does the pose that comes back explain the image itself?"""
    volume, generator = blob_volume(box_px), torch.Generator().manual_seed(7)
    of_views = Poses(random_rotations(N_SYMMETRIES, generator), 2 * torch.rand(N_SYMMETRIES, 2, generator=generator))
    views = project(volume, of_views)
    images = torch.cat([transform_images(views[s : s + 1], undo(s)) for s in range(N_SYMMETRIES)])
    model = make_network(box_px, 0)
    model.encoder = _NoFeatures()
    model.pose = _Oracle(Poses(of_views.rotations[:, None], of_views.shifts_px[:, None]))
    batch = ParticleBatch(torch.arange(N_SYMMETRIES), images, None)
    poses, _ = model.encode(batch, torch.arange(N_SYMMETRIES)[:, None], torch.zeros(N_SYMMETRIES, 1, 0))
    found = project(volume, Poses(poses.rotations[:, 0], poses.shifts_px[:, 0]))
    return torch.tensor([correlation(a, b) for a, b in zip(found, images, strict=True)])


@pytest.mark.parametrize("box_px", BOXES)
def test_pose_read_off_a_symmetric_view_explains_the_image_as_it_is(box_px):
    # On an even box the first row and column have no mirror image; the molecule hardly reaches them.
    assert agreement_of_views(box_px).min() > 0.995


@pytest.mark.parametrize("wrong", ["transposed rotation", "transposed shift", "not turned back"])
def test_a_planted_error_in_turning_back_is_seen(wrong, monkeypatch):
    def planted(poses: Poses, symmetries: Tensor) -> Poses:
        s, q = plane_symmetries()[symmetries], space_rotations()[symmetries]
        moved = (s.transpose(-1, -2) @ poses.shifts_px[..., None])[..., 0]
        turned = q.transpose(-1, -2) @ poses.rotations
        if wrong == "transposed rotation":
            return Poses(q @ poses.rotations, moved)
        if wrong == "transposed shift":
            return Poses(turned, (s @ poses.shifts_px[..., None])[..., 0])
        return Poses(poses.rotations, moved)

    monkeypatch.setattr(network, "poses_of_untransformed", planted)
    assert agreement_of_views(16).min() < 0.95


def test_candidates_of_one_particle_are_the_poses_of_its_views_one_by_one():
    model, batch = make_network(16, 2), tiny_set(5).batch()
    symmetries = torch.tensor([[0, 1, 5]]).expand(5, -1)
    together, latents = model.encode(batch, symmetries, torch.zeros(5, 3, 2))
    assert latents is not None
    for p, s in enumerate((0, 1, 5)):
        alone, z = model.encode(batch, torch.full((5, 1), s), torch.zeros(5, 1, 2))
        assert z is not None
        torch.testing.assert_close(together.rotations[:, p], alone.rotations[:, 0], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(together.shifts_px[:, p], alone.shifts_px[:, 0], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(latents.z[:, p], z.z[:, 0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("b", [1, 2, 3, 4])
def test_poses_are_rotations_for_any_batch_size(b):
    poses, _ = make_network(16, 0).encode(tiny_set(4).batch(b), torch.zeros(b, 1, dtype=torch.long), torch.zeros(b, 1, 0))
    identity = torch.eye(3).expand(b, 3, 3)
    torch.testing.assert_close(poses.rotations[:, 0] @ poses.rotations[:, 0].transpose(1, 2), identity, rtol=0, atol=2e-6)


# ---- parts that are there, and parts that are not --------------------------------------------------------------


def only_view(b: int) -> Tensor:
    return torch.zeros(b, 1, dtype=torch.long)


def test_known_poses_come_back_as_they_are_and_need_no_encoder():
    model, batch = make_network(16, 0, pose={"kind": "known"}), tiny_set(4).batch()
    assert model.encoder is None
    poses, latents = model.encode(batch, only_view(4), torch.zeros(4, 1, 0))
    assert latents is None
    assert batch.poses is not None
    assert torch.equal(poses.rotations[:, 0], batch.poses.rotations)
    assert torch.equal(poses.shifts_px[:, 0], batch.poses.shifts_px)


def test_pose_only_draws_conformations_that_do_not_depend_on_the_image():
    model, truth = make_network(16, 2, latent={"std_z_init": 3.0}), tiny_set(6)
    noise = torch.randn(6, 1, 2, generator=torch.Generator().manual_seed(0))
    _, one = model.encode(truth.batch(), only_view(6), noise, is_pose_only=True)
    _, other = model.encode(replace(truth.batch(), images=-truth.images), only_view(6), noise, is_pose_only=True)
    assert one is not None
    assert other is not None
    torch.testing.assert_close(one.z, 3.0 * noise)
    assert torch.equal(one.z, other.z)


def test_a_network_that_is_too_deep_for_the_box_is_made_as_deep_as_the_box_allows():
    for box_px, depth in ((16, 4), (17, 4), (31, 4), (32, 5)):
        assert make_network(box_px, 0, encoder={"depth": 6, "channels": 4}).encoder.depth == depth


def test_circular_mask_hides_the_corners_from_the_encoder_alone():
    batch = tiny_set(3).batch()
    corner = batch.images.clone()
    corner[:, :2, :2] += 10.0
    for mask, sees_corner in (("circ", False), ("none", True)):
        encoder = make_network(16, 0, encoder={"depth": 3, "channels": 4, "input_mask": mask}).encoder
        assert torch.equal(encoder(batch.images), encoder(corner)) is not sees_corner


# ---- image formation -------------------------------------------------------------------------------------------


def formed(decoder: Decoder, batch: ParticleBatch, box_px: int) -> Tensor:
    assert batch.poses is not None
    poses = Poses(batch.poses.rotations[:, None], batch.poses.shifts_px[:, None])
    z = torch.zeros(len(batch), 1, 3)
    with torch.no_grad():
        return form_images(decoder, poses, Latents(z, z), batch.optics, Lattice.create(box_px).freqs_per_px)[:, 0]


def test_predicted_image_is_the_slice_times_the_ctf_of_its_own_particle():
    decoder, truth = make_decoder({"kind": "fourier_mlp"}), tiny_set(4)
    seen, bare = formed(decoder, truth.batch(), 16), formed(decoder, truth.batch(has_ctf=False), 16)
    torch.testing.assert_close(seen, bare * ctf(Lattice.create(16).freqs_per_px, truth.optics))
    assert (ctf(Lattice.create(16).freqs_per_px, truth.optics) < 0).any(), "a CTF that never changes its sign proves little"


def test_prediction_stays_in_the_middle_whatever_the_shift():
    decoder, batch = make_decoder({"kind": "fourier_mlp"}), tiny_set(4).batch()
    assert batch.poses is not None
    moved = replace(batch, poses=Poses(batch.poses.rotations, batch.poses.shifts_px + 3))
    assert torch.equal(formed(decoder, batch, 16), formed(decoder, moved, 16))


def test_prediction_up_to_a_shell_is_the_beginning_of_that_up_to_the_last():
    model: CryoFire = make_network(16, 2)
    batch, noise = tiny_set(3).batch(), torch.zeros(3, 1, 2)
    near, whole = (model(batch, only_view(3), noise, shell).images_ft for shell in (4, 8))
    assert near.shape[-1] == Lattice.create(16).n_upto(4)
    torch.testing.assert_close(near, whole[..., : near.shape[-1]], rtol=1e-4, atol=1e-6)


def test_angle_between_a_pose_and_that_of_the_mirrored_view_is_half_a_turn():
    # Mirrored in x, a molecule is seen after half a turn about y: the symmetry's rotation is diag(-1, 1, -1).
    rotations = random_rotations(4, torch.Generator().manual_seed(1))
    assert torch.allclose(angle_between_deg(space_rotations()[1] @ rotations, rotations), torch.tensor(180.0), atol=0.1)
