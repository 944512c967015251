"""The configuration of a run: one tree of options, from a recipe, a file, and the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, model_validator

from cryofire.core.config import merge, nest, options, validate
from cryofire.core.errors import ConfigError
from cryofire.core.log import logger
from cryofire.core.registry import did_you_mean
from cryofire.data.data_config import DataConfig
from cryofire.models.decoders import LowRankGridConfig
from cryofire.pipeline.old_names import IS_SEARCH, OLD_NAMES, upgrade
from cryofire.pipeline.published_keys import NETWORK_KEYS, PUBLISHED_KEYS, translate
from cryofire.pipeline.run_kind import IN_WORDS, RunKind, refuse_unread
from cryofire.search.config import SearchConfig
from cryofire.training.encoder.config import EncoderTrainingConfig
from cryofire.training.hypervolume.config import HypervolumeConfig
from cryofire.training.published.config import NetworkConfig

RECIPES = Path(__file__).parent.parent / "recipes"


class RunConfig(NetworkConfig):
    """Everything that determines a run."""

    kind: RunKind = RunKind.NETWORK
    """What is done: `search` for poses and conformations, the same with `fixed_poses` of the input, or train the published `network`."""
    search: SearchConfig = SearchConfig()
    amortize: EncoderTrainingConfig = EncoderTrainingConfig()
    joint: HypervolumeConfig = HypervolumeConfig()

    @model_validator(mode="before")
    @classmethod
    def _follow_kind(cls, values: Any) -> Any:
        """The options that follow from the kind of run, as it has them."""
        if not isinstance(values, Mapping) or values.get("kind") not in tuple(RunKind):
            return values
        plain = {name: value.model_dump() if isinstance(value, BaseModel) else value for name, value in values.items()}
        settings = {name: follows for name, follows in RunKind(values["kind"]).settings.items() if isinstance(plain.get(name, {}), Mapping)}
        return merge(plain, settings)  # a section that is no section is left to the validation


def recipe_names() -> list[str]:
    """Names of the recipes that come with the program."""
    return sorted(path.stem for path in RECIPES.glob("*.yaml"))


def read_values(path: Path) -> dict[str, Any]:
    """A configuration file, YAML or JSON, with our keys or the published ones, as nested values with our keys.

    Raises:
        ConfigError: If the file is missing, is no mapping, or has unknown keys.
    """
    values = load_mapping(path)
    values.pop("provenance", None)
    for key in values:
        name = str(key).replace("-", "_")
        if name not in PUBLISHED_KEYS and name not in RunConfig.model_fields and name != "recipe":
            raise ConfigError(f"{path}: unknown option {key!r}.", did_you_mean(name, _known_names()))
    return upgrade(translate(values, str(path)), str(path))


def load_mapping(path: Path) -> dict[str, Any]:
    """The file's own keys and values.

    Raises:
        ConfigError: If it is missing, or is no mapping.
    """
    if not path.exists():
        raise ConfigError(f"{path}: no such configuration file.")
    try:
        # Not by YAML alone, which would read JSON's 1e-4 as a word.
        values = json.loads(path.read_text()) if path.suffix == ".json" else yaml.safe_load(path.read_text())
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}.") from None
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: holds no options.", "write them as `key: value`")
    return values


def _known_names() -> list[str]:
    """Whatever an option may be called: its section, its full name, its last part, its published name."""
    paths = [option.path for option in options(RunConfig)]
    return [*RunConfig.model_fields, *paths, *(path.rsplit(".", 1)[-1] for path in paths), *PUBLISHED_KEYS]


def read_recipe(name: str) -> dict[str, Any]:
    """The values of a recipe.

    Raises:
        ConfigError: If there is none of that name.
    """
    if name not in recipe_names():
        raise ConfigError(f"no recipe is called {name!r}.", did_you_mean(name, recipe_names()))
    return read_values(RECIPES / f"{name}.yaml")


def parse_assignment(text: str) -> dict[str, Any]:
    """`key=value` from the command line, the key ours (`schedule.batch_size`, or `batch_size` alone) or published.

    Raises:
        ConfigError: If there is no `=`, or the key is unknown or stands for several options.
    """
    key, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"--set {text}: no value found.", "write --set key=value")
    try:
        parsed = json.loads(value)  # numbers such as 1e-4, true, null, lists
    except json.JSONDecodeError:
        try:
            parsed = yaml.safe_load(value)
        except yaml.YAMLError:
            raise ConfigError(f"--set {text}: {value!r} cannot be read.", "a number, a word, true, false, null or a [list]") from None
    return upgrade(translate(nest(_full_path(key.strip(), text), parsed), f"--set {text}"), f"--set {text}")


def _full_path(key: str, text: str) -> str:
    name = key.replace("-", "_")
    if "." in name or translate({name: None}, "", is_lenient=True) != {name: None}:
        return name
    paths = [*(option.path for option in options(RunConfig)), *OLD_NAMES, IS_SEARCH]
    matches = [name] if name in paths else list(dict.fromkeys(path for path in paths if path.rsplit(".", 1)[-1] == name))
    # What is trained after a search has parts of the same kinds as the model; those are named in full.
    matches = [path for path in matches if not path.startswith("joint.")] or matches
    if len(matches) > 1:
        raise ConfigError(f"--set {text}: {key!r} could be {' or '.join(matches)}.", "give the full name")
    if not matches:
        raise ConfigError(f"--set {text}: unknown option {key!r}.", did_you_mean(name, _known_names()))
    return matches[0]


def build_config(
    recipe: str | None = None,
    config_file: Path | None = None,
    assignments: list[str] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> RunConfig:
    """Recipe, then file, then command-line options, then `--set`; the later wins.

    Raises:
        ConfigError: For unknown keys, impossible values, or options that contradict each other.
    """
    from_file = read_values(config_file) if config_file is not None else {}
    named, assigned = from_file.pop("recipe", None), {text: parse_assignment(text) for text in assignments or []}
    if recipe is None:
        recipe = named or _recipe_of(config_file, [from_file, *assigned.values()])
    values = read_recipe(recipe)
    for layer in (from_file, overrides or {}, *assigned.values()):
        values = merge(_without_replaced_decoders(values, layer), layer)
    config = validate(RunConfig, values, str(config_file or f"recipe {recipe}"))
    if config_file is not None and not _is_of_a_run(config_file):
        refuse_unread(from_file, config.kind, str(config_file))
    for text, layer in assigned.items():
        refuse_unread(layer, config.kind, f"--set {text}")
    check(config)
    return config


def _recipe_of(config_file: Path | None, layers: list[dict[str, Any]]) -> str:
    """The recipe to begin with where none is named: that of the kind of run asked for, or of the published network's configuration file.

    Only a whole file can say by its keys that it is of the published program. A single option such as lr cannot: it is far more
    likely that a search is wanted, and that the option is thought to be one of a search.
    """
    kinds = [layer["kind"] for layer in layers if layer.get("kind") in tuple(RunKind)]
    if kinds:
        return RunKind(kinds[-1]).recipe
    keys = [] if config_file is None else [str(key) for key in load_mapping(config_file)]
    published = [key for key in keys if key.replace("-", "_") in NETWORK_KEYS]
    if not published:
        return RunKind.SEARCH.recipe
    more = "" if len(published) < 4 else f" and {len(published) - 3} more"
    logger().info(
        f"{config_file}: its {', '.join(published[:3])}{more} are keys of the published network: trained as published "
        f"(--recipe {RunKind.NETWORK.recipe})"
    )
    return RunKind.NETWORK.recipe


def _is_of_a_run(config_file: Path) -> bool:
    """Whether a run wrote the file: it holds every option then, those that the run did not read, too."""
    return "provenance" in load_mapping(config_file)


def _without_replaced_decoders(values: Mapping[str, Any], layer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values less those of decoders of which the next layer chooses another kind: the old one's options mean nothing to it."""
    for section in ("model", "joint"):
        old, new = _decoder_kind(values, section), _decoder_kind(layer, section)
        if old is not None and new is not None and old != new:
            values = {**values, section: {key: value for key, value in values[section].items() if key != "decoder"}}
    return values


