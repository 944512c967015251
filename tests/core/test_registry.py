"""Tables of interchangeable parts."""

from __future__ import annotations

import pytest

from cryofire.core.errors import ConfigError
from cryofire.core.registry import Registry, did_you_mean


def decoders() -> Registry[int]:
    return Registry("decoder", {"fourier_mlp": 1, "voxels": 2, "gaussians": 3})


def test_a_known_name_gives_its_part() -> None:
    table = decoders()
    assert table["voxels"] == 2
    assert list(table) == ["fourier_mlp", "voxels", "gaussians"]
    assert len(table) == 3
    assert dict(table.items()) == {"fourier_mlp": 1, "voxels": 2, "gaussians": 3}


def test_a_misspelt_name_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        decoders()["voxel"]
    assert str(caught.value) == "no decoder is called 'voxel'.\n  hint: did you mean 'voxels'?"


def test_a_name_like_none_of_them_is_an_error_that_lists_what_exists() -> None:
    with pytest.raises(ConfigError) as caught:
        decoders()["q"]
    assert caught.value.hint == "known: fourier_mlp, gaussians, voxels"


def test_asking_whether_a_name_exists_is_no_error_but_getting_it_is() -> None:
    assert "voxels" in decoders()
    assert "voxel" not in decoders()
    with pytest.raises(ConfigError):  # a misspelt name must not turn into a silent None
        decoders().get("voxel")


def test_the_table_is_a_copy_and_does_not_follow_its_source() -> None:
    parts = {"a": 1}
    table = Registry("part", parts)
    parts["b"] = 2
    assert list(table) == ["a"]


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("batchsize", "did you mean 'schedule.batch_size'?"),
        ("schedule.batch-size", "did you mean 'schedule.batch_size'?"),
        ("xyz", "known: decoder.layers, schedule.batch_size"),
    ],
)
def test_did_you_mean(word: str, suggestion: str) -> None:
    assert did_you_mean(word, ["schedule.batch_size", "decoder.layers"]) == suggestion
