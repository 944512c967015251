"""Every recipe that comes with the program is a run that could start."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cryofire.core.config import options
from cryofire.core.errors import ConfigError
from cryofire.pipeline.run_config import RunConfig, build_config, read_values, recipe_names
from cryofire.pipeline.run_kind import RunKind, refuse_unread

RECIPES = sorted((Path(__file__).resolve().parents[2] / "src" / "cryofire" / "recipes").glob("*.yaml"))


def flat(values: dict, prefix: str = "") -> dict:
    """Nested values as dotted names."""
    pairs = {}
    for key, value in values.items():
        pairs |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return pairs


def option_of(config: RunConfig, path: str) -> object:
    """The value of a dotted option."""
    value: object = config
    for name in path.split("."):
        value = getattr(value, name)
    return value


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipe_builds_a_run_with_the_values_that_it_states(path):
    config = build_config(recipe=path.stem)
    for name, value in flat(yaml.safe_load(path.read_text())).items():
        assert option_of(config, name) == value, name


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipe_states_only_what_its_kind_of_run_reads(path):
    values = yaml.safe_load(path.read_text())
    refuse_unread(values, RunKind(values["kind"]), path.name)


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipe_begins_by_saying_what_it_is_for(path):
    first = path.read_text().splitlines()[0]
    assert first.startswith("# ")
    assert len(first) > 30


def test_every_recipe_file_is_offered():
    assert recipe_names() == [path.stem for path in RECIPES]
    assert {"published", "fixed-poses", "homogeneous"} <= set(recipe_names())


def test_recipe_with_a_misspelt_option_is_refused(tmp_path):
    planted = tmp_path / "planted.yaml"
    planted.write_text(RECIPES[0].read_text().replace("amortize:", "amortise:"))
    with pytest.raises(ConfigError, match="amortise"):
        build_config(config_file=planted)


def test_run_config_written_out_reads_back_the_same(tmp_path):
    config = build_config(recipe="published", assignments=["seed=3"])
    written = tmp_path / "config.yaml"
    written.write_text(yaml.safe_dump(config.model_dump(mode="json")))
    assert RunConfig.model_validate(read_values(written)) == config


@pytest.mark.parametrize("option", list(options(RunConfig)), ids=lambda option: option.path)
def test_every_option_explains_itself(option):
    assert option.help.strip().endswith("."), f"{option.path}: write its meaning, a sentence, on the line below the field"
