"""One step: the symmetrised loss and its gradients, randomness, and what must not be learned from."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from cryofire.core.device import find_device
from cryofire.core.errors import ConfigError, RunError
from cryofire.core.types import ParticleBatch
from cryofire.models.cryofire import CryoFire
from cryofire.objective.data_terms import squared_error
from cryofire.training.published.optim import resolve_precision
from cryofire.training.published.schedule import Phase, ScheduleState
from cryofire.training.published.step import Stepper, evaluate_batch, latent_noise, observed_ft
from networks import make_network, make_stepper
from stacks import tiny_set

JOINT = ScheduleState(Phase.JOINT, 8)
POSE_ONLY = ScheduleState(Phase.POSE_ONLY, 8)


def gradients(model: CryoFire) -> dict[str, Tensor]:
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


# ---- symmetrised loss ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [2, 4, 8])
@pytest.mark.parametrize("latent", ["point", "variational"])
def test_two_pass_loss_has_the_gradients_of_the_smallest_of_all_candidates(factor, latent):
    model, batch = make_network(16, 2, latent={"kind": latent}), tiny_set(7).batch()
    stepper = make_stepper(model, sym_loss_factor=factor)
    result = evaluate_batch(model, batch, stepper.objective, JOINT, 0.0, seed=3, is_random=True)
    result.loss.total.backward()
    found = gradients(model)

    model.zero_grad()
    noise = latent_noise(model, 7, factor, 3, is_random=True)
    prediction = model(batch, torch.arange(factor).expand(7, -1), noise, 8)
    errors = squared_error(observed_ft(model, batch, 8), prediction, model.lattice.freqs_per_px)
    smallest = errors.min(dim=1)
    smallest.values.mean().backward()
    expected = gradients(model)

    torch.testing.assert_close(result.loss.data, smallest.values.mean(), rtol=1e-5, atol=0)
    assert torch.equal(result.estimate.symmetry, smallest.indices)
    assert len(smallest.indices.unique()) > 1, "if one view always wins, the choice is not tried"
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        # float32: the same sums in another order.
        torch.testing.assert_close(found[name], gradient, rtol=2e-3, atol=1e-5 * float(gradient.abs().max()) + 1e-9, msg=name)


def test_one_candidate_is_the_image_as_it_is():
    model, batch = make_network(16, 0), tiny_set(4).batch()
    assert make_stepper(model, sym_loss=False).infer(batch, JOINT, 0.0).estimate.symmetry.tolist() == [0] * 4


def test_mirrored_images_are_posed_as_the_mirror_algebra_says():
    # An image and its mirror image are each other's candidates: both find the same best error.
    model, truth = make_network(17, 0), tiny_set(6, 17)
    batch = truth.batch(has_ctf=False)
    mirrored = replace(batch, images=batch.images.flip(-1))  # an odd box: the flip is about the origin pixel
    stepper = make_stepper(model, sym_loss_factor=2)
    one, other = stepper.infer(batch, JOINT, 0.0), stepper.infer(mirrored, JOINT, 0.0)
    torch.testing.assert_close(one.loss.data, other.loss.data, rtol=1e-4, atol=0)
    assert torch.equal(one.estimate.symmetry, 1 - other.estimate.symmetry)


# ---- randomness ------------------------------------------------------------------------------------------------


def test_latent_noise_depends_on_the_seed_alone():
    model = make_network(16, 2)
    torch.manual_seed(1)
    one = latent_noise(model, 5, 2, 42, is_random=True)
    torch.manual_seed(2)
    assert torch.equal(one, latent_noise(model, 5, 2, 42, is_random=True))
    assert not torch.equal(one, latent_noise(model, 5, 2, 43, is_random=True))
    assert torch.equal(latent_noise(model, 5, 2, 42, is_random=False), torch.zeros(5, 2, 2))


def test_pose_only_step_teaches_nothing_to_the_latent_and_all_to_the_pose():
    model, batch = make_network(16, 2), tiny_set(6).batch()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    make_stepper(model).train(batch, POSE_ONLY, 0.0, seed=0)
    moved = {name for name, p in model.named_parameters() if not torch.equal(p, before[name])}
    assert {name for name in before if name not in moved} == {name for name in before if name.startswith("latent")}


def test_inference_changes_no_weight_and_gives_the_same_answer_twice():
    model, batch = make_network(16, 2, latent={"kind": "variational"}), tiny_set(6).batch()
    before, stepper = [p.detach().clone() for p in model.parameters()], make_stepper(model)
    one, other = stepper.infer(batch, JOINT, 0.0), stepper.infer(batch, JOINT, 0.0)
    assert torch.equal(one.estimate.z, other.estimate.z)
    assert torch.equal(one.estimate.poses.rotations, other.estimate.poses.rotations)
    assert all(torch.equal(p, old) for p, old in zip(model.parameters(), before, strict=True))


def test_estimate_of_a_variational_latent_is_its_mean_not_a_sample():
    model, batch = make_network(16, 2, latent={"kind": "variational"}), tiny_set(6).batch()
    random = evaluate_batch(model, batch, make_stepper(model).objective, JOINT, 0.0, seed=1, is_random=True)
    other = evaluate_batch(model, batch, make_stepper(model).objective, JOINT, 0.0, seed=2, is_random=True)
    assert not torch.equal(random.loss.data, other.loss.data)
    same_view = random.estimate.symmetry == other.estimate.symmetry
    assert same_view.any()
    torch.testing.assert_close(random.estimate.z[same_view], other.estimate.z[same_view])


# ---- learning --------------------------------------------------------------------------------------------------


def test_loss_of_known_poses_falls_below_half_in_forty_steps():
    model, batch = (
        make_network(16, 0, pose={"kind": "known"}, decoder={"kind": "fourier_mlp", "dim": 64, "pe_dim": 12}),
        tiny_set(48).batch(),
    )
    stepper = make_stepper(model, lr=3e-3)
    losses = [float(stepper.train(batch, JOINT, 0.0, seed).loss.data) for seed in range(40)]
    assert losses[-1] < 0.5 * losses[0]


def test_weight_of_the_loss_scales_the_gradient_not_the_reported_error():
    results = []
    for scale in (1.0, 10.0):
        model = make_network(16, 0)
        stepper = make_stepper(model, loss_scale=scale)
        result = evaluate_batch(model, tiny_set(4).batch(), stepper.objective, JOINT, 0.0, 0, is_random=True)
        result.loss.total.backward()
        results.append((result.loss.data.item(), result.loss.total.item(), model.decoder.out.weight.grad))
    (data, total, gradient), (data_10, total_10, gradient_10) = results
    assert (data_10, total_10) == pytest.approx((data, 10 * total))
    torch.testing.assert_close(gradient_10, 10 * gradient, rtol=1e-4, atol=1e-9)


def test_half_precision_gives_a_gradient_to_every_weight_and_nearly_the_same_one():
    # The views are compared without gradients first, in the same autocast context: its cache of weights must not keep them out.
    found = []
    for precision in ("fp32", "bf16"):
        model = make_network(16, 2)
        make_stepper(model, precision=precision).train(tiny_set(16).batch(), JOINT, 0.0, seed=0)
        found.append(gradients(model))
    full, half = found
    assert half.keys() == full.keys()
    angle = sum(float((half[name] * full[name]).sum()) for name in full)
    norms = [sum(float(g.square().sum()) for g in grads.values()) ** 0.5 for grads in found]
    assert angle / (norms[0] * norms[1]) > 0.9
    assert all(g.abs().max() > 0 for g in half.values())


# ---- what is not a number --------------------------------------------------------------------------------------


def state_of(stepper: Stepper) -> list[Tensor]:
    state = [p.detach().clone() for p in stepper.model.parameters()]
    return state + [v.clone() for entry in stepper.optimizer.state.values() for v in entry.values()]


def with_bad_pixel(batch: ParticleBatch, value: float) -> ParticleBatch:
    images = batch.images.clone()
    images[2, 5, 5] = value
    return replace(batch, images=images)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_bad_pixel_stops_the_run_and_leaves_weights_and_optimiser_as_they_were(value):
    stepper, batch = make_stepper(make_network(16, 2)), tiny_set(6).batch()
    stepper.train(batch, JOINT, 0.0, seed=0)
    before = state_of(stepper)
    with pytest.raises(RunError, match=r"phase joint, shell 8: the loss \(\w+\) or its gradient \(\w+\) is not finite") as caught:
        stepper.train(with_bad_pixel(batch, value), JOINT, 0.0, seed=1)
    assert "weights were not updated" in caught.value.hint
    assert all(torch.equal(a, b) for a, b in zip(state_of(stepper), before, strict=True))


def test_bad_weight_stops_the_run_and_leaves_the_others_as_they_were():
    stepper, batch = make_stepper(make_network(16, 2)), tiny_set(6).batch()
    with torch.no_grad():
        stepper.model.decoder.out.weight[0, 0] = float("nan")
    before = state_of(stepper)
    with pytest.raises(RunError, match=r"loss \(nan\)"):
        stepper.train(batch, JOINT, 0.0, seed=0)
    for a, b in zip(state_of(stepper), before, strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=0, equal_nan=True)


def test_infinite_gradient_of_a_finite_loss_is_seen_too():
    model, batch = make_network(16, 0, pose={"kind": "known"}), tiny_set(6).batch()
    model.decoder.out.bias.register_hook(lambda gradient: gradient * float("inf"))
    stepper = make_stepper(model)
    before = state_of(stepper)
    with pytest.raises(RunError, match="gradient"):
        stepper.train(batch, JOINT, 0.0, seed=0)
    assert all(torch.equal(a, b) for a, b in zip(state_of(stepper), before, strict=True))


# ---- devices and precision -------------------------------------------------------------------------------------


def test_half_precision_that_a_cpu_cannot_train_in_is_refused():
    with pytest.raises(ConfigError, match="fp16 needs a GPU"):
        resolve_precision("fp16", torch.device("cpu"))
    assert resolve_precision("auto", torch.device("cpu")) == "fp32"


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without GPU")
def test_gpu_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match="no GPU"):
        find_device("cuda")
    assert find_device("auto") == torch.device("cpu")
