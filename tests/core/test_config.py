"""Configuration: help from docstrings, unknown keys and wrong values as errors that help."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from cryofire.core.config import Config, merge, nest, options, validate
from cryofire.core.errors import ConfigError


class Schedule(Config):
    batch_size: int = Field(32, gt=0)
    """Images in one step."""
    lr: float = 1e-4
    """Learning rate of Adam."""


class Run(Config):
    particles: str
    """Particle stack."""
    schedule: Schedule = Schedule()
    tags: list[str] = Field(default_factory=list)
    """Words for the run."""


def test_options_are_the_leaves_with_their_docstrings_and_defaults() -> None:
    found = list(options(Run))
    assert [option.path for option in found] == ["particles", "schedule.batch_size", "schedule.lr", "tags"]
    assert [option.help for option in found] == ["Particle stack.", "Images in one step.", "Learning rate of Adam.", "Words for the run."]
    assert [option.default for option in found] == [None, 32, 1e-4, []]
    assert found[1].annotation is int


def test_right_values_make_the_configuration() -> None:
    run = validate(Run, {"particles": "a.mrcs", "schedule": {"batch_size": 8}}, "run.yaml")
    assert (run.particles, run.schedule.batch_size, run.schedule.lr) == ("a.mrcs", 8, 1e-4)


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"particle": "a"}, "run.yaml: unknown option 'particle'.", "did you mean 'particles'?"),
        ({"schedule": {"batchsize": 8}}, "run.yaml: unknown option 'schedule.batchsize'.", "did you mean 'schedule.batch_size'?"),
        ({"batch_size": 8}, "run.yaml: unknown option 'batch_size'.", "did you mean 'schedule.batch_size'?"),
        ({"q": 1}, "run.yaml: unknown option 'q'.", "known: particles, schedule.batch_size, schedule.lr, tags"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_suggestion(values: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(Run, {"particles": "a.mrcs"} | values, "run.yaml")
    assert caught.value.message == message
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"particles": "a", "schedule": {"batch_size": "many"}}, ["run.yaml", "schedule.batch_size", "integer", "(found 'many')"]),
        ({"particles": "a", "schedule": {"batch_size": 0}}, ["run.yaml", "schedule.batch_size", "greater than 0", "(found 0)"]),
        ({"schedule": {}}, ["run.yaml", "particles", "required"]),
    ],
)
def test_a_wrong_value_is_an_error_that_says_where_and_what_was_found(values: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(Run, values, "run.yaml")
    for word in words:
        assert word in str(caught.value)


class Grid(Config):
    kind: Literal["grid"] = "grid"
    """Which."""
    finer: float = 2.0
    """Grid points a voxel."""


class Network(Config):
    kind: Literal["network"] = "network"
    """Which."""
    layers: int = 3
    """Hidden layers."""


class Model(Config):
    decoder: Annotated[Grid | Network, Field(discriminator="kind")] = Network()
    weight: float | Schedule = 0.0
    """A number, or one that changes."""


def test_options_of_exchangeable_parts_are_all_listed_and_so_is_a_number_that_may_be_a_section() -> None:
    paths = [option.path for option in options(Model)]
    assert {"decoder.finer", "decoder.layers", "decoder.kind", "weight", "weight.batch_size"} <= set(paths)


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"decoder": {"kind": "network", "layer": 3}}, "run.yaml: unknown option 'decoder.layer'.", "did you mean 'decoder.layers'?"),
        ({"decoder": {"kind": "network", "layers": "x"}}, "run.yaml: decoder.layers: ", ""),
        ({"weight": "heavy"}, "run.yaml: weight: ", ""),
    ],
)
def test_errors_in_exchangeable_parts_name_the_option_as_the_user_wrote_it(values: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        validate(Model, values, "run.yaml")
    assert caught.value.message.startswith(message)
    assert caught.value.hint == hint


def test_a_configuration_cannot_be_changed_in_place() -> None:
    run = validate(Run, {"particles": "a.mrcs"}, "run.yaml")
    with pytest.raises(ValidationError):
        run.particles = "b.mrcs"
    with pytest.raises(ValidationError):
        run.schedule.lr = 1.0


def test_merge_lets_the_second_win_key_by_key_and_changes_neither() -> None:
    base = {"schedule": {"lr": 1e-4, "batch_size": 32}, "seed": 0, "tags": ["a", "b"]}
    over = {"schedule": {"lr": 1e-3}, "tags": ["c"], "new": {"x": 1}}
    copies = repr(base), repr(over)
    assert merge(base, over) == {"schedule": {"lr": 1e-3, "batch_size": 32}, "seed": 0, "tags": ["c"], "new": {"x": 1}}
    assert (repr(base), repr(over)) == copies


def test_merge_replaces_a_value_by_a_group_and_a_group_by_a_value() -> None:
    assert merge({"a": 1}, {"a": {"b": 2}}) == {"a": {"b": 2}}
    assert merge({"a": {"b": 2}}, {"a": None}) == {"a": None}


def test_nest_turns_a_dotted_name_into_groups() -> None:
    assert nest("seed", 3) == {"seed": 3}
    assert nest("a.b.c", [1]) == {"a": {"b": {"c": [1]}}}


def test_every_option_can_be_set_by_its_dotted_name() -> None:
    values: dict[str, Any] = {}
    for option in options(Run):
        values = merge(values, nest(option.path, "a.mrcs" if option.default is None else option.default))
    assert validate(Run, values, "--set") == Run(particles="a.mrcs")
