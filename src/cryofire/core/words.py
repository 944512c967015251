"""Numbers in words: of a command line, or of a browser's request."""

from __future__ import annotations

import math

from cryofire.core.errors import ConfigError

MOST_SHOWN = 40
"""Letters of a wrong word that a message repeats."""


def numbers(option: str, text: str | None) -> list[float]:
    """Finite numbers separated by commas or blanks.

    Raises:
        ConfigError: For anything else.
    """
    try:
        found = [float(word) for word in (text or "").replace(",", " ").split()]
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)):
        raise ConfigError(f"{option} {(text or '')[:MOST_SHOWN]}: not numbers.", "separate them by commas")
    return found


def whole_numbers(option: str, text: str | None) -> tuple[int, ...]:
    """Whole numbers separated by commas or blanks.

    Raises:
        ConfigError: For anything else.
    """
    found = numbers(option, text)
    if not all(number.is_integer() for number in found):
        raise ConfigError(f"{option} {(text or '')[:MOST_SHOWN]}: not whole numbers.", "separate them by commas")
    return tuple(int(number) for number in found)
