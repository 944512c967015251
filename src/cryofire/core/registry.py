"""A table of interchangeable parts: one name, one class, one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Generic, TypeVar

from cryofire.core.errors import ConfigError

T = TypeVar("T")


def did_you_mean(word: str, known: list[str]) -> str:
    """A suggestion for a misspelt word, or the list of what exists."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"


class Registry(Mapping[str, T], Generic[T]):
    """Names and the parts they stand for; asking for an unknown name is a `ConfigError`."""

    def __init__(self, kind: str, parts: dict[str, T]) -> None:
        self.kind = kind
        self._parts = dict(parts)

    def __getitem__(self, name: str) -> T:
        if name not in self._parts:
            raise ConfigError(f"no {self.kind} is called {name!r}.", did_you_mean(name, list(self._parts)))
        return self._parts[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parts  # Mapping would ask __getitem__, which raises no KeyError

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
