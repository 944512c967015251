"""Recipe, file, command line, --set: the later wins, and what contradicts itself is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cryofire.core.errors import ConfigError, RunError
from cryofire.io.run_store import RunStore
from cryofire.pipeline.run import config_as_values, read_config
from cryofire.pipeline.run_config import build_config, training_for


def write(folder: Path, text: str, name: str = "run.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


# ---- precedence ------------------------------------------------------------------------------------------------


def test_later_layers_win_over_earlier_ones(tmp_path):
    file = write(tmp_path, "schedule: {batch_size: 10, num_epochs: 11}\nseed: 12\n")
    config = build_config("published", file, ["num_epochs=21"], {"seed": 22})
    assert (config.schedule.batch_size, config.schedule.num_epochs, config.seed) == (10, 21, 22)
    assert config.schedule.pose_only_phase == 10_000_000, "what no layer says stays as the recipe has it"


def test_file_may_name_the_recipe_that_it_starts_from_and_the_command_line_wins(tmp_path):
    file = write(tmp_path, "recipe: homogeneous\n")
    assert build_config(config_file=file).model.z_dim == 0
    assert build_config("published", file).model.z_dim == 8


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("schedule.batch_size=5", "schedule.batch_size", 5),
        ("batch_size=5", "schedule.batch_size", 5),
        ("batch-size=5", "schedule.batch_size", 5),
        ("box_px=48", "data.box_px", 48),
        ("data.invert=true", "data.invert", True),
        ("data.invert=auto", "data.invert", "auto"),
        ("norm=[0, 3.5]", "data.norm", (0.0, 3.5)),
        ("norm=null", "data.norm", None),
        ("optimizer.lr = 2e-4", "optimizer.lr", 2e-4),
        ("window_outer=0.8", "data.window_outer", 0.8),
    ],
)
def test_option_is_set_by_its_full_name_its_last_part_or_its_published_name(text, path, value):
    config = build_config("published", assignments=[text])
    section, name = path.split(".")
    assert getattr(getattr(config, section), name) == value


def test_choosing_another_decoder_leaves_the_options_of_the_old_one_behind():
    config = build_config("published", assignments=["model.decoder.kind=low_rank_grid"])
    assert config.model.decoder.kind == "low_rank_grid"


# ---- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assignments", "message", "hint"),
    [
        (["batch_size"], "no value found", "key=value"),
        (["n_in_plane=8"], "could be search.place.n_in_plane or search.n_in_plane or amortize.encoder.n_in_plane", "full name"),
        (["kind=cnn"], "kind: .*'search', 'fixed_poses' or 'network' .found 'cnn'", ""),
        (["batch_sise=3"], "unknown option 'batch_sise'", "did you mean 'batch_size'"),
        (["schedule.batch_sise=3"], "unknown option 'schedule.batch_sise'", "did you mean 'schedule.batch_size'"),
        (["batch_size=many"], "schedule.batch_size", ""),
        (["sym_loss_factor=3"], "sym_loss_factor.*2, 4 or 8", ""),
        (["domain=real"], "hartley", ""),
        (["norm=[1"], "cannot be read", ""),
        (["use_gt_poses=true"], "sym_loss.*poses are known", "sym_loss=false"),
        (["beta_conf=0.1"], "beta_conf.*not variational", "variational_het=true"),
        (["beta_conf=0.1", "variational_het=true", "z_dim=0"], "beta_conf.*not variational", ""),
        (["use_gt_poses=true", "sym_loss=false", "particles=stack.mrcs"], "neither a pose file", "--pose"),
    ],
)
def test_assignment_that_cannot_be_is_refused_with_what_to_do(assignments, message, hint):
    with pytest.raises(ConfigError, match=message) as caught:
        build_config("published", assignments=assignments)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "assignment",
    [
        *("batch_size=0", "num_epochs=-1", "add_one_frequency_every=0", "pose_only_phase=-1", "log_interval=0", "n_checkpoints=0"),
        *("z_dim=-1", "depth=0", "channels=0", "kernel_size=0", "pe_dim=0", "model.decoder.layers=-1", "std_z_init=-1"),
        *("num_workers=-1", "box_px=0", "lr=0", "wd=-1", "loss_scale=0"),
    ],
)
def test_number_out_of_range_is_refused_before_it_divides_by_zero(assignment):
    with pytest.raises(ConfigError, match=assignment.partition("=")[0]):
        build_config("published", assignments=[assignment])


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("{", "run.json", "cannot be read"),
        ("a: [1", "run.yaml", "cannot be read"),
        ("- 1\n", "run.yaml", "holds no options"),
        ("", "run.yaml", "holds no options"),
        ("model:\n", "run.yaml", "model"),
        ("shedule: {batch_size: 3}\n", "run.yaml", "unknown option 'shedule'"),
    ],
)
def test_file_that_cannot_be_read_is_refused_by_its_name(text, name, message, tmp_path):
    with pytest.raises(ConfigError, match=message) as caught:
        build_config(config_file=write(tmp_path, text, name))
    assert name in caught.value.message


def test_missing_file_and_unknown_recipe_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such configuration file"):
        build_config(config_file=tmp_path / "nothing.yaml")
    with pytest.raises(ConfigError, match="no recipe is called 'publised'") as caught:
        build_config("publised")
    assert caught.value.hint == "did you mean 'published'?"


# ---- config.yaml -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["published", "homogeneous", "fixed-poses"])
def test_config_written_to_a_run_folder_comes_back_the_same(recipe, tmp_path):
    config = build_config(recipe, overrides={"outdir": str(tmp_path), "data": {"norm": [0.1, 1 / 3], "particles": "a b.star"}})
    run = RunStore(tmp_path)
    run.write_config(config_as_values(config))
    assert read_config(run) == config
    assert config.data.norm == (0.1, 1 / 3)


def test_config_of_a_run_says_which_program_wrote_it(tmp_path):
    import cryofire

    run = RunStore(tmp_path)
    run.write_config(config_as_values(build_config("published")))
    provenance = run.read_config()["provenance"]
    assert provenance["version"] == cryofire.__version__
    assert provenance["command"]


def test_folder_without_config_is_no_run(tmp_path):
    with pytest.raises(RunError, match="is no run folder"):
        read_config(RunStore(tmp_path))


def test_joint_training_needs_an_encoder():
    with pytest.raises(ConfigError, match=r"amortize\.minutes is 0"):
        build_config("default", assignments=["amortize.minutes=0"])


def test_minutes_are_shared_out_between_encoder_and_hypervolume():
    config = training_for(build_config("default"), 6.0)
    assert config.amortize.minutes == pytest.approx(4)
    assert config.joint.minutes == pytest.approx(2)
    assert (training_for(config, 0.0).amortize.minutes, training_for(config, 0.0).joint.minutes) == (0, 0)


# ---- ranges of a search's options ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "range_"),
    [
        ("search.search_shell", 0, "greater than or equal to 1"),
        ("search.motion_shell", -3, "greater than or equal to 1"),
        ("search.last_shell", 0, "greater than or equal to 1"),
        ("search.max_shift_px", -1, "greater than or equal to 0"),
        ("search.memory_GB", 0, "greater than 0"),
        ("search.even_views", 1.5, "less than or equal to 1"),
        ("search.final_passes", 0, "greater than or equal to 1"),
        ("search.direction_order", 9, "less than or equal to 6"),
        ("search.ab_initio.n_starts", 0, "greater than or equal to 1"),
        ("search.ab_initio.batches", 0, "greater than or equal to 1"),
        ("search.ab_initio.first_beta", 0, "greater than 0"),
        ("search.ab_initio.march_shells", [4, 0, 7], "greater than 0"),
        ("search.ab_initio.march_batches", [], "at least 1 item"),
        ("search.place.grid_shell", 0, "greater than or equal to 1"),
        ("search.place.n_in_plane", 0, "greater than or equal to 1"),
        ("search.place.n_components", -1, "greater than or equal to 0"),
    ],
)
def test_a_value_out_of_its_range_is_refused_with_option_value_and_range(option, value, range_):
    with pytest.raises(ConfigError) as caught:
        build_config(assignments=[f"{option}={value}"])
    assert f"{option}: " in caught.value.message
    assert range_ in caught.value.message
    assert f"(found {0 if option.endswith('march_shells') else value!r})" in caught.value.message


@pytest.mark.parametrize("assignment", ["search.max_shift_px=0", "search.search_shell=1", "search.frame_passes=0", "search.even_views=1"])
def test_the_ends_of_a_range_are_within_it(assignment):
    build_config(assignments=[assignment])


def test_each_shell_of_the_march_has_its_minibatches():
    with pytest.raises(ConfigError, match="march_shells has 2 shells, and march_batches 3 numbers"):
        build_config(assignments=["march_shells=[4, 6]"])
    build_config(assignments=["march_shells=[4, 6]", "march_batches=[10, 10]"])
