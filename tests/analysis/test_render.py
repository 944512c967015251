"""Pictures of surfaces: outline, what hides what, light, and which way is up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cryofire.analysis.render import View, render, turned_about

BOX = 48


def ball(radius: float, x: float = 0, y: float = 0, z: float = 0) -> np.ndarray:
    """A smooth ball whose surface lies at density 0.5."""
    line = np.arange(BOX) - BOX // 2
    away = np.sqrt((line[:, None, None] - z) ** 2 + (line[:, None] - y) ** 2 + (line - x) ** 2)
    return 1 / (1 + np.exp(2 * (away - radius)))


def drawn(picture: np.ndarray) -> np.ndarray:
    return picture.min(axis=2) < 250


def test_outline_of_a_ball_is_a_circle_of_its_radius():
    picture = render(ball(12), View(0.5, size_px=192))
    assert picture.shape == (192, 192, 3)
    assert picture.dtype == np.uint8
    expected = math.pi * (12 / BOX) ** 2
    assert drawn(picture).mean() == pytest.approx(expected, rel=0.05)


def test_x_goes_right_and_y_goes_up():
    picture = drawn(render(ball(5, x=12, y=8), View(0.5, size_px=96)))
    rows, columns = np.nonzero(picture)
    assert columns.mean() == pytest.approx(48 + 24, abs=1.5)
    assert rows.mean() == pytest.approx(48 - 16, abs=1.5)


def test_what_is_nearer_hides_what_is_behind():
    """Larger z is nearer: the paint of the nearer ball is what is seen."""
    near, far = ball(6, z=12), ball(6, z=-12)
    paint = np.broadcast_to((np.arange(BOX) > BOX // 2)[:, None, None].astype(float), (BOX,) * 3)
    colours = np.array([[1.0, 0, 0], [0, 0, 1.0]])
    middle = render(near + far, View(0.5, size_px=96), paint, colours)[48, 48].astype(int)
    assert middle[2] > middle[0] + 80, "blue, that of large z"
    turned = render(near + far, View(0.5, turned_about("y", 180), 96), paint, colours)[48, 48].astype(int)
    assert turned[0] > turned[2] + 80, "red, once it is turned round"


def test_turn_about_y_brings_x_to_the_viewer():
    """What lies along x is seen in the middle after a quarter turn, as is what lies along -z."""
    seen = drawn(render(ball(4, x=14), View(0.5, turned_about("y", 90), 96)))
    rows, columns = np.nonzero(seen)
    assert (rows.mean(), columns.mean()) == (pytest.approx(48, abs=1.5), pytest.approx(48, abs=1.5))


def test_light_comes_from_above_on_the_left():
    picture = render(ball(14), View(0.5, size_px=96)).mean(axis=2)
    assert picture[40, 40] > picture[56, 56] + 20


def test_a_map_below_the_level_is_an_empty_picture():
    assert (render(ball(10), View(2.0, size_px=64)) == 255).all()
