"""Options under the names they had before are read under those they have now, wherever a user may have written them."""

from __future__ import annotations

import json
import logging

import pytest
import torch
import yaml

from cryofire.core.config import nest, options
from cryofire.inference import estimator_store
from cryofire.inference.calibration import Calibration
from cryofire.inference.estimator_store import EstimatorBundle, Mode
from cryofire.inference.goodness_of_fit import FitStatistics
from cryofire.io.run_store import RunStore
from cryofire.models.encoders.polar import PolarEncoder, PolarEncoderConfig
from cryofire.pipeline.old_names import OLD_NAMES, upgrade
from cryofire.pipeline.run import config_as_values, read_config
from cryofire.pipeline.run_config import RunConfig, build_config
from published import option_of


@pytest.fixture(autouse=True)
def log(monkeypatch, caplog):
    monkeypatch.setattr(logging.getLogger("cryofire"), "propagate", True)
    caplog.set_level(logging.INFO, "cryofire")


def test_new_names_are_options_and_old_ones_are_not():
    paths = {option.path for option in options(RunConfig)}
    assert set(OLD_NAMES.values()) <= paths
    assert not set(OLD_NAMES) & paths
    assert len(OLD_NAMES) == 3


@pytest.mark.parametrize(("old", "value"), [("search.place.bank_shell", 9), ("search.ab_initio.first_temperature", 0.25)])
def test_old_name_is_read_from_set_and_file(old, value, tmp_path, caplog):
    file = tmp_path / "run.yaml"
    file.write_text(yaml.safe_dump(nest(old, value)))
    last = old.rpartition(".")[2]
    for config in (build_config(config_file=file), *(build_config(assignments=[f"{name}={value}"]) for name in (old, last))):
        assert option_of(config, OLD_NAMES[old]) == value
    told = [record.getMessage() for record in caplog.records]
    assert told == [f"{source}: {old} is {OLD_NAMES[old]} now" for source in (file, f"--set {old}={value}", f"--set {last}={value}")]


def test_run_folder_with_old_names_opens(tmp_path):
    config, run = build_config("default", assignments=["search.place.grid_shell=9"]), RunStore(tmp_path)
    values = json.loads(json.dumps(config_as_values(config)))
    for section, new, old in (
        (values["search"]["place"], "grid_shell", "bank_shell"),
        (values["search"]["ab_initio"], "first_beta", "first_temperature"),
        (values["amortize"]["encoder"], "max_shift_px", "reach_px"),
    ):
        section[old] = section.pop(new)
    run.write_config(values)
    assert read_config(run) == config


def test_new_name_wins_over_the_old_one_and_nothing_else_is_touched():
    values = {"search": {"place": {"bank_shell": 7, "grid_shell": 9}, "n_in_plane": 4}, "seed": 1}
    assert upgrade(values, "here") == {"search": {"place": {"grid_shell": 9}, "n_in_plane": 4}, "seed": 1}
    assert values["search"]["place"]["bank_shell"] == 7
    assert upgrade({"search": {"place": {"bank_shell": 7}}}, "here") == {"search": {"place": {"grid_shell": 7}}}


def test_encoder_stored_under_an_old_name_of_its_options_is_loaded(tmp_path):
    config = PolarEncoderConfig(shell=6, centre_shell=3, max_shift_px=1.25, width=8, n_blocks=1, direction_order=0, n_in_plane=8)
    mode = Mode(Calibration((0.0,), (1.0,), (1.0,), 0.0), FitStatistics((1.0, 0.1), (1.0, 0.1)))
    run = RunStore(tmp_path)
    estimator_store.save(EstimatorBundle(PolarEncoder(config, 16, 1), torch.ones(4), 2.0, mode, mode), run)
    path = run.encoder / "encoder.json"
    values = json.loads(path.read_text())
    values["encoder"]["reach_px"] = values["encoder"].pop("max_shift_px")
    path.write_text(json.dumps(values))
    bundle = estimator_store.load(run, torch.device("cpu"))
    assert bundle is not None
    assert bundle.encoder is not None
    assert bundle.encoder.config == config
