"""Every combination of registered parts, and every recipe with a network, trains."""

from __future__ import annotations

import pytest
import torch

from cryofire.core.errors import ConfigError
from cryofire.pipeline.run_config import build_config, recipe_names
from cryofire.training.published.schedule import Phase, ScheduleState
from networks import combinations, make_network, make_stepper
from runs import make_trainer, small_config
from stacks import tiny_set

COMBINATIONS = combinations()
NETWORK_RECIPES = [name for name in recipe_names() if not build_config(name).kind.is_search]
"""Those that search are run to their end in pipeline/test_search_stage.py."""


def name_of(parts: dict) -> str:
    return "-".join(str(value) for part in parts.values() for key, value in part.items() if key in ("kind", "domain", "components"))


@pytest.mark.parametrize("parts", COMBINATIONS, ids=name_of)
@pytest.mark.parametrize("z_dim", [0, 2])
def test_two_steps_of_every_combination_move_every_parameter_and_stay_finite(parts, z_dim):
    if z_dim == 0 and parts["decoder"].get("components") is not None:
        with pytest.raises(ConfigError, match="components is 4, and z_dim 0 has nothing to mix them by"):
            make_network(16, z_dim, **parts)
        return
    model = make_network(16, z_dim, **parts)
    stepper, batch = make_stepper(model, beta_conf=0.1), tiny_set(6).batch()
    before = {name: value.clone() for name, value in model.named_parameters()}
    losses = [float(stepper.train(batch, ScheduleState(Phase.JOINT, 8), 0.1, seed).loss.total) for seed in (0, 1)]
    assert all(0 < loss < 100 for loss in losses)
    for name, value in model.named_parameters():
        assert torch.isfinite(value).all(), name
        assert not torch.equal(value, before[name]), f"{name} did not learn"


@pytest.mark.parametrize("parts", COMBINATIONS, ids=name_of)
def test_every_combination_gives_one_pose_and_one_conformation_a_particle(parts):
    model = make_network(17, 2, **parts)
    estimate = make_stepper(model).infer(tiny_set(5, 17).batch(), ScheduleState(Phase.JOINT, 8), 0.0).estimate
    assert estimate.poses.rotations.shape == (5, 3, 3)
    assert estimate.poses.shifts_px.shape == (5, 2)
    assert estimate.z.shape == (5, 2)


@pytest.mark.parametrize("recipe", NETWORK_RECIPES)
def test_every_recipe_with_a_network_trains_two_steps_on_a_tiny_stack(recipe, tiny_stack, tmp_path):
    two_steps = ["schedule.batch_size=24", "schedule.num_epochs=1"]
    trainer = make_trainer(small_config(tiny_stack.star, tmp_path / "run", *two_steps, recipe=recipe, is_small=False))
    before = {name: value.clone() for name, value in trainer.model.named_parameters()}
    assert trainer.train()
    assert (trainer.progress.step, trainer.progress.images_seen) == (2, 48)
    after = dict(trainer.model.named_parameters())
    assert all(torch.isfinite(value).all() for value in after.values())
    assert sum(not torch.equal(after[name], before[name]) for name in after) > 0.7 * len(after)
    _, loss = trainer.infer(trainer.sets.train)
    assert 0 < loss < 10