def _decoder_kind(values: Any, section: str) -> Any:
    for key in (section, "decoder", "kind"):
        values = values.get(key) if isinstance(values, Mapping) else None
    return values


JOINT_SHARE = 1 / 3
"""Of the minutes of training after a search, those in which encoder and hypervolume are trained together."""


def training_for(config: RunConfig, minutes: float) -> RunConfig:
    """The configuration with so many minutes of training after the search: the encoder alone, then with the hypervolume."""
    amortize = config.amortize.model_copy(update={"minutes": (1 - JOINT_SHARE) * minutes, "n_seen": None})
    joint = config.joint.model_copy(update={"minutes": JOINT_SHARE * minutes, "n_seen": None, "distil_n_seen": None})
    return config.model_copy(update={"amortize": amortize, "joint": joint})


def with_halves(config: RunConfig) -> RunConfig:
    """The configuration with two halves refined apart at the end.

    Raises:
        ConfigError: For a run that does not search for poses.
    """
    if config.kind is not RunKind.SEARCH:
        raise ConfigError(f"--halves refines poses of two halves apart, and this is {IN_WORDS[config.kind]}.", "--recipe default")
    return config.model_copy(update={"search": config.search.model_copy(update={"halves": True})})


def with_moved_files(config: RunConfig, files: Mapping[str, Any]) -> RunConfig:
    """The configuration of a run whose files lie elsewhere now.

    Args:
        files: Options of `data` that say where files are.

    Raises:
        ConfigError: If the run was begun without such a file: it cannot be given now.
    """
    data = config.data.model_dump()
    for name in ("ctf", "pose", "ind"):
        if name in files and data[name] is None:
            raise ConfigError(f"--{name} {files[name]}: the run was begun without one, and goes on so.", f"leave --{name} out")
    return config.model_copy(update={"data": validate(DataConfig, {**data, **files}, "--resume")})


