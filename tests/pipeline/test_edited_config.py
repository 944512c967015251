"""A config.yaml that a user has edited: what is missing or cannot be is named, with the file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import yaml

from cryofire.analysis.infer import check_preprocessing_is_known
from cryofire.analysis.particles import read_run_particles
from cryofire.analysis.runs import LoadedRun, load_run
from cryofire.core.errors import ConfigError, RunError
from cryofire.io.run_store import RunStore
from cryofire.pipeline.build import make_model
from cryofire.pipeline.run import config_as_values, read_config, train
from cryofire.pipeline.run_config import build_config


@pytest.fixture
def edited(tmp_path, tiny_stack):
    """A run folder as far as its configuration goes, with some of it taken out or changed."""

    def make(edit: Callable[[dict], object]) -> RunStore:
        data = {"particles": str(tiny_stack.star), "norm": [0.0, 1.0], "box_px": 16, "map_pixel_size_A": 3.0, "invert": False}
        run = RunStore(tmp_path)
        values = yaml.safe_load(yaml.safe_dump(config_as_values(build_config("homogeneous", overrides={"data": data}))))
        edit(values)
        run.write_config(values)
        run.write_latents(np.zeros((48, 0)))
        run.particles.write_text(tiny_stack.star.read_text())
        return run

    return make


def test_box_that_is_missing_is_named(edited):
    run = edited(lambda values: values["data"].pop("box_px"))
    with pytest.raises(RunError, match=r"config\.yaml: data\.box_px is missing") as caught:
        load_run(run.path, device="cpu")
    assert "put its value back" in caught.value.hint


def test_particle_file_that_is_missing_is_named(edited):
    with pytest.raises(RunError, match=r"config\.yaml: data\.particles is missing"):
        read_run_particles(edited(lambda values: values["data"].pop("particles")).path)


@pytest.mark.parametrize("name", ["norm", "map_pixel_size_A"])
def test_number_that_maps_need_is_named_where_it_is_missing(name, edited):
    run = edited(lambda values: values["data"].pop(name))
    config = read_config(run)
    model = make_model(config, 16)
    loaded = LoadedRun(run, config, model, 8, model.decoder)
    with pytest.raises(RunError, match=rf"config\.yaml: data\.{name} is missing"):
        _ = loaded.image_std if name == "norm" else loaded.pixel_size_A


def test_contrast_that_is_not_found_out_any_more_is_named(edited):
    run = edited(lambda values: values["data"].update(invert="auto"))
    config = read_config(run)
    model = make_model(config, 16)
    with pytest.raises(RunError, match=r"config\.yaml: data\.invert \(true or false\) is missing"):
        check_preprocessing_is_known(LoadedRun(run, config, model, 8, model.decoder))


@pytest.mark.parametrize(("text", "message"), [("a: [1", "cannot be read"), ("", "holds no options"), ("- 1\n", "holds no options")])
def test_file_that_is_no_configuration_any_more_is_named(text, message, tmp_path):
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(RunError, match=message):
        read_config(RunStore(tmp_path))


def test_resumed_run_is_refused_with_options_that_contradict_each_other(edited):
    run = edited(lambda values: values["model"].update(decoder={"kind": "fourier_mlp"}))
    with pytest.raises(ConfigError, match="only the decoder low_rank_grid"):
        train(read_config(run).model_copy(update={"outdir": run.path}), is_resuming=True)
