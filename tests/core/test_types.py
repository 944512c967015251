"""The dataclasses between rooms: indexed, moved and mapped as wholes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest
import torch

from cryofire.core.types import Latents, Optics, ParticleBatch, Poses, Prediction, map_tensors


def optics(n: int) -> Optics:
    return Optics(*[torch.arange(n, dtype=torch.float32) + 100 * i for i in range(len(fields(Optics)))])


def poses(n: int) -> Poses:
    return Poses(torch.rand(n, 3, 3), torch.rand(n, 2))


def batch(n: int = 3) -> ParticleBatch:
    return ParticleBatch(torch.arange(n), torch.rand(n, 8, 8), optics(n), poses(n))


def test_map_tensors_reaches_every_tensor_also_in_dataclasses_inside() -> None:
    before = batch()
    after = map_tensors(before, lambda t: t + 1)
    torch.testing.assert_close(after.images, before.images + 1)
    torch.testing.assert_close(after.particle_ids, before.particle_ids + 1)
    assert after.optics is not None and before.optics is not None
    assert after.poses is not None and before.poses is not None
    for field in fields(Optics):
        torch.testing.assert_close(getattr(after.optics, field.name), getattr(before.optics, field.name) + 1)
    torch.testing.assert_close(after.poses.shifts_px, before.poses.shifts_px + 1)


def test_map_tensors_leaves_the_record_it_was_given_alone() -> None:
    before = batch()
    images = before.images.clone()
    map_tensors(before, torch.zeros_like)
    assert torch.equal(before.images, images)
    assert before.optics is not None
    assert before.optics.scale.any()


def test_map_tensors_keeps_what_is_missing_missing() -> None:
    before = ParticleBatch(torch.arange(2), torch.rand(2, 8, 8), optics=None)
    after = map_tensors(before, lambda t: t * 2)
    assert after.optics is None
    assert after.poses is None
    point = map_tensors(Latents(torch.ones(2, 1, 4), torch.ones(2, 1, 4)), lambda t: t * 2)
    assert point.log_variance is None
    assert point.mean.sum() == 16


def test_map_tensors_reaches_through_a_prediction_to_its_poses_and_latents() -> None:
    prediction = Prediction(
        torch.ones(2, 2, 5), Poses(torch.ones(2, 2, 3, 3), torch.ones(2, 2, 2)), Latents(torch.ones(2, 2, 8), torch.ones(2, 2, 8))
    )
    first = map_tensors(prediction, lambda t: t[:1])
    assert first.images_ft.shape == (1, 2, 5)
    assert first.poses.rotations.shape == (1, 2, 3, 3)
    assert first.latents is not None
    assert first.latents.z.shape == (1, 2, 8)


@pytest.mark.parametrize("index", [slice(1, 3), torch.tensor([2, 0]), torch.tensor([True, False, True, False])])
def test_optics_and_poses_are_indexed_as_wholes(index: slice | torch.Tensor) -> None:
    some_optics, some_poses = optics(4)[index], poses(4)[index]
    assert len(some_optics) == len(some_poses) == 2
    for i, field in enumerate(fields(Optics)):
        assert torch.equal(getattr(some_optics, field.name), (torch.arange(4.0) + 100 * i)[index])
    assert some_poses.rotations.shape == (2, 3, 3)
    assert some_poses.shifts_px.shape == (2, 2)


@pytest.mark.parametrize("n", [1, 3, 4])
def test_length_is_the_number_of_particles(n: int) -> None:
    assert len(batch(n)) == len(optics(n)) == len(poses(n)) == n


def test_records_move_to_a_device_as_wholes() -> None:
    moved = batch().to(torch.device("meta"))
    assert moved.images.device.type == "meta"
    assert moved.optics is not None and moved.poses is not None
    assert {getattr(moved.optics, field.name).device.type for field in fields(Optics)} == {"meta"}
    assert moved.poses.rotations.device.type == "meta"
    assert optics(2).to(torch.device("meta")).scale.device.type == poses(2).to(torch.device("meta")).shifts_px.device.type == "meta"


def test_records_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        batch().images = torch.zeros(3, 8, 8)  # type: ignore[misc]