def check(config: RunConfig) -> None:
    """Refuse options that contradict each other, or that would be silently ignored.

    Raises:
        ConfigError: Naming both.
    """
    if config.amortize.minutes > 0 and not config.kind.is_search:
        raise ConfigError("amortize.minutes trains an encoder on what a search has found, and this run has no search.", "--recipe default")
    if config.joint.minutes > 0 and config.amortize.minutes == 0:
        raise ConfigError("joint.minutes trains the encoder further, and amortize.minutes is 0: there is none.", "--minutes, for both")
    decoder = config.model.decoder
    if config.kind.is_search and (not isinstance(decoder, LowRankGridConfig) or decoder.components is not None):
        raise ConfigError(
            "a search finds volumes linear in z, which only the decoder low_rank_grid (without components) holds.",
            "--set model.decoder.kind=low_rank_grid; what is trained after the search has joint.decoder",
        )
    starts = config.search.ab_initio
    if len(starts.march_shells) != len(starts.march_batches):
        raise ConfigError(
            f"search.ab_initio.march_shells has {len(starts.march_shells)} shells, and march_batches {len(starts.march_batches)} numbers.",
            "give the minibatches of each shell",
        )
    if not config.kind.is_search and config.model.pose.kind == "searched":
        raise ConfigError(
            "model.pose.kind is 'searched', and the published network does not search.", "amortized or known, or --recipe default"
        )
    if config.data.window and config.data.window_outer <= config.data.window_inner:
        raise ConfigError(f"data.window_outer is {config.data.window_outer:g}, inside data.window_inner ({config.data.window_inner:g}).")
    if config.model.encoder is None and not config.kind.is_search:
        raise ConfigError("without an encoder only a search finds conformations and poses.", "--recipe default")
    if config.has_known_poses and config.objective.sym_loss:
        raise ConfigError(
            "sym_loss tries mirrored views to find poses, and poses are known.", "--set sym_loss=false, or model.pose.kind=amortized"
        )
    if config.objective.beta_conf != 0.0 and (config.model.latent.kind != "variational" or config.model.z_dim == 0):
        raise ConfigError(
            "beta_conf weighs the KL term of a variational latent, and the latent is not variational.",
            "--set variational_het=true, or beta_conf=0",
        )
    if (
        config.has_known_poses
        and config.data.pose is None
        and config.data.particles is not None
        and config.data.particles.suffix not in (".star", ".cs")
    ):
        raise ConfigError("poses are to be known, but neither a pose file nor a particle file with poses is given.", "--pose poses.pkl")
