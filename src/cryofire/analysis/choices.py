"""A word of the person at the keyboard as one of the choices that there are."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from cryofire.core.errors import ConfigError
from cryofire.core.registry import did_you_mean

E = TypeVar("E", bound=Enum)


def one_of(kind: type[E], word: str | E, name: str) -> E:
    """The choice that a word stands for.

    Args:
        kind: The choices; their values are the words.
        word: A word, or the choice itself.
        name: What the choice is called where it was made, for the message.

    Raises:
        ConfigError: Naming the words that are known.
    """
    if isinstance(word, kind):
        return word
    words = [str(choice.value) for choice in kind]
    if word not in words:
        raise ConfigError(f"{name} {word}: expected one of {', '.join(words)}.", did_you_mean(str(word), words))
    return kind(word)
