"""One field says what kind of run there is; what follows from it follows, and what a kind does not read is refused by name."""

from __future__ import annotations

import json
import logging

import pytest
import yaml

from cryofire.core.config import Config, nest, options
from cryofire.core.errors import ConfigError
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import config_as_values, read_config
from cryofire.pipeline.run_config import RunConfig, build_config
from cryofire.pipeline.run_kind import READERS, RunKind, readers, refuse_unread
from published import DEFAULTS, option_of

PATHS = [option.path for option in options(RunConfig)]
SOME_VALUE = "a value that is nobody's default"


def log_of(caplog: pytest.LogCaptureFixture) -> str:
    return " ".join(record.getMessage() for record in caplog.records)


@pytest.fixture(autouse=True)
def log(monkeypatch, caplog):
    monkeypatch.setattr(logging.getLogger("cryofire"), "propagate", True)
    caplog.set_level(logging.INFO, "cryofire")


# ---- kinds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "kind", "pose"),
    [
        ("default", RunKind.SEARCH, "searched"),
        ("quick", RunKind.SEARCH, "searched"),
        ("fixed-poses", RunKind.FIXED_POSES, "known"),
        ("homogeneous", RunKind.FIXED_POSES, "known"),
        ("published", RunKind.NETWORK, "amortized"),
    ],
)
def test_four_settings_follow_from_the_kind_of_run(recipe, kind, pose):
    config = build_config(recipe)
    assert (config.kind, config.model.pose.kind) == (kind, pose)
    is_search = kind is not RunKind.NETWORK
    assert (config.model.encoder is None) == (config.schedule.num_epochs == 0) == (not config.objective.sym_loss) == is_search
    assert config.has_known_poses == (kind is RunKind.FIXED_POSES)


def test_settings_that_contradict_the_kind_cannot_be_made():
    config = RunConfig.model_validate({"kind": "search", "schedule": {"num_epochs": 7, "batch_size": 5}, "model": {"encoder": {}}})
    assert (config.schedule.num_epochs, config.schedule.batch_size, config.model.encoder) == (0, 5, None)


@pytest.mark.parametrize("kind", RunKind)
def test_kind_alone_is_the_recipe_of_its_kind(kind, tmp_path):
    file = tmp_path / "run.yaml"
    file.write_text(f"kind: {kind.value}\n")
    assert build_config(config_file=file) == build_config(assignments=[f"kind={kind.value}"]) == build_config(kind.recipe)


@pytest.mark.parametrize("recipe", ["default", "fixed-poses", "homogeneous", "published"])
def test_run_folder_with_the_four_settings_of_before_is_of_the_same_kind(recipe, tmp_path, caplog):
    config, run = build_config(recipe, overrides={"data": {"particles": "a.star"}}), RunStore(tmp_path)
    values = json.loads(json.dumps(config_as_values(config)))
    del values["kind"]
    values["search"]["is_enabled"] = config.kind.is_search
    run.write_config(values)
    assert read_config(run) == config
    assert f"search.is_enabled is kind: {config.kind.value} now" in log_of(caplog)


# ---- what a kind reads -----------------------------------------------------------------------------------------


def says_nothing(path: str) -> str | None:
    """An option that is neither read nor refused by some kind of run, if this is one."""
    try:
        read_by = readers(path)
    except KeyError:
        return path
    for kind in RunKind:
        try:
            refuse_unread(nest(path, SOME_VALUE), kind, "--set")
        except ConfigError as error:
            if kind in read_by or path not in error.message:
                return path
        else:
            if kind not in read_by:
                return path
    return None


def test_every_option_is_read_or_refused_by_every_kind_of_run():
    assert [path for path in PATHS if says_nothing(path)] == []
    assert {kind: sum(kind in readers(path) for path in PATHS) > 20 for kind in RunKind} == dict.fromkeys(RunKind, True)


def test_planted_option_that_no_row_of_the_table_knows_is_seen():
    class Planted(Config):
        n_cakes: int = 1

    assert [option.path for option in options(Planted) if says_nothing(option.path)] == ["n_cakes"]


def test_every_row_of_the_table_is_an_option_or_a_section():
    assert [row for row in READERS if not any(path == row or path.startswith(f"{row}.") for path in PATHS)] == []


