"""Which particles polygons hold, joined: against points whose place is known."""

from __future__ import annotations

import numpy as np
import pytest

from cryofire.core.errors import ConfigError
from cryofire.dashboard.regions import Join, Region, region_from, resolve

RNG = np.random.default_rng(3)
COLUMNS = {"a": RNG.uniform(-2, 2, 5000), "b": RNG.uniform(-2, 2, 5000)}
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
WITH_A_BAY = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (0.0, 0.0), (-1.0, 1.0))


def held(*regions: Region) -> np.ndarray:
    return resolve(regions, COLUMNS.__getitem__, 5000)


def in_square(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a > 0) & (a < 1) & (b > 0) & (b < 1)


def test_a_polygon_holds_exactly_what_lies_in_it():
    a, b = COLUMNS["a"], COLUMNS["b"]
    assert np.array_equal(held(Region("a", "b", SQUARE)), in_square(a, b))
    inside = (np.abs(a) < 1) & (b > -1) & (b < np.abs(a))
    assert np.array_equal(held(Region("a", "b", WITH_A_BAY)), inside)
    circle = tuple((float(np.cos(t)), float(np.sin(t))) for t in np.linspace(0, 2 * np.pi, 2000, endpoint=False))
    found = held(Region("a", "b", circle))
    assert np.array_equal(found, np.hypot(a, b) < 1)
    assert found.sum() > 800


def test_a_range_takes_its_ends_in_either_order():
    expected = (COLUMNS["a"] >= -0.5) & (COLUMNS["a"] <= 0.25)
    for corners in (((-0.5, 0.0), (0.25, 0.0)), ((0.25, 9.0), (-0.5, 9.0))):
        assert np.array_equal(held(Region("a", None, corners)), expected)


def test_regions_are_joined_one_after_the_other():
    a, b = COLUMNS["a"], COLUMNS["b"]
    square, right = Region("a", "b", SQUARE), ((0.5, 0.0), (9.0, 0.0))
    assert np.array_equal(held(square, Region("a", None, right, Join.OR)), in_square(a, b) | (a >= 0.5))
    assert np.array_equal(held(square, Region("a", None, right, Join.AND)), in_square(a, b) & (a >= 0.5))
    assert np.array_equal(held(square, Region("a", None, right, Join.MINUS)), in_square(a, b) & (a < 0.5))
    assert np.array_equal(held(Region("a", None, right, Join.MINUS)), a < 0.5)
    assert np.array_equal(held(Region("a", None, right, is_in_use=False), square), in_square(a, b))
    assert not held().any()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"x": "a"}, "corners"),
        ({"x": "a", "y": "b", "corners": [[0, 0], [1, 1]]}, "2 corners"),
        ({"x": "a", "y": "b", "corners": [[0, 0], [1, 1], [0, float("nan")]]}, "no number"),
        ({"x": "a", "y": "b", "corners": [[0, 0, 0], [1, 1, 1], [0, 1, 1]]}, "a region has"),
        ({"x": "a", "y": "b", "corners": SQUARE, "join": "xor"}, "a region has"),
        ({"x": "a", "y": "b", "corners": [[0, 0]] * 5001}, "5001 corners"),
        (["a"], "a region has"),
        (None, "a region has"),
    ],
)
def test_what_is_no_region_is_refused(values, words):
    with pytest.raises(ConfigError, match=words):
        region_from(values)


def test_too_many_regions_are_refused():
    with pytest.raises(ConfigError, match="65 regions"):
        held(*[Region("a", "b", SQUARE)] * 65)
