"""What the person at the keyboard reads."""

from __future__ import annotations

import pytest

from cryofire.core.errors import ConfigError, CryofireError, DataError, RunError


@pytest.mark.parametrize("kind", [DataError, ConfigError, RunError])
def test_an_error_says_what_was_found_and_what_to_do(kind: type[CryofireError]) -> None:
    error = kind("poses.star: 9 poses for 10 particles.", "filter both with the same --ind file.")
    assert str(error) == "poses.star: 9 poses for 10 particles.\n  hint: filter both with the same --ind file."
    assert error.message == "poses.star: 9 poses for 10 particles."
    assert error.hint == "filter both with the same --ind file."


def test_an_error_without_hint_is_its_message_alone() -> None:
    assert str(DataError("stack.mrcs: no such file.")) == "stack.mrcs: no such file."


@pytest.mark.parametrize("kind", [DataError, ConfigError, RunError])
def test_all_errors_of_users_are_caught_by_one_name_and_bugs_are_not(kind: type[CryofireError]) -> None:
    with pytest.raises(CryofireError):
        raise kind("found")
    assert not issubclass(CryofireError, (ValueError, AssertionError, RuntimeError))
