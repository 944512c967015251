"""Every key of the published configuration loads, in its JSON and in YAML, with - or _, and by --set."""

from __future__ import annotations

import json

import pytest
import yaml

from cryofire.core.errors import ConfigError
from cryofire.pipeline.published_keys import PUBLISHED_KEYS
from cryofire.pipeline.run_config import build_config
from published import DEFAULTS, DEFAULTS_HERE, KEYS, option_of

SPELLINGS = {"dashes": lambda name: name, "underscores": lambda name: name.replace("-", "_")}


def test_the_table_has_the_published_keys_and_no_others():
    assert {name.replace("-", "_") for name in KEYS} == set(PUBLISHED_KEYS)


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_published_json_loads_unchanged_and_is_the_recipe(spell, tmp_path):
    path = tmp_path / "published.json"
    path.write_text(json.dumps({spell(name): value for name, value in DEFAULTS.items()}))
    config = build_config(config_file=path)
    for place, value in DEFAULTS_HERE.items():
        assert option_of(config, place) == value, place
    # Ours draws no seed and decides by size whether images stay in memory, where the published file says so.
    assert config == build_config("published", assignments=["seed=-1", "lazy=false"])


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_key_lands_where_it_should_from_json_yaml_and_set(name, spell, tmp_path):
    key = KEYS[name]
    values = {spell(name): key.other}
    for needed in key.needs:
        other, _, value = needed.partition("=")
        values[spell(other)] = json.loads(value)
    as_json, as_yaml = tmp_path / "one.json", tmp_path / "one.yaml"
    as_json.write_text(json.dumps(values))
    as_yaml.write_text(yaml.safe_dump(values))
    value = key.other if isinstance(key.other, str) else json.dumps(key.other)
    configs = [
        build_config("published", as_json),
        build_config("published", as_yaml),
        build_config("published", assignments=[f"{spell(name)}={value}", *map(spell, key.needs)]),
    ]
    assert [option_of(config, key.path) for config in configs] == [key.lands_as] * 3


@pytest.mark.parametrize("number", ["1e-3", "1.0e-3", "0.001"])
def test_numbers_in_any_notation_are_numbers(number, tmp_path):
    as_json, as_yaml = tmp_path / "one.json", tmp_path / "one.yaml"
    as_json.write_text(f'{{"lr": {number}}}')
    as_yaml.write_text(f"lr: {number}\n")
    files = [build_config(config_file=as_json), build_config(config_file=as_yaml)]
    configs = [*files, build_config("published", assignments=[f"lr={number}"])]
    assert [config.optimizer.lr for config in configs] == [0.001] * 3


def test_beta_may_be_a_schedule(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"variational-het": True, "beta-conf": {"start": 0.0, "end": 1.0, "to_images": 1000}}))
    assert build_config(config_file=path).objective.beta_at(250) == 0.25


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("hypervolume-layer", "hypervolume_layers"), ("batchsize", "batch_size"), ("z_dimm", "z_dim"), ("pose_only_fase", "pose_only_phase")],
)
def test_misspelt_key_is_refused_with_the_right_one(wrong, right, tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps({**DEFAULTS, wrong: 4}))
    for build in (lambda: build_config(config_file=path), lambda: build_config(assignments=[f"{wrong}=4"])):
        with pytest.raises(ConfigError, match=f"unknown option '{wrong}'") as caught:
            build()
        assert caught.value.hint == f"did you mean '{right}'?"