@pytest.mark.parametrize(
    ("recipe", "assignment", "named", "hint"),
    [
        ("default", "precision=bf16", "precision", "--recipe published"),
        ("default", "optimizer.wd=0.1", "optimizer.wd", "--recipe published"),
        ("default", "batch_size=64", "schedule.batch_size", "amortize.batch_size"),
        ("default", "log_interval=5", "logging.log_interval", "--recipe published"),
        ("default", "std_z_init=1", "model.latent.std_z_init", "--recipe published"),
        ("default", "loss_scale=2", "objective.loss_scale", "--recipe published"),
        ("default", "num_workers=4", "data.num_workers", "--recipe published"),
        ("default", "search.place.max_shift_px=3", "search.place.max_shift_px", "search.max_shift_px"),
        ("default", "num_epochs=3", "schedule.num_epochs", "--minutes"),
        ("default", "depth_cnn=3", "model.encoder.depth", "amortize.encoder"),
        ("default", "use_gt_poses=true", "model.pose.kind", "--recipe fixed-poses"),
        ("default", "no_trans=true", "model.pose.no_trans", "--recipe fixed-poses"),
        ("default", "model.decoder.components=4", "model.decoder.components", "joint.decoder"),
        ("default", "load=other_run", "load", "--recipe published"),
        ("default", "test_particles=held_out.star", "test.particles", "--recipe published"),
        ("default", "noise_level=2", "data.noise_level", "a run measures it"),
        ("fixed-poses", "image_pixel_size_A=2", "data.image_pixel_size_A", "data.map_pixel_size_A"),
        ("published", "noise_level=2", "data.noise_level", "leave it out"),
        ("default", "amortize.encoder.max_shift_px=3", "amortize.encoder.max_shift_px", "search.max_shift_px"),
        ("fixed-poses", "search.direction_order=3", "search.direction_order", "--recipe default"),
        ("fixed-poses", "search.ab_initio.n_starts=2", "search.ab_initio.n_starts", "--recipe default"),
        ("published", "search.search_shell=9", "search.search_shell", "--recipe default or --recipe fixed-poses"),
        ("published", "amortize.lr=1e-3", "amortize.lr", "--recipe default"),
        ("published", "joint.lr=1e-3", "joint.lr", "--recipe default"),
    ],
)
def test_option_that_the_recipe_does_not_read_is_refused_by_name(recipe, assignment, named, hint, tmp_path):
    with pytest.raises(ConfigError, match=named) as caught:
        build_config(recipe, assignments=[assignment])
    assert hint in caught.value.hint
    assert "is not read by" in caught.value.message
    file = tmp_path / "run.yaml"
    value = "known" if assignment == "use_gt_poses=true" else yaml.safe_load(assignment.partition("=")[2])
    file.write_text(yaml.safe_dump(nest(named, value)))
    with pytest.raises(ConfigError, match=f"run.yaml: {named} is not read by"):
        build_config(recipe, file)


@pytest.mark.parametrize("assignment", ["encoder=null", "num_epochs=0", "sym_loss=false", "model.pose.kind=searched"])
def test_what_the_kind_says_itself_may_be_said_again(assignment):
    assert build_config("default", assignments=[f"model.{assignment}" if assignment == "encoder=null" else assignment]) == build_config()


def test_command_line_options_hold_for_every_kind_of_run():
    build_config("published", overrides={"data": {"memory_GB": 1.0}, "search": {"memory_GB": 1.0}})


@pytest.mark.parametrize("recipe", ["default", "published"])
def test_config_of_a_run_may_begin_another_though_it_states_every_option(recipe, tmp_path):
    config, run = build_config(recipe, assignments=["seed=3"]), RunStore(tmp_path)
    data = config.data.model_copy(update={"image_pixel_size_A": 4.0, "noise_level": 0.7})
    config = config.model_copy(update={"data": data})
    run.write_config(config_as_values(config))
    assert build_config(config_file=run.config) == config
    assert read_config(run) == config


# ---- published keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assignment", "option", "instead"),
    [("lr=1e-3", "optimizer.lr", "amortize.lr"), ("batch-size=64", "schedule.batch_size", "joint.batch_size")],
)
def test_published_key_without_a_recipe_is_refused_with_both_ways(assignment, option, instead):
    with pytest.raises(ConfigError) as caught:
        build_config(assignments=[assignment])
    assert caught.value.message == f"--set {assignment}: {option} is not read by a search for poses and conformations."
    assert "--recipe published" in caught.value.hint
    assert instead in caught.value.hint
    assert option_of(build_config("published", assignments=[assignment]), option) == float(assignment.partition("=")[2])


def test_published_file_is_trained_as_published_and_says_so(tmp_path, caplog):
    file = tmp_path / "published.json"
    file.write_text(json.dumps(DEFAULTS))
    config = build_config(config_file=file, assignments=["lr=2e-4"])
    assert (config.kind, config.optimizer.lr) == (RunKind.NETWORK, 2e-4)
    assert "keys of the published network: trained as published" in log_of(caplog)


# ---- parts -----------------------------------------------------------------------------------------------------


def test_option_of_a_default_part_keeps_the_others_of_that_part():
    decoder = build_config(assignments=["joint.decoder.oversampling=2"]).joint.decoder
    assert (decoder.kind, decoder.components, decoder.oversampling) == ("low_rank_grid", 16, 2.0)
    assert build_config(assignments=["joint.decoder.components=8"]).joint.decoder.components == 8
    chosen = build_config(assignments=["joint.decoder.layers=2", "joint.decoder.kind=fourier_mlp"]).joint.decoder
    assert (chosen.kind, chosen.layers) == ("fourier_mlp", 2)


def test_option_of_another_kind_of_part_is_refused_with_the_kind_that_has_it():
    with pytest.raises(ConfigError) as caught:
        build_config(assignments=["joint.decoder.layers=3"])
    assert "joint.decoder.layers is an option of the kind fourier_mlp, and joint.decoder.kind is low_rank_grid." in caught.value.message
    assert caught.value.hint == "leave it out, or joint.decoder.kind=fourier_mlp"


def test_kind_that_no_part_has_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=r"joint\.decoder\.kind: no kind is called 'fourier_mpl'\.") as caught:
        build_config(assignments=["joint.decoder.kind=fourier_mpl"])
    assert caught.value.hint == "did you mean 'fourier_mlp'?"


def test_search_with_a_decoder_that_cannot_hold_its_volumes_is_refused_before_images_are_read():
    with pytest.raises(ConfigError, match="only the decoder low_rank_grid"):
        build_config("default", assignments=["model.decoder.kind=fourier_mlp"])


@pytest.mark.parametrize("assignment", ["model.decoder.layers=2", "model.encoder.depth=4", "model.pose.no_trans=true", "std_z_init=2"])
def test_option_of_each_part_of_the_network_works_without_its_kind(assignment):
    assert build_config("published", assignments=[assignment]).kind is RunKind.NETWORK
