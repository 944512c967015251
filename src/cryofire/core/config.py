"""Configuration: frozen pydantic models, whose field docstrings are their help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from cryofire.core.errors import ConfigError
from cryofire.core.registry import did_you_mean

C = TypeVar("C", bound="Config")


class Config(BaseModel):
    """Base of every configuration: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


@dataclass(frozen=True)
class Option:
    """One leaf of a configuration, for help texts and for finding misspelt keys."""

    path: str
    """Dotted name, such as `schedule.batch_size`."""
    help: str
    default: Any
    annotation: Any
    of_kind: str = ""
    """The kind of an exchangeable part that has it; empty for what is no option of such a part."""


def options(model: type[BaseModel], prefix: str = "") -> Iterator[Option]:
    """Every leaf option of a configuration class, in order of definition; those of each kind of an exchangeable part."""
    for name, field in model.model_fields.items():
        inner = field.annotation
        parts = [part for part in (inner, *get_args(inner)) if isinstance(part, type) and issubclass(part, BaseModel)]
        for part in parts:
            kind = "" if field.discriminator is None else part.model_fields["kind"].default
            yield from (replace(option, of_kind=option.of_kind or kind) for option in options(part, f"{prefix}{name}."))
        if not parts or any(part not in (*parts, type(None)) for part in get_args(inner)):  # a number, or a section instead of it
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            yield Option(f"{prefix}{name}", (field.description or "").strip(), default, inner)


def validate(model: type[C], values: Mapping[str, Any], source: str) -> C:
    """Build a configuration, or say which key of `source` is wrong and what would be right.

    Raises:
        ConfigError: For an unknown key or a value out of range.
    """
    values = with_default_kinds(model, values)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        known = [option.path for option in options(model)]
        # Pydantic also names the alternative that was tried (`decoder.fourier_mlp.layers`), which is no part of the option's name.
        names = {name for path in known for name in path.split(".")}
        is_unknown = first["type"] == "extra_forbidden"
        *inner, last = first["loc"] or ("",)
        path = ".".join([*(str(part) for part in inner if part in names), *([str(last)] if is_unknown or last in names else [])])
        if first["type"] == "union_tag_invalid":
            tag, tags = first["ctx"]["tag"], first["ctx"]["expected_tags"].replace("'", "").split(", ")
            raise ConfigError(f"{source}: {path}.kind: no kind is called {tag!r}.", did_you_mean(tag, tags)) from None
        owners = [option.of_kind for option in options(model) if is_unknown and option.path == path and option.of_kind]
        if owners:
            part = path.rpartition(".")[0]
            raise ConfigError(
                f"{source}: {path} is an option of the kind {' or '.join(owners)}, and {part}.kind is {inner[-1]}.",
                f"leave it out, or {part}.kind={owners[0]}",
            ) from None
        if is_unknown:
            raise ConfigError(f"{source}: unknown option {path!r}.", did_you_mean(path, known)) from None
        found = first.get("input")
        raise ConfigError(f"{source}: {path or 'configuration'}: {first['msg']} (found {found!r}).") from None


def with_default_kinds(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values whose exchangeable parts all say their kind: where one says none, it is the default part with those values changed."""
    filled = dict(values)
    for name, field in model.model_fields.items():
        inner = filled.get(name)
        if not isinstance(inner, Mapping):
            continue
        if field.discriminator is not None:
            if "kind" not in inner:
                filled[name] = merge(field.get_default(call_default_factory=True).model_dump(), inner)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            filled[name] = with_default_kinds(field.annotation, inner)
    return filled


def rename(values: Mapping[str, Any], names: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Nested values with options moved from old dotted names to new ones, and the old names that were found.

    What stands under the new name already stays.
    """
    renamed, found = dict(values), []
    for old, new in names.items():
        *sections, last = old.split(".")
        holder: Any = renamed
        for section in sections:
            holder = holder.get(section) if isinstance(holder, Mapping) else None
        if isinstance(holder, Mapping) and last in holder:
            renamed = merge(nest(new, holder[last]), _without(renamed, old))
            found.append(old)
    return renamed, found


def _without(values: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Nested values less one option."""
    head, _, rest = path.partition(".")
    return {key: _without(value, rest) if key == head and rest else value for key, value in values.items() if key != head or rest}


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Nested dictionaries, the second winning; neither is changed."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def nest(path: str, value: Any) -> dict[str, Any]:
    """`a.b.c` and a value as nested dictionaries."""
    head, _, rest = path.partition(".")
    return {head: nest(rest, value) if rest else value}
